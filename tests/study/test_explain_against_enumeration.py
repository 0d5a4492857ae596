"""Forced plans, ceilings, scores and prices are those that trying everything finds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction as F
from itertools import product

import pytest

import portfolio as pf
from portfolio.domain import Group, Portfolio, Source, SourceYear, Status, Tier
from portfolio.model.engine import Options
from tests.factories import project
from tests.model.enumeration import (
    YEARS,
    Program,
    _line,
    amounts,
    band_of,
    choices,
    end_of,
    ranked,
    starts_of,
)
from tests.model.test_against_enumeration import book_of
from tests.plan.points import NDT, TP, workbook

NEAR = 1e-4
Best = tuple[float, ...]
SEEDS = (18, 36, 38, 50, 80, 84, 93, 107, 111, 115, 116, 124, 145, 153, 158)
"""Of the first 160 portfolios, those that leave out a line which could have been in."""


def best_with(book: Portfolio, id: str, *, within: bool) -> Best | None:
    """The tiers' best over all plans in which the line starts, or does not."""
    best: Best | None = None
    for starts in choices(book):
        if (id in starts) is within:
            found = amounts(book, starts)
            if found is not None and (best is None or ranked(found) > ranked(best)):
                best = found
    return best


def simple(book: Portfolio) -> Portfolio:
    """Lines that may be left out and are paid in whole, so that nothing rounds."""
    return replace(
        book,
        projects=tuple(
            replace(p, divisible=False, urgent=False, status=Status.NEW) for p in book.projects
        ),
    )


def asked(seeds: Sequence[int]) -> Iterator[tuple[int, Portfolio, str, pf.Unfunded]]:
    """Lines left out of a plan, with what the engine says of them."""
    for seed in seeds:
        book = simple(book_of(seed))
        try:
            plan = pf.run(book, options=Options(gap=0.0))
        except pf.Infeasible:
            continue
        for line in pf.explain(plan).lines:
            if isinstance(line, pf.Unfunded):
                yield seed, book, line.project, line


def tier_of(book: Portfolio, id: str) -> int:
    return sorted({p.tier for p in book.projects}).index(book.project[id].tier)


@pytest.mark.parametrize("seeds", [SEEDS[:7], SEEDS[7:]])
def test_the_exchange_is_the_best_plan_with_the_line(seeds: Sequence[int]) -> None:
    seen = 0
    for seed, book, id, line in asked(seeds):
        forced, free = (best_with(book, id, within=inside) for inside in (True, False))
        assert free is not None, seed
        assert (line.exchange is None) is (forced is None), (seed, id)
        if forced is None or line.exchange is None:
            continue
        seen += 1
        lost = {loss.tier: loss.lost for loss in line.exchange.losses}
        tiers: list[Tier] = sorted({p.tier for p in book.projects})
        for tier, with_it, without in zip(tiers, forced, free, strict=True):
            assert lost.get(tier, 0.0) == pytest.approx(without - with_it, abs=NEAR), (seed, id)
    assert seen > 2


@pytest.mark.parametrize("seeds", [SEEDS[:7], SEEDS[7:]])
def test_the_score_brings_it_in_and_one_below_does_not(seeds: Sequence[int]) -> None:
    seen = 0
    for seed, book, id, line in asked(seeds):
        if line.entry is None:
            continue
        free = best_with(book, id, within=False)
        assert free is not None
        own = tier_of(book, id)
        for score, enough in ((line.entry.score, True), (line.entry.out_below - 0.01, False)):
            if score is None or score < 0:
                continue
            scored = changed(book, id, score=F(score).limit_denominator(10**9))
            forced = best_with(scored, id, within=True)
            assert forced is not None
            ahead = ranked(forced[: own + 1]) >= ranked(free[: own + 1])
            near = forced[own] == pytest.approx(free[own], abs=NEAR)
            assert ahead is enough or near, (seed, id, score)
            seen += 1
    assert seen > 2


def changed(book: Portfolio, id: str, **fields: object) -> Portfolio:
    projects = tuple(
        replace(p, **fields) if p.id == id else p  # type: ignore[arg-type]
        for p in book.projects
    )
    return replace(book, projects=projects)


def scaled(book: Portfolio, factor: int = 100) -> Portfolio:
    """All amounts times ``factor``, so that whole triệu are fine beside them."""
    return replace(
        book,
        projects=tuple(
            replace(
                p, cost=(p.cost or 0) * factor,
                land=None if p.land is None else replace(p.land, gross=p.land.gross * factor),
            )
            for p in book.projects
        ),
        owners=tuple(
            replace(o, capacity=None if o.capacity is None else o.capacity * factor)
            for o in book.owners
        ),
        streams=tuple(
            replace(s, by_year={t: pf.Revenue(r.gross * factor) for t, r in s.by_year.items()})
            for s in book.streams
        ),
        limits=tuple(replace(x, amount=(x.amount or 0) * factor) for x in book.limits),
    )  # fmt: skip


def as_good(book: Portfolio, id: str, cost: int, free: Best) -> bool:
    """Whether a plan with the line at that cost is as good as the best without it."""
    forced = best_with(changed(book, id, cost=cost), id, within=True)
    if forced is None:
        return False
    own = tier_of(book, id)
    return all(
        have > want - 0.05 for have, want in zip(forced[: own + 1], free[: own + 1], strict=True)
    )


