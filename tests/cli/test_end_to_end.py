"""The program as a user starts it: workbook in, files out, nothing replaced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from portfolio.inputs import write_workbook
from tests.factories import toy


def start(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portfolio", *args],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120,
        env=os.environ | {"PORTFOLIO_LANG": "en"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("office")
    write_workbook(toy(), made / "list.xlsx", "vi")
    return made


def test_a_workbook_becomes_a_plan(folder: Path) -> None:
    formats = ("--format", "xlsx", "--format", "csv", "--charts", "--html")
    done = start(folder, "plan", "list.xlsx", "-o", "plan", *formats, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    document = json.loads(done.stdout)
    # by hand: P4 needs 100 tỷ, TW and TP have 108.6 together and P1 and P3 take 40 of it first
    assert [line["project"] for line in document["unfunded"]] == ["P4"]
    assert document["lines"] == {"costed": 5, "started": 4, "full": 4, "uncosted": 1}
    assert document["capital"]["public"] == 60_000
    assert document["checks"]["broken"] == 0
    assert all((folder / name).stat().st_size for name in document["files"])
    suffixes = {Path(name).suffix for name in document["files"]}
    assert suffixes == {".xlsx", ".csv", ".png", ".html"}
    assert openpyxl.load_workbook(folder / "plan.xlsx").sheetnames

    again = start(folder, "plan", "list.xlsx", "-o", "plan", "--quiet")
    assert again.returncode == 1
    assert again.stderr == (
        "Error: plan.xlsx exists already; choose another name, or overwrite it with --force\n"
    )


def test_a_file_that_is_no_workbook(folder: Path) -> None:
    (folder / "letter.xlsx").write_text("Kính gửi")
    for command in ("validate", "plan", "show"):
        done = start(folder, command, "letter.xlsx")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "letter.xlsx" in done.stdout + done.stderr


def test_a_missing_file_and_a_missing_scenario(folder: Path) -> None:
    assert start(folder, "plan", "nowhere.xlsx").returncode == 1
    done = start(folder, "plan", "list.xlsx", "--scenario", "nowhere", "-o", "other.xlsx")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "other.xlsx").exists()


def test_an_unknown_solver_is_one_line(folder: Path) -> None:
    done = start(folder, "plan", "list.xlsx", "--solver", "GUROBI_X", "-o", "other.xlsx")
    assert done.returncode == 1
    warning, error = done.stderr.splitlines()
    assert "portfolio validate" in warning
    assert "GUROBI_X" in error
