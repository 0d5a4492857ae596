"""The workbooks and charts of the studies: figures, live formulas, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from portfolio.domain import AssetSales, LandUseRetention, SmallLand
from portfolio.errors import OutputError
from portfolio.i18n import language
from portfolio.inputs.scenario import Override, Scenario
from portfolio.model.engine import Options
from portfolio.model.records import Outcome
from portfolio.output.charts_study import (
    along,
    waterfall,
    write_attribution_charts,
    write_curve_chart,
)
from portfolio.output.excel.attribution import write_attribution
from portfolio.output.excel.break_even import write_break_even
from portfolio.output.excel.curve import write_curve
from portfolio.output.excel.marginal import write_marginal
from portfolio.study.attribute import Attribution, attribute
from portfolio.study.break_even import break_even
from portfolio.study.curve import Curve, curve
from portfolio.study.marginal import MarginalValues, marginal
from portfolio.study.parameter_text import premises
from portfolio.study.points import CAPITAL, FIGURES, IDLE
from portfolio.study.vary import read_range
from tests.output.excel.evaluate import Evaluator
from tests.study.cities import wide
from tests.study.test_curve import indivisible

EXACT = Options(gap=0.0)
MECHANISMS = (SmallLand(), LandUseRetention(planning=F(0)), AssetSales())


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with language("en"):
        yield


@pytest.fixture(scope="module")
def worth() -> Attribution:
    with language("en"):
        return attribute(wide(*MECHANISMS), options=EXACT, workers=1)


@pytest.fixture(scope="module")
def bent() -> Curve:
    city = indivisible()
    along_share = read_range(city, "land_use_retention.share=45%:55%")
    return curve(city, along_share, options=EXACT, workers=1)


@pytest.fixture(scope="module")
def values() -> MarginalValues:
    return marginal(wide(), step=1000, options=EXACT, workers=1)


Write = Callable[..., Path]


def cells(path: Path) -> dict[str, list[list[Any]]]:
    """The stored figures of every sheet, row by row."""
    wb = load_workbook(path, data_only=True)
    return {ws.title: [[c.value for c in row] for row in ws.iter_rows()] for ws in wb}


def formulas_hold(path: Path) -> int:
    """Every formula gives the figure stored beside it; how many there are."""
    wb, stored = load_workbook(path), load_workbook(path, data_only=True)
    evaluate, count = Evaluator(wb), 0
    for ws in wb:
        for row in ws.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    told = stored[ws.title].cell(cell.row, cell.column).value
                    found = evaluate.value(ws.title, cell.row, cell.column)
                    assert found == pytest.approx(told, rel=1e-9, abs=1e-6), (ws.title, cell)
                    count += 1
    return count


def test_every_figure_of_the_attribution_follows_from_the_coalitions(
    worth: Attribution, tmp_path: Path
) -> None:
    path = write_attribution(worth, tmp_path / "a.xlsx")
    assert formulas_hold(path) > 150
    rows = cells(path)["Worth"]
    start = next(i for i, row in enumerate(rows) if row[0] == "Public capital in the plan")
    # by hand, tests/study/test_attribute.py: alone, last, Shapley, rounded
    assert [row[2:6] for row in rows[start + 2 : start + 5]] == [
        [12_000, 6_000, 9_000, 9_000],
        [12_000, 6_000, 9_000, 9_000],
        [15_000, 15_000, 15_000, 15_000],
    ]
    names = {row[1]: row[5] for row in rows[start + 5 : start + 10]}
    assert names == {
        "Total": 33_000, "Without any mechanism": 96_000, "With all of them": 129_000,
        "Difference": 33_000, "Difference less the sum of the shares (must be 0)": 0,
    }  # fmt: skip
    assert len([row for row in cells(path)["Coalitions"] if isinstance(row[1], int)]) == 8


def test_the_waterfall_goes_from_none_to_all(worth: Attribution, tmp_path: Path) -> None:
    wb = load_workbook(write_attribution(worth, tmp_path / "a.xlsx"))
    assert len(wb["Waterfall"]._charts) == len(FIGURES)
    rows = cells(tmp_path / "a.xlsx")["Waterfall"]
    start = next(i for i, row in enumerate(rows) if row[0] == "Public capital in the plan")
    # level, below the bar, total, rise, fall, under zero
    assert [row[2:8] for row in rows[start + 2 : start + 7]] == [
        [96_000, 0, 96_000, None, None, 0],
        [105_000, 96_000, None, 9_000, 0, 0],
        [114_000, 105_000, None, 9_000, 0, 0],
        [129_000, 114_000, None, 15_000, 0, 0],
        [129_000, 0, 129_000, None, None, 0],
    ]


def test_bars_may_fall_and_pass_below_zero(worth: Attribution, tmp_path: Path) -> None:
    """From 0 to -9 (all under zero), to 6 (crossing it: 6 above, 9 below), to -2."""
    none, all_ = frozenset[str](), frozenset(worth.players)
    level = {none: 0, all_: -2}
    points = {
        s: replace(p, figures={**p.figures, IDLE: level.get(s, 0)}) for s, p in worth.points.items()
    }
    steps = (-9, 15, -8)
    shares = tuple(
        replace(s, exact=F(n), reported=F(n), first=None, last=None, error=0.5)
        for s, n in zip(worth.shares[IDLE], steps, strict=True)
    )
    bent = replace(worth, points=points, shares={**worth.shares, IDLE: shares}, orders=2, seed=1)
    path = write_attribution(bent, tmp_path / "z.xlsx")
    formulas_hold(path)
    rows = cells(path)["Waterfall"]
    start = next(i for i, row in enumerate(rows) if row[0] == "Money left idle over the plan")
    assert [row[2:8] for row in rows[start + 2 : start + 7]] == [
        [0, 0, 0, None, None, 0],
        [-9, 0, None, 0, 0, -9],
        [6, 0, None, 6, 0, -9],
        [-2, 0, None, 0, 6, -2],
        [-2, 0, 0, None, None, -2],
    ]


def test_an_estimate_says_so(tmp_path: Path) -> None:
    found = attribute(wide(*MECHANISMS), options=EXACT, workers=1, orders=4, seed=9)
    path = write_attribution(found, tmp_path / "s.xlsx")
    formulas_hold(path)
    texts = str(cells(path)["Worth"])
    assert "4 random orders (seed 9)" in texts
    assert "Standard error" in texts
    figure = waterfall(found, CAPITAL)
    assert "estimated" in figure._supxlabel.get_text()  # type: ignore[attr-defined]


def test_the_curve_workbook_tells_the_breakpoint(bent: Curve, tmp_path: Path) -> None:
    path = write_curve(bent, tmp_path / "c.xlsx")
    formulas_hold(path)
    sheets = cells(path)
    (row,) = [row for row in sheets["Breakpoints"] if row[2] == "B"]
    assert row[:2] == [0.49, 0.5]
    assert row[4:10] == ["enters", None, 2021, -18_000, "–", "yes"]
    (line,) = [row for row in sheets["Lines along it"] if row[0] == "B"]
    heads = next(row for row in sheets["Lines along it"] if row[0] == "Line")
    starts = dict(zip(heads[2:], line[2:], strict=True))
    assert {v: s for v, s in starts.items() if s} == {
        v: 2021 for v in starts if isinstance(v, float) and v >= 0.5
    }
    assert len(load_workbook(path)["Curve"]._charts) == 1
    assert "never falls" in str(sheets["Curve"])


def test_a_curve_says_which_mechanism_it_added_on_which_terms(bent: Curve, tmp_path: Path) -> None:
    city = indivisible()
    along_share = read_range(city, "land_use_retention.share=45%:55%", F(1, 10))
    kept = tuple(replace(s, retained=F(11, 20)) for s in city.sharings)
    wider = replace(city, sharings=kept, mechanisms=())
    found = curve(wider, along_share, options=EXACT, workers=1)
    with language("vi"):
        rows = cells(write_curve(found, tmp_path / "c.xlsx"))["Đường tối ưu"]
    text = str(rows)
    assert "THEO TỶ LỆ CỦA CƠ CHẾ 6 (GIỮ LẠI TỶ LỆ TIỀN SỬ DỤNG ĐẤT CAO HƠN)" in text
    assert "tỷ lệ từ 45% đến 55%, trong đó cho quy hoạch 20%, mức thực hiện 100%" in text
    assert "khi chưa thêm cơ chế: 55%" in text
    assert [row[0] for row in rows if row[-1] == "mức hiện nay"] == [0.55]
    reserve = read_range(wider, "source.TP_DAT.reserve=0:20%", F(1, 5))
    told = premises(curve(wider, reserve, options=EXACT, workers=1))
    assert list(told.lines(reserve.parameter)) == ["In the scenario now: 0%."]
    own = replace(city, mechanisms=(LandUseRetention(planning=F(0)),))
    told = premises(replace(bent, base=own))
    assert (told.added, told.now) == (False, F(4, 5))
    assert list(told.lines(along_share.parameter))[1] == "In the scenario now: 80%."
    idle = replace(city, mechanisms=(LandUseRetention(realisation=F(0)),))
    assert "realised 0%" in premises(curve(idle, along_share, options=EXACT, workers=1)).terms


def test_the_break_even_workbook_has_every_value_solved(tmp_path: Path) -> None:
    city, base = wide(), Scenario("base", "Base")
    asked = Override("mechanism", "nonstate_revenue", "on", None, True, "x: y")
    along_offset = read_range(city, "nonstate_revenue.offset=0:1")
    case = replace(base, id="case", overrides=(asked,))
    found = break_even(city, base, case, along_offset, options=EXACT, workers=1)
    path = write_break_even([found], tmp_path / "b.xlsx")
    assert formulas_hold(path) == 2 + len(found.points)
    sheets = cells(path)
    (row,) = [row for row in sheets["Break-even"] if row[0] == "case"]
    gain, loss = (round(found.points[v].objective - found.base.objective) for v in (0, 1))
    assert row == ["case", gain, "19%", "20%", "21%", loss]  # tests/study/test_break_even.py
    solved = {row[1]: row[7] for row in sheets["Values solved"] if row[0] == "case"}
    assert (solved["19%"], solved["20%"], solved["21%"]) == ("gain", "nothing proven", "loss")
    assert len(solved) == len(found.points)


def test_the_marginal_workbook_sets_both_values_side_by_side(
    values: MarginalValues, tmp_path: Path
) -> None:
    path = write_marginal(values, tmp_path / "m.xlsx")
    rows = [row for row in cells(path)["One more tỷ"] if row[1] in (2021, 2022, 2023)]
    assert len(rows) == 15
    first = rows[0]
    assert (first[3], first[7]) == (600, -600)
    assert (first[4], first[8], first[11]) == pytest.approx((0.6, 0.6, 0.6))
    assert {row[10] for row in rows} == {"yes", "nothing to take"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_charts_are_drawn(worth: Attribution, bent: Curve, tmp_path: Path, lang: str) -> None:
    with language(lang):
        files = write_attribution_charts(worth, tmp_path / "w") + write_curve_chart(
            bent, tmp_path / "c"
        )
    names = ["waterfall-capital", "waterfall-value", "waterfall-lines", "waterfall-idle", "curve"]
    assert [path.stem for path in files] == names
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in files)
    with pytest.raises(OutputError):
        write_attribution_charts(worth, tmp_path / "w")


def test_the_waterfall_picture_has_the_figures(worth: Attribution) -> None:
    (axis,) = waterfall(worth, CAPITAL).axes
    texts = [text.get_text() for text in axis.texts]
    assert texts == ["96", "+9.0", "+9.0", "+15.0", "129"]
    widths = [bar.get_width() for bar in axis.patches]
    assert widths == [96, 9, 9, 15, 129]


def test_the_curve_picture_has_a_bar_where_the_line_starts(bent: Curve) -> None:
    _upper, lower = along(bent).axes
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in lower.patches]
    assert min(a for a, _b in bars) == pytest.approx(0.5)
    assert max(b for _a, b in bars) == pytest.approx(0.55)


def test_what_is_not_proven_is_marked_on_every_sheet(worth: Attribution, tmp_path: Path) -> None:
    some = next(iter(worth.points))
    stopped = replace(worth.points[some], outcome=Outcome.TIME_LIMIT)
    loose = replace(worth, points={**worth.points, some: stopped})
    sheets = cells(write_attribution(loose, tmp_path / "l.xlsx"))
    assert all("PROVISIONAL" in str(rows) for rows in sheets.values())
    figure = waterfall(loose, CAPITAL)
    assert "NOT PROVEN" in figure._supxlabel.get_text()  # type: ignore[attr-defined]
