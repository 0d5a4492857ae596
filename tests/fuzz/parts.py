"""Damage to the XML inside a workbook: what passes the check sums of the package."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.fuzz.trial import Trial, of_book, pack, whole_parts

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
_LAUGHS = b"".join(
    b'<!ENTITY e%d "%s">' % (n, (b"&e%d;" % (n - 1)) * 10 if n else b"ha") for n in range(10)
)
_DOCTYPES = (
    b"<!DOCTYPE x [" + _LAUGHS + b"]>",
    b'<!DOCTYPE x [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    b"<!DOCTYPE x []>",
)
_NUMBERS = (
    b"1e400", b"-1e400", b"nan", b"inf", b"-0", b"1_000", b"0x10", "１２".encode(), b"9" * 5000,
    b"1e308", b"1e-320", b" 5 ", b"5,5", b"", b"-1", b"99999999", b"2958465.9", b"0.1", b"abc",
    "٣".encode(), b"&#xD800;", b"&#0;", b"&#7;", b"&nbsp;", b"&e9;", b"&#x110000;", b"_xD800_",
    b"_x0007_x", b"_x001B_[2J", b"#REF!", b"a" * 40_000, b"<b>1</b>", b"<![CDATA[5]]>", b"<!--x-->",
)  # fmt: skip
_REFS = (
    b"ZZZZ1", b"a1", b"1A", b"", b"A0", b"A1048577", b"XFE9", b"A99999999999999999999", b"$A$1",
    b"R1C1", b"A-1", "Ａ1".encode(), b"A" * 5000 + b"1", b"A" + b"1" * 5000, b"XFD1",
)  # fmt: skip
_ROWS = (
    b"0", b"-5", b"1048577", b"99999999", b"9" * 5000, b"", b"abc", b"1", b"2", b"1.5", b"+2",
    b"1_0",
)  # fmt: skip
_AREAS = (
    b"A1:ZZZZZ9", b"A1:B" + b"9" * 5000, b"x", b"B2:A1", b"A1:XFD1048576", b"", b"A2:B3",
    b"D2:D2", b"A1", b"A2:C4 D5", b"a1:b2",
)  # fmt: skip
_KINDS = (b"s", b"b", b"e", b"d", b"str", b"inlineStr", b"n", b"x", b"", b"\xff")
_CODES = (b"0", b"-1", b"99999999", b"abc", b"", b"9" * 5000)

Change = Callable[[bytes, Random], bytes]


def _replace(pattern: bytes, values: tuple[bytes, ...]) -> Change:
    """Group 1 of one occurrence of the pattern becomes one of the values."""
    form = re.compile(pattern)

    def change(body: bytes, dice: Random) -> bytes:
        found = [match.span(1) for match in form.finditer(body)]
        if not found:
            return body
        start, end = dice.choice(found)
        return body[:start] + dice.choice(values) + body[end:]

    return change


def _before(end: bytes, *values: bytes) -> Change:
    def change(body: bytes, dice: Random) -> bytes:
        place = body.rfind(end)
        return body if place < 0 else body[:place] + dice.choice(values) + body[place:]

    return change


def _doctype(body: bytes, dice: Random) -> bytes:
    inside = body.partition(b"?>")[2] if body.startswith(b"<?xml") else body
    if dice.randrange(2):
        inside = re.sub(rb">([^<]+)<", b">&e9;<", inside, count=1)
    return _HEAD + dice.choice(_DOCTYPES) + inside


def _nested(body: bytes, dice: Random) -> bytes:
    depth = dice.choice([50, 101, 5_000, 200_000])
    place = body.rfind(b"</")
    return body[:place] + b"<x>" * depth + b"</x>" * depth + body[place:]


def _encoded(body: bytes, dice: Random) -> bytes:
    text = body.decode("utf-8")
    code = dice.choice(["utf-16", "utf-16-le", "latin-1", "utf-8-sig", "utf-7", "cp1258"])
    said = dice.choice([code, "utf-8", "ebcdic", "x"])
    inside = text.partition("?>")[2] if text.startswith("<?xml") else text
    head = f'<?xml version="1.0" encoding="{said}"?>'
    return (head + inside).encode(code, "replace")


def _chunk(body: bytes, dice: Random) -> bytes:
    start = dice.randrange(len(body))
    end = start + dice.randrange(200)
    kind = dice.randrange(3)
    return body[:start] + body[start:end] * (0, 2, 50)[kind] + body[end:]


def _letters(body: bytes, dice: Random) -> bytes:
    data = bytearray(body)
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(data))
        data[place : place + dice.randrange(3)] = dice.choice(
            [b"<", b"9999999999", b'"', b"", b"\xff", b"e", b"nan", b"&x;", b"&#0;", b"-", b">"]
        )
    return bytes(data)


def _prefixed(body: bytes, dice: Random) -> bytes:
    space = b' xmlns:p="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    body = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1p:", body)
    return re.sub(rb"<(p:\w+)", rb"<\1" + space, body, count=1) if dice.randrange(2) else body


def _without_values(body: bytes, dice: Random) -> bytes:
    """Formulas whose values were never saved."""
    return re.sub(rb"<v>[^<]*</v>", b"<f>1+1</f>", body, count=dice.randrange(1, 40))


_OUTSIDE = (
    b'<Relationship Id="rId1" Type="http://x/worksheet" Target="file:///etc/passwd"'
    b' TargetMode="External"/>',
    b'<Relationship Id="rId1" Type="http://x/worksheet" Target="../../../etc/passwd"/>',
    b'<Relationship Id="x" Type="http://x/sharedStrings" Target="http://127.0.0.1:9/s.xml"/>',
    b'<Relationship Id="y" Type="http://x/externalLink" Target="file://x/c$/a.xlsx"/>',
)
_ANY: tuple[Change, ...] = (_doctype, _nested, _encoded, _chunk, _letters, _prefixed)
_OF_SHEET: tuple[Change, ...] = (
    _replace(rb"<v>([^<]*)</v>", _NUMBERS),
    _replace(rb't="s"[^<>]*><v>(\d+)</v>', _NUMBERS),
    _replace(rb'<c r="([^"]*)"', _REFS),
    _replace(rb'<row r="([^"]*)"', _ROWS),
    _replace(rb'\bt="([^"]*)"', _KINDS),
    _replace(rb'\bs="([^"]*)"', _CODES),
    _without_values,
    _before(b"</worksheet>", *(b'<mergeCells><mergeCell ref="%s"/></mergeCells>' % a
                               for a in _AREAS)),
    _before(b"<sheetData>", *(b'<cols><col min="%s" max="%s" hidden="1"/></cols>' % (c, d)
                              for c in _CODES for d in (b"3", c))),
    _before(b"</sheetData>", b'<row r="9" hidden="1"><c r="A9" t="inlineStr"><is><t>X</t></is></c>'
            b"</row>", b'<row><c><v>1</v></c></row>', b"<row/>" * 9, b'<row r="2"/>'),
)  # fmt: skip
_OF_STRINGS: tuple[Change, ...] = (
    _replace(rb"<t>([^<]*)</t>", _NUMBERS),
    _replace(rb"<t>([^<]*)</t>", _NUMBERS),
    _before(b"</sst>", b"<si/>", b"<si><r><t>x</t></r></si>", b"<si><rPh><t>x</t></rPh></si>"),
)
_OF_BOOK: tuple[Change, ...] = (
    _replace(rb'<sheet [^>]*name="([^"]*)"', (b"", b"Du_an", b"DU AN", b"&#7;", b"x" * 500, b"/")),
    _replace(rb'r:id="([^"]*)"', (b"", b"rId1", b"rId2", b"rId999")),
    _before(b"</workbook>", b'<workbookPr date1904="1"/>', b"<externalReferences/>",
            b'<sheets><sheet name="Du_an" r:id="rId1"/></sheets>'),
)  # fmt: skip
_OF_STYLES: tuple[Change, ...] = (
    _replace(rb'numFmtId="([^"]*)"', (*_CODES, b"14", b"22")),
    _before(b"</styleSheet>", b'<numFmts><numFmt numFmtId="0" formatCode="yyyy"/></numFmts>'),
)
_OF_RELATIONS: tuple[Change, ...] = (
    _before(b"</Relationships>", *_OUTSIDE),
    _replace(rb'Target="([^"]*)"', (b"", b"/", b"..", b"x" * 5000, b"/xl/workbook.xml", b"\x01")),
    _replace(rb'Type="([^"]*)"', (b"", b"x", b"http://x/worksheet")),
)


def damaged_parts(dice: Random) -> Trial:
    """One to three changes to one or two XML parts, sheets first."""
    return of_book(pack(list(damage(whole_parts(), dice).items())), dice)


def damage(whole: dict[str, bytes], dice: Random) -> dict[str, bytes]:
    """The parts of a workbook, one or two of them damaged."""
    parts = dict(whole)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    sheets = [name for name in names if "worksheets/" in name]
    for _ in range(dice.randrange(1, 3)):
        name = dice.choice(sheets if dice.randrange(2) else names)
        own = (
            _OF_SHEET if name in sheets else _OF_STRINGS if "Strings" in name
            else _OF_STYLES if "styles" in name else _OF_RELATIONS if name.endswith(".rels")
            else _OF_BOOK
        )  # fmt: skip
        for _ in range(dice.randrange(1, 3)):
            changes = own if dice.randrange(3) else _ANY
            try:
                parts[name] = dice.choice(changes)(parts[name], dice)
            except UnicodeDecodeError:  # recoded once already
                parts[name] = parts[name][:-1]
    return parts
