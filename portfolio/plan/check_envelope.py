"""Money by source and year: docs/model.md, "Envelope", "Land value feedback" and rule 6.

The envelope is worked out again from the streams; the carry-over is played year by year with
two pots, last year's money spent first (first in, first out).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor

from portfolio.domain import Anchor, Portfolio, Source, SourceYear
from portfolio.funding.records import Envelope, Step
from portfolio.plan import check_mechanisms
from portfolio.plan.check_facts import Facts, Row
from portfolio.plan.check_mechanisms import Effect
from portfolio.plan.check_projects import at_most, equal
from portfolio.plan.records import CheckLine

Gain = tuple[str, int, str, int]
"""(project, start, source, year) of an addition from land value"""


@dataclass(frozen=True, slots=True)
class Pot:
    """One source in one year, triệu: ``base`` without and ``fresh`` with the land value of the
    plan and what other sources charge to it; ``carried`` from the year before; ``spent``.
    """

    base: int
    fresh: int
    carried: int
    spent: int


@dataclass(frozen=True, slots=True)
class Money:
    """The envelope as the checker finds it, and the pots of the plan.

    ``streams``: what the workbook's revenue leaves after the reserve, which in a closed year is
    not what there was in the end, ``base``.
    """

    streams: Mapping[SourceYear, int]
    base: Mapping[SourceYear, int]
    carry: Mapping[SourceYear, int]
    gains: Mapping[Gain, tuple[int, int]]
    pots: Mapping[SourceYear, Pot]


def recount(facts: Facts) -> Money:
    """Envelope, feedback and pots of a finished plan, from the workbook's own figures."""
    limited = [k for k in facts.portfolio.sources if not k.unlimited]
    shares = _shares(facts.portfolio)
    moved = check_mechanisms.money(facts.portfolio)
    streams: dict[SourceYear, int] = {}
    for source in limited:
        for year in facts.years:
            money = _invested(facts, shares, source, year)
            for amount in moved.get((source.id, year), ()):
                money = max(0, money + amount)
            streams[source.id, year] = _after_reserve(source, money)
    closed = facts.portfolio.closed
    base = streams | {key: year.spendable for key, year in closed.items()}
    gains = dict(_gains(facts, shares, {k.id: k for k in limited}))
    carry = {
        (k.id, year): _whole(base[k.id, year], k.carry_over)
        for k in limited
        for year in facts.years
    } | {key: year.passed for key, year in closed.items()}
    return Money(streams, base, carry, gains, _pots(facts, base, carry, gains))


def envelope(money: Money) -> Iterator[CheckLine]:
    """∀ k limited, t: capital ≤ the year's money + what the year before could leave.

    Law 39/2019/QH14, Art. 68.
    """
    for (source, year), pot in money.pots.items():
        yield at_most("envelope", (source,), year, pot.spent, pot.fresh + pot.carried)


def ledger(money: Money, given: Envelope, portfolio: Portfolio) -> Iterator[CheckLine]:
    """The envelope and the ledger that the run used are those of the workbook."""
    steps: Counter[SourceYear] = Counter()
    lapsed: Counter[SourceYear] = Counter()
    closing: Counter[SourceYear] = Counter()
    for line in given.ledger:
        sums = closing if line.step is Step.SPENDABLE else steps
        sums[line.source, line.year] += line.amount
        if line.step in (Step.LAPSED, Step.BEYOND):
            lapsed[line.source, line.year] += line.amount
    for key in sorted({*money.base, *given.spendable, *given.carry_limit, *steps, *closing}):
        source, year = key
        own = money.base.get(key, 0)
        yield equal("ledger", (source, "spendable"), year, given.spendable.get(key, 0), own)
        carry = money.carry.get(key, 0)
        yield equal("ledger", (source, "carry"), year, given.carry_limit.get(key, 0), carry)
        yield equal("ledger", (source, "steps"), year, steps[key], own)
        yield equal("ledger", (source, "closing"), year, closing[key], own)
        gone = own - money.streams.get(key, 0)
        yield equal("ledger", (source, "lapsed"), year, lapsed[key], gone)
    yield from _ledger_gains(money, given)
    for k in portfolio.sources:
        named = k.id in given.unlimited
        yield equal("ledger", (k.id, "unlimited"), None, int(named), int(k.unlimited))


