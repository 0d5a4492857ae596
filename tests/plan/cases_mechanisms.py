"""Pairs of what the special mechanisms add: clearance first, offsets, and their own terms."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from portfolio.domain import (
    Eligibility,
    LandUseRetention,
    Level,
    Owner,
    OwnerSplit,
    Portfolio,
    Sector,
    Sharing,
    SiteClearance,
    Source,
)
from portfolio.funding.mechanisms import grant
from tests.plan.points import A21, AB21, ANY, NDT, TP, Case, line, pair, solved, tp, workbook

ROAD = line("A", 10, road_width=Fraction(28), clearance=4)
"""4 of clearance stand for 6 of construction: 1.5 each."""
CLEARS = SiteClearance(owner="CITY", support="TINH")
TINH = Source("TINH", "Ngân sách tỉnh", Level.PROVINCIAL)


def built(*amounts: int, first: int = 2022) -> dict[tuple[str, str, int], int]:
    return tp("A", *amounts, first=first, source="TINH_XL")


def cleared() -> dict[str, tuple[Case, Case]]:
    city = Owner("CITY", "Thành phố", 4)
    road = grant(workbook(ROAD, owners=(city, Owner("BQL", "Tỉnh", 6)), mechanisms=(CLEARS,)))
    both = workbook(
        ROAD,
        line("B", 20),
        yearly=10,
        sources=(TP, TINH, NDT),
        sharings=(Sharing("NS", "TP", Fraction(1)), Sharing("NS", "TINH", Fraction(1))),
        eligibility=(Eligibility("A", "TP", ANY), Eligibility("B", "TINH", ANY)),
        owners=(city,),
        mechanisms=(replace(CLEARS, offset=Fraction(1, 2)),),
    )
    kept = replace(
        both,
        projects=(ROAD, line("B", 27)),
        sources=(TP, replace(TINH, carry_over=Fraction(1)), NDT),
    )
    first, then = tp("A", 3, 1), tp("B", 10, 8, 2, source="TINH")
    return {
        # by 2022 the city has paid 3 in the year before: ⌊4.5⌋ of construction
        "after_clearance": pair(
            road, (A21, first | built(4, 2)), (A21, first | built(5, 1))
        ),
        # the city's money counts on the agency that clears, 4 a year
        "owner_capacity/clearance": pair(
            road, (A21, tp("A", 4) | built(6)), (A21, tp("A", 5) | built(5))
        ),
        # 4 of construction cut the support of 2022 by 2: of 10 there are 8 left
        "envelope/charged": pair(
            grant(both),
            (AB21, first | built(4, 2) | then),
            (AB21, first | built(4, 2) | tp("B", 9, 9, 2, source="TINH")),
        ),
        # only those 8 pass on to 2023, beside its own 10 less 1, however little is spent in 2022
        "envelope/charged, carried": pair(
            grant(kept),
            (AB21, first | built(4, 2) | tp("B", 0, 10, 17, source="TINH")),
            (AB21, first | built(4, 2) | tp("B", 0, 9, 18, source="TINH")),
        ),
    }  # fmt: skip


def terms() -> dict[str, tuple[Case, Case]]:
    """The portfolio itself is amiss: it does not have what the terms of its mechanism ask for."""
    plan = solved(workbook(line("A", 10)), A21, tp("A", 10))

    def told(portfolio: Portfolio, **wrong: object) -> tuple[Case, Case]:
        return Case(portfolio, plan), Case(replace(portfolio, **wrong), plan)  # type: ignore[arg-type]

    planning = LandUseRetention(
        streams=("NS",), source="TP", share=Fraction(1), planning=Fraction(1, 5), sector="QH"
    )
    aside = grant(
        workbook(
            line("A", 10),
            sectors=(Sector("QH", "Quy hoạch"),),
            mechanisms=(planning,),
        )
    )
    *marks, last = aside.limits
    split = grant(
        workbook(
            line("A", 10, owner="P"),
            owners=(Owner("P", "Tỉnh"), Owner("C", "Thành phố")),
            mechanisms=(OwnerSplit(province="P", city="C", keep=()),),
        )
    )
    road = grant(workbook(ROAD, owners=(Owner("CITY", "Thành phố"),), mechanisms=(CLEARS,)))
    own, terms = road.projects[0], road.projects[0].clearing
    assert terms is not None
    dearer = replace(own, clearing=replace(terms, ratio=Fraction(2)))
    plan_of_road = solved(road, A21, tp("A", 10))
    more = tuple(
        replace(row, band=ANY) if row.source == "TINH_XL" else row for row in road.eligibility
    )
    charging = tuple(
        replace(k, charge=Fraction(1)) if k.id == "TINH_XL" else k for k in road.sources
    )
    good = Case(road, plan_of_road)
    return {
        "mechanisms": told(aside, limits=(*marks, replace(last, amount=19))),
        "mechanisms/owners": told(split, projects=(replace(split.projects[0], owner="P"),)),
        "mechanisms/ratio": (good, Case(replace(road, projects=(dearer,)), plan_of_road)),
        "mechanisms/most": (good, Case(replace(road, eligibility=more), plan_of_road)),
        "mechanisms/offset": (good, Case(replace(road, sources=charging), plan_of_road)),
    }


PAIRS = cleared() | terms()
