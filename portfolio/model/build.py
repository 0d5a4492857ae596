"""Assemble variables, rules and objective into one PuLP problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

import pulp

from portfolio.model import constraints as rules
from portfolio.model.limits import earmarks, limits
from portfolio.model.lines import Data
from portfolio.model.objective import TierTerms, tiers
from portfolio.model.strengthen import spans
from portfolio.model.variables import Term, Variables, add_variables

RULES: dict[str, Callable[[Variables], Iterator[rules.Row]]] = {
    rule.__name__: rule
    for rule in (
        rules.one_start, rules.completion, rules.phasing, rules.cofunding, rules.envelope,
        limits, earmarks, rules.owner_capacity, rules.overhang, rules.links, rules.new_starts,
        rules.arrears_first, rules.pins,
    )
}  # fmt: skip
"""Every rule by name, in the order of docs/model.md; "window" is the upper side of phasing."""


@dataclass(frozen=True)
class Model:
    """A problem with its variables, rows and tiers; PuLP row i is ``rows[i]``."""

    problem: pulp.LpProblem
    variables: Variables
    rows: list[rules.Row]
    tiers: list[TierTerms]


def build(data: Data, *, relaxed: bool = False, without: Container[str] = ()) -> Model:
    """The whole model of ``data``, ``relaxed`` to a linear one, ``without`` some rules."""
    problem = pulp.LpProblem("portfolio", pulp.LpMaximize)
    variables = add_variables(problem, data, relaxed=relaxed)
    rules_in = [rule for name, rule in RULES.items() if name not in without]
    rows = [row for rule in rules_in for row in rule(variables)]
    if "phasing" not in without:
        rows += spans(variables)
    names: Counter[str] = Counter()
    for row in rows:
        name = row.rule
        names[name] += 1
        add_row(problem, row, f"{name}_{names[name]}")
    return Model(problem, variables, rows, tiers(variables))


def add_row(
    problem: pulp.LpProblem, row: rules.Row, name: str, more: list[Term] | None = None
) -> None:
    """Add a row under a name that says its rule; ``more`` are terms that soften it."""
    left = pulp.lpSum_vars_coefs([*row.terms, *(more or [])])
    match row.sense:
        case "<=":
            problem.addConstraint(left <= row.right, name)
        case ">=":
            problem.addConstraint(left >= row.right, name)
        case "=":
            problem.addConstraint(left == row.right, name)


def expression(terms: list[Term]) -> pulp.LpAffineExpression:
    """Terms as a PuLP expression."""
    return pulp.lpSum_vars_coefs(terms)
