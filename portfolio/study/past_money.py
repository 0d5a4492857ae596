"""The sources and the shared rules in the closed years: history is not judged again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain import (
    Cell,
    Limit,
    LimitKind,
    Portfolio,
    Revenue,
    RevenueStream,
    Sharing,
    Source,
)
from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.inputs.actuals import Actuals
from portfolio.model.lines import Data, matches
from portfolio.money import ceil_share, floor_share, number


@dataclass(frozen=True, slots=True)
class Left:
    """A source in a closed year, triệu đồng: what was there, what projects got, what may return."""

    available: int
    spent: int
    returned: int


def pots(data: Data, cells: Mapping[Cell, int], actuals: Actuals) -> dict[tuple[str, int], Left]:
    """Play the closed years: money not given, or given and lapsed, passes on within the limit.

    What the projects themselves carried over has used its part of the limit (Law 39/2019/QH14,
    Art. 68). ``data``: the workbook of now, its closed years being the true revenue.
    """
    found: dict[tuple[str, int], Left] = {}
    for source in data.portfolio.sources:
        if source.unlimited:
            continue
        before = 0
        for year in range(data.years[0], actuals.closed + 1):
            at = source.id, year
            available = data.envelope.spendable[at] + before
            spent = sum(x for (_p, k, t), x in cells.items() if (k, t) == at)
            carried = sum(f.carried for (_p, k, t), f in actuals.facts.items() if (k, t) == at)
            room = max(0, data.envelope.carry_limit[at] - carried)
            before = max(0, min(available - spent, room))
            found[at] = Left(available, spent, before)
    return found


def freeze_money(
    data: Data, portfolio: Portfolio, cells: Mapping[Cell, int], actuals: Actuals,
    notices: list[str],
) -> Portfolio:  # fmt: skip
    """Replace the revenue of the closed years by what it takes to give each project its fact and
    to pass on to the first open year exactly what may pass on.
    """
    streams = [
        replace(s, by_year={t: r for t, r in s.by_year.items() if t > actuals.closed})
        for s in portfolio.streams
    ]
    sharings = list(portfolio.sharings)
    for source in portfolio.sources:
        if source.unlimited:
            continue
        by_year = {}
        for (kid, year), left in pots(data, cells, actuals).items():
            if kid != source.id:
                continue
            if left.spent > left.available:
                text = _("{source} paid {amount} triệu đồng more in {year} than the workbook has")
                short = left.spent - left.available
                notices.append(text.format(source=kid, amount=number(short), year=year))
            passed = left.returned if year == actuals.closed else 0
            by_year[year] = Revenue(_gross(source, _shown(source, left.spent, passed)))
        stream = f"~{source.id}"
        name = _("Facts of the closed years: {source}").format(source=source.name)
        streams.append(RevenueStream(stream, name, by_year))
        sharings.append(Sharing(stream, source.id, Fraction(1)))
    return replace(portfolio, streams=tuple(streams), sharings=tuple(sharings))


def _shown(source: Source, spent: int, passed: int) -> int:
    """The envelope of a closed year that pays ``spent`` and lets exactly ``passed`` go on."""
    if not passed:
        return spent
    share = source.carry_over
    return max(spent + passed, -(-passed * share.denominator // share.numerator))


def _gross(source: Source, envelope: int) -> int:
    """What leaves ``envelope`` after the reserve is taken out."""
    if envelope and source.reserve == 1:
        text = _("{source} is all reserve, and yet it paid in a closed year")
        raise PortfolioError(text.format(source=source.id))
    gross = ceil_share(1 / (1 - source.reserve), envelope) if envelope else 0
    while gross - ceil_share(source.reserve, gross) < envelope:
        gross += 1
    return gross


def freeze_rules(
    before: Portfolio, after: Portfolio, data: Data, cells: Mapping[Cell, int], closed: int,
    notices: list[str],
) -> Portfolio:  # fmt: skip
    """Caps, floors, earmarks and the capacity of owners bind the open years only."""
    limits = [x for limit in after.limits for x in _limit(limit, data, cells, closed, notices)]
    owners = []
    for owner in after.owners:
        spent = _by_year(cells, {p.id for p in before.projects if p.owner == owner.id}, None)
        if owner.capacity is None or max(spent.values(), default=0) <= owner.capacity:
            owners.append(owner)
            continue
        owners.append(replace(owner, capacity=None))
        limits += [
            Limit(f"~{owner.id} {t}", LimitKind.CAP, owner.capacity, owner=owner.id, year=t)
            for t in range(closed + 1, data.years[-1] + 1)
        ]
    return replace(after, limits=tuple(limits), owners=tuple(owners))


def _by_year(cells: Mapping[Cell, int], projects: set[str], source: str | None) -> dict[int, int]:
    found: dict[int, int] = {}
    for (p, k, t), amount in cells.items():
        if p in projects and source in (None, k):
            found[t] = found.get(t, 0) + amount
    return found


def _limit(
    limit: Limit, data: Data, cells: Mapping[Cell, int], closed: int, notices: list[str]
) -> Iterator[Limit]:
    if limit.year is not None:
        if limit.year > closed:
            yield limit
        return
    projects = {line.id for line in data.lines if matches(limit, line)}
    spent = _by_year(cells, projects, limit.source)
    if limit.whole_plan and limit.kind is not LimitKind.EARMARK:
        yield _whole_plan(limit, data, sum(spent.values()), notices)
        return
    kept = [_amount(limit, data, t) for t in range(data.years[0], closed + 1)]
    given = [spent.get(t, 0) for t in range(data.years[0], closed + 1)]
    fine = {
        LimitKind.CAP: all(g <= a for g, a in zip(given, kept, strict=True)),
        LimitKind.FLOOR: all(g >= a for g, a in zip(given, kept, strict=True)),
        LimitKind.EARMARK: False,
    }[limit.kind]
    if fine and limit.share is None:
        yield limit
        return
    for year in range(closed + 1, data.years[-1] + 1):
        yield replace(limit, id=f"{limit.id} {year}", year=year, whole_plan=False)


def _amount(limit: Limit, data: Data, year: int) -> int:
    if limit.amount is not None:
        return limit.amount
    return floor_share(
        limit.share or Fraction(0), data.envelope.spendable[limit.source or "", year]
    )


def _whole_plan(limit: Limit, data: Data, spent: int, notices: list[str]) -> Limit:
    amount = limit.amount
    if amount is None:
        base = sum(data.envelope.spendable[limit.source or "", t] for t in data.years)
        amount = floor_share(limit.share or Fraction(0), base)
    if limit.kind is LimitKind.CAP and spent > amount:
        text = _("the limit {limit} was passed in the closed years: nothing more is spent under it")
        notices.append(text.format(limit=limit.id))
        amount = spent
    return replace(limit, amount=amount, share=None)
