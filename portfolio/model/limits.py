"""Rule 7: caps, floors and earmarks (docs/model.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import combinations

from portfolio.domain import Limit, LimitKind
from portfolio.model.constraints import Row, Sense
from portfolio.model.lines import Data, matches
from portfolio.model.variables import Term, Variables
from portfolio.money import floor_share

_Selectors = tuple[str | None, str | None, str | None]
"""Sector, owner, place."""
_SENSE: dict[LimitKind, Sense] = {LimitKind.CAP: "<=", LimitKind.FLOOR: ">="}


def limits(v: Variables) -> Iterator[Row]:
    """Caps and floors: Σ x over the selected cells ≤ or ≥ the amount, by year or in all."""
    lines = {line.id: line for line in v.data.lines}
    for limit in v.data.portfolio.limits:
        if limit.kind is LimitKind.EARMARK:
            continue
        matching = {id for id, line in lines.items() if matches(limit, line)}
        for period in _periods(v.data, limit):
            terms = [
                (x, 1.0)
                for (project, source, year), x in v.cell.items()
                if year in period and limit.source in (None, source) and project in matching
            ]
            if limit.source is not None:
                for t in period:
                    terms += v.pooled(limit.source, t, matching)
            year = period[0] if len(period) == 1 else None
            right = _amount(v.data, limit, period)
            yield Row("limits", (limit.id,), year, terms, _SENSE[limit.kind], right)


def earmarks(v: Variables) -> Iterator[Row]:
    """∀ k, t, proper subset U of its earmarks: whoever matches none outside U leaves the rest.

    In every span of years, with what was carried into it: money set aside is never used by
    others, neither in its year nor through carry-over.
    """
    by_source: dict[str, list[Limit]] = defaultdict(list)
    for limit in v.data.portfolio.limits:
        if limit.kind is LimitKind.EARMARK and limit.source is not None:
            by_source[limit.source].append(limit)
    for source, marks in by_source.items():
        groups: dict[_Selectors, list[Limit]] = defaultdict(list)
        for mark in marks:  # marks that select the same lines are left alone together
            groups[mark.sector, mark.owner, mark.place].append(mark)
        kinds = list(groups)
        matched = {
            line.id: {i for i, kind in enumerate(kinds) if matches(groups[kind][0], line)}
            for line in v.data.lines
            if source in line.sources
        }
        for inside in (
            set(u) for n in range(len(kinds)) for u in combinations(range(len(kinds)), n)
        ):
            others = {p: None for p, own in matched.items() if own <= inside}
            kept = [m for i, kind in enumerate(kinds) if i not in inside for m in groups[kind]]
            yield from _leave_alone(v, source, others, kept)


def _leave_alone(
    v: Variables, source: str, others: Collection[str], kept: list[Limit]
) -> Iterator[Row]:
    """``others`` leave the money of the earmarks ``kept`` alone, in every span of years."""
    subject = (source, *(mark.id for mark in kept))
    years = v.data.years
    terms: dict[int, list[Term]] = {}
    free: dict[int, int] = {}
    for year in years:
        terms[year] = [
            (v.cell[p, source, year], 1.0) for p in others if (p, source, year) in v.cell
        ]
        terms[year] += v.pooled(source, year, others)
        terms[year] += v.feedback(source, year, "amount")
        terms[year] += v.charged(source, year)
        set_aside = sum(_amount(v.data, m, (year,)) for m in kept if m.year in (None, year))
        free[year] = v.data.envelope.spendable[source, year] - set_aside
    for first in years:
        carried = v.carry.get((source, first - 1))
        for last in range(first, years[-1] + 1):
            span = range(first, last + 1)
            spent = [term for t in span for term in terms[t]]
            if carried is not None:
                spent.append((carried, -1.0))
            right = sum(free[t] for t in span)
            yield Row("earmarks", (*subject, str(first)), last, merged(spent), "<=", right)


def merged(terms: list[Term]) -> list[Term]:
    """The same sum with each variable once (a start may feed back in several years)."""
    total: dict[int, Term] = {}
    for variable, coefficient in terms:
        before = total.get(variable.id, (variable, 0.0))[1]
        total[variable.id] = (variable, before + coefficient)
    return list(total.values())


def _periods(data: Data, limit: Limit) -> list[tuple[int, ...]]:
    if limit.whole_plan and limit.year is None:
        return [tuple(data.years)]
    return [(t,) for t in data.years if limit.year in (None, t)]


def _amount(data: Data, limit: Limit, period: tuple[int, ...]) -> int:
    if limit.amount is not None:
        return limit.amount
    share, source = limit.share or Fraction(0), limit.source or ""
    return floor_share(share, sum(data.envelope.spendable[source, t] for t in period))
