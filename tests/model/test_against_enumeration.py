"""The optimum that the engine proves is the one that trying everything finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction as F

import pytest

from portfolio.domain import (
    Anchor,
    Band,
    Eligibility,
    Group,
    Kind,
    LandRevenue,
    Level,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Owner,
    Portfolio,
    Profile,
    Project,
    Settings,
    Sharing,
    Source,
    Status,
)
from portfolio.errors import Infeasible
from portfolio.model.engine import Options
from portfolio.plan.schedule import Plan
from portfolio.study.run import run
from tests.factories import project, stream
from tests.model.enumeration import YEARS, best_of

SEEDS = 80
NEAR = 1e-6
ANY = Band(F(0), F(1))


def lines(dice: random.Random) -> Iterator[Project]:
    for n in range(dice.choice((1, 2, 3, 3))):
        land = LandRevenue("D0", dice.randint(1, 60), dice.choice([*Anchor]), 1)
        status = dice.choice((Status.NEW,) * 7 + (Status.TRANSITIONAL, Status.ARREARS))
        yield project(
            f"P{n}", dice.randint(1, 60),
            status=status,
            kind=Kind.PRIVATE if dice.random() < 0.1 else Kind.PUBLIC,
            owner=dice.choice("XY"), sector=dice.choice(("GT", "GD")), group=dice.choice([*Group]),
            score=F(dice.randint(1, 100)), urgent=dice.random() < 0.05,
            divisible=dice.random() < 0.3, least_funded=F(dice.randint(0, 4), 9),
            max_years=dice.choice((None, 1, 2, 3)),
            deadline=dice.choice((None, None, None, 2022, 2023, 2024)),
            earliest=dice.choice((None, None, 2022)),
            land=dice.choice((None, None, land)),
        )  # fmt: skip


def book_of(seed: int) -> Portfolio:
    dice = random.Random(seed)
    projects = tuple(lines(dice))
    n = dice.choice((2, 3, 7, 13))
    shares = [F(dice.randint(0, n // 3), n) for _ in range(3)]
    tops = [F(dice.randint(-(-n // 2), n), n) for _ in range(3)]
    sector = Eligibility("GD", "K0", Band(F(1, dice.choice((3, 4, 7))), F(dice.randint(4, 7), 7)))
    gross = [{t: dice.randint(0, 50) for t in YEARS} for _ in range(2)]
    links = [Link(dice.choice([*LinkKind]), "P0", "P1", dice.randint(0, 1))]
    return Portfolio(
        projects,
        (
            Source("K0", "K0", Level.CITY, F(dice.randint(0, 3), 3), F(1, 11)),
            Source("K1", "K1", Level.CENTRAL, F(dice.randint(0, 2), 2)),
            Source("ND", "ND", Level.PRIVATE, unlimited=True),
        ),
        Settings(
            first_year=2021, last_year=2023, new_starts=dice.choice((None, None, 1)),
            overhang_share=F(dice.randint(0, 5), 7), overhang_charge=F(1, 10),
        ),
        owners=(Owner("X", "X", dice.randint(10, 60)), Owner("Y", "Y")),
        streams=(stream("D0", gross[0]), stream("D1", gross[1])),
        sharings=(Sharing("D0", "K0", F(8, 9)), Sharing("D1", "K1", F(1))),
        eligibility=(
            *(Eligibility("public", k, Band(F(0), F(1))) for k in ("K0", "K1")),
            Eligibility("private", "ND", Band(F(0), F(1))),
            *([sector] if dice.random() < 0.5 else []),
        ),
        profiles=(Profile("B", "B", tuple(map(Band, shares, tops))),),
        limits=(
            Limit("E", LimitKind.EARMARK, dice.choice((0, 5)), source="K0", sector="GT"),
            Limit("C", LimitKind.CAP, dice.randint(20, 60), sector="GT"),
        ),
        links=tuple(links) if len(projects) > 1 and dice.random() < 0.3 else (),
    )  # fmt: skip


def plan_of(book: Portfolio) -> Plan | Infeasible:
    try:
        return run(book, options=Options(gap=0.0), analyse=False)
    except Infeasible as refusal:
        return refusal


@pytest.mark.parametrize("first", range(0, SEEDS, 10))
def test_the_optimum_is_the_one_of_trying_everything(first: int) -> None:
    for seed in range(first, first + 10):
        book = book_of(seed)
        expected, found = best_of(book), plan_of(book)
        if isinstance(found, Infeasible):
            assert expected is None, seed
            continue
        assert expected is not None, seed
        for tier, best in zip(found.solution.report.tiers, expected, strict=True):
            assert tier.bound >= best - NEAR, seed
            assert tier.objective <= best + NEAR, seed
            assert tier.objective >= best - rounding(book), seed
            if tier.objective < best - NEAR:  # what rounding took, a later tier may have gained
                break


def rounding(book: Portfolio) -> float:
    """A triệu of each divisible line, and the charge on one of each overhang."""
    charge = float(book.settings.overhang_charge)
    return sum(p.divisible + charge for p in book.projects)


def test_among_them_are_plans_and_refusals() -> None:
    found = [plan_of(book_of(seed)) for seed in range(SEEDS // 2)]
    refused = sum(isinstance(one, Infeasible) for one in found)
    overhangs = sum(isinstance(one, Plan) and bool(one.solution.overhang) for one in found)
    assert 2 < refused < SEEDS // 4
    assert overhangs > 1


def test_a_line_of_a_triệu_counts_beside_one_of_fifty_million() -> None:
    dwarf, giant = project("B", 3, score=F(50)), project("A", 50_000_000, score=F(100))
    private = project("C", 10, kind=Kind.PRIVATE, score=F(90))
    both = (Eligibility("public", "K1", ANY), Eligibility("private", "ND", ANY))
    rivals = (Link(LinkKind.EXCLUSION, "B", "C"),)
    rich = (stream("D1", dict.fromkeys(YEARS, 20_000_000)),)
    book = Portfolio(
        (giant, dwarf, private), book_of(0).sources[1:], Settings(first_year=2021, last_year=2023),
        streams=rich, sharings=book_of(0).sharings[1:], eligibility=both, links=rivals,
    )  # fmt: skip
    assert set(run(book, options=Options(gap=0.0)).solution.starts) == {"A", "B"}
