"""The money that mechanisms move, as ledger lines, and what they set aside (docs/mechanisms.md).

Gains are rounded down to the whole triệu and cuts up, so that nothing is promised that does not
exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.domain import (
    LandUseRetention,
    Mechanism,
    Portfolio,
    SmartCity,
    SourceYear,
)
from portfolio.funding.records import LedgerLine, Step
from portfolio.funding.retention import Changes, Points, ShareRows, points
from portfolio.money import ceil_share, floor_share


@dataclass(frozen=True, slots=True)
class SetAside:
    """Money of ``source`` in ``year`` that a mechanism keeps for lines of ``sector``.

    ``amount``: triệu đồng before the source's reserve.
    """

    mechanism: Mechanism
    source: str
    sector: str
    year: int
    amount: int


def moves(portfolio: Portfolio, rows: ShareRows) -> dict[SourceYear, list[LedgerLine]]:
    """The ledger lines of the mechanisms by source and year, in the scenario's order."""
    changes = points(portfolio, rows)
    lines = [*_raised(portfolio, changes), *_new_money(portfolio, changes)]
    order = {mechanism.id: place for place, mechanism in enumerate(portfolio.mechanisms)}
    found: dict[SourceYear, list[LedgerLine]] = {}
    for line in sorted(lines, key=lambda line: order[line.mechanism]):
        found.setdefault((line.source, line.year), []).append(line)
    return found


def set_aside(portfolio: Portfolio, rows: ShareRows) -> Iterator[SetAside]:
    """Planning money of mechanism 6 and the e-government money of mechanism 7, year by year."""
    changes = points(portfolio, rows)
    for mechanism in portfolio.mechanisms:
        for year in portfolio.settings.years:
            if isinstance(mechanism, LandUseRetention):
                amount = _planning(portfolio, changes, mechanism.source, year)
            elif isinstance(mechanism, SmartCity):
                amount = _smart(portfolio, changes, mechanism, year)
            else:
                continue
            if amount > 0:
                yield SetAside(mechanism, mechanism.source, mechanism.sector, year, amount)


def _planning(portfolio: Portfolio, changes: Changes, source: str, year: int) -> int:
    """What mechanism 6 sets aside, less what mechanism 4 frees again."""
    return sum(
        floor_share(change.planning, revenue(portfolio, stream, year))
        for (stream, at), found in changes.items()
        for change in found
        if at == year and change.mechanism.source == source
    )


def revenue(portfolio: Portfolio, stream: str, year: int) -> int:
    """Gross triệu đồng of a stream in a year; 0 where there is none."""
    found = portfolio.stream[stream].by_year.get(year) if stream in portfolio.stream else None
    return 0 if found is None else found.gross


def _raised(portfolio: Portfolio, changes: Changes) -> Iterator[LedgerLine]:
    for (stream, year), found in changes.items():
        gross = revenue(portfolio, stream, year)
        for change in found:
            yield from _change(change, stream, year, floor_share(change.kept, gross))


def _change(change: Points, stream: str, year: int, gain: int) -> Iterator[LedgerLine]:
    """What one mechanism's gain on a stream does to its own source and to the support."""
    mechanism = change.mechanism
    if not gain and not change.planning:
        return
    more = (stream, mechanism.basis, mechanism.id)
    yield LedgerLine(mechanism.source, year, Step.GRANTED, gain, *more)
    capital = floor_share(mechanism.capital_share, gain)
    if mechanism.capital_share != 1:
        yield LedgerLine(mechanism.source, year, Step.NOT_CAPITAL, capital - gain, *more)
    cut = ceil_share(mechanism.offset, max(0, gain))
    if cut:
        yield LedgerLine(mechanism.support, year, Step.OFFSET, -cut, *more)


def _new_money(portfolio: Portfolio, changes: Changes) -> Iterator[LedgerLine]:
    for mechanism in portfolio.mechanisms:
        if isinstance(mechanism, SmartCity):
            for year in portfolio.settings.years:
                amount = floor_share(
                    mechanism.new_money, _smart(portfolio, changes, mechanism, year)
                )
                if amount:
                    more = (mechanism.streams[0], mechanism.basis, mechanism.id)
                    yield LedgerLine(mechanism.source, year, Step.GRANTED, amount, *more)


def _smart(portfolio: Portfolio, changes: Changes, mechanism: SmartCity, year: int) -> int:
    """The share of the city's budget, which mechanism 5 makes larger (docs: "5 with 7")."""
    budget = sum(revenue(portfolio, stream, year) for stream in mechanism.streams)
    for (stream, at), found in changes.items():
        for change in found if at == year else ():
            if change.mechanism.of_the_budget:
                budget += floor_share(change.kept, revenue(portfolio, stream, year))
    return floor_share(mechanism.realisation * mechanism.share, max(0, budget))
