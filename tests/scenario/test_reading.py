"""A scenario file is taken exactly, or refused with every problem, its place and its remedy."""

from fractions import Fraction
from pathlib import Path

import pytest

from portfolio.errors import Problem, ScenarioError
from portfolio.i18n import language
from portfolio.inputs.scenario import read_scenario
from portfolio.inputs.scenario.fields import SECTIONS, SETTINGS, Form

HEAD = 'name = "Thử"\n'


@pytest.fixture(autouse=True)
def _english():
    with language("en"):
        yield


@pytest.fixture
def write(tmp_path):
    def put(text: str, name: str = "thu.toml", head: str = HEAD) -> Path:
        path = tmp_path / name
        path.write_text(head + text, encoding="utf-8")
        return path

    return put


def problems(path: Path | str) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    return caught.value.problems


def values(path: Path) -> dict[str, object]:
    return {o.where.split(": ")[1]: o.value for o in read_scenario(path).overrides}


def test_names_citation_and_path(write):
    path = write('name_en = "Try"\ncitation = "Biên bản họp"\n[settings]\ngap = 0.01\n')
    scenario = read_scenario(path)
    assert (scenario.id, scenario.name, scenario.name_en) == ("thu", "Thử", "Try")
    assert scenario.citation == "Biên bản họp"
    assert scenario.path == str(path)
    assert scenario.chain == ()
    assert scenario.settings == {"gap": Fraction(1, 100)}
    assert scenario.overrides[0].citation == "Biên bản họp"


def test_amounts_are_ty_taken_exactly_and_shares_are_fractions(write):
    text = """
    [settings]
    overhang_charge = 0.1
    new_starts = "none"
    [project.P03]
    cost = 135.7
    allocated = 0.001
    excluded = true
    score = 72.5
    deadline = "none"
    [project."Đường 1"]
    least_funded = 0.3
    [stream.DAT]
    scale = 0.6
    [stream.NST.gross]
    2021 = 180
    2022 = 200.5
    [sharing."DAT -> TP_DAT"]
    retained = {2021 = 0.6, 2022 = 0.8}
    """
    assert values(write(text)) == {
        "settings.overhang_charge": Fraction(1, 10),
        "settings.new_starts": None,
        "project.P03.cost": 135_700,
        "project.P03.allocated": 1,
        "project.P03.excluded": True,
        "project.P03.score": Fraction(145, 2),
        "project.P03.deadline": None,
        'project."Đường 1".least_funded': Fraction(3, 10),
        "stream.DAT.scale": Fraction(3, 5),
        "stream.NST.gross.2021": 180_000,
        "stream.NST.gross.2022": 200_500,
        'sharing."DAT->TP_DAT".retained.2021': Fraction(3, 5),
        'sharing."DAT->TP_DAT".retained.2022': Fraction(4, 5),
    }


def test_dotted_keys_and_windows_files_read_the_same(tmp_path):
    path = tmp_path / "a.toml"
    text = 'name = "A"\r\n[stream]\r\nDAT.case = "low"\r\n'
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert values(path) == {"stream.DAT.case": "low"}


def test_a_decomposed_id_is_the_composed_one(write):
    (override,) = read_scenario(write('[project."Đa\u0301"]\ncost = 1\n')).overrides
    assert override.id == "Đá"


def test_extends_puts_the_base_first(write):
    write("[settings]\ngap = 0.05\nseed = 3\n", "goc.toml")
    write('extends = "goc"\n[settings]\ngap = 0.02\n', "giua.toml")
    scenario = read_scenario(write('extends = "giua.toml"\n[settings]\nseed = 9\n', "la.toml"))
    assert scenario.chain == ("goc", "giua")
    assert scenario.settings == {"gap": Fraction(1, 50), "seed": 9}


def test_extends_is_found_beside_the_file_not_in_the_current_folder(write, tmp_path, monkeypatch):
    write("[settings]\nseed = 5\n", "goc.toml")
    path = write('extends = "goc"\n', "la.toml")
    monkeypatch.chdir("/")
    assert read_scenario(path).settings == {"seed": 5}


