"""What the workbook says of a line, read again for the check in ways of its own.

Shares are kept as whole numbers over a common denominator and cumulated over the years, so
that every bound is one integer division. Nothing here comes from the room of the model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isfinite, lcm

from portfolio.domain import Band, Kind, Portfolio, Project, Status, Tier
from portfolio.model.records import Solution

OPEN = (Status.NEW, Status.PREPARATION)
"""The statuses of a line that is not under way yet."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Bands of the window, cumulated: ``least[j] - least[i]`` over ``unit`` is the sum of the
    least shares of the years i to j - 1 of execution.
    """

    unit: int
    least: tuple[int, ...]
    most: tuple[int, ...]

    @property
    def length(self) -> int:
        """L_p, years."""
        return len(self.least) - 1

    def floor(self, i: int, j: int, amount: int) -> int:
        """The least of ``amount`` (triệu) in the years i to j - 1, rounded down."""
        return (self.least[j] - self.least[i]) * amount // self.unit

    def ceil(self, i: int, j: int, amount: int) -> int:
        """The most of ``amount`` (triệu) in the years i to j - 1, rounded up."""
        return -((self.most[i] - self.most[j]) * amount // self.unit)


@dataclass(frozen=True, slots=True)
class Row:
    """A costed line: its need (triệu), first and last year of start, bands, payers."""

    id: str
    project: Project
    need: int
    public: bool
    must: bool
    new: bool
    tier: Tier
    first: int
    last: int
    steps: Steps
    payers: Mapping[str, Band]

    def end(self, start: int) -> int:
        """The last year with capital when the line starts in ``start``."""
        window = start + self.steps.length - 1
        deadline = self.project.deadline
        return window if deadline is None or window < deadline else deadline


def rows(portfolio: Portfolio) -> dict[str, Row]:
    """Every line with an estimate, in the order of the workbook."""
    reader = _Reader(portfolio)
    return {p.id: reader.row(p) for p in portfolio.projects if p.cost is not None}


class _Reader:
    """Reads lines; what many lines share (profiles, eligibility) is worked out once."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._settings = portfolio.settings
        self._profiles = {profile.id: profile.bands for profile in portfolio.profiles}
        self._steps: dict[tuple[object, ...], Steps] = {}
        self._scopes: dict[str, dict[str, Band]] = {}
        for rule in portfolio.eligibility:
            self._scopes.setdefault(rule.scope, {})[rule.source] = rule.band
        self._payers: dict[tuple[str, str], dict[str, Band]] = {}

    def row(self, p: Project) -> Row:
        public = p.kind is Kind.PUBLIC
        started_before = public and p.status not in OPEN
        t0, t1 = self._settings.first_year, self._settings.last_year
        if started_before:
            first, last = t0, t0
        else:
            first = max(t0, p.earliest if p.earliest is not None else t0)
            last = min([t1, *(y for y in (p.latest, p.deadline) if y is not None)])
        return Row(
            id=p.id,
            project=p,
            need=max(0, (p.cost or 0) - p.allocated),
            public=public,
            must=p.mandatory or p.urgent or p.begun or started_before,
            new=public and p.status is Status.NEW and not p.begun,
            tier=_tier(p, public),
            first=first,
            last=last,
            steps=self._phasing(p),
            payers=self._who_pays(p),
        )

    def _phasing(self, p: Project) -> Steps:
        years = self._settings.legal_years[p.group] if p.max_years is None else p.max_years
        key = (p.least_year, p.most_year, p.profile, p.group, years)
        if key not in self._steps:
            self._steps[key] = _cumulate(self._bands(p, years))
        return self._steps[key]

    def _bands(self, p: Project, years: int) -> tuple[Band, ...]:
        flat = Band(
            p.least_year or Fraction(0), Fraction(1) if p.most_year is None else p.most_year
        )
        if p.least_year is None and p.most_year is None:
            name = str(p.group) if p.profile is None else p.profile
            if name in self._profiles:
                return self._profiles[name][:years]
        return (flat,) * years

    def _who_pays(self, p: Project) -> Mapping[str, Band]:
        own = self._scopes.get(p.id)
        key = (p.kind, p.sector)
        if key not in self._payers:
            merged: dict[str, Band] = {}
            for scope in ("*", str(p.kind), p.sector):
                merged |= self._scopes.get(scope, {})
            self._payers[key] = merged
        return self._payers[key] | own if own else self._payers[key]


