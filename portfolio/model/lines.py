"""The data of the model, one record a line: what docs/model.md calls R, w, L, lo, hi."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from portfolio.domain import Band, Eligibility, Kind, Limit, Portfolio, Project, Tier
from portfolio.funding.records import Envelope
from portfolio.money import ceil_share, floor_share
from portfolio.timing import bands, last_year, possible_starts

NEUTRAL_MARK = 3
BEST_MARK = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One costed project as the model sees it. ``need`` and ``worth`` in triệu đồng.

    ``weight`` × ``worth`` is its value when it starts at once, in ``first``. ``end``: start ->
    last year of the window. ``sources``: source -> least and most share. ``least_promise``: of
    a divisible line, triệu.
    """

    project: Project
    need: int
    weight: Fraction
    worth: Fraction
    bands: tuple[Band, ...]
    starts: tuple[int, ...]
    first: int
    end: dict[int, int]
    sources: dict[str, Band]
    least_promise: int

    @property
    def id(self) -> str:
        """The project's id."""
        return self.project.id

    @property
    def divisible(self) -> bool:
        """Whether a part may be promised; where nothing is needed there is no part."""
        return self.project.divisible and self.need > 0

    def offsets_beyond(self, start: int, horizon_end: int) -> range:
        """Years of execution after the horizon, for a start."""
        return range(max(0, horizon_end + 1 - start), self.end[start] - start + 1)


@dataclass(frozen=True, slots=True)
class Data:
    """All lines with the envelope they share."""

    portfolio: Portfolio
    envelope: Envelope
    lines: tuple[Line, ...]

    @property
    def years(self) -> range:
        """The horizon."""
        return self.portfolio.settings.years


def prepare(portfolio: Portfolio, envelope: Envelope) -> Data:
    """Derive the model's data from the records. Raises nothing: the input is checked."""
    scores = Scores(portfolio)
    rows = {(row.scope, row.source): row for row in portfolio.eligibility}
    lines = tuple(_line(portfolio, p, scores, rows) for p in portfolio.costed)
    return Data(portfolio, envelope, lines)


class Scores:
    """Weighted scores 0-100 (docs/model.md, "Score")."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._criteria = portfolio.criteria
        self._marks = portfolio.scores
        self._best = BEST_MARK * sum((c.weight for c in portfolio.criteria), Fraction(0))

    def __getitem__(self, project: Project) -> Fraction:
        if project.score is not None:
            return project.score
        if not self._best:
            return Fraction(100 * NEUTRAL_MARK, BEST_MARK)
        marks = self._marks
        total = sum(
            (c.weight * marks.get((project.id, c.id), NEUTRAL_MARK) for c in self._criteria),
            Fraction(0),
        )
        return 100 * total / self._best


def _line(
    portfolio: Portfolio,
    project: Project,
    scores: Scores,
    rows: dict[tuple[str, str], Eligibility],
) -> Line:
    weighted = project.tier in (Tier.REST, Tier.PRIVATE)
    shares = bands(portfolio, project)
    starts = tuple(possible_starts(portfolio, project))
    return Line(
        project=project,
        need=project.need,
        weight=scores[project] / 100 if weighted and project.value is None else Fraction(1),
        worth=Fraction(project.need) if project.value is None else project.value,
        bands=shares,
        starts=starts,
        first=starts[0] if starts else portfolio.settings.first_year,
        end={t: last_year(portfolio, project, t) for t in starts},
        sources=_sources(portfolio, project, rows),
        least_promise=ceil_share(project.least_funded, project.need),
    )


def _sources(
    portfolio: Portfolio, project: Project, rows: dict[tuple[str, str], Eligibility]
) -> dict[str, Band]:
    """The sources that may pay: the most specific eligibility row of each."""
    scopes = (project.id, project.sector, project.kind.value, "*")
    found: dict[str, Band] = {}
    for source in portfolio.sources:
        for scope in scopes:
            row = rows.get((scope, source.id))
            if row is not None:
                if row.band.most > 0:
                    found[source.id] = row.band
                break
    return found


def bounds(line: Line, year: int) -> tuple[int, int]:
    """Least and most capital in year ``year`` of execution for the whole need, triệu đồng."""
    band = line.bands[year]
    return floor_share(band.least, line.need), ceil_share(band.most, line.need)


def overhang_band(line: Line, start: int, horizon_end: int) -> Band:
    """Least and most share of the promise that a start may leave to the next plan."""
    if line.project.deadline is not None and line.project.deadline <= horizon_end:
        return Band(Fraction(0), Fraction(0))
    beyond = line.offsets_beyond(start, horizon_end)
    return _together(line.bands[beyond.start : beyond.stop])


@cache
def _together(bands: tuple[Band, ...]) -> Band:
    """The bands of several years as one; kept, for the lines of a profile share them."""
    least = sum((b.least for b in bands), Fraction(0))
    return Band(least, min(Fraction(1), sum((b.most for b in bands), Fraction(0))))


def overhang_bounds(line: Line, start: int, horizon_end: int) -> tuple[int, int]:
    """The same in triệu đồng, for the whole need."""
    band = overhang_band(line, start, horizon_end)
    return floor_share(band.least, line.need), ceil_share(band.most, line.need)


def is_public(line: Line) -> bool:
    """Public lines count for overhang and for new starts."""
    return line.project.kind is Kind.PUBLIC


def matches(limit: Limit, line: Line) -> bool:
    """Whether the limit's selectors (sector, owner, place) select the line."""
    p = line.project
    return (
        limit.sector in (None, p.sector)
        and limit.owner in (None, p.owner)
        and limit.place in (None, p.place)
    )
