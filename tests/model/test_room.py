"""Room to round in: long lists get whole plans, and the bound still holds for all the money."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction as F
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain import Band, Level, Portfolio, Profile, Source, Status
from portfolio.funding.envelope import build_envelope
from portfolio.model import solve, whole
from portfolio.model.build import build
from portfolio.model.engine import Options, Session
from portfolio.model.lexicographic import lexicographic
from portfolio.model.lines import Data, prepare
from portfolio.model.records import Outcome
from portfolio.model.room import Size, narrowing, size_for
from portfolio.study.run import run
from tests.plan.points import line, workbook

WIDE, NARROW = Options(gap=0.02), Options(gap=2e-3)
"""The first gap pays for room on the lists below, the second does not."""


def tight(seed: int, share: F = F(11, 20), lines_in_all: int = 40) -> Portfolio:
    """Lines in sevenths, some divisible, with money for about half of them."""
    dice = random.Random(seed)
    bands = tuple(Band(F(a, 7), F(b, 7)) for a, b in ((1, 3), (1, 4), (1, 3)))
    lines = [
        line(
            f"P{n}",
            dice.randint(1_001, 9_999),
            score=F(dice.randint(40, 90)),
            profile="B",
            divisible=dice.random() < 0.2,
        )
        for n in range(lines_in_all)
    ]
    yearly = int(share * sum(p.need for p in lines) / 3)
    carry = Source("TP", "TP", Level.CITY, F(dice.randint(0, 3), 10), F(0))
    return workbook(*lines, tp=carry, yearly=yearly, profiles=(Profile("B", "B", bands),))


def data_of(portfolio: Portfolio) -> Data:
    return prepare(portfolio, build_envelope(portfolio))


def test_the_gap_says_how_much_room_there_is() -> None:
    data = data_of(tight(1))
    size = size_for(data, WIDE.gap)
    assert size is not None
    rest = sum(one.weight * one.worth for one in data.lines)
    assert size.price <= 0.05 * WIDE.gap * float(rest) / 2 * (1 + 1e-12)
    assert size.amount >= 3
    assert size_for(data, NARROW.gap) is None


def test_only_what_lines_share_is_narrowed() -> None:
    data = data_of(tight(1))
    rows = build(data).rows
    narrowed = {row.rule for row in rows if narrowing(row, 5)}
    assert narrowed == {"envelope", "overhang"}  # no caps and no owners in this list
    money = [row for row in rows if row.rule == "envelope"]
    assert all(narrowing(row, 5) <= max(row.right, 0) for row in money)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 16))
def test_a_tight_list_gets_a_whole_plan_and_a_bound_for_all_the_money(
    seed: int, twentieths: int
) -> None:
    # run() raises when there is no whole plan, or when the checker finds a broken rule
    portfolio = tight(seed, F(twentieths, 20))
    assert size_for(data_of(portfolio), WIDE.gap) is not None
    wide = run(portfolio, options=WIDE).solution.report
    narrow = run(portfolio, options=NARROW).solution.report  # may spend every triệu
    assert wide.outcome is Outcome.OPTIMAL
    assert wide.gap <= WIDE.gap
    assert wide.bound >= narrow.objective * (1 - 1e-9)
    assert wide.objective <= narrow.bound * (1 + 1e-9)


def test_other_starts_are_found_when_those_of_the_search_have_no_whole_plan() -> None:
    # as on a long list: nothing is counted in whole triệu by the solver itself
    portfolio = tight(3)
    data = data_of(portfolio)
    allocate, rooms = whole.allocate, list[int]()

    def not_at_first(
        own: Data, starts: Mapping[str, int], session: Session, room: int = 0
    ) -> whole.Allocation | None:
        rooms.append(room)
        return allocate(own, starts, session, room) if len(rooms) > 1 else None

    plain = run(portfolio, options=NARROW).solution.report
    with patch.object(solve, "allocate", not_at_first), patch.object(solve, "LONG", 0):
        report = solve.solve(data, NARROW).report
    assert rooms == [0, 3]  # twice the least room, half of it for the solver's own tolerance
    assert report.bound >= plain.objective * (1 - 1e-9)
    assert report.objective <= plain.bound * (1 + 1e-9)


def test_a_gap_wider_than_asked_is_told() -> None:
    # a plan that rounding left a triệu short of what was proven, and no way to come closer
    data = data_of(tight(5, lines_in_all=12))
    allocate, calls = whole.allocate, list[int]()

    def poorer(
        own: Data, starts: Mapping[str, int], session: Session, room: int = 0
    ) -> whole.Allocation | None:
        found = allocate(own, starts, session, room)
        assert found is not None
        calls.append(room)
        if len(calls) > 1:
            return found
        one = next(x for x in own.lines if x.divisible and x.id in starts)
        return replace(found, funded=found.funded | {one.id: found.funded[one.id] - 2_000})

    exact = Options(gap=1e-3)
    with (
        patch.object(solve, "allocate", poorer),
        patch.object(solve, "allocate_in_whole", return_value=None),
        patch.object(solve, "SHORT", 0),
    ):
        report = solve.solve(data, exact).report
    assert report.outcome is Outcome.WIDER_GAP
    assert report.gap > exact.gap
    calls.clear()
    with (  # a short list is searched once more
        patch.object(solve, "allocate", poorer),
        patch.object(solve, "allocate_in_whole", return_value=None),
    ):
        closer = solve.solve(data, exact).report
    assert closer.outcome is Outcome.OPTIMAL
    assert closer.gap <= exact.gap


def test_an_earlier_tier_is_never_traded_for_a_later_one() -> None:
    # 90 triệu in three years. T (under way, 50) could leave up to 20% of the plan, 18 triệu, to
    # the next one at a charge of 0.01 each; R (new, divisible, 60) would gain 1 for each of them.
    # The legal order does not trade: T is paid in full, R gets the other 40.
    any_years = Profile("ANY", "any", (Band(F(0), F(1)),) * 4)
    base = workbook(
        line("T", 50, status=Status.TRANSITIONAL, profile="ANY"),
        line("R", 60, score=F(100), profile="ANY", divisible=True, deadline=2023),
        yearly=30,
        profiles=(any_years,),
    )
    charged = replace(base.settings, overhang_share=F(1, 5), overhang_charge=F(1, 100))
    solution = run(replace(base, settings=charged), options=Options(gap=0.0)).solution
    assert solution.overhang == {}
    assert solution.funded == {"T": 50, "R": 40}


def test_room_never_makes_a_plan_impossible() -> None:
    # two lines that must start take the 300 triệu of the plan to the last one
    must = [line(f"U{n}", 150, urgent=True, deadline=2023) for n in range(2)]
    data = data_of(workbook(*must, line("N", 90, deadline=2023), yearly=100))
    model = build(data, room=Size(5, 1.0))
    optimum = lexicographic(model, Session(Options(gap=0.0)))
    assert optimum is not None
    assert model.room is not None
    assert round(model.room.used.varValue or 0.0) == 1
    assert model.variables.start["N", 2021].varValue == 0
