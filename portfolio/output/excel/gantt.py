"""The sheet Tiến độ: a Gantt by year, the colour telling how much of the need is paid."""

from __future__ import annotations

from bisect import bisect_right

from portfolio.domain import Project
from portfolio.i18n import _
from portfolio.money import percent
from portfolio.output.excel.book import Book
from portfolio.output.excel.columns import Money, periods
from portfolio.output.excel.frame import heading
from portfolio.output.excel.pages import A4, page, paginate
from portfolio.output.excel.phasing import Phasing
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.styles import SHADES

STEPS = (0.1, 0.25, 0.4, 0.6)
"""Shares of the need at which the next darker shade begins."""
_BEFORE, _AFTER = 5, 1
"""Columns before the years (the last of them the capital of the plan) and after them."""


def write_gantt(book: Book, phasing: Phasing) -> None:
    """One row a line, one column a year; figures repeat those of the phasing form."""
    plan, sheet = book.plan, book.sheets["gantt"]
    years = list(plan.years)
    sheet.set_widths([6.5, 46, 7, 12, 13] + [12] * len(years) + [13])
    span = _BEFORE + len(years) + _AFTER
    top = heading(book, sheet, _("Schedule of works"), span)
    first = top + 1
    titles = [_("No."), _("Project list"), _("Group"), _("Start - completion")]
    titles.append(_("Plan {first}-{last}").format(first=years[0], last=years[-1]))
    titles += [str(year) for year in years]
    titles.append(_("After {year}").format(year=years[-1]))
    sheet.row(top, [(title, "center") for title in titles], "head")
    shown = periods(plan)
    for row, (node, place) in enumerate(
        zip(phasing.nodes, range(phasing.first, phasing.first + len(phasing.nodes)), strict=True),
        first,
    ):
        values: list[tuple[Value, str]] = [(node.number, "center"), (node.name, "text")]
        p = node.project
        values += [(p.group.value if p else None, "center"), (shown[p.id] if p else None, "center")]
        sheet.row(row, values, node.tone)
        columns = [phasing.places[Money(year, None)] for year in (None, *years)]
        for column, source in enumerate([*columns, phasing.overhang], _BEFORE):
            link = phasing.sheet.link(place, source)
            tone = _tone(p, link.value, node.tone) if column > _BEFORE else node.tone
            sheet.put(row, column, link, "number", tone)
    end = _legend(sheet, first + len(phasing.nodes) + 1)
    page(book, sheet, repeat=range(top, first), paper=A4, frozen=f"C{first}")
    paginate(sheet, A4)
    sheet.ws.print_area = f"A1:{at(end, span)}"


def _tone(project: Project | None, amount: object, otherwise: str) -> str:
    """The shade of an amount of a project; headings and empty years keep their own tone."""
    if project is None or not isinstance(amount, int) or not amount or not project.need:
        return otherwise
    return f"shade{bisect_right(STEPS, amount / project.need)}"


def _legend(sheet: Sheet, row: int) -> int:
    sheet.put(row, 2, _("Colour: share of the line's need paid in the year"), "text", "note")
    edges = ("0", *(percent(s) for s in STEPS), "100%")
    for shade in range(len(SHADES)):
        text = f"{edges[shade]} - {edges[shade + 1]}"
        sheet.put(row + shade + 1, 2, text, "center", f"shade{shade}")
    return row + len(SHADES)