@pytest.mark.parametrize(
    ("text", "code", "where", "words"),
    [
        ('mechanism = "x"', "scenario-type", "mechanism", "[mechanism.small_land]"),
        ("[[mechanisms]]\nid = 4", "scenario-key", "mechanisms", "did you mean “mechanism”?"),
        ("[mechanism.smalland]", "scenario-key", "mechanism.smalland", "“small_land”?"),
        ("[mechanism]\nsmall_land = 1", "scenario-type", "mechanism.small_land", "a table of keys"),
        (
            "[mechanism.small_land]\nofset = 0.1",
            "scenario-key",
            "mechanism.small_land.ofset",
            "did you mean “offset”?",
        ),
        (
            "[mechanism.small_land]\nshare = 80",
            "scenario-share",
            "mechanism.small_land.share",
            "write 0.8 for 80%",
        ),
        (
            "[mechanism.small_land]\nstreams = 'DAT'",
            "scenario-type",
            "mechanism.small_land.streams",
            "expected a list of ids",
        ),
        (
            "[mechanism.small_land]\nsource = ' '",
            "scenario-type",
            "mechanism.small_land.source",
            "expected an id",
        ),
        (
            "[mechanism.smart_city]\noffset = 0.1",
            "scenario-key",
            "mechanism.smart_city.offset",
            "unknown key",
        ),
        ("[projects.P1]\ncost = 1", "scenario-key", "projects", "did you mean “project”?"),
        ("[project.P1]\ncosts = 1", "scenario-key", "project.P1.costs", "did you mean “cost”?"),
        ("[settings]\ntimelimit = 1", "scenario-key", "settings.timelimit", "time_limit"),
        ("[stream.D]\nkase = 'low'", "scenario-key", "stream.D.kase", "did you mean “case”?"),
        ("[source.K]\nx9 = 1", "scenario-key", "source.K.x9", "known: carry_over, reserve"),
        ("[project]\ncost = 5", "scenario-type", "project.cost", "expected a table of keys"),
        ("project = 5", "scenario-type", "project", "expected tables by id: [project.ID]"),
        ("[project.P1]\nexcluded = [true]", "scenario-type", "project.P1.excluded", "a list"),
        ("[settings.gap]\nx = 1", "scenario-type", "settings.gap", "found a table"),
        ("[project.P1]\ncost = '5'", "scenario-type", "project.P1.cost", "without quotes"),
        ("[project.P1]\ncost = true", "scenario-type", "project.P1.cost", "found true"),
        ("[project.P1]\ncost = [5]", "scenario-type", "project.P1.cost", "found a list"),
        ("[project.P1]\ncost = nan", "scenario-type", "project.P1.cost", "tỷ đồng"),
        ("[project.P1]\ncost = -inf", "scenario-type", "project.P1.cost", "tỷ đồng"),
        ("[project.P1]\ncost = 1e400", "scenario-type", "project.P1.cost", "tỷ đồng"),
        ("[project.P1]\ncost = -5", "scenario-amount", "project.P1.cost", "0 or more"),
        ("[project.P1]\ncost = 1.23456", "scenario-amount", "project.P1.cost", "three decimals"),
        ("[project.P1]\ncost = 1000001", "scenario-amount", "project.P1.cost", "triệu đồng?"),
        ("[project.P1]\nearliest = 21", "scenario-range", "project.P1.earliest", "1900 to 2200"),
        ("[project.P1]\nmax_years = 2.5", "scenario-type", "project.P1.max_years", "whole"),
        ("[project.P1]\nscore = 101", "scenario-range", "project.P1.score", "0 to 100"),
        ("[project.P1]\nmandatory = 1", "scenario-type", "project.P1.mandatory", "true or false"),
        ("[project.P1]\nstatus = 'old'", "scenario-word", "project.P1.status", '"arrears"'),
        ("[project.P1]\nowner = 3", "scenario-type", "project.P1.owner", "text in quotes"),
        ("[source.K]\nreserve = 80", "scenario-share", "source.K.reserve", "write 0.8 for 80%"),
        ("[source.K]\nreserve = '80%'", "scenario-type", "source.K.reserve", "0.8 for 80%"),
        ("[source.K]\nreserve = {}", "scenario-type", "source.K.reserve", "found a table"),
        ("[source.K]\nreserve = -0.1", "scenario-share", "source.K.reserve", "from 0 to 1"),
        ("[stream.D]\ncase = 'mid'", "scenario-word", "stream.D.case", '"low", "high"'),
        ("[stream.D]\nscale = 60", "scenario-range", "stream.D.scale", "0 to 20"),
        ("[stream.D.gross]\n21 = 5", "scenario-year", "stream.D.gross.21", "not a year"),
        ("[stream.D]\ngross = {}", "scenario-type", "stream.D.gross", "at least one year"),
        ("[sharing.DAT]\nretained = 1", "scenario-id", "sharing.DAT", '"DAT->TP_DAT"'),
        ("citation = 5", "scenario-type", "citation", "text in quotes"),
        ("extends = 'khong-co'", "scenario-missing", "extends", "no scenario file “khong-co”"),
        ("extends = 'thu.toml'", "scenario-cycle", "extends", "thu.toml → thu.toml"),
    ],
)
def test_one_refusal(write, text, code, where, words):
    (problem,) = problems(write(text))
    assert (problem.code, problem.where) == (code, f"thu.toml: {where}")
    assert words in str(problem)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[stream.D]\nscale = 0.6\ngross = {2021 = 5}", "stream.D.scale"),
        ("[stream.D]\ncase = 'low'\nscale = {2022 = 1}", "stream.D.scale.2022"),
        ("[limit.L]\namount = 5\nshare = 0.1", "limit.L.share"),
        ("[project.P]\nexcluded = true\nstart = 2022", "project.P.start"),
        (
            '[sharing."A->B"]\nretained = 1\n[sharing."A -> B"]\nretained = 0.5',
            'sharing."A->B".retained',
        ),
    ],
)
def test_two_overrides_of_one_thing_are_refused(write, text, key):
    (problem,) = problems(write(text))
    assert (problem.code, problem.where) == ("scenario-twice", f"thu.toml: {key}")
    assert "sets the same figure as" in problem.found


