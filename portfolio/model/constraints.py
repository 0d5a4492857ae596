"""The rules of docs/model.md: one function each, named after the rule, yielding rows.

A row keeps its left and right side apart, and knows whether it belongs to one project or ties
projects together (``project`` is empty), so that the same row serves building, explaining and
a later decomposition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from portfolio.domain import Band, Level, LinkKind, PinKind, Status
from portfolio.model.lines import Line, bounds, is_public, overhang_band, overhang_bounds
from portfolio.model.pools import POOL
from portfolio.model.variables import Term, Variables
from portfolio.money import ceil_share, floor_share

Sense = Literal["<=", ">=", "="]


@dataclass(frozen=True, slots=True)
class Row:
    """``terms`` (sense) ``right``, in triệu đồng unless the rule counts starts.

    ``slip``: how much a whole-number plan may pass this row by rounding.
    """

    rule: str
    subject: tuple[str, ...]
    year: int | None
    terms: list[Term]
    sense: Sense
    right: float
    project: str = ""
    slip: float = 0.0


MOST_SLIP = 0.999
"""Less than the whole triệu by more than a solver's tolerance."""


def one_start(v: Variables) -> Iterator[Row]:
    """∀ p: Σ_τ s[p,τ] ≤ 1, = 1 when the line must start.

    Law 39/2019/QH14, Art. 51.4 (under way first), Art. 52 (urgent works).
    """
    for line in v.data.lines:
        terms = [(s, 1.0) for _, s in v.starts(line)]
        if line.project.must_start:
            yield Row("one_start", (line.id,), None, terms, "=", 1, line.id)
        elif len(terms) > 1:
            yield Row("one_start", (line.id,), None, terms, "<=", 1, line.id)


def completion(v: Variables) -> Iterator[Row]:
    """∀ p: Σ_{k,t} x[p,k,t] + o[p] = Σ_τ y[p,τ]; divisible: f·R·s ≤ y ≤ R·s.

    Law 39/2019/QH14, Art. 51.5: a new start only with enough capital to finish.
    """
    for line in v.data.lines:
        terms = [(x, 1.0) for _, x in v.cells(line)]
        if line.id in v.overhang:
            terms.append((v.overhang[line.id], 1.0))
        terms += [v.promised(line, t, -1.0) for t, _ in v.starts(line)]
        yield Row("completion", (line.id,), None, terms, "=", 0, line.id)
        if line.divisible:
            for t, start in v.starts(line):
                y = v.promise[line.id, t]
                at = (line.id,), t
                yield Row("completion", *at, [(y, 1.0), (start, -line.need)], "<=", 0, line.id)
                least = [(y, 1.0), (start, -float(line.least_promise))]
                yield Row("completion", *at, least, ">=", 0, line.id)


def phasing(v: Variables) -> Iterator[Row]:
    """∀ p, t: Σ_τ lo[t−τ]·y[p,τ] ≤ Σ_k x[p,k,t] ≤ Σ_τ hi[t−τ]·y[p,τ]; beyond T likewise for o.

    The upper side is also rule "window": outside the window it reads 0. Law 39/2019/QH14,
    Art. 52.2 (years of capital); directive 1792/CT-TTg (no thin spreading).
    """
    horizon_end = v.data.years[-1]
    for line in v.data.lines:
        by_year = defaultdict(list)
        for (_, _, t), x in v.cells(line):
            by_year[t].append((x, 1.0))
        for t, spent in by_year.items():
            active = [(s, t - s) for s, _ in v.starts(line) if s <= t <= line.end[s]]
            sides = [(s, bounds(line, i), line.bands[i]) for s, i in active]
            yield from _band(v, line, t, spent, sides)
        if line.id in v.overhang:
            yield from _overhang_bucket(v, line, horizon_end)


