"""What frames a sheet: title block, unit line, notes, signatures."""

from __future__ import annotations

from typing import Protocol

from portfolio.domain import Settings
from portfolio.i18n import _
from portfolio.output.excel.sheet import Sheet

_SIGNING_LINES = 6


class Framed(Protocol):
    """A workbook in the making, as its frames see it.

    ``subtitle``: the line under the title. ``warning``: red on every page, empty for none.
    ``created``: date of the run.
    """

    @property
    def settings(self) -> Settings:  # noqa: D102
        ...

    @property
    def subtitle(self) -> str:  # noqa: D102
        ...

    @property
    def warning(self) -> str:  # noqa: D102
        ...

    @property
    def created(self) -> str:  # noqa: D102
        ...


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
    if book.subtitle:
        lines.append((book.subtitle, "center", "note"))
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
