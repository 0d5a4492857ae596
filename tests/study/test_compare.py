"""Scenarios side by side: who gains, who loses, and what the gaps leave open."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import portfolio as pf
from portfolio.domain import Limit, LimitKind, Portfolio, Tier
from portfolio.errors import Infeasible, ScenarioError, StudyError
from portfolio.i18n import language
from portfolio.plan.earmarked import earmarked_idle
from portfolio.study.compare import compare
from portfolio.study.comparison import Change, Comparison
from portfolio.study.figures import FIGURES
from portfolio.study.significance import PRIVATE_TIERS, PUBLIC_TIERS, Verdict, judge
from tests.plan.points import TP, line, workbook
from tests.study.comparisons import hand_made


def city(**more: object) -> Portfolio:
    """Four lines of 100 in one year each, 100 a year 2021-2023, worth 90, 80, 70, 60 of 100.

    One line a year fits, and waiting costs 5% a year, so the dearest comes first:
    A 2021, B 2022, C 2023; D stays without funds.
    """
    lines = (
        line(id, 100, score=Fraction(score), max_years=1)
        for id, score in (("A", 90), ("B", 80), ("C", 70), ("D", 60))
    )
    return workbook(*lines, **more)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Scenarios for ``city``: as it is, twice the money, half of it, B not before 2023."""
    texts = {
        "goc": "",
        "gap-doi": "[stream.NS]\nscale = 2",
        "mot-nua": '[sharing."NS->TP"]\nretained = 0.5',
        "b-muon": "[project.B]\nearliest = 2023",
        "ep": "[project.A]\nstart = 2021\n[project.B]\nstart = 2021",
        "ep-nua": '[project.C]\nmandatory = true\n[sharing."NS->TP"]\nretained = 0.5',
        "sai": "[project.Z]\nscore = 5",
        "sai-nua": "[stream.NS]\nscale = 2\n[source.QQ]\nreserve = 0.1",
    }
    made = {}
    for name, text in texts.items():
        path = tmp_path / f"{name}.toml"
        path.write_text(f'name = "{name}"\n{text}\n', "utf-8")
        made[name] = str(path)
    return made


def told(c: Comparison, scenario: int) -> dict[str, tuple[Change, int | None, int | None]]:
    found = {p.id: c.accounts[p.id, scenario] for p in c.projects}
    return {id: (a.change, a.start, a.shift) for id, a in found.items()}


def test_the_account_of_a_hand_made_case(files: dict[str, str]) -> None:
    c = compare(city(), [files[n] for n in ("goc", "gap-doi", "mot-nua", "b-muon")], workers=1)
    assert c.names == ("goc", "gap-doi", "mot-nua", "b-muon")
    # base: the case of ``city``
    assert {id: a[1] for id, a in told(c, 0).items()} == {
        "A": 2021, "B": 2022, "C": 2023, "D": None,
    }  # fmt: skip
    # 200 a year: two lines a year, A and B, then C and D; 2023 is left idle
    assert told(c, 1) == {
        "A": (Change.SAME, 2021, 0),
        "B": (Change.EARLIER, 2021, -1),
        "C": (Change.EARLIER, 2022, -1),
        "D": (Change.GAINED, 2022, None),
    }
    # 50 a year and nothing carried over: no line of 100 in one year can start
    assert told(c, 2) == {
        "A": (Change.LOST, None, None),
        "B": (Change.LOST, None, None),
        "C": (Change.LOST, None, None),
        "D": (Change.OUT, None, None),
    }
    # B from 2023: A 2021, C 2022, B 2023
    assert told(c, 3) == {
        "A": (Change.SAME, 2021, 0),
        "B": (Change.LATER, 2023, 1),
        "C": (Change.EARLIER, 2022, -1),
        "D": (Change.OUT, None, None),
    }
    figures = c.figures.set_index(["figure", "scenario"])["value"]
    for figure, values in {
        "spendable": (300, 600, 150, 300),
        "public": (300, 400, 0, 300),
        "idle": (0, 200, 150, 0),
        "unfunded_need": (100, 0, 400, 100),
        "started": (3, 4, 0, 3),
        "out": (1, 0, 4, 1),
    }.items():
        assert tuple(figures[figure, name] for name in c.names) == values, figure
    # 0.9 + 0.8 × 0.95 + 0.7 × 0.95² and 0.9 + 0.8 + (0.7 + 0.6) × 0.95, times 100
    assert figures["objective", "goc"] == pytest.approx(229.175)
    assert figures["objective", "gap-doi"] == pytest.approx(293.5)
    # 90 + 70 × 0.95 + 80: B does not wait, 2023 is the first year it is allowed
    assert figures["objective", "b-muon"] == pytest.approx(236.5)
    assert c.verdict(1) is Verdict.SIGNIFICANT
    assert not c.figures["doubtful"].any()


