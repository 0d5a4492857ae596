"""Every override changes its figure and nothing else; what cannot be is refused at once."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from portfolio.domain import (
    Band,
    Group,
    LandUseRetention,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Origin,
    Pin,
    PinKind,
    Portfolio,
    Provenance,
    Revenue,
    RevenueStream,
    Status,
)
from portfolio.errors import Problem, ScenarioError
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.i18n import language
from portfolio.inputs.scenario import apply_scenario, read_scenario
from tests.factories import toy

LIMIT = Limit("L1", LimitKind.CAP, amount=9_000, source="TP", year=2022)
LOOSE = Limit("L2", LimitKind.CAP, amount=9_000)


@pytest.fixture(autouse=True)
def _english():
    with language("en"):
        yield


@pytest.fixture
def base() -> Portfolio:
    """The toy portfolio, with a range on land revenue and two caps."""
    portfolio = toy()
    land = RevenueStream(
        "DAT", "Tiền sử dụng đất", {t: Revenue(30_000, 18_000, 45_000) for t in (2021, 2022, 2023)}
    )
    return replace(portfolio, streams=(portfolio.streams[0], land), limits=(LIMIT, LOOSE))


@pytest.fixture
def apply(base, tmp_path):
    def changed(text: str, portfolio: Portfolio | None = None) -> Portfolio:
        path = tmp_path / "thu.toml"
        path.write_text('name = "Thử"\ncitation = "BB 12"\n' + text, encoding="utf-8")
        return apply_scenario(portfolio or base, read_scenario(path))

    return changed


@pytest.fixture
def refused(apply):
    def problems(text: str, portfolio: Portfolio | None = None) -> tuple[Problem, ...]:
        with pytest.raises(ScenarioError) as caught:
            apply(text, portfolio)
        return caught.value.problems

    return problems


def gross(portfolio: Portfolio, stream: str = "DAT") -> list[int]:
    (found,) = [s for s in portfolio.streams if s.id == stream]
    return [revenue.gross for revenue in found.by_year.values()]


def test_a_scenario_without_overrides_is_the_workbook(base, apply):
    assert apply("") is base


def test_the_workbook_stays_as_it_is(base, apply):
    before = repr((base.projects, base.streams, base.sharings, base.pins, base.settings))
    apply("[project.P1]\ncost = 40\n[stream.DAT]\nscale = 0.5\n[settings]\nseed = 2\n")
    assert repr((base.projects, base.streams, base.sharings, base.pins, base.settings)) == before


def test_a_cost_and_its_origin(base, apply):
    new = apply("[project.P1]\ncost = 40.5\nallocated = 1\n")
    assert (new.project["P1"].cost, new.project["P1"].need) == (40_500, 39_500)
    assert new.project["P1"].origin == Origin(Provenance.ASSUMED, "BB 12; 01-CTr/TU, I.1")
    assert [p for p in new.projects if p.id != "P1"] == [p for p in base.projects if p.id != "P1"]


def test_a_line_without_an_estimate_gets_one_and_loses_it(apply):
    assert apply("[project.P5]\ncost = 12\n").project["P5"].cost == 12_000
    assert apply('[project.P1]\ncost = "none"\n').project["P1"].cost is None


def test_every_other_field_of_a_project(apply):
    text = """[project.P2]
    score = 80
    status = "transitional"
    group = "B"
    sector = "GT"
    owner = "NDT"
    urgent = true
    mandatory = true
    earliest = 2021
    latest = 2022
    deadline = 2023
    max_years = 2
    profile = "C"
    least_year = 0.2
    most_year = 0.7
    divisible = true
    least_funded = 0.5
    clearance = 3
    """
    p = apply(text).project["P2"]
    assert (p.score, p.status, p.group, p.sector, p.owner) == (
        80, Status.TRANSITIONAL, Group.B, "GT", "NDT",
    )  # fmt: skip
    assert (p.urgent, p.mandatory, p.divisible) == (True, True, True)
    assert (p.earliest, p.latest, p.deadline, p.max_years) == (2021, 2022, 2023, 2)
    assert (p.least_year, p.most_year, p.least_funded) == (
        Fraction(1, 5),
        Fraction(7, 10),
        Fraction(1, 2),
    )
    assert (p.profile, p.clearance) == ("C", 3_000)


def test_exclusion_and_start_become_pins_instead_of_those_there_were(base, apply):
    amount = Pin(PinKind.AMOUNT, "P4", 2021, "TP", 5)
    pinned = replace(
        base, pins=(Pin(PinKind.START, "P4", 2021), amount, Pin(PinKind.START, "P2", 2022))
    )
    origin = Origin(Provenance.ASSUMED, "BB 12")
    excluded = apply("[project.P4]\nexcluded = true\n", pinned).pins
    assert set(excluded) == {
        amount, Pin(PinKind.START, "P2", 2022), Pin(PinKind.EXCLUDE, "P4", origin=origin),
    }  # fmt: skip
    started = apply("[project.P4]\nstart = 2023\n", pinned).pins
    assert Pin(PinKind.START, "P4", 2023, origin=origin) in started
    assert len(started) == 3
    assert apply("[project.P4]\nexcluded = false\n", pinned).pins == (amount, pinned.pins[2])
    assert apply('[project.P4]\nstart = "none"\n', pinned).pins == (amount, pinned.pins[2])


def test_a_source(apply):
    source = apply("[source.TP]\ncarry_over = 0.5\nreserve = 0\n").source["TP"]
    assert (source.carry_over, source.reserve) == (Fraction(1, 2), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("case = 'low'", [18_000, 18_000, 18_000]),
        ("case = 'high'", [45_000, 45_000, 45_000]),
        ("case = {2022 = 'low'}", [30_000, 18_000, 30_000]),
        ("scale = 0.6", [18_000, 18_000, 18_000]),
        ("scale = 0.33333", [9_999, 9_999, 9_999]),  # 9 999.9, down to the whole triệu
        ("scale = {2021 = 0, 2023 = 1.5}", [0, 30_000, 45_000]),
        ("gross = 10", [10_000, 10_000, 10_000]),
        ("gross = {2021 = 33.5}", [33_500, 30_000, 30_000]),
    ],
)
def test_a_stream(apply, text, expected):
    assert gross(apply(f"[stream.DAT]\n{text}\n")) == expected


def test_a_stream_cites_the_scenario_in_the_ledger(apply):
    envelope = build_envelope(apply("[stream.DAT]\ncase = 'low'\n"))
    assert envelope.spendable["TP", 2021] == 9_720  # 18 000 × 60%, less 10%
    texts = [x.text for x in envelope.ledger if x.stream == "DAT" and x.amount == 18_000]
    assert texts == ["BB 12"] * 3


def test_revenue_of_a_new_year(base, apply):
    empty = replace(base, streams=(base.streams[0], RevenueStream("DAT", "Đất", {})))
    assert gross(apply("[stream.DAT]\ngross = {2022 = 7}\n", empty)) == [7_000]


def test_a_share_for_every_year(base, apply):
    envelope = build_envelope(apply('[sharing."DAT->TP"]\nretained = 0.8\ninvested = 0.5\n'))
    assert envelope.spendable["TP", 2022] == 10_800  # 30 000 × 80% × 50%, less 10%


def test_a_share_for_one_year_leaves_the_others(apply):
    envelope = build_envelope(apply('[sharing."DAT->TP"]\nretained = {2022 = 1}\n'))
    assert [envelope.spendable["TP", t] for t in (2021, 2022, 2023)] == [16_200, 27_000, 16_200]


def test_a_share_for_every_year_reaches_the_rows_of_a_year(base, apply):
    rows = (*base.sharings, replace(base.sharings[1], year=2022, retained=Fraction(1, 2)))
    envelope = build_envelope(
        apply('[sharing."DAT->TP"]\nretained = 1\n', replace(base, sharings=rows))
    )
    assert {envelope.spendable["TP", t] for t in (2021, 2022, 2023)} == {27_000}


def test_a_row_of_one_year_only_gains_one_for_the_others(base, apply):
    rows = (base.sharings[0], replace(base.sharings[1], year=2022))
    envelope = build_envelope(
        apply('[sharing."DAT->TP"]\nretained = 1\n', replace(base, sharings=rows))
    )
    assert {envelope.spendable["TP", t] for t in (2021, 2022, 2023)} == {27_000}


def test_a_new_sharing(apply):
    envelope = build_envelope(apply('[sharing."DAT->TW"]\ninvested = 0.5\nretained = 0.4\n'))
    assert envelope.spendable["TW", 2021] == 26_000  # 20 000 and 30 000 × 40% × 50%
    one = build_envelope(apply('[sharing."DAT->TW"]\nretained = {2021 = 0.4}\n'))
    assert [one.spendable["TW", t] for t in (2021, 2022)] == [32_000, 20_000]


def test_an_owner_and_a_limit(apply):
    new = apply("[owner.BQL]\ncapacity = 55\n[limit.L1]\nshare = 0.25\n[limit.L2]\namount = 2\n")
    assert new.owner["BQL"].capacity == 55_000
    assert (new.limits[0].amount, new.limits[0].share) == (None, Fraction(1, 4))
    assert (new.limits[1].amount, new.limits[1].share) == (2_000, None)
    assert apply('[owner.BQL]\ncapacity = "none"\n').owner["BQL"].capacity is None


def test_settings(apply):
    text = "[settings]\ngap = 0.001\ntime_limit = 9\nlegal_years_c = 4\nlast_year = 2022\n"
    settings = apply(text + "new_starts = 3\n").settings
    assert (settings.gap, settings.time_limit, settings.new_starts) == (Fraction(1, 1000), 9, 3)
    assert settings.legal_years == {Group.A: 6, Group.B: 4, Group.C: 4}
    assert settings.years == range(2021, 2023)
    assert settings.origins["gap"].citation == "BB 12"


def test_the_child_has_the_last_word_from_the_workbooks_own_figures(base, tmp_path):
    head = 'name = "X"\n'
    (tmp_path / "goc.toml").write_text(
        head + "[stream.DAT]\ncase = 'low'\n[project.P4]\nexcluded = true\n"
    )
    leaf = tmp_path / "la.toml"
    leaf.write_text(
        head + "extends = 'goc'\n[stream.DAT]\nscale = {2022 = 0.5}\n[project.P4]\nstart = 2021\n"
    )
    new = apply_scenario(base, read_scenario(leaf))
    assert gross(new) == [18_000, 15_000, 18_000]  # not 0.5 of the low figure
    assert [(pin.kind, pin.year) for pin in new.pins] == [(PinKind.START, 2021)]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[project.P11]\ncost = 1", "scenario-id", "no “P11” in the workbook; did you mean “P1”?"),
        ("[project.P1]\nowner = 'BQLL'", "scenario-id", "did you mean “BQL”?"),
        ("[project.P1]\nsector = 'XX'", "scenario-id", "known: GT, GD, TM"),
        ("[project.P1]\nprofile = 'Z'", "scenario-id", "known: C"),
        ("[source.TPP]\nreserve = 0", "scenario-id", "did you mean “TP”?"),
        ("[stream.DATT]\nscale = 1", "scenario-id", "did you mean “DAT”?"),
        ("[owner.X]\ncapacity = 1", "scenario-id", "known: BQL, NDT"),
        ("[limit.L9]\namount = 1", "scenario-id", "known: L1, L2"),
        ('[sharing."DAT->TPP"]\nretained = 1', "scenario-id", "did you mean “TP”?"),
        ("[stream.DAT]\ngross = {2031 = 5}", "scenario-year", "2021 to 2023"),
        ("[project.P4]\nstart = 2031", "scenario-year", "2021 to 2023"),
        ("[stream.NSTW]\ncase = 'low'", "scenario-case", "no “low” figure in 2021"),
        ('[sharing."DAT->TW"]\ninvested = 1', "scenario-sharing", "give retained, too"),
        ("[project.P1]\ncost = 30000", "scenario-unit", "is this triệu đồng?"),
        ("[stream.DAT]\ngross = 30000", "scenario-unit", "30,000 tỷ đồng"),
        ("[owner.BQL]\ncapacity = 40000", "scenario-unit", "the workbook has 40"),
        ("[limit.L1]\namount = 9000", "scenario-unit", "the workbook has 9"),
        ("[project.P1]\ncost = 0", "scenario-sense", "the cost would be 0"),
        ("[project.P1]\nallocated = 31", "scenario-sense", "above the cost (30)"),
        ("[project.P1]\nclearance = 31", "scenario-sense", "site clearance (31)"),
        ("[project.P4]\nearliest = 2023\nlatest = 2022", "scenario-sense", "after latest 2022"),
        ("[project.P4]\nearliest = 2023\ndeadline = 2022", "scenario-sense", "after deadline"),
        ("[project.P4]\nleast_year = 0.6\nmost_year = 0.5", "scenario-sense", "least_year 60%"),
        ("[project.P1]\nexcluded = true", "scenario-sense", "the line must start"),
        ('[sharing."DAT->TW"]\nretained = 0.5', "scenario-sense", "reach 110% in 2021"),
        ('[sharing."DAT->NDT"]\nretained = 0.1', "scenario-sense", "NDT is unlimited"),
        ("[source.NDT]\nreserve = 0.1", "scenario-sense", "NDT is unlimited"),
        ("[limit.L2]\nshare = 0.1", "scenario-sense", "a share needs the source"),
        ("[settings]\nlast_year = 2020", "scenario-sense", "from 2021 to 2020"),
        ("[settings]\nlast_year = 2199", "scenario-sense", "at most 30 years"),
    ],
)
def test_one_refusal(refused, text, code, words):
    problem = refused(text)[0]
    assert problem.code == code
    assert problem.where.startswith("thu.toml: ")
    assert words in str(problem)


def test_a_year_without_revenue_has_nothing_to_scale(base, refused, apply):
    gap = RevenueStream("DAT", "Đất", {2021: Revenue(5_000)})
    portfolio = replace(base, streams=(base.streams[0], gap))
    (problem,) = refused("[stream.DAT]\nscale = {2022 = 2}\n", portfolio)
    assert "no revenue in 2022" in problem.found
    assert gross(apply("[stream.DAT]\nscale = 2\n", portfolio)) == [10_000]


def test_all_at_once(refused):
    text = "[project.X1]\ncost = 1\n[stream.Y1]\nscale = 1\n[owner.Z1]\ncapacity = 1\n"
    assert [p.where for p in refused(text)] == [
        "thu.toml: project.X1.cost",
        "thu.toml: stream.Y1.scale",
        "thu.toml: owner.Z1.capacity",
    ]


def test_an_excluded_urgent_line_when_it_is_no_longer_urgent(apply):
    new = apply("[project.P1]\nexcluded = true\nurgent = false\n")
    assert [pin.kind for pin in new.pins] == [PinKind.EXCLUDE]


SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))


@pytest.fixture(scope="module")
def workbook() -> Portfolio:
    from portfolio import read_workbook

    return read_workbook(Path(__file__).parents[2] / "data" / "projects.xlsx")


def test_there_are_shipped_scenarios():
    assert {"hien-hanh", "thu-thap", "thu-cao"} <= {path.stem for path in SHIPPED}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_reads_applies_and_cites(path, workbook):
    scenario = read_scenario(path)
    assert scenario.name
    assert scenario.name_en
    assert scenario.citation
    assert build_envelope(grant(apply_scenario(workbook, scenario))).spendable


def test_the_shipped_scenarios_are_ordered(workbook):
    def money(id: str) -> int:
        return sum(build_envelope(apply_scenario(workbook, read_scenario(id))).spendable.values())

    assert apply_scenario(workbook, read_scenario("hien-hanh")) is workbook
    assert money("thu-thap") < money("hien-hanh") < money("thu-cao")


def test_a_mechanism_is_asked_for_by_its_table(apply, workbook):
    given = apply("[mechanism.land_use_retention]\nshare = 0.75\n", workbook)
    (own,) = given.mechanisms
    assert own == LandUseRetention(share=Fraction(3, 4), citation="BB 12")
    assert own.basis == "01-CTr/TU, I.4 Thứ sáu; BB 12"


def test_a_citation_that_says_the_clause_is_printed_once(workbook):
    (own,) = apply_scenario(workbook, read_scenario("giu-80")).mechanisms
    assert own.basis == own.citation == "01-CTr/TU, I.4 Thứ sáu: 60% chi hạ tầng, 20% chi quy hoạch"


def test_mechanisms_keep_the_order_of_the_file_and_of_what_it_extends(tmp_path, workbook):
    base = 'name = "Gốc"\n[mechanism.small_land]\n[mechanism.asset_sales]\nshare = 0.4\n'
    (tmp_path / "goc.toml").write_text(base, encoding="utf-8")
    text = 'name = "Lá"\nextends = "goc"\n[mechanism.smart_city]\n[mechanism.asset_sales]\n'
    more = "streams = ['TSC']\n[mechanism.small_land]\non = false\n"
    (tmp_path / "la.toml").write_text(text + more, encoding="utf-8")
    given = apply_scenario(workbook, read_scenario(tmp_path / "la.toml"))
    assert [m.id for m in given.mechanisms] == ["asset_sales", "smart_city"]
    assert given.mechanisms[0].share == Fraction(2, 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[mechanism.small_land]\nstreams = ['DATN']", ("no “DATN”", "mean “DAT”?")),
        ("[mechanism.small_land]\nsource = 'NDT'", ("no “NDT”",)),
        ("[mechanism.small_land]\noffset = 0.5\nsupport = 'TIN'", ("no “TIN”", "“TINH”")),
        ("[mechanism.site_clearance]\nsource = 'TINH'", ("in the workbook already",)),
        ("[mechanism.site_clearance]\nowner = 'BQL'", ("no “BQL”",)),
        ("[mechanism.owner_split]\nkeep = ['P99']", ("no “P99”",)),
        ("[mechanism.smart_city]\nsector = 'IT'", ("no “IT”",)),
        ('[sharing."DAT->TP_CD"]\nretained = 0.3\n[mechanism.land_use_retention]',
         ("80% of stream DAT", "70% that other sources")),
    ],
)  # fmt: skip
def test_what_a_mechanism_cannot_find_is_refused(refused, workbook, text, words):
    (problem,) = refused(text, workbook)
    assert problem.code == "scenario-sense"
    assert all(word in str(problem) for word in words)


def test_weights_marks_payers_profiles_and_links(apply, base):
    linked = replace(base, links=(Link(LinkKind.AFTER_START, "P2", "P4", 0),))
    given = apply(
        """
