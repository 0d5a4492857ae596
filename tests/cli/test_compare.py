from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portfolio.cli.comparing import Request, choose_targets, default_name, in_order
from portfolio.errors import Clause, Conflict, Infeasible, StudyError
from portfolio.study.comparison import Comparison
from tests.cli.conftest import Engine
from tests.study.comparisons import hand_made


@pytest.fixture
def compared(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The hand-made comparison behind every call; what it was asked."""
    calls: list[dict[str, Any]] = []

    def compare(_portfolio: object, scenarios: list[str], **more: Any) -> Comparison:
        calls.append({"scenarios": scenarios, **more})
        return hand_made()

    monkeypatch.setattr("portfolio.study.compare.compare", compare)
    return calls


def test_tables_tell_figures_changes_and_what_is_not_proven(
    portfolio_cli: Any, compared: list[dict[str, Any]]
) -> None:
    result = portfolio_cli("compare", "goc", "bot", "som", "-w", "list.xlsx", "-o", "c.xlsx")
    assert result.code == 0
    rows = [line.split("  ") for line in result.out.splitlines()]
    cells = {row[0]: [cell.strip() for cell in row[1:] if cell.strip()] for row in rows}
    # by hand, tests/study/comparisons.py: public capital 60, 40, 60 tỷ; the first difference is
    # within the gap
    assert cells["Capital of the public lines"] == ["60", "40 (≈-20)", "60"]
    assert cells["Spendable money of the budget sources"] == ["108.6", "108.6", "108.6"]
    assert cells["P2"] == ["Trường tiểu học", "2022", "lost", "2021 (1 y. earlier)"]
    assert "P1" not in cells
    assert "within the gap, not significant" in result.out
    assert "≈: within what the solver left unproven" in result.out
    assert Path("c.xlsx").exists()
    assert "Written: c.xlsx" in result.out


def test_options_reach_the_study(portfolio_cli: Any, compared: list[dict[str, Any]]) -> None:
    arguments = ["compare", "b", "c", "--base", "a", "--workers", "3", "--gap", "1%"]
    result = portfolio_cli(*arguments, "--time-limit", "5", "-q", "-o", "c.xlsx")
    assert (result.code, result.out, result.err) == (0, "", "")
    (call,) = compared
    assert call["scenarios"] == ["a", "b", "c"]
    assert (call["workers"], call["gap"], call["time_limit"]) == (3, 0.01, 5.0)
    assert call["command"] == f"portfolio {' '.join(arguments)} --time-limit 5 -q -o c.xlsx"


def test_json_is_one_document(portfolio_cli: Any, compared: list[dict[str, Any]]) -> None:
    result = portfolio_cli("compare", "goc", "bot", "-o", "c.xlsx", "--json")
    document = json.loads(result.out)
    assert result.err == ""
    assert (document["status"], document["base"]) == ("comparison", "goc")
    bot = document["scenarios"][1]
    assert bot["difference"] == "within_gap"
    assert bot["figures"]["public"] == {
        "value": 40_000, "difference": -20_000, "doubtful": True,
    }  # fmt: skip
    assert bot["capital"]["TP"] == {"2021": 6_000, "2022": 4_000, "2023": 0}
    (p2,) = (line for line in document["lines"] if line["project"] == "P2")
    assert p2["scenarios"]["bot"]["change"] == "lost"
    assert p2["scenarios"]["som"]["shift"] == -1
    assert document["files"] == ["c.xlsx"]


def test_charts_and_page_stand_beside_the_workbook(
    portfolio_cli: Any, compared: list[dict[str, Any]]
) -> None:
    result = portfolio_cli("compare", "goc", "bot", "--charts", "--html")
    assert result.code == 0
    assert {path.as_posix() for path in Path("out").rglob("*") if path.is_file()} == {
        "out/so-sanh-goc-bot.xlsx",
        "out/so-sanh-goc-bot.html",
        *(f"out/so-sanh-goc-bot-charts/{name}.png"
          for name in ("capital-by-source", "lines", "money", "starts")),
    }  # fmt: skip
    again = portfolio_cli("compare", "goc", "bot")
    assert again.code == 1
    assert "--force" in again.err
    assert len(compared) == 1  # refused before any solve
    assert portfolio_cli("compare", "goc", "bot", "--force").code == 0


def test_misuse_is_told_before_any_solve(
    portfolio_cli: Any, compared: list[dict[str, Any]]
) -> None:
    for arguments in (["a"], [], ["a", "b", "--workers", "0"], ["a", "--base", "a"]):
        result = portfolio_cli("compare", *arguments)
        assert result.code == 2, arguments
        assert result.err
    assert compared == []


def test_scenarios_without_a_plan_are_all_named(
    portfolio_cli: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compare(*_args: object, **_more: object) -> Comparison:
        conflict = Conflict((Clause("capital", ("TP",), 2021, ("Dieu_tiet!C3",), "TP 2021: 5"),))
        raise StudyError([("a", Infeasible("rules clash", [conflict])), ("b", Infeasible("no"))])

    monkeypatch.setattr("portfolio.study.compare.compare", compare)
    result = portfolio_cli("compare", "a", "b", "--json")
    assert result.code == 1
    assert result.err.splitlines() == [
        "2 scenarios have no plan; nothing was written:", "a:", "  rules clash", "b:", "  no",
    ]  # fmt: skip
    failures = json.loads(result.out)["error"]["failures"]
    assert [f["scenario"] for f in failures] == ["a", "b"]
    (conflict,) = failures[0]["error"]["conflicts"]
    assert conflict["clauses"][0]["text"] == "TP 2021: 5"
    assert not Path("out").exists()


def test_ctrl_c_writes_nothing(
    portfolio_cli: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compare(*_args: object, **_more: object) -> Comparison:
        raise KeyboardInterrupt

    monkeypatch.setattr("portfolio.study.compare.compare", compare)
    result = portfolio_cli("compare", "a", "b")
    assert result.code == 130
    assert "Interrupted" in result.err
    assert not Path("out").exists()


def asked(*scenarios: str, base: str | None = None, out: str | None = None) -> Request:
    return Request(scenarios, None, base, None, out, True, True, None, None, False)


def test_the_base_comes_first() -> None:
    assert in_order(asked("a", "b", "c")) == ["a", "b", "c"]
    assert in_order(asked("a", "b", "c", base="b")) == ["b", "a", "c"]
    assert in_order(asked("a", base="x")) == ["x", "a"]
    assert in_order(asked("a", "a")) == ["a", "a"]


def test_names_of_files(tmp_path: Path) -> None:
    targets = choose_targets(asked("a", "b.toml"), ["a", "b.toml"])
    assert targets.workbook == Path("out/so-sanh-a-b.xlsx")
    assert targets.charts == Path("out/so-sanh-a-b-charts")
    assert targets.page == Path("out/so-sanh-a-b.html")
    assert choose_targets(asked("a", "b", out="x.xlsx"), ["a", "b"]).page == Path("x.html")
    folder = choose_targets(asked("a", "b", out=str(tmp_path)), ["a", "b"])
    assert folder.workbook == tmp_path / "so-sanh-a-b.xlsx"
    assert default_name([f"kich-ban-{n}" for n in range(20)]) == "so-sanh-kich-ban-0-19"


def test_a_whole_comparison_of_the_shipped_scenarios(portfolio_cli: Any, tmp_path: Path) -> None:
    out = tmp_path / "c.xlsx"
    result = portfolio_cli("compare", "hien-hanh", "thu-thap", "-o", str(out), "--json")
    assert result.code == 0
    base, low = json.loads(result.out)["scenarios"]
    assert low["difference"] == "significant"
    assert low["figures"]["spendable"]["value"] < base["figures"]["spendable"]["value"]
    assert out.exists()
