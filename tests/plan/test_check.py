"""The checker's report: order, figures, texts, and that it owes nothing to the model."""

from __future__ import annotations

import ast
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import portfolio.plan.check as checker
from portfolio.domain import Status, Tier
from portfolio.errors import PlanError
from portfolio.funding.envelope import build_envelope
from portfolio.i18n import language
from portfolio.model.records import Solution
from portfolio.plan.check import check, require
from portfolio.plan.check_text import RULES, WORDS, sentence
from portfolio.plan.records import CheckLine
from tests.factories import toy, toy_solution
from tests.plan.cases import PAIRS
from tests.plan.points import A21, line, solved, tp, workbook

ROOM = Path(checker.__file__).parent
ALLOWED = {
    "portfolio.domain",
    "portfolio.errors",
    "portfolio.i18n",
    "portfolio.funding.records",
    "portfolio.model.records",
    "portfolio.plan.records",
}


def imported(path: Path) -> set[str]:
    """Every module of the project that a file imports, however it is written."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            module = node.module or ""
            below = {f"{module}.{name.name}" for name in node.names}
            found |= {m for m in below if m.startswith("portfolio.plan.check")} or {module}
    return {m for m in found if m.split(".")[0] == "portfolio"}


@pytest.mark.parametrize("path", sorted(ROOM.glob("check*.py")), ids=lambda p: p.name)
def test_the_checker_shares_no_code_with_the_model(path: Path) -> None:
    own = {m for m in imported(path) if m.startswith("portfolio.plan.check")}
    assert imported(path) - own <= ALLOWED


def test_the_checker_does_not_lean_on_what_records_derive() -> None:
    """``need``, ``tier``, ... of a project are read by the model: the checker works them out."""
    derived = {"must_start", "is_new", "costed", "uncosted"}
    for path in ROOM.glob("check*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not used & derived
        assert "p.need" not in path.read_text(encoding="utf-8")


def rules_in_order(solution: Solution) -> list[str]:
    portfolio = toy()
    return [x.rule for x in check(portfolio, solution, build_envelope(portfolio)).lines]


def test_lines_stand_in_the_order_of_the_rules() -> None:
    places = [list(RULES).index(rule) for rule in rules_in_order(toy_solution())]
    assert places == sorted(places)


def test_the_report_does_not_depend_on_the_order_of_the_plan() -> None:
    plan = toy_solution()
    turned = replace(
        plan,
        starts=dict(reversed(plan.starts.items())),
        cells=dict(reversed(plan.cells.items())),
    )
    assert check(toy(), plan) == check(toy(), turned)


def test_money_of_the_toy_by_hand() -> None:
    """TP: 16 200 a year and 4 860 carried; in 2022 it pays 14 000."""
    lines = check(toy(), toy_solution()).lines
    assert CheckLine("envelope", ("TP",), 2022, 14_000, "<=", 21_060, True) in lines
    assert CheckLine("overhang", (), None, 0, "<=", 12_000, True) in lines
    assert CheckLine("owner_capacity", ("BQL",), 2022, 26_000, "<=", 40_000, True) in lines
    assert CheckLine("cofunding", ("P1", "NDT"), None, 0, "<=", 0, True) in lines


def test_totals_of_the_toy_by_hand() -> None:
    """P2 weighs 60 of 100 and waits a year: 20 000 × 0.6 = 12 000, less 5% = 600."""
    totals = check(toy(), toy_solution()).totals
    assert totals == {
        "capital": 110_000,
        "capital_public": 60_000,
        "capital_private": 50_000,
        "overhang": 0,
        "started": 4,
        "full": 4,
        "objective": 11_400,
        "objective_value": 12_000,
        "objective_waiting": 600,
        "objective_overhang": 0,
    }


def test_scores_weights_values_and_tiers_by_hand() -> None:
    """Marks (5, 5), (3, 3), (4, 2), (5, 1), (1, 1) with weights 3 to 1; P4 has a value of 7."""
    portfolio = toy()
    half = replace(portfolio.project["P4"], divisible=True, value=Fraction(7))
    scored = replace(portfolio.project["P2"], score=Fraction(25, 2))
    projects = tuple({"P4": half, "P2": scored}.get(p.id, p) for p in portfolio.projects)
    portfolio = replace(portfolio, projects=projects)
    plan = toy_solution()
    plan = replace(plan, starts={**plan.starts, "P4": 2021}, funded={**plan.funded, "P4": 50_000})
    found = {
        x.subject[0]: x.right
        for x in check(portfolio, plan).lines
        if x.rule == "objective" and x.subject[-1] in ("value", "objective")
    }
    # P2: 20 000 × 0.125, waits a year; P4: half of 7; P1 and P3 count in full
    assert found["rest"] == Fraction(2500) * Fraction(95, 100) + Fraction(7, 2)
    assert found["transitional"] == 40_000
    assert found["private"] == 50_000 * Fraction(4, 20)


def test_overhang_is_charged_to_public_lines() -> None:
    portfolio = workbook(line("A", 12))
    plan = solved(portfolio, {"A": 2023}, tp("A", 10, first=2023), {"A": 2})
    totals = check(portfolio, plan).totals
    assert totals["objective_overhang"] == Fraction(1, 5)
    assert totals["objective"] == Fraction(72, 10) * Fraction(95, 100) ** 2 - Fraction(1, 5)
    assert (totals["overhang"], totals["full"], totals["started"]) == (2, 0, 1)


def test_a_bound_that_nobody_proved_is_told_by_an_infinite_gap() -> None:
    portfolio = workbook(line("A", 10))
    plan = solved(portfolio, A21, tp("A", 10))
    (rest,) = plan.report.tiers
    inf = float("inf")

    def told(gap: float) -> list[str]:
        tiers = (replace(rest, bound=inf, gap=gap),)
        report = replace(plan.report, tiers=tiers, bound=inf, gap=gap)
        return [x.rule for x in check(portfolio, replace(plan, report=report)).broken]

    assert told(inf) == []
    assert told(0.0) == ["objective"]


def test_figures_that_are_no_numbers_are_broken_and_do_not_stop_the_checker() -> None:
    portfolio = workbook(line("A", 10))
    plan = solved(portfolio, A21, {("A", "TP", 2021): float("nan")})  # type: ignore[dict-item]
    (rest,) = plan.report.tiers
    plan = replace(
        plan,
        starts={"A": 2021, "?": "x"},  # type: ignore[dict-item]
        report=replace(plan.report, tiers=(replace(rest, value=float("nan")),)),
    )
    broken = {x.rule for x in check(portfolio, plan).broken}
    assert {"integrity", "completion", "objective"} <= broken


def test_tiers_told_twice_or_out_of_order_are_broken() -> None:
    portfolio = workbook(line("A", 10), line("B", 5, status=Status.FINISHED))
    plan = solved(portfolio, {"A": 2021, "B": 2021}, tp("A", 10) | tp("B", 5))
    tiers = sorted(plan.report.tiers, key=lambda t: t.tier)
    assert [t.tier for t in tiers] == [Tier.FINISHED, Tier.REST]
    good, bad = (
        replace(plan, report=replace(plan.report, tiers=tuple(order)))
        for order in (tiers, tiers[::-1])
    )
    assert not check(portfolio, good).broken
    assert [x.subject for x in check(portfolio, bad).broken] == [("tiers",)]


def test_require_is_silent_about_a_legal_plan() -> None:
    case, _broken = PAIRS["envelope"]
    require(check(case.portfolio, case.solution))


def test_require_names_rule_subject_and_both_sides() -> None:
    _good, case = PAIRS["envelope"]
    with language("en"), pytest.raises(PlanError) as error:
        require(check(case.portfolio, case.solution))
    assert str(error.value) == (
        "The plan breaks a rule at 1 place and is not delivered (amounts in triệu đồng):\n"
        "  money of the source in the year (TP, 2021): found 11, must be ≤ 10"
    )


def test_require_lists_the_first_and_counts_the_rest() -> None:
    portfolio = workbook(*(line(f"P{i}", 10, mandatory=True) for i in range(30)))
    with language("en"), pytest.raises(PlanError) as error:
        require(check(portfolio, solved(portfolio, {}, {})))
    lines = str(error.value).splitlines()
    assert lines[0].startswith("The plan breaks rules at 30 places")
    assert (len(lines), lines[-1]) == (22, "  and 10 more")


@pytest.mark.parametrize(
    ("lang", "found", "text"),
    [
        (
            "en",
            Fraction(2469, 2),
            "objective as reported (whole plan, objective): 1,234.5 = 1,234.5",
        ),
        ("en", 1_753_000, "objective as reported (whole plan, objective): 1,753,000 = 1,753,000"),
    ],
)
def test_figures_as_the_language_writes_them(lang: str, found: Fraction, text: str) -> None:
    line = CheckLine("objective", ("plan", "objective"), None, found, "=", found, True)
    with language(lang):
        assert sentence(line) == text


def test_figures_in_vietnamese() -> None:
    line = CheckLine("envelope", ("TP",), 2021, Fraction(2469, 2), "<=", 1_753_000, True)
    with language("vi"):
        assert sentence(line).endswith("(TP, 2021): 1.234,5 ≤ 1.753.000")


def test_years_are_not_written_as_amounts() -> None:
    line = CheckLine("window", ("A", "start"), 2021, 2021, ">=", 2022, False)
    with language("en"):
        text = "legal years of capital (A, start year, 2021): found 2021, must be ≥ 2022"
        assert sentence(line) == text


def test_every_word_of_the_checker_belongs_to_a_rule() -> None:
    assert {rule for rule, _word in WORDS} <= set(RULES)
