"""A larger made-up plan that fills every sheet: not optimal, not always legal, always exact."""

from __future__ import annotations

from fractions import Fraction
from math import inf

from portfolio.domain import (
    Anchor,
    Band,
    Criterion,
    Eligibility,
    Group,
    Kind,
    LandRevenue,
    Level,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Origin,
    Owner,
    Pin,
    PinKind,
    Portfolio,
    Project,
    Provenance,
    Sector,
    Settings,
    Sharing,
    Source,
    Status,
    Tier,
)  # fmt: skip
from portfolio.errors import Problem, Severity
from portfolio.funding.envelope import build_envelope
from portfolio.model.records import Outcome, Solution, SolveReport, TierReport
from portfolio.plan.check import check
from portfolio.plan.records import RunInfo
from portfolio.plan.schedule import Plan
from tests.factories import project, stream

YEARS = range(2021, 2026)
LONG = "Xây dựng tuyến đường " + "nối dài qua khu dân cư và cụm công nghiệp " * 12
SECTORS = {"1.1": "Giao thông", "1.10": "Thoát nước", "gd": "Giáo dục", "GD": "Đào tạo"}
"""Ids that SUMIFS would confuse."""
STREAMS = {"NS": 150_000, "DAT": 333_333, "XS": 90_001}
ORIGIN = Origin(Provenance.REPORTED, "=Báo cáo số 1")
STATUSES = (Status.ARREARS, Status.ADVANCE, Status.TRANSITIONAL, Status.NEW, Status.PREPARATION)
HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "ti\u0302nh\x07 ba\x00 \ud800",
    "*",
    "Q&A",
)


def portfolio() -> Portfolio:
    """24 public lines, 3 private ones, 2 without an estimate, 4 sources."""
    lines = [_line(i) for i in range(24)]
    lines += [project(f"T{i}", 70_000 + i, kind=Kind.PRIVATE, owner="NDT") for i in range(3)]
    lines += [project("U1", None, name="Chợ chưa có dự toán"), project("U2", None, sector="gd")]
    whole = Band(Fraction(0), Fraction(1))
    return Portfolio(
        projects=tuple(lines),
        sources=_sources(),
        settings=Settings(
            place="Thành phố Mẫu & Thử",
            title="KẾ HOẠCH 2021-2025",
            agency="Phòng A",
            signer="Nguyễn Văn A",
            new_starts=4,
            origins={"discount": ORIGIN},
        ),
        sectors=tuple(Sector(id_, name) for id_, name in SECTORS.items()),
        owners=(
            Owner("BQL", "Ban QLDA", 300_000),
            Owner("bql", "Ban khác"),
            Owner("NDT", "Nhà đầu tư"),
        ),
        streams=tuple(stream(id_, dict.fromkeys(YEARS, x)) for id_, x in STREAMS.items()),
        sharings=(
            Sharing("NS", "TW", Fraction(1)),
            Sharing("DAT", "TP", Fraction(3, 5), Fraction(2, 3)),
            Sharing("DAT", "TP", Fraction(4, 5), year=2023),
            Sharing("XS", "T?", Fraction(1)),
        ),
        eligibility=(Eligibility("public", "TW", whole), Eligibility("*", "NDT", whole)),
        criteria=(
            Criterion("HT", "Hạ tầng", Fraction(3)),
            Criterion("CB", "Cấp bách", Fraction(1)),
        ),
        scores={("D01", "HT"): Fraction(5), ("U1", "HT"): Fraction(2)},
        limits=_limits(),
        links=(
            Link(LinkKind.AFTER_FINISH, "D03", "D22", 1),
            Link(LinkKind.EXCLUSION, "D05", "D23"),
            Link(LinkKind.AFTER_START, "U1", "D21"),
        ),
        pins=(
            Pin(PinKind.EXCLUDE, "D20"),
            Pin(PinKind.START, "D03", 2021),
            Pin(PinKind.AMOUNT, "D04", 2021, "TW", 1_234),
        ),
        notices=(
            Problem("spaces", "Du_an!B7", "khoảng trắng", "", "", Severity.NOTICE, "Tên dự án"),
        ),
        path="du-an.xlsx",
        sha256="0" * 64,
    )


