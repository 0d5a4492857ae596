"""The input without some entries, or with one of them changed by a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from portfolio.domain import Band, Group, Limit, Pin, Portfolio, Project, Source, SourceYear
from portfolio.funding.envelope import build_envelope
from portfolio.funding.records import Envelope
from portfolio.model.conflicts.entries import Entry, EntryKind, pin_entry
from portfolio.model.lines import Data, prepare
from portfolio.money import floor_share
from portfolio.timing import ANY

LONGEST = 30
"""Years of capital, and years of a lag, beyond which nobody plans."""
THOUSAND = 1000
"""Shares move by thousandths."""


@dataclass(frozen=True)
class Input:
    """A portfolio whose rules partly give way.

    ``excused``: lines that need not start. ``without``: rules left out. ``free``: source-years
    with as much capital as is needed. ``extra``: triệu added to an envelope.
    """

    portfolio: Portfolio
    excused: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    free: frozenset[SourceYear] = frozenset()
    extra: Mapping[SourceYear, int] = field(default_factory=dict)

    def data(self) -> Data:
        """The model's data, the envelopes with what was added to them."""
        return prepare(self.portfolio, self._envelope())

    def _envelope(self) -> Envelope:
        envelope = build_envelope(self.portfolio)
        spendable, carry = dict(envelope.spendable), dict(envelope.carry_limit)
        for (source, year), amount in self.extra.items():
            spendable[source, year] += amount
            share = self.portfolio.source[source].carry_over
            carry[source, year] = floor_share(share, spendable[source, year])
        return replace(envelope, spendable=spendable, carry_limit=carry)


Step = Callable[[Input, int], Input]
"""The input with an entry moved by a whole number of its steps."""


_FREE: Mapping[EntryKind, Mapping[str, Any]] = {
    EntryKind.DEADLINE: {"deadline": None},
    EntryKind.LATEST: {"latest": None},
    EntryKind.EARLIEST: {"earliest": None},
    EntryKind.BAND: {"least_year": ANY.least, "most_year": ANY.most},
}
"""What a project says without the entry."""


def lift(given: Input, entries: Iterable[Entry]) -> Input:
    """The input without these entries."""
    of_projects: dict[str, dict[str, Any]] = {}
    excused: set[str] = set(given.excused)
    free: set[SourceYear] = set(given.free)
    for entry in entries:
        if entry.kind in _FREE:
            of_projects.setdefault(entry.subject[0], {}).update(_FREE[entry.kind])
        elif entry.kind is EntryKind.START:
            excused.add(entry.subject[0])
        elif entry.kind is EntryKind.CAPITAL:
            free.add((entry.subject[0], entry.year or 0))
        else:
            given = _lift(given, entry)
    if of_projects:
        changed = (
            replace(p, **of_projects[p.id]) if p.id in of_projects else p
            for p in given.portfolio.projects
        )
        given = _set(given, projects=tuple(changed))
    return replace(given, excused=frozenset(excused), free=frozenset(free))


def _lift(given: Input, entry: Entry) -> Input:
    subject = entry.subject
    match entry.kind:
        case EntryKind.OVERHANG | EntryKind.ARREARS:
            return replace(given, without=given.without | {entry.kind.value})
        case EntryKind.NEW_STARTS:
            return _set(given, settings=replace(given.portfolio.settings, new_starts=None))
        case EntryKind.YEARS:
            return more_years(entry)(given, LONGEST)
        case EntryKind.SHARE:
            return _shares(given, entry, lambda _band: ANY)
        case EntryKind.CARRY:
            return _source(given, subject[0], lambda k: replace(k, carry_over=Fraction(1)))
        case EntryKind.CAPACITY:
            return _capacity(given, subject[0], lambda _capacity: None)
    return _without(given, entry)


def _without(given: Input, entry: Entry) -> Input:
    """The entry's row is gone."""
    held, subject = given.portfolio, entry.subject
    match entry.kind:
        case EntryKind.PROFILE:
            return _set(given, profiles=tuple(x for x in held.profiles if x.id != subject[0]))
        case EntryKind.LINK:
            links = tuple(x for x in held.links if (x.kind, x.first, x.second) != subject)
            return _set(given, links=links)
        case EntryKind.LIMIT:
            return _set(given, limits=tuple(x for x in held.limits if x.id != subject[0]))
    return _set(given, pins=tuple(x for x in held.pins if pin_entry(x) != entry))


def _set(given: Input, **tables: object) -> Input:
    return replace(given, portfolio=replace(given.portfolio, **tables))  # type: ignore[arg-type]


def _project(given: Input, id: str, change: Callable[[Project], Project]) -> Input:
    return _set(
        given, projects=tuple(change(p) if p.id == id else p for p in given.portfolio.projects)
    )


def _source(given: Input, id: str, change: Callable[[Source], Source]) -> Input:
    return _set(
        given, sources=tuple(change(k) if k.id == id else k for k in given.portfolio.sources)
    )


