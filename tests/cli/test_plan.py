from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from portfolio.cli.files import find_scenario
from portfolio.cli.planning import Request, choose_targets
from portfolio.errors import (
    Clause,
    Conflict,
    Infeasible,
    InputError,
    NoSolution,
    OutputError,
    PlanError,
    Problem,
    Severity,
)
from portfolio.model.records import Outcome
from tests.cli.conftest import Engine
from tests.factories import toy_plan


def stopped(outcome: Outcome, gap: float = 0.25) -> Any:
    plan = toy_plan()
    report = replace(plan.solution.report, outcome=outcome, gap=gap)
    return replace(plan, solution=replace(plan.solution, report=report))


def test_summary_in_a_pipe_is_plain_text(portfolio_cli: Any, engine: Engine) -> None:
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.json")
    assert result.code == 0
    assert "\x1b" not in result.out
    lines = [line.split("  ")[0::1] for line in result.out.splitlines()]
    figures = {line[0]: line[-1].strip() for line in lines if len(line) > 1}
    # by hand, tests/factories.py: P1 30, P2 20, P3 10 public; P6 50 private; P4 left out
    assert figures["Lines started"] == "4 / 5"
    assert figures["Public capital in the plan"] == "60"
    assert figures["Private capital in the plan"] == "50"
    assert figures["Money without use"] == "48.6"  # 5.34 + 2.2 + 11.06 (TP) + 8 + 8 + 14 (TW)
    assert figures["Ngân sách trung ương"] == "30"
    assert figures["Total"] == "110"
    assert "1 line without an estimate" in result.out
    assert "Written: p.json" in result.out
    assert Path("p.json").exists()


def test_json_is_one_document_and_nothing_else(portfolio_cli: Any, engine: Engine) -> None:
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.json", "--json")
    document = json.loads(result.out)
    assert result.err == ""
    assert document["status"] == "plan"
    assert document["capital"]["public"] == 60_000
    assert document["capital"]["by_source"]["TW"] == {"2021": 12_000, "2022": 12_000, "2023": 6_000}
    assert document["unfunded"] == [
        {"project": "P4", "name": engine.portfolio.project["P4"].name, "need": 100_000}
    ]
    assert document["files"] == ["p.json"]


def test_quiet_prints_nothing(portfolio_cli: Any, engine: Engine) -> None:
    result = portfolio_cli("plan", "list.xlsx", "-q", "-o", "p.json")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_options_reach_the_solver(portfolio_cli: Any, engine: Engine) -> None:
    args = ("--gap", "0,5%", "--time-limit", "7", "--seed", "3", "--solver", "CBC")
    portfolio_cli("plan", "list.xlsx", "-o", "p.json", *args)
    (call,) = engine.calls
    options = call["options"]
    assert (options.gap, options.time_limit, options.seed, options.solver) == (0.005, 7.0, 3, "CBC")
    assert call["command"].startswith("portfolio plan list.xlsx -o p.json --gap")


def test_without_options_the_workbook_decides(portfolio_cli: Any, engine: Engine) -> None:
    settings = replace(engine.portfolio.settings, gap=Fraction(1, 50), time_limit=9, seed=4)
    engine.portfolio = replace(engine.portfolio, settings=settings)
    portfolio_cli("plan", "list.xlsx", "-o", "p.json")
    options = engine.calls[0]["options"]
    assert (options.gap, options.time_limit, options.seed) == (0.02, 9.0, 4)


@pytest.mark.parametrize("outcome", [Outcome.TIME_LIMIT, Outcome.INTERRUPTED])
def test_a_stopped_solve_writes_marks_and_exits_3(
    portfolio_cli: Any, engine: Engine, outcome: Outcome
) -> None:
    engine.plan = stopped(outcome)
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.json")
    assert result.code == 3
    assert "not proven optimal" in result.out
    assert "25%" in result.out
    assert "The asked gap was not proven" in result.err
    assert json.loads(Path("p.json").read_text("utf-8"))["status"] == outcome.value


