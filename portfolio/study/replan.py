"""The year goes on: a new plan that keeps of the old one as much as is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain import Portfolio, Tier
from portfolio.errors import Infeasible, PlanError
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.i18n import _
from portfolio.inputs.actuals import Actuals
from portfolio.inputs.exported import ExportedPlan
from portfolio.inputs.scenario import Scenario, apply_scenario
from portfolio.model.engine import Options
from portfolio.model.lines import Data, prepare
from portfolio.model.objective import worth
from portfolio.model.progress import Listener
from portfolio.model.records import Outcome, SolveReport, TierReport
from portfolio.model.stability import FREE, InForce, Prices, Stability
from portfolio.model.steady import Steady, solve_steady
from portfolio.plan.changes import Changes, changes
from portfolio.plan.check import check, require
from portfolio.plan.schedule import Plan
from portfolio.study.past import Past, freeze
from portfolio.study.run import run_info

ALL = Fraction(1)
FRONTIER = tuple(Fraction(n, 20) for n in (20, 18, 15, 10, 5, 2, 0))
"""The stabilities of the frontier, from "keep everything" to "free re-optimisation"."""
EVEN = Fraction(1, 2)
"""The stability at which the prices are those asked for."""
_SLIP = 1e-6


@dataclass(frozen=True)
class Point:
    """A plan on the frontier. ``value``: objective of the public lines ("the rest"), and
    ``price``: what its changes cost at the prices of this stability (None when keeping comes
    first), both weighted triệu đồng. ``bound``: proven, on value less price.
    """

    stability: Fraction
    plan: Plan
    changes: Changes
    value: Fraction
    price: Fraction | None
    bound: float


@dataclass(frozen=True)
class Replan:
    """``points`` from the most stable to the freest; ``asked`` is one of them.

    ``portfolio``: the workbook of now with its scenario; ``past``: the same with its closed
    years fixed, the portfolio of every plan here.
    """

    portfolio: Portfolio
    old: ExportedPlan
    actuals: Actuals
    past: Past
    prices: Prices
    points: tuple[Point, ...]
    asked: Point

    @property
    def plan(self) -> Plan:
        """The new plan."""
        return self.asked.plan


def replan(
    portfolio: Portfolio,
    old: ExportedPlan,
    actuals: Actuals,
    scenario: Scenario | None = None,
    *,
    prices: Prices | None = None,
    stability: Fraction = EVEN,
    frontier: bool = True,
    options: Options | None = None,
    progress: Listener | None = None,
    command: str = "",
) -> Replan:
    """Plan the open years anew: the closed ones are facts, changes have their prices.

    ``stability`` 0 to 1 multiplies the prices by stability / (1 - stability); at 1 the least
    change comes before any value. Raises ``Infeasible``, ``NoSolution``, ``PlanError``, and
    ``ValueError`` for a stability outside 0 to 1.
    """
    if not 0 <= stability <= 1:
        raise ValueError(f"stability must be from 0 to 1, not {stability}")
    portfolio = grant(portfolio if scenario is None else apply_scenario(portfolio, scenario))  # 1
    rest = old, prices or Prices(), options, scenario, progress, command
    steps, free = _free(portfolio, actuals, rest)  # 2 the past as facts, 3 the free problem
    wanted = {stability, *(FRONTIER if frontier else ())}  # 4 solve, bounded by the free problem
    solved = {Fraction(0): free}
    for share in sorted(wanted - {Fraction(0)}):
        solved[share] = steps.solve(share, free.bounds)
    found = [steps.plan(share, steady) for share, steady in solved.items()]  # 5 verify
    shown = sorted(FRONTIER if frontier else {stability}, reverse=True)
    if stability not in shown:
        shown = sorted([*shown, stability], reverse=True)
    points = tuple(steps.best(share, solved[share], found) for share in shown)  # 6 choose
    asked = next(p for p in points if p.stability == stability)
    return Replan(portfolio, old, actuals, steps.past, steps.prices, points, asked)


_Rest = tuple[ExportedPlan, Prices, Options | None, Scenario | None, Listener | None, str]


def _free(portfolio: Portfolio, actuals: Actuals, rest: _Rest) -> tuple[_Steps, Steady]:
    """Solve without prices; where what has started cannot be finished in time, let it stretch.

    Law 39/2019/QH14, Art. 52.2: the provincial council may allow more years of capital.
    """
    try:
        steps = _steps(freeze(portfolio, actuals), rest)
        return steps, steps.solve(Fraction(0), {})
    except Infeasible as strict:
        try:
            steps = _steps(freeze(portfolio, actuals, stretch=True), rest)
            return steps, steps.solve(Fraction(0), {})
        except Infeasible:
            raise strict from None


def _steps(past: Past, rest: _Rest) -> _Steps:
    return _Steps(past, prepare(past.portfolio, build_envelope(past.portfolio)), *rest)


@dataclass(frozen=True)
class _Found:
    plan: Plan
    changes: Changes
    tiers: Mapping[Tier, Fraction]


@dataclass(frozen=True)
class _Steps:
    """What the solves of one replan share."""

    past: Past
    data: Data
    old: ExportedPlan
    prices: Prices
    options: Options | None
    scenario: Scenario | None
    progress: Listener | None
    command: str

    def solve(self, stability: Fraction, free: Mapping[Tier, float]) -> Steady:
        options = self.options or Options.of(self.past.portfolio.settings)
        judged = Stability(
            InForce(self.old.cells, self.old.starts, self.past.closed),
            self._prices(stability) or self.prices,
            first=stability == ALL,
        )
        return solve_steady(self.data, options, judged, free, self.progress)

    def _prices(self, stability: Fraction) -> Prices | None:
        """The prices at a stability; None when keeping comes first."""
        if stability == ALL:
            return None
        return self.prices.scaled(stability / (1 - stability)) if stability else FREE

    def plan(self, stability: Fraction, steady: Steady) -> _Found:
        """The plan, checked, and its changes counted by code that is not the model's."""
        portfolio, solution = self.past.portfolio, steady.solution
        counted = changes(portfolio, self.old.cells, self.old.starts, self.past.closed, solution)
        reached = worth(self.data, solution.starts, solution.funded, solution.overhang)
        prices = self._prices(stability)
        paid = {
            tier: Fraction(0) if prices is None else self._price(counted, prices, private)
            for tier, private in ((Tier.REST, False), (Tier.PRIVATE, True))
        }
        solution = replace(solution, report=_priced(solution.report, steady.bounds, paid))
        checks = check(portfolio, solution, self.data.envelope)
        require(checks)
        info = run_info(self.scenario, solution, self.command)
        info = replace(info, closed=self.past.closed)
        plan = Plan(portfolio, self.data.envelope, solution, checks, info)
        found = _Found(plan, counted, {t: w.objective for t, w in reached.items()})
        if prices is not None:
            self._verify(found, prices, steady)
        return found

    def _verify(self, found: _Found, prices: Prices, steady: Steady) -> None:
        """No plan is worth more, its changes paid, than the solver proved possible."""
        for tier, private in ((Tier.REST, False), (Tier.PRIVATE, True)):
            net = found.tiers.get(tier, Fraction(0)) - self._price(found.changes, prices, private)
            bound = steady.bounds.get(tier, 0.0)
            if float(net) > bound + _SLIP * max(1.0, abs(bound), abs(float(net))):
                raise PlanError(_("the price of the changes is not what the solver was told"))

    def _price(self, counted: Changes, prices: Prices, private: bool) -> Fraction:
        return counted.price(prices.start, prices.source, prices.amount, private=private)

    def best(self, stability: Fraction, steady: Steady, found: list[_Found]) -> Point:
        """Of all plans found, the best at this stability: so the frontier never turns back."""
        prices = self._prices(stability)
        chosen = max(found, key=lambda f: self._rank(f, prices))
        price = None if prices is None else self._price(chosen.changes, prices, False)
        value = chosen.tiers.get(Tier.REST, Fraction(0))
        bound = steady.bounds.get(Tier.REST, 0.0)
        return Point(stability, chosen.plan, chosen.changes, value, price, bound)

    def _rank(self, found: _Found, prices: Prices | None) -> tuple[Fraction, ...]:
        legal = [found.tiers[t] for t in sorted(found.tiers) if t < Tier.REST]
        changed = [self._price(found.changes, self.prices, private) for private in (False, True)]
        values = [found.tiers.get(t, Fraction(0)) for t in (Tier.REST, Tier.PRIVATE)]
        less = [-c for c in changed]
        if prices is None:
            return (*legal, *less, *values)
        paid = [self._price(found.changes, prices, private) for private in (False, True)]
        net = [v - c for v, c in zip(values, paid, strict=True)]
        return (*legal, *net, *less)


