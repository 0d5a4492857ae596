"""Where each figure stands: cells of the workbook, keys of a scenario, options of a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class SheetPlaces:
    """One sheet: the column letter of every field, the row number of every record's key."""

    sheet: str
    letters: Mapping[Any, str]
    rows: Mapping[Key, int]

    def cell(self, key: Key, field: str) -> str:
        """``Sheet!F12``; the row alone (``Sheet!12:12``) without such a column; "" if unknown."""
        row = self.rows.get(key)
        if row is None:
            return ""
        letter = self.letters.get(field)
        return f"{self.sheet}!{letter}{row}" if letter else f"{self.sheet}!{row}:{row}"


@dataclass(frozen=True, slots=True)
class Places:
    """Places by table (``projects``, ``streams``, ``settings`` ...), record key and field.

    ``changed``: what was set outside the workbook, by (table, *key, field): ``file: key`` or a
    command-line option. It goes before the workbook's cell.
    """

    sheets: Mapping[str, SheetPlaces] = field(default_factory=dict)
    changed: Mapping[Key, str] = field(default_factory=dict)

    def of(self, table: str, key: Key, field: str) -> str:
        """The place of a field, "" when it is not known (a portfolio made in memory)."""
        elsewhere = self.changed.get((table, *key, field))
        if elsewhere is not None:
            return elsewhere
        sheet = self.sheets.get(table)
        return "" if sheet is None else sheet.cell(key, field)

    def and_changed(self, more: Mapping[Key, str]) -> Places:
        """The same, with more figures set outside the workbook."""
        return replace(self, changed={**self.changed, **more})
