"""The independent checker: every rule of docs/model.md on a finished plan.

It works from the workbook's own figures with code of its own, in whole numbers and exact
fractions, and shares nothing with the room of the model, so that an error in one is seen by
the other. Every run calls it; a broken rule stops the plan.
"""

from __future__ import annotations

from fractions import Fraction

from portfolio.domain import Portfolio, Tier
from portfolio.errors import PlanError
from portfolio.funding.records import Envelope
from portfolio.i18n import _, ngettext
from portfolio.model.records import Solution
from portfolio.plan import (
    check_envelope,
    check_limits,
    check_mechanisms,
    check_projects,
    check_ties,
)
from portfolio.plan.check_facts import Facts, gather
from portfolio.plan.check_integrity import integrity
from portfolio.plan.check_objective import Worth, objective, recompute
from portfolio.plan.check_text import sentence
from portfolio.plan.records import CheckReport

LISTED = 20
"""Broken lines that the error text shows; all are counted."""


def check(
    portfolio: Portfolio, solution: Solution, envelope: Envelope | None = None
) -> CheckReport:
    """Verify a finished plan: one line for each rule and subject, in a stable order.

    ``envelope``: the one the run used, to be verified too. Amounts in triệu đồng; the lines of
    *one_start*, *links*, *new_starts* and *pins* on starts count starts, those of *window* on
    starts hold years, those of *integrity* count defects. Raises nothing: see ``require``.
    """
    facts = gather(portfolio, solution)
    money = check_envelope.recount(facts)
    worth = recompute(facts)
    lines = [*integrity(portfolio, solution)]
    if envelope is not None:
        lines += check_envelope.ledger(money, envelope, portfolio)
    lines += check_mechanisms.mechanisms(facts, dict(money.base))
    lines += check_projects.one_start(facts)
    lines += check_projects.completion(facts)
    lines += check_projects.window(facts)
    lines += check_projects.phasing(facts)
    lines += check_projects.cofunding(facts)
    lines += check_envelope.envelope(money)
    lines += check_limits.limits(facts, money)
    lines += check_limits.earmarks(facts, money)
    lines += check_ties.owner_capacity(facts)
    lines += check_mechanisms.after_clearance(facts)
    lines += check_projects.overhang(facts)
    lines += check_ties.links(facts)
    lines += check_ties.new_starts(facts)
    lines += check_ties.arrears_first(facts)
    lines += check_ties.pins(facts)
    lines += objective(facts, worth)
    return CheckReport(tuple(lines), _totals(facts, worth.get(Tier.REST, Worth())))


def require(report: CheckReport) -> None:
    """Raise ``PlanError`` with a readable list when a rule is broken; else do nothing."""
    broken = report.broken
    if not broken:
        return
    head = ngettext(
        "The plan breaks a rule at {count} place and is not delivered (amounts in triệu đồng):",
        "The plan breaks rules at {count} places and is not delivered (amounts in triệu đồng):",
        len(broken),
    ).format(count=len(broken))
    texts = [sentence(line) for line in broken[:LISTED]]
    if len(broken) > LISTED:
        texts.append(_("and {count} more").format(count=len(broken) - LISTED))
    raise PlanError("\n  ".join([head, *texts]))


def _totals(facts: Facts, rest: Worth) -> dict[str, int | Fraction]:
    """Key figures in triệu đồng, counts of lines, and the weighted terms of the tier REST."""
    started = [row for row, _start in facts.started()]
    capital = {row.id: facts.capital(row.id) for row in started}
    return {
        "capital": sum(capital.values()),
        "capital_public": sum(capital[row.id] for row in started if row.public),
        "capital_private": sum(capital[row.id] for row in started if not row.public),
        "overhang": sum(facts.overhang.get(row.id, 0) for row in started),
        "started": len(started),
        "full": sum(capital[row.id] == row.need for row in started),
        "objective": rest.objective,
        "objective_value": rest.value,
        "objective_waiting": rest.waiting,
        "objective_overhang": rest.overhang,
    }
