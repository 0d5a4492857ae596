"""Where the columns of the form stand now: by their headings, then by their printed numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portfolio.domain import Portfolio
from portfolio.errors import Place
from portfolio.i18n import _
from portfolio.inputs.cells import quoted, shortened
from portfolio.inputs.edited.grid import Grid
from portfolio.inputs.edited.records import FormColumn, MoneyKey, Original
from portfolio.inputs.findings import Findings
from portfolio.inputs.words import fold

_NUMBER = re.compile(r"^\((\d{1,4})\)$")
_HEADER_ROWS = 60
"""The heading stands among so many first rows."""
_DEEP = 6
"""Rows of a heading, with some that people may have put in between."""
_LEAST = 3
"""So many known texts make a heading."""


@dataclass(frozen=True)
class Layout:
    """``columns``: column of the sheet -> what it is. ``top``: the first row under the heading."""

    columns: Mapping[int, FormColumn]
    top: int
    head: int
    heading: Mapping[int, str]

    @property
    def money(self) -> dict[MoneyKey, int]:
        """(year, source) -> column."""
        return {c.money: i for i, c in self.columns.items() if c.key == "money"}

    def find(self, key: str) -> int | None:
        """The column with this key."""
        return next((i for i, c in self.columns.items() if c.key == key), None)

    def place(self, grid: Grid, row: int, column: int) -> Place:
        """A cell below the heading, and what its column is called."""
        return Place(grid.at(row, column), shortened(self.heading.get(column, "")))


def is_form(grid: Grid, original: Original) -> bool:
    """Whether the sheet has the heading of the form: its column numbers, or half its titles."""
    head = _find_head(grid, original)
    if head is None:
        return False
    known = _by_heading(_paths(grid, original, head), original)
    return len(_numbers(grid, head)) >= _LEAST or 2 * len(known) >= len(original.columns)


def lay_out(grid: Grid, original: Original, portfolio: Portfolio, findings: Findings) -> Layout:
    """Find every column; what moved, was renamed, added or is gone is told."""
    head = _find_head(grid, original)
    assert head is not None, "looked for before"
    paths = _paths(grid, original, head)
    columns = _by_heading(paths, original)
    numbers = _numbers(grid, head)
    _tell_contradictions(grid, head, columns, numbers, findings)
    _by_number(grid, head, paths, columns, numbers, original, findings)
    _added(grid, head, paths, columns, original, portfolio, findings)
    _tell_missing(grid, columns, original, findings)
    texts = {i: " / ".join(dict.fromkeys(path)) for i, path in paths.items()}
    return Layout(columns, head + 1, head, texts)


def _find_head(grid: Grid, original: Original) -> int | None:
    """The row of the column numbers; without it, the last row of the headings."""
    rows = sorted(grid.rows)[:_HEADER_ROWS]
    counts = {row: len(_numbers(grid, row)) for row in rows}
    best = max(counts, key=lambda row: counts[row], default=0)
    if counts.get(best, 0) >= _LEAST:
        return best
    known = {fold(text) for c in original.columns for text in c.heads}
    found = [
        row for row in rows if sum(fold(grid.text(row, i)) in known for i in grid.rows[row]) >= 2
    ]
    return found[-1] if len(found) > 1 else None


def _numbers(grid: Grid, row: int) -> dict[int, int]:
    """Column -> the number printed in it."""
    matches = ((i, _NUMBER.match(grid.text(row, i))) for i in grid.rows.get(row, {}))
    return {i: int(match[1]) for i, match in matches if match}


def _paths(grid: Grid, original: Original, head: int) -> dict[int, tuple[str, str]]:
    """Column -> the title over it and its own: what makes a heading unique."""
    known = {fold(text) for c in original.columns for text in c.heads}
    lines = [
        row
        for row in range(max(1, head - _DEEP), head + 1)
        if any(fold(grid.text(row, i)) in known for i in grid.rows.get(row, {}))
    ]
    if not lines:
        return {}
    width = max((max(grid.rows[row]) for row in [*lines, head] if grid.rows.get(row)), default=0)
    paths: dict[int, tuple[str, str]] = {}
    above = ""
    for column in range(1, width + 1):
        above = grid.spread(lines[0], column) or above
        texts = [grid.spread(row, column) for row in lines]
        own = next((text for text in reversed(texts) if text and not _NUMBER.match(text)), "")
        if own:
            paths[column] = (texts[0] or above, own)
    return paths


def _key(heads: tuple[str, ...]) -> tuple[str, str]:
    return fold(heads[0]), fold(heads[-1])


def _by_heading(paths: Mapping[int, tuple[str, str]], original: Original) -> dict[int, FormColumn]:
    """The columns whose heading is there once, now as then."""
    exported = Counter(_key(c.heads) for c in original.columns)
    now = Counter(_key(path) for path in paths.values())
    by_key = {_key(c.heads): c for c in original.columns}
    return {
        i: by_key[_key(path)]
        for i, path in paths.items()
        if exported[_key(path)] == now[_key(path)] == 1
    }


def _tell_contradictions(
    grid: Grid, head: int, columns: Mapping[int, FormColumn], numbers: Mapping[int, int],
    findings: Findings,
) -> None:  # fmt: skip
    """Headings and printed numbers that say different things, unless all were counted anew."""
    odd = [i for i, c in columns.items() if i in numbers and numbers[i] != c.number]
    if not odd:
        return
    counted = list(numbers.values()) == list(range(1, len(numbers) + 1))
    if counted and len(numbers) != max(c.number for c in columns.values()):
        return  # a column came or went, and the numbers were typed again
    findings.warning(
        "heading-number", grid.at(head, odd[0]),
        _("heading and column number contradict each other; the heading was followed"),
        remedy=_("check that nobody swapped headings"),
    )  # fmt: skip


def _by_number(
    grid: Grid, head: int, paths: Mapping[int, tuple[str, str]], columns: dict[int, FormColumn],
    numbers: Mapping[int, int], original: Original, findings: Findings,
) -> None:  # fmt: skip
    """Columns with a new heading, known by the number under it."""
    taken = {c.number for c in columns.values()}
    free = {c.number: c for c in original.columns if c.number not in taken}
    twice = Counter(n for i, n in numbers.items() if i not in columns)
    for i, number in numbers.items():
        column = free.get(number)
        if i in columns or column is None or twice[number] > 1:
            continue
        columns[i] = column
        now = " / ".join(dict.fromkeys(paths.get(i, ("",))))
        was = " / ".join(dict.fromkeys(column.heads))
        if _key(paths.get(i, ("", ""))) != _key(column.heads):
            findings.warning(
                "heading-renamed", _title_cell(grid, head, i),
                _("the heading {now} was {was}; read by its column number ({number})").format(
                    now=quoted(now), was=quoted(was), number=number),
            )  # fmt: skip


def _title_cell(grid: Grid, head: int, column: int) -> str:
    """The lowest cell of the column's heading that says something."""
    for row in range(head, max(0, head - _DEEP), -1):
        text = grid.spread(row, column)
        if text and not _NUMBER.match(text):
            return grid.at(*grid.covered.get((row, column), (row, column)))
    return grid.at(head, column)


