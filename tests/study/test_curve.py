"""Breakpoints of known step functions, and of a line that more money starts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import LandUseRetention, Portfolio
from portfolio.model.engine import Options
from portfolio.model.records import Outcome
from portfolio.study.curve import LineChange, LineChangeKind, changes, curve, moving_lines, search
from portfolio.study.points import FIGURES, Point
from portfolio.study.vary import read_range
from tests.plan.points import line
from tests.study.cities import taker, wide

EXACT = Options(gap=0.0)
SHARE = "land_use_retention.share=0:1"


def point(starts: dict[str, int]) -> Point:
    return Point(starts, dict.fromkeys(FIGURES, 0), 0.0, 0.0, Outcome.OPTIMAL, 0.0)


def steps(cuts: Sequence[int], count: int, grid: int = 10) -> tuple[list[int], int]:
    """Where ``search`` sees the plan change that changes at ``cuts``, and what it solved."""
    asked: list[int] = []

    def solve(places: Sequence[int]) -> list[Point]:
        asked.extend(places)
        return [point({"P": sum(cut <= n for cut in cuts)}) for n in places]

    found = search(count, solve, grid)
    assert len(asked) == len(set(asked)) == len(found)
    unlike = [(a, b) for a, b in pairwise(sorted(found)) if found[a].starts != found[b].starts]
    assert all(b - a == 1 for a, b in unlike)
    return [b for _a, b in unlike], len(asked)


def test_every_cut_is_found_to_one_step() -> None:
    assert steps([37], 101)[0] == [37]
    assert steps([1, 2, 3, 50, 99, 100], 101)[0] == [1, 2, 3, 50, 99, 100]
    assert steps([], 101) == ([], 21)  # the grid, and the middle of each of its parts


@given(st.sets(st.integers(1, 200)), st.integers(1, 20))
def test_rising_steps_are_all_found_whatever_the_grid(cuts: set[int], grid: int) -> None:
    assert steps(sorted(cuts), 201, grid)[0] == sorted(cuts)


def test_a_plan_that_comes_and_goes_between_the_grid_is_found_by_the_middles() -> None:
    def solve(places: Sequence[int]) -> list[Point]:
        return [point({"P": int(44 <= n <= 46)}) for n in places]

    found = search(101, solve)
    assert {43, 44, 46, 47} <= set(found)
    found = search(101, solve, grid=100)
    assert len(found) == 101


def test_small_ranges() -> None:
    assert steps([1], 2)[0] == [1]
    assert list(search(1, lambda places: [point({}) for _ in places])) == [0]


def test_changes_are_named() -> None:
    before, after = {"A": 2021, "B": 2021, "C": 2022}, {"B": 2022, "C": 2022, "D": 2023}
    assert changes(before, after) == (
        LineChange("D", LineChangeKind.ENTERS, None, 2023),
        LineChange("A", LineChangeKind.LEAVES, 2021, None),
        LineChange("B", LineChangeKind.MOVES, 2021, 2022),
    )


def indivisible() -> Portfolio:
    """B needs 30,000 in all from TP_DAT, which has 3 × 20,000 × share: it starts from 50%."""
    city = wide(
        LandUseRetention(planning=F(0)), projects=(line("B", 30_000, max_years=3, latest=2021),)
    )
    only = tuple(e for e in city.eligibility if e.source == "TP_DAT")
    return Portfolio(**{**vars(city), "eligibility": only})


def test_a_line_enters_where_its_money_is_there() -> None:
    city = indivisible()
    found = curve(city, read_range(city, SHARE), options=EXACT, workers=1, command="x")
    (b,) = found.breakpoints
    assert (b.low, b.high) == (F(49, 100), F(1, 2))
    assert b.changes == (LineChange("B", LineChangeKind.ENTERS, None, 2021),)
    assert b.kept == -18_000  # 0.6 × 30,000 forgone
    assert b.early is None  # 29,400 do not pay 30,000
    assert b.significant
    assert found.first_start("B") == (F(1, 2), F(49, 100))
    assert moving_lines(found) == ["B"]
    assert found.falls == ()
    assert found.proven
    assert found.gap == 0
    assert found.plan.solution.starts == {"B": 2021}
    assert "1 breakpoints" in repr(found)


def test_a_finer_step_is_kept() -> None:
    city = indivisible()
    along = read_range(city, "land_use_retention.share=48%:52%", F(1, 1000))
    found = curve(city, along, options=EXACT, workers=2)
    assert [(b.low, b.high) for b in found.breakpoints] == [(F(499, 1000), F(1, 2))]


def test_a_line_that_never_or_always_starts() -> None:
    city = indivisible()
    low = curve(city, read_range(city, "land_use_retention.share=0:0.1"), workers=1, every=True)
    assert len(low.points) == 11
    assert low.first_start("B") is None
    high = curve(city, read_range(city, "land_use_retention.share=0.9:1"), workers=1)
    assert high.first_start("B") == (F(9, 10), None)


def test_two_plans_of_the_same_worth_make_no_significant_breakpoint() -> None:
    """With a gap of 50%, taking B or leaving it to A's parts can tie; what the gap lets pass is
    no breakpoint: B forgone is 18,000 of 36,000 or less."""
    city = wide(
        LandUseRetention(planning=F(0)),
        projects=(line("B", 30_000, max_years=3, latest=2021), taker()),
    )
    only = tuple(e for e in city.eligibility if e.source == "TP_DAT")
    city = Portfolio(**{**vars(city), "eligibility": only})
    along = read_range(city, "land_use_retention.share=45%:55%")
    found = curve(city, along, options=Options(gap=0.5), workers=1)
    assert all(not b.significant for b in found.breakpoints)
    sharp = curve(city, along, options=EXACT, workers=1)
    assert all(point.gap < 1e-9 for point in sharp.points.values())


def test_more_revenue_kept_never_lowers_the_optimum() -> None:
    city = wide(LandUseRetention(planning=F(0)))
    found = curve(city, read_range(city, SHARE, F(1, 10)), options=EXACT, workers=1)
    values = [p.objective for p in found.points.values()]
    # 0.6 × (60,000 of the other sources + 60,000 × share)
    expected = [0.6 * (60_000 + 60_000 * float(v)) for v in found.points]
    assert values == pytest.approx(expected)
    assert found.falls == ()


def test_a_falling_optimum_is_told() -> None:
    """A reserve takes money away: 0.6 × 60,000 less for each whole of it."""
    city = wide()
    found = curve(city, read_range(city, "source.TINH.reserve=0:50%", F(1, 4)), workers=1)
    assert found.falls == ((F(0), F(1, 4)), (F(1, 4), F(1, 2)))
