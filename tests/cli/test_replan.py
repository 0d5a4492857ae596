"""``portfolio replan`` and ``portfolio annual``, through real files from plan to annual plan."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from portfolio.cli import main
from portfolio.i18n import current_language, language
from portfolio.inputs import read_workbook, write_workbook
from portfolio.inputs.edited.reading import read_form
from portfolio.inputs.exported import read_exported
from tests.factories import toy

TOML = 'name = "Ít thu"\nname_en = "Less"\ncitation = "x"\n[stream.DAT]\nscale = 0.9\n'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan, the filled form for 2021 (1 000 triệu of every row undisbursed), a new workbook."""
    made = tmp_path_factory.mktemp("office")
    write_workbook(toy(), made / "list.xlsx", "vi")
    with contextlib.chdir(made), language(current_language()):  # as it was, whatever main sets
        assert main(["--lang", "en", "plan", "list.xlsx", "-o", "plan.xlsx", "-q"]) == 0
        asked = ["replan", "plan.xlsx", "--template", "form.xlsx", "--year", "2021", "-q"]
        assert main(["--lang", "en", *asked]) == 0
    wb = load_workbook(made / "form.xlsx")
    ws = wb["Actuals"]
    for row in range(2, ws.max_row + 1):
        if ws.cell(row, 5).value:
            ws.cell(row, 6).value = ws.cell(row, 5).value - 1_000
            ws.cell(row, 7).value = 600 if ws.cell(row, 3).value == "TP" else 0
    wb.save(made / "actuals.xlsx")
    lines = tuple(replace(p, cost=24_000) if p.id == "P2" else p for p in toy().projects)
    write_workbook(replace(toy(), projects=lines), made / "new.xlsx", "vi")
    return made


