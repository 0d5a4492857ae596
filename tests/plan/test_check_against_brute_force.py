"""Random plans: the checker and a few lines that read docs/model.md word for word agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import ceil, floor

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain import (
    Anchor,
    Band,
    Group,
    Kind,
    LandRevenue,
    Level,
    Limit,
    LimitKind,
    Portfolio,
    Profile,
    Settings,
    Sharing,
    Source,
    Status,
)
from portfolio.funding.envelope import build_envelope
from portfolio.model.records import Solution
from portfolio.plan.check import check
from portfolio.plan.check_facts import rows
from portfolio.timing import bands, last_year, possible_starts
from tests.factories import stream
from tests.plan.points import TP, line, solved, tp, workbook

YEARS = (2021, 2022, 2023)
quick = settings(max_examples=100, deadline=None, derandomize=True, database=None)
amounts = st.tuples(*[st.integers(0, 9)] * 3)
shares = st.fractions(0, 1, max_denominator=12)


def broken(portfolio: Portfolio, plan: Solution, rule: str) -> bool:
    return any(x.rule == rule for x in check(portfolio, plan).broken)


def moved(spent: Sequence[int], source: int, target: int) -> list[int]:
    """One triệu from one year to another, when there is one."""
    years = list(spent)
    if years[source]:
        years[source] -= 1
        years[target] += 1
    return years


def within_money(wish: tuple[int, ...], gross: tuple[int, ...], limits: list[int]) -> list[int]:
    """As much of the wish as there is money: a legal plan, often to the last triệu."""
    paid, left = [], 0
    for want, fresh, limit in zip(wish, gross, limits, strict=True):
        paid.append(min(want, fresh + left))
        left = min(fresh + left - paid[-1], limit)
    return paid


def carries(limits: list[int]) -> product[tuple[int, ...]]:
    """Every carry-over within its limits; of the last year nothing passes on."""
    return product(*(range(limit + 1) for limit in limits[:-1]), [0])


@quick
@given(
    gross=amounts,
    carry=shares,
    spent=amounts,
    step=st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
def test_envelope(
    gross: tuple[int, ...], carry: Fraction, spent: tuple[int, ...], step: tuple[int, int]
) -> None:
    """∃ c: x + c[t] ≤ E[t] + c[t−1], c[t] ≤ ⌊carry × E[t]⌋."""
    limits = [floor(carry * e) for e in gross]
    x = moved(within_money(spent, gross, limits), *step)
    portfolio = workbook(
        line("A", sum(x)),
        tp=replace(TP, carry_over=carry),
        streams=(stream("NS", dict(zip(YEARS, gross, strict=True))),),
    )
    legal = any(
        all(x[t] + c[t] <= gross[t] + (c[t - 1] if t else 0) for t in range(3))
        for c in carries(limits)
    )
    plan = solved(portfolio, {"A": 2021}, tp("A", *x))
    assert broken(portfolio, plan, "envelope") == (not legal)


@quick
@given(
    profile=st.lists(st.tuples(shares, shares), min_size=1, max_size=4),
    start=st.sampled_from(YEARS),
    need=st.integers(0, 30),
    place=st.lists(st.integers(0, 12), min_size=4, max_size=4),
    step=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_phasing(
    profile: list[tuple[Fraction, Fraction]],
    start: int,
    need: int,
    place: list[int],
    step: tuple[int, int],
) -> None:
    """⌊lo·y⌋ ≤ x[t] ≤ ⌈hi·y⌉ in the window; the years beyond 2023 are one bucket."""
    both = [Band(min(pair), max(pair)) for pair in profile]
    inside, beyond = both[: 2024 - start], both[2024 - start :]
    buckets = [(floor(b.least * need), ceil(b.most * need)) for b in inside]
    if beyond:
        least, most = sum(b.least for b in beyond), sum(b.most for b in beyond)
        buckets.append((floor(least * need), min(need, ceil(most * need))))
    amounts = near(buckets, need, place)
    size = len(amounts)
    amounts = moved(amounts, step[0] % size, step[1] % size)
    left = amounts[-1] if beyond else 0
    legal = all(lo <= x <= hi for x, (lo, hi) in zip(amounts, buckets, strict=True))
    profiles = (Profile("X", "X", tuple(both)),)
    portfolio = workbook(line("A", sum(amounts), profile="X"), profiles=profiles, yearly=1000)
    if sum(amounts) != need:  # the bands do not reach the need: no legal plan to begin with
        return
    cells = tp("A", *amounts[: len(inside)], first=start)
    plan = solved(portfolio, {"A": start}, cells, {"A": left})
    assert broken(portfolio, plan, "phasing") == (not legal)


def near(buckets: list[tuple[int, int]], need: int, place: list[int]) -> list[int]:
    """A way to spread the need within the buckets when there is one, else close to one."""
    amounts = [lo for lo, _hi in buckets]
    for i in sorted(range(len(buckets)), key=lambda i: place[i]):
        amounts[i] += max(0, min(buckets[i][1] - buckets[i][0], need - sum(amounts)))
    return amounts


@quick
@given(
    gross=amounts,
    carry=shares,
    set_aside=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    years=st.tuples(*[st.sampled_from([None, *YEARS])] * 2),
    spent=st.tuples(*[st.tuples(*[st.integers(0, 2)] * 3)] * 4),
)
def test_earmarks(
    gross: tuple[int, ...],
    carry: Fraction,
    set_aside: tuple[int, int],
    years: tuple[int | None, int | None],
    spent: tuple[tuple[int, ...], ...],
) -> None:
    """Four lines match none, the first, the second and both of two earmarks."""
    matches = {"A": set(), "B": {0}, "C": {1}, "D": {0, 1}}
    lines = [
        line(p, sum(x), sector="GD" if 0 in m else "GT", place="P1" if 1 in m else "")
        for (p, m), x in zip(matches.items(), spent, strict=True)
    ]
    portfolio = workbook(
        *lines,
        tp=replace(TP, carry_over=carry),
        streams=(stream("NS", dict(zip(YEARS, gross, strict=True))),),
        limits=(
            Limit("E", LimitKind.EARMARK, set_aside[0], None, "TP", sector="GD", year=years[0]),
            Limit("F", LimitKind.EARMARK, set_aside[1], None, "TP", place="P1", year=years[1]),
        ),
    )
    e = [[a if y in (None, t) else 0 for t in YEARS] for a, y in zip(set_aside, years, strict=True)]
    total = [sum(x[t] for x in spent) for t in range(3)]

    def allowed(c: tuple[int, ...]) -> bool:
        old = [0, *c]
        fits = all(total[t] + c[t] <= gross[t] + old[t] for t in range(3))
        return fits and all(within(inside, old) for inside in (set(), {0}, {1}))

    def within(inside: set[int], old: list[int]) -> bool:
        outside = {0, 1} - inside
        who = [i for i, m in enumerate(matches.values()) if m <= inside]
        used = [sum(spent[i][t] for i in who) for t in range(3)]
        free = [gross[t] - sum(e[i][t] for i in outside) for t in range(3)]
        now = all(used[t] <= free[t] + old[t] for t in range(3))
        return now and all(sum(used[: t + 1]) <= sum(free[: t + 1]) for t in range(3))

    plan = solved(
        portfolio,
        dict.fromkeys(matches, 2021),
        {k: v for p, x in zip(matches, spent, strict=True) for k, v in tp(p, *x).items()},
    )
    legal = any(allowed(c) for c in carries([floor(carry * g) for g in gross]))
    found = broken(portfolio, plan, "earmarks") or broken(portfolio, plan, "envelope")
    assert found == (not legal)


streams = st.lists(st.dictionaries(st.integers(2020, 2024), st.integers(0, 10**6)), max_size=3)
sharings = st.lists(
    st.builds(
        Sharing,
        stream=st.sampled_from(["S0", "S1", "S2"]),
        source=st.sampled_from(["TP", "TW"]),
        retained=shares,
        invested=shares,
        year=st.sampled_from([None, *YEARS]),
    ),
    max_size=6,
    unique_by=lambda row: (row.stream, row.source, row.year),
)
lands = st.builds(
    LandRevenue,
    stream=st.sampled_from(["S0", "S1"]),
    gross=st.integers(1, 10**6),
    anchor=st.sampled_from(Anchor),
    lag=st.integers(0, 2),
)


@quick
@given(
    gross=streams,
    rows=sharings,
    land=st.one_of(st.none(), lands),
    carry=shares,
    reserve=shares,
    most_years=st.integers(1, 4),
)
def test_the_envelope_found_twice_is_the_same(
    gross: list[dict[int, int]],
    rows: list[Sharing],
    land: LandRevenue | None,
    carry: Fraction,
    reserve: Fraction,
    most_years: int,
) -> None:
    portfolio = workbook(
        line("A", 10, land=land, max_years=most_years),
        sources=(
            Source("TP", "TP", Level.CITY, carry, reserve),
            Source("TW", "TW", Level.CENTRAL, reserve, carry),
        ),
        streams=tuple(stream(f"S{i}", by_year) for i, by_year in enumerate(gross)),
        sharings=tuple(rows),
    )
    lines = check(portfolio, solved(portfolio, {}, {}), build_envelope(portfolio)).lines
    assert [x for x in lines if x.rule == "ledger" and not x.ok] == []


@quick
@given(
    status=st.sampled_from(Status),
    kind=st.sampled_from(Kind),
    group=st.sampled_from(Group),
    flags=st.tuples(st.booleans(), st.booleans()),
    years=st.tuples(*[st.one_of(st.none(), st.integers(2020, 2025))] * 3),
    length=st.one_of(st.none(), st.integers(1, 5)),
    share=st.tuples(*[st.one_of(st.none(), shares)] * 2),
    profile=st.sampled_from([None, "X"]),
)
def test_timing_found_twice_is_the_same(
    status: Status,
    kind: Kind,
    group: Group,
    flags: tuple[bool, bool],
    years: tuple[int | None, ...],
    length: int | None,
    share: tuple[Fraction | None, Fraction | None],
    profile: str | None,
) -> None:
    p = line(
        "A", 10, status=status, kind=kind, group=group, urgent=flags[0], mandatory=flags[1],
        earliest=years[0], latest=years[1], deadline=years[2], max_years=length, profile=profile,
        least_year=share[0], most_year=share[1],
    )  # fmt: skip
    third = Band(Fraction(1, 5), Fraction(2, 5))
    portfolio = workbook(
        p,
        profiles=(Profile("X", "X", (third,) * 3), Profile("B", "B", (third,) * 6)),
        settings=Settings(first_year=2021, last_year=2023),
    )
    row = rows(portfolio)["A"]
    assert range(row.first, row.last + 1) == possible_starts(portfolio, p)
    assert (row.tier, row.must, row.new) == (p.tier, p.must_start, p.is_new)
    for start in YEARS:
        assert row.end(start) == last_year(portfolio, p, start)
    for i, band in enumerate(bands(portfolio, p)):
        found = (row.steps.floor(i, i + 1, 997), row.steps.ceil(i, i + 1, 997))
        assert found == (floor(band.least * 997), ceil(band.most * 997))
    assert row.steps.length == len(bands(portfolio, p))
