"""With the starts fixed: place the capital, then make it whole triệu without breaking a rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pulp

from portfolio.domain import Cell
from portfolio.model.build import Model, build, expression, opened
from portfolio.model.engine import Session, maximise
from portfolio.model.limits import merged
from portfolio.model.lines import Data
from portfolio.model.variables import Term, Variables

NEAR = 1e-5
SOURCE_STEP = 0.001
TIER_OVER_PLACE = 1e3
"""What a weighted triệu of the last tier counts against a triệu placed a year earlier."""
TIER_OVER_TIER = 10.0
"""What a triệu of a tier counts against one of the next tier."""
WHOLE_GAP = 1e-6
MANY = 200
"""Fractional amounts beyond which moving the others too would be a search of its own."""
SHARED = frozenset({"envelope", "limits", "earmarks", "owner_capacity", "overhang"})
"""Rules on amounts that several lines share."""


@dataclass(frozen=True)
class Allocation:
    """Capital in whole triệu for fixed starts."""

    funded: dict[str, int]
    cells: dict[Cell, int]
    overhang: dict[str, int]


Enter = Callable[[Model], tuple[Model, list[Term]]]
"""Adds to a model what else its plan is judged by: other tiers, and a mild preference."""


def allocate(
    data: Data, starts: Mapping[str, int], session: Session, enter: Enter | None = None
) -> Allocation | None:
    """Place the capital of the started lines and round it; None if these starts have no whole plan.

    The tiers come first, in their order; then money is placed early, higher scores first, from
    the sources in the workbook's order. Every cell ends within one triệu of the solver's value;
    where no whole plan is so near, the solver itself counts in whole triệu.
    """
    own = _restrict(data, starts)
    model, order = _start_all(build(own, unit=1, exact=True), enter)
    if _place(model, order, session):
        if _make_whole(model, order, session):
            return _collect(model.variables)
        if _place_with_room(model, order, session) and _make_whole(model, order, session):
            return _collect(model.variables)
    return allocate_in_whole(data, starts, session, enter)


def allocate_in_whole(
    data: Data, starts: Mapping[str, int], session: Session, enter: Enter | None = None
) -> Allocation | None:
    """The same with amounts that the solver itself counts in whole triệu: slower, and as good
    as these starts can be. None if they have no whole plan.
    """
    model, order = _start_all(build(_restrict(data, starts), unit=1), enter)
    count_in_whole(model)
    if maximise(model.problem, order, session, gap=WHOLE_GAP).objective is not None:
        return _collect(model.variables)
    return None


def _start_all(model: Model, enter: Enter | None) -> tuple[Model, pulp.LpAffineExpression]:
    """Fix the starts; the order in which the rest is preferred: the tiers first, as their order."""
    for start in model.variables.start.values():
        start.bounds(1, 1)
    for known in (*model.variables.start.values(), *model.variables.arrears_paid.values()):
        known.cat = "Continuous"  # a linear program: as an integer one, HiGHS called it infeasible
    starts = {x.id for x in model.variables.start.values()}
    terms = _preference(model.variables)
    if enter is not None:
        model, more = enter(model)
        terms += more
    weight = TIER_OVER_PLACE
    for tier in reversed(model.tiers):
        free = [(x, c * weight) for x, c in tier.terms if x.id not in starts]
        if free:
            terms += free
            weight *= TIER_OVER_TIER
    return model, expression(merged(terms))


def _place(model: Model, order: pulp.LpAffineExpression, session: Session) -> bool:
    """Place amounts, not yet whole: with exact shares if that can be, else rounded outward."""
    if maximise(model.problem, order, session, gap=0.0).objective is not None:
        return True
    if not _open_roundings(model):
        return False
    return maximise(model.problem, order, session, gap=0.0).objective is not None


def count_in_whole(model: Model) -> None:
    """Let every amount be a whole number of the model's unit."""
    v = model.variables
    for amount in (*v.cell.values(), *v.overhang.values(), *v.promise.values()):
        amount.cat = "Integer"