def _priced(
    report: SolveReport, bounds: Mapping[Tier, float], paid: Mapping[Tier, Fraction]
) -> SolveReport:
    """The report with bounds that hold while the changes have their price.

    No plan is worth more by a larger difference than between what was proven and what this one
    is worth, its changes paid: the price of keeping is no gap of the solver.
    """
    tiers = tuple(
        _priced_tier(t, bounds.get(t.tier), float(paid.get(t.tier, 0))) for t in report.tiers
    )
    near = all(t.gap <= report.asked_gap + _SLIP for t in tiers)
    wide = report.outcome is Outcome.WIDER_GAP
    main = next((t for t in tiers if t.tier is Tier.REST), None)
    return replace(
        report,
        outcome=Outcome.OPTIMAL if wide and near else report.outcome,
        bound=main.bound if main else report.bound,
        gap=main.gap if main else max((t.gap for t in tiers), default=0.0),
        tiers=tiers,
    )


def _priced_tier(tier: TierReport, bound: float | None, paid: float) -> TierReport:
    if bound is None or tier.tier not in (Tier.REST, Tier.PRIVATE):
        return tier
    most = tier.objective + max(0.0, bound - (tier.objective - paid))
    gap = (most - tier.objective) / abs(tier.objective) if tier.objective else float(most > 0)
    return replace(tier, bound=most, gap=gap)
