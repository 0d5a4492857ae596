"""The rows of one sheet, parsed: what every later step of the reading works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portfolio.errors import Place
from portfolio.inputs.records import Key
from portfolio.inputs.schema import Sheet


@dataclass(slots=True)
class Row:
    """One filled row. ``values``: parsed cells; ``bad``: columns whose cell holds a problem."""

    table: Table
    number: int
    values: dict[Key, Any]
    bad: set[Key]

    def at(self, key: Key) -> Place:
        """The place of the cell in this column."""
        return self.table.at(key, self.number)

    def get(self, key: Key, default: Any = None) -> Any:
        """The parsed value, or the default for an empty cell."""
        value = self.values.get(key)
        return default if value is None else value

    def sound(self, *keys: Key) -> bool:
        """Whether none of these cells holds a problem."""
        return self.bad.isdisjoint(keys)


@dataclass
class Table:
    """One recognised sheet: where its columns are, how they are headed, what its rows hold."""

    form: Sheet
    name: str
    lang: str = "vi"
    letters: dict[Key, str] = field(default_factory=dict)
    headings: dict[Key, str] = field(default_factory=dict)
    header_row: int = 1
    rows: list[Row] = field(default_factory=list)

    def at(self, key: Key, row: int) -> Place:
        """The place of a column's cell; the whole row when the column is absent."""
        if key in self.letters:
            return Place(f"{self.name}!{self.letters[key]}{row}", self.headings[key])
        name, hole = key if isinstance(key, tuple) else (key, "")
        heading = self.form.column[name].name(self.lang).format(n=hole, id=hole)
        return Place(f"{self.name}!{row}:{row}", heading)

    def holes(self, key: str) -> list[Any]:
        """The holes of a repeated column that the sheet has, in order."""
        return [k[1] for k in self.letters if isinstance(k, tuple) and k[0] == key]
