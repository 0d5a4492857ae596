"""Gross revenue to spendable envelope, by hand, to the triệu."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import Anchor, LandRevenue, Level, Sharing, Source
from portfolio.funding.envelope import build_envelope
from portfolio.funding.records import Step
from tests.factories import stream, toy
from tests.plan.points import line, workbook


def test_every_step_of_the_ledger_by_hand() -> None:
    # 30 000 gross, 60% kept = 18 000, all invested, reserve 10% = 1 800, spendable 16 200.
    envelope = build_envelope(toy())
    steps = [(x.step, x.amount) for x in envelope.ledger if (x.source, x.year) == ("TP", 2021)]
    assert steps == [
        (Step.GROSS, 30_000),
        (Step.NOT_RETAINED, -12_000),
        (Step.RESERVE, -1_800),
        (Step.SPENDABLE, 16_200),
    ]
    assert envelope.carry_limit["TP", 2021] == 4_860
    assert envelope.carry_limit["TW", 2021] == 0


def test_money_is_rounded_down_and_the_reserve_up() -> None:
    # 101 × 1/3 = 33.67 -> 33 kept; 33 × 1/2 = 16.5 -> 16 invested; 10% of 16 = 1.6 -> 2 reserve.
    tp = Source("TP", "TP", Level.CITY, F(1, 3), F(1, 10))
    book = workbook(tp=tp, streams=(stream("NS", {2021: 101}),))
    book = replace(book, sharings=(Sharing("NS", "TP", F(1, 3), F(1, 2)),))
    envelope = build_envelope(book)
    assert [x.amount for x in envelope.ledger if x.year == 2021] == [101, -68, -17, -2, 14]
    assert envelope.spendable["TP", 2021] == 14
    assert envelope.carry_limit["TP", 2021] == 4
    assert envelope.spendable["TP", 2022] == 0  # no revenue, no money


def test_the_row_of_the_year_goes_before_the_row_of_every_year() -> None:
    book = replace(
        workbook(),
        sharings=(Sharing("NS", "TP", F(1, 2)), Sharing("NS", "TP", F(4, 5), year=2022)),
    )
    envelope = build_envelope(book)
    assert [envelope.spendable["TP", t] for t in (2021, 2022, 2023)] == [50, 80, 50]


def test_one_stream_to_two_sources_and_two_streams_to_one() -> None:
    book = workbook(streams=(stream("A", {2021: 100}), stream("B", {2021: 10})))
    other = Source("TW", "TW", Level.CENTRAL)
    sharings = (Sharing("A", "TP", F(3, 5)), Sharing("A", "TW", F(2, 5)), Sharing("B", "TP", F(1)))
    book = replace(book, sources=(*book.sources, other), sharings=sharings)
    envelope = build_envelope(book)
    assert envelope.spendable["TP", 2021] == 70
    assert envelope.spendable["TW", 2021] == 40
    assert "NDT" in envelope.unlimited


def test_land_value_comes_after_sharing_reserve_and_lag() -> None:
    # Start 2021, window of 2 years, lag 1: 2023. 1 000 × 60% = 600, less 10% = 540, carry 162.
    land = LandRevenue("DAT", 1_000, Anchor.COMPLETION, 1)
    base = toy()
    project = line("A", 100, max_years=2, land=land, profile=None)
    book = replace(base, projects=(project,), profiles=())
    by_start = {f.start: f for f in build_envelope(book).feedback}
    assert set(by_start) == {2021}  # a start in 2022 brings its money after the horizon
    assert (by_start[2021].year, by_start[2021].amount, by_start[2021].carry) == (2023, 540, 162)


@given(
    gross=st.integers(0, 10**9),
    retained=st.fractions(0, 1, max_denominator=1000),
    invested=st.fractions(0, 1, max_denominator=1000),
    reserve=st.fractions(0, 1, max_denominator=1000),
    carry=st.fractions(0, 1, max_denominator=1000),
)
def test_ledger_sums_are_exact_and_nothing_is_promised_that_does_not_exist(
    gross: int, retained: F, invested: F, reserve: F, carry: F
) -> None:
    tp = Source("TP", "TP", Level.CITY, carry, reserve)
    book = workbook(tp=tp, streams=(stream("NS", {2021: gross}),))
    envelope = build_envelope(replace(book, sharings=(Sharing("NS", "TP", retained, invested),)))
    lines = [x for x in envelope.ledger if x.year == 2021]
    assert sum(x.amount for x in lines[:-1]) == lines[-1].amount == envelope.spendable["TP", 2021]
    exact = gross * retained * invested * (1 - reserve)
    assert exact - 3 < envelope.spendable["TP", 2021] <= exact
    assert 0 <= envelope.carry_limit["TP", 2021] <= envelope.spendable["TP", 2021]
