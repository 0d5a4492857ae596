"""What must hold of any portfolio: found by hypothesis, not by example."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain import Band, Kind, Portfolio, Profile, Project, Source, Status
from portfolio.errors import Infeasible
from portfolio.funding.envelope import build_envelope
from portfolio.model import whole
from portfolio.model.build import Model
from portfolio.model.engine import Options, Session
from portfolio.model.lines import prepare
from portfolio.plan.schedule import Plan
from portfolio.study.run import relax, run
from tests.factories import stream
from tests.plan.points import line, workbook

EXACT = Options(gap=0.0)
SLIP = 2
"""Whole triệu: a promise or an overhang moves by less than one."""

shares = st.integers(0, 20).map(lambda n: F(n, 20))


@st.composite
def projects(draw: st.DrawFn, number: int) -> Project:
    cost = draw(st.integers(1, 400))
    status = draw(st.sampled_from([Status.NEW] * 4 + [Status.TRANSITIONAL, Status.FINISHED]))
    return line(
        f"P{number}",
        cost,
        status=status,
        score=F(draw(st.integers(1, 100))),
        profile=draw(st.sampled_from(["P1", "P2", "P3"])),
        divisible=draw(st.booleans()) if status is Status.NEW else False,
        kind=Kind.PUBLIC,
        sector=draw(st.sampled_from(["GT", "GD"])),
    )


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    count = draw(st.integers(1, 6))
    lines = [draw(projects(n)) for n in range(count)]
    profiles = (
        Profile("P1", "any", (Band(F(0), F(1)),) * 3),
        Profile("P2", "thirds", (Band(F(1, 3), F(1, 3)),) * 3),
        Profile("P3", "bands", tuple(Band(F(a, 7), F(b, 7)) for a, b in ((1, 4), (1, 4), (0, 3)))),
    )
    tp = Source("TP", "TP", workbook().sources[0].level, draw(shares), draw(shares) / 2)
    yearly = draw(st.integers(0, 400))
    return workbook(*lines, tp=tp, yearly=yearly, profiles=profiles)


def richer(portfolio: Portfolio, more: int) -> Portfolio:
    yearly = portfolio.streams[0].by_year[2021].gross + more
    return replace(portfolio, streams=(stream("NS", dict.fromkeys(range(2021, 2024), yearly)),))


def best(portfolio: Portfolio) -> list[float] | None:
    """The objectives of the tiers in their order, or None when nothing is possible."""
    try:
        plan = run(portfolio, options=EXACT, analyse=False)
    except Infeasible:
        return None
    return [t.objective for t in plan.solution.report.tiers]


@settings(max_examples=30, deadline=None)
@given(portfolios())
def test_every_plan_is_whole_and_passes_the_checker(portfolio: Portfolio) -> None:
    # run() raises when the independent checker finds a broken rule
    try:
        plan = run(portfolio, options=EXACT, analyse=False)
    except Infeasible:
        return
    solution = plan.solution
    for project in solution.starts:
        capital = sum(a for (p, _, _), a in solution.cells.items() if p == project)
        assert capital + solution.overhang.get(project, 0) == solution.funded[project]
    assert plan.checks.lines


@settings(max_examples=30, deadline=None)
@given(portfolios(), st.integers(0, 300))
def test_more_money_never_lowers_the_optimum(portfolio: Portfolio, more: int) -> None:
    before, after = best(portfolio), best(richer(portfolio, more))
    if before is None:
        return
    assert after is not None
    for old, new in zip(before, after, strict=True):  # lexicographic: the first that differs
        if abs(new - old) > SLIP:
            assert new > old
            break


@settings(max_examples=30, deadline=None)
@given(portfolios())
def test_the_relaxation_bounds_the_plan(portfolio: Portfolio) -> None:
    found = best(portfolio)
    if found is None or any(p.status is not Status.NEW for p in portfolio.projects):
        return
    assert relax(portfolio, options=EXACT).objective >= found[-1] - SLIP


@settings(max_examples=30, deadline=None)
@given(portfolios())
def test_money_is_spent_carried_or_idle_and_never_lost(portfolio: Portfolio) -> None:
    try:
        plan = run(portfolio, options=EXACT, analyse=False)
    except Infeasible:
        return
    carried = 0
    for year in plan.years:
        balance = plan.balances["TP", year]
        assert balance.carried_in == carried
        assert balance.available == balance.spent + balance.carried_out + balance.idle
        assert min(balance.spent, balance.carried_out, balance.idle) >= 0
        share = portfolio.sources[0].carry_over
        assert balance.carried_out <= share * balance.spendable
        carried = balance.carried_out
    assert carried == 0


@settings(max_examples=30, deadline=None)
@given(portfolios())
def test_rounding_moves_no_cell_by_more_than_one_triệu(portfolio: Portfolio) -> None:
    try:
        plan = run(portfolio, options=EXACT, analyse=False)
    except Infeasible:
        return
    data = prepare(portfolio, build_envelope(portfolio))
    make_whole = whole._make_whole

    def spy(model: Model, order: Any, session: Session) -> None:
        cells = model.variables.cell.values()
        before = {x.id: x.varValue or 0.0 for x in cells}
        make_whole(model, order, session)
        assert all(abs((x.varValue or 0.0) - before[x.id]) <= 1 + 1e-6 for x in cells)

    with patch.object(whole, "_make_whole", spy):
        whole.allocate(data, plan.solution.starts, Session(EXACT))


def test_the_properties_meet_plans_that_start_something() -> None:
    # the strategies above would prove nothing if every portfolio were empty or infeasible
    portfolio = workbook(line("P0", 100, score=F(50)))
    plan = run(portfolio, options=EXACT, analyse=False)
    assert isinstance(plan, Plan)
    assert plan.solution.starts
