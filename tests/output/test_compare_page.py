"""The report of a comparison, and its charts."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from portfolio.errors import OutputError
from portfolio.i18n import language
from portfolio.model.records import Outcome
from portfolio.output.charts_compare import CHARTS, write_comparison_charts
from portfolio.output.page_compare import write_comparison_page
from portfolio.study.comparison import Comparison
from tests.study.comparisons import hand_made


class Reader(HTMLParser):
    """Rows of cells, and every address that the page refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data.strip()


def page(c: Comparison, folder: Path, lang: str = "en") -> str:
    with language(lang):
        return write_comparison_page(c, folder / f"{lang}.html").read_text("utf-8")


def test_figures_differences_and_lines(tmp_path: Path) -> None:
    read = Reader(page(hand_made(), tmp_path))
    rows = {row[0]: row[1:] for row in read.rows if row}
    # by hand, tests/study/comparisons.py, in tỷ đồng
    assert rows["Capital of the public lines"] == ["60", "40", "60", "≈ -20", "–"]
    assert rows["Spendable money of the budget sources"] == ["108.6"] * 3 + ["–", "–"]
    assert rows["P2"] == [
        "Trường tiểu học", "20", "2022", "20", "–", "lost", "", "-20",
        "2021", "1 y. earlier", "20", "",
    ]  # fmt: skip
    named = {row[1]: row for row in read.rows if len(row) == 5}
    assert named["Bớt một danh mục"][2] == "I.4"
    assert named["Bớt một danh mục"][-1] == "within the gap, not significant"
    assert named["Sớm một năm"][-1] == "significant"


def test_the_page_needs_nothing_else_and_prints_across(tmp_path: Path) -> None:
    text = page(hand_made(), tmp_path, "vi")
    read = Reader(text)
    assert len(read.links) == len(CHARTS)
    assert all(link.startswith("data:image/svg+xml;base64,") for link in read.links)
    assert not re.search(r"https?://", text)
    assert "size: A4 landscape" in text
    assert '<html lang="vi">' in text
    assert "So sánh các kịch bản" in text


def test_many_scenarios_stand_in_several_tables(tmp_path: Path) -> None:
    """Nine others: 4 + 4 + 1 beside the base for figures, 3 + 3 + 3 for lines."""
    c = hand_made()
    names = tuple(f"s{n}" for n in range(10))
    many = Comparison(names, (c.base, *(c.plans[1], c.plans[2], c.base) * 3))
    rows = Reader(page(many, tmp_path)).rows
    figures = [len(row) for row in rows if row and row[0] == "Capital of the public lines"]
    assert figures == [1 + 5 + 4, 1 + 5 + 4, 1 + 2 + 1]
    assert [len(row) for row in rows if row and row[0] == "P2"] == [3 + 2 + 3 * 4] * 3


def test_what_is_not_proven_is_said_loudly(tmp_path: Path) -> None:
    c = hand_made()
    assert 'role="alert"' not in page(c, tmp_path)
    plan = c.plans[1]
    report = replace(plan.solution.report, outcome=Outcome.TIME_LIMIT)
    loose = replace(plan, solution=replace(plan.solution, report=report))
    assert 'role="alert"' in page(Comparison(("a", "b"), (c.base, loose)), tmp_path, "vi")


def test_names_are_escaped(tmp_path: Path) -> None:
    c = hand_made()
    bad = replace(c.base, info=replace(c.base.info, scenario="<script>alert(1)</script>"))
    assert "<script>" not in page(Comparison(("a", "b"), (bad, c.plans[1])), tmp_path)


def test_charts_are_pictures_and_are_never_overwritten_by_accident(tmp_path: Path) -> None:
    made = write_comparison_charts(hand_made(), tmp_path / "charts")
    assert [path.stem for path in made] == list(CHARTS)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in made)
    with pytest.raises(OutputError):
        write_comparison_charts(hand_made(), tmp_path / "charts")
    write_comparison_charts(hand_made(), tmp_path / "charts", force=True)


def test_charts_say_what_the_plans_say() -> None:
    with language("en"):
        starts = CHARTS["starts"](hand_made()).axes[0]
        money = CHARTS["money"](hand_made()).axes[0]
        lines = CHARTS["lines"](hand_made()).axes[0]
        capital = CHARTS["capital-by-source"](hand_made()).axes[0]
    # rows P1 to P4 (P5 has no estimate, P6 is private), columns goc, bot, som
    grid = {(round(t.get_position()[1]), round(t.get_position()[0])): t.get_text()
            for t in starts.texts}  # fmt: skip
    assert [grid[1, column] for column in range(3)] == ["2022", "lost", "2021"]
    assert [grid[3, column] for column in range(3)] == ["–"] * 3
    widths = [round(bar.get_width(), 3) for bar in money.patches]
    assert widths == [60, 40, 60, 48.6, 68.6, 48.6]  # tỷ: spent, idle; nothing is set aside
    assert [bar.get_width() for bar in lines.patches] == [3, 2, 3, 1, 2, 1]  # full, without
    assert sorted(round(bar.get_width(), 3) for bar in capital.patches) == [
        10, 30, 30, 30, 30, 30,
    ]  # fmt: skip


def test_many_scenarios_and_a_long_name_are_drawn() -> None:
    c = hand_made()
    names = tuple(f"kịch bản có tên rất dài số {n}" for n in range(9))
    many = Comparison(names, (c.base, *(c.plans[1], c.plans[2]) * 4))
    for draw in CHARTS.values():
        draw(many).canvas.draw()