def _cumulate(bands: tuple[Band, ...]) -> Steps:
    unit = lcm(1, *(share.denominator for b in bands for share in (b.least, b.most)))
    least, most = [0], [0]
    for band in bands:
        least.append(least[-1] + int(band.least * unit))
        most.append(most[-1] + int(band.most * unit))
    return Steps(unit, tuple(least), tuple(most))


def _tier(p: Project, public: bool) -> Tier:
    """The place in the legal order: Law 39/2019/QH14, Art. 51.4-51.5."""
    if not public:
        return Tier.PRIVATE
    if p.status in OPEN:
        return Tier.TRANSITIONAL if p.urgent or p.begun else Tier.REST
    return {
        Status.ARREARS: Tier.ARREARS,
        Status.ADVANCE: Tier.ADVANCE,
        Status.FINISHED: Tier.FINISHED,
        Status.COUNTERPART: Tier.COUNTERPART,
        Status.PPP: Tier.PPP,
    }.get(p.status, Tier.TRANSITIONAL)


@dataclass(frozen=True, slots=True)
class Facts:
    """A finished plan beside the workbook, summed up once for all rules. Amounts in triệu.

    ``cells``: (source, year, capital) of each costed line; what names anything unknown is left
    to the rule *integrity*.
    """

    portfolio: Portfolio
    solution: Solution
    rows: Mapping[str, Row]
    years: range
    cells: Mapping[str, list[tuple[str, int, int]]]
    starts: Mapping[str, int]
    funded: Mapping[str, int]
    overhang: Mapping[str, int]
    by_year: Mapping[str, Mapping[int, int]]
    by_source: Mapping[str, Mapping[str, int]]
    spent: Mapping[str, Mapping[int, int]]

    def started(self) -> Iterator[tuple[Row, int]]:
        """The started lines with their year of start, in the order of the workbook."""
        for row in self.rows.values():
            if row.id in self.starts:
                yield row, self.starts[row.id]

    def capital(self, project: str) -> int:
        """Σ_{k,t} x[p,k,t]."""
        return sum(self.by_year.get(project, {}).values())


def gather(portfolio: Portfolio, solution: Solution) -> Facts:
    """Sum the plan up by project and year, project and source, source and year."""
    table = rows(portfolio)
    years = range(portfolio.settings.first_year, portfolio.settings.last_year + 1)
    spent = {k.id: dict.fromkeys(years, 0) for k in portfolio.sources}
    cells: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for (project, source, year), amount in solution.cells.items():
        if source in spent and year in years and project in table:
            money = exact(amount)
            cells[project].append((source, year, money))
            spent[source][year] += money
    by_year: dict[str, dict[int, int]] = {}
    by_source: dict[str, dict[str, int]] = {}
    for project, paid in cells.items():
        yearly, payers = by_year.setdefault(project, {}), by_source.setdefault(project, {})
        for source, year, money in paid:
            yearly[year] = yearly.get(year, 0) + money
            payers[source] = payers.get(source, 0) + money
    return Facts(
        portfolio=portfolio,
        solution=solution,
        rows=table,
        years=years,
        cells=cells,
        starts={p: t for p, t in solution.starts.items() if p in table and is_whole(t)},
        funded={p: exact(y) for p, y in solution.funded.items()},
        overhang={p: exact(o) for p, o in solution.overhang.items()},
        by_year=by_year,
        by_source=by_source,
        spent=spent,
    )


def is_whole(value: object) -> bool:
    """A plain whole number: no bool, no float, no number of another library."""
    return type(value) is int


def exact(amount: int) -> int:
    """The amount as it stands; one that is not whole counts rounded up, one that is no number
    counts 0: *integrity* tells of both.
    """
    if type(amount) is int:
        return amount
    return ceil(amount) if isfinite(amount) else 0
