"""Which rules give way when a line must start, and what it costs to have room for it."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pulp

from portfolio.domain import SourceYear
from portfolio.model.build import Model, build, expression, is_money
from portfolio.model.constraints import Row
from portfolio.model.engine import End, Options
from portfolio.model.lines import Data, Line
from portfolio.model.variables import Term, Variables, unit_of
from portfolio.plan.explanation import Price, Shortage
from portfolio.study.explain.solving import (
    NEAR,
    Case,
    Extra,
    forced,
    goal,
    model_with,
    nothing_lost,
    started,
)

SHARED = frozenset(
    {"limits", "owner_capacity", "overhang", "links", "new_starts", "arrears_first", "pins"}
)
"""Rules that may give way, beside the money of the source-years and what is set aside of it."""
OUTSIDE = 10.0
"""What a year out of the line's own counts beside a place in the list of sources (below 1)."""
_Key = tuple[str, tuple[str, ...], int | None]


class Elastic(Extra):
    """Slack for every rule that lines share; a start that a rule forbids costs ``price``.

    Missing capital is added as in ``Extra``, so that no earmark is blamed for it too.
    """

    def __init__(self, cells: Iterable[SourceYear], price: float) -> None:
        super().__init__(cells)
        self.price = price
        self.slack: dict[_Key, list[tuple[pulp.LpVariable, bool]]] = {}

    def __call__(self, v: Variables, row: Row) -> list[Term]:
        """The added capital and the slack on the left of a row."""
        terms = super().__call__(v, row)
        if row.rule == "earmarks" and row.year is not None:
            source, *kept, first = row.subject
            for year in range(int(first), row.year + 1):
                terms.append((self._one(v, ("earmarks", (source, *kept), year), True, 0), -1.0))
            return terms
        if row.rule not in SHARED or (row.rule == "arrears_first" and not row.subject):
            return terms
        key = (row.rule, row.subject, row.year)
        signs = {"<=": (-1.0,), ">=": (1.0,), "=": (-1.0, 1.0)}[row.sense]
        for side, sign in enumerate(signs):
            terms.append((self._one(v, key, is_money(v, row), side), sign))
        return terms

    def _one(self, v: Variables, key: _Key, money: bool, side: int) -> pulp.LpVariable:
        found = self.slack.setdefault(key, [])
        if len(found) <= side:
            variable = v.problem.add_variable(f"slack_{len(self.slack)}_{side}", 0)
            found.append((variable, money))
        return found[side][0]

    def costs(self) -> list[Term]:
        """What all of it costs, as the problem counts."""
        slack = [x for both in self.slack.values() for x in both]
        return [*self.added.values(), *((x, 1.0 if money else self.price) for x, money in slack)]

    def shortages(self, unit: int) -> tuple[Shortage, ...]:
        """What gave way, in the order of the rules."""
        found = [
            Shortage("envelope", (source,), year, whole(x, unit))
            for (source, year), (x, _) in self.added.items()
        ]
        for (rule, subject, year), both in self.slack.items():
            amount = max(whole(x, unit if money else 1) for x, money in both)
            found.append(Shortage(rule, subject, year, amount))
        return tuple(s for s in found if s.amount)


def whole(x: pulp.LpVariable, unit: int) -> int:
    """The value of an amount, rounded up to the whole triệu."""
    return max(0, math.ceil((x.varValue or 0.0) * unit - NEAR))


def limited(data: Data, line: Line) -> list[SourceYear]:
    """The source-years with an envelope that may pay for the line."""
    unlimited = data.envelope.unlimited
    return [(k, t) for k in line.sources if k not in unlimited for t in data.years]


def shortages(
    case: Case, data: Data, id: str, *, kept: bool
) -> tuple[int, tuple[Shortage, ...]] | None:
    """The least that gives way when the line starts: its start, and the rules.

    ``kept``: every other line starts as in the plan and in full; else all other lines are free.
    None when its own figures leave the line no start.
    """
    line = next(line for line in data.lines if line.id == id)
    if not line.starts:
        return None
    own = forced(data, id)
    unit = unit_of(own)
    elastic = Elastic(limited(data, line), max(line.need, 1) / unit)
    if kept:
        model = model_with(case, nothing_lost(case, own, id, fixed=True), id, elastic, unit)
    else:
        model = build(own, unit=unit, pooled=True, soften=elastic)
    answer = goal(model, [(x, -c) for x, c in elastic.costs()], case.options)
    if answer.end is End.INFEASIBLE:
        return None
    _settle(model, elastic.costs(), elastic, id, case.options)
    return started(model.variables)[id], elastic.shortages(unit)


