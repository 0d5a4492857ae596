"""With the starts fixed: place the capital, then make it whole triệu without breaking a rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pulp

from portfolio.domain import Cell
from portfolio.model.build import Model, build, expression, opened
from portfolio.model.engine import Session, maximise
from portfolio.model.lexicographic import NEVER
from portfolio.model.limits import merged
from portfolio.model.lines import Data
from portfolio.model.room import narrowing
from portfolio.model.variables import Term, Variables

NEAR = 1e-5
SOURCE_STEP = 0.001
TIER_OVER_PLACE = 1e3
"""What a weighted triệu of a tier counts against a triệu placed a year earlier."""
TIER_OVER_TIER = 10.0
"""What a triệu of a tier counts against one of the next tier, where neighbours are chosen."""
WHOLE_GAP = 1e-6
CRUMB = 10.0
"""What a payment counts against that only rounding makes: more than placing its triệu years earlier
is worth, less than a triệu of a tier. No council reads of a road that gets 1 triệu.
"""
HELD = 1e-6
"""Weighted triệu that a tier placed before may lose to the solver's tolerance."""
MANY = 200
"""Fractional amounts beyond which moving the others too would be a search of its own."""
LONG = 10_000
"""Amounts beyond which counting all of them in whole triệu would be a search without an end."""


@dataclass(frozen=True)
class Allocation:
    """Capital in whole triệu for fixed starts."""

    funded: dict[str, int]
    cells: dict[Cell, int]
    overhang: dict[str, int]


@dataclass(frozen=True)
class Order:
    """What is preferred once the starts are fixed.

    ``steps``: to be maximised one after the other: the tiers that still have something to decide
    (promises, overhang) in the legal order, the last one together with where money is placed.
    ``all``: the same as one sum.
    """

    steps: list[pulp.LpAffineExpression]
    all: pulp.LpAffineExpression


Enter = Callable[[Model], tuple[Model, list[Term]]]
"""Adds to a model what else its plan is judged by: other tiers, and a mild preference."""


def allocate(
    data: Data,
    starts: Mapping[str, int],
    session: Session,
    room: int = 0,
    enter: Enter | None = None,
) -> Allocation | None:
    """Place the capital of the started lines and round it; None if these starts have no whole plan.

    The tiers come first, in their order; then money is placed early, higher scores first, from
    the sources in the workbook's order. Every cell ends within one triệu of the solver's value;
    where no whole plan is so near, the solver itself counts in whole triệu, unless the list is
    too long for that. ``room``: triệu of every shared amount that the search left free.
    """
    model, order = _start_all(build(restrict(data, starts), unit=1, exact=True), enter)
    for amount in dict.fromkeys((room, 0)):
        if _place(model, order, session, amount) and _make_whole(model, order, session):
            return _collect(model.variables)
    if not room and _fractions(model):
        more = 2 * len(_fractions(model))
        if _place(model, order, session, more) and _make_whole(model, order, session):
            return _collect(model.variables)
    return allocate_in_whole(data, starts, session, enter)


def allocate_in_whole(
    data: Data, starts: Mapping[str, int], session: Session, enter: Enter | None = None
) -> Allocation | None:
    """The same with amounts that the solver itself counts in whole triệu: slower, and as good
    as these starts can be. None if they have no whole plan, or the list is too long.
    """
    plain = build(restrict(data, starts), unit=1)
    if len(plain.variables.cell) > LONG:
        return None
    model, order = _start_all(plain, enter)
    count_in_whole(model)
    if _in_steps(model, order, session, gap=WHOLE_GAP):
        return _collect(model.variables)
    return None


def _start_all(model: Model, enter: Enter | None) -> tuple[Model, Order]:
    """Fix the starts; the order in which the rest is preferred, after what ``enter`` adds."""
    for start in model.variables.start.values():
        start.bounds(1, 1)
    for known in (*model.variables.start.values(), *model.variables.arrears_paid.values()):
        known.cat = "Continuous"  # a linear program: as an integer one, HiGHS called it infeasible
    starts = {x.id for x in model.variables.start.values()}
    place = _preference(model.variables)
    if enter is not None:
        model, wish = enter(model)
        place = merged(place + wish)
    free = [[(x, c) for x, c in tier.terms if x.id not in starts] for tier in model.tiers]
    free = [terms for terms in free if terms]
    together, weight = list(place), TIER_OVER_PLACE
    for terms in reversed(free):
        together += [(x, c * weight) for x, c in terms]
        weight *= TIER_OVER_TIER
    last = [(x, c * TIER_OVER_PLACE) for x, c in free[-1]] if free else []
    steps = [*(expression(terms) for terms in free[:-1]), expression(merged(place + last))]
    return model, Order(steps, expression(merged(together)))