def test_no_bound_at_all_is_said_and_stays_json(portfolio_cli: Any, engine: Engine) -> None:
    engine.plan = stopped(Outcome.TIME_LIMIT, gap=float("inf"))
    assert "none proven" in portfolio_cli("plan", "l.xlsx", "-o", "p.json").out
    document = json.loads(portfolio_cli("plan", "l.xlsx", "-o", "q.json", "--json").out)
    assert document["solve"]["gap"] is None


def test_an_existing_output_is_found_before_the_solve(portfolio_cli: Any, engine: Engine) -> None:
    Path("p.xlsx").write_text("mine")
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.xlsx")
    assert result.code == 1
    assert "p.xlsx exists already" in result.err
    assert engine.calls == []
    assert Path("p.xlsx").read_text() == "mine"


def test_a_folder_with_files_is_found_before_the_solve(portfolio_cli: Any, engine: Engine) -> None:
    Path("p-csv").mkdir()
    Path("p-csv/old.csv").write_text("mine")
    assert portfolio_cli("plan", "list.xlsx", "-o", "p", "--format", "csv").code == 1
    assert engine.calls == []
    assert portfolio_cli("plan", "list.xlsx", "-o", "p", "--format", "csv", "--force").code == 0


def test_a_file_in_the_way_of_a_folder_is_found_before_the_solve(
    portfolio_cli: Any, engine: Engine
) -> None:
    Path("out").write_text("a file")
    result = portfolio_cli("plan", "list.xlsx", "-o", "out/p.xlsx")
    assert result.code == 1
    assert engine.calls == []


CLAUSE = Clause("capital", ("TW",), 2021, ("Nguon_thu!D2",), "TW 2021")


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (
            InputError([
                Problem("negative", "Du_an!F12", "cost -5", "> 0", "type the cost"),
                Problem("spaces", "Du_an!B3", "spaces", severity=Severity.NOTICE),
            ]),
            ["The workbook has 1 error:", "  Du_an!F12: cost -5; > 0; type the cost"],
        ),
        (
            Infeasible("No plan:\n- money\n    TW 2021", [Conflict((CLAUSE,))]),
            ["No plan:", "- money", "    TW 2021"],
        ),
        (NoSolution("stopped"), ["Error: stopped"]),
        (PlanError("envelope TW"), [
            "The plan did not pass its check and was not written: envelope TW"
        ]),
        (OutputError("locked"), ["Error: locked"]),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_library_errors_read_as_lines(
    portfolio_cli: Any, engine: Engine, error: Any, lines: list[str]
) -> None:
    engine.error = error
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.json")
    assert result.code == 1
    assert result.err.splitlines() == lines
    assert result.out == ""
    document = json.loads(portfolio_cli("plan", "list.xlsx", "-o", "p.json", "--json").out)
    assert document["status"] == "error"
    assert not Path("p.json").exists()


def test_very_many_errors_are_cut_short(portfolio_cli: Any, engine: Engine) -> None:
    engine.error = InputError([Problem("negative", f"A!A{i}", "bad") for i in range(500)])
    lines = portfolio_cli("plan", "list.xlsx", "-o", "p.json").err.splitlines()
    assert lines[0] == "The workbook has 500 errors:"
    assert len(lines) == 202
    assert "300 more" in lines[-1]


def test_debug_lets_the_traceback_through(portfolio_cli: Any, engine: Engine) -> None:
    engine.error = NoSolution("stopped")
    with pytest.raises(NoSolution):
        portfolio_cli("--debug", "plan", "list.xlsx", "-o", "p.json")


