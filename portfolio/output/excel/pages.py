"""How a sheet is printed: paper, margins, repeated headings, where pages end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from textwrap import shorten
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.i18n import _
from portfolio.output.excel.frame import Framed
from portfolio.output.excel.sheet import Sheet
from portfolio.output.excel.styles import FONT, RED

A3, A4 = 8, 9
"""Paper sizes as the file format counts them."""
_MARGIN_MM = 12
_MARGIN_MM_ABOVE = _MARGIN_MM * 1.4
_WIDE_MM, _HIGH_MM = {A3: 420, A4: 297}, {A3: 297, A4: 210}
_LEAST_SCALE = 0.55
"""Smaller than this nobody can read 11 points on paper."""
_FOOTER_TEXT = 60
"""A header or footer holds 255 characters in all, its codes included."""
_SAFE = 0.96
"""Printers measure columns a little differently."""
_MM_PER_INCH, _POINTS_PER_INCH = 25.4, 72
HEADINGS = frozenset({"total", "section", "group", "sub", "heading", "head", "index"})
"""Tones of rows that mean nothing without the next one."""
BLOCKS = HEADINGS - {"group"}
"""The same where sums stand under what they sum."""
_LOOSE = frozenset({"", "note", "strong", "bare"})
"""Tones of what follows a table: notes and signatures, and empty rows between."""
_MOST_BREAKS = 1_000
"""Excel holds 1,026 of them."""


def page(
    book: Framed, sheet: Sheet, *, repeat: range, paper: int = A4, frozen: str | None = None
) -> None:
    """Print set-up: paper, landscape, fit to width, repeated headings, page numbers.

    ``repeat``: the rows of the table heading, printed again on every page.
    """
    ws = sheet.ws
    ws.page_setup.orientation = "landscape"
    ws.page_setup.paperSize = paper
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margin = _MARGIN_MM / _MM_PER_INCH
    ws.page_margins.left = ws.page_margins.right = margin
    ws.page_margins.top = ws.page_margins.bottom = _MARGIN_MM_ABOVE / _MM_PER_INCH
    ws.page_margins.header = ws.page_margins.footer = margin / 2
    ws.print_options.horizontalCentered = True
    if repeat:
        ws.print_title_rows = f"{repeat[0]}:{repeat[-1]}"
    if frozen:
        ws.freeze_panes = frozen
    ws.sheet_view.showGridLines = False
    ws.sheet_view.zoomScale = 90
    _header_footer(book, ws)


def paginate(
    sheet: Sheet, paper: int, *, begins: str = "", headings: Collection[str] = HEADINGS
) -> None:
    """End the pages of a sheet, finished and set up by ``page``, where a reader would.

    No heading (rows of these tones) is the last row of a page, and signatures never stand on one
    without rows of their table. What reaches from a row of the tone ``begins`` to the next stays
    on one page where it can. The sheet keeps the scale that makes it as wide as the paper.
    """
    columns = range(1, sheet.columns + 1)
    scale = min(100, int(_room(paper) / sheet.millimetres(columns) * 100))
    _end_pages(sheet, paper, scale, begins, headings)


def _room(paper: int) -> float:
    """Millimetres across a page."""
    return (_WIDE_MM[paper] - 2 * _MARGIN_MM) * _SAFE


def _end_pages(
    sheet: Sheet, paper: int, scale: int, begins: str = "", headings: Collection[str] = HEADINGS
) -> None:
    ws = sheet.ws
    room = (_HIGH_MM[paper] - 2 * _MARGIN_MM_ABOVE) * _SAFE / scale * 100
    heights = [sheet.height(row) * _MM_PER_INCH / _POINTS_PER_INCH for row in sheet.rows]
    first, last = (int(row.strip("$")) for row in (ws.print_title_rows or "$1:$0").split(":"))
    repeated = sum(heights[first - 1 : last])
    held = _held(sheet, headings)
    for block in _blocks(sheet, begins):
        if sum(heights[block.start - 1 : block.stop - 1]) <= room - repeated:
            held.update(block[:-1])
    starts = page_starts(heights, held, room, repeated)
    if len(starts) > _MOST_BREAKS:
        return
    # Excel takes no notice of breaks in a sheet that is fitted to its paper
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    ws.page_setup.fitToWidth = ws.page_setup.fitToHeight = None
    ws.page_setup.scale = scale
    for start in starts:
        ws.row_breaks.append(Break(id=start - 1))


def _held(sheet: Sheet, headings: Collection[str]) -> set[int]:
    """The rows that stay on one page with the next row."""
    held = {row for row in sheet.rows if sheet.tone(row) in headings}
    table = max((row for row in sheet.rows if sheet.tone(row) not in _LOOSE), default=0)
    if table < len(sheet.rows):
        held.update(range(max(1, table - 1), len(sheet.rows)))
    return held


def _blocks(sheet: Sheet, begins: str) -> list[range]:
    """The rows from each one of a tone to the next."""
    firsts = [row for row in sheet.rows if begins and sheet.tone(row) == begins]
    ends = [*firsts[1:], sheet.rows.stop]
    return [range(first, end) for first, end in zip(firsts, ends, strict=False)]


def page_starts(
    heights: Sequence[float], held: Collection[int], room: float, repeated: float
) -> list[int]:
    """The first row of every page but the first. Rows count from 1.

    ``held``: rows that stay with the next one, unless they fill a whole page. ``room``: what a
    page holds. ``repeated``: what every page but the first begins with.
    """
    starts: list[int] = []
    start, used = 1, 0.0
    for row, height in enumerate(heights, 1):
        if used + height > room and row > start:
            cut = row
            while cut > start and cut - 1 in held:
                cut -= 1
            if cut == start or repeated + sum(heights[cut - 1 : row]) > room:
                cut = row  # what is held together fills a page: it is parted where that is full
            starts.append(cut)
            start, used = cut, repeated + sum(heights[cut - 1 : row - 1])
        used += height
    return starts


def side_by_side(sheet: Sheet, paper: int, named: int, blocks: Sequence[range]) -> None:
    """Print a table too wide for one legible page on as few pages side by side as it needs,
    and end them below as ``paginate`` does.

    ``named``: how many first columns every page repeats. ``blocks``: columns that stay
    together, from the first to the last; pages break between them only.
    """
    room = _room(paper)
    fewest = len(_pages(sheet, room / _LEAST_SCALE, named, blocks))
    scale = next(
        percent
        for percent in range(100, 0, -1)
        if len(pages := _pages(sheet, room / percent * 100, named, blocks)) <= fewest
        and all(width <= room / percent * 100 for _first, width in pages)
    )
    found = _pages(sheet, room / scale * 100, named, blocks)
    if len(found) > 1:
        sheet.ws.print_title_cols = f"A:{get_column_letter(named)}"
        for first, _width in found[1:]:
            sheet.ws.col_breaks.append(Break(id=first - 1))
    _end_pages(sheet, paper, scale)


def _pages(
    sheet: Sheet, room: float, named: int, blocks: Sequence[range]
) -> list[tuple[int, float]]:
    """First column and width (mm) of each page when a page holds ``room`` mm."""
    repeated = sheet.millimetres(range(1, named + 1))
    pages: list[tuple[int, float]] = []
    for block in blocks:
        width = sheet.millimetres(block)
        if pages and pages[-1][1] + width <= room:
            pages[-1] = (pages[-1][0], pages[-1][1] + width)
        else:
            pages.append((block.start, width + (repeated if pages else 0)))
    return pages


def _header_footer(book: Framed, ws: Worksheet) -> None:
    """The plan, the page and the sheet below; the warning above."""
    footer: Any = ws.oddFooter
    made = " · ".join(filter(None, (ws.title, book.created)))
    pages = _("Page {page}/{pages}").format(page="&P", pages="&N")
    texts = [_escape(book.settings.title), pages, _escape(made)]
    for part, text in zip((footer.left, footer.center, footer.right), texts, strict=True):
        part.text, part.font, part.size = text, f"{FONT},Regular", 9
    if book.warning:
        header: Any = ws.oddHeader
        header.center.text = book.warning
        header.center.font, header.center.size, header.center.color = f"{FONT},Bold", 10, RED


def _escape(text: str) -> str:
    """One line, short enough; an ampersand starts a code there, unless doubled."""
    return shorten(text, _FOOTER_TEXT, placeholder="…").replace("&", "&&")