def test_frames_agree_with_the_plans(files: dict[str, str]) -> None:
    c = compare(city(), [files["goc"], files["gap-doi"]], workers=1)
    for name, plan in zip(c.names, c.plans, strict=True):
        spent = sum(plan.solution.cells.values())
        for frame, column in ((c.capital, "amount"), (c.lines, "capital"),
                              (c.line_sources, "amount")):  # fmt: skip
            assert frame[frame["scenario"] == name][column].sum() == spent
        idle = c.idle[c.idle["scenario"] == name]["idle"].sum()
        assert idle == sum(b.idle for b in plan.balances.values())
    assert set(c.lines["change"]) <= {change.value for change in Change}


def test_the_number_of_processes_does_not_matter(files: dict[str, str]) -> None:
    asked = [files[n] for n in ("goc", "gap-doi", "b-muon")]
    seen: list[tuple[int, str]] = []
    with language("en"):
        one = compare(city(), asked, workers=1)
        two = compare(city(), asked, workers=2, on_done=lambda *done: seen.append(done))
    assert sorted(seen) == [(0, "goc"), (1, "gap-doi"), (2, "b-muon")]
    assert one.names == two.names
    for a, b in zip(one.plans, two.plans, strict=True):
        assert (a.solution.starts, a.solution.cells) == (b.solution.starts, b.solution.cells)
        assert a.solution.report.objective == b.solution.report.objective
        assert a.solution.report.bound == b.solution.report.bound
        assert a.checks == b.checks
    for frame in ("figures", "capital", "lines", "line_sources", "idle"):
        pd.testing.assert_frame_equal(getattr(one, frame), getattr(two, frame))


def test_a_scenario_and_itself_show_no_difference(files: dict[str, str]) -> None:
    c = compare(city(), [files["goc"], files["goc"]], workers=1)
    assert c.names == ("goc", "goc (2)")
    assert c.verdict(1) is Verdict.EQUAL
    assert (c.figures["difference"] == 0).all()
    assert (c.lines["difference"] == 0).all()
    assert (c.line_sources["difference"] == 0).all()
    assert set(c.lines["change"]) == {"same", "out"}
    assert not c.figures["doubtful"].any()


def test_all_scenarios_without_a_plan_are_told_at_once(files: dict[str, str]) -> None:
    # ep: A and B both in 2021, 200 of the 100 there are; ep-nua: C must start, 100 of 50
    with language("en"), pytest.raises(StudyError) as caught:
        compare(city(), [files["ep"], files["goc"], files["ep-nua"]], workers=2)
    assert [name for name, _error in caught.value.failures] == ["ep", "ep-nua"]
    assert all(isinstance(error, Infeasible) for _name, error in caught.value.failures)
    assert all(error.conflicts for _name, error in caught.value.failures)  # type: ignore[attr-defined]