@pytest.mark.parametrize("seeds", [SEEDS[:5], SEEDS[5:10], range(10)])
def test_the_ceiling_would_do_and_no_greater_cost(seeds: Sequence[int]) -> None:
    """Costs from one per cent above the ceiling up to the present one are tried."""
    seen = 0
    for seed in seeds:
        book = scaled(simple(book_of(seed)))
        try:
            plan = pf.run(book, options=Options(gap=0.0))
        except pf.Infeasible:
            continue
        for line in pf.explain(plan).lines:
            assert isinstance(line, pf.Unfunded)
            id, need = line.project, book.project[line.project].need
            if line.ceiling is None:
                continue
            free = best_with(book, id, within=False)
            assert free is not None
            amount, bound = line.ceiling.amount, line.ceiling.bound
            assert amount == 0 or as_good(book, id, amount, free), (seed, id)
            above = bound + max(20, bound // 100)
            for cost in range(above, need + 1, max(1, (need - above) // 7)):
                assert not as_good(book, id, cost, free), (seed, id, cost)
                seen += 1
    assert seen > 5


def random_money(seed: int) -> Portfolio:
    """Lines of one or two years, two sources, carry-over: what prices are about."""
    dice = random.Random(seed)
    lines = [
        project(
            f"P{n}", dice.randint(5, 30), score=F(dice.randint(20, 90)),
            max_years=dice.choice((1, 2, 3)), group=Group.C, sector=dice.choice(("GT", "GD")),
            earliest=dice.choice((None, 2022)),
        )
        for n in range(4)
    ]  # fmt: skip
    city = Source("TP", "TP", TP.level, carry_over=F(dice.randint(0, 2), 2))
    other = Source("TW", "TW", TP.level)
    base = workbook(*lines, yearly=dice.randint(5, 12), tp=city)
    band = pf.Band(F(0), F(dice.randint(1, 2), 2))
    return replace(
        base,
        sources=(city, other, NDT),
        streams=(*base.streams, replace(base.streams[0], id="T")),
        sharings=(*base.sharings, pf.Sharing("T", "TW", F(1))),
        eligibility=(base.eligibility[0], pf.Eligibility("GD", "TW", band)),
    )


def least_price(book: Portfolio, plan: pf.Plan, id: str) -> float | None:
    """The least capital for the line with nothing lost: all starts tried, whole amounts."""
    best: float | None = None
    options = []
    for p in book.projects:
        start = plan.solution.starts.get(p.id)
        if p.id == id:
            options.append(starts_of(p))
        elif start is None:
            options.append([0, *starts_of(p)])
        else:
            options.append([t for t in starts_of(p) if t <= start])
    for years in product(*options):
        starts = {p.id: t for p, t in zip(book.projects, years, strict=True) if t}
        found = least_money(book, plan, id, starts)
        if found is not None and (best is None or found < best):
            best = found
    return best


def least_money(book: Portfolio, plan: pf.Plan, id: str, starts: Mapping[str, int]) -> float | None:
    it = Program()
    by = book.project
    x = {
        (p, k.id, t): it.var()
        for p, start in starts.items()
        for k in book.sources
        if band_of(book, by[p], k.id)
        for t in YEARS
        if start <= t <= end_of(book, by[p], start)
    }
    left = {}
    for p, start in starts.items():
        if end_of(book, by[p], start) > YEARS[-1]:
            most = plan.solution.overhang.get(p, 0)
            left[p] = it.var(by[p].need if p == id or p not in plan.solution.starts else most)
    for p, start in starts.items():
        _line(it, book, by[p], start, x, left.get(p), None)
    added: dict[SourceYear, int] = {}
    for k in book.sources:
        if k.unlimited:
            continue
        before = None
        for t in YEARS:
            a = it.var() if band_of(book, by[id], k.id) else it.var(0)
            added[k.id, t] = a
            money = plan.envelope.spendable[k.id, t]
            carry = it.var()
            if t < YEARS[-1]:  # no more than the share of what there is and what is added
                limit = plan.envelope.carry_limit[k.id, t]
                it.row([(carry, 1), (a, -k.carry_over)], float("-inf"), limit)
            else:
                it.row([(carry, 1)], 0, 0)
            spent = [(n, 1) for (_, q, u), n in x.items() if (q, u) == (k.id, t)]
            into = [] if before is None else [(before, -1)]
            it.row([*spent, *into, (carry, 1), (a, -1)], float("-inf"), money)
            before = carry
    share = book.settings.overhang_share
    it.row([*((n, 1) for n in left.values()), *((n, -share) for n in x.values())], float("-inf"), 0)
    found = it.most(dict.fromkeys(added.values(), F(-1)))
    return None if found is None else -found


@pytest.mark.parametrize("first", range(0, 14, 7))
def test_the_price_is_the_least_that_any_starts_allow(first: int) -> None:
    priced = 0
    for seed in range(first, first + 7):
        book = random_money(seed)
        plan = pf.run(book, options=Options(gap=0.0))
        for line in pf.explain(plan).lines:
            assert isinstance(line, pf.Unfunded)
            expected = least_price(book, plan, line.project)
            assert (line.price is None) is (expected is None), (seed, line.project)
            if line.price is not None and expected is not None:
                # whole triệu there, shares exact here: a triệu of rounding each
                assert line.price.total == pytest.approx(expected, abs=1.01), (seed, line.project)
                assert line.price.bound <= line.price.total
                priced += expected > 1
    assert priced > 3
