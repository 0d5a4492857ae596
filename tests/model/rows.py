"""Put a finished plan into the model's rows, without a solver: which of them does it break?"""

from __future__ import annotations

from math import ceil

from portfolio.domain import Portfolio
from portfolio.funding.envelope import build_envelope
from portfolio.model.build import build
from portfolio.model.constraints import Row
from portfolio.model.lines import prepare
from portfolio.model.records import Solution
from portfolio.model.variables import Variables
from portfolio.plan.records import CheckReport
from portfolio.plan.schedule import Plan

NEAR = 1e-6


def broken_rules(portfolio: Portfolio, solution: Solution) -> set[str]:
    """Names of the rules that the model's own rows and variables refuse."""
    model = build(prepare(portfolio, build_envelope(portfolio)), unit=1)
    values = _values(model.variables, portfolio, solution)
    broken = {row.rule for row in model.rows if not _holds(row, values)}
    has = model.variables
    if any(cell not in has.cell for cell in solution.cells):
        broken.add("no variable")
    if any(start not in has.start for start in solution.starts.items()):
        broken.add("no variable")
    if any(project not in has.overhang for project in solution.overhang):
        broken.add("no variable")
    return broken


def _values(v: Variables, portfolio: Portfolio, solution: Solution) -> dict[int, float]:
    values: dict[int, float] = {}
    values |= {x.id: float(solution.starts.get(p) == t) for (p, t), x in v.start.items()}
    values |= {x.id: float(solution.cells.get(cell, 0)) for cell, x in v.cell.items()}
    values |= {x.id: float(solution.overhang.get(p, 0)) for p, x in v.overhang.items()}
    for (p, t), x in v.promise.items():
        values[x.id] = float(solution.funded.get(p, 0)) if solution.starts.get(p) == t else 0.0
    plan = Plan(portfolio, v.data.envelope, solution, CheckReport(()))
    values |= {x.id: float(max(0, plan.balances[key].carried_out)) for key, x in v.carry.items()}
    for (source, year), x in v.charge.items():
        values[x.id] = ceil(
            sum(k.charge * amount for k in portfolio.sources if k.charged_to == source
                for (_, payer, t), amount in solution.cells.items() if (payer, t) == (k.id, year))
        )  # fmt: skip
    arrears = [p for p in portfolio.costed if p.status == "arrears"]
    for year, x in v.arrears_paid.items():
        paid = sum(a for (p, _, t), a in solution.cells.items() if t <= year and _in(p, arrears))
        values[x.id] = float(paid >= sum(p.need for p in arrears))
    return values


def _in(project: str, lines: list) -> bool:  # type: ignore[type-arg]
    return any(p.id == project for p in lines)


def _holds(row: Row, values: dict[int, float]) -> bool:
    left = sum(c * values[x.id] for x, c in row.terms)
    room = row.slip + NEAR
    match row.sense:
        case "<=":
            return left <= row.right + room
        case ">=":
            return left >= row.right - room
        case "=":
            return abs(left - row.right) <= room
