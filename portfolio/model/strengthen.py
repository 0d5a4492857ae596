"""Rows that no rule needs and every plan obeys: they make the linear relaxation tight.

Rules 2 and 4 bound each year of a line on its own. Between two possible starts the relaxation
can then mix half a start of each and take the cheap years of both. What a span of years may
hold altogether closes that (docs/model.md, "Strength").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate

from portfolio.model.constraints import Row, of_promise
from portfolio.model.lines import Line, bounds, overhang_bounds
from portfolio.model.variables import Term, Variables

Sums = tuple[list[int], list[int]]
"""Least and most of the need, triệu đồng, in the years before each one, and in all of them."""


def spans(v: Variables) -> Iterator[Row]:
    """∀ p, span A of first or of last years: Σ_{t∈A} x[p,k,t] ≤ Σ_τ f_τ(A)·y[p,τ].

    f_τ(A) = min(Σ_{A} hi, 1 − Σ_{not A} lo) for the start τ; the overhang is the last of the
    years. Only where the sum says more than each year of ``phasing``.
    """
    for line in v.data.lines:
        if line.need and len(v.starts(line)) > 1:
            yield from _spans(v, line)


def _spans(v: Variables, line: Line) -> Iterator[Row]:
    by_year: dict[int, list[Term]] = defaultdict(list)
    for (_, _, t), x in v.cells(line):
        by_year[t].append((x, 1.0))
    years = sorted(by_year)
    parts = [by_year[t] for t in years]
    if line.id in v.overhang:
        parts.append([(v.overhang[line.id], 1.0)])
    sums = {start: _sums(v, line, start, years) for start, _ in v.starts(line)}
    count = len(parts)
    slip = count - 1.0 if line.divisible else 0.0  # less than a triệu for each year's bound
    for length in range(2, count):
        for first, end in ((0, length), (count - length, count)):
            holds = {start: _most(line.need, s, first, end) for start, s in sums.items()}
            if all(full for _, full in holds.values()):
                continue
            terms = [term for part in parts[first:end] for term in part]
            terms += [
                of_promise(v, line, start, -most, Fraction(most, line.need))
                for start, (most, _) in holds.items()
                if most
            ]
            yield Row("phasing", (line.id,), None, terms, "<=", 0, line.id, slip)


def _sums(v: Variables, line: Line, start: int, years: list[int]) -> Sums:
    """Of the years' bounds, 0 outside the window, and of the overhang's if there can be any."""
    end = line.end[start]
    boxes = [bounds(line, t - start) if start <= t <= end else (0, 0) for t in years]
    if line.id in v.overhang:
        boxes.append(overhang_bounds(line, start, v.data.years[-1]))
    least = list(accumulate((low for low, _ in boxes), initial=0))
    return least, list(accumulate((high for _, high in boxes), initial=0))


def _most(need: int, sums: Sums, first: int, end: int) -> tuple[int, bool]:
    """f_τ(A) of the whole need, and whether it is no less than the bounds of A added up."""
    least, high = sums
    most = high[end] - high[first]
    outside = least[-1] - (least[end] - least[first])
    return min(most, max(0, need - outside)), most <= need - outside
