"""The adjustment table and the annual plan: official forms whose figures are live and agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.errors import OutputError
from portfolio.i18n import language
from portfolio.inputs.actuals import Actuals, Fact
from portfolio.inputs.exported import ExportedPlan
from portfolio.output.excel.adjust import write_adjustment
from portfolio.output.excel.annual import annual_of, write_annual
from portfolio.plan.schedule import Plan
from portfolio.study.replan import Replan, replan
from portfolio.study.run import run
from tests.factories import toy
from tests.output.excel.evaluate import Evaluator
from tests.output.excel.recalculate import SOFFICE, recalculated

FACTS = {
    ("P1", "TW", 2021): Fact(12_000, 9_000, 2_000, 2_000),
    ("P3", "TP", 2021): Fact(6_000, 6_000),
    ("P6", "NDT", 2021): Fact(18_000, 18_000),
}


def exported(plan: Plan) -> ExportedPlan:
    starts = dict(plan.solution.starts)
    costs = {p: plan.portfolio.project[p].cost or 0 for p in starts}
    return ExportedPlan("plan.xlsx", plan.years, plan.solution.cells, starts, costs)


@dataclass(frozen=True)
class Made:
    """A replan and its adjustment table, read with formulas and with stored figures."""

    replan: Replan
    path: Path
    formulas: Workbook
    stored: Workbook


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """P2 costs 24 000 instead of 20 000, 1 000 of P1's 12 000 lapsed in 2021."""
    old = exported(run(toy()))
    now = replace(
        toy(),
        projects=tuple(replace(p, cost=24_000) if p.id == "P2" else p for p in toy().projects),
    )
    facts = {c: f for c, f in FACTS.items() if c in old.cells}
    assert len(facts) == len(FACTS)
    found = replan(now, old, Actuals(2021, facts, {"P2": "QĐ 99/QĐ-UBND"}))
    path = tmp_path_factory.mktemp("adjust") / "adjust.xlsx"
    with language("en"):
        write_adjustment(found, path, files=("plan.xlsx", "actuals.xlsx", "city.xlsx"))
    return Made(found, path, load_workbook(path), load_workbook(path, data_only=True))


def formulas(wb: Workbook) -> Iterator[tuple[str, int, int]]:
    for ws in wb:
        for row in ws.iter_rows():
            yield from ((ws.title, c.row, c.column) for c in row if c.data_type == "f")


def index_row(ws: Worksheet) -> int:
    return next(r for r in range(1, 30) if ws.cell(r, 1).value == "(1)")


def blocks(ws: Worksheet) -> dict[str, int]:
    """Title of each block of four -> its first column."""
    head = index_row(ws) - 3
    found = {}
    for column in range(1, ws.max_column + 1):
        if ws.cell(head + 1, column).value == "Given":
            found[str(ws.cell(head, column).value)] = column
    return found


def lines(ws: Worksheet) -> dict[str, int]:
    """Project code -> row; the grand total under an empty code."""
    first = index_row(ws) + 1
    found = {"": first}
    for row in range(first, ws.max_row + 1):
        if str(ws.cell(row, 1).value or "").isdigit():
            found[str(ws.cell(row, 3).value)] = row
    return found


def check_adjustment(wb: Workbook, found: Replan) -> None:
    """Given + increase − decrease = after, in every row; both are the plans' own figures."""
    old, new = found.old.cells, found.plan.solution.cells
    names = {k.name: k.id for k in found.portfolio.sources}
    for sheet in ("Adjustment", "Adjustment by year"):
        ws = wb[sheet]
        rows = 0
        for title, column in blocks(ws).items():
            for row in range(index_row(ws) + 1, ws.max_row + 1):
                given, more, less, after = (ws.cell(row, column + i).value for i in range(4))
                if isinstance(given, int | float):
                    assert given + more - less == after, (sheet, row, title)
                    rows += 1
            year = int(title.removeprefix("Year ")) if title.startswith("Year") else None
            source = names.get(title)
            for code, row in lines(ws).items():
                for cells, place in ((old, 0), (new, 3)):
                    told = sum(
                        x
                        for (p, k, t), x in cells.items()
                        if code in ("", p) and source in (None, k) and year in (None, t)
                    )
                    assert ws.cell(row, column + place).value == told, (title, code)
        assert rows > 20


