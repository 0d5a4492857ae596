"""The sources and the shared rules in the closed years: history is not judged again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain import (
    Cell,
    ClosedYear,
    Limit,
    LimitKind,
    Portfolio,
    SourceYear,
)
from portfolio.i18n import _
from portfolio.inputs.actuals import Actuals
from portfolio.model.lines import Data, matches
from portfolio.money import ceil_share, floor_share, number


@dataclass(frozen=True, slots=True)
class Left:
    """A source in a closed year, triệu đồng: what was there, what projects got, what passes on.

    ``own``: of the year's own money, what was spent, charged or passes on; the rest lapsed.
    """

    available: int
    spent: int
    returned: int
    own: int


def pots(data: Data, cells: Mapping[Cell, int], actuals: Actuals) -> dict[SourceYear, Left]:
    """Play the closed years: money not given, or given and lapsed, passes on within the limit.

    Old money goes first. What the projects themselves carried over has used its part of the limit
    (Law 39/2019/QH14, Art. 68). ``data``: the workbook of now, its closed years being the true
    revenue.
    """
    paid: Counter[SourceYear] = Counter()
    for (_project, source, year), amount in cells.items():
        paid[source, year] += amount
    found: dict[SourceYear, Left] = {}
    for k in data.portfolio.sources:
        before = 0
        for year in range(data.years[0], actuals.closed + 1) if not k.unlimited else ():
            at = k.id, year
            charged = _charged(data.portfolio, paid, at)
            carried = sum(f.carried for (_p, s, t), f in actuals.facts.items() if (s, t) == at)
            money = data.envelope.spendable[at] - charged
            used = max(0, paid[at] - before)
            room = max(0, data.envelope.carry_limit[at] - carried)
            passes = max(0, min(money - used, room))
            found[at] = Left(money + before, paid[at], passes, charged + used + passes)
            before = passes
    return found


def _charged(portfolio: Portfolio, paid: Mapping[SourceYear, int], at: SourceYear) -> int:
    """What the payments of other sources in the year took from this one."""
    source, year = at
    payers = [k for k in portfolio.sources if k.charge and k.charged_to == source]
    return sum(ceil_share(k.charge, paid[k.id, year]) for k in payers)


def freeze_money(
    data: Data, portfolio: Portfolio, cells: Mapping[Cell, int], actuals: Actuals,
    notices: list[str],
) -> Portfolio:  # fmt: skip
    """The sources of the closed years give each project its fact and pass on what may pass on."""
    basis = _("facts of {year}; Law 39/2019/QH14, Art. 68")
    closed = {}
    for (source, year), left in pots(data, cells, actuals).items():
        if left.spent > left.available:
            text = _("{source} paid {amount} triệu đồng more in {year} than the workbook has")
            short = number(left.spent - left.available)
            notices.append(text.format(source=source, amount=short, year=year))
        closed[source, year] = ClosedYear(left.own, left.returned, basis.format(year=year))
    return replace(portfolio, closed=closed)


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
