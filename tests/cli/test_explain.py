"""``portfolio explain`` and ``portfolio plan --explain``, on small portfolios really solved."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import portfolio as pf
from portfolio.plan.schedule import Plan
from tests.study.test_explain_by_hand import crowded, one_year


@pytest.fixture(scope="module")
def plan() -> Plan:
    """``crowded`` with a market without an estimate and a line that nobody wants."""
    market = replace(one_year("M", 1, 60), cost=None, name="Chợ mới")
    return pf.run(crowded(market, one_year("Z", 90, 1)))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plan: Plan) -> None:
    monkeypatch.setattr("portfolio.inputs.read_workbook", lambda _path: plan.portfolio)
    monkeypatch.setattr("portfolio.study.run.run", lambda *_args, **_more: plan)
    monkeypatch.setattr("portfolio.study.parallel.default_workers", lambda: 1)
    monkeypatch.chdir(tmp_path)


def test_a_line_left_out_is_explained_in_words(portfolio_cli: Any, engine: None) -> None:
    result = portfolio_cli("explain", "D")
    assert result.code == 0
    text = " ".join(result.out.split())
    # 0.05 tỷ is D's 50 triệu; the figures are those of tests/study/test_explain_by_hand.py
    assert "0.04 tỷ are missing (Ngân sách thành phố 2023)" in text
    assert "0.04 tỷ more (Ngân sách thành phố 2023): it then starts in 2023, nothing" in text
    assert "C (Dự án C) drops out" in text
    assert "The value of the other public lines falls by 17 (7.54%)." in text
    assert "its value in proportion: at most 0.01 tỷ." in text
    assert "If it costs less and serves the same: at most 0.03 tỷ." in text
    assert "From 98.0 points (now 60.0)." in text


def test_a_funded_line_and_one_without_an_estimate(portfolio_cli: Any, engine: None) -> None:
    result = portfolio_cli("explain", "M", "A")
    text = " ".join(result.out.split())
    assert "A year earlier (2020) Not possible: outside the plan period." in text
    assert "Ngân sách thành phố 0.1 tỷ (2021: 0.1); spent to the last in 2021" in text
    assert "2023 at most 0.01 tỷ at most 0.01 tỷ" in text
    # in 2021 beside C and E, with A and B after: 225.7 + 6 is more than 227.37
    assert "2021 no money left for it at most 0.01 tỷ" in text
    assert "neutral" not in text  # M has a score of its own


def test_without_lines_all_without_capital_as_json(portfolio_cli: Any, engine: None) -> None:
    document = json.loads(portfolio_cli("explain", "--json", "--workers", "1").out)
    assert document["status"] == "explanations"
    kinds = {line["project"]: line["kind"] for line in document["lines"]}
    assert kinds == {"D": "unfunded", "M": "uncosted", "Z": "unfunded"}
    price = document["lines"][0]["price"]
    assert price["added"] == [{"source": "TP", "year": 2023, "amount": 40}]
    assert document["lines"][0]["exchange"]["changes"][0]["move"] == "drop"


def test_an_unknown_line_is_an_error_of_one_sentence(portfolio_cli: Any, engine: None) -> None:
    result = portfolio_cli("explain", "DD")
    assert result.code == 1
    assert "There is no line DD in the workbook. Did you mean D?" in result.err
    assert result.out == ""


def test_quiet_says_nothing(portfolio_cli: Any, engine: None) -> None:
    result = portfolio_cli("explain", "D", "--quiet")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_a_plan_stopped_by_a_limit_says_so(
    portfolio_cli: Any, engine: None, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = replace(plan.solution.report, outcome=pf.Outcome.TIME_LIMIT)
    stopped = replace(plan, solution=replace(plan.solution, report=report))
    monkeypatch.setattr("portfolio.study.run.run", lambda *_args, **_more: stopped)
    result = portfolio_cli("explain", "D")
    assert result.code == 3
    assert "stopped before the asked gap" in result.err


def test_the_sheet_of_lines_without_capital_has_the_answers(
    portfolio_cli: Any, engine: None, plan: Plan
) -> None:
    assert portfolio_cli("plan", "--explain", "-o", "plan.xlsx").code == 0
    sheet = load_workbook("plan.xlsx")["Unfunded"]
    rows = {row[2].value: [cell.value for cell in row[12:]] for row in sheet.iter_rows()}
    assert rows["D"][0].startswith("Started in 2023, with every other line kept as it is: 0.04")
    assert rows["D"][1] == 40
    assert "From 98.0 points" in rows["D"][4]
    assert rows["M"][0] == "It has no estimate yet."
    assert "2023: at most 0.01 tỷ" in rows["M"][2]
    head = rows["Project code"]
    assert head[:3] == [
        "What keeps it out",
        "Least capital to add",
        "Capital that would bring it in",
    ]


def test_without_the_answers_the_sheet_says_how_to_get_them(
    portfolio_cli: Any, engine: None
) -> None:
    assert portfolio_cli("plan", "-o", "plan.xlsx").code == 0
    sheet = load_workbook("plan.xlsx")["Unfunded"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("portfolio explain ID" in str(text) for text in texts)
    assert sheet.max_column == 12
