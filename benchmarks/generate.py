"""Synthetic lists like the city's, of any length, the same for the same seed.

python benchmarks/generate.py LINES FILE.xlsx      # a workbook of LINES lines
"""

from __future__ import annotations

import random
import sys
from fractions import Fraction as F
from math import floor
from pathlib import Path

import portfolio as pf
from portfolio.domain import Group, Kind, Level, LimitKind, LinkKind, Status

YEARS = range(2021, 2026)
FUNDED_SHARE = F(55, 100)
"""Spendable money of the whole plan as a share of the need of the public lines."""

SECTORS = (
    # id, name, A from and B from (triệu), how often, median cost (triệu)
    ("GT", "Giao thông", 1_500_000, 80_000, 40, 45_000),
    ("GD", "Giáo dục", 800_000, 45_000, 20, 25_000),
    ("TN", "Thoát nước, thủy lợi", 1_500_000, 80_000, 15, 60_000),
    ("VH", "Văn hóa, thể thao", 800_000, 45_000, 12, 15_000),
    ("DT", "Hạ tầng khu đô thị mới", 1_000_000, 60_000, 8, 90_000),
    ("QH", "Quy hoạch, đo đạc", 800_000, 45_000, 5, 6_000),
)
SOURCES = (
    # id, name, level, carry-over, reserve, share of all spendable money
    ("TW", "Ngân sách trung ương", Level.CENTRAL, F(0), F(0), F(20, 100)),
    ("TINH", "Ngân sách tỉnh", Level.PROVINCIAL, F(3, 10), F(0), F(25, 100)),
    ("TP", "Tiền sử dụng đất", Level.CITY, F(3, 10), F(1, 10), F(45, 100)),
    ("XSKT", "Xổ số kiến thiết", Level.CITY, F(0), F(1, 10), F(10, 100)),
)
LAND_RETAINED = F(6, 10)
LANDS_WITH_FEEDBACK = 0.03
CRITERIA = (("TD", 30), ("AT", 20), ("GD", 15), ("DT", 15), ("TM", 10), ("SS", 10))