def test_given_plus_increase_less_decrease_is_what_comes_after(made: Made):
    check_adjustment(made.stored, made.replan)


def test_every_formula_gives_the_figure_stored_beside_it(made: Made):
    evaluate = Evaluator(made.formulas)
    count = 0
    for sheet, row, column in formulas(made.formulas):
        told = made.stored[sheet].cell(row, column).value
        assert evaluate.value(sheet, row, column) == pytest.approx(told, rel=1e-9, abs=1e-9)
        count += 1
    assert count > 100


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
def test_libreoffice_gets_the_same_adjustment(made: Made, tmp_path: Path):
    again = recalculated(made.path, tmp_path)
    check_adjustment(again, made.replan)
    for sheet, row, column in formulas(made.formulas):
        told = made.stored[sheet].cell(row, column).value
        assert again[sheet].cell(row, column).value == pytest.approx(told, abs=1e-6)
    assert len(again["Trade-off"]._charts) == 1


def test_the_reasons_are_in_words(made: Made):
    ws = made.stored["Adjustment"]
    column = next(
        c for c in range(1, ws.max_column) if "Reason" in str(ws.cell(index_row(ws) - 3, c).value)
    )
    found = {code: str(ws.cell(row, column).value or "") for code, row in lines(ws).items()}
    assert "total cost rose from 20 to 24 billion VND" in found["P2"]
    assert found["P2"].endswith("QĐ 99/QĐ-UBND")
    assert "1,000 triệu đồng of 2021 lapsed" in found["P1"]
    assert "2021: 18,000 allocated where 30,000 was planned" in found["P6"]


def test_the_forms_are_printed_on_a3_with_their_headings(made: Made):
    for sheet in ("Adjustment", "Adjustment by year"):
        ws = made.formulas[sheet]
        assert (ws.page_setup.paperSize, ws.page_setup.orientation) == (8, "landscape")
        top = index_row(ws) - 3
        assert ws.print_title_rows == f"${top}:${index_row(ws)}"
        texts = [str(c.value) for row in ws.iter_rows() for c in row if c.value]
        assert any(text == "Unit: triệu đồng" for text in texts)
        assert any("HEAD OF THE AGENCY" in text for text in texts)
        assert {"I", "I.1", "A"} <= {str(ws.cell(r, 1).value) for r in range(1, ws.max_row)}


def test_the_trade_off_has_a_row_for_every_point(made: Made):
    ws = made.stored["Trade-off"]
    head = next(r for r in range(1, 20) if ws.cell(r, 1).value == "Stability")
    rows = [[c.value for c in ws[head + n]] for n in range(1, len(made.replan.points) + 1)]
    assert [row[0] for row in rows] == [float(p.stability) for p in made.replan.points]
    assert [row[1] for row in rows] == pytest.approx([float(p.value) for p in made.replan.points])
    assert [row[11] for row in rows].count("x") == 1
    assert rows[-1][2] == 0
    assert len(made.formulas["Trade-off"]._charts) == 1


def test_the_basis_names_the_files_and_the_prices(made: Made):
    ws = made.stored["Information"]
    facts = {ws.cell(r, 1).value: ws.cell(r, 2).value for r in range(1, ws.max_row + 1)}
    assert facts["Plan in force"] == "plan.xlsx"
    assert facts["Actuals"] == "actuals.xlsx"
    assert facts["Last year closed"] == "2021"
    assert facts["Prices of change"] == "start 0.100, source 0.020, amount 0.050"


def annual_book(tmp_path: Path, year: int, actuals: Actuals | None) -> tuple[Path, Workbook]:
    plan = exported(run(toy()))
    path = tmp_path / "annual.xlsx"
    with language("en"):
        write_annual(annual_of(toy(), plan, year, actuals), path)
    return path, load_workbook(path, data_only=True)


def annual_columns(ws: Worksheet) -> dict[str, int]:
    head = index_row(ws) - 3
    return {
        str(ws.cell(head, c).value): c
        for c in range(1, ws.max_column + 1)
        if ws.cell(head, c).value
    }