def test_ctrl_c_outside_the_solve(
    portfolio_cli: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("portfolio.inputs.read_workbook", interrupted)
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.json")
    assert result.code == 130
    assert result.err.split("\n")[-2] == "Interrupted; nothing more was written."


def test_warnings_of_the_workbook_are_told(portfolio_cli: Any, engine: Engine) -> None:
    warning = Problem("unit", "A!A1", "huge", severity=Severity.WARNING)
    engine.portfolio = replace(engine.portfolio, notices=(warning,))
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.json")
    assert "The workbook has 1 warning" in result.err
    assert "warning" not in portfolio_cli("plan", "list.xlsx", "-o", "q.json", "-q").err


def test_warnings_are_told_when_there_is_no_plan_too(
    portfolio_cli: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise Infeasible("rules clash")

    warning = Problem("unit", "A!A1", "huge", severity=Severity.WARNING)
    engine.portfolio = replace(engine.portfolio, notices=(warning,))
    monkeypatch.setattr("portfolio.study.run.run", refuse)
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.json")
    assert result.code == 1
    assert result.err.index("The workbook has 1 warning") < result.err.index("rules clash")


@pytest.mark.parametrize(
    ("outputs", "opened"),
    [
        (("-o", "p.xlsx"), "p.xlsx"),
        (("-o", "p", "--format", "json", "--format", "xlsx", "--html"), "p.xlsx"),
        (("-o", "p.json", "--html"), "p.html"),
        (("-o", "p.json"), "p.json"),
    ],
)
def test_the_plan_is_opened_when_asked(
    portfolio_cli: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch,
    outputs: tuple[str, ...], opened: str,
) -> None:  # fmt: skip
    launched: list[str] = []
    monkeypatch.setattr("click.launch", lambda path: launched.append(path) or 0)
    assert portfolio_cli("plan", "list.xlsx", *outputs).code == 0
    assert launched == []
    result = portfolio_cli("plan", "list.xlsx", *outputs, "--force", "--open")
    assert (result.code, launched) == (0, [opened])
    assert Path(opened).exists()


def test_a_machine_that_opens_nothing_says_so_and_the_plan_stays(
    portfolio_cli: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.launch", lambda _path: 1)
    result = portfolio_cli("plan", "list.xlsx", "-o", "p.json", "--open")
    assert result.code == 0
    assert "No program opens p.json here" in result.err
    assert Path("p.json").exists()


def request(**asked: Any) -> Request:
    base: dict[str, Any] = {
        "file": Path("list.xlsx"), "scenario": None, "out": None, "formats": (), "charts": False,
        "html": False, "solver": None, "gap": None, "time_limit": None, "seed": None,
        "force": False,
    }  # fmt: skip
    return Request(**(base | asked))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["out/list-ke-hoach-giu-80.xlsx"]),
        ({"out": "p.xlsx"}, ["p.xlsx"]),
        ({"out": "p"}, ["p.xlsx"]),
        ({"out": "plan v1.2"}, ["plan v1.2.xlsx"]),
        ({"out": "p.csv"}, ["p.csv"]),
        ({"out": "p.json", "html": True, "charts": True}, ["p.json", "p-charts", "p.html"]),
        ({"out": "p", "formats": ("csv",)}, ["p-csv"]),
        ({"out": "v1.2", "formats": ("parquet",)}, ["v1.2-parquet"]),
        ({"out": "p.xlsx", "formats": ("xlsx", "json", "json")}, ["p.xlsx", "p.json"]),
        ({"out": "there/"}, ["there/list-ke-hoach-giu-80.xlsx"]),
    ],
)
def test_names_of_the_outputs(asked: dict[str, Any], names: list[str]) -> None:
    targets = choose_targets(request(**asked), Path("list.xlsx"), Path("scenarios/giu-80.toml"))
    assert [path.as_posix() for path in targets] == names


def test_scenario_by_name_and_by_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("scenarios/mine.toml").touch()
    assert find_scenario("mine") == Path("scenarios/mine.toml")
    assert find_scenario("scenarios/mine.toml") == Path("scenarios/mine.toml")
    assert find_scenario("other.toml") == Path("other.toml")
    assert find_scenario("unknown") == Path("unknown")
