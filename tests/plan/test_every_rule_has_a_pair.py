"""Each rule is held against a point that obeys it and one that breaks it; none is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portfolio.plan.check import check
from portfolio.plan.check_text import RULES
from tests.plan.cases import PAIRS, rule_of
from tests.plan.points import Case

DOCS = Path(__file__).parents[2] / "docs"


def documented(page: str = "model.md", heading: str = "Rules") -> list[str]:
    """The rule names printed in bold in the numbered list of docs/model.md."""
    text = (DOCS / page).read_text(encoding="utf-8")
    chapter = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"\*\*([a-z_]+)\*\*", chapter)


def broken(case: Case) -> list[str]:
    return [line.rule for line in check(case.portfolio, case.solution, case.envelope).broken]


def test_the_document_lists_the_rules_it_should() -> None:
    assert len(documented()) == len(set(documented())) == 15


def test_the_vietnamese_page_lists_the_same_rules() -> None:
    assert documented("model.vi.md", "Các quy tắc") == documented()


def test_every_documented_rule_has_a_pair() -> None:
    assert set(documented()) <= {rule_of(name) for name in PAIRS}


def test_every_rule_of_the_checker_has_a_pair_and_a_title() -> None:
    emitted = {
        line.rule
        for pair in PAIRS.values()
        for case in pair
        for line in check(case.portfolio, case.solution, case.envelope).lines
    }
    assert emitted == set(RULES) == {rule_of(name) for name in PAIRS}


@pytest.mark.parametrize("name", PAIRS)
def test_the_first_point_breaks_nothing(name: str) -> None:
    assert broken(PAIRS[name][0]) == []


@pytest.mark.parametrize("name", PAIRS)
def test_the_second_point_breaks_its_rule_and_no_other(name: str) -> None:
    assert set(broken(PAIRS[name][1])) == {rule_of(name)}


@pytest.mark.parametrize("name", PAIRS)
def test_both_points_are_of_one_portfolio(name: str) -> None:
    obeys, breaks = PAIRS[name]
    if rule_of(name) == "mechanisms":  # it is the portfolio that is held against its own terms
        assert obeys.solution is breaks.solution
        return
    assert obeys.portfolio is breaks.portfolio