def price(case: Case, data: Data, id: str, *, whole_need: bool = False) -> Price | None:
    """The least capital to add, over the source-years that may pay for the line.

    Lines of the plan start no later and in full and leave no more to the next plan; lines out
    of it may come in. ``whole_need``: the line itself is paid in full within the plan. None when
    no amount is enough.
    """
    line = next(line for line in data.lines if line.id == id)
    if not line.starts:
        return None
    own = forced(data, id)
    extra = Extra(limited(data, line))
    model = model_with(case, nothing_lost(case, own, id, fixed=False), id, extra, unit_of(own))
    v, costs = model.variables, list(extra.added.values())
    if whole_need:
        _in_full(v, line)
    answer = goal(model, [(x, -c) for x, c in costs], case.options)
    if answer.end is End.INFEASIBLE:
        return None
    _earliest(case, model, id, costs)
    _settle(model, costs, extra, id, case.options)
    starts = started(v)
    promised = line.need
    if line.divisible:
        promised = round(model.value(v.promise[id, starts[id]]))
    left = round(model.value(v.overhang[id])) if id in v.overhang else 0
    added = {at: amount for at, (x, _) in extra.added.items() if (amount := whole(x, v.unit))}
    return Price(
        start=starts[id],
        added=added,
        bound=max(0, math.ceil(-(answer.bound or 0.0) - NEAR)),
        promised=promised,
        left=left,
        along=tuple(p for p in starts if p != id and p not in case.starts),
        alone=_alone(model, extra, case.options) if added else (),
    )


def _alone(model: Model, extra: Extra, options: Options) -> tuple[str, ...]:
    """The sources that could add the same sum by themselves, with the starts that are fixed."""
    found = []
    for source in dict.fromkeys(k for k, _ in extra.added):
        for (k, _), (x, _) in extra.added.items():
            x.bounds(0, None if k == source else 0)
        if goal(model, [], options).end is not End.INFEASIBLE:
            found.append(source)
    return tuple(found)


def _in_full(v: Variables, line: Line) -> None:
    """The line gets its whole need within the plan."""
    if line.id in v.overhang:
        v.overhang[line.id].bounds(0, 0)
    for start in line.starts if line.divisible else ():
        terms = [(v.promise[line.id, start], 1.0), (v.start[line.id, start], -line.need / v.unit)]
        v.problem.addConstraint(expression(terms) >= 0, f"in_full_{start}")


def _earliest(case: Case, model: Model, id: str, costs: list[Term]) -> None:
    """At the same price: few other new lines, few other lines moved, then the earliest start."""
    _no_more(model, costs)
    years = model.variables.data.years
    lines = len(model.variables.data.lines)
    order: list[Term] = []
    for (project, year), s in model.variables.start.items():
        if project == id:
            order.append((s, float(years[0] - year)))
        elif project not in case.starts:
            order.append((s, -float(len(years) * (lines + 1))))
        elif case.starts[project] != year:
            order.append((s, -float(len(years))))
    values = _values(model)
    if goal(model, order, case.options, gap=0.0).end is End.INFEASIBLE:
        _set(model, values)


def _no_more(model: Model, costs: list[Term]) -> pulp.LpConstraint:
    """A row: the costs stay what they are."""
    total = sum(c * (x.varValue or 0.0) for x, c in costs)
    row = expression(costs) <= total + 1e-9 * max(1.0, total)
    return model.problem.addConstraint(row, f"no_more_{model.problem.numConstraints()}")


def _settle(model: Model, costs: list[Term], extra: Extra, id: str, options: Options) -> None:
    """With these starts and this sum: in the line's own years, sources as the workbook lists."""
    if not extra.added:
        return
    v = model.variables
    values = _values(model)
    start = started(v)[id]
    window = next(range(start, line.end[start] + 1) for line in v.data.lines if line.id == id)
    for s in (*v.start.values(), *v.arrears_paid.values()):
        on = round(s.varValue or 0.0)
        s.bounds(on, on)
    total = _no_more(model, costs)
    rank = {k.id: n for n, k in enumerate(v.data.portfolio.sources)}
    order: list[Term] = []
    for (source, year), (x, _) in extra.added.items():
        place = rank[source] + (year - v.data.years[0]) / len(v.data.years)
        order.append((x, -1.0 - place / len(rank) - (0.0 if year in window else OUTSIDE)))
    if goal(model, order, options).end is End.INFEASIBLE:
        _set(model, values)
    _whole_cells(model, costs, extra, order, total, options)


def _whole_cells(
    model: Model,
    costs: list[Term],
    extra: Extra,
    order: list[Term],
    total: pulp.LpConstraint,
    options: Options,
) -> None:
    """The same sum, rounded up, in whole triệu for each source and year, where that can be."""
    unit = model.variables.unit
    cells = [x for x, _ in extra.added.values()]
    amounts = [(x.varValue or 0.0) * unit for x in cells]
    if all(abs(amount - round(amount)) < NEAR for amount in amounts):
        return
    values = _values(model)
    spent = sum(c * (x.varValue or 0.0) for x, c in costs) * unit
    total.changeRHS(math.ceil(spent - NEAR) / unit + 1e-9)
    for number, x in enumerate(cells):
        count = model.problem.add_variable(f"whole_{number}", 0, None, "Integer")
        row = expression([(count, 1.0), (x, -float(unit))]) == 0
        model.problem.addConstraint(row, f"whole_{number}")
    if goal(model, order, options, gap=0.0).end is End.INFEASIBLE:
        _set(model, values)


def _values(model: Model) -> dict[int, float | None]:
    return {x.id: x.varValue for x in model.problem.variables()}


def _set(model: Model, values: dict[int, float | None]) -> None:
    """Back to values in hand: an infeasible solve has left none."""
    for x in model.problem.variables():
        x.varValue = values.get(x.id)
