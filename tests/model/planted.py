"""Conflicts planted in small workbooks, each with its least changes worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction as F
from typing import Any

from portfolio.domain import (
    Band,
    Eligibility,
    Level,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Owner,
    Pin,
    PinKind,
    Portfolio,
    Profile,
    Sharing,
    Source,
    Status,
)
from tests.factories import stream
from tests.plan.points import line, workbook


def must(id: str, cost: int, **more: Any) -> Any:
    return line(id, cost, mandatory=True, **more)


@dataclass(frozen=True)
class Planted:
    """A book, the kinds of the entries in conflict, and least changes: kind -> amount or None."""

    book: Portfolio
    kinds: list[str]
    least: dict[str, int | float | None]


def money() -> Planted:
    """500 must be spent by 2023, there are 300: 200 are missing, in whichever year."""
    clauses = ["capital", "capital", "capital", "deadline", "start"]
    book = workbook(must("A", 500, deadline=2023))
    return Planted(book, clauses, {"start": None})


def deadline() -> Planted:
    """At most 40% a year: a deadline after two years leaves 20%; one year more is enough."""
    bands = (Band(F(0), F(2, 5)),) * 3
    book = workbook(
        must("A", 10_000, deadline=2022, profile="M"),
        yearly=10_000,
        profiles=(Profile("M", "Mẫu", bands),),
    )
    # one profile for two years of 50% each: 10 points more
    least = {"deadline": 1, "profile": 0.1, "start": None}
    return Planted(book, ["deadline", "profile", "start"], least)


def band() -> Planted:
    """At least 60% in each of two years would be 120%: 10 points less will do."""
    own = must("A", 10_000, least_year=F(3, 5), latest=2021, max_years=2)
    return Planted(workbook(own, yearly=7_000), ["band", "start"], {"band": 0.1, "start": None})


def cofunding() -> Planted:
    """TW must pay half of 10 000 in 2021 and has 3 000: 2 000 more, or it pays 30%."""
    tw = Source("TW", "Ngân sách trung ương", Level.CENTRAL)
    base = workbook(must("A", 10_000, latest=2021, max_years=1), yearly=10_000)
    book = replace(
        base,
        sources=(*base.sources, tw),
        streams=(*base.streams, stream("NSTW", {2021: 3_000})),
        sharings=(*base.sharings, Sharing("NSTW", "TW", F(1))),
        eligibility=(*base.eligibility, Eligibility("public", "TW", Band(F(1, 2), F(1)))),
        settings=replace(base.settings, overhang_share=F(0)),
    )
    least = {"capital": 2_000, "share": 0.2, "start": None}
    return Planted(book, ["capital", "latest", "share", "start", "years"], least)


def cap() -> Planted:
    """90 of sector GT in its only year, where a cap allows 60."""
    limit = Limit("H1", LimitKind.CAP, amount=60, sector="GT", year=2021)
    book = workbook(must("A", 90, latest=2021, max_years=1), limits=(limit,))
    least = {"limit": 30, "start": None, "latest": 1}
    return Planted(book, ["latest", "limit", "start", "years"], least)


def floor() -> Planted:
    """At least 50 of TP for a sector that nobody is in."""
    limit = Limit("S1", LimitKind.FLOOR, amount=50, sector="GD", whole_plan=True)
    return Planted(workbook(line("A", 90), limits=(limit,)), ["limit"], {"limit": 50})


def earmark() -> Planted:
    """80 of 100 are set aside for another sector in 2021; A needs 50: 30 less will do."""
    limit = Limit("D1", LimitKind.EARMARK, amount=80, source="TP", sector="GD", year=2021)
    own = must("A", 50, deadline=2021)
    book = workbook(own, limits=(limit,))
    least = {"limit": 30, "deadline": 1, "start": None, "capital": 30}
    return Planted(book, ["capital", "deadline", "limit", "start"], least)


def capacity() -> Planted:
    """Two lines of 50 in one year; their agency can disburse 80."""
    own = [must(i, 50, latest=2021, max_years=1) for i in "AB"]
    book = workbook(*own, owners=(Owner("BQL", "Ban QLDA", 80),))
    kinds = ["capacity", "latest", "latest", "start", "start", "years", "years"]
    return Planted(book, kinds, {"capacity": 20})


def overhang() -> Planted:
    """200 over two years from 2023: 100 is left beyond; the share allows 10% of 100.

    A wider band alone is no help: there are only 100 in 2023.
    """
    own = must("A", 200, earliest=2023, max_years=2, most_year=F(1, 2))
    base = workbook(own)
    book = replace(base, settings=replace(base.settings, overhang_share=F(1, 10)))
    least = {"overhang": 0.9, "earliest": 1, "start": None}
    return Planted(book, ["band", "earliest", "overhang", "start"], least)


def link() -> Planted:
    """B starts three years after A, which is beyond the plan: a lag of two will do."""
    tie = Link(LinkKind.AFTER_START, "A", "B", 3)
    book = workbook(must("A", 50), must("B", 50), links=(tie,))
    # whether A starts does not matter: B without A never starts
    return Planted(book, ["link", "start"], {"link": 1, "start": None})


def exclusion() -> Planted:
    """Two mandatory lines exclude each other."""
    tie = Link(LinkKind.EXCLUSION, "A", "B")
    book = workbook(must("A", 50), must("B", 50), links=(tie,))
    return Planted(book, ["link", "start", "start"], {"link": None})


def new_starts() -> Planted:
    """Two lines that must start in 2021, and one new start a year."""
    own = [must(i, 50, latest=2021) for i in "AB"]
    base = workbook(*own)
    book = replace(base, settings=replace(base.settings, new_starts=1))
    return Planted(book, ["latest", "latest", "new_starts", "start", "start"], {"new_starts": 1})


def arrears() -> Planted:
    """Arrears of 150 are paid by the end of 2022; B must start in 2021: one year later will do."""
    owed = line("A", 150, status=Status.ARREARS, max_years=2)
    book = workbook(owed, must("B", 10, latest=2021))
    least = {"latest": 1, "capital": 50, "start": None}
    return Planted(book, ["arrears_first", "capital", "latest", "start"], least)


def pinned_amount() -> Planted:
    """130 of TP fixed for a year that has 100: 100 is the nearest amount."""
    book = workbook(line("A", 300), pins=(Pin(PinKind.AMOUNT, "A", 2021, "TP", 130),))
    return Planted(book, ["capital", "pin"], {"pin": 100, "capital": 30})


def pinned_start() -> Planted:
    """A start fixed in 2023 for a line whose capital ends in 2022."""
    book = workbook(line("A", 90, deadline=2022), pins=(Pin(PinKind.START, "A", 2023),))
    return Planted(book, ["deadline", "pin"], {"pin": 2022, "deadline": 1})


def carry() -> Planted:
    """150 in 2022 alone, which has 100 and 20% of the year before: 30% more, or 30 triệu."""
    own = must("A", 150, earliest=2022, latest=2022, max_years=1)
    source = replace(workbook().sources[0], carry_over=F(1, 5))
    kinds = ["capital", "capital", "carry_over", "latest", "start", "years"]
    return Planted(workbook(own, tp=source), kinds, {"carry_over": 0.3, "start": None})


PLANTED: list[Callable[[], Planted]] = [
    money, deadline, band, cofunding, cap, floor, earmark, capacity, overhang, link, exclusion,
    new_starts, arrears, pinned_amount, pinned_start, carry,
]  # fmt: skip
