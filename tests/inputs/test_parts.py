"""Workbooks as other programs write them: prefixes, no addresses, odd types, odd numbers."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from portfolio.errors import Place, Problem
from portfolio.inputs import xlsx
from portfolio.inputs.cells import BAD, ColumnReader, Context
from portfolio.inputs.fastxml import decode
from portfolio.inputs.findings import Findings
from portfolio.inputs.package import DamagedError, TooLargeError, sheet_list, workbook_part
from portfolio.inputs.schema import Column, Type
from portfolio.inputs.settings import SETTINGS
from portfolio.inputs.words import FLAG
from portfolio.inputs.xlsx import Fault, RawSheet, column_letters, column_number, read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = '<Relationship Id="{id}" Type="' + OFFICE + '/{kind}" Target="{target}"/>'
STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'
)


def package(sheet: str, workbook: str = "", book_attributes: str = "") -> zipfile.ZipFile:
    """The least package around one sheet's XML."""
    book = workbook or (
        f'<workbook xmlns:r="{OFFICE}"><workbookPr {book_attributes}/>'
        '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    relations = "".join(
        RELATION.format(id=id, kind=kind, target=target)
        for id, kind, target in (
            ("r1", "worksheet", "/xl/s.xml"),
            ("r2", "sharedStrings", "strings.xml"),
            ("r3", "styles", "styles.xml"),
            ("r4", "chartsheet", "chart.xml"),
        )
    )
    root = RELATION.format(id="a", kind="officeDocument", target="xl/workbook.xml")
    made = zipfile.ZipFile(io.BytesIO(), "w")
    made.writestr("_rels/.rels", f"<Relationships>{root}</Relationships>")
    made.writestr("xl/workbook.xml", book)
    made.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
    made.writestr("xl/strings.xml", "<sst><si><t>không</t></si><si><r><t>một</t></r></si></sst>")
    made.writestr("xl/styles.xml", STYLES)
    made.writestr("xl/s.xml", sheet)
    return made


def rows(inside: str, prefix: str = "", **more: Any) -> list[tuple[int, dict[int, Any]]]:
    sheet = f"<worksheet><sheetData>{inside}</sheetData></worksheet>"
    if prefix:
        sheet = sheet.replace("</", f"</{prefix}:").replace("<", f"<{prefix}:")
        sheet = sheet.replace(f"<{prefix}:/{prefix}:", f"</{prefix}:")
        sheet = sheet.replace("worksheet>", f'worksheet xmlns:{prefix}="{MAIN}">', 1)
    (found,) = read_sheets(package(sheet, **more))
    return found.rows


KINDS = (
    '<row r="2"><c r="A2"><v>1.5</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="b"><v>1</v></c>'
    '<c r="D2" t="e"><v>#REF!</v></c><c r="E2" t="str"><f>A2</f><v>chữ</v></c>'
    '<c r="F2" t="d"><v>2021-05-01</v></c><c r="G2" t="d"><v>hôm nay</v></c>'
    '<c r="H2" s="1"><v>44317</v></c><c r="I2" s="2"><v>44317</v></c><c r="J2"><v>abc</v></c>'
    '<c r="K2"><f>1+1</f></c><c r="L2" t="str"><f>A9</f></c><c r="M2"><f>1</f><v/></c>'
    '<c r="N2"><f>1+1</f><v>2</v></c><c r="O2" s="2"><v>-1</v></c><c r="P2" s="1"/>'
    '<c r="Q2" t="inlineStr"><is><t>trong ô</t></is></c></row>'
)
EXPECTED = {
    1: 1.5, 2: "một", 3: True, 4: Fault("#REF!"), 5: "chữ", 6: date(2021, 5, 1), 7: "hôm nay",
    8: date(2021, 5, 1), 9: date(2021, 5, 1), 10: "abc", 11: Fault("", formula=True),
    13: Fault("", formula=True), 14: 2.0, 15: -1.0, 17: "trong ô",
}  # fmt: skip


@pytest.mark.parametrize("quick", [True, False])
def test_every_kind_of_cell(monkeypatch: pytest.MonkeyPatch, quick: bool) -> None:
    if not quick:
        monkeypatch.setattr(xlsx, "MOST_BYTES", 0)
    assert rows(KINDS) == [(2, EXPECTED)]


def test_a_prefix_on_every_element() -> None:
    assert rows(KINDS, prefix="x") == [(2, EXPECTED)]


def test_rows_and_cells_without_an_address() -> None:
    assert rows("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>") == [
        (1, {1: 1.0, 2: 2.0}), (2, {1: 3.0}),
    ]  # fmt: skip


def test_rich_text_inside_a_cell() -> None:
    inside = '<c r="A1" t="inlineStr"><is><r><t>Đường </t></r><r><t>một</t></r></is></c>'
    assert rows(f'<row r="1">{inside}</row>') == [(1, {1: "Đường một"})]


def test_dates_that_count_from_1904() -> None:
    cell = '<row r="1"><c r="A1" s="1"><v>1</v></c></row>'
    assert rows(cell, book_attributes='date1904="1"') == [(1, {1: date(1904, 1, 2)})]


