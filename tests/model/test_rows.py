"""The model's rows accept and refuse the very points that the checker accepts and refuses."""

from __future__ import annotations

import pytest

from portfolio.model.build import RULES
from tests.model.rows import broken_rules
from tests.plan.cases import PAIRS, Case, rule_of

NOT_ROWS = {"ledger", "mechanisms", "objective", "integrity"}
"""Rules of the report and the ledger, which the model does not have."""

ROWS_OF = {"window": {"phasing"}, "overhang": {"overhang", "phasing"}}
"""The window, and what a start may leave behind, are upper sides of the phasing rows."""

CASES = {name: pair for name, pair in PAIRS.items() if rule_of(name) not in NOT_ROWS}


@pytest.mark.parametrize("name", CASES)
def test_the_model_accepts_what_obeys(name: str) -> None:
    good: Case = CASES[name][0]
    assert broken_rules(good.portfolio, good.solution) == set()


@pytest.mark.parametrize("name", CASES)
def test_the_model_refuses_what_breaks(name: str) -> None:
    bad: Case = CASES[name][1]
    rule = rule_of(name)
    expected = ROWS_OF.get(rule, {rule})
    assert broken_rules(bad.portfolio, bad.solution) & (expected | {"no variable"})


def test_every_rule_of_the_model_is_met_by_a_pair() -> None:
    met = {rule for name in CASES for rule in ROWS_OF.get(rule_of(name), {rule_of(name)})}
    assert met == set(RULES)
