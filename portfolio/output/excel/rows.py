"""The cells of a sheet, kept as they are put and written as XML at once.

openpyxl writes everything else of a workbook. Its cells take five times as long, and it writes
formulas without results, which readers that do not calculate then show as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

_EMPTY = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and what it evaluates to, stored beside it for readers that do not calculate."""

    text: str
    value: int | float | str


Content = str | int | float | Formula | CellRichText | None


@dataclass(slots=True)
class Cells:
    """What stands in each cell, by row and column from 1: (number of its style, content)."""

    rows: dict[int, dict[int, tuple[int, Content]]] = field(default_factory=dict)

    def put(self, row: int, column: int, style: int, content: Content) -> None:
        """Set one cell, in place of what it held."""
        self.rows.setdefault(row, {})[column] = style, content

    def text(self, row: int, column: int) -> str:
        """What a cell shows, as text; empty when nothing is there."""
        _style, content = self.rows.get(row, {}).get(column, (0, None))
        shown = content.value if isinstance(content, Formula) else content
        return "" if shown is None else str(shown)

    def insert(self, sheet: bytes, heights: Mapping[int, float]) -> bytes:
        """The XML of the sheet with these cells in it. ``heights``: row -> points.

        Raises ``ValueError`` when it has cells of its own.
        """
        made, found = _EMPTY.subn(lambda _match: self._xml(heights).encode("utf-8"), sheet, 1)
        if not found:
            raise ValueError("a sheet with cells that were not put through Sheet")
        area = f'<dimension ref="{self._area()}"'.encode()
        return _DIMENSION.sub(lambda _match: area, made, 1)

    def _area(self) -> str:
        columns = [column for row in self.rows.values() for column in row]
        if not columns:
            return "A1"
        first = f"{get_column_letter(min(columns))}{min(self.rows)}"
        return f"{first}:{get_column_letter(max(columns))}{max(self.rows)}"

    def _xml(self, heights: Mapping[int, float]) -> str:
        return f"<sheetData>{''.join(self._row(heights))}</sheetData>"

    def _row(self, heights: Mapping[int, float]) -> Iterator[str]:
        for row, cells in sorted(self.rows.items()):
            height = heights.get(row)
            tall = "" if height is None else f' ht="{height}" customHeight="1"'
            yield f'<row r="{row}"{tall}>'
            for column, (style, content) in sorted(cells.items()):
                place = f'<c r="{get_column_letter(column)}{row}" s="{style}"'
                yield _cell(place, content)
            yield "</row>"


def _cell(place: str, content: Content) -> str:
    """The XML of a cell; ``place``: its beginning, with address and style."""
    if content is None or content == "":
        return f"{place}/>"
    if isinstance(content, str):
        keep = "" if content == content.strip() else ' xml:space="preserve"'
        text = escape(content)
        return f'{place} t="inlineStr"><is><t{keep}>{text}</t></is></c>'
    if isinstance(content, Formula):
        kind = ' t="str"' if isinstance(content.value, str) else ""
        formula = escape(content.text.removeprefix("="))
        return f"{place}{kind}><f>{formula}</f><v>{_plain(content.value)}</v></c>"
    if isinstance(content, CellRichText):
        runs: Any = tostring(content.to_tree())
        return f'{place} t="inlineStr">{runs.decode()}</c>'
    return f"{place}><v>{content!r}</v></c>"


def _plain(value: int | float | str) -> str:
    return escape(value) if isinstance(value, str) else repr(value)
