"""A sheet as people see it: cells by place, merged ranges, hidden rows."""

from __future__ import annotations

import re
from functools import cached_property

from portfolio.inputs.cells import as_text
from portfolio.inputs.xlsx import CellIn, Fault, RawSheet, column_letters, column_number

_RANGE = re.compile(r"^\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)$")
_MOST_COVERED = 200_000
"""Cells of merged ranges that are looked at; a file that merges whole columns has more."""

Spot = tuple[int, int]
"""(row, column)"""


class Grid:
    """The cells of one sheet."""

    def __init__(self, raw: RawSheet) -> None:
        self.name = raw.name
        self.rows = dict(raw.rows)
        self.hidden = frozenset(raw.hidden_rows)
        self.hidden_columns = raw.hidden_columns
        self.formulas = raw.formulas
        self._merged = raw.merged

    @cached_property
    def covered(self) -> dict[Spot, Spot]:
        """Cell under a merged range -> the cell whose value is shown there."""
        return {spot: first for spot, (first, _area) in self._areas.items()}

    def area(self, row: int, column: int) -> str:
        """The merged range, ``B5:C9``, that covers a cell."""
        return self._areas[row, column][1]

    @cached_property
    def _areas(self) -> dict[Spot, tuple[Spot, str]]:
        """Cell under a merged range -> the first cell of the range, the range."""
        found: dict[Spot, tuple[Spot, str]] = {}
        for text in self._merged:
            match = _RANGE.match(text)
            if match is None:
                continue
            first = (int(match[2]), column_number(match[1]))
            last = (int(match[4]), column_number(match[3]))
            if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > _MOST_COVERED:
                continue
            for row in range(first[0], last[0] + 1):
                for column in range(first[1], last[1] + 1):
                    if (row, column) != first:
                        found[row, column] = (first, text)
        return found

    def shown(self, row: int, column: int) -> CellIn | None:
        """The cell's own value; nothing under a merged range."""
        if (row, column) in self.covered:
            return None
        return self.rows.get(row, {}).get(column)

    def text(self, row: int, column: int) -> str:
        """The cell's own value as a text without needless spaces."""
        value = self.shown(row, column)
        if value is None or isinstance(value, Fault):
            return ""
        return " ".join(as_text(value).split())

    def spread(self, row: int, column: int) -> str:
        """The text seen at a place: of the merged range that covers it, or its own."""
        return self.text(*self.covered.get((row, column), (row, column)))

    def at(self, row: int, column: int) -> str:
        """``Sheet!Cell``."""
        return f"{self.name}!{column_letters(column)}{row}"
