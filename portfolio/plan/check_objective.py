"""The objective's terms, worked out again and held against what the solver reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf, isfinite, lcm

from portfolio.domain import Portfolio, Tier
from portfolio.model.records import TierReport
from portfolio.plan.check_facts import Facts, Row
from portfolio.plan.records import CheckLine

TOLERANCE = Fraction(1, 1_000_000)
"""Reported figures are floats: relative, and absolute below one."""

MIDDLE_MARK = 3
"""The mark of a criterion that nobody marked, and its best mark."""
BEST_MARK = 5


@dataclass(frozen=True, slots=True)
class Worth:
    """The terms of a tier, exact, in triệu đồng weighted."""

    value: Fraction = Fraction(0)
    waiting: Fraction = Fraction(0)
    overhang: Fraction = Fraction(0)

    @property
    def objective(self) -> Fraction:
        """Value − waiting − overhang."""
        return self.value - self.waiting - self.overhang


def recompute(facts: Facts) -> dict[Tier, Worth]:
    """The terms of every tier that has lines, in the legal order."""
    settings = facts.portfolio.settings
    weights = _weights(facts.portfolio)
    owed: dict[Tier, int] = {}
    sums: dict[Tier, dict[tuple[int, int], int]] = {row.tier: {} for row in facts.rows.values()}
    for row, start in facts.started():
        top, bottom = _worth(row, facts.funded.get(row.id, 0), weights)
        key = (start - row.first, bottom)
        sums[row.tier][key] = sums[row.tier].get(key, 0) + top
        if row.public:
            owed[row.tier] = owed.get(row.tier, 0) + facts.overhang.get(row.id, 0)
    result: dict[Tier, Worth] = {}
    for tier in sorted(sums):
        value = waiting = Fraction(0)
        for (wait, bottom), top in sums[tier].items():
            part = Fraction(top, bottom)
            value += part
            waiting += part * (1 - settings.discount**wait)
        result[tier] = Worth(value, waiting, settings.overhang_charge * owed.get(tier, 0))
    return result


def objective(facts: Facts, worth: Mapping[Tier, Worth]) -> Iterator[CheckLine]:
    """Each reported term equals its recomputation; no bound lies below its objective; gap =
    (bound − objective) / |objective|; the whole plan's figures are those of the tier REST.
    """
    report = facts.solution.report
    told = [t.tier for t in report.tiers]
    yield _count(("tiers",), sum(a >= b for a, b in pairwise(told)))
    for tier in report.tiers:
        yield from _tier_lines(tier, worth.get(tier.tier, Worth()))
    for missing in [t for t in worth if t not in told]:
        yield _close((missing.name.lower(), "objective"), 0.0, worth[missing].objective)
    yield _close(("plan", "objective"), report.objective, worth.get(Tier.REST, Worth()).objective)
    for rest in [t for t in report.tiers if t.tier is Tier.REST]:
        yield _same(("plan", "bound"), report.bound, rest.bound)
        yield _same(("plan", "gap"), report.gap, rest.gap)


def _tier_lines(tier: TierReport, own: Worth) -> Iterator[CheckLine]:
    name = tier.tier.name.lower()
    yield _close((name, "value"), tier.value, own.value)
    yield _close((name, "waiting"), tier.waiting, own.waiting)
    yield _close((name, "overhang"), tier.overhang, own.overhang)
    yield _close((name, "objective"), tier.objective, own.objective)
    if tier.bound == inf:
        yield _count((name, "no_bound"), int(tier.gap != inf))
        return
    reached, bound = own.objective, _exact(tier.bound)
    ok = isfinite(tier.bound) and bound >= reached - _slip(reached)
    yield CheckLine("objective", (name, "bound"), None, bound, ">=", reached, ok)
    if reached:
        yield _close((name, "gap"), tier.gap, (bound - reached) / abs(reached))


def _close(subject: tuple[str, ...], told: float, own: Fraction) -> CheckLine:
    """The reported figure equals ours within the tolerance."""
    left = _exact(told)
    ok = isfinite(told) and abs(left - own) <= _slip(own)
    return CheckLine("objective", subject, None, left, "=", own, ok)


def _same(subject: tuple[str, ...], told: float, again: float) -> CheckLine:
    """Two reports of one figure, which may be infinite."""
    if told == again == inf:
        return _count(subject, 0)
    return _close(subject, told, _exact(again))


def _count(subject: tuple[str, ...], found: int) -> CheckLine:
    return CheckLine("objective", subject, None, found, "=", 0, found == 0)


def _exact(told: float) -> Fraction:
    return Fraction(told) if isfinite(told) else Fraction(0)


def _slip(own: Fraction) -> Fraction:
    return TOLERANCE * max(Fraction(1), abs(own))


def _worth(row: Row, promise: int, weights: _Marks) -> tuple[int, int]:
    """w·V of a line that starts without waiting, as a numerator and its denominator."""
    p = row.project
    if p.value is not None:
        part = (promise, row.need) if row.need else (1, 1)
        return p.value.numerator * part[0], p.value.denominator * part[1]
    if row.tier not in (Tier.REST, Tier.PRIVATE):
        return promise, 1
    if p.score is not None:
        return p.score.numerator * promise, p.score.denominator * 100
    return weights.points(p.id) * promise, weights.best


@dataclass(frozen=True, slots=True)
class _Marks:
    """Weighted marks as whole numbers: ``points`` of ``best`` is the score of a line."""

    weight: tuple[tuple[str, int], ...]
    marks: Mapping[tuple[str, str], int]
    middle: int
    best: int

    def points(self, project: str) -> int:
        """Σ weight × mark; a missing mark counts as the middle one."""
        marks, middle = self.marks, self.middle
        return sum(
            weight * marks.get((project, criterion), middle) for criterion, weight in self.weight
        )


def _weights(portfolio: Portfolio) -> _Marks:
    criteria = portfolio.criteria
    base = lcm(1, *(c.weight.denominator for c in criteria))
    weight = tuple((c.id, int(c.weight * base)) for c in criteria) or (("", 1),)
    unit = lcm(1, *{mark.denominator for mark in portfolio.scores.values()})
    best = BEST_MARK * unit * sum(w for _id, w in weight)
    marks = {
        key: mark.numerator * (unit // mark.denominator) for key, mark in portfolio.scores.items()
    }
    return _Marks(weight, marks, MIDDLE_MARK * unit, best)
