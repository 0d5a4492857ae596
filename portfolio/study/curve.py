"""The exact optimum along one parameter, with every place where a line enters, leaves, moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from portfolio.domain import Portfolio
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.inputs.scenario import Scenario, apply_scenario
from portfolio.model.engine import Options
from portfolio.model.lines import prepare
from portfolio.model.shadow import worth_of_starts
from portfolio.plan.schedule import Plan
from portfolio.study.crew import RunAll, crew
from portfolio.study.points import NOISE, Difference, Point, solve_point
from portfolio.study.run import run
from portfolio.study.vary import Range

GRID = 10
"""Equal parts into which the range is cut before bisection begins."""
_EMPTY = Scenario("", "")


class LineChangeKind(StrEnum):
    """What happens to a line when the parameter rises."""

    ENTERS = "enters"
    LEAVES = "leaves"
    MOVES = "moves"


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that starts, no longer starts, or starts in another year."""

    project: str
    kind: LineChangeKind
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """Somewhere above ``low`` and up to ``high``, one step apart, another plan is the best.

    ``kept``: what the starts of ``low`` would be worth at ``high``, less the optimum there;
    ``early``: what the starts of ``high`` would be worth at ``low``, less the optimum there;
    weighted triệu, None when they cannot be paid there. ``slack``: what the asked gap lets pass.
    """

    low: Fraction
    high: Fraction
    changes: tuple[LineChange, ...]
    kept: float | None
    early: float | None
    slack: float

    @property
    def significant(self) -> bool:
        """Each plan is worse than the other on the other's side, by more than the gap.

        Otherwise the two are as good as each other at one of the values: the solver may have
        returned either, so that the change there is no proof that it had to come there.
        """
        return all(lost is None or lost < -self.slack for lost in (self.kept, self.early))


