"""Pairs of rules 6 to 9: what there is to pay with, and what is set aside."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from portfolio.domain import (
    Anchor,
    Kind,
    LandRevenue,
    Limit,
    LimitKind,
    Owner,
    Portfolio,
    Project,
    Settings,
    Sharing,
)
from tests.plan.points import A21, AB21, TP, Case, line, pair, tp, workbook

A23 = {"A": 2023}
B21 = {"B": 2021}
AC21 = {"A": 2021, "C": 2021}


def envelopes() -> dict[str, tuple[Case, Case]]:
    plain = workbook(line("A", 20), yearly=10)
    third = replace(TP, carry_over=Fraction(3, 10))
    carry = workbook(line("A", 30), yearly=10, tp=third)
    once = workbook(line("A", 23), yearly=10, tp=third)
    reserve = workbook(line("A", 18), yearly=11, tp=replace(TP, reserve=Fraction(1, 10)))
    shares = (
        Sharing("NS", "TP", Fraction(1)),
        Sharing("NS", "TP", Fraction(1, 2), Fraction(1), 2023),
    )
    # A ends in 2021 and its land brings 10 a year later; 2023 keeps half of the stream
    land = LandRevenue("NS", 10, Anchor.COMPLETION, 1)
    sold = line("A", 10, max_years=1, land=land)
    fed = workbook(sold, line("B", 25), yearly=10, sharings=shares)
    # land that brings 10 in 2021: of 20, 10 are spent and half of each 10 may pass on
    now = replace(sold, land=replace(land, anchor=Anchor.START, lag=0))
    kept = workbook(now, line("B", 30), yearly=10, tp=replace(TP, carry_over=Fraction(1, 2)))
    paid = tp("A", 10)
    return {
        "envelope": pair(plain, (A21, tp("A", 10, 10)), (A21, tp("A", 11, 9))),
        # of 10 a year at most 3 pass on, however little is spent
        "envelope/carry-over": pair(carry, (A21, tp("A", 7, 13, 10)), (A21, tp("A", 6, 14, 10))),
        "envelope/carried once": pair(once, (A21, tp("A", 0, 10, 13)), (A21, tp("A", 0, 9, 14))),
        "envelope/reserve": pair(reserve, (A21, tp("A", 9, 9)), (A21, tp("A", 10, 8))),
        "envelope/land value": pair(
            fed, (AB21, paid | tp("B", 0, 20, 5)), (AB21, paid | tp("B", 0, 21, 4))
        ),
        "envelope/land value carried": pair(
            kept, (AB21, paid | tp("B", 0, 20, 10)), (AB21, paid | tp("B", 0, 21, 9))
        ),
        "envelope/share of a year": pair(
            fed, (AB21, paid | tp("B", 0, 20, 5)), (AB21, paid | tp("B", 0, 19, 6))
        ),
    }


def limits() -> dict[str, tuple[Case, Case]]:
    a, b, c = line("A", 20), line("B", 20, sector="GD"), line("C", 9, place="P1")

    def limited(limit: Limit, *projects: Project) -> Portfolio:
        return workbook(*projects, yearly=10, limits=(limit,))

    cap = limited(Limit("M", LimitKind.CAP, amount=8, source="TP", sector="GT"), a)
    thirds = limited(Limit("M", LimitKind.CAP, share=Fraction(2, 3), source="TP", year=2022), b)
    floor = limited(Limit("M", LimitKind.FLOOR, amount=5, place="P1", whole_plan=True), a, c)
    owned = limited(Limit("M", LimitKind.FLOOR, amount=3, owner="BQL", year=2021), a)
    land = LandRevenue("NS", 10, Anchor.START)
    fifths = Limit("M", LimitKind.CAP, share=Fraction(3, 5), source="TP", sector="GD")
    fed = limited(fifths, line("A", 10, land=land), line("B", 10, sector="GD"))
    roads = tp("A", 7, 7, 6)
    return {
        "limits": pair(cap, (A21, tp("A", 8, 8, 4)), (A21, tp("A", 9, 8, 3))),
        # two thirds of 10, rounded down
        "limits/share": pair(thirds, (B21, tp("B", 10, 6, 4)), (B21, tp("B", 10, 7, 3))),
        # three fifths of 10: what the land of A brings does not count
        "limits/share without land value": pair(
            fed, (AB21, tp("A", 10) | tp("B", 6, 4)), (AB21, tp("A", 10) | tp("B", 7, 3))
        ),
        "limits/whole plan": pair(
            floor,
            (AC21, roads | tp("C", 3, 2), {"C": 4}),
            (AC21, roads | tp("C", 3, 1), {"C": 5}),
        ),
        "limits/floor": pair(owned, (A21, tp("A", 3, 9, 8)), (A21, tp("A", 2, 10, 8))),
    }


def earmarks() -> dict[str, tuple[Case, Case]]:
    schools = Limit("E", LimitKind.EARMARK, amount=4, source="TP", sector="GD")
    ward = Limit("F", LimitKind.EARMARK, share=Fraction(1, 3), source="TP", place="P1")
    early, late = replace(schools, year=2021), replace(ward, year=2022)
    a, c = line("A", 18), line("C", 9, place="P1")
    small = line("A", 9)
    half = replace(TP, carry_over=Fraction(1, 2))
    one = workbook(a, yearly=10, limits=(schools,))
    carried = workbook(a, yearly=10, tp=half, limits=(schools,))
    two = workbook(small, c, yearly=10, limits=(schools, ward))
    turns = workbook(line("A", 20), yearly=10, tp=half, limits=(early, late))
    thirds = tp("A", 3, 3, 3)
    return {
        "earmarks": pair(one, (A21, tp("A", 6, 6, 6)), (A21, tp("A", 7, 5, 6))),
        # the 4 that no school used in 2021 pass on, but not to a road
        "earmarks/carry-over": pair(carried, (A21, tp("A", 6, 6, 6)), (A21, tp("A", 6, 7, 5))),
        # A leaves both alone: 10 - 4 - 3; A and C together leave the schools alone: 10 - 4
        "earmarks/two": pair(two, (A21, thirds), (A21, tp("A", 4, 3, 2))),
        "earmarks/together": pair(
            two, (AC21, thirds | tp("C", 3, 3, 3)), (AC21, thirds | tp("C", 4, 3, 2))
        ),
        # C comes in the last year, when no later one would show what it takes from the schools
        "earmarks/last year": pair(
            two,
            ({"A": 2021, "C": 2023}, thirds | tp("C", 3, first=2023), {"C": 6}),
            ({"A": 2021, "C": 2023}, thirds | tp("C", 4, first=2023), {"C": 5}),
        ),
        # each in its own year, 10 - 4 and 10 - 3: by the end of 2022 others may have 13
        "earmarks/in turn": pair(turns, (A21, tp("A", 5, 8, 7)), (A21, tp("A", 5, 9, 6))),
    }


def owners_and_overhang() -> dict[str, tuple[Case, Case]]:
    one_board = workbook(
        line("A", 10, owner="X"), line("B", 10, owner="X"), owners=(Owner("X", "X", 10),)
    )
    two_fifths = Settings(first_year=2021, last_year=2023, overhang_share=Fraction(2, 5))
    a = line("A", 12)
    share = workbook(a, settings=two_fifths)
    apart = workbook(a, line("B", 12, kind=Kind.PRIVATE), settings=two_fifths)
    inside = workbook(line("A", 10, max_years=3))
    due = workbook(line("A", 10, deadline=2023))
    ten, nine, eight = (tp("A", x, first=2023) for x in (10, 9, 8))
    both = {"A": 2023, "B": 2023}
    mostly_later = tp("B", 1, source="NDT", first=2023)
    return {
        "owner_capacity": pair(
            one_board, (AB21, tp("A", 6, 4) | tp("B", 4, 6)), (AB21, tp("A", 6, 4) | tp("B", 5, 5))
        ),
        # two fifths of 9 are 3 (3.6), of 8 too (3.2)
        "overhang": pair(share, (A23, nine, {"A": 3}), (A23, eight, {"A": 4})),
        "overhang/public lines": pair(
            apart,
            (both, nine | mostly_later, {"A": 3, "B": 11}),
            (both, eight | tp("B", 12, source="NDT", first=2023), {"A": 4}),
        ),
        "overhang/inside": pair(inside, (A21, tp("A", 10)), (A21, tp("A", 9), {"A": 1})),
        "overhang/deadline": pair(due, (A23, ten), (A23, nine, {"A": 1})),
    }


PAIRS = envelopes() | limits() | earmarks() | owners_and_overhang()
