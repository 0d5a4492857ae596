"""The user's own entries that make rows of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain import Pin, Portfolio, Project, Status
from portfolio.model.lines import Data
from portfolio.timing import ANY


class EntryKind(StrEnum):
    """What the entry says. In the order in which the filter tries to spare them.

    What all lines share goes first: a conflict within one line is then found as such.
    """

    ARREARS = "arrears_first"
    NEW_STARTS = "new_starts"
    CARRY = "carry_over"
    OVERHANG = "overhang"
    CAPITAL = "capital"
    CAPACITY = "capacity"
    LIMIT = "limit"
    SHARE = "share"
    YEARS = "years"
    PROFILE = "profile"
    BAND = "band"
    EARLIEST = "earliest"
    LATEST = "latest"
    LINK = "link"
    DEADLINE = "deadline"
    PIN = "pin"
    START = "start"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``subject``: ids; of a link its kind and two projects, of a pin all its cells."""

    kind: EntryKind
    subject: tuple[str, ...] = ()
    year: int | None = None


def entries_of(data: Data) -> list[Entry]:
    """Every entry that can take part in a conflict, the ones to spare first."""
    portfolio = data.portfolio
    found = [*_of_settings(portfolio), *_of_rows(data), *_of_money(data)]
    for project in portfolio.costed:
        found += _of_project(portfolio, project)
    rank = {kind: n for n, kind in enumerate(EntryKind)}
    return sorted(found, key=lambda e: rank[e.kind])


def _of_settings(portfolio: Portfolio) -> Iterator[Entry]:
    settings = portfolio.settings
    if any(p.status is Status.ARREARS for p in portfolio.costed):
        yield Entry(EntryKind.ARREARS)
    if settings.new_starts is not None:
        yield Entry(EntryKind.NEW_STARTS)
    yield Entry(EntryKind.OVERHANG)
    for group in sorted({p.group for p in portfolio.costed if p.max_years is None}):
        yield Entry(EntryKind.YEARS, ("", group.value))


def _of_rows(data: Data) -> Iterator[Entry]:
    portfolio = data.portfolio
    for profile in portfolio.profiles:
        yield Entry(EntryKind.PROFILE, (profile.id,))
    for row in portfolio.eligibility:
        if row.band != ANY:
            yield Entry(EntryKind.SHARE, (row.scope, row.source))
    for owner in portfolio.owners:
        if owner.capacity is not None:
            yield Entry(EntryKind.CAPACITY, (owner.id,))
    for limit in portfolio.limits:
        yield Entry(EntryKind.LIMIT, (limit.id,))
    for link in portfolio.links:
        yield Entry(EntryKind.LINK, (link.kind.value, link.first, link.second))
    for pin in portfolio.pins:
        yield pin_entry(pin)


def pin_entry(pin: Pin) -> Entry:
    """The entry of a pin: everything that tells it from another."""
    return Entry(EntryKind.PIN, (pin.project, pin.kind.value, pin.source or ""), pin.year)


def _of_money(data: Data) -> Iterator[Entry]:
    for id, year in data.envelope.spendable:
        yield Entry(EntryKind.CAPITAL, (id,), year)
    for source in data.portfolio.sources:
        if not source.unlimited and source.carry_over < 1:
            yield Entry(EntryKind.CARRY, (source.id,))


def _of_project(portfolio: Portfolio, p: Project) -> Iterator[Entry]:
    years = portfolio.settings.years
    if p.must_start:
        yield Entry(EntryKind.START, (p.id,))
    if p.deadline is not None:
        yield Entry(EntryKind.DEADLINE, (p.id,))
    if p.latest is not None and p.latest < years[-1]:
        yield Entry(EntryKind.LATEST, (p.id,))
    if p.earliest is not None and p.earliest > years[0]:
        yield Entry(EntryKind.EARLIEST, (p.id,))
    if p.max_years is not None:
        yield Entry(EntryKind.YEARS, (p.id,))
    if p.least_year is not None or p.most_year is not None:
        yield Entry(EntryKind.BAND, (p.id,))