@dataclass(frozen=True)
class Curve:
    """The optimum along a parameter.

    ``points``: the solved values, rising, each with its verified plan in short. Between two
    neighbours of the same starts the plan is taken to stay; every other pair is one step apart
    and is one of ``breakpoints``. ``plan``: the plan at the last value. ``base``: the portfolio
    with the scenario, the parameter as it is there.
    """

    range: Range
    points: Mapping[Fraction, Point]
    breakpoints: tuple[Breakpoint, ...]
    asked_gap: float
    seconds: float
    plan: Plan
    base: Portfolio

    @property
    def proven(self) -> bool:
        """Every plan is optimal within the asked gap."""
        return all(point.proven for point in self.points.values())

    @property
    def gap(self) -> float:
        """The widest gap of any point."""
        return max(point.gap for point in self.points.values())

    @property
    def falls(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """Neighbours where the optimum is proven lower at the higher value."""
        return tuple(
            (a, b)
            for a, b in pairwise(self.points)
            if Difference.of(self.points[a], self.points[b]).is_loss
        )

    def first_start(self, project: str) -> tuple[Fraction, Fraction | None] | None:
        """The lowest value at which a line starts, and the highest below at which it does not.

        None when it never starts; the second is None when it starts from the first value on.
        """
        before: Fraction | None = None
        for value, point in self.points.items():
            if project in point.starts:
                return value, before
            before = value
        return None

    def __repr__(self) -> str:
        name = self.range.parameter.name
        return f"<Curve of {name}: {len(self.points)} plans, {len(self.breakpoints)} breakpoints>"


def curve(
    portfolio: Portfolio,
    along: Range,
    scenario: Scenario | None = None,
    *,
    options: Options | None = None,
    workers: int | None = None,
    every: bool = False,
    on_done: Callable[[int], None] | None = None,
    command: str = "",
) -> Curve:
    """The optimum along ``along`` and every breakpoint to one step.

    A coarse grid first. Then each interval is halved while the starts at its ends differ, and
    once more where they are the same: the middle has to agree, or both halves go on. What comes
    and goes within a twentieth of the range without showing there can be missed, nothing else;
    with ``every``, every step is solved and nothing is. ``on_done`` is told the number of plans
    made. Raises as ``run`` does.
    """
    began = time.monotonic()
    scenario = scenario or _EMPTY
    base = apply_scenario(portfolio, scenario)
    options = options or Options.of(base.settings)
    values = along.values
    with crew(workers) as pool:
        solve = _Solver(portfolio, scenario, along, options, pool, on_done)
        grid = len(values) - 1 if every else GRID
        found = search(len(values), lambda places: solve([values[n] for n in places]), grid)
        points = {values[n]: point for n, point in sorted(found.items())}
        breaks = solve.breakpoints(points)
    last = along.parameter.set(scenario, along.high)
    return Curve(
        along,
        points,
        breaks,
        options.gap,
        time.monotonic() - began,
        run(portfolio, last, options=options, command=command),
        base,
    )


@dataclass
class _Solver:
    """Solve the portfolio at several values at once, and count."""

    portfolio: Portfolio
    scenario: Scenario
    along: Range
    options: Options
    pool: RunAll
    on_done: Callable[[int], None] | None
    made: int = 0

    def __call__(self, values: Sequence[Fraction]) -> list[Point]:
        jobs = [(self._at(value), self.options) for value in values]
        points = self.pool(solve_point, jobs, self._tell)
        self.made += len(points)
        return points

    def breakpoints(self, points: Mapping[Fraction, Point]) -> tuple[Breakpoint, ...]:
        """Every pair of neighbours whose starts differ, with what happens to which line."""
        pairs = [(a, b) for a, b in pairwise(points) if points[a].starts != points[b].starts]
        jobs = [
            (self._at(here), points[other].starts, self.options)
            for pair in pairs
            for other, here in (pair, pair[::-1])
        ]
        worth = iter(self.pool(_worth, jobs))
        found = []
        for a, b in pairs:
            kept, early = next(worth), next(worth)
            found.append(
                Breakpoint(
                    a,
                    b,
                    changes(points[a].starts, points[b].starts),
                    None if kept is None else kept - points[b].objective,
                    None if early is None else early - points[a].objective,
                    max(NOISE, self.options.gap * abs(points[b].objective)),
                )
            )
        return tuple(found)

    def _at(self, value: Fraction) -> Portfolio:
        return apply_scenario(self.portfolio, self.along.parameter.set(self.scenario, value))

    def _tell(self, done: int) -> None:
        if self.on_done is not None:
            self.on_done(self.made + done)


def search(
    count: int, solve: Callable[[Sequence[int]], Sequence[Point]], grid: int = GRID
) -> dict[int, Point]:
    """Points at places 0 … count − 1 such that every change of starts is between neighbours.

    ``solve`` takes all the places of a round at once.
    """
    parts = min(grid, count - 1)
    first = [round(n * (count - 1) / parts) for n in range(parts + 1)] if parts else [0]
    found = dict(zip(first, solve(first), strict=True))
    open_ones = list(pairwise(first))
    while open_ones := [(a, b) for a, b in open_ones if b - a > 1]:
        middles = [(a + b) // 2 for a, b in open_ones]
        found |= dict(zip(middles, solve(middles), strict=True))
        halves = []
        for (a, b), m in zip(open_ones, middles, strict=True):
            if not (found[a].starts == found[m].starts == found[b].starts):
                halves += [(a, m), (m, b)]
        open_ones = halves
    return found


def _worth(job: tuple[Portfolio, Mapping[str, int], Options]) -> float | None:
    portfolio, starts, options = job
    granted = grant(portfolio)
    return worth_of_starts(prepare(granted, build_envelope(granted)), starts, options)


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[LineChange, ...]:
    """The lines that enter, leave or move, in this order, by id."""
    found = []
    for project in sorted({*before, *after}):
        old, new = before.get(project), after.get(project)
        if old is None:
            found.append(LineChange(project, LineChangeKind.ENTERS, None, new))
        elif new is None:
            found.append(LineChange(project, LineChangeKind.LEAVES, old, None))
        elif old != new:
            found.append(LineChange(project, LineChangeKind.MOVES, old, new))
    order = list(LineChangeKind)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def moving_lines(curve: Curve) -> list[str]:
    """The lines that enter, leave or move anywhere along the curve, in the workbook's order."""
    moving = {change.project for b in curve.breakpoints for change in b.changes}
    return [p.id for p in curve.plan.portfolio.costed if p.id in moving]
