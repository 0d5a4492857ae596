"""Assemble variables, rules and objective into one PuLP problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, replace

import pulp

from portfolio.domain import SourceYear
from portfolio.model import constraints as rules
from portfolio.model.limits import earmarks, limits
from portfolio.model.lines import Data
from portfolio.model.objective import TierTerms, tiers
from portfolio.model.room import Room, Size, narrowing
from portfolio.model.strengthen import spans
from portfolio.model.variables import Term, Variables, add_variables, unit_of

RULES: dict[str, Callable[[Variables], Iterator[rules.Row]]] = {
    rule.__name__: rule
    for rule in (
        rules.one_start, rules.completion, rules.phasing, rules.cofunding, rules.envelope,
        limits, earmarks, rules.owner_capacity, rules.after_clearance, rules.overhang,
        rules.links, rules.new_starts, rules.arrears_first, rules.pins,
    )
}  # fmt: skip
"""Every rule by name, in the order of docs/model.md; "window" is the upper side of phasing."""

COUNTED = frozenset({"one_start", "links", "new_starts"})
"""Rules that count starts, whatever they are about."""

Softener = Callable[[Variables, rules.Row], Iterable[Term]]
"""Terms to add to the left side of a row, counted as the problem counts (``unit``)."""


@dataclass(frozen=True)
class Model:
    """A problem with its variables, rows and tiers; PuLP row i is ``rows[i]``.

    Rows and tiers speak of triệu; the problem counts amounts in ``variables.unit`` triệu.
    """

    problem: pulp.LpProblem
    variables: Variables
    rows: list[rules.Row]
    tiers: list[TierTerms]
    room: Room | None = None

    def objective(self, tier: TierTerms) -> pulp.LpAffineExpression:
        """A tier as the problem counts it: in ``unit`` triệu weighted."""
        return expression(in_unit(self.variables, tier.terms))

    def reached(self, tier: TierTerms) -> float:
        """What the values in hand make of a tier, triệu weighted."""
        return (self.objective(tier).value() or 0.0) * self.variables.unit

    def value(self, amount: pulp.LpVariable) -> float:
        """The value of an amount, triệu đồng."""
        return (amount.varValue or 0.0) * self.variables.unit


def build(
    data: Data,
    *,
    unit: int | None = None,
    relaxed: bool = False,
    pooled: bool = False,
    exact: bool = False,
    exact_lines: Container[str] = (),
    without: Container[str] = (),
    room: Size | None = None,
    excused: Container[str] = (),
    unbounded: Collection[SourceYear] = (),
    soften: Softener | None = None,
) -> Model:
    """The whole model of ``data``, ``relaxed`` to a linear one, ``without`` some rules.

    ``pooled``: the same optimum with fewer variables, but not which source pays which line.
    ``exact``: shares of an amount are kept as they are; otherwise every row leaves room for what
    rounding outward to the whole triệu allows, so that no whole plan is cut off; ``exact_lines``:
    the same for the rows of some lines alone. ``room``: what is kept free in the rows that lines
    share (``room``). ``excused``: lines that need not start. ``unbounded``: source-years without
    an end to their capital. ``soften``: terms to add to a row, asked for every row in turn.
    """
    problem = pulp.LpProblem("portfolio", pulp.LpMaximize)
    unit = unit or unit_of(data)
    variables = add_variables(
        problem, data, unit=unit, relaxed=relaxed, pooled=pooled, more=unbounded
    )
    rows = [
        replace(row, sense="<=") if name == "one_start" and row.project in excused else row
        for name, rule in RULES.items()
        if name not in without
        for row in rule(variables)
    ]
    if "phasing" not in without:
        rows += spans(variables)
    rows += rules.pooling(variables)
    kept = None if room is None else Room(room, problem.add_variable("room", 0, 1, "Binary"))
    names: Counter[str] = Counter()
    for row in rows:
        names[row.rule] += 1
        more: Iterable[Term] = () if soften is None else soften(variables, row)
        right = row.right if exact or row.project in exact_lines else opened(row)
        if kept is not None and (amount := narrowing(row, kept.size.amount)):
            narrow = -amount if row.sense == "<=" else amount
            more, right = (*more, (kept.used, narrow / unit)), right + narrow
        add_row(variables, row, f"{row.rule}_{names[row.rule]}", more, right=right)
    return Model(problem, variables, rows, tiers(variables), kept)


def add_row(
    v: Variables,
    row: rules.Row,
    name: str,
    more: Iterable[Term] = (),
    *,
    right: float | None = None,
) -> None:
    """Add a row under a name that says its rule; ``more`` are terms that soften it.

    ``right``: its right side in triệu, if not the one that leaves room for rounding outward.
    """
    terms, right = row.terms, opened(row) if right is None else right
    if is_money(v, row):
        terms, right = in_unit(v, terms), right / v.unit
    left = expression([*terms, *more])
    match row.sense:
        case "<=":
            v.problem.addConstraint(left <= right, name)
        case ">=":
            v.problem.addConstraint(left >= right, name)
        case "=":
            v.problem.addConstraint(left == right, name)


def opened(row: rules.Row) -> float:
    """The right side with the room that rounding may take."""
    return row.right + row.slip if row.sense == "<=" else row.right - row.slip


def is_money(v: Variables, row: rules.Row) -> bool:
    """Whether a row adds amounts up, or only counts starts; one without terms goes by its rule."""
    if not row.terms:
        return row.rule not in COUNTED
    return any(x.id not in v.counts for x, _ in row.terms)


def in_unit(v: Variables, terms: list[Term]) -> list[Term]:
    """Terms in triệu as the problem counts them: amounts already are in its unit."""
    return [(x, c / v.unit if x.id in v.counts else c) for x, c in terms]


def expression(terms: list[Term]) -> pulp.LpAffineExpression:
    """Terms as a PuLP expression."""
    return pulp.LpAffineExpression.from_list(terms)
