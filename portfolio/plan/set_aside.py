"""Money that earmarks set aside, over the whole plan: what is used, and what waits for a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.domain import Limit, LimitKind
from portfolio.plan.earmarked import earmarked, earmarked_idle

if TYPE_CHECKING:
    from portfolio.plan.schedule import Plan


@dataclass(frozen=True, slots=True)
class SetAside:
    """The earmarks of one source for the same lines, over the whole plan, triệu đồng.

    ``sector``, ``owner``, ``place``: which lines may use the money (None: any). ``idle``: what
    no such line uses, and nobody else may (``earmarked_idle``).
    """

    source: str
    sector: str | None
    owner: str | None
    place: str | None
    amount: int
    idle: int

    @property
    def used(self) -> int:
        """What such lines use."""
        return self.amount - self.idle


def set_aside(plan: Plan) -> Iterator[SetAside]:
    """One record for each source and selection of lines, in the order of the limits."""
    marks: dict[tuple[str, str | None, str | None, str | None], list[Limit]] = {}
    for limit in plan.portfolio.limits:
        if limit.kind is LimitKind.EARMARK and limit.source is not None:
            key = (limit.source, limit.sector, limit.owner, limit.place)
            marks.setdefault(key, []).append(limit)
    idle = earmarked_idle(plan)
    for (source, sector, owner, place), own in marks.items():
        amount = sum(
            earmarked(plan, limit, (source, year))
            for limit in own
            for year in plan.years
            if limit.year in (None, year)
        )
        waits = sum(idle.get((limit.id, year), 0) for limit in own for year in plan.years)
        yield SetAside(source, sector, owner, place, amount, waits)
