"""How a solve ends is said honestly: proven, out of time, interrupted, without any plan."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import replace
from fractions import Fraction as F
from unittest.mock import patch

import pytest

from portfolio.domain import Group, Portfolio, Profile
from portfolio.errors import NoSolution
from portfolio.model import lexicographic
from portfolio.model.engine import Answer, End, Options
from portfolio.model.progress import Progress
from portfolio.model.records import Outcome
from portfolio.study.run import run
from tests.factories import stream
from tests.plan.points import Band, line, workbook


def hard() -> Portfolio:
    """Forty lines whose scores hardly differ: minutes of proof, seconds to a good plan."""
    dice = random.Random(3)
    bands = tuple(Band(F(a, 100), F(b, 100)) for a, b in ((15, 40), (20, 40), (15, 40), (0, 30)))
    lines = [
        line(
            f"P{n}", dice.randint(20_000, 90_000), score=F(dice.randint(6990, 7010), 100),
            group=Group.B, profile="B", deadline=2026,
        )
        for n in range(40)
    ]  # fmt: skip
    base = workbook(*lines, profiles=(Profile("B", "B", bands),))
    years = range(2021, 2026)
    return replace(
        base,
        settings=replace(base.settings, last_year=2025, overhang_share=F(1, 5)),
        streams=(stream("NS", {t: 170_003 + 7 * t for t in years}),),
    )


def test_the_time_limit_gives_the_incumbent_with_its_gap() -> None:
    for seconds in (2, 8, 32):  # a loaded machine may need longer to find a first plan
        try:
            plan = run(hard(), options=Options(gap=0.0, time_limit=seconds))
        except NoSolution:
            continue
        break
    report = plan.solution.report
    assert report.outcome is Outcome.TIME_LIMIT
    assert report.gap > 0
    assert report.bound > report.objective
    assert plan.solution.cells


def test_ctrl_c_gives_the_incumbent_with_its_gap() -> None:
    seen: list[Progress] = []
    stops: list[Progress] = []

    def stop_at_the_first_plan(progress: Progress) -> None:
        seen.append(progress)
        if progress.incumbent is not None and len(stops) == 0:
            stops.append(progress)
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    plan = run(hard(), options=Options(gap=0.0, time_limit=120), progress=stop_at_the_first_plan)
    assert plan.solution.report.outcome is Outcome.INTERRUPTED
    assert plan.solution.report.gap > 0
    assert signal.getsignal(signal.SIGINT) is before
    last = seen[-1]
    assert last.incumbent is not None
    assert last.bound is not None
    assert last.bound >= last.incumbent > 0
    # the progress speaks of triệu, as the report does
    assert last.incumbent == pytest.approx(plan.solution.report.objective, rel=0.1)


def test_stopped_before_any_plan_is_no_plan() -> None:
    nothing = Answer(End.TIME_LIMIT, None, None)
    with (
        patch.object(lexicographic, "maximise", return_value=nothing),
        pytest.raises(NoSolution),
    ):
        run(hard(), options=Options(gap=0.0))


def test_proven_means_within_the_asked_gap() -> None:
    report = run(hard(), options=Options(gap=0.02)).solution.report
    assert report.outcome is Outcome.OPTIMAL
    assert 0 <= report.gap <= 0.02
    assert report.asked_gap == 0.02
    assert report.solver_seconds <= report.seconds


def test_another_solver_finds_the_same_optimum() -> None:
    book = workbook(line("A", 200, score=F(50)), line("B", 200, score=F(60)))
    plan = run(book, options=Options(solver="COIN_CMD", gap=0.0))
    ours = run(book, options=Options(gap=0.0))
    assert plan.solution.report.objective == pytest.approx(ours.solution.report.objective)