@pytest.fixture
def office(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same files in a folder of the test's own."""
    shutil.copytree(files, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replan(portfolio_cli: Any, *more: str) -> Any:
    return portfolio_cli(
        "replan", "plan.xlsx", "--actuals", "actuals.xlsx", "--workbook", "new.xlsx", *more
    )


def test_from_the_plan_to_the_adjustment_to_the_annual_plan(office: Path, portfolio_cli: Any):
    done = replan(portfolio_cli, "--json")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    assert document["files"] == ["plan-dieu-chinh.xlsx", "plan-dieu-chinh-ke-hoach-moi.xlsx"]
    assert [p["stability"] for p in document["frontier"]] == [1, 0.9, 0.75, 0.5, 0.25, 0.1, 0]
    assert document["closed"] == 2021
    city = read_workbook("new.xlsx")
    old, new = read_exported("plan.xlsx", city), read_exported(document["files"][1], city)
    for (p, k, t), amount in old.cells.items():
        if t == 2021:
            carried = 600 if k == "TP" else 0
            assert new.cells[p, k, t] == amount - 1_000 + carried
    assert new.costs["P2"] == 24_000
    ledger = load_workbook(document["files"][1], data_only=True)["Source ledger"]
    names = [row[1].value for row in ledger.iter_rows()]
    assert "Less: lapsed, not carried over" in names
    assert not any(name and "~" in str(name) for name in names)
    annual = portfolio_cli("annual", document["files"][1], "--year", "2022", "--actuals",
                           "actuals.xlsx", "-o", "annual.xlsx")  # fmt: skip
    assert (annual.code, annual.out) == (0, "Written: annual.xlsx\n")
    stored = load_workbook("annual.xlsx", data_only=True).worksheets[0]
    heads = next(r for r in stored.iter_rows() if r[0].value == "No.")
    column = next(c.column for c in heads if c.value == "Carried over from 2021")
    total = next(r for r in stored.iter_rows() if r[1].value == "GRAND TOTAL")
    count = sum(t == 2021 and k == "TP" for _p, k, t in old.cells)
    assert stored.cell(total[0].row, column).value == 600 * count
    # and the new plan is a plan in force itself
    again = portfolio_cli("replan", document["files"][1], "--template", "next.xlsx", "--year",
                          "2022", "--json")  # fmt: skip
    assert json.loads(again.out) == {"status": "written", "files": ["next.xlsx"]}


def edited(name: str, sheet: str) -> str:
    """A copy of the plan with another amount in the first line's 2022; the cell."""
    form = read_form(name, toy())
    (project, source, year) = next(c for c in form.cells if c[2] == 2022)
    where = form.place(project, year, source)
    wb = load_workbook(name)
    wb[form.sheet][where.partition("!")[2]] = form.cells[project, source, year] - 1
    wb.save("edited.xlsx")
    assert where.startswith(sheet)
    return where


def test_a_plan_edited_in_its_form_is_no_plan_in_force(office: Path, portfolio_cli: Any):
    where = edited("plan.xlsx", "Phasing")
    for asked in (
        ("annual", "edited.xlsx", "--year", "2022"),
        ("replan", "edited.xlsx", "--template", "f.xlsx", "--year", "2021"),
        ("replan", "edited.xlsx", "--actuals", "actuals.xlsx"),
    ):
        done = portfolio_cli(*asked)
        assert done.code == 1
        assert where in done.err
        assert "portfolio plan --keep edited.xlsx" in done.err
    assert sorted(p.name for p in office.iterdir() if p.name.startswith("edited")) == [
        "edited.xlsx"
    ]


def test_a_plan_with_closed_years_is_neither_checked_nor_kept(office: Path, portfolio_cli: Any):
    """Judged without the actuals, its history would be a loss, or be planned anew."""
    new = "plan-dieu-chinh-ke-hoach-moi.xlsx"
    assert replan(portfolio_cli, "-q").code == 0
    for asked in (("check", new), ("plan", "new.xlsx", "--keep", new, "-o", "kept.xlsx")):
        done = portfolio_cli(*asked)
        assert done.code == 1
        assert "closed up to 2021" in done.err
        assert "portfolio replan" in done.err
    assert not (office / "kept.xlsx").exists()
    edited(new, "Phasing")
    done = portfolio_cli("annual", "edited.xlsx", "--year", "2022")
    assert done.code == 1
    assert "as `portfolio replan` wrote it" in done.err
    assert "--keep" not in done.err


def test_the_trade_off_is_told_and_nothing_is_replaced(office: Path, portfolio_cli: Any):
    done = replan(portfolio_cli, "--stability", "90%", "-o", "adjust.xlsx")
    assert done.code == 0
    assert "Stability against value" in done.out
    assert "Taken: 90%" in done.out
    assert "adjust-ke-hoach-moi.xlsx" in done.out
    again = replan(portfolio_cli, "-o", "adjust.xlsx")
    assert again.code == 1
    assert "exists already" in again.err
    forced = replan(portfolio_cli, "-o", "adjust.xlsx", "--force", "--quiet")
    assert (forced.code, forced.out) == (0, "")


def test_the_scenario_is_the_plans_own_or_the_one_asked_for(office: Path, portfolio_cli: Any):
    (office / "less.toml").write_text(TOML, "utf-8")
    done = replan(portfolio_cli, "-s", "less.toml", "--json", "--price-start", "0", "--gap", "0.1%")
    assert done.code == 0
    ws = load_workbook("plan-dieu-chinh.xlsx")["Adjustment"]
    assert any(c.value == "Scenario: Less" for row in ws.iter_rows(max_row=8) for c in row)


@pytest.mark.parametrize(
    ("args", "code", "text"),
    [
        (("plan.xlsx",), 2, "either --actuals"),
        (("plan.xlsx", "--template", "x.xlsx"), 2, "--year"),
        (("plan.xlsx", "--template", "x.xlsx", "--year", "2023"), 2, "2021 to 2022"),
        (("plan.xlsx", "--actuals", "actuals.xlsx", "--stability", "2"), 2, "from 0 to 1"),
        (("plan.xlsx", "--actuals", "actuals.xlsx", "--price-start", "-1"), 2, "not a price"),
        (("plan.xlsx", "--actuals", "actuals.xlsx", "--price-source", "1"), 2, "twice"),
        (("list.xlsx", "--actuals", "actuals.xlsx"), 1, "not a plan"),
        (("gone.xlsx", "--actuals", "actuals.xlsx"), 1, "no such file"),
        (("plan.xlsx", "--actuals", "list.xlsx"), 1, "is missing"),
        (("plan.xlsx", "--actuals", "actuals.xlsx", "--workbook", "gone.xlsx"), 1, "no such file"),
    ],
)
def test_misuse_and_bad_files_are_told(
    args: tuple[str, ...], code: int, text: str, office: Path, portfolio_cli: Any
):
    done = portfolio_cli("replan", *args)
    assert done.code == code
    assert text in done.err
    assert "Traceback" not in done.err
    assert not (office / "plan-dieu-chinh.xlsx").exists()


def test_the_workbook_of_the_plan_is_looked_for(office: Path, portfolio_cli: Any):
    (office / "list.xlsx").rename(office / "elsewhere.xlsx")
    done = portfolio_cli("annual", "plan.xlsx", "--year", "2022")
    assert done.code == 1
    assert "name it with --workbook" in done.err
    done = portfolio_cli("annual", "plan.xlsx", "--year", "2022", "--workbook", "elsewhere.xlsx")
    assert (done.code, done.out) == (0, "Written: plan-2022.xlsx\n")
    wrong = portfolio_cli("annual", "plan.xlsx", "--year", "2031", "--workbook", "elsewhere.xlsx")
    assert wrong.code == 2
    assert "2021 to 2023" in wrong.err


def test_a_scenario_that_is_gone_is_asked_for(office: Path, portfolio_cli: Any):
    (office / "less.toml").write_text(TOML, "utf-8")
    made = portfolio_cli("plan", "list.xlsx", "-s", "less.toml", "-o", "other.xlsx", "-q")
    assert made.code == 0
    (office / "less.toml").unlink()
    done = portfolio_cli("annual", "other.xlsx", "--year", "2022")
    assert done.code == 1
    assert "name it with --scenario" in done.err
