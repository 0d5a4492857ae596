"""Files that are no edited plan of this workbook: a clear error, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from portfolio.errors import PlanFileError
from portfolio.inputs import write_workbook
from portfolio.inputs.scenario.records import Override, Scenario
from portfolio.study.edited import read_plan
from portfolio.study.run import scenario_sha256
from tests.edited.desk import FORM, Desk, codes, put, written
from tests.factories import toy, toy_plan


def _edited(desk: Desk, path: Path, change: Callable[[Workbook], object]) -> Path:
    wb = load_workbook(desk.path)
    change(wb)
    wb.save(path)
    return path


def _hidden(wb: Workbook, value: object) -> None:
    sheet = wb["Bản gốc"]
    last = next(row for row in sheet.iter_rows() if row[0].value == "cell")
    last[4].value = value


BAD: dict[str, Callable[[Desk, Path], object]] = {
    "file-missing": lambda _desk, _path: None,
    "file-empty": lambda _desk, path: path.write_bytes(b""),
    "file-not-workbook": lambda _desk, path: path.write_text("a plan"),
    "file-truncated": lambda desk, path: path.write_bytes(desk.path.read_bytes()[:9_000]),
    "file-password": lambda _desk, path: path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    ),
    "file-directory": lambda _desk, path: path.mkdir(),
    "plan-not-plan": lambda desk, path: write_workbook(desk.portfolio, path, "vi"),
    "plan-original-changed": lambda desk, path: _edited(desk, path, lambda wb: _hidden(wb, 1)),
    "plan-version": lambda desk, path: _edited(desk, path, lambda wb: wb["Bản gốc"].cell(1, 2, 99)),
    "plan-no-form": lambda desk, path: _edited(desk, path, lambda wb: wb.remove(wb[FORM])),
    "plan-no-names": lambda desk, path: _edited(desk, path, _without_names),
}


def _without_names(wb: Workbook) -> None:
    ws = wb[FORM]
    for found in list(ws.merged_cells.ranges):
        ws.unmerge_cells(str(found))
    ws.delete_cols(2, 2)


@pytest.mark.parametrize("code", BAD)
def test_a_bad_file_is_refused(desk: Desk, tmp_path: Path, code: str):
    path = tmp_path / "bad.xlsx"
    BAD[code](desk, path)
    with pytest.raises(PlanFileError) as raised:
        read_plan(path, desk.portfolio)
    assert [p.code for p in raised.value.problems] == [code]


def test_two_forms_are_one_too_many(desk: Desk, tmp_path: Path):
    def double(wb: Workbook) -> None:
        wb.copy_worksheet(wb[FORM])
        wb[FORM].title = "Bản 1"

    with pytest.raises(PlanFileError, match="several sheets"):
        read_plan(_edited(desk, tmp_path / "bad.xlsx", double), desk.portfolio)


def test_a_copy_of_the_form_beside_it_does_not_matter(desk: Desk, tmp_path: Path):
    path = _edited(desk, tmp_path / "p.xlsx", lambda wb: wb.copy_worksheet(wb[FORM]))
    assert codes(read_plan(path, desk.portfolio)) == []


def test_a_renamed_sheet_is_found_by_its_heading(desk: Desk, tmp_path: Path):
    def rename(wb: Workbook) -> None:
        wb[FORM].title = "Biểu số 1"

    plan = read_plan(_edited(desk, tmp_path / "p.xlsx", rename), desk.portfolio)
    assert (plan.edits, codes(plan)) == ((), ["sheet-renamed"])
    assert plan.form.sheet == "Biểu số 1"


def test_another_workbook_is_told(tmp_path: Path):
    old = replace(toy(), path="old.xlsx", sha256="a" * 64)
    desk = written(replace(toy_plan(), portfolio=old), tmp_path)
    now = replace(toy(), path="now.xlsx", sha256="b" * 64)
    plan = read_plan(desk.path, now)
    assert codes(plan) == ["plan-workbook"]
    assert "old.xlsx" in plan.problems[0].found
    assert codes(read_plan(desk.path, old)) == []


def test_another_scenario_is_told(tmp_path: Path):
    def scenario(name: str, gap: int) -> Scenario:
        return Scenario("s", name, overrides=(Override("settings", "", "seed", None, gap, "s"),))

    first = scenario("Một", 1)
    plan = toy_plan()
    info = replace(plan.info, scenario="Một", scenario_sha256=scenario_sha256(first))
    desk = written(replace(plan, info=info), tmp_path)
    assert codes(read_plan(desk.path, toy(), first)) == []
    changed = read_plan(desk.path, toy(), scenario("Một", 2))
    assert "other figures" in changed.problems[0].found
    other = read_plan(desk.path, toy(), scenario("Hai", 1))
    assert "Một" in other.problems[0].found
    assert "Hai" in other.problems[0].found
    assert codes(read_plan(desk.path, toy())) == ["plan-scenario"]


def test_a_line_that_left_the_workbook_is_unknown(desk: Desk):
    fewer = replace(toy(), projects=tuple(p for p in toy().projects if p.id != "P6"))
    plan = read_plan(desk.path, fewer)
    # the export knows it, the workbook of today does not
    assert plan.solution.starts["P6"] == 2021
    assert plan.edits == ()


def test_a_problem_reads_with_its_cell(desk: Desk):
    plan = desk.edit(put("P1", 2021, "TW", 0.5))
    assert str(plan.problems[0]).startswith(f"{FORM}!")