def _ledger_gains(money: Money, given: Envelope) -> Iterator[CheckLine]:
    told: dict[Gain, tuple[int, int]] = {}
    for line in given.feedback:
        key = (line.project, line.start, line.source, line.year)
        amount, carry = told.get(key, (0, 0))
        told[key] = (amount + line.amount, carry + line.carry)
    for key in sorted({*money.gains, *told}):
        project, start, source, year = key
        pair, own = told.get(key, (0, 0)), money.gains.get(key, (0, 0))
        subject = (source, project, str(start))
        yield equal("ledger", (*subject, "spendable"), year, pair[0], own[0])
        yield equal("ledger", (*subject, "carry"), year, pair[1], own[1])


def _whole(amount: int, *shares: Fraction) -> int:
    """The shares of the amount one after the other, each time without the part of a triệu."""
    return reduce(lambda left, share: int(left * share), shares, amount)


def _after_reserve(source: Source, amount: int) -> int:
    return _whole(amount, 1 - source.reserve)


Kept = Mapping[int | None, tuple[Fraction, Fraction]]


def _shares(portfolio: Portfolio) -> dict[tuple[str, str], Kept]:
    """(stream, source) -> year, or None for every other year -> shares kept and invested."""
    table: dict[tuple[str, str], dict[int | None, tuple[Fraction, Fraction]]] = {}
    for row in portfolio.sharings:
        table.setdefault((row.stream, row.source), {})[row.year] = (row.retained, row.invested)
    return dict(table)


def _reach(kept: Kept | None, year: int, gross: int) -> int:
    """What arrives of a gross amount."""
    shares = None if kept is None else kept.get(year, kept.get(None))
    return 0 if shares is None else _whole(gross, *shares)


def _invested(
    facts: Facts, shares: Mapping[tuple[str, str], Kept], source: Source, year: int
) -> int:
    return sum(
        _reach(shares.get((stream.id, source.id)), year, stream.by_year[year].gross)
        for stream in facts.portfolio.streams
        if year in stream.by_year
    )


def _gains(
    facts: Facts, shares: Mapping[tuple[str, str], Kept], limited: Mapping[str, Source]
) -> Iterator[tuple[Gain, tuple[int, int]]]:
    """What each possible start of a line adds, and how much of that may be carried."""
    effects = check_mechanisms.effects(facts.portfolio)
    for row in facts.rows.values():
        land = row.project.land
        if land is None:
            continue
        for start in range(row.first, row.last + 1):
            year = _arrival(row, start)
            own = [e for e in effects if (e.stream, e.year) == (land.stream, year)]
            for source in limited.values() if year in facts.years else ():
                part = _reach(shares.get((land.stream, source.id)), year, land.gross)
                part += sum(_by_mechanism(e, source.id, land.gross) for e in own)
                amount = floor((1 - source.reserve) * part)
                if amount:
                    pair = (amount, floor(source.carry_over * amount))
                    yield (row.id, start, source.id, year), pair


def _by_mechanism(effect: Effect, source: str, gross: int) -> int:
    """What a mechanism adds to a source of a line's land revenue: the free part, less the cut."""
    own = effect.mechanism
    free = floor((effect.kept * effect.capital - effect.planning) * gross)
    cut = ceil(own.offset * max(0, floor(effect.kept * gross)))
    return free * (source == own.source) - cut * (source == own.support)


def _arrival(row: Row, start: int) -> int:
    """The year in which the land revenue of a line arrives."""
    land = row.project.land
    assert land is not None
    return land.lag + (start if land.anchor is Anchor.START else row.end(start))


def _pots(
    facts: Facts,
    base: Mapping[SourceYear, int],
    carry: Mapping[SourceYear, int],
    gains: Mapping[Gain, tuple[int, int]],
) -> dict[SourceYear, Pot]:
    """Play the years: old money goes first, of the year's own what is left and may passes on."""
    more: Counter[SourceYear] = Counter()
    more_carry: Counter[SourceYear] = Counter()
    for (project, start, source, year), (amount, part) in gains.items():
        if facts.starts.get(project) == start:
            more[source, year] += amount
            more_carry[source, year] += part
    pots: dict[SourceYear, Pot] = {}
    for source, first in [key for key in base if key[1] == facts.years[0]]:
        old = 0
        for year in range(first, facts.years[-1] + 1):
            key = (source, year)
            fresh = base[key] + more[key] - _charged(facts, source, year)
            pot = Pot(base[key], fresh, old, facts.spent[source][year])
            pots[key] = pot
            own_left = pot.fresh - max(0, pot.spent - pot.carried)
            old = max(0, min(own_left, carry[key] + more_carry[key]))
    return pots


def _charged(facts: Facts, source: str, year: int) -> int:
    """What the payments of other sources in the year take from this one, rounded up."""
    return ceil(
        sum(k.charge * facts.spent[k.id][year] for k in facts.portfolio.sources
            if k.charged_to == source)
    )  # fmt: skip
