"""Small hand-made portfolios and plans, readable without a calculator. Amounts in triệu."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

from portfolio.domain import (
    Band,
    Criterion,
    Eligibility,
    Group,
    Kind,
    Level,
    Origin,
    Owner,
    Portfolio,
    Profile,
    Project,
    Provenance,
    Revenue,
    RevenueStream,
    Sector,
    Settings,
    Sharing,
    Source,
    Status,
    Tier,
)
from portfolio.funding.envelope import build_envelope
from portfolio.model.records import Outcome, Solution, SolveReport, TierReport
from portfolio.plan.records import CheckLine, CheckReport, RunInfo
from portfolio.plan.schedule import Plan

DOC = Origin(Provenance.DOCUMENT, "01-CTr/TU, I.1")


def project(id: str, cost: int | None, **more: Any) -> Project:
    """A new public road of group C, unless told otherwise."""
    base: dict[str, Any] = {"name": f"Dự án {id}", "sector": "GT", "group": Group.C, "owner": "BQL"}
    return Project(id=id, cost=cost, **(base | more))


def stream(id: str, gross: dict[int, int]) -> RevenueStream:
    return RevenueStream(id, f"Nguồn thu {id}", {t: Revenue(g) for t, g in gross.items()})


def toy() -> Portfolio:
    """Six lines, three sources, 2021-2023.

    TW: 20 000 a year. TP: land revenue 30 000 × 60% = 18 000, less a reserve of 10% = 16 200
    a year, of which 30% = 4 860 may be carried over. NDT: the investor pays his own line.
    """
    settings = Settings(
        first_year=2021, last_year=2023, place="Thành phố Mẫu",
        title="KẾ HOẠCH ĐẦU TƯ CÔNG TRUNG HẠN 2021-2023", agency="Phòng Tài chính - Kế hoạch",
    )  # fmt: skip
    third = (Band(F(1, 5), F(3, 5)), Band(F(1, 5), F(3, 5)), Band(F(0), F(2, 5)))
    return Portfolio(
        projects=(
            project("P1", 30_000, name="Đường thoát lũ khẩn cấp", urgent=True, origin=DOC),
            project("P2", 20_000, name="Trường tiểu học", sector="GD", origin=DOC),
            project("P3", 10_000, name="Đường chuyển tiếp", status=Status.TRANSITIONAL),
            project("P4", 100_000, name="=Đường vành đai rất dài " + "đoạn nối tiếp " * 12),
            project("P5", None, name="Chợ Tân Thành", sector="TM", clause="I.1 (2)"),
            project("P6", 50_000, name="Khu đô thị mới", kind=Kind.PRIVATE, owner="NDT"),
        ),
        sources=(
            Source("TW", "Ngân sách trung ương", Level.CENTRAL),
            Source("TP", "Tiền sử dụng đất", Level.CITY, F(3, 10), F(1, 10)),
            Source("NDT", "Nhà đầu tư", Level.PRIVATE, unlimited=True),
        ),
        settings=settings,
        sectors=(
            Sector("GT", "Giao thông", 1_500_000, 80_000),
            Sector("GD", "Giáo dục", 800_000, 45_000),
            Sector("TM", "Thương mại", 800_000, 45_000),
        ),
        owners=(Owner("BQL", "Ban QLDA thành phố", 40_000), Owner("NDT", "Nhà đầu tư")),
        streams=(
            stream("NSTW", dict.fromkeys(range(2021, 2024), 20_000)),
            stream("DAT", dict.fromkeys(range(2021, 2024), 30_000)),
        ),
        sharings=(
            Sharing("NSTW", "TW", F(1)),
            Sharing("DAT", "TP", F(3, 5)),
        ),
        eligibility=(
            Eligibility("public", "TW", Band(F(0), F(1))),
            Eligibility("public", "TP", Band(F(0), F(1))),
            Eligibility("private", "NDT", Band(F(1), F(1))),
        ),
        profiles=(Profile("C", "Nhóm C", third),),
        criteria=(
            Criterion("HT", "Hạ tầng giao thông", F(3)),
            Criterion("CB", "Cấp bách", F(1)),
        ),
        scores={
            (p, c): F(mark)
            for p, marks in {
                "P1": (5, 5), "P2": (3, 3), "P3": (4, 2), "P4": (5, 1), "P6": (1, 1),
            }.items()
            for c, mark in zip(("HT", "CB"), marks, strict=True)
        },
    )  # fmt: skip


def toy_solution() -> Solution:
    """A legal plan for ``toy``: P4 is left out. By hand:

    P1 2021-2023 from TW, P3 2021-2022 and P2 2022-2023 from TP, P6 by its investor.
    TP: 16 200 - 6 000 leaves 10 200, carries 4 860, 5 340 idle; 2022: 16 200 + 4 860 - 14 000
    = 7 060, carries 4 860, 2 200 idle; 2023: 16 200 + 4 860 - 10 000 = 11 060 idle.
    """
    cells = {
        ("P1", "TW", 2021): 12_000, ("P1", "TW", 2022): 12_000, ("P1", "TW", 2023): 6_000,
        ("P3", "TP", 2021): 6_000, ("P3", "TP", 2022): 4_000,
        ("P2", "TP", 2022): 10_000, ("P2", "TP", 2023): 10_000,
        ("P6", "NDT", 2021): 20_000, ("P6", "NDT", 2022): 20_000, ("P6", "NDT", 2023): 10_000,
    }  # fmt: skip
    tiers = (
        TierReport(Tier.TRANSITIONAL, 40_000.0, 0.0, 0.0, 40_000.0, 40_000.0, 0.0),
        TierReport(Tier.REST, 12_000.0, 600.0, 0.0, 11_400.0, 11_401.0, 1 / 11_400),
        TierReport(Tier.PRIVATE, 10_000.0, 0.0, 0.0, 10_000.0, 10_000.0, 0.0),
    )
    return Solution(
        starts={"P1": 2021, "P2": 2022, "P3": 2021, "P6": 2021},
        funded={"P1": 30_000, "P2": 20_000, "P3": 10_000, "P6": 50_000},
        cells=cells,
        overhang={},
        report=SolveReport(
            outcome=Outcome.OPTIMAL, objective=11_400.0, bound=11_401.0, gap=1 / 11_400,
            tiers=tiers, asked_gap=1e-4, solver="HiGHS", solver_version="1.15.1", seed=1,
            threads=1, seconds=0.1, solver_seconds=0.05, variables=60, constraints=90,
        ),
    )  # fmt: skip


def toy_plan() -> Plan:
    """``toy`` and ``toy_solution`` as a plan, with two check lines of its own."""
    portfolio = toy()
    lines = (
        CheckLine("envelope", ("TW",), 2021, 12_000, "<=", 20_000, True),
        CheckLine("completion", ("P1",), None, 30_000, "=", 30_000, True),
    )
    info = RunInfo(
        scenario="Hiện hành", scenario_en="Current rules", command="portfolio plan",
        created="2026-11-22 10:00", versions={"portfolio": "0.1.0"},
    )  # fmt: skip
    return Plan(portfolio, build_envelope(portfolio), toy_solution(), CheckReport(lines), info)
