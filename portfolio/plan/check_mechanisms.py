"""The special mechanisms (docs/mechanisms.md), worked out again from the scenario's own terms.

A mechanism's effect on a stream is found as a difference: what the city keeps with the first i
mechanisms of the scenario, less what it keeps with the first i - 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from portfolio.domain import (
    LandUseRetention,
    Level,
    LimitKind,
    NonStateRevenue,
    OwnerSplit,
    Portfolio,
    Raised,
    SiteClearance,
    SmallLand,
    SmartCity,
)
from portfolio.plan.check_facts import Facts
from portfolio.plan.check_projects import at_most, equal
from portfolio.plan.records import CheckLine

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one mechanism does to the revenue of a stream in a year, shares of the gross."""

    mechanism: Raised
    stream: str
    year: int
    kept: Fraction
    planning: Fraction

    @property
    def capital(self) -> Fraction:
        """The part of what is kept that is investment money."""
        own = self.mechanism
        return own.invested if isinstance(own, NonStateRevenue) else Fraction(1)


def effects(portfolio: Portfolio) -> list[Effect]:
    """Every change of a stream, mechanism by mechanism in the scenario's order."""
    found: list[Effect] = []
    raised = [m for m in portfolio.mechanisms if isinstance(m, Raised)]
    for place, own in enumerate(raised):
        for stream in own.streams:
            before = [m for m in raised[:place] if stream in m.streams and m.source == own.source]
            for year in portfolio.settings.years:
                base = _base(portfolio, stream, own.source, year)
                now, then = _kept(base, [*before, own]), _kept(base, before)
                found.append(Effect(own, stream, year, now[0] - then[0], now[1] - then[1]))
    return found


def _kept(base: Fraction, mechanisms: Sequence[Raised]) -> tuple[Fraction, Fraction]:
    """Shares kept and planned once these mechanisms are in force: mechanism 4 goes over all."""
    kept, planned, claimed, most = base, Fraction(0), Fraction(0), Fraction(1)
    for m in mechanisms:
        if isinstance(m, SmallLand):
            claimed, most = m.realisation, m.share
            continue
        plan = m.planning if isinstance(m, LandUseRetention) else Fraction(0)
        kept = (1 - m.realisation) * kept + m.realisation * m.share
        planned = (1 - m.realisation) * planned + m.realisation * min(plan, m.share)
    return claimed * most + (1 - claimed) * kept, (1 - claimed) * planned


def _base(portfolio: Portfolio, stream: str, source: str, year: int) -> Fraction:
    shares = {
        row.year: row.retained
        for row in portfolio.sharings
        if (row.stream, row.source) == (stream, source)
    }
    return shares.get(year, shares.get(None, Fraction(0)))


def money(portfolio: Portfolio) -> dict[Key, list[int]]:
    """(source, year) -> what the mechanisms add and cut, triệu, in the scenario's order."""
    gross = {(s.id, t): r.gross for s in portfolio.streams for t, r in s.by_year.items()}
    moved: dict[Key, list[int]] = {}

    def move(source: str, year: int, amount: int) -> None:
        moved.setdefault((source, year), []).append(amount)

    every = effects(portfolio)
    for mechanism in portfolio.mechanisms:
        if isinstance(mechanism, SmartCity):
            for year in portfolio.settings.years:
                aside = smart_city(portfolio, mechanism, year)
                move(mechanism.source, year, floor(mechanism.new_money * aside))
        for e in every if isinstance(mechanism, Raised) else ():
            if e.mechanism is mechanism:
                gain = floor(e.kept * gross.get((e.stream, e.year), 0))
                move(mechanism.source, e.year, gain)
                move(mechanism.source, e.year, floor(e.capital * gain) - gain)
                move(mechanism.support, e.year, -ceil(mechanism.offset * max(0, gain)))
    return moved


def smart_city(portfolio: Portfolio, mechanism: SmartCity, year: int) -> int:
    """Triệu of mechanism 7 in a year: its share of the budget with the gain of mechanism 5."""
    gross = {s.id: s.by_year[year].gross for s in portfolio.streams if year in s.by_year}
    budget = sum(gross.get(stream, 0) for stream in mechanism.streams)
    for e in effects(portfolio):
        if e.year == year and isinstance(e.mechanism, NonStateRevenue):
            budget += floor(e.kept * gross.get(e.stream, 0))
    return floor(mechanism.realisation * mechanism.share * max(0, budget))