def _band(
    v: Variables,
    line: Line,
    year: int | None,
    spent: list[Term],
    sides: list[tuple[int, tuple[int, int], Band]],
) -> Iterator[Row]:
    least = [of_promise(v, line, s, -lo, b.least) for s, (lo, _), b in sides if lo]
    most = [of_promise(v, line, s, -hi, b.most) for s, (_, hi), b in sides if hi]
    slips = [0.0, 0.0]
    if line.divisible:
        slips = [rounding(*(b.least for *_, b in sides)), rounding(*(b.most for *_, b in sides))]
    if least:
        yield Row("phasing", (line.id,), year, spent + least, ">=", 0, line.id, slips[0])
    yield Row("phasing", (line.id,), year, spent + most, "<=", 0, line.id, slips[1])


def _overhang_bucket(v: Variables, line: Line, horizon_end: int) -> Iterator[Row]:
    left = [(v.overhang[line.id], 1.0)]
    starts = [t for t, _ in v.starts(line)]
    sides = [
        (t, overhang_bounds(line, t, horizon_end), overhang_band(line, t, horizon_end))
        for t in starts
    ]
    yield from _band(v, line, None, left, sides)


def rounding(*shares: Fraction) -> float:
    """By how much a share of a whole amount can miss the next whole triệu."""
    return min(MOST_SLIP, max(float(1 - Fraction(1, s.denominator)) for s in shares))


def of_promise(v: Variables, line: Line, start: int, whole: int, share: Fraction) -> Term:
    """A share of y[p,τ]: exact whole triệu for a line that is funded in full."""
    if line.divisible:
        return v.promise[line.id, start], -float(share)
    return v.start[line.id, start], float(whole)


def cofunding(v: Variables) -> Iterator[Row]:
    """∀ p, k: ⌊lo·F⌋ ≤ Σ_t x[p,k,t] ≤ ⌈hi·F⌉ with F = Σ_{k,t} x[p,k,t]; not eligible: no cell.

    Co-funding shares of the workbook's sheet (document clauses there).
    """
    for line in v.data.lines:
        for source, band in line.sources.items():
            if band.least > 0:
                yield _share_of(v, line, source, band.least, ">=")
            if band.most < 1:
                yield _share_of(v, line, source, band.most, "<=")


def _share_of(v: Variables, line: Line, source: str, share: Fraction, sense: Sense) -> Row:
    """Whole triệu when the line is paid in full within the plan, else a share of its cells."""
    cells = v.cells(line)
    if line.divisible or line.id in v.overhang:
        terms = [(x, float((k == source) - share)) for (_, k, _), x in cells]
        return Row("cofunding", (line.id, source), None, terms, sense, 0, line.id, rounding(share))
    whole = (floor_share if sense == ">=" else ceil_share)(share, line.need)
    terms = [(x, 1.0) for (_, k, _), x in cells if k == source]
    terms += [(s, -float(whole)) for _, s in v.starts(line)]
    return Row("cofunding", (line.id, source), None, terms, sense, 0, line.id)


def envelope(v: Variables) -> Iterator[Row]:
    """∀ k limited, t: Σ_p x[p,k,t] + c[k,t] ≤ E[k,t] + c[k,t−1]; c[k,t] ≤ C[k,t] and ≤ E[k,t].

    Law 39/2019/QH14, Art. 68 (carry-over); the reserve is out of E already.
    """
    spending = _spending(v)
    for (source, year), money in v.data.envelope.spendable.items():
        terms = list(spending[source, year])
        if (source, year) in v.carry:
            terms.append((v.carry[source, year], 1.0))
        if (source, year - 1) in v.carry:
            terms.append((v.carry[source, year - 1], -1.0))
        terms += v.feedback(source, year, "amount")
        terms += v.charged(source, year)
        yield Row("envelope", (source,), year, terms, "<=", money)
        if (source, year) in v.carry:
            limit = v.data.envelope.carry_limit[source, year]
            carried = [(v.carry[source, year], 1.0), *v.feedback(source, year, "carry")]
            yield Row("envelope", (source, "carry"), year, carried, "<=", limit)
            if charges := v.charged(source, year):  # they may leave less than C of the year's own
                own = [(v.carry[source, year], 1.0), *v.feedback(source, year, "amount")]
                yield Row("envelope", (source, "own"), year, own + charges, "<=", money)
    yield from _charges(v)


