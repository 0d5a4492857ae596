"""Gross revenue -> spendable envelope, with a ledger line for every step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from portfolio.domain import Portfolio, Project, RevenueStream, Sharing, Source, SourceYear
from portfolio.funding.moves import moves
from portfolio.funding.records import Envelope, Feedback, LedgerLine, Step
from portfolio.funding.retention import Changes, ShareRows, points
from portfolio.money import ceil_share, floor_share
from portfolio.timing import anchor_year, possible_starts


def build_envelope(portfolio: Portfolio) -> Envelope:
    """The spendable envelope E[k,t] of every limited source and year, with its ledger.

    Money is rounded down at each step and the reserve up, so that nothing is promised that
    does not exist (docs/model.md, "Envelope"). Amounts in whole triệu đồng. The mechanisms'
    money is in it (docs/mechanisms.md); what they change beside the money is for ``grant``,
    which must have been here first.
    """
    if portfolio.mechanisms and not portfolio.granted:
        raise ValueError("grant the mechanisms first")
    shares = share_rows(portfolio)
    moved = moves(portfolio, shares)
    spendable: dict[SourceYear, int] = {}
    carry: dict[SourceYear, int] = {}
    ledger: list[LedgerLine] = []
    for source in portfolio.sources:
        if source.unlimited:
            continue
        for year in portfolio.settings.years:
            lines = list(_steps(portfolio, shares, source, year, moved.get((source.id, year), ())))
            ledger += lines
            spendable[source.id, year] = lines[-1].amount
            closed = portfolio.closed.get((source.id, year))
            share = floor_share(source.carry_over, lines[-1].amount)
            carry[source.id, year] = share if closed is None else closed.passed
    return Envelope(
        spendable=spendable,
        carry_limit=carry,
        feedback=tuple(_feedback(portfolio, shares)),
        ledger=tuple(ledger),
        unlimited=frozenset(k.id for k in portfolio.sources if k.unlimited),
    )


def share_rows(portfolio: Portfolio) -> ShareRows:
    """Sharing rows by (stream, year): the row of the year, else the one for every year."""
    best: dict[tuple[str, str, int], Sharing] = {}
    for year in portfolio.settings.years:
        for row in portfolio.sharings:
            if row.year in (None, year):
                key = (row.stream, row.source, year)
                if key not in best or row.year is not None:
                    best[key] = row
    result: dict[tuple[str, int], list[Sharing]] = defaultdict(list)
    for (stream, _source, year), row in best.items():
        result[stream, year].append(row)
    return result


def _steps(
    portfolio: Portfolio,
    shares: ShareRows,
    source: Source,
    year: int,
    moved: Iterable[LedgerLine],
) -> Iterator[LedgerLine]:
    total = 0
    for stream in portfolio.streams:
        for row in shares.get((stream.id, year), ()):
            if row.source == source.id:
                for line in _stream_steps(stream, row, year):
                    total += line.amount
                    yield line
    for line in moved:
        amount = max(line.amount, -total)  # what is not there cannot be taken away
        total += amount
        yield replace(line, amount=amount)
    reserve = ceil_share(source.reserve, total)
    if reserve:
        text = source.origin.citation
        yield LedgerLine(source.id, year, Step.RESERVE, -reserve, text=text)
    left = total - reserve
    closed = portfolio.closed.get((source.id, year))
    if closed is not None and closed.spendable != left:
        step = Step.LAPSED if closed.spendable < left else Step.BEYOND
        yield LedgerLine(source.id, year, step, closed.spendable - left, text=closed.basis)
        left = closed.spendable
    yield LedgerLine(source.id, year, Step.SPENDABLE, left)


def _stream_steps(stream: RevenueStream, row: Sharing, year: int) -> Iterator[LedgerLine]:
    revenue = stream.by_year.get(year)
    if revenue is None:
        return
    kept = floor_share(row.retained, revenue.gross)
    invested = floor_share(row.invested, kept)
    text = row.origin.citation
    at = (row.source, year)
    yield LedgerLine(*at, Step.GROSS, revenue.gross, stream.id, revenue.origin.citation)
    if kept != revenue.gross:
        yield LedgerLine(*at, Step.NOT_RETAINED, kept - revenue.gross, stream.id, text)
    if invested != kept:
        yield LedgerLine(*at, Step.NOT_INVESTED, invested - kept, stream.id, text)


def _feedback(portfolio: Portfolio, shares: ShareRows) -> Iterator[Feedback]:
    """Land value feedback: what each possible start of a project adds to the envelope."""
    changes = points(portfolio, shares)
    for project in portfolio.costed:
        if project.land is not None:
            for start in possible_starts(portfolio, project):
                yield from _additions(portfolio, shares, changes, project, start)


def _additions(
    portfolio: Portfolio, shares: ShareRows, changes: Changes, project: Project, start: int
) -> Iterator[Feedback]:
    land = project.land
    assert land is not None
    year = anchor_year(portfolio, project, start) + land.lag
    parts = {
        row.source: floor_share(row.invested, floor_share(row.retained, land.gross))
        for row in shares.get((land.stream, year), ())
    }
    for change in changes.get((land.stream, year), ()):
        own = change.mechanism
        parts[own.source] = parts.get(own.source, 0) + floor_share(change.free, land.gross)
        cut = ceil_share(own.offset, max(0, floor_share(change.kept, land.gross)))
        parts[own.support] = parts.get(own.support, 0) - cut
    for id, part in parts.items():
        source = portfolio.source.get(id)
        if part and source is not None and not source.unlimited:
            amount = part - ceil_share(source.reserve, part)
            carry = floor_share(source.carry_over, amount)
            if amount:
                yield Feedback(project.id, start, id, year, amount, carry)
