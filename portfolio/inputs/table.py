"""The rows of one sheet, parsed: what every later step of the reading works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portfolio.inputs.records import Key
from portfolio.inputs.schema import Sheet


@dataclass(slots=True)
class Row:
    """One filled row. ``values``: parsed cells; ``bad``: columns whose cell holds a problem."""

    table: Table
    number: int
    values: dict[Key, Any]
    bad: set[Key]

    def at(self, key: Key) -> str:
        """The cell's place, ``Sheet!F12``."""
        return self.table.at(key, self.number)

    def said(self, key: str, text: str) -> str:
        """What stands in a cell, with the name of its column: ``Hạn hoàn thành: 2021``."""
        return f"{self.table.form.column[key].name(self.table.lang)}: {text}"

    def get(self, key: Key, default: Any = None) -> Any:
        """The parsed value, or the default for an empty cell."""
        value = self.values.get(key)
        return default if value is None else value

    def sound(self, *keys: Key) -> bool:
        """Whether none of these cells holds a problem."""
        return self.bad.isdisjoint(keys)


@dataclass
class Table:
    """One recognised sheet: where its columns are and what its rows hold."""

    form: Sheet
    name: str
    lang: str = "vi"
    letters: dict[Key, str] = field(default_factory=dict)
    header_row: int = 1
    rows: list[Row] = field(default_factory=list)

    def at(self, key: Key, row: int) -> str:
        """The place of a column's cell; the row's first cell when the column is absent."""
        return f"{self.name}!{self.letters.get(key, 'A')}{row}"

    def holes(self, key: str) -> list[Any]:
        """The holes of a repeated column that the sheet has, in order."""
        return [k[1] for k in self.letters if isinstance(k, tuple) and k[0] == key]
