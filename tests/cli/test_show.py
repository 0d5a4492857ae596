from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from portfolio.cli.commands.show import VIEWS
from portfolio.cli.records import RECORDS
from portfolio.cli.views import VIEWS as TABLES
from portfolio.errors import InputError, Problem, Severity
from tests.cli.conftest import Engine

ERROR = Problem("negative", "Du_an!F12", "-5", "> 0", "type the cost", heading="TMĐT")
WARNING = Problem("unit", "Du_an!F13", "135 000 tỷ", severity=Severity.WARNING)
NOTICE = Problem("hidden", "Nguon!A4", "hidden row", severity=Severity.NOTICE)


def test_every_view_has_a_table_and_records() -> None:
    assert tuple(TABLES) == tuple(RECORDS) == VIEWS


def test_show_prints_overview_lines_and_envelope(portfolio_cli: Any, engine: Engine) -> None:
    result = portfolio_cli("show", "list.xlsx")
    assert result.code == 0
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert "P2 public line new start C 20 20 Trường tiểu học" in lines
    assert "P5 public line new start C no estimate Chợ Tân Thành" in lines
    # 60% of 30 tỷ less a reserve of 10%: 16.2 a year, and 20 from TW
    assert "Tiền sử dụng đất 16.2 16.2 16.2 48.6" in lines
    assert "Total 36.2 36.2 36.2 108.6" in lines


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_as_table_and_as_json(portfolio_cli: Any, engine: Engine, view: str) -> None:
    assert portfolio_cli("show", "list.xlsx", "--what", view).code == 0
    document = json.loads(portfolio_cli("show", "list.xlsx", "--what", view, "--json").out)
    assert set(document) == {"unit", view}
    assert document[view]


def test_need_by_sector(portfolio_cli: Any, engine: Engine) -> None:
    document = json.loads(portfolio_cli("show", "l.xlsx", "--what", "sectors", "--json").out)
    need = {row["sector"]: row["need"] for row in document["sectors"]}
    # P1 30 + P3 10 + P4 100 + P6 50; P2; P5 has no estimate
    assert need == {"GT": 190_000, "GD": 20_000, "TM": 0}


def test_quiet_show_prints_nothing(portfolio_cli: Any, engine: Engine) -> None:
    assert portfolio_cli("show", "list.xlsx", "--quiet").out == ""


def test_show_of_a_broken_workbook_names_the_problems(portfolio_cli: Any, engine: Engine) -> None:
    engine.error = InputError([ERROR])
    result = portfolio_cli("show", "list.xlsx")
    assert result.code == 1
    assert "Du_an!F12 (TMĐT): -5" in result.err


def test_validate_groups_by_sheet_errors_first(portfolio_cli: Any, engine: Engine) -> None:
    engine.error = InputError([WARNING, NOTICE, ERROR])
    result = portfolio_cli("validate", "list.xlsx")
    assert result.code == 1
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert lines == [
        "Du_an",
        "Severity Cell Found; expected; how to mend",
        "error F12 (TMĐT) -5; > 0; type the cost",
        "warning F13 135 000 tỷ",
        "",
        "Nguon",
        "Severity Cell Found; expected; how to mend",
        "notice A4 hidden row",
    ]
    assert result.err == "The workbook cannot be used: 1 error, 1 warning, 1 notice.\n"


def test_validate_of_a_usable_workbook(portfolio_cli: Any, engine: Engine) -> None:
    engine.portfolio = replace(engine.portfolio, notices=(NOTICE,))
    result = portfolio_cli("validate", "list.xlsx")
    assert result.code == 0
    assert result.out.endswith("Workbook usable: 0 errors, 0 warnings, 1 notice.\n")


def test_validate_json_and_quiet(portfolio_cli: Any, engine: Engine) -> None:
    engine.error = InputError([ERROR])
    result = portfolio_cli("validate", "list.xlsx", "--json")
    assert result.code == 1
    document = json.loads(result.out)
    assert document["usable"] is False
    assert document["problems"][0] == {
        "severity": "error", "code": "negative", "where": "Du_an!F12", "heading": "TMĐT",
        "found": "-5", "expected": "> 0", "remedy": "type the cost",
    }  # fmt: skip
    assert portfolio_cli("validate", "list.xlsx", "-q").out == ""
