"""Where a mechanism brings nothing: worked by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest

from portfolio.domain import NonStateRevenue
from portfolio.errors import PortfolioError
from portfolio.i18n import language
from portfolio.inputs.scenario import Override, Scenario
from portfolio.model.engine import Options
from portfolio.study.break_even import break_even
from portfolio.study.vary import read_range
from tests.study.cities import wide

BASE = Scenario("base", "Base")
EXACT = Options(gap=0.0)


def asks(id: str) -> Scenario:
    return replace(BASE, id=id, overrides=(Override("mechanism", id, "on", None, True, "x: y"),))


def test_the_offset_at_which_recurrent_money_eats_the_gain() -> None:
    """Mechanism 5 keeps 30,000 more a year, a fifth of it capital: 6,000. An offset o takes
    30,000 × o of the province's 10,000: nothing is left of the gain at o = 20%."""
    city = wide()
    along = read_range(city, "nonstate_revenue.offset=0:1")
    told: list[int] = []
    found = break_even(
        city, BASE, asks("nonstate_revenue"), along, options=EXACT, workers=1, on_done=told.append
    )
    assert found.last_gain == F(19, 100)
    assert found.first_none == F(20, 100)
    assert found.first_loss == F(21, 100)
    assert found.scenario == "nonstate_revenue"
    assert found.proven
    assert told == sorted(told)
    gain = found.difference(F(0))
    assert (gain.low, gain.high) == pytest.approx((0.6 * 18_000, 0.6 * 18_000))
    assert gain.is_gain
    assert found.difference(F(20, 100)).is_open
    assert len(found.points) < 15


def test_a_gain_that_is_all_offset_ends_where_all_is_cut() -> None:
    """Mechanism 3: 5,000 a year of 5,000 lost above. At 100% nothing is left, before it some."""
    city = wide()
    found = break_even(
        city, BASE, asks("asset_sales"), read_range(city, "asset_sales.offset=0:1"),
        options=EXACT, workers=1,
    )  # fmt: skip
    assert (found.last_gain, found.first_none, found.first_loss) == (F(99, 100), F(1), None)


def test_a_gain_that_stays_and_one_that_never_is() -> None:
    city = wide()
    short = read_range(city, "asset_sales.offset=0:0.5")
    stays = break_even(city, BASE, asks("asset_sales"), short, options=EXACT, workers=1)
    assert (stays.last_gain, stays.first_none, stays.first_loss) == (F(1, 2), None, None)
    late = read_range(city, "nonstate_revenue.offset=0.3:0.4")
    never = break_even(city, BASE, asks("nonstate_revenue"), late, options=EXACT, workers=1)
    # a cut of 9,000 a year and more against 6,000
    assert (never.last_gain, never.first_none, never.first_loss) == (None, F(3, 10), F(3, 10))


def test_a_parameter_without_effect_is_said() -> None:
    city = wide(NonStateRevenue(realisation=F(0)))
    along = read_range(city, "nonstate_revenue.offset=0:1")
    with language("en"), pytest.raises(PortfolioError, match="changes nothing from 0% to 100%"):
        break_even(city, BASE, BASE, along, options=EXACT, workers=1)


def test_the_mechanism_must_be_one_of_the_scenario() -> None:
    """Setting it would add it, and tell of another scenario than the one asked about."""
    city = wide()
    along = read_range(city, "land_use_retention.offset=0:1")
    with language("en"), pytest.raises(PortfolioError) as caught:
        break_even(city, BASE, asks("nonstate_revenue"), along, options=EXACT, workers=1)
    assert str(caught.value) == (
        "nonstate_revenue does not ask for the mechanism land_use_retention; "
        "try --vary nonstate_revenue.offset=0:1"
    )
    with language("en"), pytest.raises(PortfolioError, match="base does not ask"):
        break_even(city, BASE, BASE, along, options=EXACT, workers=1)
