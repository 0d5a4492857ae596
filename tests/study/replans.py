"""Small plans in force, facts and portfolios for the tests of replanning. Amounts in triệu."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from portfolio.domain import Cell, Portfolio, Project, Settings
from portfolio.inputs.actuals import Actuals, Fact
from portfolio.inputs.exported import ExportedPlan
from tests.plan.points import line, workbook

F = Fraction
YEARS = range(2021, 2024)


def one_year(id: str, cost: int, score: int, **more: Any) -> Project:
    """A line that must be paid in the one year in which it starts."""
    return line(id, cost, score=F(score), **({"max_years": 1} | more))


def city(*projects: Project, **more: Any) -> Portfolio:
    """TP has 100 a year in 2021-2023; money may not be carried over; exact gap."""
    settings = Settings(first_year=2021, last_year=2023, overhang_share=F(1), gap=F(1, 10**6))
    return workbook(*projects, **({"settings": settings} | more))


def in_force(
    portfolio: Portfolio, cells: Mapping[Cell, int], starts: Mapping[str, int] | None = None
) -> ExportedPlan:
    """The plan in force; lines start with their first capital, and cost what they cost."""
    first: dict[str, int] = {}
    for project, _source, year in cells:
        first[project] = min(year, first.get(project, year))
    costs = {p.id: p.cost or 0 for p in portfolio.costed if p.id in first}
    return ExportedPlan("plan.xlsx", YEARS, dict(cells), dict(starts or first), costs)


def spent(closed: int, cells: Mapping[Cell, int], **facts: Any) -> Actuals:
    """Everything planned up to ``closed`` was allocated and disbursed; ``facts`` say otherwise."""
    usual = {c: Fact(x, x) for c, x in cells.items() if c[2] <= closed}
    return Actuals(closed, usual | facts.get("but", {}), facts.get("reasons", {}))