def planning(portfolio: Portfolio, source: str, year: int) -> int:
    """Triệu of mechanism 6 for planning in a year, less what mechanism 4 frees."""
    gross = {s.id: s.by_year[year].gross for s in portfolio.streams if year in s.by_year}
    return sum(
        floor(e.planning * gross.get(e.stream, 0))
        for e in effects(portfolio)
        if e.year == year and e.mechanism.source == source
    )


def mechanisms(facts: Facts, base: dict[Key, int]) -> Iterator[CheckLine]:
    """What the mechanisms changed of limits, owners and lines is what their terms say.

    ``base``: the envelope by source and year, triệu đồng. 01-CTr/TU, I.4.
    """
    for mechanism in facts.portfolio.mechanisms:
        if isinstance(mechanism, LandUseRetention | SmartCity):
            yield from _set_aside(facts.portfolio, mechanism, base)
        elif isinstance(mechanism, OwnerSplit):
            left = sum(
                row.public and row.project.owner == mechanism.province
                for row in facts.rows.values()
                if row.id not in mechanism.keep
            )
            yield equal("mechanisms", (mechanism.id, mechanism.province), None, left, 0)
        elif isinstance(mechanism, SiteClearance):
            yield from _cleared(facts, mechanism)


def _set_aside(
    portfolio: Portfolio, mechanism: LandUseRetention | SmartCity, base: dict[Key, int]
) -> Iterator[CheckLine]:
    """The earmarks of the mechanism: its money less the reserve, as far as the source reaches.

    Those of closed years are history.
    """
    reserve = next(k.reserve for k in portfolio.sources if k.id == mechanism.source)
    for year in portfolio.settings.years:
        if (mechanism.source, year) in portfolio.closed:
            continue
        if isinstance(mechanism, SmartCity):
            asked = smart_city(portfolio, mechanism, year)
        else:
            asked = planning(portfolio, mechanism.source, year)
        marks = [
            x
            for x in portfolio.limits
            if x.kind is LimitKind.EARMARK
            and x.source == mechanism.source
            and x.year in (None, year)
        ]
        id = f"CC{mechanism.number}-{year}"
        own = sum(x.amount or 0 for x in marks if x.id == id and x.sector == mechanism.sector)
        money = base[mechanism.source, year]
        others = sum(
            floor(x.share * money) if x.share is not None else x.amount or 0
            for x in marks
            if x.id != id
        )
        net = floor((1 - reserve) * max(0, asked))
        yield equal(
            "mechanisms", (id, mechanism.source), year, own, max(0, min(net, money - others))
        )


def _cleared(facts: Facts, mechanism: SiteClearance) -> Iterator[CheckLine]:
    """Wide roads, and no others, have their terms; the source pays no more than construction."""
    for row in facts.rows.values():
        p = row.project
        cost, clearance = p.cost or 0, p.clearance or 0
        wide = row.public and p.road_width is not None and p.road_width >= mechanism.width
        part = Fraction(0)
        if wide and 0 < clearance < cost:
            part = mechanism.realisation * Fraction(cost - clearance, cost)
            ratio = Fraction(part * cost, clearance)
            told = p.clearing.ratio if p.clearing is not None else Fraction(0)
            yield CheckLine("mechanisms", (row.id, "ratio"), None, told, "=", ratio, told == ratio)
        band = row.payers.get(mechanism.source)
        most = band.most if band is not None else Fraction(0)
        yield CheckLine(
            "mechanisms", (row.id, mechanism.source), None, most, "=", part, most == part
        )
    source = next(k for k in facts.portfolio.sources if k.id == mechanism.source)
    told, asked = source.charge, mechanism.offset
    yield CheckLine("mechanisms", (source.id, "offset"), None, told, "=", asked, told == asked)


def after_clearance(facts: Facts) -> Iterator[CheckLine]:
    """∀ p cleared by the city, t: construction paid so far ≤ ρ × clearance paid in years before.

    01-CTr/TU, I.4 Thứ nhất. Triệu đồng; the right side is rounded down.
    """
    city = {k.id for k in facts.portfolio.sources if k.level is Level.CITY and not k.unlimited}
    for row, _start in facts.started():
        terms = row.project.clearing
        if terms is None:
            continue
        cells = facts.cells.get(row.id, [])
        for year in facts.years:
            built = sum(a for k, t, a in cells if k == terms.source and t <= year)
            cleared = sum(a for k, t, a in cells if k in city and t < year)
            yield at_most("after_clearance", (row.id,), year, built, floor(terms.ratio * cleared))
