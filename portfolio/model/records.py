"""What a solve gives back, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain import Cell, Tier


class Outcome(StrEnum):
    """Why the solver stopped, with an incumbent in hand.

    OPTIMAL: proven within the asked gap. WIDER_GAP: searched to the end, but whole triệu cost
    more than the asked gap leaves, so that only a wider one is proven. TIME_LIMIT and
    INTERRUPTED: the best plan found so far, with its gap.
    """

    OPTIMAL = "optimal"
    WIDER_GAP = "wider_gap"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class TierReport:
    """One tier of the lexicographic objective, in triệu đồng weighted.

    ``objective`` = ``value`` - ``waiting`` - ``overhang``: the worth of what starts, less the
    discount for waiting, less the charge for capital left to the next plan. ``bound``: proven
    upper bound on ``objective``. ``gap`` = (bound - objective) / |objective|.
    """

    tier: Tier
    value: float
    waiting: float
    overhang: float
    objective: float
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class SolveReport:
    """Status, gap and bound as the solver proved them, and what it ran with.

    ``objective``, ``bound``, ``gap`` are those of ``Tier.REST`` (0 without such lines).
    ``seconds``: wall time of build, solve and rounding. ``solver_seconds``: the solver's own
    running time in it.
    """

    outcome: Outcome
    objective: float
    bound: float
    gap: float
    tiers: tuple[TierReport, ...]
    asked_gap: float
    solver: str
    solver_version: str
    seed: int
    threads: int
    seconds: float
    solver_seconds: float
    variables: int
    constraints: int


@dataclass(frozen=True)
class Search:
    """What a search proved before its capital was placed: no plan yet, but its starts and worth.

    ``reached`` and ``bounds``: objective and proven bound of every tier with lines, weighted
    triệu đồng; the amounts behind them may still move by the rounding to whole triệu.
    """

    outcome: Outcome
    starts: Mapping[str, int]
    reached: Mapping[Tier, float]
    bounds: Mapping[Tier, float]
    solver_seconds: float

    @property
    def objective(self) -> float:
        """Of ``Tier.REST`` (0 without such lines)."""
        return self.reached.get(Tier.REST, 0.0)

    @property
    def bound(self) -> float:
        """Of ``Tier.REST``."""
        return self.bounds.get(Tier.REST, 0.0)


@dataclass(frozen=True)
class Solution:
    """A finished allocation in whole triệu đồng.

    ``starts``: project -> start year, for every started line. ``funded``: project -> the part
    of its need that is promised (its whole need unless divisible). ``cells``: non-zero capital
    by (project, source, year). ``overhang``: project -> triệu left to the next plan, non-zero.
    For each started line: sum of its cells + overhang = funded.
    """

    starts: Mapping[str, int]
    funded: Mapping[str, int]
    cells: Mapping[Cell, int]
    overhang: Mapping[str, int]
    report: SolveReport
