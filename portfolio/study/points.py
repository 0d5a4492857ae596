"""One solved variant of a portfolio, reduced to what studies compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from math import ceil, isfinite
from typing import Any

from portfolio.domain import Kind, Portfolio
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.i18n import N_
from portfolio.model.engine import Options
from portfolio.model.records import Outcome
from portfolio.plan.schedule import Plan
from portfolio.study.run import run

CAPITAL, VALUE, LINES, IDLE = "capital", "value", "lines", "idle"
FIGURES: Mapping[str, str] = {
    CAPITAL: N_("Public capital in the plan"),
    VALUE: N_("Weighted value of the plan (last public tier)"),
    LINES: N_("Public lines started"),
    IDLE: N_("Money left idle over the plan"),
}
"""The key figures: whole triệu đồng (VALUE: weighted), LINES a count."""


@dataclass(frozen=True, slots=True)
class Point:
    """A verified plan in short.

    ``starts``: project -> year. ``figures``: by the names of ``FIGURES``, whole. ``objective``
    and ``bound``: of the last public tier, weighted triệu đồng: the best plan is worth at least
    the one and at most the other.
    """

    starts: Mapping[str, int]
    figures: Mapping[str, int]
    objective: float
    bound: float
    outcome: Outcome
    seconds: float

    @property
    def gap(self) -> float:
        """(bound - objective) / |objective|."""
        if self.objective:
            return (self.bound - self.objective) / abs(self.objective)
        return float(self.bound > 0)

    @property
    def proven(self) -> bool:
        """Optimal within the asked gap."""
        return self.outcome is Outcome.OPTIMAL

    @property
    def most(self) -> int:
        """The weighted value that no plan passes, whole triệu (its own value when unknown)."""
        return ceil(self.bound) if isfinite(self.bound) else self.figures[VALUE]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the proven intervals of two solves say of their optima: ``low`` to ``high`` apart.

    Weighted triệu đồng, second less first. Zero inside: they cannot be told apart.
    """

    low: float
    high: float

    @classmethod
    def of(cls, first: Point, second: Point) -> Difference:
        """The least and most that the second optimum can lie above the first."""
        return cls(second.objective - first.bound, second.bound - first.objective)

    @property
    def is_gain(self) -> bool:
        """Proven above, by more than the noise of counting in whole triệu."""
        return self.low > NOISE

    @property
    def is_loss(self) -> bool:
        """Proven below."""
        return self.high < -NOISE

    @property
    def is_open(self) -> bool:
        """The gaps are wider than the difference."""
        return not (self.is_gain or self.is_loss)


NOISE = 1.0
"""Weighted triệu: what making amounts whole may take from one plan and not from the other."""


def solve_point(job: tuple[Portfolio, Options | None]) -> Point:
    """Run a portfolio (its mechanisms included) and keep the short form. Raises as ``run``."""
    portfolio, options = job
    return point_of(run(portfolio, options=options))


def point_of(plan: Plan) -> Point:
    """The short form of a verified plan."""
    report = plan.solution.report
    return Point(
        starts=dict(plan.solution.starts),
        figures=figures_of(plan),
        objective=report.objective,
        bound=report.bound,
        outcome=report.outcome,
        seconds=report.seconds,
    )


def figures_of(plan: Plan) -> dict[str, int]:
    """The key figures of a plan, whole (the weighted value rounded to the nearest triệu)."""
    public = {p.id for p in plan.portfolio.costed if p.kind is Kind.PUBLIC}
    return {
        CAPITAL: sum(amount for id, amount in plan.capital.items() if id in public),
        VALUE: round(Fraction(plan.solution.report.objective)),
        LINES: sum(id in public for id in plan.solution.starts),
        IDLE: sum(balance.idle for balance in plan.balances.values()),
    }


_WORDS = frozenset(
    {
        *("origin", "origins", "citation", "text", "note", "name", "path", "sha256"),
        *("notices", "ledger", "mechanisms", "granted"),
    }
)
"""Fields that no rule and no figure depends on once the mechanisms are granted."""


def model_key(portfolio: Portfolio) -> object:
    """Portfolios with equal keys are one model and so have one plan, whatever their words."""
    granted = grant(portfolio)
    return essence((granted, build_envelope(granted)))


def essence(record: Any) -> Any:
    """A record without its words, as something to compare."""
    if is_dataclass(record) and not isinstance(record, type):
        return (
            type(record).__name__,
            *(essence(getattr(record, f.name)) for f in fields(record) if f.name not in _WORDS),
        )
    if isinstance(record, Enum):
        return (type(record).__name__, record.value)
    if isinstance(record, Mapping):
        return frozenset((key, essence(value)) for key, value in record.items())
    if isinstance(record, list | tuple):
        return tuple(essence(item) for item in record)
    return record