def _charges(v: Variables) -> Iterator[Row]:
    """∀ k charged, t: what k is charged ≥ Σ over the sources charged to k, charge × what they pay.

    A variable of its own, since a charge counts in full triệu every year (``whole``).
    """
    charge = {k.id: (k.charged_to, k.charge) for k in v.data.portfolio.sources if k.charge}
    paid: dict[tuple[str, int], list[Term]] = defaultdict(list)
    for (_, payer, year), x in v.cell.items():
        if payer in charge:
            source, share = charge[payer]
            paid[source, year].append((x, float(share)))
    for (source, year), charged in v.charge.items():
        terms = [*paid[source, year], (charged, -1.0)]
        yield Row("envelope", (source, "charge"), year, terms, "<=", 0)


def _spending(v: Variables) -> dict[tuple[str, int], list[Term]]:
    found: dict[tuple[str, int], list[Term]] = defaultdict(list)
    for (_, source, year), x in [*v.cell.items(), *v.flow.items()]:
        found[source, year].append((x, 1.0))
    return found


def pooling(v: Variables) -> Iterator[Row]:
    """∀ pool, t: what its lines get of its sources is what it takes of them (``pools``)."""
    for number, pool in enumerate(v.pools):
        for year in v.data.years:
            paid = [(v.flow[number, source, year], -1.0) for source in pool.sources]
            cells = ((id, POOL, year) for id in pool.lines)
            got = [(v.cell[cell], 1.0) for cell in cells if cell in v.cell]
            yield Row("pooling", (str(number),), year, got + paid, "=", 0)


def owner_capacity(v: Variables) -> Iterator[Row]:
    """∀ owner with a capacity, t: Σ over its projects and all sources x ≤ capacity.

    Where mechanism 1 has another agency clear the site, the city's money counts there.
    """
    spending: dict[tuple[str, int], list[Term]] = defaultdict(list)
    lines = {line.id: line.project for line in v.data.lines}
    city = city_sources(v)
    for (id, source, year), x in v.cell.items():
        clearing = lines[id].clearing
        clears = clearing is not None and source in city
        owner = clearing.owner if clearing is not None and clears else lines[id].owner
        spending[owner, year].append((x, 1.0))
    for agency in v.data.portfolio.owners:
        if agency.capacity is not None:
            for year in v.data.years:
                terms = spending[agency.id, year]
                at = "owner_capacity", (agency.id,), year
                yield Row(*at, terms, "<=", agency.capacity)


def after_clearance(v: Variables) -> Iterator[Row]:
    """∀ p cleared by the city, t: Σ_{t'≤t} x[p,c,t'] ≤ ρ·Σ_{k city, t'<t} x[p,k,t'].

    c: the source of construction money, ρ: construction that a triệu of clearance stands for.
    Sites are handed over as they are cleared. 01-CTr/TU, I.4 Thứ nhất (docs/mechanisms.md).
    """
    city = city_sources(v)
    for line in v.data.lines:
        terms = line.project.clearing
        if terms is None:
            continue
        cells = v.cells(line)
        for year in v.data.years:
            paid = [(x, 1.0) for (_, k, t), x in cells if k == terms.source and t <= year]
            cleared = [(x, -float(terms.ratio)) for (_, k, t), x in cells if k in city and t < year]
            if paid:
                at = ("after_clearance", (line.id,), year)
                yield Row(*at, paid + cleared, "<=", 0, line.id)


def city_sources(v: Variables) -> set[str]:
    """The limited sources of the city's own budget."""
    return {k.id for k in v.data.portfolio.sources if k.level is Level.CITY and not k.unlimited}


