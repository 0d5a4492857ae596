"""Tables for a terminal (colours, borders) and for a pipe (plain aligned text)."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portfolio.cli.console import on_terminal, say

Row = Sequence[str]


@dataclass(frozen=True)
class Table:
    """A titled table of texts. ``numbers``: columns set flush right. ``strong``: rows in bold.

    ``colour``: colour of the title on a terminal. ``note``: a line below.
    """

    title: str
    columns: Row
    rows: Sequence[Row]
    numbers: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    colour: str = "cyan"
    note: str = ""


def show(tables: Iterable[Table]) -> None:
    """Print on stdout, in the way that suits where stdout goes."""
    tables = list(tables)
    if on_terminal(sys.stdout):
        _show_rich(tables)
    elif tables:
        say("\n\n".join("\n".join(plain_lines(table)) for table in tables))


def plain_lines(table: Table) -> Iterator[str]:
    """The table as plain text: title, headings, rows, each column two spaces from the next."""
    yield table.title
    if table.rows:
        shown = [[unicodedata.normalize("NFC", cell) for cell in row] for row in table.rows]
        heads = [list(table.columns)] if any(table.columns) else []
        widths = [max(map(_width, column)) for column in zip(*heads, *shown, strict=True)]
        for row in (*heads, *shown):
            cells = (
                _pad(cell, width, right=i in table.numbers)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            yield "  ".join(cells).rstrip()
    if table.note:
        yield table.note


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 1 for c in text)


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _show_rich(tables: Iterable[Table]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console()
    for table in tables:
        console.print()
        console.print(Text(table.title, style=f"bold {table.colour}"))
        if table.rows:
            heads = any(table.columns)
            grid = RichTable(
                box=box.SIMPLE_HEAD if heads else None, show_header=heads, pad_edge=True
            )
            for i, name in enumerate(table.columns):
                right = i in table.numbers
                grid.add_column(Text(name), justify="right" if right else "left", no_wrap=right)
            for i, row in enumerate(table.rows):
                cells = [Text(cell) for cell in row]
                grid.add_row(*cells, style="bold" if i in table.strong else None)
            console.print(grid)
        if table.note:
            console.print(Text(table.note, style="dim"))
