"""What each mechanism of a scenario is worth: the plan of every coalition, divided fairly."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain import Portfolio
from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.inputs.scenario import Scenario, apply_scenario
from portfolio.model.engine import Options
from portfolio.plan.schedule import Plan
from portfolio.study.coalitions import solve_coalitions
from portfolio.study.points import FIGURES, LINES, VALUE, Point
from portfolio.study.run import run_info
from portfolio.study.shapley import (
    MOST_EXACT,
    Coalition,
    apportion,
    arrivals,
    coalitions,
    exact,
    first_alone,
    intervals,
    last_added,
    random_orders,
    sampled,
)

ORDERS = 400
"""Random orders of a sampled estimate."""
_UNITS = {LINES: Fraction(1, 100)}
"""Shares are reported in whole triệu, shares of a count in hundredths."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one mechanism adds to one figure, triệu đồng (or a count).

    ``first``: alone, before all others; ``last``: after all others; both None when they were
    not asked for (a sampled estimate). ``exact``: its Shapley value; ``reported``: the same in
    whole units, so that the column adds up to the difference. ``low``, ``high``: how far the
    solvers' gaps leave the exact value open (the weighted value only, else None). ``error``:
    the standard error of a sampled estimate, else None.
    """

    player: str
    first: int | None
    last: int | None
    exact: Fraction
    reported: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    error: float | None = None


@dataclass(frozen=True)
class Attribution:
    """The worth of every mechanism of a scenario, for every key figure.

    ``players``: mechanism ids in the scenario's order, with their names in ``names``.
    ``shares``: figure -> one ``Share`` a player; the figures are those of ``FIGURES``.
    ``points``: coalition -> its verified plan in short. ``solved``: how many solves it
    took. ``orders``, ``seed``: of a sampled estimate, 0 for an exact one.
    ``plan``: the plan with all mechanisms.
    """

    players: tuple[str, ...]
    names: Mapping[str, str]
    shares: Mapping[str, tuple[Share, ...]]
    points: Mapping[Coalition, Point]
    solved: int
    asked_gap: float
    seconds: float
    plan: Plan
    orders: int = 0
    seed: int = 0

    @property
    def none(self) -> Point:
        """Without any mechanism."""
        return self.points[frozenset()]

    @property
    def all(self) -> Point:
        """With every mechanism."""
        return self.points[frozenset(self.players)]

    @property
    def gap(self) -> float:
        """The widest gap of any coalition's plan."""
        return max(point.gap for point in self.points.values())

    @property
    def proven(self) -> bool:
        """Every coalition's plan is optimal within the asked gap."""
        return all(point.proven for point in self.points.values())

    def total(self, figure: str) -> int:
        """The difference that is divided: with all mechanisms less without any."""
        return self.all.figures[figure] - self.none.figures[figure]

    def __repr__(self) -> str:
        return f"<Attribution of {len(self.players)} mechanisms, {len(self.points)} coalitions>"


def attribute(
    portfolio: Portfolio,
    scenario: Scenario | None = None,
    *,
    options: Options | None = None,
    workers: int | None = None,
    orders: int | None = None,
    seed: int = 1,
    on_done: Callable[[int, int], None] | None = None,
    command: str = "",
) -> Attribution:
    """The Shapley value of every mechanism of the scenario, for every key figure.

    Every one of the 2ⁿ coalitions gets a verified plan (``solve_coalitions``). Above
    12 mechanisms, or when ``orders`` is given, the value is estimated from random orders.
    ``on_done`` is told (solved, to solve). Raises ``PortfolioError`` when the scenario has no
    mechanism or a coalition has no plan.
    """
    began = time.monotonic()
    base = portfolio if scenario is None else apply_scenario(portfolio, scenario)
    options = options or Options.of(base.settings)
    players = tuple(mechanism.id for mechanism in base.mechanisms)
    if not players:
        raise PortfolioError(_("The scenario has no mechanisms to attribute anything to."))
    if orders is None and len(players) > MOST_EXACT:
        orders = ORDERS
    drawn = random_orders(players, orders, seed) if orders else []
    asked = _asked(players, drawn)
    found = solve_coalitions(base, asked, options, workers, on_done)
    points, plan = found.points, found.plan
    return Attribution(
        players,
        {mechanism.id: _(mechanism.title) for mechanism in base.mechanisms},
        {figure: divide(players, points, figure, drawn) for figure in FIGURES},
        points,
        found.solves,
        options.gap,
        time.monotonic() - began,
        replace(plan, info=run_info(scenario, plan.solution, command)),
        orders=len(drawn),
        seed=seed if drawn else 0,
    )


def divide(
    players: Sequence[str],
    points: Mapping[Coalition, Point],
    figure: str,
    orders: Sequence[Sequence[str]] = (),
) -> tuple[Share, ...]:
    """Every player's share of the difference in one figure; exact without ``orders``."""
    game = {members: point.figures[figure] for members, point in points.items()}
    unit = _UNITS.get(figure, Fraction(1))
    if orders:
        estimates = sampled(orders, game)
        rounded = apportion({player: e.mean for player, e in estimates.items()}, unit)
        return tuple(
            Share(p, None, None, estimates[p].mean, rounded[p], error=estimates[p].error)
            for p in players
        )
    shares = exact(players, game)
    rounded = apportion(shares, unit)
    first, last = first_alone(players, game), last_added(players, game)
    plain = tuple(Share(p, int(first[p]), int(last[p]), shares[p], rounded[p]) for p in players)
    if figure != VALUE:
        return plain
    most = {members: point.most for members, point in points.items()}
    open_to = intervals(players, game, most)
    return tuple(replace(s, low=open_to[s.player][0], high=open_to[s.player][1]) for s in plain)


def _asked(players: tuple[str, ...], orders: Sequence[Sequence[str]]) -> list[Coalition]:
    if not orders:
        return coalitions(players)
    return list(dict.fromkeys(step for order in orders for step in arrivals(order)))
