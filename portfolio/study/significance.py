"""Whether two plans differ by more than the solvers left unproven.

The optimum of a tier lies between the objective of the plan and its proven bound. Where the two
intervals of a tier overlap, the optima may be equal: the difference is within the gap. Where
they do not, no plan of the one scenario reaches the other: the difference is significant.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import isfinite

from portfolio.domain import Tier
from portfolio.model.lines import prepare
from portfolio.plan.schedule import Plan

Interval = tuple[float, float]
"""(objective, proven bound), weighted triệu đồng; the bound is infinite when none is proven."""

PUBLIC_TIERS = tuple(tier for tier in Tier if tier is not Tier.PRIVATE)
PRIVATE_TIERS = (Tier.PRIVATE,)

NOISE = 1e-9
"""Relative noise of a bound that the solver reports in floating point."""


class Verdict(StrEnum):
    """Of a difference. EQUAL: no difference of the objective at all."""

    EQUAL = "equal"
    WITHIN_GAP = "within_gap"
    SIGNIFICANT = "significant"


def interval(plan: Plan, tier: Tier) -> Interval:
    """Where the optimum of the tier lies; (0, 0) for a tier without lines."""
    for report in plan.solution.report.tiers:
        if report.tier is tier:
            bound = report.bound if isfinite(report.bound) else float("inf")
            return report.objective, bound
    return 0.0, 0.0


def judge(base: Interval, other: Interval) -> Verdict:
    """One tier of two plans.

    >>> judge((100.0, 101.0), (100.5, 102.0)).value, judge((100.0, 101.0), (102.0, 102.0)).value
    ('within_gap', 'significant')
    """
    noise = NOISE * max(1.0, abs(base[0]), abs(other[0]))
    if other[0] - base[1] > noise or base[0] - other[1] > noise:
        return Verdict.SIGNIFICANT
    return Verdict.EQUAL if abs(other[0] - base[0]) <= noise else Verdict.WITHIN_GAP


def same_measure(base: Plan, other: Plan) -> bool:
    """Whether the objectives of two plans measure the same thing.

    They do not when a line's weight, worth, tier or first allowed year differ, nor when the
    discount or the charge for overhang do: a scenario may change the yardstick itself.
    """
    return _measure(base) == _measure(other)


def _measure(plan: Plan) -> tuple[object, ...]:
    settings = plan.portfolio.settings
    lines = {
        line.id: (line.project.tier, line.weight, line.worth, line.first, line.need)
        for line in prepare(plan.portfolio, plan.envelope).lines
    }
    return settings.discount, settings.overhang_charge, lines


def judge_plans(base: Plan, other: Plan, tiers: Iterable[Tier]) -> Verdict:
    """The strongest verdict of some tiers: significant as soon as one of them is."""
    found = {judge(interval(base, tier), interval(other, tier)) for tier in tiers}
    order = (Verdict.SIGNIFICANT, Verdict.WITHIN_GAP)
    return next((verdict for verdict in order if verdict in found), Verdict.EQUAL)
