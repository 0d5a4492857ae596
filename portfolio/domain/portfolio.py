"""A line of the programme, the settings, and the whole portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from portfolio.domain.kinds import Anchor, Group, Kind, Origin, SourceYear, Status, Tier
from portfolio.domain.mechanisms import Mechanism
from portfolio.domain.places import Places
from portfolio.domain.rows import (
    Criterion,
    Eligibility,
    Limit,
    Link,
    Owner,
    Pin,
    Profile,
    RevenueStream,
    Sector,
    Sharing,
    Source,
)

if TYPE_CHECKING:
    from portfolio.errors import Problem


@dataclass(frozen=True, slots=True)
class LandRevenue:
    """Gross land-use revenue that a project brings once (land value feedback).

    ``gross`` triệu đồng arrives ``lag`` years after ``anchor``: the start year, or the last
    year of the project's window.
    """

    stream: str
    gross: int
    anchor: Anchor = Anchor.COMPLETION
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Clearing:
    """Mechanism 1 on a road: the city clears the site, then ``source`` pays the construction.

    ``owner``: the agency on whose capacity the city's money for the road counts. ``ratio``:
    triệu of construction that each triệu of clearance paid in earlier years stands for.
    """

    source: str
    owner: str
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Project:
    """One line of the programme.

    ``cost``: TMĐT in triệu đồng, or None for a line without an estimate (reported, never
    optimised). ``allocated``: lũy kế, capital allocated before the plan. ``score``: 0-100, or
    None for the weighted criteria. ``value``: benefit in the objective's unit instead of
    score × need, when the user has one (an NPV). ``max_years``: legal years of capital, None
    for the group's. ``profile``: a profile id, None for the group's; ``least_year`` and
    ``most_year``: the same band in every year, instead of a profile. ``earliest`` and
    ``latest``: first and last year of start; ``deadline``: last year with capital.
    ``divisible``: may be funded in part, at least ``least_funded`` of the need.
    ``clearance``: the part of the cost that is site clearance; ``clearing``: on what terms
    mechanism 1 has the city pay it. Width in metres. ``begun``: it started in a year of this
    plan that is closed, so it goes on, before any new start.
    """

    id: str
    name: str
    cost: int | None
    sector: str
    group: Group
    status: Status = Status.NEW
    kind: Kind = Kind.PUBLIC
    owner: str = ""
    allocated: int = 0
    urgent: bool = False
    mandatory: bool = False
    score: Fraction | None = None
    value: Fraction | None = None
    max_years: int | None = None
    profile: str | None = None
    least_year: Fraction | None = None
    most_year: Fraction | None = None
    earliest: int | None = None
    latest: int | None = None
    deadline: int | None = None
    divisible: bool = False
    least_funded: Fraction = Fraction(0)
    land: LandRevenue | None = None
    place: str = ""
    code: str = ""
    capacity: str = ""
    decision: str = ""
    road_width: Fraction | None = None
    clearance: int | None = None
    clearing: Clearing | None = None
    clause: str = ""
    printed: str = ""
    note: str = ""
    origin: Origin = Origin()
    begun: bool = False

    @property
    def need(self) -> int:
        """R_p: what is still to be paid, triệu đồng (0 for a line without an estimate)."""
        return max(0, (self.cost or 0) - self.allocated)

    @property
    def tier(self) -> Tier:
        """The lexicographic tier of this line."""
        if self.kind is Kind.PRIVATE:
            return Tier.PRIVATE
        if (self.urgent or self.begun) and self.status in (Status.NEW, Status.PREPARATION):
            return Tier.TRANSITIONAL
        if self.status in (Status.NEW, Status.PREPARATION):
            return Tier.REST
        return Tier[self.status.name]

    @property
    def is_new(self) -> bool:
        """A new start (khởi công mới) in the sense of the limits on new starts."""
        return self.status is Status.NEW and self.kind is Kind.PUBLIC and not self.begun

    @property
    def must_start(self) -> bool:
        """Exactly one start: mandatory, urgent, or already under way."""
        under_way = self.status not in (Status.NEW, Status.PREPARATION)
        public_under_way = under_way and self.kind is Kind.PUBLIC
        return self.mandatory or self.urgent or self.begun or public_under_way


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is one number or one text. Shares 0-1, years, triệu đồng."""

    first_year: int = 2021
    last_year: int = 2025
    legal_years: Mapping[Group, int] = field(
        default_factory=lambda: {Group.A: 6, Group.B: 4, Group.C: 3}
    )
    overhang_share: Fraction = Fraction(1, 5)
    discount: Fraction = Fraction(95, 100)
    overhang_charge: Fraction = Fraction(1, 10)
    new_starts: int | None = None
    gap: Fraction = Fraction(1, 10000)
    time_limit: int = 120
    seed: int = 1
    threads: int = 1
    place: str = ""
    title: str = ""
    agency: str = ""
    signer: str = ""
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def years(self) -> range:
        """The horizon, first to last year."""
        return range(self.first_year, self.last_year + 1)


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """A source in a year that is history, triệu đồng.

    ``spendable``: what of the year's own money was spent, charged or passed on; the rest of it
    lapsed. ``passed``: what passed on to the next year. ``basis``: citation, for the ledger.
    """

    spendable: int
    passed: int
    basis: str = ""


