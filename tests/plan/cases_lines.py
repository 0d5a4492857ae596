"""Pairs of rules 1 to 5: what one line must obey. Each plan obeys or breaks by one triệu."""

from __future__ import annotations

from fractions import Fraction

from portfolio.domain import Band, Eligibility, Kind, Level, Profile, Sharing, Source, Status
from tests.plan.points import A21, AB21, ANY, TP, Case, line, pair, tp, workbook

A22, A23 = {"A": 2022}, {"A": 2023}


def starts() -> dict[str, tuple[Case, Case]]:
    must = workbook(line("A", 10, mandatory=True))
    urgent = workbook(line("A", 10, urgent=True))
    under_way = workbook(line("A", 10, status=Status.TRANSITIONAL))
    one = workbook(line("A", 10))
    part = workbook(line("A", 11, divisible=True, least_funded=Fraction(1, 2)))
    return {
        "one_start": pair(must, (A21, tp("A", 10)), ({}, {})),
        "one_start/urgent": pair(urgent, (A21, tp("A", 10)), ({}, {})),
        "one_start/under way": pair(under_way, (A21, tp("A", 10)), ({}, {})),
        "completion": pair(one, (A21, tp("A", 10)), (A21, tp("A", 9))),
        "completion/nothing more": pair(one, (A21, tp("A", 5, 5)), (A21, tp("A", 5, 6))),
        "completion/least part": pair(  # half of 11, rounded up
            part, (A21, tp("A", 6), {}, {"A": 6}), (A21, tp("A", 5), {}, {"A": 5})
        ),
        "completion/most part": pair(
            part, (A21, tp("A", 11), {}, {"A": 11}), (A21, tp("A", 12), {}, {"A": 12})
        ),
    }


def windows() -> dict[str, tuple[Case, Case]]:
    one = workbook(line("A", 10))
    short = workbook(line("A", 10, max_years=2))
    by_group = workbook(line("A", 10, max_years=None), yearly=5)
    due = workbook(line("A", 10, deadline=2022))
    in_2022 = workbook(line("A", 10, earliest=2022, latest=2022))
    under_way = workbook(line("A", 10, status=Status.TRANSITIONAL))
    cut = workbook(line("A", 10, profile="X"), profiles=(Profile("X", "X", (ANY,)),))
    late = tp("A", 10, first=2022)
    return {
        "window": pair(short, (A21, tp("A", 5, 5)), (A21, tp("A", 5, 4, 1))),
        "window/before the start": pair(one, (A22, late), (A22, tp("A", 1, 9))),
        "window/deadline": pair(due, (A21, tp("A", 5, 5)), (A21, tp("A", 5, 4, 1))),
        "window/profile": pair(cut, (A21, tp("A", 10)), (A21, tp("A", 9, 1))),
        "window/group": pair(by_group, (A21, tp("A", 5, 4, 1)), (A22, tp("A", 1, 5, 4))),
        "window/earliest": pair(in_2022, (A22, late), (A21, tp("A", 10))),
        "window/latest": pair(in_2022, (A22, late), (A23, tp("A", 10, first=2023))),
        "window/under way": pair(under_way, (A21, tp("A", 10)), (A22, late)),
    }


def years() -> dict[str, tuple[Case, Case]]:
    capped = workbook(line("A", 11, most_year=Fraction(1, 2)))
    thick = workbook(line("A", 11, max_years=3, least_year=Fraction(1, 4)))
    halves = (Band(Fraction(1, 2), Fraction(1, 2)),) * 2
    fixed = workbook(
        line("A", 11, profile="X"), line("B", 10), profiles=(Profile("X", "X", halves),)
    )
    group = workbook(line("A", 11), profiles=(Profile("C", "C", halves),))
    tail = (ANY, Band(Fraction(0), Fraction(1, 2)))
    tailed = workbook(
        line("A", 10, profile="X"), line("B", 10), profiles=(Profile("X", "X", tail),)
    )
    late, b = {"A": 2023, "B": 2021}, tp("B", 10)
    return {
        # shares of 11 are rounded outward: at most ⌈5.5⌉, at least ⌊2.75⌋
        "phasing": pair(capped, (A21, tp("A", 6, 5)), (A21, tp("A", 7, 4))),
        "phasing/least": pair(thick, (A21, tp("A", 2, 5, 4)), (A21, tp("A", 1, 6, 4))),
        "phasing/group": pair(group, (A21, tp("A", 6, 5)), (A21, tp("A", 7, 4))),
        "phasing/next plan": pair(
            fixed,
            (late, tp("A", 5, first=2023) | b, {"A": 6}),
            (late, tp("A", 4, first=2023) | b, {"A": 7}),
        ),
        "phasing/most of the next plan": pair(
            tailed,
            (late, tp("A", 5, first=2023) | b, {"A": 5}),
            (late, tp("A", 4, first=2023) | b, {"A": 6}),
        ),
    }


def payers() -> dict[str, tuple[Case, Case]]:
    tw = Source("TW", "Ngân sách trung ương", Level.CENTRAL)
    both = workbook(
        line("A", 11),
        sources=(TP, tw),
        sharings=(Sharing("NS", "TP", Fraction(1)), Sharing("NS", "TW", Fraction(1))),
        eligibility=(
            Eligibility("*", "TP", ANY),
            Eligibility("*", "TW", ANY),
            Eligibility("GT", "TW", Band(Fraction(1, 4), Fraction(1, 2))),
        ),
    )
    own = workbook(line("A", 10), line("B", 5, kind=Kind.PRIVATE))
    return {
        # of 11, TW pays at most ⌈5.5⌉ and at least ⌊2.75⌋: the row of the sector counts
        "cofunding": pair(
            both,
            (A21, tp("A", 5) | tp("A", 6, source="TW")),
            (A21, tp("A", 4) | tp("A", 7, source="TW")),
        ),
        "cofunding/least": pair(
            both,
            (A21, tp("A", 9) | tp("A", 2, source="TW")),
            (A21, tp("A", 10) | tp("A", 1, source="TW")),
        ),
        "cofunding/not eligible": pair(
            own,
            (AB21, tp("A", 10) | tp("B", 5, source="NDT")),
            (AB21, tp("A", 10) | tp("B", 4, source="NDT") | tp("B", 1)),
        ),
    }


PAIRS = starts() | windows() | years() | payers()
