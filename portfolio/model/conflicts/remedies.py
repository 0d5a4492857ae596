"""The least changes that restore a plan, each one solved again with the change in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from portfolio.domain import Limit, LimitKind, PinKind, Portfolio, SourceYear
from portfolio.model.conflicts import changes
from portfolio.model.conflicts.changes import LONGEST, THOUSAND, Input, Step, lift
from portfolio.model.conflicts.entries import Entry, EntryKind, pin_entry
from portfolio.model.conflicts.filtering import Found
from portfolio.model.conflicts.probe import Probe

ROUNDING = (0, 1, 2, 4, 8, 16, 32, 64)
"""Triệu tried on top of a least amount: making a plan whole may need a few."""
SCANNED = 40
"""Steps up to which every one is tried in turn; beyond, the interval is halved."""


class Unit(StrEnum):
    """What ``Remedy.amount`` counts."""

    TRIEU = "trieu"
    SHARE = "share"
    YEARS = "years"
    STARTS = "starts"
    NONE = ""


class Side(StrEnum):
    """Which side of a band gives way."""

    MOST = "most"
    LEAST = "least"
    BOTH = "both"
    NONE = ""


@dataclass(frozen=True)
class Remedy:
    """One entry changed: ``amount`` in ``unit`` (thousandths for a share), None when it goes.

    ``after``: the input with the change.
    """

    entry: Entry
    after: Input
    amount: int | None = None
    unit: Unit = Unit.NONE
    side: Side = Side.NONE


@dataclass(frozen=True)
class _Way:
    """One direction in which an entry can give way, at most ``most`` steps."""

    step: Step
    most: int
    unit: Unit
    side: Side = Side.NONE


def alternatives(given: Input, entries: Sequence[Entry], probe: Probe) -> list[Remedy]:
    """For every entry that alone can restore a plan: its least change."""
    remedies = []
    for entry in entries:
        if entry.kind is EntryKind.CAPITAL or probe.feasible(lift(given, [entry])):
            remedy = least(given, entry, probe)
            if remedy is not None:
                remedies.append(remedy)
    return remedies


def together(given: Input, found: Sequence[Found], probe: Probe) -> list[list[Remedy]]:
    """Sets of changes, one change for each of several conflicts, that restore a plan.

    First what gives way most easily in each conflict; then, for one conflict at a time, each
    other of its entries.
    """
    easiest = [one.relaxed for one in found]
    sets = [_mend(given, easiest, probe)]
    for number, one in enumerate(found):
        for entry in one.entries:
            if entry not in easiest[number] and entry.kind is not EntryKind.CAPITAL:
                chosen = [*easiest[:number], (entry,), *easiest[number + 1 :]]
                sets.append(_mend(given, chosen, probe))
    return [remedies for remedies in sets if remedies]


def _mend(given: Input, chosen: Sequence[tuple[Entry, ...]], probe: Probe) -> list[Remedy]:
    """The least change of each, one after the other, the later ones lifted meanwhile."""
    done: list[Remedy] = []
    base = given
    for number, entries in enumerate(chosen):
        eased = lift(base, [e for later in chosen[number + 1 :] for e in later])
        if entries[0].kind is EntryKind.CAPITAL:
            changed = more_capital(eased, [(e.subject[0], e.year or 0) for e in entries], probe)
        else:
            feasible = probe.feasible(lift(eased, entries))
            one = least(eased, entries[0], probe) if feasible else None
            changed = [] if one is None else [one]
        if not changed:
            return []
        for remedy in changed:
            base = _repeat(remedy, base)
        done += changed
    return done if probe.has_plan(base) else []


def _repeat(remedy: Remedy, base: Input) -> Input:
    """The same change of another input."""
    entry, amount = remedy.entry, remedy.amount
    if amount is None:
        return lift(base, [entry])
    if entry.kind is EntryKind.CAPITAL:
        return changes.with_extra(base, {(entry.subject[0], entry.year or 0): amount})
    if entry.kind is EntryKind.PIN:
        return _pinned(base, entry, amount)
    way = next(w for w in _ways(base, entry) if w.side == remedy.side)
    return way.step(base, amount)


def more_capital(given: Input, sought: Sequence[SourceYear], probe: Probe) -> list[Remedy]:
    """The least capital in all, over these source-years, that restores a plan."""
    extra, starts = probe.least_capital(given, sought)
    if not extra:
        return []
    # rounding may need a few triệu: they go where most is missing
    largest = max(extra, key=lambda key: extra[key])
    for room in ROUNDING:
        more = {**extra, largest: extra[largest] + room}
        after = changes.with_extra(given, more)
        if probe.can_place(after, starts) or probe.has_plan(after):
            return [
                Remedy(Entry(EntryKind.CAPITAL, (source,), year), after, amount, Unit.TRIEU)
                for (source, year), amount in more.items()
            ]
    return []


def fewer_lines(given: Input, found: Sequence[Found], probe: Probe) -> list[Remedy]:
    """The mandatory lines of least total need without which there is a plan."""
    starts = [e for one in found for e in one.entries if e.kind is EntryKind.START]
    dropped = probe.least_dropped(given, [e.subject[0] for e in starts]) if starts else None
    if not dropped:
        return []
    after = lift(given, [e for e in starts if e.subject[0] in dropped])
    if not probe.has_plan(after):
        return []
    return [Remedy(e, after) for e in starts if e.subject[0] in dropped]


def least(given: Input, entry: Entry, probe: Probe) -> Remedy | None:
    """The least change of this one entry that leaves a plan; None if the time is up."""
    match entry.kind:
        case EntryKind.CAPITAL:
            found = more_capital(given, [(entry.subject[0], entry.year or 0)], probe)
            return found[0] if found else None
        case EntryKind.PIN:
            return _least_pin(given, entry, probe) or _gone(given, entry, probe)
        case EntryKind.ARREARS:
            return None  # the law's own order is no proposal
    best: Remedy | None = None
    for way in _ways(given, entry):
        steps = _fewest(given, way, probe)
        if steps is not None and (best is None or steps < (best.amount or 0)):
            best = Remedy(entry, way.step(given, steps), steps, way.unit, way.side)
    return best or _gone(given, entry, probe)


def _gone(given: Input, entry: Entry, probe: Probe) -> Remedy | None:
    after = lift(given, [entry])
    return Remedy(entry, after) if probe.has_plan(after) else None


def _fewest(given: Input, way: _Way, probe: Probe) -> int | None:
    """The fewest steps after which there is a plan in whole triệu."""
    if way.most <= SCANNED:
        steps = range(1, way.most + 1)
        return next((n for n in steps if probe.has_plan(way.step(given, n))), None)
    low, high = 0, way.most
    if not probe.feasible(way.step(given, high)):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        verdict = probe.feasible(way.step(given, middle))
        if verdict is None:
            return None
        low, high = (low, middle) if verdict else (middle, high)
    tries = (high + room for room in ROUNDING if high + room <= way.most)
    return next((n for n in tries if probe.has_plan(way.step(given, n))), None)


def _ways(given: Input, entry: Entry) -> Iterator[_Way]:
    held = given.portfolio
    need = sum(p.need for p in held.costed)
    match entry.kind:
        case EntryKind.DEADLINE | EntryKind.LATEST | EntryKind.EARLIEST:
            yield _Way(changes.later(entry), len(held.settings.years), Unit.YEARS)
        case EntryKind.YEARS:
            yield _Way(changes.more_years(entry), len(held.settings.years), Unit.YEARS)
        case EntryKind.PROFILE | EntryKind.BAND | EntryKind.SHARE:
            for side in (Side.MOST, Side.LEAST, Side.BOTH):
                step = changes.wider(entry, least=side != Side.MOST, most=side != Side.LEAST)
                yield _Way(step, THOUSAND, Unit.SHARE, side)
        case EntryKind.CARRY | EntryKind.OVERHANG:
            yield _Way(changes.more_share(entry), THOUSAND, Unit.SHARE)
        case EntryKind.NEW_STARTS:
            yield _Way(changes.more_new_starts, len(held.costed), Unit.STARTS)
        case EntryKind.CAPACITY:
            yield _Way(changes.more_capacity(entry), max(1, need), Unit.TRIEU)
        case EntryKind.LIMIT:
            yield _of_limit(next(x for x in held.limits if x.id == entry.subject[0]), entry, need)
        case EntryKind.LINK:
            yield from _of_link(held, entry)


def _of_limit(limit: Limit, entry: Entry, need: int) -> _Way:
    sign = 1 if limit.kind is LimitKind.CAP else -1
    step = changes.milder_limit(entry, sign)
    if limit.amount is not None:
        return _Way(step, max(1, need if sign > 0 else limit.amount), Unit.TRIEU)
    share = int((limit.share or 0) * THOUSAND)
    return _Way(step, max(1, THOUSAND - share if sign > 0 else share), Unit.SHARE)


def _of_link(held: Portfolio, entry: Entry) -> Iterator[_Way]:
    lag = next(x.lag for x in held.links if (x.kind, x.first, x.second) == entry.subject)
    if lag:
        yield _Way(changes.shorter_lag(entry), min(LONGEST, lag), Unit.YEARS)


def _pinned(given: Input, entry: Entry, to: int) -> Input:
    if entry.subject[1] == PinKind.AMOUNT:
        return changes.with_pin(given, entry, lambda pin: replace(pin, amount=to))
    return changes.with_pin(given, entry, lambda pin: replace(pin, year=to))


def _least_pin(given: Input, entry: Entry, probe: Probe) -> Remedy | None:
    """Another start year, the nearest first; or the nearest amount. ``amount`` is the new one."""
    pin = next(x for x in given.portfolio.pins if pin_entry(x) == entry)
    if pin.kind is PinKind.AMOUNT and pin.amount is not None and pin.year is not None:
        cell = (pin.project, pin.source or "", pin.year)
        nearest = probe.nearest_amount(lift(given, [entry]), cell, pin.amount)
        away = 0 if nearest is None or nearest <= pin.amount else 1
        for room in ROUNDING if nearest is not None else ():
            amount = (nearest or 0) + (room if away else -room)
            if amount >= 0 and probe.has_plan(after := _pinned(given, entry, amount)):
                return Remedy(entry, after, amount, Unit.TRIEU)
    if pin.kind is PinKind.START and pin.year is not None:
        year = pin.year
        for other in sorted(given.portfolio.settings.years, key=lambda t: abs(t - year)):
            if other != year and probe.has_plan(after := _pinned(given, entry, other)):
                return Remedy(entry, after, other, Unit.YEARS)
    return None