def _in_steps(
    model: Model, order: Order, session: Session, *, gap: float, sure: bool = True
) -> bool:
    """Maximise the steps one after the other; the values stay in the variables."""
    held: list[pulp.LpConstraint] = []
    found = True
    for number, step in enumerate(order.steps):
        found = maximise(model.problem, step, session, gap=gap, sure=sure).objective is not None
        if not found:
            break
        if number < len(order.steps) - 1:
            row = step >= (step.value() or 0.0) - HELD
            held.append(model.problem.addConstraint(row, f"step_{model.problem.numConstraints()}"))
    for constraint in held:
        constraint.changeRHS(NEVER)
    return found


def _place(model: Model, order: Order, session: Session, room: int) -> bool:
    """Place amounts, not yet whole: with exact shares if that can be, else rounded outward.

    ``room`` triệu of every shared amount stay free, to round in.
    """
    _let_loose(model)
    sure = not room  # with room, "infeasible" is no verdict
    _narrow(model, room)
    found = _in_steps(model, order, session, gap=0.0, sure=sure)
    if not found and _open_roundings(model):
        found = _in_steps(model, order, session, gap=0.0, sure=sure)
    _narrow(model, 0)
    return found


def _let_loose(model: Model) -> None:
    v = model.variables
    needs = {line.id: line.need for line in v.data.lines}
    for x in v.cell.values():
        x.bounds(0, None)
    for keyed in (v.overhang, {project: x for (project, _), x in v.promise.items()}):
        for project, x in keyed.items():
            x.bounds(0, needs[project])
    for x in (*_amounts(v), *v.charge.values()):
        x.cat = "Continuous"


def _narrow(model: Model, room: int) -> None:
    """Leave ``room`` triệu of every amount that lines share free."""
    for row, constraint in zip(model.rows, model.problem.constraints(), strict=False):
        if amount := narrowing(row, room or 1):
            right = opened(row)
            if room:
                right += -amount if row.sense == "<=" else amount
            constraint.changeRHS(right)


def count_in_whole(model: Model) -> None:
    """Let every amount be a whole number of the model's unit."""
    for amount in (*_amounts(model.variables), *model.variables.charge.values()):
        amount.cat = "Integer"


def _amounts(v: Variables) -> list[pulp.LpVariable]:
    return [*v.cell.values(), *v.overhang.values(), *v.promise.values()]


def restrict(data: Data, starts: Mapping[str, int]) -> Data:
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


def _fractions(model: Model) -> list[pulp.LpVariable]:
    amounts = (*_amounts(model.variables), *model.variables.charge.values())
    return [x for x in amounts if abs((x.varValue or 0.0) - round(x.varValue or 0.0)) >= NEAR]


def _make_whole(model: Model, order: Order, session: Session) -> bool:
    """Move the fractional amounts to a neighbouring whole, first only them, then all."""
    amounts = _amounts(model.variables)
    values = {x.id: x.varValue or 0.0 for x in amounts}
    fractions = len(_fractions(model))
    if not fractions:
        return True
    _open_roundings(model)
    gap = WHOLE_GAP if fractions < MANY else 0.01  # so that no promise loses a triệu to it
    new = [(x, -CRUMB) for x in model.variables.cell.values() if values[x.id] < NEAR]
    wanted = order.all + expression(new)
    for room in (0, 1) if fractions < MANY else (0,):
        for x in amounts:
            near = round(values[x.id])
            exact = abs(values[x.id] - near) < NEAR
            low = near - room if exact else math.floor(values[x.id])
            high = near + room if exact else math.ceil(values[x.id])
            x.bounds(max(0, low), high)
        count_in_whole(model)
        if maximise(model.problem, wanted, session, gap=gap).objective is not None:
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
