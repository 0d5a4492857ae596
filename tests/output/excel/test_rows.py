"""The cells that go into a sheet's XML, read back by a reader that is not ours."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText

from portfolio.output.excel.rows import Cells, Formula
from portfolio.output.excel.save import save
from portfolio.output.excel.sheet import Sheet, Value, clean
from portfolio.output.excel.styles import Styles

XML = b'<worksheet><dimension ref="A1:A1"/><sheetData/></worksheet>'


def written(path: Path, rows: list[list[Value]]) -> Path:
    book = Workbook()
    sheet = Sheet(book.worksheets[0], Styles(book))
    for number, row in enumerate(rows, 1):
        sheet.row(number, [(value, "text") for value in row])
    save(book, path, [sheet], title="", agency="")
    return path


TEXTS = st.text(max_size=20)
NUMBERS = st.integers(-(2**52), 2**52) | st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXTS | NUMBERS | st.none(), max_size=4), max_size=4))
def test_what_is_put_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Value]]
) -> None:
    path = written(tmp_path_factory.mktemp("rows") / "a.xlsx", rows)
    ws = load_workbook(path).worksheets[0]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            read = ws.cell(number, column)
            if isinstance(value, str):
                # XML itself reads a carriage return as a line feed
                assert (read.value or "") == clean(value)
                assert read.data_type != "f"
            else:
                assert read.value == value


def test_text_that_looks_like_a_formula_is_text_even_when_edited(tmp_path: Path) -> None:
    ws = load_workbook(written(tmp_path / "a.xlsx", [["=1+1", "plain"]])).worksheets[0]
    assert (ws["A1"].value, ws["A1"].data_type, ws["A1"].quotePrefix) == ("=1+1", "s", True)
    assert not ws["B1"].quotePrefix


@pytest.mark.parametrize("result", [7, 0.1, "a < b & c"])
def test_a_formula_has_its_result_beside_it(tmp_path: Path, result: int | float | str) -> None:
    text = '=IF(A1<2,"<","&")'
    path = written(tmp_path / "a.xlsx", [[1, Formula(text, result)]])
    assert load_workbook(path).worksheets[0]["B1"].value == text
    assert load_workbook(path, data_only=True).worksheets[0]["B1"].value == result


def test_fractions_are_whole_where_they_are_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [[Fraction(6, 3), Fraction(1, 4)]])
    found = [cell.value for cell in load_workbook(path).worksheets[0][1]]
    assert found == [2, 0.25]
    assert isinstance(found[0], int)


def test_rich_text_keeps_its_runs(tmp_path: Path) -> None:
    book = Workbook()
    sheet = Sheet(book.worksheets[0], Styles(book))
    sheet.rich((1, 1), (1, 3), [("bold ", "b"), ("<plain>", ""), ("", "i")])
    save(book, tmp_path / "a.xlsx", [sheet], title="", agency="")
    ws = load_workbook(tmp_path / "a.xlsx", rich_text=True).worksheets[0]
    value = ws["A1"].value
    assert isinstance(value, CellRichText)
    assert [(str(run), bool(run.font.b)) for run in value] == [("bold ", True), ("<plain>", False)]
    assert [str(area) for area in ws.merged_cells.ranges] == ["A1:C1"]


def test_the_sheet_says_which_cells_it_has() -> None:
    cells = Cells()
    assert b'ref="A1"' in cells.insert(XML, {})
    cells.put(3, 2, 0, 1)
    cells.put(5, 28, 0, "x")
    assert b'<dimension ref="B3:AB5"/>' in cells.insert(XML, {})


def test_rows_are_in_order_and_as_high_as_asked() -> None:
    cells = Cells()
    cells.put(2, 2, 4, None)
    cells.put(2, 1, 4, 1.5)
    cells.put(1, 1, 0, "")
    body = (
        b'<sheetData><row r="1"><c r="A1" s="0"/></row>'
        b'<row r="2" ht="30.5" customHeight="1"><c r="A2" s="4"><v>1.5</v></c>'
        b'<c r="B2" s="4"/></row></sheetData>'
    )
    assert body in cells.insert(XML, {2: 30.5})


def test_cells_put_elsewhere_are_not_lost_in_silence() -> None:
    full = XML.replace(b"<sheetData/>", b'<sheetData><row r="1"/></sheetData>')
    with pytest.raises(ValueError, match="put through Sheet"):
        Cells().insert(full, {})


def test_shown_text_of_a_cell() -> None:
    cells = Cells()
    cells.put(1, 1, 0, Formula("=B1", "tên"))
    cells.put(1, 2, 0, 12)
    assert [cells.text(1, column) for column in (1, 2, 3)] == ["tên", "12", ""]