[criterion.CB]
weight = 2.5
[score."P1->HT"]
mark = 2
[eligibility."public->TW"]
most = 0.8
[eligibility."P2->TP"]
least = 0.1
[profile.C]
least = [0.1, 0.2, 0.3]
most = [0.5, 0.5, 0.5]
[link."P2->P4"]
lag = 2
[project.P4]
value = 12
place = "Phường 1"
""",
        linked,
    )
    assert [c.weight for c in given.criteria] == [3, Fraction(5, 2)]
    assert given.scores["P1", "HT"] == 2
    rows = {(r.scope, r.source): r.band for r in given.eligibility}
    assert rows["public", "TW"] == Band(Fraction(0), Fraction(4, 5))
    assert rows["P2", "TP"] == Band(Fraction(1, 10), Fraction(1))
    assert [b.least for b in given.profiles[0].bands] == [Fraction(n, 10) for n in (1, 2, 3)]
    assert [link.lag for link in given.links] == [2]
    assert (given.project["P4"].value, given.project["P4"].place) == (12, "Phường 1")
    assert apply('[link."P2->P4"]\non = false\n', linked).links == ()


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[criterion.XX]\nweight = 1", "scenario-id", "no “XX”"),
        ("[criterion.HT]\nweight = 0\n[criterion.CB]\nweight = 0", "scenario-sense", "weight 0"),
        ('[score."P1->XX"]\nmark = 1', "scenario-id", "no “XX”"),
        ('[eligibility."P9->TW"]\nmost = 1', "scenario-id", "no “P9”"),
        ('[eligibility."public->TW"]\nleast = 0.9\nmost = 0.5', "scenario-sense", "90% above"),
        ("[profile.C]\nleast = [0.5]", "scenario-profile", "1 shares, where the profile has 3"),
        ("[profile.C]\nleast = [0.5, 0.5, 0.5]\nmost = [1, 1, 1]", "scenario-sense", "make 150%"),
        ('[link."P1->P2"]\nlag = 1', "scenario-link", "no link from P1 to P2"),
    ],
)  # fmt: skip
def test_what_these_cannot_say(refused, text, code, words):
    problems = refused(text)
    assert {p.code for p in problems} == {code}
    assert words in str(problems[-1])


def test_growth_starts_from_the_first_year(apply, base):
    """30 000 growing by 10% a year: 33 000, 36 300."""
    streams = {s.id: s for s in apply("[stream.DAT]\ngrowth = 0.1\n").streams}
    assert [r.gross for r in streams["DAT"].by_year.values()] == [30_000, 33_000, 36_300]
