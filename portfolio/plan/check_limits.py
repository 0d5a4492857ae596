"""Caps, floors and earmarks: docs/model.md, rule 7."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from portfolio.domain import Limit, LimitKind
from portfolio.plan.check_envelope import Money
from portfolio.plan.check_facts import Facts, Row
from portfolio.plan.check_projects import at_least, at_most
from portfolio.plan.records import CheckLine

Selection = tuple[str | None, str | None, str | None, str | None]
"""Source, sector, owner, place: None where everything matches."""


def limits(facts: Facts, money: Money) -> Iterator[CheckLine]:
    """Caps and floors over the selected cells: each year on its own, one year, or the plan."""
    sums: dict[tuple[bool, ...], dict[Selection, dict[int, int]]] = {}
    for limit in facts.portfolio.limits:
        if limit.kind is LimitKind.EARMARK:
            continue
        selection = _selection(limit)
        used = tuple(part is not None for part in selection)
        if used not in sums:
            sums[used] = _sum_by(facts, used)
        spent = sums[used].get(selection, {})
        relation = at_most if limit.kind is LimitKind.CAP else at_least
        for label, years in _spans(limit, facts.years):
            left = sum(spent.get(year, 0) for year in years)
            yield relation("limits", (limit.id,), label, left, _amount(limit, years, money))


def earmarks(facts: Facts, money: Money) -> Iterator[CheckLine]:
    """∀ k, t, U: who matches no earmark outside U leaves those earmarks alone.

    In every span of years up to t, with what the year before it left. Only the
    sets U that are a union of what some spender matches are listed: any other set allows more
    to the same spenders. The subject names the earmarks left alone (those outside U).
    """
    for source in facts.portfolio.sources:
        own = [x for x in facts.portfolio.limits if _sets_aside(x, source.id)]
        if own and not source.unlimited:
            yield from _set_aside(facts, money, source.id, own)


def _sets_aside(limit: Limit, source: str) -> bool:
    return limit.kind is LimitKind.EARMARK and limit.source == source


def _set_aside(facts: Facts, money: Money, source: str, own: list[Limit]) -> Iterator[CheckLine]:
    spent = _by_match(facts, source, own)
    everything = (1 << len(own)) - 1
    for year in facts.years:
        until = range(facts.years[0], year + 1)
        for used in _unions({match for match, t in spent if t <= year}):
            outside = everything & ~used
            chosen = [x for i, x in enumerate(own) if outside >> i & 1]
            if not any(_in_force(x, t) for x in chosen for t in until):
                continue
            left = dict.fromkeys(until, 0)
            for (match, t), amount in spent.items():
                if t <= year and not match & outside:
                    left[t] += amount
            free = {t: _free(money, source, chosen, t) for t in until}
            subject = (source, *(x.id for x in chosen))
            for first in reversed(until):
                since = range(first, year + 1)
                room = sum(free[t] for t in since) + money.pots[source, first].carried
                where = subject if first == year else (*subject, f"{first}-{year}")
                yield at_most("earmarks", where, year, sum(left[t] for t in since), room)


def _free(money: Money, source: str, chosen: list[Limit], year: int) -> int:
    """The year's money without what the chosen earmarks set aside in it."""
    aside = sum(_amount(x, [year], money) for x in chosen if _in_force(x, year))
    return money.pots[source, year].fresh - aside


def _in_force(earmark: Limit, year: int) -> bool:
    return earmark.year in (None, year)


def _by_match(facts: Facts, source: str, own: list[Limit]) -> dict[tuple[int, int], int]:
    """(earmarks that the line matches, as bits; year) -> capital of the source."""
    spent: dict[tuple[int, int], int] = {}
    for project, paid in facts.cells.items():
        row = facts.rows[project]
        bits = sum(1 << i for i, x in enumerate(own) if _matches(x, row))
        for payer, year, amount in paid:
            if payer == source:
                spent[bits, year] = spent.get((bits, year), 0) + amount
    return spent


def _unions(sets: Iterable[int]) -> list[int]:
    """Every union of some of the sets, the empty one first."""
    unions = {0}
    for bits in sets:
        unions |= {union | bits for union in unions}
    return sorted(unions)


def _matches(limit: Limit, row: Row) -> bool:
    p = row.project
    wanted = ((limit.sector, p.sector), (limit.owner, p.owner), (limit.place, p.place))
    return all(not want or want == have for want, have in wanted)


def _selection(limit: Limit) -> Selection:
    return (limit.source or None, limit.sector or None, limit.owner or None, limit.place or None)


def _sum_by(facts: Facts, used: tuple[bool, ...]) -> dict[Selection, dict[int, int]]:
    """Capital by the selectors in use, then by year."""
    sums: dict[Selection, dict[int, int]] = {}
    by_source, by_sector, by_owner, by_place = used
    for project, paid in facts.cells.items():
        p = facts.rows[project].project
        rest = (
            p.sector if by_sector else None,
            p.owner if by_owner else None,
            p.place if by_place else None,
        )
        for source, year, amount in paid:
            key = (source if by_source else None, *rest)
            if key not in sums:
                sums[key] = dict.fromkeys(facts.years, 0)
            sums[key][year] += amount
    return sums


def _spans(limit: Limit, horizon: range) -> Iterator[tuple[int | None, list[int]]]:
    """The years of each row of the limit, with the year that the report shows."""
    if limit.year is not None:
        if limit.year in horizon:
            yield limit.year, [limit.year]
    elif limit.whole_plan:
        yield None, list(horizon)
    else:
        yield from ((year, [year]) for year in horizon)


def _amount(limit: Limit, years: list[int], money: Money) -> int:
    """The amount, or the share of the envelope of those years without land value feedback."""
    if limit.amount is not None or limit.share is None:
        return limit.amount or 0
    base: Mapping[tuple[str, int], int] = money.base
    whole = sum(base.get((limit.source or "", year), 0) for year in years)
    return limit.share.numerator * whole // limit.share.denominator
