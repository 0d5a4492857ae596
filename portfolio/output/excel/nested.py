"""A printed list: rows nested as the official forms nest them, each heading a live sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from portfolio.domain import Project
from portfolio.output.excel.form import Form
from portfolio.output.excel.frame import heading, notes, signatures
from portfolio.output.excel.outline import Node
from portfolio.output.excel.pages import A3, page, side_by_side
from portfolio.output.excel.phasing import HEAD_ROWS, NAMED, write_heads
from portfolio.output.excel.sheet import Sheet, Value, at

Show = Callable[[int, Project], Value]
"""(row, project) -> the project's entry"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``heads``: its heading from the top row down. ``adds``: headings sum it up;
    ``unsummed``: what they say when they do not.
    """

    heads: tuple[str, str, str]
    width: float
    kind: str
    show: Show
    adds: bool = False
    tone: str = "plain"
    unsummed: str | None = None


def single(
    title: str, width: float, kind: str, show: Show, *, adds: bool = False, tone: str = "plain"
) -> Column:
    """A column with a heading of its own."""
    return Column((title, title, title), width, kind, show, adds, tone)


def write_list(
    form: Form, sheet: Sheet, title: str, columns: Sequence[Column], nodes: Sequence[Node],
    blocks: Sequence[range], remarks: list[str], named: tuple[str, str],
) -> int:  # fmt: skip
    """Write a whole form on A3 landscape; the row of its grand total.

    ``columns``: those after number and name, whose headings are ``named``. ``blocks``: columns of
    the sheet that stay on one printed page; the title stands over the first of them.
    """
    sheet.set_widths([6.5, 38, *(c.width for c in columns)])
    span = blocks[0][-1]
    top = heading(form, sheet, title, span)
    heads = [(text, text, text) for text in named] + [c.heads for c in columns]
    first = write_heads(sheet, top, heads)
    for position in range(len(nodes) - 1, -1, -1):  # sums after what they sum
        _line(sheet, columns, nodes[position], first, position)
    once = range(NAMED + 1, span + 1)
    end = notes(sheet, first + len(nodes) + 1, once, remarks)
    half = once[len(once) // 2]
    signatures(form, sheet, end + 1, (once[0], half - 1), (half, span))
    frozen = f"{get_column_letter(NAMED + 1)}{first}"
    page(form, sheet, repeat=range(top, top + HEAD_ROWS + 1), paper=A3, frozen=frozen)
    side_by_side(sheet, A3, NAMED, blocks)
    return first


def _line(sheet: Sheet, columns: Sequence[Column], node: Node, first: int, position: int) -> None:
    row = first + position
    sheet.put(row, 1, node.number, "center", node.tone)
    sheet.put(row, 2, node.name, "text", node.tone)
    for place in range(len(columns), 0, -1):  # totals stand left of their parts
        column, index = columns[place - 1], place + NAMED
        value: Value = column.unsummed
        if node.project is not None:
            value = column.show(row, node.project)
        elif column.adds:
            value = sheet.sum_down(index, [first + child for child in node.children])
        tone = column.tone if node.project is not None else node.tone
        sheet.put(row, index, value, column.kind, tone)


def plus_minus(row: int, plus: Sequence[int], minus: Sequence[int]) -> str:
    """A formula of cells of one row: ``=H5+I5-J5``."""
    text = "+".join(at(row, c) for c in plus) + "".join("-" + at(row, c) for c in minus)
    return f"={text}"
