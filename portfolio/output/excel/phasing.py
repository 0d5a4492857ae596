"""The sheet Phân kỳ vốn: the official form, every heading a live sum of what is under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from openpyxl.utils import get_column_letter

from portfolio.i18n import _
from portfolio.money import percent
from portfolio.output.excel.book import Book
from portfolio.output.excel.columns import Column, Money, columns
from portfolio.output.excel.frame import heading, notes, signatures
from portfolio.output.excel.outline import Node, outline
from portfolio.output.excel.pages import A3, page, side_by_side
from portfolio.output.excel.sheet import Sheet, Value
from portfolio.plan.schedule import Plan

HEAD_ROWS = 3
NAMED = 2
"""Number and name stand in the first two columns, repeated on every page."""


@dataclass(frozen=True)
class Phasing:
    """Where things stand on the sheet, for formulas on other sheets.

    ``rows``: project id -> row. ``section``: A (public), B (private) -> row. ``places``:
    money -> column.
    """

    sheet: Sheet
    nodes: Sequence[Node]
    first: int
    rows: Mapping[str, int]
    places: Mapping[Money, int]
    overhang: int
    form: Sequence[Column]

    @property
    def total(self) -> int:
        """The row of the grand total."""
        return self.first


def write_phasing(book: Book) -> Phasing:
    """Write the form and say where everything stands."""
    plan, sheet = book.plan, book.sheets["phasing"]
    form = columns(plan)
    sheet.set_widths([c.width for c in form])
    span = next(i for i, c in enumerate(form, 1) if c.money and c.money.year is not None) - 1
    top = heading(book, sheet, _("Capital phasing plan"), span)
    first = write_heads(sheet, top, [c.heads for c in form])
    started = [p for p in plan.portfolio.costed if p.id in plan.solution.starts]
    nodes = outline(plan.portfolio, started)
    places = {c.money: i for i, c in enumerate(form, 1) if c.money}
    for position in range(len(nodes) - 1, -1, -1):  # sums after what they sum
        _line(sheet, plan, form, places, nodes, position, first)
    end = first + len(nodes)
    once = range(NAMED + 1, span + 1)  # the columns before are printed on every page
    end = notes(sheet, end + 1, once, _notes(plan))
    half = once[len(once) // 2]
    signatures(book, sheet, end + 1, (once[0], half - 1), (half, span))
    page(
        book,
        sheet,
        repeat=range(top, first),
        paper=A3,
        frozen=f"{get_column_letter(NAMED + 1)}{first}",
    )
    side_by_side(sheet, A3, NAMED, _together(form))
    rows = {n.project.id: first + i for i, n in enumerate(nodes) if n.project}
    return Phasing(sheet, nodes, first, rows, places, len(form) - 1, form)


def _together(form: Sequence[Column]) -> list[range]:
    """Columns that stay on one printed page: what leads, each year, what follows."""
    years = [c.money.year if c.money else None for c in form]
    runs = [list(run) for _y, run in groupby(range(len(form)), key=lambda i: years[i])]
    return [range(run[0] + 1, run[-1] + 2) for run in runs]


def write_heads(sheet: Sheet, top: int, heads: Sequence[tuple[str, str, str]]) -> int:
    """The merged heading and the row of column numbers; the first row under them."""
    for (row, column), (last_row, last_column), text in _blocks(heads):
        sheet.merge(
            (top + row, column + 1), (top + last_row, last_column + 1), text, "center", "head"
        )
    for column in range(1, len(heads) + 1):
        sheet.put(top + HEAD_ROWS, column, f"({column})", "center", "index")
    return top + HEAD_ROWS + 1


_Place = tuple[int, int]


def _blocks(
    heads: Sequence[tuple[str, ...]], row: int = 0, left: int = 0
) -> Iterator[tuple[_Place, _Place, str]]:
    """First and last (row, column) of each merged block of a heading, and its text.

    Neighbours with one title share a block; below it come their own titles, unless they all
    repeat it: then it reaches down to the last row.
    """
    for title, run in groupby(heads, key=lambda head: head[0]):
        below = [head[1:] for head in run]
        right = left + len(below) - 1
        if all(text == title for head in below for text in head):
            yield (row, left), (row + len(below[0]), right), title
        else:
            yield (row, left), (row, right), title
            yield from _blocks(below, row + 1, left)
        left = right + 1


def _line(
    sheet: Sheet,
    plan: Plan,
    form: Sequence[Column],
    places: Mapping[Money, int],
    nodes: Sequence[Node],
    position: int,
    first: int,
) -> None:
    node, row = nodes[position], first + position
    sheet.put(row, 1, node.number, "center", node.tone)
    sheet.put(row, 2, node.name, "text", node.tone)
    later = range(len(form), NAMED, -1)  # totals stand left of their parts
    for column in later:
        form_column = form[column - 1]
        value: Value = None
        if node.project is None:
            if form_column.adds:
                value = sheet.sum_down(column, [first + child for child in node.children])
        elif form_column.money:
            value = _money(sheet, plan, places, node.project.id, row, form_column.money)
        elif form_column.show:
            value = form_column.show(node.project)
        tone = node.tone if node.project is None else form_column.tone
        sheet.put(row, column, value, form_column.kind, tone)


def _money(
    sheet: Sheet,
    plan: Plan,
    places: Mapping[Money, int],
    project: str,
    row: int,
    money: Money,
) -> Value:
    """A figure of the plan, or the live sum of those that make it up."""
    if money.year is not None and money.source is not None:
        return plan.solution.cells.get((project, money.source, money.year))
    if money.source is None:
        parts = [c for m, c in places.items() if m.year == money.year and m.source is not None]
    else:
        parts = [c for m, c in places.items() if m.source == money.source and m.year is not None]
    return sheet.sum_across(row, parts)


def _notes(plan: Plan) -> list[str]:
    return [
        _("All amounts are whole triệu đồng; every heading is a live sum of the lines under it."),
        _("Sources that pay nothing in the plan period have no column."),
        _("Lines without capital in this plan stand on the sheet {sheet}.").format(
            sheet=_("Unfunded")
        ),
        _(
            "Capital left to the next plan is at most {share} of the public capital of this plan "
            "(Law 39/2019/QH14, Art. 89.2)."
        ).format(share=percent(plan.portfolio.settings.overhang_share)),
    ]
