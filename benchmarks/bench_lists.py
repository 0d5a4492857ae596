"""From a portfolio in memory to a rounded and verified plan in memory.

Compared with the sum of the solver's own running times in it: what is left is ours.
"""

from __future__ import annotations

import statistics
import time

from benchmarks.cases import SEED, Result, case
from benchmarks.generate import generate

GAP = 1e-3
TIME_LIMIT_S = 3600.0
SIZES = {400: (3, None), 4000: (1, 1.3)}
"""Lines -> how often, and the most that the ratio may be."""


@case
def lists() -> list[Result]:
    return [_measure(lines, times, at_most) for lines, (times, at_most) in SIZES.items()]


def _measure(lines: int, times: int, at_most: float | None) -> Result:
    import portfolio as pf
    from portfolio.model.engine import Options

    portfolio = generate(lines, SEED)
    totals, solving = [], []
    for _ in range(times):
        began = time.perf_counter()
        plan = pf.run(portfolio, options=Options(gap=GAP, time_limit=TIME_LIMIT_S))
        totals.append(time.perf_counter() - began)
        solving.append(plan.solution.report.solver_seconds)
    report = plan.solution.report
    note = f"{report.outcome}, gap {report.gap:.4%}, {report.variables:,} variables"
    return Result(
        f"{lines:,} lines",
        statistics.median(totals),
        statistics.median(solving),
        "solver",
        at_most,
        note=f"{note}, {report.constraints:,} rows",
    )
