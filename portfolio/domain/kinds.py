"""The words of the field: levels, statuses, tiers, groups, kinds; bands and origins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction

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
