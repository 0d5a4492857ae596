"""A line without an estimate: the greatest cost that the plan could pay, by start year."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction

from portfolio.domain import Project
from portfolio.model.build import build
from portfolio.model.lines import Data, Line, Scores, matches
from portfolio.model.variables import unit_of
from portfolio.plan.explanation import Affordable, Most, Uncosted
from portfolio.study.explain.solving import (
    Case,
    change,
    data_of,
    hold_tiers,
    model_with,
    nothing_lost,
    pinned,
)
from portfolio.study.explain.unfunded import greatest, hold_own

ALL_OF_IT = 0.999
"""A line that takes nearly as much as it is asked about has payers without a limit."""


def alike(case: Case, project: Project) -> Hashable:
    """What the answers depend on: lines with the same key have the same answers."""
    data = priced(case, project.id)
    line = _line(data, project.id)
    p = case.portfolio
    named = {x.project for x in p.pins} | {i for link in p.links for i in (link.first, link.second)}
    owner = p.owner.get(project.owner)
    return (
        project.id if project.id in named or project.land is not None else "",
        tuple(line.sources.items()), line.bands, line.starts, tuple(line.end.items()),
        line.weight, line.project.tier, line.project.is_new, project.deadline, project.value,
        project.owner if owner is not None and owner.capacity is not None else "",
        tuple(limit.id for limit in p.limits if matches(limit, line)),
        group_from(case, project),
    )  # fmt: skip


def priced(case: Case, id: str) -> Data:
    """The data with the line at a cost beyond all money, of which any part may be promised."""
    money = sum(data_of(case.portfolio).envelope.spendable.values())
    needs = sum(p.need for p in case.portfolio.costed)
    cost = 2 * (money + needs) + case.portfolio.project[id].allocated
    return change(data_of(case.portfolio), id, cost=cost, divisible=True, least_funded=Fraction(0))


def uncosted(case: Case, id: str) -> Uncosted:
    """The greatest cost for each start year. Raises ``NoSolution``."""
    data = priced(case, id)
    line = _line(data, id)
    project = case.portfolio.project[id]
    return Uncosted(
        project=id,
        score=float(Scores(case.portfolio)[project]),
        marked=project.score is not None or any(p == id for p, _ in case.portfolio.scores),
        by_year=tuple(_affordable(case, data, line, year) for year in line.starts),
        group_from=group_from(case, project),
    )


def _affordable(case: Case, data: Data, line: Line, year: int) -> Affordable:
    own = pinned(data, line.id, year)
    unit = unit_of(data_of(case.portfolio))
    kept = model_with(case, nothing_lost(case, own, line.id, fixed=False), line.id, unit=unit)
    spare = greatest(case, kept, line.id)
    if spare is not None and spare.amount >= ALL_OF_IT * line.need:
        return Affordable(year, None, None, unlimited=True)
    free = build(own, unit=unit, pooled=True, exact_lines=(line.id,))
    reached, tier = case.best.reached, line.project.tier
    hold_tiers(free, reached, [t for t in reached if t < tier])
    hold_own(free, line, reached.get(tier, 0.0), same_value=line.project.value is not None)
    before = line.project.allocated
    return Affordable(year, _cost(spare, before), _cost(greatest(case, free, line.id), before))


def _cost(most: Most | None, allocated: int) -> Most | None:
    """The need as a TMĐT."""
    if most is None:
        return None
    return replace(most, amount=most.amount + allocated, bound=most.bound + allocated)


def group_from(case: Case, project: Project) -> int | None:
    """The TMĐT from which the line would be of the next group, triệu đồng."""
    sector = case.portfolio.sector.get(project.sector)
    if sector is None:
        return None
    return {"C": sector.b_from, "B": sector.a_from}.get(project.group.value)


def _line(data: Data, id: str) -> Line:
    return next(line for line in data.lines if line.id == id)
