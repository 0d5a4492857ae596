"""Mechanisms 6 and 7: money set aside for planning and for e-government, as earmarks."""

from __future__ import annotations

from dataclasses import replace

from portfolio.domain import Limit, LimitKind, Origin, Portfolio, Provenance, SourceYear
from portfolio.funding.envelope import build_envelope, share_rows
from portfolio.funding.moves import set_aside
from portfolio.money import ceil_share, floor_share


def set_money_aside(portfolio: Portfolio) -> Portfolio:
    """The portfolio with an earmark for each year of the money that its mechanisms set aside.

    01-CTr/TU, I.4 Thứ sáu, Thứ bảy. The source's reserve is out of it already, and it is never
    more than what the source has left in the year beside its other earmarks.
    """
    spendable = build_envelope(portfolio).spendable
    left = {key: money - _taken(portfolio, key, money) for key, money in spendable.items()}
    limits = list(portfolio.limits)
    for aside in set_aside(portfolio, share_rows(portfolio)):
        key = (aside.source, aside.year)
        reserve = ceil_share(portfolio.source[aside.source].reserve, aside.amount)
        amount = max(0, min(aside.amount - reserve, left[key]))
        left[key] -= amount
        if amount:
            limits.append(
                Limit(
                    earmark_id(aside.mechanism.number, aside.year),
                    LimitKind.EARMARK,
                    amount=amount,
                    source=aside.source,
                    sector=aside.sector,
                    year=aside.year,
                    origin=Origin(Provenance.ASSUMED, aside.mechanism.basis),
                )
            )
    return replace(portfolio, limits=tuple(limits))


def earmark_id(number: int, year: int) -> str:
    """The id of the earmark of a mechanism in a year: ``CC6-2021``."""
    return f"CC{number}-{year}"


def _taken(portfolio: Portfolio, key: SourceYear, money: int) -> int:
    """What the workbook's own earmarks set aside of a source in a year."""
    source, year = key
    return sum(
        floor_share(limit.share, money) if limit.share is not None else limit.amount or 0
        for limit in portfolio.limits
        if limit.kind is LimitKind.EARMARK and limit.source == source and limit.year in (None, year)
    )
