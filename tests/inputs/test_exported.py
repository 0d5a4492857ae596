"""Plans read back from the workbook that the program wrote, and refused when they are edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from portfolio.domain import Status
from portfolio.errors import InputError, PlanFileError
from portfolio.i18n import language
from portfolio.inputs.edited.reading import read_form
from portfolio.inputs.edited.records import Form
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
    assert found.years == plan.years
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


@pytest.mark.parametrize(
    "edit",
    [edit_amount, edit_half, edit_text, edit_twice, edit_heading, edit_sheet],
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
    with pytest.raises(PlanFileError) as caught:
        read_exported(path, toy())
    assert {p.code for p in caught.value.problems} == {"plan-edited"}
    assert all(p.where and p.remedy for p in caught.value.problems)


def form_of(path: Path) -> Form:
    return read_form(path, toy())


def form_amount(wb: Workbook, form: Form) -> None:
    project, source, year = next(iter(form.cells))
    cell = form.place(project, year, source).partition("!")[2]
    wb[form.sheet][cell] = form.cells[project, source, year] + 1


def form_line(wb: Workbook, form: Form) -> None:
    wb[form.sheet].delete_rows(max(form.rows.values()))


def form_total(wb: Workbook, form: Form) -> None:
    cell = form.place(next(iter(form.rows))).partition("!")[2]
    wb[form.sheet][cell] = 1


def form_text(wb: Workbook, form: Form) -> None:
    project, source, year = next(iter(form.cells))
    wb[form.sheet][form.place(project, year, source).partition("!")[2]] = "10%"


def form_cost(wb: Workbook, form: Form) -> None:
    column = next(c.number for c in form.original.columns if c.key == "cost")
    wb[form.sheet].cell(next(iter(form.rows.values())), column).value = 900_000


def data_amount(wb: Workbook, _form: Form) -> None:
    edit_amount(wb)


def hidden_amount(wb: Workbook, _form: Form) -> None:
    hidden = wb.worksheets[-1]
    row = next(r for r in hidden.iter_rows() if r[0].value == "cell")
    row[4].value += 1


def hidden_sheet(wb: Workbook, _form: Form) -> None:
    wb.remove(wb.worksheets[-1])


@pytest.mark.parametrize(
    ("edit", "code", "advice"),
    [
        (form_amount, "plan-edited", "plan --keep edited.xlsx"),
        (form_line, "plan-edited", "plan --keep edited.xlsx"),
        (form_total, "plan-edited", ""),
        (form_text, "amount-share", ""),
        (form_cost, "plan-edited", ""),
        (data_amount, "plan-edited", ""),
        (hidden_amount, "plan-original-changed", ""),
        (hidden_sheet, "plan-not-plan", ""),
    ],
)
def test_a_plan_edited_anywhere_is_refused_with_its_cell(
    edit: Callable[[Workbook, Form], None], code: str, advice: str, exported: Path, tmp_path: Path
):
    """Saved by a program that stores no results, so that no total of Dữ liệu tells."""
    wb = load_workbook(exported)
    edit(wb, form_of(exported))
    path = tmp_path / "edited.xlsx"
    wb.save(path)
    with pytest.raises(PlanFileError) as caught:
        read_exported(path, toy())
    first = caught.value.problems[0]
    assert first.code == code
    assert first.where
    assert advice in first.remedy
    assert first.remedy or first.expected


def test_many_edits_are_counted_after_the_first(exported: Path, tmp_path: Path):
    wb, form = load_workbook(exported), form_of(exported)
    for project in form.rows:
        for (year, source), column in form.columns.items():
            if year is not None and source is not None:
                wb[form.sheet].cell(form.rows[project], column).value = 7
    wb.save(tmp_path / "edited.xlsx")
    with pytest.raises(PlanFileError) as caught:
        read_exported(tmp_path / "edited.xlsx", toy())
    edits = [p for p in caught.value.problems if p.where.startswith(form.sheet)]
    assert len([p for p in edits if p.code == "plan-edited" and " 7 " in p.found]) == 10


def test_a_workbook_that_has_moved_on_is_no_edit_of_the_plan(exported: Path):
    """Names, sectors, costs and status of now: the plan stays as it was written."""
    city = toy()
    now = replace(
        city,
        projects=tuple(
            replace(p, name=f"{p.name} (mới)", sector=city.projects[0].sector, begun=True,
                    cost=p.cost and p.cost + 5, status=Status.TRANSITIONAL)
            for p in city.projects
        ),
    )  # fmt: skip
    found = read_exported(exported, now)
    assert found.cells == toy_plan().solution.cells
    assert found.costs == {p: city.project[p].cost for p in found.starts}


def test_a_plan_of_an_older_version_is_made_again(exported: Path, monkeypatch: pytest.MonkeyPatch):
    """Its hidden sheet does not say of which years it is."""
    monkeypatch.setattr("portfolio.inputs.exported.read_facts", lambda _path: {})
    with pytest.raises(PlanFileError) as caught:
        read_origin(exported)
    assert [p.code for p in caught.value.problems] == ["plan-version"]


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
