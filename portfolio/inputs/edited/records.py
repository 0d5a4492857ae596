"""What is read of an edited plan: the plan as exported, and the form as it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from portfolio.domain import Cell, Pin
from portfolio.errors import Problem, Severity
from portfolio.inputs.edited.seal import Field
from portfolio.inputs.xlsx import column_letters

MoneyKey = tuple[int | None, str | None]
"""(year, source) of a money column; None: all of them."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the form as exported. ``key``: ``name``, ``code``, ``overhang``, ``money``, that
    of a column which is not read but watched (``unread``), or nothing; ``money``: its year and
    source. ``number``: printed under the heading, from 1.
    """

    number: int
    key: str
    money: MoneyKey
    heads: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the form that sums others: its number, its name, the (kind, status, sector) of
    the lines it sums, empty for all of them.
    """

    number: str
    name: str
    kind: str
    status: str
    sector: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A started line as exported: start year, triệu đồng left to the next plan, total cost."""

    code: str
    name: str
    start: int
    overhang: int
    cost: int = 0


@dataclass(frozen=True)
class Original:
    """The plan as exported, from the hidden sheet. Amounts in triệu đồng.

    ``facts``: ``language``, ``workbook``, ``sha256``, ``scenario``, ``scenario_path``,
    ``scenario_sha256``, ``created``, ``closed`` (see there), ``period`` (2021-2025), ``form``,
    ``data`` (names of sheets). ``titles``: column of the tidy data -> its heading. ``pins``: fixed
    on the command line or by an earlier edit. ``shown``: (line, key of a column that is not
    read) -> what stands there.
    """

    facts: Mapping[str, str]
    columns: tuple[FormColumn, ...]
    headings: tuple[Heading, ...]
    lines: Mapping[str, Exported]
    cells: Mapping[Cell, int]
    titles: Mapping[str, str]
    pins: tuple[Pin, ...] = ()
    shown: Mapping[tuple[str, str], Field] = field(default_factory=dict)

    @property
    def closed(self) -> int | None:
        """The last closed year of a plan that ``portfolio replan`` wrote."""
        year = self.facts.get("closed")
        return None if year is None else int(year)

    @cached_property
    def by_line(self) -> Mapping[str, Mapping[tuple[int, str], int]]:
        """Line -> (year, source) -> capital."""
        return _by_line(self.cells)


def _by_line(cells: Mapping[Cell, int]) -> dict[str, dict[tuple[int, str], int]]:
    found: dict[str, dict[tuple[int, str], int]] = {}
    for (project, source, year), amount in cells.items():
        found.setdefault(project, {})[year, source] = amount
    return found


class EditKind(StrEnum):
    """What a person did to a line: one amount, the part left to the next plan, the whole line."""

    AMOUNT = "amount"
    OVERHANG = "overhang"
    ADDED = "added"
    DELETED = "deleted"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference from the exported plan. ``before``, ``after``: triệu đồng, of the cell, or
    of the whole line when it was added, deleted or emptied. ``where``: ``Sheet!Cell``.
    """

    kind: EditKind
    project: str
    where: str
    before: int
    after: int
    source: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Form:
    """The form Phân kỳ vốn as it stands, amounts in triệu đồng.

    ``cells``: non-zero capital. ``overhang``: non-zero. ``rows``: line -> its row. ``columns``:
    (year, source) -> its column, with None for totals. ``unknown``: lines that the input
    workbook does not have.
    """

    path: str
    original: Original
    sheet: str
    cells: Mapping[Cell, int]
    overhang: Mapping[str, int]
    rows: Mapping[str, int]
    columns: Mapping[MoneyKey, int]
    code_column: int
    overhang_column: int | None
    total_row: int | None
    edits: tuple[Edit, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknown: frozenset[str] = field(default_factory=frozenset)

    @property
    def readable(self) -> bool:
        """Whether every line and amount was understood."""
        return not any(p.severity is Severity.ERROR for p in self.problems)

    @cached_property
    def by_line(self) -> Mapping[str, Mapping[tuple[int, str], int]]:
        """Line -> (year, source) -> capital."""
        return _by_line(self.cells)

    def at(self, row: int | None, column: int | None) -> str:
        """``Sheet!Cell``, or the sheet alone when the place is not there."""
        if row is None or column is None:
            return self.sheet
        return f"{self.sheet}!{column_letters(column)}{row}"

    def place(self, project: str, year: int | None = None, source: str | None = None) -> str:
        """The cell of a line's amount, total (None) or, without such a column, its code."""
        column = self.columns.get((year, source), self.code_column)
        return self.at(self.rows.get(project), column)