def test_the_annual_plan_is_the_year_of_the_plan(tmp_path: Path):
    plan = run(toy())
    for year in plan.years:
        _path, wb = annual_book(tmp_path / str(year), year, None)
        ws = wb.worksheets[0]
        column = annual_columns(ws)[f"Plan of {year}"]
        rows = lines(ws)
        of_year = {c: x for c, x in plan.solution.cells.items() if c[2] == year}
        assert ws.cell(rows[""], column).value == sum(of_year.values())
        for code in rows.keys() - {""}:
            assert ws.cell(rows[code], column).value == sum(
                x for (p, _k, _t), x in of_year.items() if p == code
            )
        assert rows.keys() - {""} == {p for p, _k, _t in of_year}


def test_what_was_carried_over_stands_apart(tmp_path: Path):
    """P1: 12 000 planned in 2021, 9 000 disbursed, 2 000 carried over: 11 000 count to the end of
    2021; the plan of 2022 is the plan's, and 2 000 more may be spent.
    """
    cells = run(toy()).solution.cells
    path, wb = annual_book(tmp_path, 2022, Actuals(2021, FACTS))
    ws, at = wb.worksheets[0], annual_columns(wb.worksheets[0])
    row = lines(ws)["P1"]
    planned = sum(x for (p, _k, t), x in cells.items() if (p, t) == ("P1", 2022))
    figures = {name: ws.cell(row, column).value for name, column in at.items()}
    assert figures["Allocated to the end of 2021"] == 11_000
    assert figures["Carried over from 2021"] == 2_000
    assert figures["Plan of 2022"] == planned
    assert figures["To be spent in 2022: carried over and plan"] == 2_000 + planned
    assert figures["Still to allocate after 2022"] == 30_000 - 11_000 - planned
    total = lines(ws)[""]
    assert ws.cell(total, at["Carried over from 2021"]).value == 2_000
    evaluate = Evaluator(load_workbook(path))
    for sheet, r, c in formulas(load_workbook(path)):
        assert evaluate.value(sheet, r, c) == wb[sheet].cell(r, c).value


@pytest.mark.parametrize(
    ("year", "actuals"), [(2022, None), (2023, Actuals(2021, FACTS)), (2021, Actuals(2021, FACTS))]
)
def test_what_was_carried_over_is_not_known_without_the_facts_of_the_year(
    year: int, actuals: Actuals | None, tmp_path: Path
):
    path, wb = annual_book(tmp_path, year, actuals)
    ws, at = wb.worksheets[0], annual_columns(wb.worksheets[0])
    carried = at[f"Carried over from {year - 1}"]
    assert {ws.cell(row, carried).value for row in lines(ws).values()} == {"–"}
    spent = at[f"To be spent in {year}: plan, without what is carried over"]
    for row in lines(ws).values():
        assert ws.cell(row, spent).value == ws.cell(row, at[f"Plan of {year}"]).value
    texts = [str(c.value) for row in ws.iter_rows() for c in row if c.value]
    assert any(f"no actuals of {year - 1} were given" in text for text in texts)
    evaluate = Evaluator(load_workbook(path))
    for sheet, r, c in formulas(load_workbook(path)):
        assert evaluate.value(sheet, r, c) == wb[sheet].cell(r, c).value


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
def test_libreoffice_gets_the_same_annual_plan(tmp_path: Path):
    path, stored = annual_book(tmp_path, 2022, Actuals(2021, FACTS))
    again = recalculated(path, tmp_path)
    for sheet, row, column in formulas(load_workbook(path)):
        told = stored[sheet].cell(row, column).value
        assert again[sheet].cell(row, column).value == told


def test_a_year_outside_the_plan_has_no_annual_plan():
    with pytest.raises(ValueError, match="2024"):
        annual_of(toy(), exported(run(toy())), 2024)


def test_a_form_is_never_written_over_another_file(made: Made):
    before = made.path.read_bytes()
    with pytest.raises(OutputError):
        write_adjustment(made.replan, made.path)
    assert made.path.read_bytes() == before
