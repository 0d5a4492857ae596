"""What one tỷ more, or one less, in a source and year is worth: by solving again, and by duals."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain import (
    Portfolio,
    Revenue,
    RevenueStream,
    Sharing,
    SourceYear,
)
from portfolio.errors import Infeasible
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.funding.records import BELOW, Step
from portfolio.inputs.scenario import Scenario, apply_scenario
from portfolio.model.engine import Options
from portfolio.model.lines import prepare
from portfolio.model.shadow import shadow_prices
from portfolio.money import PER_TY
from portfolio.plan.schedule import Plan
from portfolio.study.crew import crew
from portfolio.study.curve import LineChange, changes
from portfolio.study.points import Difference, Point, point_of, solve_point
from portfolio.study.run import run

FINE_GAP = 1e-5
"""A tỷ is little against a plan: asked of every solve unless the user says otherwise."""
_STREAM = "±"
"""Id of the revenue that moves an envelope; no workbook has it."""


@dataclass(frozen=True, slots=True)
class Move:
    """The budget of a source and year moved by ``step`` triệu (more, or less when negative).

    ``point``: the new optimum, None when no plan obeys the rules with it. ``difference``: the
    proven interval of new optimum less old, weighted triệu. ``changes``: lines that enter, leave
    or move.
    """

    step: int
    point: Point | None
    difference: Difference | None
    changes: tuple[LineChange, ...]

    def per_trieu(self, base: Point) -> float | None:
        """Weighted triệu that each triệu more brings (or each less takes)."""
        if self.point is None:
            return None
        return (self.point.objective - base.objective) / self.step

    @property
    def is_open(self) -> bool:
        """The gaps are wider than the difference: it may be nothing."""
        return self.difference is not None and self.difference.is_open


@dataclass(frozen=True, slots=True)
class Marginal:
    """One source and year. ``spendable``: its envelope, triệu đồng.

    ``more``, ``less``: re-solved; None when the envelope has not that much to take. ``price``:
    the LP shadow price with the starts fixed (weighted triệu for a triệu), None when unknown.
    """

    source: str
    year: int
    spendable: int
    more: Move
    less: Move | None
    price: float | None


@dataclass(frozen=True)
class MarginalValues:
    """The marginal value of every limited source and year, beside the ``plan`` they start from."""

    base: Point
    rows: tuple[Marginal, ...]
    step: int
    asked_gap: float
    seconds: float
    plan: Plan

    @property
    def proven(self) -> bool:
        """Every plan is optimal within the asked gap."""
        moves = [move for row in self.rows for move in (row.more, row.less)]
        points = [move.point for move in moves if move is not None and move.point is not None]
        return all(point.proven for point in (self.base, *points))

    def __repr__(self) -> str:
        return f"<MarginalValues of {len(self.rows)} source-years, step {self.step:,} triệu>"


def marginal(
    portfolio: Portfolio,
    scenario: Scenario | None = None,
    *,
    step: int = PER_TY,
    options: Options | None = None,
    workers: int | None = None,
    on_done: Callable[[int, int], None] | None = None,
    command: str = "",
) -> MarginalValues:
    """Solve with every limited source and year ``step`` triệu up and down, one at a time.

    The spendable envelope itself moves by the step, after sharing and reserve, and every plan
    is verified. ``on_done`` is told (solved, to solve). Raises as ``run`` does.
    """
    began = time.monotonic()
    base = portfolio if scenario is None else apply_scenario(portfolio, scenario)
    if options is None:
        options = Options.of(base.settings)
        options = replace(options, gap=min(options.gap, FINE_GAP))
    plan = run(portfolio, scenario, options=options, command=command)
    start = point_of(plan)
    moves = [
        (key, change)
        for key in plan.envelope.spendable
        for change in (step, -step)
        if plan.envelope.spendable[key] + change >= 0 and _own(base, key[0])
    ]
    jobs = [(with_budget(base, key, change), options) for key, change in moves]
    told = None if on_done is None else (lambda done: on_done(done, len(jobs)))
    with crew(workers) as run_all:
        points = dict(zip(moves, run_all(_try_point, jobs, told), strict=True))
    data = prepare(grant(base), plan.envelope)
    prices = shadow_prices(data, plan.solution.starts, options)
    rows = tuple(
        Marginal(
            *key,
            plan.envelope.spendable[key],
            _move(start, step, points[key, step]),
            _move(start, -step, points[key, -step]) if (key, -step) in points else None,
            prices.get(key),
        )
        for key in dict.fromkeys(key for key, _change in moves)
    )
    return MarginalValues(start, rows, step, options.gap, time.monotonic() - began, plan)


def _own(portfolio: Portfolio, id: str) -> bool:
    """Whether a source is the workbook's own, with a reserve below all of it."""
    return any(k.id == id and k.reserve < 1 for k in portfolio.sources)


def with_budget(portfolio: Portfolio, key: SourceYear, step: int) -> Portfolio:
    """The portfolio with ``step`` triệu more (or less) to spend in one source and year.

    A revenue stream of that year alone brings what leaves exactly the step after the reserve.
    """
    source, year = key
    before = build_envelope(grant(portfolio))
    gathered = sum(
        line.amount
        for line in before.ledger
        if (line.source, line.year) == key and line.step not in (*BELOW, Step.SPENDABLE)
    )
    left = 1 - portfolio.source[source].reserve
    wanted = before.spendable[key] + step
    gross = -((-wanted * left.denominator) // left.numerator) - gathered  # ⌈wanted / left⌉
    stream = RevenueStream(_STREAM, _STREAM, {year: Revenue(gross)})
    sharing = Sharing(_STREAM, source, Fraction(1), year=year)
    return replace(
        portfolio,
        streams=(*portfolio.streams, stream),
        sharings=(*portfolio.sharings, sharing),
    )


def _try_point(job: tuple[Portfolio, Options | None]) -> Point | None:
    try:
        return solve_point(job)
    except Infeasible:
        return None


def _move(start: Point, step: int, point: Point | None) -> Move:
    if point is None:
        return Move(step, None, None, ())
    return Move(step, point, Difference.of(start, point), changes(start.starts, point.starts))
