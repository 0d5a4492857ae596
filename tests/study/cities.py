"""A city whose money can be added up by hand: one line that can take any part of it.

Streams of 10,000 triệu a year (100,000 of non-state revenue and of the budget), 2021-2023.
Without mechanisms TP_DAT has 2 × 6,000, TINH 10,000 and TP_CD 10,000 a year: 96,000 in all.
A triệu is worth 0.6 weighted (the line scores 60: no marks).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from portfolio.domain import Eligibility, Mechanism, Portfolio, Project
from tests.factories import stream
from tests.funding.test_mechanisms import GROSS, YEARS, city
from tests.plan.points import ANY, line

SOURCES = ("TINH", "TP_DAT", "TP_NQD", "TP_TS", "TP_CD")
WORTH = F(6, 10)


def taker(id: str = "A", **more: object) -> Project:
    """Takes any part of its need, from 2021 on, all of it within the plan: no profile."""
    return line(id, 10_000_000, divisible=True, max_years=3, latest=2021, **more)


def wide(*mechanisms: Mechanism, projects: tuple[Project, ...] = ()) -> Portfolio:
    """A hundred times ``city``, every source open to every public line."""
    return replace(
        city(*mechanisms),
        projects=projects or (taker(),),
        owners=(),
        streams=tuple(stream(id, dict.fromkeys(YEARS, 100 * g)) for id, g in GROSS.items()),
        eligibility=tuple(Eligibility("public", source, ANY) for source in SOURCES),
    )