def _added(
    grid: Grid, head: int, paths: Mapping[int, tuple[str, str]], columns: dict[int, FormColumn],
    original: Original, portfolio: Portfolio, findings: Findings,
) -> None:  # fmt: skip
    """A source that had no column in a year: known by the year above and its name or id."""
    years = {fold(c.heads[0]): c.money[0] for c in original.columns if c.money[0] is not None}
    sources = {fold(text): k.id for k in portfolio.sources for text in (k.name, k.id)}
    there = {c.money for c in columns.values() if c.key == "money"}
    for i, (above, own) in paths.items():
        year, source = years.get(fold(above)), sources.get(fold(own))
        if i in columns or year is None or source is None or (year, source) in there:
            continue
        there.add((year, source))
        columns[i] = FormColumn(0, "money", (year, source), (above, own, own))
        findings.notice(
            "column-added", _title_cell(grid, head, i),
            _("a new column, read as {source} in {year}").format(source=quoted(own), year=year),
        )  # fmt: skip


def _tell_missing(
    grid: Grid, columns: Mapping[int, FormColumn], original: Original, findings: Findings
) -> None:
    there = {c.number for c in columns.values()}
    for column in _figures(original):
        if column.number not in there:
            findings.warning(
                "column-missing", grid.name,
                _("the column {name} is gone; read as empty").format(
                    name=quoted(" / ".join(dict.fromkeys(column.heads)))),
                remedy=_("put it back if its capital should stay"),
            )  # fmt: skip


def _figures(original: Original) -> Iterator[FormColumn]:
    """The columns that hold figures of the plan, not sums."""
    for column in original.columns:
        if column.key == "overhang" or (column.key == "money" and None not in column.money):
            yield column
