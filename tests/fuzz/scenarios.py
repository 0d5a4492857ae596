"""Damaged scenario files, and command lines with values nobody expected."""

from __future__ import annotations

from random import Random

from portfolio.inputs.scenario.fields import MECHANISM_FIELDS, SECTIONS, SETTINGS, Field, Form
from tests.fuzz.trial import BOOK, NAME, OUT, SCENARIO, Trial, whole

VALUES = (
    "0", "1", "-1", "0.5", "0.8", "80", "1.5", "20.5", "100000", "1e3", "1e30", "1e-30",
    "1e999999999",
    "-1e999999999", "inf", "-inf", "nan", "true", "false", '""', '"none"', '"TW"', '"TP"', '"P1"',
    '"DAT"', '"BQL"', '"GT"', '"C"', '"A"', '"new"', '"arrears"', '"low"', '"high"', '"0.8"',
    '"80%"',
    '"Không có"', "[]", '["DAT"]', '["DAT", "NSTW"]', "[1, [2, [3]]]", "{}", "{2021 = 0.6}",
    "{2021 = 20, 2022 = 0.5}", "{1800 = 1}", "{x = 1}", "{2021 = {2022 = 1}}", "2021", "2022",
    "2023",
    "2199", "2021-05-01", "2021-05-01T08:00:00Z", "08:00:00", "9" * 40, "9" * 5000,
    "0x" + "f" * 5000,
    "0o7", "0b1", "1_000", "0.1234567", "1.0000000000000000000001", "'''x\ny'''", '"\\u0000"',
    '"\\u0007"', '"\\U0001F600"', '"\\uD800"', '"' + "a" * 3000 + '"', "[" * 400 + "]" * 400,
    "[" * 30_000, "{a." + "b." * 200 + "c = 1}", "5 tỷ", "0,8", "", '"Đường"',
)  # fmt: skip
_IDS = {
    "project": ("P1", "P2", "P3", "P4", "P2"),
    "source": ("TW", "TP", "NDT", "X"),
    "stream": ("NSTW", "DAT", "X"),
    "sharing": ('"DAT->TP"', '"NSTW -> TW"', '"DAT->TW"', '"DAT->NDT"', "DAT", '"X->Y"', '"->"'),
    "owner": ("BQL", "NDT", "X"),
    "limit": ("H1", "X"),
    "criterion": ("HT", "CB", "X"),
    "score": ('"P1->HT"', '"P2->CB"', '"X->HT"', "HT"),
    "eligibility": ('"public->TW"', '"P2->TP"', '"GT->TP"', '"X->TW"', '"P1->NDT"'),
    "profile": ("C", "X"),
    "link": ('"P1->P2"', '"P2->P4"', "P1"),
}


def _table(dice: Random) -> str:
    section = dice.choice(["settings", "mechanism", *SECTIONS])
    if section == "settings":
        head, fields = "settings", SETTINGS
    elif section == "mechanism":
        id = dice.choice(list(MECHANISM_FIELDS))
        head, fields = f"mechanism.{id}", MECHANISM_FIELDS[id]
    else:
        head, fields = f"{section}.{dice.choice(_IDS[section])}", SECTIONS[section]
    keys = dice.sample(list(fields), dice.randrange(1, min(4, len(fields) + 1)))
    if dice.randrange(8) == 0:
        keys.append(dice.choice(["x", '""', '"\\u0000"', "Đường", "a.b.c", *keys]))
    return f"[{head}]\n" + "".join(f"{key} = {_fitting(fields.get(key), dice)}\n" for key in keys)


def _fitting(known: Field | None, dice: Random) -> str:
    """Mostly a value that the field may hold."""
    if known is None or dice.randrange(8) == 0:
        return dice.choice(VALUES)
    if known.optional and dice.randrange(8) == 0:
        return '"none"'
    if known.words:
        return f'"{dice.choice(known.words)}"'
    if known.form is Form.IDS:
        return dice.choice(['["DAT"]', '["DAT", "NSTW"]', '["P1"]', '["GT"]'])
    figure = {
        Form.FLAG: ("true", "false"),
        Form.TEXT: ('"GT"', '"BQL"', '"DEU"', '"x"'),
        Form.ID: ('"TW"', '"TP"', '"BQL"', '"NDT"', '"GT"', '"MOI"'),
        Form.SHARES: ("[0.1, 0.2, 0.3]", "[1, 1, 1]", "[0.5]", "[]", '["a"]', "[2, 0, 0]"),
        Form.SHARE: ("0", "0.1", "0.5", "0.8", "1"),
        Form.AMOUNT: ("0", "5", "12.345", "30", "60", "5_000"),
        Form.NUMBER: ("0", "0.5", "1", "1.2", "28", "100"),
        Form.WHOLE: ("1", "2", "3", "2021", "2022", "2023"),
    }[known.form]
    chosen = dice.choice(figure)
    return f"{{2021 = {chosen}, 2023 = {chosen}}}" if known.yearly and dice.randrange(2) else chosen


def scenario_values(dice: Random) -> Trial:
    """Any value at any key of any section."""
    tables = {text.partition("\n")[0]: text for text in (_table(dice) for _ in range(2))}
    chosen = list(tables.values())[: dice.randrange(1, 3)]
    return _trial({SCENARIO: (NAME + "".join(chosen)).encode("utf-8", "surrogatepass")}, dice)


