"""Is the plan well formed: whole amounts, known names, nothing for a line that does not start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portfolio.domain import Portfolio
from portfolio.model.records import Solution
from portfolio.plan.check_facts import is_whole
from portfolio.plan.records import CheckLine

SHOWN = 5
"""Offenders named in one line of the report; all are counted."""


def integrity(portfolio: Portfolio, solution: Solution) -> Iterator[CheckLine]:
    """Each kind of defect with how many there are and the first few of them."""
    costed = {p.id for p in portfolio.projects if p.cost is not None}
    uncosted = {p.id for p in portfolio.projects} - costed
    sources = {k.id for k in portfolio.sources}
    years = range(portfolio.settings.first_year, portfolio.settings.last_year + 1)
    cells = solution.cells
    named = dict.fromkeys((*solution.starts, *_promised(solution), *(p for p, _k, _t in cells)))
    yield _none("project", (p for p in named if p not in costed and p not in uncosted))
    yield _none("source", {k: None for _p, k, _t in cells if k not in sources})
    yield _none("year", {str(t): None for _p, _k, t in cells if t not in years})
    yield _none("no_estimate", (p for p in named if p in uncosted))
    yield _none("not_started", (p for p in named if p in costed and p not in solution.starts))
    yield _none("amount", {p: None for p, x in _amounts(solution) if not is_whole(x) or x < 0})


def _promised(solution: Solution) -> Iterator[str]:
    yield from (p for part in (solution.funded, solution.overhang) for p, x in part.items() if x)


def _amounts(solution: Solution) -> Iterator[tuple[str, int]]:
    yield from ((p, x) for (p, _k, _t), x in solution.cells.items())
    for part in (solution.starts, solution.funded, solution.overhang):
        yield from part.items()


def _none(kind: str, offenders: Iterable[str]) -> CheckLine:
    found = list(offenders)
    subject = (kind, *found[:SHOWN])
    return CheckLine("integrity", subject, None, len(found), "=", 0, not found)
