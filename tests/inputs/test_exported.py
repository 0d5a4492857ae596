"""Plans read back from the workbook that the program wrote, and refused when they are edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from portfolio.errors import InputError
from portfolio.i18n import language
from portfolio.inputs.exported import read_exported, read_origin
from portfolio.output.excel import write_plan
from tests.factories import toy, toy_plan


@pytest.fixture(scope="module", params=["vi", "en"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp(request.param) / "plan.xlsx"
    plan = toy_plan()
    named = replace(plan.portfolio, path="city.xlsx", sha256="ab12")
    with language(request.param):
        write_plan(replace(plan, portfolio=named), path)
    return path


def test_the_plan_comes_back_as_it_was(exported: Path):
    plan, found = toy_plan(), read_exported(exported, toy())
    assert found.cells == plan.solution.cells
    assert found.starts == plan.solution.starts
    assert found.costs == {p: toy().project[p].cost for p in plan.solution.starts}
    assert (found.workbook, found.sha256, found.scenario_path) == ("city.xlsx", "ab12", "")
    assert read_origin(exported).years == plan.years


def amount(wb: Workbook, row: int) -> str:
    ws = wb.worksheets[8]
    heads = next(r for r in ws.iter_rows() if r[1].value in ("Dự án", "Project"))
    return f"O{heads[0].row + row}"


def edit_amount(wb: Workbook) -> None:
    ws = wb.worksheets[8]
    ws[amount(wb, 1)] = 12_001


def edit_half(wb: Workbook) -> None:
    ws = wb.worksheets[8]
    ws[amount(wb, 1)] = 0.5


def edit_text(wb: Workbook) -> None:
    ws = wb.worksheets[8]
    ws[amount(wb, 2)] = "mười"


def edit_twice(wb: Workbook) -> None:
    ws = wb.worksheets[8]
    first = int(amount(wb, 1)[1:])
    for cell in ws[first]:
        ws.cell(first + 1, cell.column).value = cell.value


def edit_heading(wb: Workbook) -> None:
    ws = wb.worksheets[8]
    ws[amount(wb, 0)] = "Tiền"


def edit_sheet(wb: Workbook) -> None:
    del wb[wb.worksheets[8].title]


def edit_period(wb: Workbook) -> None:
    for row in wb.worksheets[9].iter_rows():
        if row[1].value == "2021-2023":
            row[1].value = "mai sau"


@pytest.mark.parametrize(
    "edit",
    [edit_amount, edit_half, edit_text, edit_twice, edit_heading, edit_sheet, edit_period],
)
def test_an_edited_plan_is_refused(
    edit: Callable[[Workbook], None], exported: Path, tmp_path: Path
):
    wb = load_workbook(exported)
    kept = load_workbook(exported, data_only=True).worksheets[8]
    total = next(c for r in kept.iter_rows(max_col=15) for c in r[14:] if c.value is not None)
    wb.worksheets[8][total.coordinate] = total.value  # as a program that calculates stores it
    edit(wb)
    path = tmp_path / "edited.xlsx"
    wb.save(path)
    with pytest.raises(InputError) as caught:
        read_exported(path, toy())
    (problem,) = caught.value.problems
    assert problem.code == "plan-not-exported"
    assert problem.where
    assert problem.expected or problem.remedy


def test_no_workbook_at_all_is_refused(tmp_path: Path):
    path = tmp_path / "plan.xlsx"
    Workbook().save(path)
    with pytest.raises(InputError):
        read_origin(path)
    path.write_bytes(b"no zip")
    with pytest.raises(InputError):
        read_origin(path)


def test_a_line_or_source_that_left_the_workbook_is_named(exported: Path):
    city = toy()
    less = replace(
        city,
        projects=tuple(p for p in city.projects if p.id != "P3"),
        sources=tuple(k for k in city.sources if k.id != "TW"),
        settings=replace(city.settings, last_year=2024),
    )
    with pytest.raises(InputError) as caught:
        read_exported(exported, less)
    codes = [p.code for p in caught.value.problems]
    assert codes == ["plan-period", "plan-line-missing", "plan-source-missing"]