def test_different_years_are_different_things(write):
    text = "[stream.D]\nscale = {2021 = 0.5}\ngross = {2022 = 5}\n"
    assert len(read_scenario(write(text)).overrides) == 2


def test_a_child_may_override_its_base_in_another_form(write):
    write("[stream.D]\ncase = 'low'\n", "goc.toml")
    scenario = read_scenario(write('extends = "goc"\n[stream.D]\nscale = 0.5\n'))
    assert [o.field for o in scenario.overrides] == ["case", "scale"]


def test_a_circle_of_extends_is_named(write):
    write('extends = "b"', "a.toml")
    write('extends = "c"', "b.toml")
    write('extends = "b"', "c.toml")
    (problem,) = problems(write('extends = "a"'))
    assert problem.where == "c.toml: extends"
    assert "b.toml → c.toml → b.toml" in problem.found


def test_everything_is_told_at_once_with_the_base(write):
    write("[settings]\nspeed = 1\n", "goc.toml")
    text = "extends = 'goc'\ncolour = 1\n[project.P1]\ncost = -1\n[source.K]\nreserve = 2\n"
    found = problems(write(text, head=""))
    assert [(p.code, p.where) for p in found] == [
        ("scenario-name", "thu.toml: name"),
        ("scenario-key", "thu.toml: colour"),
        ("scenario-amount", "thu.toml: project.P1.cost"),
        ("scenario-share", "thu.toml: source.K.reserve"),
        ("scenario-key", "goc.toml: settings.speed"),
    ]


def test_a_missing_file_names_the_nearest(tmp_path):
    (problem,) = problems("thu-thapp")
    assert problem.code == "scenario-missing"
    assert "did you mean “thu-thap”?" in problem.remedy
    (problem,) = problems(tmp_path / "x.toml")
    assert "known: " in problem.remedy


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name = Thu", "line 1"),
        (
            b'name = "A"\n[project.P1]\ncost = 1.753,5\n',
            "line 3: cannot be read: there is something more after the value",
        ),
        (b'name = "A"\nname = "B"\n', "given twice"),
        (b'name = "A"\n[stream.D]\n[stream.D]\n', "given twice"),
        (b'name = "A', "cannot be read: a bracket or a quotation mark is not closed"),
        (b"PK\x03\x04\xff\xfe", "UTF-8"),
        ('name = "Thử"'.encode("utf-16"), "UTF-8"),
        (b"x = " + b"[" * 5000, "cannot be read"),
        (b"x = " + b"9" * 5000, "cannot be read"),
        (b"x = 1e9999999999999999999", "out of range"),
    ],
)
def test_what_is_not_toml_is_said_with_its_line(tmp_path, content, words):
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    (problem,) = problems(path)
    assert problem.code == "scenario-toml"
    assert words in str(problem)


def test_a_folder_is_no_scenario(tmp_path):
    (problem,) = problems(tmp_path)
    assert problem.code == "scenario-missing"


def test_an_unreadable_file_is_no_traceback(write, monkeypatch):
    path = write("")

    def refused(_self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    (problem,) = problems(path)
    assert "no permission" in problem.found


def test_every_scalar_setting_of_the_domain_can_be_set():
    from dataclasses import fields

    from portfolio.domain import Settings

    tables = {"legal_years", "origins"}
    assert {f.name for f in fields(Settings)} - tables == {
        name for name in SETTINGS if not name.startswith("legal_years_")
    }


def test_the_table_of_fields_is_of_the_domain():
    from portfolio.domain import Limit, Owner, Project, Sharing, Source

    records = {
        "project": Project, "source": Source, "sharing": Sharing, "owner": Owner, "limit": Limit,
    }  # fmt: skip
    for section, record in records.items():
        own = set(record.__slots__) | {"excluded", "start"}
        assert set(SECTIONS[section]) <= own, section
    for fields in (SETTINGS, *SECTIONS.values()):
        assert all(isinstance(field.form, Form) for field in fields.values())


@pytest.mark.parametrize("page", ["scenarios.md", "scenarios.vi.md"])
def test_the_documented_example_reads_and_every_key_is_documented(page, tmp_path):
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    example = tmp_path / "example.toml"
    example.write_text(text.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert len(read_scenario(example).overrides) > 6
    for key in (*SETTINGS, *(name for fields in SECTIONS.values() for name in fields)):
        assert f"`{key}`" in text
