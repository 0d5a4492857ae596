"""The variables: starts, promises, capital, overhang, carry-over."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from portfolio.domain import Cell, SourceYear
from portfolio.model.lines import Data, Line, is_public, overhang_bounds
from portfolio.model.pools import POOL, Pool, pools

if TYPE_CHECKING:
    from pulp import LpProblem, LpVariable

Term = tuple["LpVariable", float]
"""A variable with its coefficient."""


@dataclass(frozen=True)
class Variables:
    """Every variable under its own key, never to be read back from a name.

    ``start``: (project, year) -> binary. ``promise``: (project, year) -> triệu, only for
    divisible lines; others promise need × start. ``cell``: (project, source, year) -> triệu.
    ``overhang``: project -> triệu, only where a window passes the horizon. ``carry``: (source,
    year) -> triệu into the next year. ``charge``: (source, year) -> triệu that the payments of
    other sources take from it, a whole number where amounts are. ``arrears_paid``: year ->
    binary, all arrears are paid.
    Inside ``problem`` every amount is counted in ``unit`` triệu (see ``unit_of``). ``pools``:
    lines whose sources are taken together, under ``POOL`` in ``cell``; ``flow``: (number of the
    pool, source, year) -> triệu that its lines take of the source. ``own_starts`` and
    ``own_cells``: those of ``start`` and ``cell`` by line. ``more``: triệu added to an envelope,
    where the analysis of a conflict asks how much is missing.
    """

    problem: LpProblem
    data: Data
    unit: int = 1
    counts: set[int] = field(default_factory=set)
    start: dict[tuple[str, int], LpVariable] = field(default_factory=dict)
    promise: dict[tuple[str, int], LpVariable] = field(default_factory=dict)
    cell: dict[Cell, LpVariable] = field(default_factory=dict)
    overhang: dict[str, LpVariable] = field(default_factory=dict)
    carry: dict[SourceYear, LpVariable] = field(default_factory=dict)
    charge: dict[SourceYear, LpVariable] = field(default_factory=dict)
    arrears_paid: dict[int, LpVariable] = field(default_factory=dict)
    pools: tuple[Pool, ...] = ()
    flow: dict[tuple[int, str, int], LpVariable] = field(default_factory=dict)
    own_starts: dict[str, list[tuple[int, LpVariable]]] = field(default_factory=dict)
    own_cells: dict[str, list[tuple[Cell, LpVariable]]] = field(default_factory=dict)
    more: dict[SourceYear, LpVariable] = field(default_factory=dict)

    def starts(self, line: Line) -> list[tuple[int, LpVariable]]:
        """The start variables of a line, by year."""
        return self.own_starts.get(line.id, [])

    def promised(self, line: Line, start: int, factor: float = 1.0) -> Term:
        """``factor`` × y[p,τ] as one term."""
        if line.divisible:
            return self.promise[line.id, start], factor
        return self.start[line.id, start], factor * line.need

    def cells(self, line: Line) -> list[tuple[Cell, LpVariable]]:
        """The capital variables of a line, by source and year."""
        return self.own_cells.get(line.id, [])

    def pooled(self, source: str, year: int, lines: Container[str]) -> list[Term]:
        """What the pools among ``lines`` take of a source in a year; a pool is in or out whole."""
        return [
            (self.flow[number, source, year], 1.0)
            for number, pool in enumerate(self.pools)
            if source in pool.sources and pool.lines[0] in lines
        ]

    def feedback(self, source: str, year: int, what: Literal["amount", "carry"]) -> list[Term]:
        """Minus what comes on top of a source-year's envelope: land value feedback, ``more``."""
        terms = []
        if (source, year) in self.more:
            carry = self.data.portfolio.source[source].carry_over
            share = 1.0 if what == "amount" else float(carry)
            terms.append((self.more[source, year], -share))
        return terms + [
            (self.start[f.project, f.start], -float(getattr(f, what)))
            for f in self.data.envelope.feedback
            if f.source == source and f.year == year and (f.project, f.start) in self.start
        ]

    def charged(self, source: str, year: int) -> list[Term]:
        """What the payments of other sources take from this one's envelope (``Source.charge``)."""
        return [(self.charge[source, year], 1.0)] if (source, year) in self.charge else []