def _sources() -> tuple[Source, ...]:
    return (
        Source("TW", "Ngân sách trung ương bổ sung", Level.CENTRAL, origin=ORIGIN),
        Source("TP", "=Tiền sử dụng đất", Level.CITY, Fraction(3, 10), Fraction(1, 10)),
        Source("T?", "Xổ số kiến thiết", Level.CITY, Fraction(1, 2)),
        Source("NDT", "Nhà đầu tư", Level.PRIVATE, unlimited=True),
    )


def _limits() -> tuple[Limit, ...]:
    share = Fraction(1, 50)
    return (
        Limit("L1", LimitKind.CAP, amount=500_000, sector="1.1"),
        Limit("L2", LimitKind.FLOOR, share=share, source="T?", sector="GD", whole_plan=True),
        Limit("L3", LimitKind.EARMARK, amount=1_000, source="TP", place="Phường 2"),
    )


def _line(i: int) -> Project:
    names = {0: LONG, **dict(enumerate(HOSTILE, 1))}
    land = LandRevenue("DAT", 50_000, Anchor.START, 1) if i == 9 else None
    return project(
        f"D{i:02}", 40_000 + 777 * i, name=names.get(i, f"Dự án số {i}"),
        sector=list(SECTORS)[i % 4], status=STATUSES[i % 5], group=list(Group)[i % 3],
        owner=("BQL", "bql")[i % 2], place=f"Phường {i % 3}", allocated=1_000 * (i % 4),
        urgent=i == 8, divisible=i == 13, least_funded=Fraction(2, 5), land=land,
        decision="=12/QĐ-UBND" if i % 2 else "", note="-ghi chú" if i % 3 else "", clause="I.1 (1)",
    )  # fmt: skip


def plan(outcome: Outcome = Outcome.OPTIMAL) -> Plan:
    """Lines D20 to D23 are left out; what does not divide goes to the first source."""
    city = portfolio()
    envelope = build_envelope(city)
    starts, funded, overhang = {}, {}, {}
    cells: dict[tuple[str, str, int], int] = {}
    for i, p in enumerate(p for p in city.costed if p.id not in {"D20", "D21", "D22", "D23"}):
        start = 2021 + i % 4
        starts[p.id] = start
        funded[p.id] = p.need * 3 // 5 if p.divisible else p.need
        left = funded[p.id] // 7 if start == 2024 and p.kind is Kind.PUBLIC else 0
        if left:
            overhang[p.id] = left
        sources = ["NDT"] if p.kind is Kind.PRIVATE else ["TW", "TP", "T?"][: 1 + i % 3]
        keys = [(p.id, k, t) for t in range(start, 2026) for k in sources]
        share, rest = divmod(funded[p.id] - left, len(keys))
        cells |= {key: share + (rest if n == 0 else 0) for n, key in enumerate(keys)}
    solution = Solution(starts, funded, cells, overhang, _report(outcome))
    info = RunInfo("Hiện hành", "Current rules", "01-CTr/TU", "hien-hanh.toml", "portfolio plan",
                   "2026-11-22 10:00", {"portfolio": "0.1.0"})  # fmt: skip
    return Plan(city, envelope, solution, check(city, solution, envelope), info)


def _report(outcome: Outcome) -> SolveReport:
    gap, bound = (5e-5, 1e6) if outcome is Outcome.OPTIMAL else (inf, inf)
    tiers = (TierReport(Tier.REST, 9e5, 1e3, 2.5, 8.9e5, bound, gap),)
    return SolveReport(
        outcome=outcome, objective=8.9e5, bound=bound, gap=gap, tiers=tiers, asked_gap=1e-4,
        solver="HiGHS", solver_version="1.15.1", seed=1, threads=1, seconds=1.5,
        solver_seconds=1.0, variables=10, constraints=20,
    )  # fmt: skip
