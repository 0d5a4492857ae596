"""The charts show the plan's own figures, in letters that every Vietnamese reader can read."""

import subprocess
import sys
import warnings
from dataclasses import replace
from typing import Any

import pytest
from matplotlib import font_manager, rcParams
from matplotlib.ft2font import FT2Font

from portfolio.domain import Kind
from portfolio.errors import OutputError
from portfolio.i18n import language
from portfolio.model.records import Outcome
from portfolio.output import charts
from portfolio.output.charts import CHARTS, svg, write_charts
from portfolio.plan.records import CheckReport
from portfolio.plan.schedule import Plan
from tests.factories import project, toy, toy_plan


@pytest.fixture(autouse=True)
def _english():
    with language("en"):
        yield


@pytest.fixture
def plan() -> Plan:
    return toy_plan()


def changed(plan: Plan, **more: Any) -> Plan:
    return replace(plan, solution=replace(plan.solution, **more))


def texts(figure: Any) -> list[str]:
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def heights(container: Any) -> list[float]:
    return [bar.get_height() for bar in container]


def widths(container: Any) -> list[float]:
    return [bar.get_width() for bar in container]


def test_every_chart_is_a_png_of_a4_width(plan, tmp_path):
    made = write_charts(plan, tmp_path / "charts")
    assert [path.name for path in made] == [f"{name}.png" for name in CHARTS]
    for path in made:
        content = path.read_bytes()
        assert content.startswith(b"\x89PNG")
        assert int.from_bytes(content[16:20], "big") == 1440  # 7.2 inches at 200 dpi


def test_existing_charts_are_kept(plan, tmp_path):
    (tmp_path / "gantt.png").write_text("mine")
    with pytest.raises(OutputError, match=r"gantt\.png"):
        write_charts(plan, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["gantt.png"]


def test_capital_by_source_stacks_the_years_in_ty(plan):
    public, private = charts.capital_by_source(plan).axes
    assert heights(public.containers[0]) == [12, 12, 6]  # TW
    assert heights(public.containers[1]) == [6, 14, 10]  # TP
    assert [bar.get_y() for bar in public.containers[1]] == [12, 12, 6]
    assert heights(private.containers[0]) == [20, 20, 10]
    assert public.containers[1][0].get_facecolor() != private.containers[0][0].get_facecolor()


def test_need_by_sector_shows_the_gap(plan):
    public, private = charts.need_by_sector(plan).axes
    assert [label.get_text() for label in public.get_yticklabels()] == ["Giao thông", "Giáo dục"]
    assert widths(public.containers[0]) == [140, 20]  # 30 + 10 + 100, and the school
    assert widths(public.containers[1]) == [40, 20]
    assert widths(private.containers[0]) == widths(private.containers[1]) == [50]


def test_gantt_has_a_cell_for_each_year_with_capital(plan):
    (axis,) = charts.gantt(plan).axes
    shown = {(round(b.get_y() + 0.4), round(b.get_x() + 0.48)) for b in axis.patches}
    assert len(shown) == 3 + 2 + 2 + 3
    labels = [label.get_text() for label in axis.get_yticklabels()]
    assert labels == [
        "Đường thoát lũ khẩn cấp", "Đường chuyển tiếp", "Trường tiểu học", "Khu đô thị mới",
    ]  # fmt: skip


def test_gantt_shows_what_is_left_to_the_next_plan(plan):
    assert "later" not in texts(charts.gantt(plan))
    late = changed(plan, overhang={"P2": 2_500})
    found = texts(charts.gantt(late))
    assert "later" in found
    assert "2.5" in found


def test_gantt_of_a_long_list_shows_the_largest_and_says_so(plan):
    lines = tuple(project(f"L{n}", 1_000 + n) for n in range(charts.GANTT_ROWS + 3))
    plan = Plan(
        replace(toy(), projects=lines),
        plan.envelope,
        replace(
            plan.solution,
            starts={line.id: 2021 for line in lines},
            cells={(line.id, "TW", 2021): line.cost for line in lines},
        ),
        CheckReport(()),
    )
    figure = charts.gantt(plan)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[0] == "Dự án L3"
    assert len(labels) == charts.GANTT_ROWS
    assert "and 3 smaller lines that started" in texts(figure)


def test_cumulative_is_the_balance_of_the_sources(plan):
    (axis,) = charts.cumulative(plan).axes
    available, spent = axis.lines
    assert list(available.get_ydata()) == pytest.approx([36.2, 72.4, 108.6])
    assert list(spent.get_ydata()) == pytest.approx([18, 44, 60])


@pytest.mark.parametrize("name", CHARTS)
def test_an_unproven_plan_is_marked_loudly(plan, name):
    report = replace(plan.solution.report, outcome=Outcome.TIME_LIMIT, gap=0.05)
    assert "NOT PROVEN OPTIMAL: gap 5%" in texts(CHARTS[name](changed(plan, report=report)))
    assert "Scenario: Current rules" in texts(CHARTS[name](plan))


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_plan_draws_without_a_warning(plan, name):
    empty = Plan(
        replace(plan.portfolio, projects=()),
        plan.envelope,
        replace(plan.solution, starts={}, funded={}, cells={}),
        CheckReport(()),
    )
    assert svg(empty, name).startswith(b"<?xml")


def test_hostile_names_are_drawn_as_they_stand(plan):
    name = "Giá $5 và $6_x^{ \u202e\x00 ไทย 漢字 " + "dài " * 60
    lines = tuple(replace(p, name=name) if p.id == "P1" else p for p in plan.portfolio.projects)
    hostile = replace(plan, portfolio=replace(plan.portfolio, projects=lines))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert svg(hostile, "gantt").startswith(b"<?xml")
    (label, *_rest) = charts.gantt(hostile).axes[0].get_yticklabels()
    assert label.get_text().count("\n") == 1
    assert label.get_text().endswith("…")


def test_decomposed_letters_are_composed():
    assert charts.short_label("Đường Suối Đa\u0301", 40) == "Đường Suối Đá"


def test_the_font_has_every_vietnamese_letter():
    marks = "\u0300\u0301\u0303\u0309\u0323"
    import unicodedata

    letters = {
        unicodedata.normalize("NFC", base + mark)
        for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for mark in ("", *marks)
    } | set("đĐ…·–")
    font = FT2Font(font_manager.findfont("DejaVu Sans", fallback_to_default=False))
    assert not [letter for letter in letters if ord(letter) not in font.get_charmap()]


def test_same_plan_same_picture_and_no_global_state(plan):
    before = dict(rcParams)
    assert svg(plan, "gantt") == svg(plan, "gantt")
    assert dict(rcParams) == before
    code = "import sys, tests.factories as f, portfolio.output.charts as c\n"
    code += "c.svg(f.toy_plan(), 'gantt'); assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_matplotlib_it_says_what_to_install(plan, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(OutputError, match="pip install matplotlib"):
        write_charts(plan, tmp_path / "charts")


def test_small_amounts_in_cells():
    assert [charts._short(n) for n in (123_456, 9_960, 9_000, 550, 40)] == [
        "123", "10", "9", "0.6", "0.04",
    ]  # fmt: skip


def test_private_kind_is_the_only_other_panel(plan):
    only = tuple(p for p in plan.portfolio.projects if p.kind is Kind.PUBLIC)
    figure = charts.need_by_sector(replace(plan, portfolio=replace(plan.portfolio, projects=only)))
    assert len(figure.axes) == 1