def generate(lines: int, seed: int = 1) -> pf.Portfolio:
    """A portfolio of ``lines`` costed lines; amounts in whole triệu đồng."""
    dice = random.Random(f"{seed}/{lines}")
    owners = _owner_ids(lines)
    places = [f"Phường {i + 1}" for i in range(max(4, min(200, lines // 50)))]
    projects = tuple(_project(dice, i, owners, places) for i in range(lines))
    need = sum(p.need for p in projects if p.kind is Kind.PUBLIC)
    return pf.Portfolio(
        projects=projects,
        sources=(
            *(pf.Source(*row[:5]) for row in SOURCES),
            pf.Source("NDT", "Nhà đầu tư", Level.PRIVATE, unlimited=True),
        ),
        settings=pf.Settings(first_year=YEARS[0], last_year=YEARS[-1]),
        sectors=tuple(pf.Sector(*row[:4]) for row in SECTORS),
        owners=_owners(projects, owners),
        streams=tuple(_streams(dice, need)),
        sharings=tuple(
            pf.Sharing(f"R_{id}", id, LAND_RETAINED if id == "TP" else F(1)) for id, *_ in SOURCES
        ),
        eligibility=_eligibility(),
        profiles=_profiles(),
        criteria=tuple(pf.Criterion(id, f"Tiêu chí {id}", F(weight)) for id, weight in CRITERIA),
        scores={(p.id, id): F(dice.randint(1, 5)) for p in projects for id, _ in CRITERIA},
        limits=_limits(),
        links=_links(dice, projects),
    )


def _owner_ids(lines: int) -> list[str]:
    return [f"BQL{i + 1}" for i in range(max(4, lines // 80))]


def _project(dice: random.Random, number: int, owners: list[str], places: list[str]) -> pf.Project:
    sector = dice.choices(SECTORS, weights=[row[4] for row in SECTORS])[0]
    id, name, a_from, b_from, _, median = sector
    cost = min(3_000_000, max(1_000, round(dice.lognormvariate(0, 0.9) * median)))
    group = Group.A if cost >= a_from else Group.B if cost >= b_from else Group.C
    status = dice.choices(
        (Status.NEW, Status.TRANSITIONAL, Status.ARREARS, Status.FINISHED, Status.PREPARATION),
        weights=(940, 30, 5, 5, 20),
    )[0]
    private = status is Status.NEW and id == "DT" and dice.random() < 0.2
    new = status is Status.NEW and not private
    paid = {Status.TRANSITIONAL: (0.3, 0.7), Status.ARREARS: (0.8, 0.95)}
    paid[Status.FINISHED] = paid[Status.ARREARS]
    allocated = round(cost * dice.uniform(*paid[status])) if status in paid else 0
    at_once = status in (Status.ARREARS, Status.FINISHED)
    land = None
    if new and dice.random() < LANDS_WITH_FEEDBACK:
        land = pf.LandRevenue("R_TP", round(cost * dice.uniform(0.2, 0.8)), lag=dice.randint(0, 1))
    return pf.Project(
        id=f"D{number + 1:05d}",
        name=f"{name}: công trình số {number + 1}",
        cost=cost,
        sector=id,
        group=group,
        status=status,
        kind=Kind.PRIVATE if private else Kind.PUBLIC,
        owner="NDT" if private else dice.choice(owners),
        allocated=allocated,
        urgent=new and dice.random() < 0.003,
        max_years=1 if at_once else None,
        most_year=F(1) if at_once else None,
        earliest=dice.choice((2022, 2023)) if new and dice.random() < 0.1 else None,
        divisible=new and dice.random() < 0.02,
        least_funded=F(1, 2),
        land=land,
        place=dice.choice(places),
    )


def _owners(projects: tuple[pf.Project, ...], ids: list[str]) -> tuple[pf.Owner, ...]:
    """What an owner can disburse a year: a third of what it has on its list."""
    need = dict.fromkeys([*ids, "NDT"], 0)
    for p in projects:
        need[p.owner] += p.need
    public = (pf.Owner(id, f"Ban quản lý dự án {id}", need[id] // 3 + 50_000) for id in ids)
    return (*public, pf.Owner("NDT", "Nhà đầu tư"))


def _streams(dice: random.Random, need: int) -> list[pf.RevenueStream]:
    money = FUNDED_SHARE * need
    found = []
    for id, name, _, _, reserve, share in SOURCES:
        kept = (1 - reserve) * (LAND_RETAINED if id == "TP" else 1)
        growth = [F(100 + 8 * i + dice.randint(-4, 4), 100) for i in range(len(YEARS))]
        gross = [floor(money * share / kept * g / sum(growth)) for g in growth]
        by_year = {t: pf.Revenue(g) for t, g in zip(YEARS, gross, strict=True)}
        found.append(pf.RevenueStream(f"R_{id}", f"Nguồn thu: {name}", by_year))
    return found


def _eligibility() -> tuple[pf.Eligibility, ...]:
    """Roads need 10% of the city's own money, and the centre pays at most 60% of anything."""
    rows = [
        ("public", "TW", F(0), F(6, 10)),
        ("public", "TINH", F(0), F(1)),
        ("public", "TP", F(0), F(1)),
        ("GT", "TP", F(1, 10), F(1)),
        ("GD", "XSKT", F(0), F(1)),
        ("VH", "XSKT", F(0), F(1)),
        ("private", "NDT", F(1), F(1)),
    ]
    return tuple(pf.Eligibility(scope, k, pf.Band(lo, hi)) for scope, k, lo, hi in rows)


def _profiles() -> tuple[pf.Profile, ...]:
    bands = {"A": (6, F(5, 100), F(35, 100)), "B": (4, F(10, 100), F(45, 100))}
    bands["C"] = (3, F(15, 100), F(60, 100))
    return tuple(
        pf.Profile(id, f"Nhóm {id}", (pf.Band(lo, hi),) * years)
        for id, (years, lo, hi) in bands.items()
    )


def _limits() -> tuple[pf.Limit, ...]:
    return (
        pf.Limit("QH5", LimitKind.EARMARK, share=F(5, 100), source="TP", sector="QH"),
        pf.Limit("GD10", LimitKind.FLOOR, share=F(10, 100), source="TP", sector="GD",
                 whole_plan=True),
        pf.Limit("GT60", LimitKind.CAP, share=F(60, 100), source="TW", sector="GT",
                 whole_plan=True),
        pf.Limit("VH25", LimitKind.CAP, share=F(25, 100), source="TINH", sector="VH"),
    )  # fmt: skip


def _links(dice: random.Random, projects: tuple[pf.Project, ...]) -> tuple[pf.Link, ...]:
    """One new line in fifty waits for another, one in two hundred excludes another."""
    new = [p.id for p in projects if p.is_new and not p.urgent]
    pairs = dice.sample(new, k=2 * (len(new) // 40))
    kinds = (LinkKind.AFTER_START, LinkKind.AFTER_FINISH, LinkKind.AFTER_START, LinkKind.EXCLUSION)
    return tuple(
        pf.Link(kinds[i % 4], first, second, 0 if kinds[i % 4] is LinkKind.EXCLUSION else 1)
        for i, (first, second) in enumerate(zip(pairs[::2], pairs[1::2], strict=True))
    )


def main(words: list[str]) -> int:
    """Write a workbook; 2 for misuse."""
    if len(words) != 2 or not words[0].isdecimal():
        print("usage: python benchmarks/generate.py LINES FILE.xlsx", file=sys.stderr)
        return 2
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from benchmarks.workbook import write_plain

    write_plain(generate(int(words[0])), Path(words[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
