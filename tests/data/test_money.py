"""The default revenue figures and what the envelope makes of them."""

from __future__ import annotations

from fractions import Fraction

from data.build import portfolio
from portfolio.domain import Level, Provenance
from portfolio.funding.envelope import build_envelope

BOOK = portfolio()
STREAM = {s.id: s for s in BOOK.streams}
YEARS = range(2021, 2026)


def gross(stream: str) -> list[int]:
    return [STREAM[stream].by_year[y].gross for y in YEARS]


def test_land_revenue_is_split_at_20_hectares() -> None:
    total = [a + b for a, b in zip(gross("DAT"), gross("DAT_NHO"), strict=True)]
    assert total == [300_000, 330_000, 360_000, 390_000, 420_000]
    assert [small * 10 for small in gross("DAT_NHO")] == [t * 3 for t in total]


def test_city_capital_construction_is_the_reported_1782() -> None:
    assert sum(gross("CDTP")) == 702_000
    land = sum(gross("DAT")) + sum(gross("DAT_NHO"))
    assert land == 1_800_000
    kept = {s.retained for s in BOOK.sharings if s.source == "TP_DAT"}
    assert kept == {Fraction(6, 10)}
    assert 702_000 + Fraction(6, 10) * land == 1_782_000


def test_targeted_support() -> None:
    assert gross("NST") == [180_000, 200_000, 220_000, 240_000, 260_000]
    assert gross("NSTW") == [100_000, 140_000, 160_000, 160_000, 140_000]


def test_growing_streams() -> None:
    """500 and 900 tỷ growing 15% a year: 500 × 1.15⁴ = 874.503 tỷ."""
    assert gross("NQD") == [500_000, 575_000, 661_250, 760_438, 874_503]
    assert gross("NSTP") == [900_000, 1_035_000, 1_190_250, 1_368_788, 1_574_106]


def test_ranges_hold_the_figure() -> None:
    for stream in BOOK.streams:
        for revenue in stream.by_year.values():
            assert revenue.low is not None
            assert revenue.high is not None
            assert revenue.low <= revenue.gross <= revenue.high


def test_envelope_of_the_baseline() -> None:
    """Reserve of 10% out of (702 + 1,080 + 1,100 + 700) tỷ; mechanisms bring nothing yet."""
    envelope = build_envelope(BOOK)
    total = {
        k.id: sum(envelope.spendable[k.id, y] for y in YEARS)
        for k in BOOK.sources
        if not k.unlimited
    }
    assert total == {
        "TW": 630_000, "TINH": 990_000, "TP_CD": 631_800, "TP_DAT": 972_000,
        "TP_NQD": 0, "TP_TS": 0,
    }  # fmt: skip
    assert envelope.unlimited == {"NDT"}


def test_carry_over_by_level() -> None:
    for source in BOOK.sources:
        local = source.level in (Level.CITY, Level.PROVINCIAL)
        assert source.carry_over == (Fraction(3, 10) if local else 0)


def test_every_figure_says_where_it_comes_from() -> None:
    for stream in BOOK.streams:
        for revenue in stream.by_year.values():
            assert revenue.origin.provenance is Provenance.ASSUMED
            assert revenue.origin.citation
    rows = (
        *BOOK.sources, *BOOK.sharings, *BOOK.eligibility, *BOOK.sectors, *BOOK.owners,
        *BOOK.profiles, *BOOK.links, *BOOK.criteria,
    )  # fmt: skip
    assert all(row.origin.citation for row in rows)
    assert all(o.citation for o in BOOK.settings.origins.values())
