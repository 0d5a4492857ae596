"""What only several cells, rows or sheets together can tell: the list of these checks."""

from __future__ import annotations

from collections.abc import Callable

from portfolio.inputs import check_money, check_payers, check_pins, check_projects, check_rules
from portfolio.inputs.build import Draft
from portfolio.inputs.findings import Findings

CHECKS: tuple[Callable[[Draft, Findings], None], ...] = (
    check_projects.lists,
    check_projects.dates,
    check_projects.groups,
    check_projects.allocated,
    check_projects.land,
    check_projects.marks,
    check_projects.unmarked_criteria,
    check_projects.phasing,
    check_money.bands,
    check_money.thresholds,
    check_money.revenue,
    check_money.sharing,
    check_money.weights,
    check_payers.eligibility,
    check_payers.payers,
    check_rules.limits,
    check_rules.links,
    check_rules.cycles,
    check_pins.pins,
    check_pins.envelope,
    check_pins.earmarks,
)


def check_all(draft: Draft, findings: Findings) -> None:
    """Run every check; each is silent on rows whose cells hold a problem already told."""
    for check in CHECKS:
        check(draft, findings)