def test_all_errors_of_all_files_are_told_before_any_solve(files: dict[str, str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        compare(city(), [files["sai"], files["goc"], files["sai-nua"], "khong-co"], workers=1)
    places = [problem.where for problem in caught.value.problems]
    assert len(places) == 3
    assert places[0].startswith("sai.toml")
    assert places[1].startswith("sai-nua.toml")
    assert places[2] == "khong-co"


def test_a_scenario_that_changes_the_yardstick_is_named(files: dict[str, str]) -> None:
    """B's first allowed year counts in the objective; twice the money does not."""
    asked = [files[name] for name in ("goc", "gap-doi", "b-muon")]
    c = compare(city(), asked, workers=1)
    assert c.other_measure == ("b-muon",)
    with language("en"):
        assert c.measure_note().startswith("b-muon: ")
    assert compare(city(), asked[:2], workers=1).measure_note() == ""


def test_fewer_than_two_scenarios_are_no_comparison(files: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="two"):
        compare(city(), [files["goc"]])


def test_scenarios_keep_their_gap_and_share_the_threads(tmp_path: Path) -> None:
    for name, text in (("a", "threads = 2"), ("b", "gap = 0.02")):
        (tmp_path / f"{name}.toml").write_text(f'name = "{name}"\n[settings]\n{text}\n', "utf-8")
    asked = [str(tmp_path / "a.toml"), str(tmp_path / "b.toml")]
    reports = [plan.solution.report for plan in compare(city(), asked, workers=1).plans]
    assert [r.threads for r in reports] == [1, 1]
    assert [r.asked_gap for r in reports] == [pytest.approx(1e-4), pytest.approx(0.02)]
    reports = [p.solution.report for p in compare(city(), asked, workers=1, gap=0.01).plans]
    assert [r.asked_gap for r in reports] == [0.01, 0.01]


@pytest.mark.parametrize(
    ("base", "other", "verdict"),
    [
        ((100.0, 101.0), (102.0, 103.0), Verdict.SIGNIFICANT),
        ((102.0, 103.0), (100.0, 101.0), Verdict.SIGNIFICANT),
        ((100.0, 101.0), (101.0, 102.0), Verdict.WITHIN_GAP),  # 101 may be the optimum of both
        ((100.0, 103.0), (101.0, 102.0), Verdict.WITHIN_GAP),
        ((100.0, 105.0), (100.0, 101.0), Verdict.EQUAL),
        ((100.0, float("inf")), (200.0, 201.0), Verdict.WITHIN_GAP),  # nothing proven
        ((200.0, 201.0), (100.0, float("inf")), Verdict.WITHIN_GAP),
        ((0.0, 0.0), (0.0, 0.0), Verdict.EQUAL),
    ],
)
def test_overlapping_intervals_prove_nothing(
    base: tuple[float, float], other: tuple[float, float], verdict: Verdict
) -> None:
    assert judge(base, other) is verdict


def test_figures_within_the_gap_are_doubtful() -> None:
    c = hand_made()
    assert c.verdict(1, PUBLIC_TIERS) is Verdict.WITHIN_GAP
    assert c.verdict(1, PRIVATE_TIERS) is Verdict.EQUAL
    assert c.verdict(2, (Tier.REST,)) is Verdict.SIGNIFICANT
    doubtful = c.figures[c.figures["doubtful"]]
    assert set(doubtful["scenario"]) == {"bot"}
    # what differs and belongs to the plan; not the money there is, which no solver moves
    assert set(doubtful["figure"]) == {
        "public", "idle", "unfunded_need", "started", "full", "out", "objective",
    }  # fmt: skip
    values = c.figures.set_index(["figure", "scenario"])["value"]
    assert [values["idle", n] for n in c.names] == [48_600, 68_600, 48_600]
    assert {f.key for f in FIGURES} < set(c.figures["figure"])


def test_idle_money_that_an_earmark_set_aside() -> None:
    """130 a year, 30 of them for planning, which has no line: 100 are left for one line."""
    mark = Limit("QH", LimitKind.EARMARK, amount=30, source="TP", sector="QH")
    plan = pf.run(city(yearly=130, limits=(mark,)))
    assert sum(plan.solution.cells.values()) == 300
    assert earmarked_idle(plan) == {("QH", 2021): 30, ("QH", 2022): 30, ("QH", 2023): 30}


def test_an_earmark_that_its_lines_use_leaves_nothing_idle() -> None:
    """A planning line of 30 takes the 30 set aside in its year; the other years stay idle."""
    mark = Limit("QH", LimitKind.EARMARK, amount=30, source="TP", sector="QH")
    base = city(yearly=130, limits=(mark,))
    planning = line("Q", 30, score=Fraction(100), max_years=1, sector="QH")
    plan = pf.run(workbook(*base.projects, planning, yearly=130, limits=(mark,)))
    start = plan.solution.starts["Q"]
    assert start == 2021
    assert earmarked_idle(plan) == {("QH", 2021): 0, ("QH", 2022): 30, ("QH", 2023): 30}


def test_what_an_earmark_carries_over_is_idle_only_in_the_end() -> None:
    """Half of a year may be carried: 30 unused of 2021 and 2022 pass on, up to 65 a year.

    2021: 130 - 100 leaves 30, all set aside, all carried. 2022: 30 + 30 set aside, carried.
    2023: 90 set aside and unused: idle, the year's and what came in.
    """
    from dataclasses import replace

    mark = Limit("QH", LimitKind.EARMARK, amount=30, source="TP", sector="QH")
    plan = pf.run(city(yearly=130, tp=replace(TP, carry_over=Fraction(1, 2)), limits=(mark,)))
    assert sum(plan.solution.cells.values()) == 300
    assert earmarked_idle(plan) == {("QH", 2021): 0, ("QH", 2022): 0, ("QH", 2023): 90}


def test_a_comparison_says_what_it_is() -> None:
    c = hand_made()
    with language("en"):
        assert "goc: 4 lines" in repr(c)
        page = c._repr_html_()
    assert "<table" in page
    assert "Bớt một danh mục" in page
