"""Replanning, on portfolios whose answer is worked out in the comments."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from portfolio.domain import Band, Eligibility, Kind, Level, Sharing, Source, Tier
from portfolio.errors import Infeasible, PlanError
from portfolio.funding.envelope import build_envelope
from portfolio.inputs import read_workbook
from portfolio.inputs.actuals import Actuals, Fact
from portfolio.inputs.exported import read_exported
from portfolio.inputs.scenario import read_scenario
from portfolio.model.engine import Options
from portfolio.model.lines import prepare
from portfolio.model.solve import search
from portfolio.model.stability import Prices
from portfolio.output.excel import write_plan
from portfolio.plan.changes import Changes, changes
from portfolio.study.reasons import Reasons
from portfolio.study.replan import FRONTIER, Replan, replan
from portfolio.study.run import run
from tests.factories import stream
from tests.study.replans import city, in_force, one_year, spent

F = Fraction
ROOT = Path(__file__).parents[2]
OLD = {("A", "TP", 2021): 100, ("B", "TP", 2022): 60, ("C", "TP", 2022): 40, ("D", "TP", 2023): 50}
LINES = (
    one_year("A", 100, 90), one_year("B", 60, 90), one_year("C", 40, 80), one_year("D", 50, 50),
)  # fmt: skip


def dearer(cost: int = 50) -> Replan:
    """C costs 50 instead of 40 from the second year on: 60 + 50 no longer fit in 2022."""
    before = city(*LINES)
    now = city(*(replace(p, cost=cost) if p.id == "C" else p for p in LINES))
    return replan(now, in_force(before, OLD), spent(2021, OLD))


def at(found: Replan, stability: Fraction) -> dict[str, int]:
    (point,) = [p for p in found.points if p.stability == stability]
    return dict(point.plan.solution.starts)


def test_when_a_cost_rises_the_least_change_moves_one_line():
    """2022 holds 100, B 60 + C 50 do not fit; 2023 has 50 free beside D. C moves: start 0.1·50,
    amounts 0.05·(40 + 50): 9.5. B and D swapped: 0.1·110 + 0.05·(120 + 100 + 10) = 22.5. C left
    out: 0.1·100 + 0.05·(40 + 50) = 14.5. B cannot move to 2023, 60 + 50 > 100.
    """
    found = dearer()
    kept = {"A": 2021, "B": 2022, "C": 2023, "D": 2023}
    for stability in (F(1), F(9, 10), F(1, 2), F(1, 10)):
        assert at(found, stability) == kept
    point = found.asked
    assert point.price == F(19, 2)
    assert (point.changes.count("moved"), point.changes.count("any")) == (1, 1)
    # value: B 54 + C 0.95·40 + D 0.95·25 = 115.75, A has started and is not counted
    assert point.value == F(11575, 100)


def test_free_re_optimisation_swaps_two_lines_for_a_little_more():
    """D 25 + C 40 in 2022, B 0.95·54 in 2023: 116.3 > 115.75."""
    found = dearer()
    assert at(found, F(0)) == {"A": 2021, "B": 2023, "C": 2022, "D": 2022}
    assert found.points[-1].value == F(1163, 10)


def test_a_low_price_lets_the_swap_happen_where_it_pays():
    """The swap gains 0.55 and costs 13 more at the usual prices: it pays below 0.0423 of them,
    that is at a stability of 0.0406.
    """
    before, now = city(*LINES), city(*(replace(p, cost=p.cost + 10 * (p.id == "C")) for p in LINES))
    starts = {}
    for share in (F(40, 1000), F(42, 1000)):
        found = replan(
            now, in_force(before, OLD), spent(2021, OLD), stability=share, frontier=False
        )
        starts[share] = found.plan.solution.starts["B"]
        assert [p.stability for p in found.points] == [share]
    assert starts == {F(40, 1000): 2023, F(42, 1000): 2022}


def test_with_a_price_nothing_moves_unless_it_must():
    """B (90) waits for D (50) in the plan in force: swapping gains, 0.05·54 − 0.05·25 = 1.45, and
    costs 0.1·110 + 0.05·220 = 22: it pays below 0.066, a stability of 0.062.
    """
    cells = {("A", "TP", 2021): 100, ("D", "TP", 2022): 50, ("B", "TP", 2023): 60}
    portfolio = city(*(p for p in LINES if p.id != "C"))
    found = replan(portfolio, in_force(portfolio, cells), spent(2021, cells))
    for point in found.points[:-1]:
        assert point.changes.count("any") == 0
        assert dict(point.plan.solution.cells) == cells
    # free: B and D both in 2022 do not fit (110); B first
    assert at(found, F(0)) == {"A": 2021, "B": 2022, "D": 2023}


def test_without_a_price_the_plan_is_the_optimum_with_the_past_fixed():
    found = dearer()
    alone = run(found.past.portfolio, options=Options(gap=1e-6))
    assert found.points[-1].value == pytest.approx(alone.solution.report.objective)
    searched = search(
        prepare(found.past.portfolio, build_envelope(found.past.portfolio)), Options(gap=1e-6)
    )
    assert searched is not None
    assert float(found.points[-1].value) == pytest.approx(searched.reached[Tier.REST])


def test_what_has_started_goes_on_whatever_it_is_worth():
    """A has 30 of its 80 and scores 1; B (80, score 100) would take its money. A goes on."""
    a, b = one_year("A", 80, 1, max_years=2), one_year("B", 80, 100, max_years=1)
    cells = {("A", "TP", 2021): 40, ("A", "TP", 2022): 40, ("B", "TP", 2023): 80}
    facts = Actuals(2021, {("A", "TP", 2021): Fact(40, 30)})
    portfolio = city(a, b)
    found = replan(portfolio, in_force(portfolio, cells), facts)
    for point in found.points:
        # 10 lapsed: 50 are left, all in 2022, the last of its two years
        assert point.plan.solution.cells["A", "TP", 2021] == 30
        assert point.plan.solution.cells["A", "TP", 2022] == 50


def test_a_source_is_kept_where_it_can_be():
    """X pays A in 2022. Its money falls from 50 to 30: 20 of A's 50 come from TP, nothing else."""
    x = Source("X", "Nguồn khác", Level.CITY)
    a = one_year("A", 50, 60, earliest=2022, latest=2022)

    def portfolio(of_x: int):
        base = city(a)
        return replace(
            base,
            sources=(*base.sources, x),
            streams=(*base.streams, stream("SX", {2022: of_x})),
            sharings=(*base.sharings, Sharing("SX", "X", F(1))),
            eligibility=(*base.eligibility, Eligibility("public", "X", Band(F(0), F(1)))),
        )

    cells = {("A", "X", 2022): 50}
    found = replan(portfolio(30), in_force(portfolio(50), cells), spent(2021, cells))
    assert dict(found.plan.solution.cells) == {("A", "X", 2022): 30, ("A", "TP", 2022): 20}
    (change,) = found.asked.changes.lines
    assert (change.amount, change.source, change.moved) == (0, 20, False)
    assert found.asked.price == F(20) * Prices().source
    assert "20 triệu đồng chuyển nguồn" in Reasons(found).of(change)
    assert "Nguồn khác năm 2022 thiếu 20" in Reasons(found).of(change)


