"""The records everything else speaks of: frozen, plain, with units in the docstrings.

Amounts are whole **triệu đồng** (int). Shares are exact fractions (``Fraction``), 0 to 1.
Years are calendar years (int). Records hold what the workbook says, resolved as little as
possible: the model derives what it needs in ``model/``, and the checker derives it again
on its own in ``plan/check.py``, so that an error in one is seen by the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portfolio.errors import Problem

Cell = tuple[str, str, int]
"""(project id, source id, year)"""

SourceYear = tuple[str, int]
"""(source id, year)"""


class Level(StrEnum):
    """Who the money belongs to."""

    CENTRAL = "central"
    PROVINCIAL = "provincial"
    CITY = "city"
    PRIVATE = "private"


class Status(StrEnum):
    """Where a line stands in the legal order of priority (Law 39/2019/QH14, Art. 51.4-51.5)."""

    ARREARS = "arrears"
    ADVANCE = "advance"
    FINISHED = "finished"
    COUNTERPART = "counterpart"
    PPP = "ppp"
    TRANSITIONAL = "transitional"
    NEW = "new"
    PREPARATION = "preparation"


class Tier(IntEnum):
    """The lexicographic tiers of the objective, first served first.

    Law 39/2019/QH14, Art. 51.4-51.5. Urgent works stand with the transitional lines. Lines of
    investors come last and on their own, so that their size does not flatter the gap.
    """

    ARREARS = 1
    ADVANCE = 2
    FINISHED = 3
    COUNTERPART = 4
    PPP = 5
    TRANSITIONAL = 6
    REST = 7
    PRIVATE = 8


class Group(StrEnum):
    """Project group by total cost (Law 39/2019/QH14, Art. 8-10)."""

    A = "A"
    B = "B"
    C = "C"


class Kind(StrEnum):
    """Whose project it is: the public budget's, or an investor's."""

    PUBLIC = "public"
    PRIVATE = "private"


class Provenance(StrEnum):
    """Where a figure comes from."""

    DOCUMENT = "document"
    REPORTED = "reported"
    ASSUMED = "assumed"


class Anchor(StrEnum):
    """From which event the land revenue of a project is counted."""

    START = "start"
    COMPLETION = "completion"


class LimitKind(StrEnum):
    """``CAP``: at most. ``FLOOR``: at least. ``EARMARK``: set aside, nobody else may use it."""

    CAP = "cap"
    FLOOR = "floor"
    EARMARK = "earmark"


class LinkKind(StrEnum):
    """``AFTER_START``/``AFTER_FINISH``: precedence; ``EXCLUSION``: at most one of the two."""

    AFTER_START = "after_start"
    AFTER_FINISH = "after_finish"
    EXCLUSION = "exclusion"


class PinKind(StrEnum):
    """What the user fixed: the start year, the exclusion, or one amount."""

    START = "start"
    EXCLUDE = "exclude"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Band:
    """Least and most share, 0 <= least <= most <= 1."""

    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row or a figure comes from, as the reports print it."""

    provenance: Provenance = Provenance.ASSUMED
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Sector:
    """A field of the law. ``a_from``/``b_from``: triệu đồng at which group A/B begins."""

    id: str
    name: str
    a_from: int | None = None
    b_from: int | None = None
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner agency (chủ đầu tư). ``capacity``: triệu đồng it can disburse a year, or None."""

    id: str
    name: str
    capacity: int | None = None
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Source:
    """A funding source.

    ``carry_over``: share of a year's spendable envelope that may pass to the next year
    (Law 39/2019/QH14, Art. 68). ``reserve``: share of each year's investment money set aside
    first. ``unlimited``: pays whatever its projects need (private investors).
    """

    id: str
    name: str
    level: Level
    carry_over: Fraction = Fraction(0)
    reserve: Fraction = Fraction(0)
    unlimited: bool = False
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Revenue:
    """Gross revenue of a stream in a year, triệu đồng, with a low and a high figure."""

    gross: int
    low: int | None = None
    high: int | None = None
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class RevenueStream:
    """A revenue stream: gross triệu đồng by year."""

    id: str
    name: str
    by_year: Mapping[int, Revenue]


@dataclass(frozen=True, slots=True)
class Sharing:
    """How much of a stream reaches a source.

    ``retained``: the share the level keeps. ``invested``: the share of what is kept that goes
    to investment. ``year``: one year, or None for every year without a row of its own.
    Envelope money = gross × retained × invested, rounded down to the whole triệu at each step.
    """

    stream: str
    source: str
    retained: Fraction
    invested: Fraction = Fraction(1)
    year: int | None = None
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Which source may pay for which projects, and how much of each (co-funding).

    ``scope``: a project id, a sector id, ``"public"``, ``"private"`` or ``"*"``. For a project
    and a source the most specific row counts (project, sector, kind, all); a pair without any
    row is not eligible. ``band``: share of the project's capital within the plan that this
    source pays.
    """

    scope: str
    source: str
    band: Band
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Profile:
    """A phasing profile: least and most share of the need in each year of execution.

    ``bands[0]`` is the year of the start. least = most in every year is a fixed profile.
    """

    id: str
    name: str
    bands: tuple[Band, ...]
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap, floor or earmark. Empty selectors match everything; given ones must all match.

    ``amount`` in triệu đồng, or ``share`` of the spendable envelope of ``source`` (then
    ``source`` is given); exactly one of the two. ``year``: one year; None: each year on its
    own, unless ``whole_plan``: then all years together. An earmark needs a ``source`` and is
    never ``whole_plan``.
    """

    id: str
    kind: LimitKind
    amount: int | None = None
    share: Fraction | None = None
    source: str | None = None
    sector: str | None = None
    owner: str | None = None
    place: str | None = None
    year: int | None = None
    whole_plan: bool = False
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of two projects.

    AFTER_START: ``second`` starts at least ``lag`` years after ``first`` starts.
    AFTER_FINISH: at least ``lag`` years after the last year of ``first``'s window, where 1 is
    the next year. EXCLUSION: at most one of the two starts. A successor without its
    predecessor never starts.
    """

    kind: LinkKind
    first: str
    second: str
    lag: int = 0
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Pin:
    """A decision fixed by the user. ``amount`` (triệu đồng) and ``source`` only for AMOUNT."""

    kind: PinKind
    project: str
    year: int | None = None
    source: str | None = None
    amount: int | None = None
    origin: Origin = Origin()


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
class Criterion:
    """A scoring criterion and its weight (any positive number, they are normalised)."""

    id: str
    name: str
    weight: Fraction
    origin: Origin = Origin()


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
    ``clearance``: the part of the cost that is site clearance. Width in metres.
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
    clause: str = ""
    printed: str = ""
    note: str = ""
    origin: Origin = Origin()

    @property
    def need(self) -> int:
        """R_p: what is still to be paid, triệu đồng (0 for a line without an estimate)."""
        return max(0, (self.cost or 0) - self.allocated)

    @property
    def tier(self) -> Tier:
        """The lexicographic tier of this line."""
        if self.kind is Kind.PRIVATE:
            return Tier.PRIVATE
        if self.urgent and self.status in (Status.NEW, Status.PREPARATION):
            return Tier.TRANSITIONAL
        if self.status in (Status.NEW, Status.PREPARATION):
            return Tier.REST
        return Tier[self.status.name]

    @property
    def is_new(self) -> bool:
        """A new start (khởi công mới) in the sense of the limits on new starts."""
        return self.status is Status.NEW and self.kind is Kind.PUBLIC

    @property
    def must_start(self) -> bool:
        """Exactly one start: mandatory, urgent, or already under way."""
        under_way = self.status not in (Status.NEW, Status.PREPARATION)
        return self.mandatory or self.urgent or (under_way and self.kind is Kind.PUBLIC)


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


@dataclass(frozen=True)
class Portfolio:
    """A whole workbook, checked: what there is to build, to pay with, and to obey.

    ``scores``: (project, criterion) -> mark 1 to 5. ``allocated_by``: (project, source) ->
    triệu đồng before the plan. ``notices``: warnings of the reading, for the reports.
    ``sha256``: hash of the workbook file, empty for a portfolio made in memory.
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
    notices: tuple[Problem, ...] = ()
    path: str = ""
    sha256: str = ""

    @cached_property
    def project(self) -> Mapping[str, Project]:
        """Projects by id."""
        return {p.id: p for p in self.projects}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Sources by id."""
        return {k.id: k for k in self.sources}

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
