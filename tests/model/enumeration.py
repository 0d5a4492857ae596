"""The optimum of a small portfolio, found by trying every start of every line.

Nothing of ``portfolio.model`` is used: for every choice of starts the amounts are a small integer
program whose rows are written here from docs/model.md, every bound rounded as it says there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction as F
from itertools import product
from math import ceil, floor, inf

import highspy

from portfolio.domain import (
    Anchor,
    Band,
    Group,
    Kind,
    Link,
    LinkKind,
    Portfolio,
    Project,
    Source,
    Status,
    Tier,
)

YEARS = (2021, 2022, 2023)
Starts = Mapping[str, int]
Terms = list[tuple[int, F | int]]


@dataclass
class Program:
    """Whole variables between 0 and ``top``; rows ``low`` <= terms <= ``high``."""

    top: list[float] = field(default_factory=list)
    rows: list[tuple[Terms, F | float, F | float]] = field(default_factory=list)

    def var(self, top: float = inf) -> int:
        self.top.append(top)
        return len(self.top) - 1

    def row(self, terms: Terms, low: F | float, high: F | float) -> None:
        self.rows.append((terms, low, high))

    def most(self, goal: Mapping[int, F]) -> float | None:
        """The largest value of ``goal``; None when nothing obeys the rows."""
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("presolve", "off"), ("mip_rel_gap", 0.0)):
            highs.setOptionValue(name, value)
        for n, top in enumerate(self.top):
            highs.addCol(float(goal.get(n, 0)), 0.0, top, 0, [], [])
            highs.changeColIntegrality(n, highspy.HighsVarType.kInteger)
        for terms, low, high in self.rows:
            total: dict[int, F | int] = {}
            for n, c in terms:
                total[n] = total.get(n, 0) + c
            values = [float(c) for c in total.values()]
            highs.addRow(float(low), float(high), len(total), list(total), values)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        highs.run()
        status = highs.getModelStatus()
        found = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)
        if status in found:
            return float(highs.getObjectiveValue())
        assert status == highspy.HighsModelStatus.kInfeasible
        return None


def starts_of(p: Project) -> list[int]:
    if p.kind is Kind.PUBLIC and p.status in (Status.TRANSITIONAL, Status.FINISHED, Status.ARREARS):
        return [YEARS[0]]
    return [t for t in YEARS if (p.earliest or 0) <= t <= min(p.deadline or t, p.latest or t)]


def bands_of(book: Portfolio, p: Project) -> list[Band]:
    years = p.max_years or {Group.A: 6, Group.B: 4, Group.C: 3}[p.group]
    found = [f.bands for f in book.profiles if f.id == p.group.value]
    return list(found[0][:years]) if found else [Band(F(0), F(1))] * years


def end_of(book: Portfolio, p: Project, start: int) -> int:
    return min(start + len(bands_of(book, p)) - 1, p.deadline or 9999)


def band_of(book: Portfolio, p: Project, source: str) -> Band | None:
    rows = {(e.scope, e.source): e.band for e in book.eligibility}
    return rows.get((p.sector, source)) or rows.get((p.kind.value, source))


def money(book: Portfolio, source: Source, gross: int) -> int:
    """What stays of a gross amount: ⌊retained⌋, less ⌈reserve⌉."""
    kept = floor(book.sharings[0].retained * gross) if source.id == "K0" else gross
    return kept - ceil(source.reserve * kept)


def discounted(book: Portfolio, p: Project, start: int) -> F:
    """What the line is worth in full when it starts then."""
    weight = F(1) if p.tier not in (Tier.REST, Tier.PRIVATE) else (p.score or F(0)) / 100
    return weight * p.need * book.settings.discount ** (start - starts_of(p)[0])


def choices(book: Portfolio) -> Iterator[dict[str, int]]:
    """Every choice of starts that obeys rules 1, 10 and 11."""
    by = book.project
    options = [[*starts_of(p), *([] if p.must_start else [0])] for p in book.projects]
    for years in product(*options):
        starts = {p.id: t for p, t in zip(book.projects, years, strict=True) if t}
        new = [t for p, t in starts.items() if by[p].is_new]
        limit = book.settings.new_starts
        if limit is not None and any(new.count(t) > limit for t in YEARS):
            continue
        if all(_linked(book, link, starts) for link in book.links):
            yield starts


def _linked(book: Portfolio, link: Link, starts: Starts) -> bool:
    first, second = starts.get(link.first), starts.get(link.second)
    if link.kind is LinkKind.EXCLUSION:
        return first is None or second is None
    if first is None or second is None:
        return second is None
    after = link.kind is LinkKind.AFTER_FINISH
    return second >= link.lag + (end_of(book, book.project[link.first], first) if after else first)


def amounts(book: Portfolio, starts: Starts) -> tuple[float, ...] | None:
    """The best of every tier in turn with these starts, or None."""
    it = Program()
    by = book.project
    x = {
        (p, k.id, t): it.var()
        for p, start in starts.items()
        for k in book.sources
        if band_of(book, by[p], k.id)
        for t in YEARS
        if start <= t <= end_of(book, by[p], start)
    }
    left = {p: it.var() for p, start in starts.items() if end_of(book, by[p], start) > YEARS[-1]}
    part = {p: it.var(by[p].need) for p in starts if by[p].divisible and by[p].need}
    for p, start in starts.items():
        _line(it, book, by[p], start, x, left.get(p), part.get(p))
    _shared(it, book, starts, x, left)
    best = []
    for tier in sorted({p.tier for p in book.projects}):
        goal = {n: -book.settings.overhang_charge for p, n in left.items() if by[p].tier is tier}
        if tier is Tier.PRIVATE:
            goal = {}
        fixed = F(0)
        for p, start in starts.items():
            if by[p].tier is tier:
                value = discounted(book, by[p], start)
                if p in part:
                    goal[part[p]] = value / by[p].need
                else:
                    fixed += value
        found = it.most(goal)
        if found is None:
            return None
        it.row(list(goal.items()), found - 1e-6, inf)
        best.append(float(fixed) + found)
    return tuple(best)


def _line(
    it: Program, book: Portfolio, p: Project, start: int,
    x: Mapping[tuple[str, str, int], int], left: int | None, part: int | None,
) -> None:  # fmt: skip
    """Rules 2 to 5 of one line; rounding outward is exact for whole amounts."""
    own: Terms = [(n, 1) for (q, _, _), n in x.items() if q == p.id]
    over: Terms = [] if left is None else [(left, 1)]
    promise: Terms = [] if part is None else [(part, -1)]
    it.row(own + over + promise, p.need if part is None else 0, p.need if part is None else 0)
    if part is not None:
        it.row([(part, 1)], ceil(p.least_funded * p.need), p.need)
    bands = bands_of(book, p)
    years: dict[int, Terms] = {t: [] for t in YEARS if start <= t <= end_of(book, p, start)}
    for (q, _, t), n in x.items():
        if q == p.id:
            years[t].append((n, 1))
    pieces = [(years[t], bands[t - start].least, bands[t - start].most) for t in years]
    if left is not None:
        later = bands[YEARS[-1] + 1 - start : end_of(book, p, start) - start + 1]
        pieces.append(
            (over, sum((b.least for b in later), F(0)), sum((b.most for b in later), F(0)))
        )
    for terms, low, high in pieces:
        if part is None:
            it.row(terms, floor(low * p.need), ceil(high * p.need))
        else:
            it.row([*terms, (part, -low)], F(1, low.denominator) - 1, inf)
            it.row([*terms, (part, -high)], -inf, 1 - F(1, high.denominator))
    for k in book.sources:
        band = band_of(book, p, k.id)
        if band is not None:
            share = [(n, F(q == k.id)) for (o, q, _), n in x.items() if o == p.id]
            it.row([(n, c - band.least) for n, c in share], F(1, band.least.denominator) - 1, inf)
            it.row([(n, c - band.most) for n, c in share], -inf, 1 - F(1, band.most.denominator))


def _shared(
    it: Program, book: Portfolio, starts: Starts,
    x: Mapping[tuple[str, str, int], int], left: Mapping[str, int],
) -> None:  # fmt: skip
    """Rules 6 to 9, arrears first (11), and land value feedback."""
    by = book.project
    earmark, cap = book.limits
    for k in book.sources:
        carried, before = 0, None
        spare: list[tuple[int | None, int, Terms]] = []
        for t in () if k.unlimited else YEARS:
            gross = [book.streams[k.id != "K0"].by_year[t].gross]
            gross += [_brings(book, by[p], s, t) for p, s in starts.items()]
            if k.id != "K0":
                gross = gross[:1]
            have = [money(book, k, g) for g in gross]
            carried = sum(floor(k.carry_over * g) for g in have)
            after = it.var(carried if t < YEARS[-1] else 0)
            spent: Terms = [(n, 1) for (_, q, u), n in x.items() if (q, u) == (k.id, t)]
            into: Terms = [] if before is None else [(before, -1)]
            it.row([*spent, *into, (after, 1)], -inf, sum(have))
            others: Terms = [
                (n, 1) for (p, q, u), n in x.items()
                if (q, u) == (k.id, t) and by[p].sector != earmark.sector
            ]  # fmt: skip
            spare.append((before, sum(have) - (earmark.amount or 0), others))
            before = after
        for a in range(len(spare) if k.id == earmark.source else 0):
            for b in range(a + 1, len(spare) + 1):
                terms = [term for _, _, more in spare[a:b] for term in more]
                first = spare[a][0]
                terms += [] if first is None else [(first, -1)]
                it.row(terms, -inf, sum(free for _, free, _ in spare[a:b]))
    for t in YEARS:
        at = [(by[p], n) for (p, _, u), n in x.items() if u == t]
        it.row([(n, 1) for p, n in at if p.owner == "X"], -inf, book.owners[0].capacity or 0)
        it.row([(n, 1) for p, n in at if p.sector == cap.sector], -inf, cap.amount or 0)
    public: Terms = [(n, 1) for p, n in left.items() if by[p].kind is Kind.PUBLIC]
    share = book.settings.overhang_share
    public += [(n, -share) for (p, _, _), n in x.items() if by[p].kind is Kind.PUBLIC]
    it.row(public, -inf, 0)
    owed = {p.id: p.need for p in book.projects if p.status is Status.ARREARS}
    for t in {t for p, t in starts.items() if by[p].is_new}:
        it.row(
            [(n, 1) for (p, _, u), n in x.items() if u <= t and p in owed], sum(owed.values()), inf
        )


def _brings(book: Portfolio, p: Project, start: int, year: int) -> int:
    """Gross land revenue of the line in that year."""
    if p.land is None:
        return 0
    since = start if p.land.anchor is Anchor.START else end_of(book, p, start)
    return p.land.gross if year == since + p.land.lag else 0


def best_of(book: Portfolio) -> tuple[float, ...] | None:
    """The tiers' best; choices of starts that cannot beat the best so far are not tried."""
    best = None
    for promise, starts in sorted(
        ((potential(book, starts), starts) for starts in choices(book)),
        key=lambda choice: choice[0],
        reverse=True,
    ):
        if best is not None and promise <= ranked(best):
            break
        found = amounts(book, starts)
        if found is not None and (best is None or ranked(found) > ranked(best)):
            best = found
    return best


def ranked(tiers: tuple[float, ...]) -> list[float]:
    return [round(value, 5) for value in tiers]


def potential(book: Portfolio, starts: Starts) -> list[float]:
    """What the tiers would reach if every started line were paid in full, nothing left over."""
    total = {p.tier: 0.0 for p in book.projects}
    for p in book.projects:
        if p.id in starts:
            total[p.tier] += float(discounted(book, p, starts[p.id]))
    return ranked(tuple(total[tier] for tier in sorted(total)))
