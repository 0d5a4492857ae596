"""The rows of the workbook beside the projects: who pays, from what, under which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from portfolio.domain.kinds import Band, Level, LimitKind, LinkKind, Origin, PinKind


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
    first. ``unlimited``: pays whatever its projects need (private investors). ``charge``: what
    each triệu that it pays takes, in the same year, from the envelope of ``charged_to`` (the
    offset of mechanism 1).
    """

    id: str
    name: str
    level: Level
    carry_over: Fraction = Fraction(0)
    reserve: Fraction = Fraction(0)
    unlimited: bool = False
    origin: Origin = Origin()
    charged_to: str = ""
    charge: Fraction = Fraction(0)


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
class Criterion:
    """A scoring criterion and its weight (any positive number, they are normalised)."""

    id: str
    name: str
    weight: Fraction
    origin: Origin = Origin()
