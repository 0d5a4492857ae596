"""The summary page: self-contained, escaped, with the plan's own figures, loud when unproven."""

import base64
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from portfolio.errors import OutputError
from portfolio.i18n import language
from portfolio.model.records import Outcome
from portfolio.output.page import render, write_page
from portfolio.plan.records import CheckLine, CheckReport
from portfolio.plan.schedule import Plan
from tests.factories import toy_plan


class Reader(HTMLParser):
    """Tags with their attributes, and the rows of every table as lists of texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


@pytest.fixture(autouse=True)
def _english():
    with language("en"):
        yield


@pytest.fixture(scope="module")
def plan() -> Plan:
    return toy_plan()


@pytest.fixture(scope="module")
def page(plan) -> str:
    with language("en"):
        return render(plan)


@pytest.fixture
def _no_charts(page, monkeypatch):
    """The other tests need no second drawing of the charts."""
    monkeypatch.setattr("portfolio.output.page.svg", lambda _plan, _name: b"<svg/>")


quick = pytest.mark.usefixtures("_no_charts")


def test_every_tag_is_closed_and_nothing_is_fetched(page):
    reader = Reader(page)
    assert not reader.open
    addresses = [
        value
        for _tag, attrs in reader.tags
        for name, value in attrs.items()
        if name in ("src", "href", "action", "srcset")
    ]
    assert len(addresses) == 3
    assert all(value.startswith("data:image/svg+xml;base64,") for value in addresses)
    assert base64.b64decode(addresses[0].split(",")[1]).startswith(b"<?xml")
    assert {"script", "link", "iframe", "object"}.isdisjoint(tag for tag, _a in reader.tags)
    assert "url(" not in page
    assert "@import" not in page


def test_the_tables_hold_the_hand_computed_plan(page):
    rows = Reader(page).rows
    assert ["Ngân sách trung ương", "12", "12", "6", "30"] in rows
    assert ["Tiền sử dụng đất", "6", "14", "10", "30"] in rows
    assert ["Total", "38", "46", "26", "110"] in rows
    assert ["2", "Trường tiểu học", "C", "20", "", "10", "10", "20", ""] in rows
    assert ["Public lines", "60", "18", "26", "16", "60", ""] in rows
    assert ["", "Total", "100"] in rows


def test_the_key_figures(page):
    found = re.findall(r"<div><b>(.*?)</b><span>(.*?)</span></div>", page)
    figures = {name: value for value, name in found}
    assert figures["Public capital (tỷ đồng)"] == "60"
    assert figures["Private capital (tỷ đồng)"] == "50"
    assert figures["Spendable public capital (tỷ đồng)"] == "108.6"
    # TW 8 + 8 + 14; TP 5.34 + 2.2 + 11.06
    assert figures["Idle money (tỷ đồng)"] == "48.6"
    assert figures["Lines started"] == "4/5"
    assert figures["Lines fully funded in the plan"] == "4"
    assert figures["Lines not funded"] == "1"
    assert figures["Lines without an estimate"] == "1"
    assert figures["Weighted value, last public tier (tỷ đồng)"] == "11.4"
    assert figures["Status"] == "optimal within the gap"


def test_what_is_left_out_and_where_it_comes_from(page):
    text = Reader(page).text
    assert "Chợ Tân Thành" in text
    assert "2 checks of 2 rules" in text
    assert "HiGHS 1.15.1" in text
    assert "Current rules" in text


@quick
def test_an_optimal_plan_has_no_banner_and_an_unproven_one_has(plan, page):
    assert "NOT PROVEN" not in page
    for outcome in (Outcome.TIME_LIMIT, Outcome.INTERRUPTED):
        report = replace(plan.solution.report, outcome=outcome, gap=0.031)
        loud = render(replace(plan, solution=replace(plan.solution, report=report)))
        assert 'role="alert">NOT PROVEN OPTIMAL' in loud
        assert "3.1%" in loud


@quick
def test_a_broken_check_is_never_called_whole(plan):
    broken = CheckReport((CheckLine("envelope", ("TW",), 2021, 2, "<=", 1, False),))
    assert "1 check FAILED" in render(replace(plan, checks=broken))


@quick
def test_everything_is_escaped(plan):
    evil = "<script>alert(1)</script>&\"'"
    portfolio = plan.portfolio
    hostile = replace(
        plan,
        portfolio=replace(
            portfolio,
            projects=tuple(replace(p, name=evil, clause=evil) for p in portfolio.projects),
            sources=tuple(replace(k, name=evil) for k in portfolio.sources),
            sectors=tuple(replace(s, name=evil) for s in portfolio.sectors),
            settings=replace(portfolio.settings, title=evil, agency=evil, place=evil),
            path=f"C:\\plans\\{evil}",
        ),
        info=replace(
            plan.info, scenario_en=evil, scenario_citation=evil, command=evil, versions={evil: evil}
        ),
    )
    reader = Reader(render(hostile))
    assert "script" not in {tag for tag, _attrs in reader.tags}
    assert reader.text.count(evil) > 10
    assert not reader.open


@quick
def test_the_page_follows_the_language(plan):
    with language("vi"):
        page = render(plan)
    assert '<html lang="vi">' in page
    assert "Hiện hành" in page
    assert "108,6" in page


@quick
def test_written_whole_and_never_over_another(plan, tmp_path):
    path = write_page(plan, tmp_path / "out" / "tóm tắt.html")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(OutputError, match="--force"):
        write_page(plan, path)


def test_without_jinja2_it_says_what_to_install(plan, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(OutputError, match="pip install jinja2"):
        write_page(plan, tmp_path / "a.html")
    assert not list(tmp_path.iterdir())