def test_where_what_started_cannot_be_finished_it_may_stretch_beyond_the_plan():
    """A needs 250 more and TP has 200 in 2022 and 2023: 50 are left to the next plan, told so."""
    a = one_year("A", 260, 60, max_years=3)
    cells = {("A", "TP", 2021): 60, ("A", "TP", 2022): 100, ("A", "TP", 2023): 100}
    now = city(replace(a, cost=310))
    found = replan(now, in_force(city(a), cells), spent(2021, cells))
    assert found.past.stretched
    assert found.plan.solution.overhang == {"A": 50}
    reason = Reasons(found).of(found.asked.changes.lines[0])
    assert "TMĐT tăng từ 0,26 lên 0,31 tỷ đồng" in reason
    assert "làm tiếp sau năm 2023" in reason
    assert not dearer().past.stretched


def test_no_plan_at_all_is_told_with_the_rules_in_conflict():
    """A line of 150 must start and be paid in one year; TP has 100."""
    must = one_year("M", 150, 60, mandatory=True)
    portfolio = city(must)
    with pytest.raises(Infeasible):
        replan(portfolio, in_force(portfolio, {}), Actuals(2021, {}))


def test_a_stability_outside_0_to_1_and_impossible_prices_are_refused():
    portfolio = city(*LINES)
    with pytest.raises(ValueError, match="stability"):
        replan(portfolio, in_force(portfolio, OLD), spent(2021, OLD), stability=F(3, 2))
    with pytest.raises(ValueError, match="price"):
        Prices(source=F(1), amount=F(1, 4))
    with pytest.raises(ValueError, match="price"):
        Prices(start=F(-1))


