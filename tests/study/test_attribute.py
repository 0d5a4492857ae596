"""Mechanisms whose worth is worked out by hand, and what an attribution says of itself."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import (
    AssetSales,
    LandUseRetention,
    NonStateRevenue,
    Owner,
    OwnerSplit,
    Pin,
    PinKind,
    Portfolio,
    SmallLand,
)
from portfolio.errors import Infeasible, PortfolioError
from portfolio.i18n import language
from portfolio.model.engine import Options
from portfolio.model.records import Outcome
from portfolio.study.attribute import attribute, divide
from portfolio.study.coalitions import with_only
from portfolio.study.points import CAPITAL, FIGURES, IDLE, LINES, VALUE, Point, model_key
from portfolio.study.shapley import coalitions
from tests.plan.points import line
from tests.study.cities import taker, wide

LAND6, LAND4, SALES = LandUseRetention(planning=F(0)), SmallLand(), AssetSales()
EXACT = Options(gap=0.0)


def point(value: int, bound: float | None = None) -> Point:
    figures = {CAPITAL: 10 * value, VALUE: value, LINES: value % 7, IDLE: -value}
    return Point({}, figures, value, value if bound is None else bound, Outcome.OPTIMAL, 0.1)


def test_three_mechanisms_worked_by_hand() -> None:
    """Over three years: sales bring 3 × 5,000 = 15,000 whatever else there is.

    Mechanism 4 alone: 3 × 4,000 = 12,000. Mechanism 6 (80% of both land streams) alone:
    3 × 2 × 2,000 = 12,000. Both: 100% of the one, 80% of the other: 3 × 6,000 = 18,000, so that
    each adds 6,000 after the other and (12,000 + 6,000) / 2 = 9,000 on average.
    """
    found = attribute(wide(LAND4, LAND6, SALES), options=EXACT, workers=1)
    capital = {s.player: s for s in found.shares[CAPITAL]}
    assert found.none.figures[CAPITAL] == 96_000
    assert found.total(CAPITAL) == 33_000
    assert {p: s.exact for p, s in capital.items()} == {
        "small_land": 9_000, "land_use_retention": 9_000, "asset_sales": 15_000,
    }  # fmt: skip
    assert {p: (s.first, s.last) for p, s in capital.items()} == {
        "small_land": (12_000, 6_000),
        "land_use_retention": (12_000, 6_000),
        "asset_sales": (15_000, 15_000),
    }
    assert {s.player: s.reported for s in found.shares[VALUE]} == {
        "small_land": 5_400, "land_use_retention": 5_400, "asset_sales": 9_000,
    }  # fmt: skip
    assert [s.reported for s in found.shares[LINES]] == [0, 0, 0]
    assert [s.reported for s in found.shares[IDLE]] == [0, 0, 0]
    assert found.proven
    assert len(found.points) == 8
    assert found.solved == 6  # 4 and 6 alone bring the same money, with the sales and without
    assert found.plan.capital["A"] == 96_000 + 33_000
    assert "3 mechanisms, 8 coalitions" in repr(found)


def test_processes_give_the_same_attribution() -> None:
    city = wide(LAND4, SALES)
    alone, many = (attribute(city, options=EXACT, workers=n) for n in (1, 2))
    assert alone.shares == many.shares
    assert [p.starts for p in alone.points.values()] == [p.starts for p in many.points.values()]


def test_a_mechanism_that_is_not_realised_is_a_null_player_and_costs_no_solve() -> None:
    told: list[tuple[int, int]] = []
    idle = NonStateRevenue(realisation=F(0))
    found = attribute(
        wide(SALES, idle), options=EXACT, workers=1, on_done=lambda n, of: told.append((n, of))
    )
    assert found.solved == 2
    assert told == [(1, 2), (2, 2)]
    for figure in FIGURES:
        null = found.shares[figure][1]
        assert (null.first, null.last, null.exact) == (0, 0, 0)
    assert found.shares[CAPITAL][0].exact == 15_000


def test_models_that_differ_are_never_taken_for_one() -> None:
    keys = {model_key(with_only(wide(LAND4, LAND6, SALES), s))
            for s in coalitions(("small_land", "land_use_retention", "asset_sales"))}  # fmt: skip
    assert len(keys) == 6  # see above
    other = replace(
        wide(), projects=(line("A", 10_000_001, divisible=True, max_years=3, latest=2021),)
    )
    assert model_key(wide()) != model_key(other)
    renamed = replace(wide().projects[0], name="another name", note="a note")
    assert model_key(wide()) == model_key(replace(wide(), projects=(renamed,)))


def test_no_mechanisms_is_said() -> None:
    with language("en"), pytest.raises(PortfolioError, match="no mechanisms"):
        attribute(wide(), workers=1)


def test_a_coalition_without_a_plan_is_said() -> None:
    """The pin wants 7,000 from TP_TS, which has 5,000 with mechanism 3 and nothing without."""
    pinned = replace(wide(SALES), pins=(Pin(PinKind.AMOUNT, "A", 2021, "TP_TS", 3_000),))
    with language("en"), pytest.raises(Infeasible, match="coalition"):
        attribute(pinned, workers=1)


def test_a_sampled_estimate_adds_up_too() -> None:
    found = attribute(wide(LAND4, LAND6, SALES), options=EXACT, workers=1, orders=6, seed=5)
    assert (found.orders, found.seed) == (6, 5)
    assert sum(s.reported for s in found.shares[CAPITAL]) == 33_000
    sales = found.shares[CAPITAL][2]
    assert (sales.exact, sales.error, sales.first, sales.last) == (15_000, 0.0, None, None)
    assert found.shares[CAPITAL][0].error is not None


@given(st.lists(st.integers(0, 10**7), min_size=8, max_size=8))
def test_the_reported_columns_add_up(values: list[int]) -> None:
    players = ("a", "b", "c")
    points = {s: point(v) for s, v in zip(coalitions(players), values, strict=True)}
    for figure in FIGURES:
        shares = divide(players, points, figure)
        total = points[frozenset(players)].figures[figure] - points[frozenset()].figures[figure]
        assert sum(s.exact for s in shares) == total
        assert sum(s.reported for s in shares) == total
        unit = F(1, 100) if figure == LINES else F(1)
        assert all(abs(s.reported - s.exact) < unit for s in shares)


def test_the_gaps_leave_the_value_open_by_so_much() -> None:
    """Alone 100 to 104 against 40 to 41: the one player adds 59 to 64, 60 as found."""
    points = {frozenset[str](): point(40, 41.0), frozenset("a"): point(100, 103.2)}
    (share,) = divide(("a",), points, VALUE)
    assert (share.low, share.exact, share.high) == (59, 60, 64)
    (capital,) = divide(("a",), points, CAPITAL)
    assert (capital.low, capital.high) == (None, None)


def owned(capacity: int) -> Portfolio:
    """The province's board disburses ``capacity`` a year, the city's 5,000; A is the province's."""
    owners = (Owner("BQL_TINH", "Tỉnh", capacity), Owner("BQL_TP", "Thành phố", 5_000))
    city = wide(OwnerSplit(keep=()), SALES, projects=(taker(owner="BQL_TINH"),))
    return replace(city, owners=owners)


def test_owners_that_never_bind_are_settled_by_one_solve_for_two_coalitions() -> None:
    """37,000 a year at most, and the board can do 40,000 before and after it gives A away."""
    found = attribute(owned(40_000), options=EXACT, workers=1)
    assert (len(found.points), found.solved) == (4, 2)
    assert [s.exact for s in found.shares[CAPITAL]] == [0, 15_000]
    assert found.plan.portfolio.project["A"].owner == "BQL_TP"
    assert not found.plan.checks.broken


def test_owners_that_bind_are_solved_one_by_one() -> None:
    """20,000 a year are the province's limit; with A goes all of its capacity to the city's
    board, which then does 25,000: 15,000 more over three years. The sales change nothing."""
    found = attribute(owned(20_000), options=EXACT, workers=1)
    assert found.none.figures[CAPITAL] == 60_000
    assert {s.player: s.exact for s in found.shares[CAPITAL]} == {
        "owner_split": 15_000, "asset_sales": 0,
    }  # fmt: skip
    assert found.solved == 6  # without capacities, then each of the two, twice
