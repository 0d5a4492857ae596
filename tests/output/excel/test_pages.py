"""Where printed pages end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.output.excel.pages import A4, page, page_starts, paginate
from portfolio.output.excel.sheet import Sheet
from portfolio.output.excel.styles import Styles
from tests.output.excel.conftest import Writer

ROOM = 100


def pages(heights: list[float], starts: list[int]) -> list[range]:
    """The rows of each page."""
    edges = [1, *starts, len(heights) + 1]
    return [range(a, b) for a, b in itertools.pairwise(edges)]


def filled(rows: range, heights: list[float], repeated: float) -> float:
    return sum(heights[row - 1] for row in rows) + (repeated if rows.start > 1 else 0)


def test_a_page_ends_where_it_is_full():
    assert page_starts([40] * 5, (), ROOM, 0) == [3, 5]
    assert page_starts([40] * 5, (), ROOM, 20) == [3, 5]
    assert page_starts([40] * 5, (), ROOM, 30) == [3, 4, 5]  # 30 + 40 + 40 is more than 100


def test_a_held_row_goes_over_with_the_next():
    assert page_starts([40] * 4, {2}, ROOM, 0) == [2, 4]
    assert page_starts([30] * 6, {2, 3}, ROOM, 0) == [2, 5]


def test_what_fills_a_whole_page_is_parted_where_it_is_full():
    assert page_starts([40] * 4, {1, 2, 3}, ROOM, 0) == [3]


def test_a_row_taller_than_the_paper_has_its_own_page():
    assert page_starts([40, 300, 40], (), ROOM, 0) == [2, 3]


@given(
    st.lists(st.floats(1, 60), min_size=1, max_size=40),
    st.sets(st.integers(1, 40)),
    st.floats(0, 39),
)
def test_every_page_holds_what_is_on_it_and_ends_where_it_may(
    heights: list[float], held: set[int], repeated: float
):
    found = pages(heights, page_starts(heights, held, ROOM, repeated))
    assert [row for rows in found for row in rows] == list(range(1, len(heights) + 1))
    for rows, following in itertools.pairwise(found):
        assert filled(rows, heights, repeated) <= ROOM + 1e-9
        if rows[-1] in held:  # only when what is held together fills a page
            first = rows[-1]
            while first > rows.start and first - 1 in held:
                first -= 1
            together = sum(heights[first - 1 : following.start])
            assert first == rows.start or repeated + together > ROOM


def sheet_of(tones: list[str]) -> Worksheet:
    """A sheet with a row of 50 points for each tone; a page of A4 holds some nine of them."""
    book = Workbook()
    sheet = Sheet(book.worksheets[0], Styles(book))
    sheet.set_widths([100])
    for row, tone in enumerate(tones, 1):
        if tone:
            sheet.put(row, 1, "x\n" * 2 + "x", "text", tone)

    class Book:
        settings = None
        subtitle = warning = created = ""

    from portfolio.domain import Settings

    Book.settings = Settings()
    page(Book(), sheet, repeat=range(0), paper=A4)
    paginate(sheet, A4, begins="section")
    return sheet.ws


def starts(ws: Worksheet) -> list[int]:
    return [one.id + 1 for one in ws.row_breaks.brk]


def test_a_heading_is_never_the_last_row_of_a_page():
    free = starts(sheet_of(["plain"] * 20))
    full = free[0] - 1
    assert starts(sheet_of(["plain"] * (full - 1) + ["group"] + ["plain"] * 5)) == [full]


def test_signatures_have_two_rows_of_their_table_with_them():
    full = starts(sheet_of(["plain"] * 20))[0] - 1
    assert starts(sheet_of(["plain"] * full + ["", "note", "bare"])) == [full - 1]
    assert not starts(sheet_of(["plain"] * (full - 3) + ["", "note"]))


def test_a_block_stays_on_one_page_where_it_can():
    full = starts(sheet_of(["plain"] * 20))[0] - 1
    small = ["section"] + ["plain"] * 3
    assert starts(sheet_of(["plain"] * (full - 2) + small)) == [full - 1]
    long = ["section"] + ["plain"] * full
    assert starts(sheet_of(["plain", *long]))[0] == full + 1


def test_breaks_count_only_in_a_sheet_that_is_not_fitted_to_its_paper():
    ws = sheet_of(["plain"] * 20)
    assert not ws.sheet_properties.pageSetUpPr.fitToPage
    assert 10 <= ws.page_setup.scale <= 100


@pytest.mark.parametrize("name", ["toy", "big"])
def test_the_signatures_of_the_form_are_not_alone(writer: Writer, name: str):
    ws = writer(name).formulas["Phasing"]
    signed = next(
        row
        for row in range(1, ws.max_row + 1)
        for column in range(1, 20)
        if "HEAD OF THE AGENCY" in str(ws.cell(row, column).value)
    )
    lines = [row for row in range(12, ws.max_row + 1) if isinstance(ws.cell(row, 1).value, str)]
    begins = max((start for start in starts(ws) if start <= signed), default=1)
    assert len([row for row in lines if begins <= row < signed]) >= 2
