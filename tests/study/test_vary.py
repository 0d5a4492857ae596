"""Parameters by name: what is known, what is refused and with which name."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from portfolio.domain import LandUseRetention
from portfolio.errors import PortfolioError
from portfolio.i18n import language
from portfolio.inputs.scenario import Scenario, apply_scenario
from portfolio.study.vary import find_parameter, parameters, read_range
from tests.study.cities import wide

BASE = Scenario("x", "X", citation="NQ 1")


@pytest.mark.parametrize(
    "name",
    [
        "land_use_retention.share", "small_land.offset", "smart_city.realisation",
        "source.TP_DAT.reserve", "sharing.DAT->TP_DAT.retained", "stream.DAT.scale",
        "settings.overhang_share", "project.A.cost", "stream.DAT.gross.2022",
    ],
)  # fmt: skip
def test_known_names(name: str) -> None:
    assert find_parameter(wide(), name).name == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("land_use_retention.shar", "did you mean “land_use_retention.share”"),
        ("source.TP_DAT.reserv", "did you mean “source.TP_DAT.reserve”"),
        ("source.NDT.reserve", "no parameter"),  # has no envelope
        ("settings.gap", "no parameter"),
        ("small_land.source", "no parameter"),  # an id is no scalar
        ("stream.DAT.gross.2030", "2021 to 2023"),
        ("source.TP_DAT.reserve.2022", "no parameter"),
    ],
)
def test_unknown_names_are_refused(name: str, said: str) -> None:
    with language("en"), pytest.raises(PortfolioError, match=said):
        find_parameter(wide(), name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("land_use_retention.share", "NAME=LOW:HIGH"),
        ("land_use_retention.share=0", "NAME=LOW:HIGH"),
        ("land_use_retention.share=1:0", "LOW below HIGH"),
        ("land_use_retention.share=0:80", "share from 0 to 1"),
        ("land_use_retention.share=a:1", "expected a number"),
        ("land_use_retention.share=:1", "expected a number"),
        ("project.A.cost=0.0001:1", "three decimals"),
    ],
)
def test_ranges_that_cannot_be(text: str, said: str) -> None:
    with language("en"), pytest.raises(PortfolioError, match=said):
        read_range(wide(), text)


def test_values_are_exact_and_end_where_they_were_asked_to() -> None:
    along = read_range(wide(), "land_use_retention.share=60%:0,8")
    assert (along.low, along.high, along.step) == (F(6, 10), F(8, 10), F(1, 100))
    assert along.values == [F(n, 100) for n in range(60, 81)]
    uneven = read_range(wide(), "land_use_retention.share=0:1", F(3, 10))
    assert uneven.values == [0, F(3, 10), F(6, 10), F(9, 10), 1]
    with language("en"), pytest.raises(PortfolioError, match="above 0"):
        read_range(wide(), "land_use_retention.share=0:1", F(0))


def test_steps_of_amounts_and_counts_are_whole() -> None:
    assert read_range(wide(), "settings.new_starts=0:5").step == 1
    amount = read_range(wide(), "stream.DAT.gross=1:1.05")
    assert amount.step == F(1, 1000)  # 0.05 / 100 tỷ is half a triệu
    assert read_range(wide(), "stream.DAT.scale=0.5:1.5").step == F(1, 100)


def test_a_value_is_what_a_scenario_would_set() -> None:
    city = wide()
    found = find_parameter(city, "stream.DAT.gross.2022").set(BASE, F(7))
    stream = apply_scenario(city, found).stream["DAT"]
    assert [stream.by_year[t].gross for t in (2021, 2022, 2023)] == [10_000, 7_000, 10_000]
    assert found.overrides[-1].citation == "NQ 1"


def test_a_mechanism_that_is_not_there_is_added_and_one_that_is_keeps_the_rest() -> None:
    share = find_parameter(wide(), "land_use_retention.share")
    added = apply_scenario(wide(), share.set(BASE, F(7, 10))).mechanisms
    assert added == (LandUseRetention(share=F(7, 10), citation="NQ 1"),)
    own = LandUseRetention(planning=F(1, 10), offset=F(1, 2))
    (kept,) = apply_scenario(wide(own), share.set(BASE, F(7, 10))).mechanisms
    assert isinstance(kept, LandUseRetention)
    assert (kept.share, kept.planning, kept.offset) == (F(7, 10), F(1, 10), F(1, 2))


def test_every_name_can_be_found() -> None:
    city = wide()
    assert all(find_parameter(city, name) is not None for name in parameters(city))