def test_hidden_rows_and_columns_by_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = (
        '<worksheet><cols><col min="2" max="3" hidden="1"/></cols><sheetData>'
        '<row r="4" hidden="1"><c r="A4"><v>1</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
    )
    (quick,) = read_sheets(package(sheet))
    monkeypatch.setattr(xlsx, "MOST_BYTES", 0)
    (slow,) = read_sheets(package(sheet))
    hidden = RawSheet("S", False, [(4, {1: 1.0})], ["A1:B2"], [4], [(2, 3)])
    assert quick == slow == hidden


@pytest.mark.parametrize(
    "inside",
    ['<row r="1"><c r="XFE1"><v>1</v></c></row>', '<row r="1"><c r="a1"><v>1</v></c></row>'],
)
def test_addresses_beyond_the_sheet(inside: str) -> None:
    with pytest.raises(DamagedError):
        rows(inside)


def test_too_many_cells_whichever_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CELLS", 3)
    for size in (xlsx.MOST_BYTES, 0):
        monkeypatch.setattr(xlsx, "MOST_BYTES", size)
        with pytest.raises(TooLargeError):
            rows(KINDS)


def test_sheets_that_are_no_lists_are_left_out() -> None:
    book = (
        f'<workbook xmlns:r="{OFFICE}"><sheets><sheet name="C" r:id="r4"/>'
        '<sheet name="S" state="hidden" r:id="r1"/></sheets></workbook>'
    )
    made = package("<worksheet/>", book)
    assert [(s.name, s.hidden, s.rows) for s in read_sheets(made)] == [("S", True, [])]
    assert sheet_list(made, "xl/workbook.xml")[0][0] == ("C", "r4", False)


def test_a_package_without_a_workbook() -> None:
    made = zipfile.ZipFile(io.BytesIO(), "w")
    made.writestr("_rels/.rels", "<Relationships/>")
    with pytest.raises(DamagedError):
        workbook_part(made)


def test_text_of_an_element() -> None:
    assert decode(b"a&lt;b&#65;\r\nc") == "a<bA\nc"
    with pytest.raises(ValueError, match="nbsp"):
        decode(b"&nbsp;")


def test_letters() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16384)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
    assert column_number("XFD") == 16384


def reader(kind: Type, **more: Any) -> tuple[ColumnReader, Findings]:
    findings = Findings()
    column = Column("k", "Cột", "Column", kind, "help", **more)
    return ColumnReader(column, Place("S!A", "Cột"), Context(findings)), findings


@pytest.mark.parametrize("kind", [t for t in Type if t not in (Type.NOTE, Type.ANY)])
def test_an_empty_text_is_an_empty_cell(kind: Type) -> None:
    cells, findings = reader(kind, choices=FLAG)
    assert cells.read("   ", 2) is None
    assert not findings.failed


@pytest.mark.parametrize("kind", [t for t in Type if t not in (Type.NOTE, Type.ANY)])
@pytest.mark.parametrize("value", [Fault("#N/A"), Fault("", formula=True), "#REF!"])
def test_no_type_reads_an_excel_error(kind: Type, value: Any) -> None:
    cells, findings = reader(kind, choices=FLAG)
    assert cells.read(value, 2) is BAD
    assert findings.problems()[0].code in ("cell-error", "formula-no-value")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize(
    "kind", [Type.AMOUNT, Type.VALUE, Type.SHARE, Type.NUMBER, Type.INT, Type.YEAR]
)
def test_no_number_is_infinite(kind: Type, value: float) -> None:
    cells, findings = reader(kind)
    assert cells.read(value, 7) is BAD
    assert [(p.code, p.where) for p in findings.problems()] == [("not-finite", "S!A7")]


def test_texts_of_other_kinds() -> None:
    cells, _findings = reader(Type.TEXT)
    found = [cells.read(value, 2) for value in (12.0, 1.5, date(2021, 5, 1), True)]
    assert found == ["12", "1.5", "01/05/2021", "True"]
    ids, findings = reader(Type.ID)
    assert ids.read("DA  1", 2) == "DA 1"
    assert [p.code for p in findings.problems()] == ["spaces"]


def test_yes_and_no() -> None:
    cells, _findings = reader(Type.FLAG, choices=FLAG)
    found = [cells.read(value, 2) for value in (True, 1.0, 0.0, "x", "Có", "không", "NO")]
    assert found == [True, True, False, True, True, False, False]


def test_an_absurd_benefit() -> None:
    cells, findings = reader(Type.VALUE)
    assert cells.read(-1e12, 2) is BAD
    assert findings.problems()[0].code == "amount-absurd"


def test_too_many_unknown_names_get_no_suggestions() -> None:
    findings = Findings()
    names = [f"tên {n}" for n in range(30_000)]
    assert findings.nearest("tên 12", names)
    assert findings.nearest("tên 12", names) == ""


def test_settings_have_distinct_keys() -> None:
    assert len({s.key for s in SETTINGS}) == len(SETTINGS)


def test_problems_are_told_in_the_order_of_the_cells() -> None:
    findings = Findings()
    for where in ("B!A1", "A!AA3", "A!C3", "A!B10:C12", "A!B2", "A!2:2", "A", "B!C1"):
        findings.error("x", where, "x")
    findings.warning("x", "A!A1", "x")
    findings.repeated("A!D", Problem("x", "A!D4", "x"))
    told = [problem.where for problem in findings.problems()]
    cells = ["A", "A!2:2", "A!B2", "A!C3", "A!AA3", "A!D4", "A!B10:C12"]
    assert told == ["B!A1", "B!C1", *cells, "A!A1"]
