"""The value of a little more money: worked by hand, re-solved and by duals."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import Limit, LimitKind, Portfolio, Source
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.model.engine import Options
from portfolio.model.lines import prepare
from portfolio.model.shadow import shadow_prices, worth_of_starts
from portfolio.study.curve import LineChangeKind
from portfolio.study.marginal import MarginalValues, marginal, with_budget
from tests.plan.points import TP, line, workbook
from tests.study.cities import taker, wide

EXACT = Options(gap=0.0)


def rows(values: MarginalValues) -> dict[tuple[str, int], object]:
    return {
        (r.source, r.year): (
            r.more.per_trieu(values.base),
            None if r.less is None else r.less.per_trieu(values.base),
            r.price,
        )
        for r in values.rows
    }


def test_a_line_that_takes_any_part_makes_every_triệu_worth_its_weight() -> None:
    told: list[tuple[int, int]] = []
    found = marginal(
        wide(), step=100, options=EXACT, workers=1, on_done=lambda n, of: told.append((n, of))
    )
    assert told[-1] == (24, 24)  # 5 sources × 3 years up; three of them have money to take
    for (source, _year), (more, less, price) in rows(found).items():
        assert more == pytest.approx(0.6)
        assert price == pytest.approx(0.6)
        assert less == (None if source in ("TP_NQD", "TP_TS") else pytest.approx(0.6))
    assert all(not r.more.is_open and r.more.changes == () for r in found.rows)
    assert found.proven
    assert "15 source-years" in repr(found)


def one_line(cost: int) -> Portfolio:
    """TP has 100 a year, all of it carried over; one line that must be paid within the plan."""
    whole = replace(TP, carry_over=F(1))
    return workbook(line("A", cost, max_years=3, latest=2021), tp=whole)


def test_a_line_just_out_of_reach_has_a_value_that_no_dual_shows() -> None:
    """305 of 300: 5 more start A, worth 0.6 × 305 = 183, or 36.6 for each triệu; nothing starts
    without them, so there is nothing for a shadow price to see."""
    found = marginal(one_line(305), step=5, options=EXACT, workers=1)
    assert rows(found) == {("TP", t): (pytest.approx(36.6), 0.0, 0.0) for t in (2021, 2022, 2023)}
    (change,) = found.rows[0].more.changes
    assert (change.project, change.kind) == ("A", LineChangeKind.ENTERS)
    assert found.rows[0].less is not None
    assert found.rows[0].less.is_open


def test_a_line_just_in_reach_is_lost_with_a_little_less() -> None:
    found = marginal(one_line(300), step=1, options=EXACT, workers=1)
    assert rows(found) == {("TP", t): (0.0, pytest.approx(180.0), 0.0) for t in (2021, 2022, 2023)}
    assert found.rows[0].more.is_open
    less = found.rows[0].less
    assert less is not None
    assert [c.kind for c in less.changes] == [LineChangeKind.LEAVES]


def test_what_must_be_paid_and_cannot_is_no_plan() -> None:
    must = replace(
        one_line(300), projects=(line("A", 300, max_years=3, latest=2021, mandatory=True),)
    )
    found = marginal(must, step=1, options=EXACT, workers=1)
    less = found.rows[0].less
    assert less is not None
    assert less.point is None
    assert less.per_trieu(found.base) is None
    assert not less.is_open


@given(
    st.integers(0, 10**6), st.integers(1, 2_000), st.fractions(0, F(9, 10), max_denominator=100),
    st.sampled_from([1, -1]),
)  # fmt: skip
def test_the_envelope_moves_by_exactly_the_step(
    yearly: int, step: int, reserve: F, sign: int
) -> None:
    portfolio = workbook(yearly=yearly, tp=replace(TP, reserve=reserve))
    before = build_envelope(portfolio).spendable
    change = sign * min(step, before["TP", 2022]) if sign < 0 else step
    after = build_envelope(with_budget(portfolio, ("TP", 2022), change)).spendable
    assert after == {**before, ("TP", 2022): before["TP", 2022] + change}


def test_a_source_that_sets_all_aside_is_left_out() -> None:
    shut = Source("TP", "TP", TP.level, reserve=F(1))
    assert marginal(workbook(line("A", 5), tp=shut), workers=1).rows == ()


def test_the_shadow_price_counts_the_rows_that_move_with_the_envelope() -> None:
    """B takes any part but 40% of each year are kept for sector QH, in amounts: a triệu more of
    TP passes to B. With a cap of 50% of the envelope on B's sector, only half of it does."""
    city = workbook(taker("B"))
    data = prepare(grant(city), build_envelope(city))
    assert shadow_prices(data, {"B": 2021}, EXACT) == {
        ("TP", t): pytest.approx(0.6) for t in (2021, 2022, 2023)
    }
    half = Limit("H", LimitKind.CAP, share=F(1, 2), source="TP", sector="GT")
    capped = replace(city, limits=(half,))
    data = prepare(capped, build_envelope(capped))
    assert shadow_prices(data, {"B": 2021}, EXACT) == {
        ("TP", t): pytest.approx(0.3) for t in (2021, 2022, 2023)
    }
    aside = replace(city, limits=(Limit("E", LimitKind.EARMARK, 40, source="TP", sector="QH"),))
    data = prepare(aside, build_envelope(aside))
    assert shadow_prices(data, {"B": 2021}, EXACT) == {
        ("TP", t): pytest.approx(0.6) for t in (2021, 2022, 2023)
    }


def test_starts_that_cannot_be_paid_have_no_worth() -> None:
    city = one_line(300)
    data = prepare(city, build_envelope(city))
    assert worth_of_starts(data, {"A": 2021}, EXACT) == pytest.approx(180)
    assert worth_of_starts(data, {}, EXACT) == 0
    assert worth_of_starts(data, {"Z": 2021}, EXACT) is None
    assert worth_of_starts(data, {"A": 2030}, EXACT) is None
    poor = one_line(302)
    assert worth_of_starts(prepare(poor, build_envelope(poor)), {"A": 2021}, EXACT) is None
    assert shadow_prices(prepare(poor, build_envelope(poor)), {"A": 2021}, EXACT) == {}