def falls(values: Sequence[float]) -> bool:
    return all(a >= b - 1e-6 for a, b in pairwise(values))


@pytest.mark.parametrize("seed", range(6))
def test_the_frontier_never_turns_back_and_the_past_stays(seed: int):
    """Value does not fall and change does not shrink on the way from keeping to free."""
    rng = random.Random(seed)
    lines = [
        one_year(f"P{i}", rng.randint(20, 90), rng.randint(20, 100), max_years=rng.choice((1, 2)))
        for i in range(7)
    ]
    before = city(*lines)
    plan = run(before)
    cells = dict(plan.solution.cells)
    facts = {
        c: Fact(x, x - (lost := rng.randint(0, x // 3)), lost // 2, lost // 2)
        for c, x in cells.items()
        if c[2] == 2021
    }
    now = city(*(replace(p, cost=round(p.cost * rng.uniform(1, 1.4))) for p in lines))
    found = replan(now, in_force(before, cells, plan.solution.starts), Actuals(2021, facts))
    prices = found.prices
    values = [float(p.value) for p in found.points]
    changed = [
        float(p.changes.price(prices.start, prices.source, prices.amount, private=False))
        for p in found.points
    ]
    assert [p.stability for p in found.points] == list(FRONTIER)
    assert falls(values[::-1])
    assert falls(changed[::-1])
    for point in found.points:
        past = {c: x for c, x in point.plan.solution.cells.items() if c[2] == 2021}
        assert past == {c: f.effective for c, f in facts.items() if f.effective}
        if point.price is not None:
            assert float(point.value - point.price) <= point.bound + 1e-4
            assert float(point.value - point.price) >= point.bound - 2e-4 * abs(point.bound) - 2


def test_the_prices_reported_are_counted_from_the_plan_alone():
    """By hand: B 60 → 40 + 20 of another source in its year, D gone (need 50), C one year later."""
    portfolio = replace(city(*LINES), sources=(*city().sources, Source("X", "X", Level.CITY)))
    plan = run(city(*LINES))
    cells = {("B", "TP", 2022): 40, ("B", "X", 2022): 20, ("C", "TP", 2023): 40}
    new = replace(plan.solution, cells=cells, starts={"B": 2022, "C": 2023})
    counted = changes(portfolio, OLD, {"A": 2021, "B": 2022, "C": 2022, "D": 2023}, 2021, new)
    by_line = {c.project: c for c in counted.lines}
    assert (by_line["B"].amount, by_line["B"].source, by_line["B"].start_need) == (0, 20, 0)
    assert (by_line["C"].amount, by_line["C"].source, by_line["C"].start_need) == (80, 0, 40)
    assert (by_line["D"].amount, by_line["D"].left_need, by_line["D"].start_need) == (50, 50, 50)
    assert by_line["A"].dropped
    # A left out too (its start of 2021 cannot be kept any more, its need of 100 counts)
    total = F(1, 10) * (40 + 50 + 50 + 100) + F(1, 50) * 20 + F(1, 20) * (80 + 50 + 50 + 100)
    assert counted.price(F(1, 10), F(1, 50), F(1, 20)) == total
    assert counted.price(F(1, 10), F(1, 50), F(1, 20), private=True) == 0


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Replan:
    """The shipped workbook through its files: 2021 closed, 10% of it undisbursed, P03 dearer."""
    portfolio, scenario = read_workbook(ROOT / "data/projects.xlsx"), read_scenario("hien-hanh")
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    write_plan(run(portfolio, scenario), path)
    now = replace(
        portfolio,
        projects=tuple(
            replace(p, cost=(p.cost or 0) * 115 // 100) if p.id == "P03" else p
            for p in portfolio.projects
        ),
    )
    old = read_exported(path, now)
    facts = {c: Fact(x, x * 9 // 10) for c, x in old.cells.items() if c[2] == 2021}
    return replan(now, old, Actuals(2021, facts), scenario, frontier=False)


def test_the_shipped_workbook_goes_on(shipped: Replan):
    assert len(shipped.points) == 1
    lost = [c for c, f in shipped.actuals.facts.items() if f.lapsed]
    assert lost
    for point in shipped.points:
        assert point.plan.checks.broken == ()
        for cell, fact in shipped.actuals.facts.items():
            assert point.plan.solution.cells.get(cell, 0) == fact.effective
    public = {p.id for p in shipped.portfolio.costed if p.kind is Kind.PUBLIC}
    started = {p for p, _k, _t in lost} & public
    assert started <= shipped.plan.solution.starts.keys()


def test_a_price_that_is_not_the_solvers_stops_the_plan(monkeypatch: pytest.MonkeyPatch):
    """Changes counted as nothing leave 115.75, beyond the 106.25 that the solver proved."""
    monkeypatch.setattr("portfolio.study.replan.changes", lambda *_args: Changes(()))
    with pytest.raises(PlanError):
        dearer()


def test_a_new_line_takes_the_room_there_is_and_says_so():
    """2023 has 50 beside D: E (40) is added and changes nothing else."""
    before = city(*LINES)
    now = city(*LINES, one_year("E", 40, 30))
    found = replan(now, in_force(before, OLD), spent(2021, OLD, reasons={"E": "QĐ 5"}))
    assert found.plan.solution.starts["E"] == 2023
    (line,) = [c for c in found.asked.changes.lines if c.any]
    assert (line.project, line.added) == ("E", True)
    assert found.asked.price == 0
    assert Reasons(found).of(line) == "bổ sung vào kế hoạch, khởi công năm 2023; QĐ 5"


def test_the_reasons_name_a_start_not_made_and_money_that_lapsed():
    """B was to start in 2021 and did not; A was given 80 of its 100, of which 30 lapsed."""
    a, b = one_year("A", 100, 90, max_years=3), one_year("B", 60, 50, max_years=2)
    cells = {("A", "TP", 2021): 60, ("A", "TP", 2022): 40, ("B", "TP", 2021): 40,
             ("B", "TP", 2022): 20}  # fmt: skip
    portfolio = city(a, b)
    facts = Actuals(2021, {("A", "TP", 2021): Fact(80, 50)})
    found = replan(portfolio, in_force(portfolio, cells), facts)
    by_line = {c.project: Reasons(found).of(c) for c in found.asked.changes.lines}
    assert "năm 2021 đã giao 80, kế hoạch là 60 triệu đồng" in by_line["A"]
    assert "30 triệu đồng vốn năm 2021 bị hủy" in by_line["A"]
    assert "dời khởi công từ 2021 sang 2022 (đến hết năm 2021 chưa khởi công)" in by_line["B"]


def test_what_an_earlier_adjustment_told_is_not_told_again():
    """The plan in force has A's 50 of 2021 already: 30 of its 80 had lapsed."""
    a = one_year("A", 100, 90, max_years=3)
    cells = {("A", "TP", 2021): 50, ("A", "TP", 2022): 50}
    facts = Actuals(2021, {("A", "TP", 2021): Fact(80, 50)})
    found = replan(city(a), in_force(city(a), cells), facts, frontier=False)
    assert [Reasons(found).of(c) for c in found.asked.changes.lines] == [""]
