"""Money that earmarks set aside: how much of it the plan uses, and how much waits for a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.domain import Limit, LimitKind, Portfolio
from portfolio.funding.records import Envelope
from portfolio.model.records import Solution
from portfolio.money import floor_share


@dataclass(frozen=True, slots=True)
class SetAside:
    """The earmarks of one source for the same lines, over the whole plan, triệu đồng.

    ``sector``, ``owner``, ``place``: which lines may use the money (None: any). ``used``: the
    source's capital for such lines, at most ``amount``. ``idle`` = amount - used.
    """

    source: str
    sector: str | None
    owner: str | None
    place: str | None
    amount: int
    used: int

    @property
    def idle(self) -> int:
        """What no such line uses: nobody else may."""
        return self.amount - self.used


def set_aside(portfolio: Portfolio, envelope: Envelope, solution: Solution) -> Iterator[SetAside]:
    """One record for each source and selection of lines, in the order of the limits."""
    marks: dict[tuple[str, str | None, str | None, str | None], list[Limit]] = {}
    for limit in portfolio.limits:
        if limit.kind is LimitKind.EARMARK and limit.source is not None:
            key = (limit.source, limit.sector, limit.owner, limit.place)
            marks.setdefault(key, []).append(limit)
    for (source, sector, owner, place), own in marks.items():
        amount = sum(_amount(envelope, x, source, t) for x in own for t in _years(portfolio, x))
        spent = 0
        for (pid, payer, _year), capital in solution.cells.items():
            p = portfolio.project[pid]
            matches = (
                sector in (None, p.sector) and owner in (None, p.owner) and place in (None, p.place)
            )
            spent += capital if payer == source and matches else 0
        yield SetAside(source, sector, owner, place, amount, min(spent, amount))


def _years(portfolio: Portfolio, limit: Limit) -> Iterator[int]:
    yield from (t for t in portfolio.settings.years if limit.year in (None, t))


def _amount(envelope: Envelope, limit: Limit, source: str, year: int) -> int:
    if limit.amount is not None:
        return limit.amount
    assert limit.share is not None
    return floor_share(limit.share, envelope.spendable[source, year])
