"""What frames a sheet: title block, unit line, signatures, page set-up."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any, Protocol

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.domain import Settings
from portfolio.i18n import _
from portfolio.output.excel.sheet import Sheet
from portfolio.output.excel.styles import FONT, RED

A3, A4 = 8, 9
"""Paper sizes as the file format counts them."""
_MARGIN_MM = 12
_WIDE_MM = {A3: 420, A4: 297}
_LEAST_SCALE = 0.55
"""Smaller than this nobody can read 11 points on paper."""
_FOOTER_TEXT = 60
"""A header or footer holds 255 characters in all, its codes included."""
_SIGNING_LINES = 6
_SAFE = 0.96
"""Printers measure columns a little differently."""
_MM_PER_INCH = 25.4


class Framed(Protocol):
    """What a workbook tells about itself on every sheet: a plan's book, or a form of its own."""

    @property
    def settings(self) -> Settings:
        """Place, agency, title, signer."""

    @property
    def scenario(self) -> str:
        """The scenario's name in the current language."""

    @property
    def warning(self) -> str:
        """What every sheet says of a plan that is not proven, else empty."""

    @property
    def created(self) -> str:
        """When it was made."""


def heading(book: Framed, sheet: Sheet, title: str, span: int, *, unit: bool = True) -> int:
    """Agency, title, plan, scenario, warning and unit over ``span`` columns; the next row."""
    settings = book.settings
    lines: list[tuple[str, str, str]] = []
    if settings.place:
        lines.append((settings.place.upper(), "text", "bare"))
    if settings.agency:
        lines.append((settings.agency.upper(), "text", "strong"))
    lines.append((title.upper(), "center", "title"))
    if settings.title:
        lines.append((settings.title, "center", "heading"))
    if book.scenario:
        text = _("Scenario: {name}").format(name=book.scenario)
        lines.append((text, "center", "note"))
    if book.warning:
        lines.append((book.warning, "center", "banner"))
    if unit:
        lines.append((_("Unit: triệu đồng"), "right", "note"))
    for row, (text, kind, tone) in enumerate(lines, 1):
        sheet.merge((row, 1), (row, span), text, kind, tone)
    return len(lines) + (1 if unit else 2)


def notes(sheet: Sheet, row: int, columns: range, texts: list[str]) -> int:
    """Notes under a table, over some columns; the next row."""
    first, span = columns[0], columns[-1]
    sheet.merge((row, first), (row, span), _("Notes:"), "text", "strong")
    for row, text in enumerate(texts, row + 1):  # noqa: B020 - the row runs on
        sheet.merge((row, first), (row, span), text, "text", "note")
    return row + 1


def signatures(
    book: Framed, sheet: Sheet, row: int, left: tuple[int, int], right: tuple[int, int]
) -> None:
    """Who drew the table up, and the head of the agency; one row, so that no page parts it."""
    settings = book.settings
    day = _("{place}, day … month … year …").format(place=settings.place or "…")
    prepared = [("\n" + _("PREPARED BY"), "b"), ("\n" + _("(signature, full name)"), "i")]
    head = [
        (day, "i"),
        ("\n" + _("HEAD OF THE AGENCY"), "b"),
        ("\n" + _("(signature, full name, seal)"), "i"),
        ("\n" * _SIGNING_LINES + settings.signer, "b"),
    ]
    for columns, parts in ((left, prepared), (right, head)):
        sheet.rich((row, columns[0]), (row, columns[1]), parts)


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
    ws.page_margins.top = ws.page_margins.bottom = margin * 1.4
    ws.page_margins.header = ws.page_margins.footer = margin / 2
    ws.print_options.horizontalCentered = True
    if repeat:
        ws.print_title_rows = f"{repeat[0]}:{repeat[-1]}"
    if frozen:
        ws.freeze_panes = frozen
    ws.sheet_view.showGridLines = False
    ws.sheet_view.zoomScale = 90
    _header_footer(book, ws)


def side_by_side(sheet: Sheet, paper: int, named: int, blocks: Sequence[range]) -> None:
    """Print a table too wide for one legible page on as few pages side by side as it needs.

    ``named``: how many first columns every page repeats. ``blocks``: columns that stay
    together, from the first to the last; pages break between them only.
    """
    ws = sheet.ws
    room = (_WIDE_MM[paper] - 2 * _MARGIN_MM) * _SAFE
    fewest = len(_pages(sheet, room / _LEAST_SCALE, named, blocks))
    scale = next(
        percent
        for percent in range(100, 0, -1)
        if len(pages := _pages(sheet, room / percent * 100, named, blocks)) <= fewest
        and all(width <= room / percent * 100 for _first, width in pages)
    )
    found = _pages(sheet, room / scale * 100, named, blocks)
    if len(found) == 1:
        return
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    ws.page_setup.fitToWidth = ws.page_setup.fitToHeight = None
    ws.page_setup.scale = scale
    ws.print_title_cols = f"A:{get_column_letter(named)}"
    for first, _width in found[1:]:
        ws.col_breaks.append(Break(id=first - 1))


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