def unit_of(data: Data) -> int:
    """A unit in which the needs of public lines have three digits or fewer.

    A start is 0 or 1 up to the solver's tolerance and is multiplied by the need: with needs of
    six digits the solver's answers were seen to be wrong by more than a whole triệu.
    """
    needs = [line.need for line in data.lines if is_public(line)]
    digits = len(str(max(needs, default=0)))
    return int(10 ** max(0, digits - 3))


def add_variables(
    problem: LpProblem,
    data: Data,
    *,
    unit: int = 1,
    relaxed: bool = False,
    pooled: bool = False,
    more: Collection[SourceYear] = (),
) -> Variables:
    """Create all variables of ``data`` in ``problem``.

    ``relaxed`` lets starts be fractions, ``pooled`` takes sources together (``pools``),
    ``more`` are source-years with as much capital as is needed.
    """
    variables = Variables(problem, data, unit, pools=pools(data) if pooled else ())
    together = {id: pool.sources for pool in variables.pools for id in pool.lines}
    for number, line in enumerate(data.lines):
        taken = together.get(line.id, ())
        payers = [source for source in line.sources if source not in taken]
        name = f"{number}_{_plain(line.id)}"
        _line_variables(variables, line, name, [*payers, POOL] if taken else payers, relaxed)
    for number, key in enumerate(more):
        variables.more[key] = problem.add_variable(f"more_{number}_{_plain(key[0])}_{key[1]}", 0)
    _source_variables(variables)
    if any(line.project.status == "arrears" for line in data.lines):
        for year in data.years:
            paid = _binary(variables, f"arrears_paid_{year}", relaxed)
            variables.arrears_paid[year] = paid
    return variables


def _source_variables(v: Variables) -> None:
    for number, pool in enumerate(v.pools):
        for rank, source in enumerate(pool.sources):
            for year in v.data.years:
                flow = v.problem.add_variable(f"pool_{number}_{rank}_{year}", 0)
                v.flow[number, source, year] = flow
    envelope = v.data.envelope
    charged = {k.charged_to for k in v.data.portfolio.sources if k.charge}
    for number, k in enumerate(v.data.portfolio.sources):
        if k.id in envelope.unlimited:
            continue
        for year in v.data.years if k.id in charged else ():
            name = f"charge_{number}_{_plain(k.id)}_{year}"
            v.charge[k.id, year] = v.problem.add_variable(name, 0)
        for year in v.data.years[:-1]:
            if envelope.carry_limit[k.id, year] or envelope.feedback or (k.id, year) in v.more:
                name = f"carry_{number}_{_plain(k.id)}_{year}"
                v.carry[k.id, year] = v.problem.add_variable(name, 0)


def _line_variables(v: Variables, line: Line, name: str, payers: list[str], relaxed: bool) -> None:
    horizon_end = v.data.years[-1]
    years: set[int] = set()
    most_overhang = 0
    for start, end in line.end.items():
        binary = v.start[line.id, start] = _binary(v, f"start_{name}_{start}", relaxed)
        v.own_starts.setdefault(line.id, []).append((start, binary))
        if line.divisible:
            promise = v.problem.add_variable(f"promise_{name}_{start}", 0, line.need / v.unit)
            v.promise[line.id, start] = promise
        years.update(range(start, min(end, horizon_end) + 1))
        most_overhang = max(most_overhang, overhang_bounds(line, start, horizon_end)[1])
    for number, source in enumerate(payers):
        for year in sorted(years):
            cell = v.problem.add_variable(f"x_{name}_{number}_{year}", 0)
            v.cell[line.id, source, year] = cell
            v.own_cells.setdefault(line.id, []).append(((line.id, source, year), cell))
    if most_overhang:
        most = most_overhang / v.unit
        v.overhang[line.id] = v.problem.add_variable(f"overhang_{name}", 0, most)


def _binary(v: Variables, name: str, relaxed: bool) -> LpVariable:
    variable = v.problem.add_variable(name, 0, 1, "Continuous" if relaxed else "Binary")
    v.counts.add(variable.id)
    return variable


def _plain(text: str) -> str:
    """An id as the LP format can carry it, only for people who read the file."""
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in text)[:20]
