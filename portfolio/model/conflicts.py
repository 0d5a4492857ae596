"""When no plan obeys all the rules: which ones cannot hold together, and by how much.

A first analysis: a deletion filter over whole rules finds a set of rules that conflicts and of
which none can be left out; then those rules are made elastic and the least violation tells
which rows give way, and how far.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import pulp

from portfolio.domain import PinKind
from portfolio.errors import Conflict, Infeasible
from portfolio.i18n import N_, _
from portfolio.model.build import RULES, add_row, build, expression, is_money
from portfolio.model.constraints import Row
from portfolio.model.engine import End, Options, Session, maximise
from portfolio.model.lines import Data
from portfolio.model.variables import Term, Variables, add_variables, unit_of
from portfolio.money import ty

SECONDS = 30.0
LEAST = 1e-3
_NEVER_DROPPED = frozenset({"completion"})

NAMES = {
    "one_start": N_("lines that must start (mandatory, urgent, under way)"),
    "completion": N_("a started line is funded to the end"),
    "phasing": N_("least and most capital of a line in a year, and its years of capital"),
    "cofunding": N_("which sources may pay, and their least and most share"),
    "envelope": N_("the money of each source in each year"),
    "limits": N_("caps and floors"),
    "earmarks": N_("money set aside"),
    "owner_capacity": N_("what an owner agency can disburse in a year"),
    "overhang": N_("capital left to the next plan"),
    "links": N_("precedence and exclusion between lines"),
    "new_starts": N_("the number of new starts a year"),
    "arrears_first": N_("no new start before the arrears are paid"),
    "pins": N_("what you fixed yourself (pins)"),
}
"""What each rule is about, in words; the message names the rules in conflict with them."""


@dataclass(frozen=True, slots=True)
class _Soft:
    row: Row
    slack: pulp.LpVariable
    price: float


def infeasible(data: Data, session: Session) -> Infeasible:
    """The error to raise for a model without any plan: the rules in conflict, in words."""
    inner = Session(Options(session.options.solver, 0.01, SECONDS, session.options.seed))
    kept = _filter(data, inner)
    details = _give_way(data, kept, inner)
    session.solver_seconds += inner.solver_seconds
    conflicts = [Conflict(rule, tuple(details.get(rule, ()))) for rule in RULES if rule in kept]
    lines = [_("No plan obeys all the rules. These cannot hold together:")]
    for conflict in conflicts:
        lines.append(f"- {_(NAMES[conflict.rule])}")
        lines += [f"    {detail}" for detail in conflict.details]
    return Infeasible("\n".join(lines), conflicts)


def _filter(data: Data, session: Session) -> set[str]:
    """Rules that conflict, none of which can be left out (as far as the time allows)."""
    dropped: set[str] = set()
    for rule in RULES:
        if rule in _NEVER_DROPPED or session.elapsed > SECONDS / 2:
            continue
        model = build(data, without=dropped | {rule})
        answer = maximise(model.problem, expression([]), session)
        if answer.end is End.INFEASIBLE:
            dropped.add(rule)
    return set(RULES) - dropped - _NEVER_DROPPED


def _give_way(data: Data, kept: set[str], session: Session) -> dict[str, list[str]]:
    """The least that must give way among the kept rules, in words, by rule."""
    problem = pulp.LpProblem("elastic", pulp.LpMaximize)
    variables = add_variables(problem, data, unit=unit_of(data))
    rows = [
        row if name in kept | _NEVER_DROPPED else replace(row, sense="<=")
        for name, rule in RULES.items()
        if name in kept | _NEVER_DROPPED or name == "one_start"  # a line never starts twice
        for row in rule(variables)
    ]
    soft: list[_Soft] = []
    for number, row in enumerate(rows):
        more = _soften(variables, row, number, soft) if row.rule in kept else []
        add_row(variables, row, f"{row.rule}_{number}", more)
    cost = expression([(s.slack, -s.price) for s in soft])
    if maximise(problem, cost, session).objective is None:
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    for s in soft:
        amount = (s.slack.varValue or 0.0) * variables.unit
        if amount > LEAST:
            found[s.row.rule].append(_describe(s.row, amount, variables))
    return found


def _soften(v: Variables, row: Row, number: int, soft: list[_Soft]) -> list[Term]:
    """Slack for a row, priced as money: a start that is given up costs the line's need."""
    price = 1.0
    if not is_money(v, row):
        needs = {line.id: line.need for line in v.data.lines}
        own = needs.get(row.subject[0]) if row.subject else None
        price = max(1, max(needs.values(), default=1) if own is None else own) / v.unit
    terms: list[Term] = []
    signs = {"<=": (-1.0,), ">=": (1.0,), "=": (-1.0, 1.0)}[row.sense]
    if row.rule == "one_start":  # it may be given up, never doubled
        signs = (1.0,) if row.sense == "=" else ()
    for side, sign in enumerate(signs):
        slack = v.problem.add_variable(f"slack_{number}_{side}", 0)
        soft.append(_Soft(row, slack, price))
        terms.append((slack, sign))
    return terms


def _describe(row: Row, amount: float, v: Variables) -> str:
    """One row that gives way, with its amount in tỷ đồng or as a count."""
    names = {k.id: k.name for k in v.data.portfolio.sources}
    names |= {p.id: p.name for p in v.data.portfolio.projects}
    names |= {o.id: o.name for o in v.data.portfolio.owners}
    subject = " · ".join(f"{i} ({names[i]})" if i in names else i for i in row.subject)
    where = subject if row.year is None else f"{subject} · {row.year}".strip(" ·")
    money = ty(max(1, round(amount)))
    match row.rule:
        case "one_start":
            return _("{where}: cannot start within the rules").format(where=where)
        case "envelope" | "earmarks" | "owner_capacity" | "overhang" | "limits":
            return _("{where}: {amount} tỷ đồng short").format(where=where, amount=money)
        case "phasing" | "cofunding":
            return _("{where}: {amount} tỷ đồng outside its bounds").format(
                where=where, amount=money
            )
        case "pins" if any(
            pin.kind is PinKind.AMOUNT and pin.project == row.subject[0]
            for pin in v.data.portfolio.pins
        ):
            return _("{where}: the fixed amount is off by {amount} tỷ đồng").format(
                where=where, amount=money
            )
    return _("{where}: cannot hold").format(where=where)