def _restrict(data: Data, starts: Mapping[str, int]) -> Data:
    """Only the started lines, each with its one start."""
    lines = tuple(
        replace(line, starts=(start,), end={start: line.end[start]})
        for line in data.lines
        if (start := starts.get(line.id)) is not None
    )
    return replace(data, lines=lines)


def _preference(v: Variables) -> list[Term]:
    lines = {line.id: line for line in v.data.lines}
    rank = {k.id: n for n, k in enumerate(v.data.portfolio.sources)}
    last = v.data.years[-1]
    terms = []
    for (project, source, year), x in v.cell.items():
        early = (last - year) * (1 + float(lines[project].weight))
        terms.append((x, early - SOURCE_STEP * rank[source]))
    return terms


def _place_with_room(model: Model, order: pulp.LpAffineExpression, session: Session) -> bool:
    """Place once more, leaving a little of every shared amount free: room to round in.

    With many lines the rounded amounts of a source-year must otherwise add up to the very triệu.
    """
    room = 2 * len(_fractions(model))
    v = model.variables
    for x in (*v.cell.values(), *v.overhang.values(), *v.promise.values()):
        x.cat = "Continuous"
        x.bounds(0, None)
    for line in v.data.lines:
        if line.id in v.overhang:
            v.overhang[line.id].bounds(0, line.need)
    shared = [
        (row, constraint)
        for row, constraint in zip(model.rows, model.problem.constraints(), strict=False)
        if row.rule in SHARED and not row.project and row.subject[1:] != ("carry",)
    ]
    for row, constraint in shared:
        narrow = opened(row) + (room if row.sense == ">=" else -room)
        constraint.changeRHS(max(0.0, narrow) if row.right > 0 else narrow)
    found = maximise(model.problem, order, session, gap=0.0).objective is not None
    for row, constraint in shared:
        constraint.changeRHS(opened(row))
    return found


def _fractions(model: Model) -> list[pulp.LpVariable]:
    v = model.variables
    amounts = (*v.cell.values(), *v.overhang.values(), *v.promise.values())
    return [x for x in amounts if abs((x.varValue or 0.0) - round(x.varValue or 0.0)) >= NEAR]


def _make_whole(model: Model, order: pulp.LpAffineExpression, session: Session) -> bool:
    """Move the fractional amounts to a neighbouring whole, first only them, then all."""
    v = model.variables
    amounts = [*v.cell.values(), *v.overhang.values(), *v.promise.values()]
    values = {x.id: x.varValue or 0.0 for x in amounts}
    fractions = len(_fractions(model))
    if not fractions:
        return True
    _open_roundings(model)
    for room in (0, 1) if fractions < MANY else (0,):
        for x in amounts:
            near = round(values[x.id])
            exact = abs(values[x.id] - near) < NEAR
            low = near - room if exact else math.floor(values[x.id])
            high = near + room if exact else math.ceil(values[x.id])
            x.bounds(max(0, low), high)
            x.cat = "Integer"
        if maximise(model.problem, order, session, gap=0.01).objective is not None:
            return True
    for x in amounts:
        x.varValue = values[x.id]
    return False


def _open_roundings(model: Model) -> bool:
    """Let bounds that are shares of an amount be passed by less than one triệu, if any."""
    for row, constraint in zip(model.rows, model.problem.constraints(), strict=False):
        if row.slip:
            constraint.changeRHS(opened(row))
    return any(row.slip for row in model.rows)


def _collect(v: Variables) -> Allocation:
    def whole(variable: pulp.LpVariable) -> int:
        return round(variable.varValue or 0.0)

    cells = {key: amount for key, x in v.cell.items() if (amount := whole(x))}
    overhang = {key: amount for key, x in v.overhang.items() if (amount := whole(x))}
    funded = {
        line.id: whole(v.promise[line.id, line.starts[0]]) if line.divisible else line.need
        for line in v.data.lines
    }
    return Allocation(funded, cells, overhang)
