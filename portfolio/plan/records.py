"""What the checker and the run say about a plan, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from portfolio.domain import Pin


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One rule on one subject of a finished plan, as the checker recomputed it.

    ``rule``: the rule's name in docs/model.md. ``subject``: project, source, owner, limit ids
    it speaks of. ``year``: a year, or None for the whole plan. ``relation``: ``<=``, ``>=`` or
    ``=``. ``slack``: how much room is left (negative when broken), in the unit of the sides,
    triệu đồng unless the rule counts starts.
    """

    rule: str
    subject: tuple[str, ...]
    year: int | None
    left: int | Fraction
    relation: str
    right: int | Fraction
    ok: bool

    @property
    def slack(self) -> int | Fraction:
        """Room left on the binding side; 0 when an equality holds."""
        room = Fraction(self.right) - Fraction(self.left)
        if self.relation == ">=":
            room = -room
        if self.relation == "=":
            room = -abs(room)
        return int(room) if room.denominator == 1 else room


@dataclass(frozen=True)
class CheckReport:
    """Every line the checker verified, and the figures it recomputed on its own.

    ``totals``: recomputed key figures (``capital``, ``overhang``, ``objective`` of the last
    tier, ...) for comparison with the reported ones.
    """

    lines: tuple[CheckLine, ...]
    totals: Mapping[str, int | Fraction] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[CheckLine, ...]:
        """The lines that do not hold."""
        return tuple(line for line in self.lines if not line.ok)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """How a plan was made: for the sheet Thông tin and for anyone who must repeat it.

    ``scenario_sha256``: of everything the scenario sets. ``pins``: what was fixed beside the
    workbook and the scenario, on the command line or by editing a plan. ``closed``: the last year
    that is history, of a plan made by ``portfolio replan``.
    """

    scenario: str = ""
    scenario_en: str = ""
    scenario_citation: str = ""
    scenario_path: str = ""
    command: str = ""
    created: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    scenario_sha256: str = ""
    pins: tuple[Pin, ...] = ()
    closed: int | None = None