def overhang(v: Variables) -> Iterator[Row]:
    """Σ_p o[p] ≤ share × Σ x, over public lines. Law 39/2019/QH14, Art. 89.2 (20%)."""
    public = [line for line in v.data.lines if is_public(line)]
    left = [(v.overhang[line.id], 1.0) for line in public if line.id in v.overhang]
    if left:
        share = -float(v.data.portfolio.settings.overhang_share)
        spent = [(x, share) for line in public for _, x in v.cells(line)]
        yield Row("overhang", (), None, left + spent, "<=", 0)


def links(v: Variables) -> Iterator[Row]:
    """Precedence, ∀ τ: Σ_{τ'≤τ} s[second,τ'] ≤ Σ s[first,τ'] early enough; exclusion: Σ ≤ 1."""
    lines = {line.id: line for line in v.data.lines}
    for link in v.data.portfolio.links:
        first, second = lines.get(link.first), lines.get(link.second)
        subject = (link.first, link.second)
        if link.kind is LinkKind.EXCLUSION:
            both = [line for line in (first, second) if line is not None]
            terms = [(s, 1.0) for line in both for _, s in v.starts(line)]
            yield Row("links", subject, None, terms, "<=", 1)
            continue
        if second is None:
            continue
        finish = link.kind is LinkKind.AFTER_FINISH
        for year in v.data.years:
            late = [(s, 1.0) for t, s in v.starts(second) if t <= year]
            if not late:
                continue
            done = []
            for t, s in v.starts(first) if first is not None else ():
                ready = (first.end[t] if finish and first is not None else t) + link.lag
                if ready <= year:
                    done.append((s, -1.0))
            yield Row("links", subject, year, late + done, "<=", 0)


def new_starts(v: Variables) -> Iterator[Row]:
    """∀ t: Σ over new public lines s[p,t] ≤ the limit on new starts a year."""
    limit = v.data.portfolio.settings.new_starts
    if limit is not None:
        for year in v.data.years:
            terms = [
                (v.start[line.id, year], 1.0)
                for line in v.data.lines
                if line.project.is_new and (line.id, year) in v.start
            ]
            yield Row("new_starts", (), year, terms, "<=", limit)


def arrears_first(v: Variables) -> Iterator[Row]:
    """∀ t: no new public start before all arrears are paid. Law 39/2019/QH14, Art. 51.4, 101."""
    if not v.arrears_paid:
        return
    owed = [line for line in v.data.lines if line.project.status is Status.ARREARS]
    total = sum(line.need for line in owed)
    for year, paid in v.arrears_paid.items():
        so_far = [(x, 1.0) for line in owed for (_, _, t), x in v.cells(line) if t <= year]
        yield Row("arrears_first", (), year, [*so_far, (paid, -total)], ">=", 0)
        for line in v.data.lines:
            if line.project.is_new and (line.id, year) in v.start:
                terms = [(v.start[line.id, year], 1.0), (paid, -1.0)]
                yield Row("arrears_first", (line.id,), year, terms, "<=", 0)


def pins(v: Variables) -> Iterator[Row]:
    """What the user fixed: a start year, an exclusion, one amount."""
    for pin in v.data.portfolio.pins:
        own = [(t, s) for (p, t), s in v.start.items() if p == pin.project]
        match pin.kind:
            case PinKind.START:
                terms = [(s, 1.0) for t, s in own if t == pin.year]
                yield Row("pins", (pin.project,), pin.year, terms, "=", 1, pin.project)
            case PinKind.EXCLUDE:
                terms = [(s, 1.0) for _, s in own]
                yield Row("pins", (pin.project,), None, terms, "=", 0, pin.project)
            case PinKind.AMOUNT:
                source, year = pin.source or "", pin.year or 0
                cell = v.cell.get((pin.project, source, year))
                terms = [] if cell is None else [(cell, 1.0)]
                at = (pin.project, source), pin.year
                yield Row("pins", *at, terms, "=", pin.amount or 0, pin.project)