@dataclass(frozen=True)
class Portfolio:
    """A whole workbook, checked: what there is to build, to pay with, and to obey.

    ``mechanisms``: those that the scenario asks for, in its order; ``granted``: whether what
    they change of lines, owners, sources and limits is in the records (``funding.grant``).
    ``scores``: (project, criterion) -> mark 1 to 5. ``allocated_by``: (project, source) ->
    triệu đồng before the plan. ``closed``: the money of years that are history, which is not
    what the streams alone would leave. ``notices``: warnings of the reading, for the reports.
    ``sha256``: hash of the workbook file, empty for a portfolio made in memory. ``places``: the
    cell of every figure, for messages.
    """

    projects: tuple[Project, ...]
    sources: tuple[Source, ...]
    settings: Settings = Settings()
    sectors: tuple[Sector, ...] = ()
    owners: tuple[Owner, ...] = ()
    streams: tuple[RevenueStream, ...] = ()
    sharings: tuple[Sharing, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    profiles: tuple[Profile, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scores: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    links: tuple[Link, ...] = ()
    pins: tuple[Pin, ...] = ()
    allocated_by: Mapping[tuple[str, str], int] = field(default_factory=dict)
    mechanisms: tuple[Mechanism, ...] = ()
    granted: bool = False
    closed: Mapping[SourceYear, ClosedYear] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()
    path: str = ""
    sha256: str = ""
    places: Places = field(default=Places(), compare=False)

    @cached_property
    def project(self) -> Mapping[str, Project]:
        """Projects by id."""
        return {p.id: p for p in self.projects}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Sources by id."""
        return {k.id: k for k in self.sources}

    @cached_property
    def stream(self) -> Mapping[str, RevenueStream]:
        """Revenue streams by id."""
        return {s.id: s for s in self.streams}

    @cached_property
    def sector(self) -> Mapping[str, Sector]:
        """Sectors by id."""
        return {s.id: s for s in self.sectors}

    @cached_property
    def owner(self) -> Mapping[str, Owner]:
        """Owner agencies by id."""
        return {o.id: o for o in self.owners}

    @cached_property
    def costed(self) -> tuple[Project, ...]:
        """The lines that have an estimate: the ones the model sees."""
        return tuple(p for p in self.projects if p.cost is not None)

    @cached_property
    def uncosted(self) -> tuple[Project, ...]:
        """The lines without an estimate (chưa có dự toán)."""
        return tuple(p for p in self.projects if p.cost is None)

    def __repr__(self) -> str:
        need = sum(p.need for p in self.costed)
        return (
            f"<Portfolio {self.settings.first_year}-{self.settings.last_year}: "
            f"{len(self.costed)} costed and {len(self.uncosted)} uncosted lines, "
            f"{len(self.sources)} sources, need {need:,} triệu đồng>"
        )
