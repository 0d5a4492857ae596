"""With the starts fixed: place the capital, then make it whole triệu without breaking a rule."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pulp

from portfolio.domain import Cell, Tier
from portfolio.model.build import Model, build, expression, opened
from portfolio.model.engine import Session, maximise
from portfolio.model.lexicographic import NEVER, hold
from portfolio.model.lines import Data
from portfolio.model.variables import Term, Variables

NEAR = 1e-5
SOURCE_STEP = 0.001


@dataclass(frozen=True)
class Allocation:
    """Capital in whole triệu for fixed starts."""

    funded: dict[str, int]
    cells: dict[Cell, int]
    overhang: dict[str, int]


def allocate(
    data: Data, starts: Mapping[str, int], worth: Mapping[Tier, float], session: Session
) -> Allocation | None:
    """Place the capital of the started lines and round it; None if these starts have no whole plan.

    Keeps every tier's objective (``worth``, triệu weighted), places money early, higher scores
    first, from the sources in the workbook's order. Every cell ends within one triệu of the
    solver's value; where no whole plan is so near, the solver itself counts in whole triệu.
    """
    own = _restrict(data, starts)
    model = build(own, unit=1, exact=True)
    _start_all(model)
    order = expression(_preference(model.variables))
    if _place(model, order, worth, session) and _make_whole(model, order, session):
        return _collect(model.variables)
    model = build(own, unit=1)
    _start_all(model)
    count_in_whole(model)
    order = expression(_preference(model.variables))
    if _hold_what_is_possible(model, session) and _found(model, order, session):
        return _collect(model.variables)
    return None


def _start_all(model: Model) -> None:
    for start in model.variables.start.values():
        start.bounds(1, 1)


def _place(
    model: Model, order: pulp.LpAffineExpression, worth: Mapping[Tier, float], session: Session
) -> bool:
    """Place amounts, not yet whole: shares exact if that is worth as much, else rounded outward."""
    held = [hold(model, tier) for tier in model.tiers]
    for tier, row in zip(model.tiers, held, strict=True):
        row.changeRHS(_almost(worth[tier.tier]))
    found = _found(model, order, session)
    if not found and _open_roundings(model):
        found = _found(model, order, session)
    for row in held:
        row.changeRHS(NEVER)
    # else the solver's tolerance promised a little too much
    return found or (_hold_what_is_possible(model, session) and _found(model, order, session))


def _found(model: Model, order: pulp.LpAffineExpression, session: Session) -> bool:
    return maximise(model.problem, order, session, gap=0.0).objective is not None


def _hold_what_is_possible(model: Model, session: Session) -> bool:
    """Hold the best that the tiers can reach in turn; False if there is no plan at all."""
    for tier in model.tiers:
        answer = maximise(model.problem, model.objective(tier), session, gap=0.0)
        if answer.objective is None:
            return False
        row = model.objective(tier) >= _almost(answer.objective)
        model.problem.addConstraint(row, f"exact_{tier.tier.name.lower()}")
    return True


def count_in_whole(model: Model) -> None:
    """Let every amount be a whole number of the model's unit."""
    v = model.variables
    for amount in (*v.cell.values(), *v.overhang.values(), *v.promise.values()):
        amount.cat = "Integer"


def _almost(value: float) -> float:
    """So little less that nothing of a triệu can be given away for it."""
    return value - 1e-8 * max(1.0, abs(value))


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


def _make_whole(model: Model, order: pulp.LpAffineExpression, session: Session) -> bool:
    """Move the fractional amounts to a neighbouring whole, first only them, then all."""
    v = model.variables
    amounts = [*v.cell.values(), *v.overhang.values(), *v.promise.values()]
    values = {x.id: x.varValue or 0.0 for x in amounts}
    if all(abs(values[x.id] - round(values[x.id])) < NEAR for x in amounts):
        return True
    _open_roundings(model)
    for room in (0, 1):
        for x in amounts:
            near = round(values[x.id])
            exact = abs(values[x.id] - near) < NEAR
            low = near - room if exact else math.floor(values[x.id])
            high = near + room if exact else math.ceil(values[x.id])
            x.bounds(max(0, low), high)
            x.cat = "Integer"
        if maximise(model.problem, order, session, gap=0.01).objective is not None:
            return True
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
