"""Portfolios small enough to solve by hand: the plan is the one worked out in the comment."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import pytest

from portfolio.domain import (
    Anchor,
    Band,
    Kind,
    LandRevenue,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Pin,
    PinKind,
    Portfolio,
    Profile,
    Project,
    Source,
    Status,
    Tier,
)
from portfolio.errors import NoSolution
from portfolio.funding.envelope import build_envelope
from portfolio.model.engine import Options
from portfolio.model.lines import prepare
from portfolio.model.records import Outcome, Solution
from portfolio.model.solve import search
from portfolio.study.run import run
from tests.factories import stream, toy
from tests.plan.points import line, workbook

EXACT = Options(gap=0.0)


def solve(portfolio: Portfolio) -> Solution:
    """Solve to proven optimality; the run itself calls the independent checker."""
    return run(portfolio, options=EXACT).solution


def inside(id: str, cost: int, **more: Any) -> Project:
    """A line that must be finished within the plan: nothing may be left to the next one."""
    return line(id, cost, **({"deadline": 2023} | more))


def test_the_better_of_two_that_do_not_fit_together() -> None:
    # 100 a year, 300 in all: A (200 at 50 points = 100) and B (200 at 60 points = 120).
    solution = solve(workbook(inside("A", 200, score=F(50)), inside("B", 200, score=F(60))))
    assert set(solution.starts) == {"B"}
    assert solution.report.objective == 120


def test_waiting_costs_the_discount() -> None:
    # A and B fill a year each; the higher score goes first: 100 × 0.9 + 100 × 0.5 × 0.95.
    lines = [line(i, 100, score=F(s), max_years=1) for i, s in (("A", 50), ("B", 90))]
    solution = solve(workbook(*lines))
    assert solution.starts == {"B": 2021, "A": 2022}
    assert solution.report.objective == pytest.approx(90 + 47.5)
    rest = solution.report.tiers[-1]
    assert (rest.value, rest.waiting, rest.overhang) == pytest.approx((140, 2.5, 0))


def test_the_legal_order_goes_before_any_score() -> None:
    # Only one of the two fits. The finished line short of capital is served first by law.
    old = inside("OLD", 300, status=Status.FINISHED, score=F(1))
    solution = solve(workbook(old, inside("NEW", 300, score=F(100))))
    assert set(solution.starts) == {"OLD"}


def test_tiers_in_turn_when_not_all_can_be_reached() -> None:
    # Arrears 200 leave 100 of 300. The transitional line of 250 must start; it has 4 years from
    # 2021, so that 150 are left to 2024, for a charge of a tenth.
    profile = Profile("P", "P", (Band(F(0), F(1)),) * 4)
    owed = line("OWED", 200, status=Status.ARREARS)
    old = line("OLD", 250, status=Status.TRANSITIONAL, profile="P")
    new = inside("NEW", 100, score=F(100))
    solution = solve(workbook(owed, old, new, profiles=(profile,)))
    assert set(solution.starts) == {"OWED", "OLD"}
    assert solution.overhang == {"OLD": 150}
    tiers = {t.tier: t for t in solution.report.tiers}
    assert tiers[Tier.ARREARS].objective == tiers[Tier.ARREARS].bound == 200
    assert tiers[Tier.TRANSITIONAL].objective == pytest.approx(250 - 15)


def test_no_new_start_before_the_arrears_are_paid() -> None:
    # 200 of arrears take the money of 2021 and 2022; the new line starts in 2022 at the
    # earliest, when the last arrears are paid, though it gets its money in 2023.
    owed = line("OWED", 200, status=Status.ARREARS)
    new = line("NEW", 100, score=F(100), profile="P")
    profiles = (Profile("P", "P", (Band(F(0), F(1)),) * 2),)
    assert solve(workbook(owed, new, profiles=profiles)).starts == {"OWED": 2021, "NEW": 2022}


def test_carry_over_makes_a_start_possible() -> None:
    # 150 in one year of 100 a year needs 50 carried over: half of the year may be.
    big = line("A", 150, max_years=1, score=F(80))
    tp = Source("TP", "TP", workbook(big).sources[0].level, carry_over=F(1, 2))
    assert solve(workbook(big, tp=tp)).starts == {"A": 2022}
    tight = replace(tp, carry_over=F(49, 100))
    assert solve(workbook(big, tp=tight)).starts == {}


def test_an_earmark_keeps_others_away() -> None:
    # 40 a year are for planning (QH): the road of 200 finds 180 in three years, without it 300.
    road = inside("A", 200, score=F(90))
    earmark = Limit("E", LimitKind.EARMARK, amount=40, source="TP", sector="QH")
    assert solve(workbook(road)).starts == {"A": 2021}
    assert solve(workbook(road, limits=(earmark,))).starts == {}
    plan = replace(road, id="B", cost=30, sector="QH")
    assert set(solve(workbook(road, plan, limits=(earmark,))).starts) == {"B"}


def test_earmarked_money_does_not_leak_through_carry_over() -> None:
    # 60 a year are free, 30 may be carried. The earmarked line eats all of 2021 (E = 100), so
    # nothing free is carried into 2022: the other may spend 60 + 60 in 2022 and 2023, not 150.
    tp = replace(workbook().sources[0], carry_over=F(3, 10))
    earmark = Limit("E", LimitKind.EARMARK, amount=40, source="TP", sector="QH")
    eater = line("QH", 100, sector="QH", max_years=1, latest=2021, mandatory=True)
    late = Profile("P", "P", (Band(F(0), F(1)),) * 2)
    other = line("A", 121, earliest=2022, latest=2022, profile="P", score=F(90))
    assert set(
        solve(workbook(eater, other, tp=tp, limits=(earmark,), profiles=(late,))).starts
    ) == {"QH"}
    fits = replace(other, cost=120)
    found = solve(workbook(eater, fits, tp=tp, limits=(earmark,), profiles=(late,)))
    assert set(found.starts) == {"QH", "A"}


def test_land_value_feeds_back_into_the_envelope() -> None:
    # A (100, 2021) brings 200 of land revenue in 2022, all retained: B (250 in 2022) then fits.
    land = LandRevenue("NS", 200, Anchor.START, 1)
    a = line("A", 100, max_years=1, score=F(10), land=land)
    b = line("B", 250, max_years=1, score=F(90))
    assert solve(workbook(a, b)).starts == {"A": 2021, "B": 2022}
    assert set(solve(workbook(replace(a, land=None), b)).starts) == {"A"}


def test_precedence_and_exclusion() -> None:
    # The works (90 points) need the clearance (1 point) to be finished the year before.
    gpmb = line("GP", 50, max_years=1, score=F(1))
    works = line("XL", 100, max_years=1, score=F(90))
    after = Link(LinkKind.AFTER_FINISH, "GP", "XL", 1)
    assert solve(workbook(gpmb, works, links=(after,))).starts == {"GP": 2021, "XL": 2022}
    either = Link(LinkKind.EXCLUSION, "GP", "XL")
    assert solve(workbook(gpmb, works, links=(either,))).starts == {"XL": 2021}


def test_a_divisible_line_takes_what_is_left() -> None:
    # 300 in all: A takes 200 (points 90), the programme takes the other 100 of its 400, 25%.
    program = inside("D", 400, divisible=True, least_funded=F(1, 4), score=F(50))
    a = inside("A", 200, score=F(90))
    assert solve(workbook(a, program)).funded == {"A": 200, "D": 100}
    # At least 26% = 104 do not fit beside A: 200 × 0.9 = 180 beats the programme's 300 × 0.5.
    assert solve(workbook(a, replace(program, least_funded=F(26, 100)))).funded == {"A": 200}


def test_pins_are_obeyed() -> None:
    pins = (
        Pin(PinKind.START, "A", year=2022),
        Pin(PinKind.AMOUNT, "A", year=2023, source="TP", amount=37),
        Pin(PinKind.EXCLUDE, "B"),
    )
    a, b = line("A", 100, score=F(50)), line("B", 100, score=F(90))
    solution = solve(workbook(a, b, pins=pins))
    assert solution.starts == {"A": 2022}
    assert solution.cells["A", "TP", 2023] == 37


def test_whole_amounts_from_shares_that_are_not() -> None:
    # One third each from TW and TP, in thirds by year, of 100: no cell can be a third of a third.
    third = F(1, 3)
    profile = Profile("P", "P", (Band(F(3, 10), F(4, 10)),) * 3)
    base = toy()
    projects = tuple(replace(p, profile="P", cost=100_001) for p in base.projects[:1])
    shares = tuple(
        replace(row, band=Band(third, 2 * third)) for row in base.eligibility if row.source != "NDT"
    )
    streams = tuple(stream(s.id, dict.fromkeys(range(2021, 2024), 90_000)) for s in base.streams)
    rules: dict[str, Any] = {"profiles": (profile,), "eligibility": shares, "streams": streams}
    solution = solve(replace(base, projects=projects, owners=(), **rules))
    assert sum(solution.cells.values()) + sum(solution.overhang.values()) == 100_001
    assert all(isinstance(amount, int) for amount in solution.cells.values())


def test_private_lines_do_not_flatter_the_gap() -> None:
    solution = solve(toy())
    tiers = {t.tier: t for t in solution.report.tiers}
    assert solution.report.objective == tiers[Tier.REST].objective
    assert tiers[Tier.PRIVATE].value == 50_000 * F(1, 5)


def test_a_private_line_tied_to_public_ones_waits_for_them() -> None:
    # The owner can disburse 100 a year for both. The public line has fewer points and goes first.
    owner = toy().owners[0]
    public = inside("A", 300, score=F(10), owner="BQL")
    private = inside("T", 100, score=F(100), kind=Kind.PRIVATE, owner="BQL")
    book = workbook(public, private, owners=(replace(owner, capacity=100),))
    assert set(solve(book).starts) == {"A"}


def test_same_input_same_plan() -> None:
    first, second = run(toy()), run(toy())
    assert first.solution.cells == second.solution.cells
    assert first.solution.starts == second.solution.starts


def test_a_solver_that_is_not_installed_is_said_so() -> None:
    with pytest.raises(NoSolution, match="CPLEX_PY"):
        run(toy(), options=Options(solver="CPLEX_PY"))


def test_nothing_to_solve_is_an_empty_plan() -> None:
    uncosted = Project("C", "Chợ", None, "TM", toy().projects[0].group)
    solution = solve(workbook(uncosted))
    assert solution.starts == {}
    assert solution.report.outcome is Outcome.OPTIMAL


def test_the_search_alone_finds_what_the_plan_starts() -> None:
    portfolio = workbook(inside("A", 200, score=F(50)), inside("B", 200, score=F(60)))
    found = search(prepare(portfolio, build_envelope(portfolio)), EXACT)
    assert found is not None
    assert (dict(found.starts), found.objective, found.bound) == ({"B": 2021}, 120, 120)
    asked = replace(portfolio, pins=(Pin(PinKind.START, "A", 2021), Pin(PinKind.START, "B", 2021)))
    assert search(prepare(asked, build_envelope(asked)), EXACT) is None
