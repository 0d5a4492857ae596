"""A line of the plan: why this year, and who pays."""

from __future__ import annotations

from portfolio.domain import Project
from portfolio.model.lines import Data, Line
from portfolio.plan.explanation import Funded, Payer, Shift
from portfolio.plan.schedule import Plan
from portfolio.study.explain.blocking import shortages
from portfolio.study.explain.solving import Case, data_of, optimum, pinned
from portfolio.study.explain.unfunded import exchange, score_of


def funded(case: Case, id: str) -> Funded:
    """What a start a year earlier or later would cost. Raises ``NoSolution``."""
    data = data_of(case.portfolio)
    line = next(line for line in data.lines if line.id == id)
    start = case.starts[id]
    return Funded(
        project=id,
        start=start,
        score=float(score_of(line, data)),
        earlier=_shift(case, data, line, start - 1),
        later=_shift(case, data, line, start + 1),
        payers=(),
    )


def _shift(case: Case, data: Data, line: Line, year: int) -> Shift:
    if year not in line.starts:
        return Shift(year, None, None)
    own = pinned(data, line.id, year)
    best = optimum(own, case.options)
    if best is None:
        found = shortages(case, own, line.id, kept=False)
        return Shift(year, None if found is None else found[1], None)
    return Shift(year, (), exchange(case, line.id, case.best, best))


def payers(plan: Plan, project: Project) -> tuple[Payer, ...]:
    """The sources that may pay for a line of the plan, what they pay, and when they are full."""
    data = data_of(plan.portfolio)
    line = next(line for line in data.lines if line.id == project.id)
    start = plan.solution.starts[project.id]
    window = tuple(range(start, min(line.end[start], plan.years[-1]) + 1))
    found = []
    for source, band in line.sources.items():
        cells = plan.solution.cells
        paid = {t: x for t in window if (x := cells.get((project.id, source, t), 0))}
        money = {t: b for t in window if (b := plan.balances.get((source, t))) is not None}
        full = tuple(t for t, b in money.items() if not b.idle and not b.carried_out)
        spendable = sum(b.spendable for b in money.values()) if money else None
        shares = float(band.least), float(band.most)
        found.append(Payer(source, *shares, paid, full, window, spendable))
    return tuple(found)
