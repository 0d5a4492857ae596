"""Assemble variables, rules and objective into one PuLP problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace

import pulp

from portfolio.model import constraints as rules
from portfolio.model.limits import earmarks, limits
from portfolio.model.lines import Data
from portfolio.model.objective import TierTerms, tiers
from portfolio.model.strengthen import spans
from portfolio.model.variables import Term, Variables, add_variables, unit_of

RULES: dict[str, Callable[[Variables], Iterator[rules.Row]]] = {
    rule.__name__: rule
    for rule in (
        rules.one_start, rules.completion, rules.phasing, rules.cofunding, rules.envelope,
        limits, earmarks, rules.owner_capacity, rules.overhang, rules.links, rules.new_starts,
        rules.arrears_first, rules.pins,
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
    more: Softener | None = None,
) -> Model:
    """The whole model of ``data``, ``relaxed`` to a linear one, ``without`` some rules.

    ``more``: what softens a row, asked for every row in turn.

    ``pooled``: the same optimum with fewer variables, but not which source pays which line.
    ``exact``: shares of an amount are kept as they are; otherwise every row leaves room for what
    rounding outward to the whole triệu allows, so that no whole plan is cut off. ``exact_lines``:
    the same for the rows of some lines alone.
    """
    problem = pulp.LpProblem("portfolio", pulp.LpMaximize)
    unit = unit or unit_of(data)
    variables = add_variables(problem, data, unit=unit, relaxed=relaxed, pooled=pooled)
    rows = [
        row if name not in without else replace(row, sense="<=")
        for name, rule in RULES.items()
        if name not in without or name == "one_start"  # a line never starts twice
        for row in rule(variables)
    ]
    if "phasing" not in without:
        rows += spans(variables)
    rows += rules.pooling(variables)
    names: Counter[str] = Counter()
    for row in rows:
        names[row.rule] += 1
        terms = () if more is None else more(variables, row)
        as_is = exact or (row.project != "" and row.project in exact_lines)
        add_row(variables, row, f"{row.rule}_{names[row.rule]}", terms, exact=as_is)
    return Model(problem, variables, rows, tiers(variables))


def add_row(
    v: Variables, row: rules.Row, name: str, more: Iterable[Term] = (), *, exact: bool = False
) -> None:
    """Add a row under a name that says its rule; ``more`` are terms that soften it."""
    terms, right = row.terms, row.right if exact else opened(row)
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
    return pulp.lpSum_vars_coefs(terms)