_TEXT = (
    NAME
    + """name_en = "Try"
citation = "Biên bản"
[settings]
gap = 0.001
[project.P1]
cost = 30.5
earliest = 2022
[stream.DAT]
scale = {2021 = 0.9, 2022 = 1.1}
[sharing."DAT->TP"]
retained = 0.5
[limit.H1]
amount = 90
[mechanism.small_land]
streams = ["DAT"]
source = "TP"
share = 0.8
"""
)


def scenario_bytes(dice: Random) -> Trial:
    """A good file with bytes lost, changed, put in; or not even text."""
    data = bytearray(_TEXT.encode())
    kind = dice.randrange(8)
    place = dice.randrange(len(data))
    if kind == 0:
        data = data[:place]
    elif kind == 1:
        data = bytearray(_TEXT.encode(dice.choice(["utf-16", "utf-8-sig", "cp1258", "utf-32"]),
                                      "replace"))  # fmt: skip
    elif kind == 2:
        data[place:place] = data[place : place + 80]
    elif kind == 3:
        data = bytearray(dice.choice([
            b"", b"\0" * 99, whole(), b"a" * 3_000_000, b"# x\n" * 700_000, b"\n\n", b"[[[[",
            b"a." * 5000 + b"b = 1", b"x = " + b"[" * 3000 + b"]" * 3000,
            b"name = 'x'\n[" + b"a." * 20_000 + b"b]\n",
            b"name = 'x'\nx = {" + b"a = {" * 900 + b"}" * 901,
        ]))  # fmt: skip
    else:
        for _ in range(dice.randrange(1, 5)):
            data[dice.randrange(len(data))] = dice.choice(b'[]{}="\n.#,x0\x00\xff\\')
    return _trial({SCENARIO: bytes(data)}, dice)


def scenario_chains(dice: Random) -> Trial:
    """``extends``: itself, in a circle, a long way down, something that is no scenario."""
    kind = dice.randrange(6)
    own = dice.choice(["", "[settings]\nseed = 2\n", "[project.P1]\nexcluded = true\n"])
    if kind == 0:
        target = dice.choice(
            [
                SCENARIO,
                "scenario",
                ".",
                "..",
                "",
                BOOK,
                "/dev/null",
                "x" * 5000,
                "a\\u0000b",
                "no-such",
                "../x.toml",
                "thu-thap",
                "hien-hanh",
            ]
        )
        return _trial({SCENARIO: f'{NAME}extends = "{target}"\n{own}'.encode()}, dice)
    length = (2, 3, 30, 200, 1500)[kind - 1]
    last = dice.choice(["", f'extends = "{SCENARIO}"\n', "[project.P1]\ncost = 12\n", "x"])
    files = {SCENARIO: f'{NAME}extends = "s1.toml"\n{own}'.encode()}
    for n in range(1, length):
        files[f"s{n}.toml"] = f'{NAME}extends = "s{n + 1}.toml"\n{own}'.encode()
    files[f"s{length}.toml"] = (NAME + last).encode()
    return _trial(files, dice)


def _trial(files: dict[str, bytes], dice: Random) -> Trial:
    return Trial({BOOK: whole(), **files}, write=dice.randrange(8) == 0)


WORDS = (
    "", " ", "0", "-1", "1e9", "0.5", "0,5", "50%", "100%", "101%", "nan", "inf", "abc", "9" * 5000,
    "0." + "0" * 400 + "1", "٣", "1/3", "½", "²", "--", "-", "\udcff", "\x1b[2J", "Đường",
    "a" * 5000, "2147483648", "1.5", ".", "..", "*", "{0}", "%s", "~", BOOK, SCENARIO, "no-such",
    "HiGHS", "PULP_CBC_CMD", "GUROBI", "true", "xlsx", "csv", "vi", "en", "VI", "fr",
)  # fmt: skip
_NAMES = (OUT, "new.xlsx", "folder", "folder/", "folder/x/y", BOOK, SCENARIO, "a" * 300, "x.json",
          "x.csv", ".xlsx", "x.", "x.XLSX", "Kế hoạch.xlsx", "a\nb.xlsx", " ",
          f"{BOOK}/x.xlsx", "-x", "\udcff.xlsx", "{x}.xlsx")  # fmt: skip


def commands(dice: Random) -> Trial:
    """Any word at any option of any command, on a good or a missing workbook."""
    command = dice.choice(["plan", "plan", "plan", "validate", "show", "template", "completion"])
    args = [command]
    if dice.randrange(8):
        args.append(dice.choice([BOOK, BOOK, BOOK, BOOK, "no-such.xlsx", "folder", SCENARIO, "",
                                 "\udcff"]))  # fmt: skip
    options = {
        "-s": (SCENARIO, SCENARIO, "thu-thap", *WORDS), "--gap": WORDS, "--time-limit": WORDS,
        "--seed": WORDS, "--solver": WORDS, "--format": ("json", *WORDS), "--lang": WORDS,
    }  # fmt: skip
    names = list(options) if command == "plan" or not dice.randrange(8) else ["--lang"]
    for name in dice.sample(names, dice.randrange(min(4, len(names) + 1))):
        args += [name, dice.choice(options[name])]
    args += dice.sample(["--json", "--quiet", "--force", "--no-such", "--html", "-h"],
                        dice.randrange(3))  # fmt: skip
    if command == "plan":
        args += ["-o", dice.choice(_NAMES)]
    files = {BOOK: whole(), SCENARIO: _TEXT.encode(), OUT: b"old", "folder/old.txt": b"old"}
    if command == "template":
        args[1:2] = [dice.choice(_NAMES)]
    return Trial(files, tuple(args))
