"""A comparison made by hand over ``tests.factories.toy``, without any solve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from portfolio.domain import Tier
from portfolio.plan.schedule import Plan
from portfolio.study.comparison import Comparison
from tests.factories import toy_plan

Cells = Mapping[tuple[str, str, int], int]


def variant(name: str, start: int | None, p2: Cells, objective: float, bound: float) -> Plan:
    """The toy plan with P2 started elsewhere (or not at all), its worth as given."""
    plan = toy_plan()
    old = plan.solution
    cells = {key: x for key, x in old.cells.items() if key[0] != "P2"} | dict(p2)
    starts = {p: t for p, t in old.starts.items() if p != "P2"}
    funded = {p: x for p, x in old.funded.items() if p != "P2"}
    if start is not None:
        starts["P2"], funded["P2"] = start, 20_000
    gap = (bound - objective) / objective
    tiers = tuple(
        replace(t, value=objective + 600, objective=objective, bound=bound, gap=gap)
        if t.tier is Tier.REST
        else t
        for t in old.report.tiers
    )
    report = replace(old.report, tiers=tiers, objective=objective, bound=bound, gap=gap)
    solution = replace(old, starts=starts, funded=funded, cells=cells, report=report)
    info = replace(plan.info, scenario=name, scenario_en="", scenario_citation="I.4")
    return replace(plan, solution=solution, info=info)


def hand_made() -> Comparison:
    """Base: P2 2022-2023, the optimum between 11 400 and 11 401.

    ``bot``: without P2, the optimum between 11 000 and 11 500: overlaps the base's, so nothing
    is proven. ``som``: P2 a year earlier, between 12 000 and 12 001: better than the base, for
    sure. Public capital: 60 000, 40 000, 60 000. Idle money of TP is 18 600 in the base
    (tests/factories.py). Without P2: 2021: 16 200 - 6 000 leaves 10 200, carries 4 860; idle
    5 340. 2022: 16 200 + 4 860 - 4 000 = 17 060, carries 4 860, idle 12 200. 2023: 16 200 +
    4 860 = 21 060 idle: 38 600 in all, just 20 000 more.
    """
    earlier = {("P2", "TP", 2021): 10_000, ("P2", "TP", 2022): 10_000}
    return Comparison(
        ("goc", "bot", "som"),
        (
            replace(toy_plan(), info=replace(toy_plan().info, scenario="Gốc", scenario_en="")),
            variant("Bớt một danh mục", None, {}, 11_000.0, 11_500.0),
            variant("Sớm một năm", 2021, earlier, 12_000.0, 12_001.0),
        ),
    )
