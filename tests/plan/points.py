"""Small workbooks and plans for the pairs of ``cases``. Amounts in triệu, horizon 2021-2023."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portfolio.domain import (
    Band,
    Eligibility,
    Kind,
    Level,
    Portfolio,
    Project,
    Settings,
    Sharing,
    Source,
    Tier,
)
from portfolio.funding.records import Envelope
from portfolio.model.records import Outcome, Solution, SolveReport, TierReport
from tests.factories import project, stream

ANY = Band(Fraction(0), Fraction(1))
TP = Source("TP", "Ngân sách thành phố", Level.CITY)
NDT = Source("NDT", "Nhà đầu tư", Level.PRIVATE, unlimited=True)
Cells = dict[tuple[str, str, int], int]


@dataclass(frozen=True)
class Case:
    """A plan beside its workbook; ``envelope``: also given to the checker when not None."""

    portfolio: Portfolio
    solution: Solution
    envelope: Envelope | None = None


def line(id: str, cost: int | None, **more: Any) -> Project:
    """A new public road with four years of capital and no profile, unless told otherwise."""
    return project(id, cost, **({"max_years": 4} | more))


def workbook(*projects: Project, yearly: int = 100, tp: Source = TP, **more: Any) -> Portfolio:
    """TP with ``yearly`` triệu a year for public lines, the investor's purse for private ones."""
    base: dict[str, Any] = {
        "sources": (tp, NDT),
        "settings": Settings(first_year=2021, last_year=2023, overhang_share=Fraction(1)),
        "streams": (stream("NS", dict.fromkeys(range(2021, 2024), yearly)),),
        "sharings": (Sharing("NS", "TP", Fraction(1)),),
        "eligibility": (Eligibility("public", "TP", ANY), Eligibility("private", "NDT", ANY)),
    }
    return Portfolio(tuple(projects), **(base | more))


def solved(
    portfolio: Portfolio,
    starts: Mapping[str, int],
    cells: Cells,
    overhang: Mapping[str, int] | None = None,
    funded: Mapping[str, int] | None = None,
) -> Solution:
    """A plan that promises each need in full, with a report that tells its true objective."""
    promised = {p: portfolio.project[p].need for p in starts} | dict(funded or {})
    tiers = _tiers(portfolio, starts, promised, overhang or {})
    rest = next((t for t in tiers if t.tier is Tier.REST), None)
    report = SolveReport(
        outcome=Outcome.OPTIMAL,
        objective=rest.objective if rest else 0.0,
        bound=rest.bound if rest else 0.0,
        gap=0.0, tiers=tiers, asked_gap=1e-4, solver="HiGHS", solver_version="1.15.1", seed=1,
        threads=1, seconds=0.1, solver_seconds=0.1, variables=1, constraints=1,
    )  # fmt: skip
    return Solution(dict(starts), promised, dict(cells), dict(overhang or {}), report)


def _tiers(
    portfolio: Portfolio,
    starts: Mapping[str, int],
    promised: Mapping[str, int],
    overhang: Mapping[str, int],
) -> tuple[TierReport, ...]:
    """The lines of these cases score 60 (no marks) and wait from 2021 or their earliest year."""
    settings = portfolio.settings
    found: dict[Tier, tuple[float, float, float]] = {}
    for p in portfolio.costed:
        value, waiting, charge = found.get(p.tier, (0.0, 0.0, 0.0))
        if p.id in starts:
            own = promised[p.id] * (0.6 if p.tier >= Tier.REST else 1.0)
            wait = starts[p.id] - (p.earliest or 2021)
            value, waiting = value + own, waiting + own * (1 - float(settings.discount) ** wait)
            if p.kind is Kind.PUBLIC:
                charge += float(settings.overhang_charge) * overhang.get(p.id, 0)
        found[p.tier] = (value, waiting, charge)
    return tuple(
        TierReport(tier, v, w, o, v - w - o, v - w - o, 0.0)
        for tier, (v, w, o) in sorted(found.items())
    )


def tp(project: str, *amounts: int, first: int = 2021, source: str = "TP") -> Cells:
    """Capital of one line from one source, year after year; zeros leave no cell."""
    return {(project, source, first + i): x for i, x in enumerate(amounts) if x}


def pair(portfolio: Portfolio, good: tuple[Any, ...], bad: tuple[Any, ...]) -> tuple[Case, Case]:
    """Two plans of one portfolio; each is the arguments of ``solved`` after it."""
    return Case(portfolio, solved(portfolio, *good)), Case(portfolio, solved(portfolio, *bad))


A21 = {"A": 2021}
AB21 = {"A": 2021, "B": 2021}
