"""Multi-dimensional knapsack problems, solved through the public API.

A budget is a year of one source and an item's outlays are a fixed phasing profile, so an
allocation engine reproduces the published optima exactly.

    python benchmarks/mkp.py FILE...

Format (SAC-94 collection): number of items n, number of budgets m, the optimum; n values;
m × n outlays, a budget at a time; m budgets. Lines wrap anywhere. An optimum of 0 is unknown.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from pathlib import Path

import portfolio as pf

FIRST_YEAR = 2021
SOURCE = "K"
TIME_LIMIT_S = 3600.0

Numbers = list[Fraction]
Problem = tuple[Fraction, Numbers, list[Numbers], Numbers]
"""(optimum, values[n], outlays[m][n], budgets[m])"""


def read_mkp(path: Path | str) -> Problem:
    """Read one file. Raises ``ValueError`` when it is not of this format."""
    words = Path(path).read_text(encoding="ascii").split()
    try:
        numbers = [Fraction(word) for word in words]
        n, m = (int(word) for word in words[:2])
    except ValueError as error:
        raise ValueError(f"{path}: not a knapsack file: {error}") from error
    if len(numbers) != 3 + n + m * n + m:
        raise ValueError(f"{path}: {n} items and {m} budgets do not make {len(numbers)} numbers")
    values, rest = numbers[3 : 3 + n], numbers[3 + n :]
    outlays = [rest[i * n : (i + 1) * n] for i in range(m)]
    return numbers[2], values, outlays, rest[m * n :]


def to_portfolio(
    values: Sequence[Fraction | int],
    outlays: Sequence[Sequence[Fraction | int]],
    budgets: Sequence[Fraction | int],
) -> pf.Portfolio:
    """Items "1" to "n" as projects that start in the first year or never.

    ``outlays[i][j]``: what item j takes of budget i. A budget that is not whole is counted in
    a smaller unit of its own, which changes nothing: budgets never mix.
    """
    whole = [_whole([*row, limit]) for row, limit in zip(outlays, budgets, strict=True)]
    years = range(FIRST_YEAR, FIRST_YEAR + len(whole))
    revenue = {t: pf.Revenue(row[-1]) for t, row in zip(years, whole, strict=True)}
    items = [[row[j] for row in whole] for j in range(len(values))]
    return pf.Portfolio(
        projects=tuple(
            _project(str(j + 1), Fraction(value), item)
            for j, (value, item) in enumerate(zip(values, items, strict=True))
        ),
        sources=(pf.Source(SOURCE, "Budgets", pf.Level.CITY),),
        settings=pf.Settings(
            first_year=years[0], last_year=years[-1], overhang_share=Fraction(0), gap=Fraction(0)
        ),
        sectors=(pf.Sector("S", "Items"),),
        streams=(pf.RevenueStream("R", "Budgets", revenue),),
        sharings=(pf.Sharing("R", SOURCE, Fraction(1)),),
        eligibility=(pf.Eligibility("*", SOURCE, pf.Band(Fraction(0), Fraction(1))),),
        profiles=tuple(_profile(str(j + 1), item) for j, item in enumerate(items)),
    )


def _whole(amounts: Sequence[Fraction | int]) -> list[int]:
    unit = lcm(*(Fraction(a).denominator for a in amounts))
    return [int(a * unit) for a in amounts]


def _project(id: str, value: Fraction, outlays: list[int]) -> pf.Project:
    return pf.Project(
        id=id,
        name=f"Item {id}",
        cost=sum(outlays),
        sector="S",
        group=pf.Group.C,
        value=value,
        max_years=len(outlays),
        profile=id,
        earliest=FIRST_YEAR,
        latest=FIRST_YEAR,
    )


def _profile(id: str, outlays: list[int]) -> pf.Profile:
    total = sum(outlays) or 1
    shares = [Fraction(outlay, total) for outlay in outlays]
    return pf.Profile(id, f"Item {id}", tuple(pf.Band(share, share) for share in shares))


def solve_mkp(portfolio: pf.Portfolio) -> tuple[Fraction, frozenset[str]]:
    """The best total value at gap 0, and the items that reach it.

    Raises ``PortfolioError`` when the solver fails or does not prove the optimum in an hour.
    """
    from portfolio.model.engine import Options

    plan = pf.run(portfolio, options=Options(gap=0.0, time_limit=TIME_LIMIT_S))
    if plan.outcome is not pf.Outcome.OPTIMAL:
        raise pf.NoSolution(f"not proven within {TIME_LIMIT_S:.0f} s")
    chosen = frozenset(plan.solution.starts)
    value = sum((portfolio.project[id].value or Fraction(0) for id in chosen), Fraction(0))
    return value, chosen


def main(paths: Sequence[str]) -> int:
    """Solve the files and print one line each; 1 when an optimum differs, 2 for misuse."""
    if not paths:
        print("usage: python benchmarks/mkp.py FILE...", file=sys.stderr)
        return 2
    wrong = 0
    print(f"{'name':<16}{'published':>14}{'ours':>14}{'seconds':>10}")
    for path in paths:
        try:
            optimum, values, outlays, budgets = read_mkp(path)
            began = time.perf_counter()
            ours, _chosen = solve_mkp(to_portfolio(values, outlays, budgets))
        except (OSError, ValueError, pf.PortfolioError) as error:
            print(f"{Path(path).stem:<16}{error}", file=sys.stderr)
            wrong += 1
            continue
        seconds = time.perf_counter() - began
        differs = bool(optimum) and ours != optimum
        wrong += differs
        published = f"{float(optimum):.10g}" if optimum else "unknown"
        print(
            f"{Path(path).stem:<16}{published:>14}{float(ours):>14.10g}{seconds:>10.2f}"
            + ("  differs" if differs else "")
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