def _capacity(given: Input, id: str, change: Callable[[int], int | None]) -> Input:
    owners = (
        replace(o, capacity=change(o.capacity or 0)) if o.id == id else o
        for o in given.portfolio.owners
    )
    return _set(given, owners=tuple(owners))


def _shares(given: Input, entry: Entry, change: Callable[[Band], Band]) -> Input:
    rows = (
        replace(row, band=change(row.band)) if (row.scope, row.source) == entry.subject else row
        for row in given.portfolio.eligibility
    )
    return _set(given, eligibility=tuple(rows))


def _limits(given: Input, id: str, change: Callable[[Limit], Limit]) -> Input:
    return _set(given, limits=tuple(change(x) if x.id == id else x for x in given.portfolio.limits))


def later(entry: Entry) -> Step:
    """A deadline or a latest start some years later, an earliest start earlier."""
    name = entry.kind.value
    sign = -1 if entry.kind is EntryKind.EARLIEST else 1

    def step(given: Input, n: int) -> Input:
        return _project(
            given,
            entry.subject[0],
            lambda p: replace(p, **{name: getattr(p, name) + sign * n}),
        )

    return step


def more_years(entry: Entry) -> Step:
    """More years of capital, for one project or for a group."""

    def step(given: Input, n: int) -> Input:
        if entry.subject[0]:
            return _project(
                given, entry.subject[0], lambda p: replace(p, max_years=(p.max_years or 0) + n)
            )
        settings, group = given.portfolio.settings, Group(entry.subject[1])
        legal = {**settings.legal_years, group: settings.legal_years[group] + n}
        return _set(given, settings=replace(settings, legal_years=legal))

    return step


def wider(entry: Entry, *, least: bool, most: bool) -> Step:
    """A band wider by thousandths at one of its sides or at both."""

    def widen(band: Band, n: int) -> Band:
        by = Fraction(n, THOUSAND)
        low = max(Fraction(0), band.least - by) if least else band.least
        return Band(low, min(Fraction(1), band.most + by) if most else band.most)

    def own(p: Project, n: int) -> Project:
        band = widen(Band(p.least_year or Fraction(0), _one(p.most_year)), n)
        return replace(p, least_year=band.least, most_year=band.most)

    def step(given: Input, n: int) -> Input:
        if entry.kind is EntryKind.SHARE:
            return _shares(given, entry, lambda band: widen(band, n))
        if entry.kind is EntryKind.BAND:
            return _project(given, entry.subject[0], lambda p: own(p, n))
        profiles = (
            replace(x, bands=tuple(widen(b, n) for b in x.bands)) if x.id == entry.subject[0] else x
            for x in given.portfolio.profiles
        )
        return _set(given, profiles=tuple(profiles))

    return step


def _one(share: Fraction | None) -> Fraction:
    return Fraction(1) if share is None else share


def more_share(entry: Entry) -> Step:
    """A larger share carried over, or left to the next plan, by thousandths."""

    def step(given: Input, n: int) -> Input:
        by = Fraction(n, THOUSAND)
        if entry.kind is EntryKind.CARRY:
            return _source(
                given,
                entry.subject[0],
                lambda k: replace(k, carry_over=min(Fraction(1), k.carry_over + by)),
            )
        settings = given.portfolio.settings
        return _set(given, settings=replace(settings, overhang_share=settings.overhang_share + by))

    return step


def more_new_starts(given: Input, n: int) -> Input:
    """A higher limit on new starts a year."""
    settings = given.portfolio.settings
    return _set(given, settings=replace(settings, new_starts=(settings.new_starts or 0) + n))


def more_capacity(entry: Entry) -> Step:
    """An owner that can disburse more triệu a year."""
    return lambda given, n: _capacity(given, entry.subject[0], lambda capacity: capacity + n)


def milder_limit(entry: Entry, sign: int) -> Step:
    """A cap raised, a floor or an earmark lowered: by triệu or by thousandths of the source."""

    def mild(limit: Limit, n: int) -> Limit:
        if limit.amount is not None:
            return replace(limit, amount=limit.amount + sign * n)
        return replace(limit, share=(limit.share or Fraction(0)) + Fraction(sign * n, THOUSAND))

    return lambda given, n: _limits(given, entry.subject[0], lambda limit: mild(limit, n))


def shorter_lag(entry: Entry) -> Step:
    """A link with a shorter lag."""

    def step(given: Input, n: int) -> Input:
        links = (
            replace(x, lag=x.lag - n) if (x.kind, x.first, x.second) == entry.subject else x
            for x in given.portfolio.links
        )
        return _set(given, links=tuple(links))

    return step


def with_pin(given: Input, entry: Entry, change: Callable[[Pin], Pin]) -> Input:
    """The input with one pin changed."""
    pins = (change(x) if pin_entry(x) == entry else x for x in given.portfolio.pins)
    return _set(given, pins=tuple(pins))


def with_extra(given: Input, extra: Mapping[SourceYear, int]) -> Input:
    """The input with triệu added to envelopes."""
    total = dict(given.extra)
    for key, amount in extra.items():
        total[key] = total.get(key, 0) + amount
    return replace(given, extra=total)
