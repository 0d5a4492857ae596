"""Every formula gives the figure stored beside it, and the plan's own figure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from portfolio.domain import Kind
from portfolio.plan.check_text import WORDS
from tests.output.excel.conftest import Written
from tests.output.excel.evaluate import Evaluator
from tests.output.excel.recalculate import SOFFICE, recalculated


def formulas(wb: Workbook) -> Iterator[tuple[str, int, int]]:
    for ws in wb:
        for row in ws.iter_rows():
            yield from ((ws.title, c.row, c.column) for c in row if c.data_type == "f")


def test_every_formula_gives_the_figure_stored_beside_it(written: Written):
    wb, stored = written.formulas, written.stored
    evaluate = Evaluator(wb)
    count = 0
    for sheet, row, column in formulas(wb):
        count += 1
        found, told = evaluate.value(sheet, row, column), stored[sheet].cell(row, column).value
        assert told is not None, (sheet, row, column)
        if isinstance(told, str):
            assert found == told, (sheet, row, column, wb[sheet].cell(row, column).value)
        else:
            assert found == pytest.approx(told, rel=1e-12, abs=1e-9), (sheet, row, column)
    assert count > 100


def table(wb: Workbook, sheet: str, first: str) -> tuple[int, dict[str, int]]:
    """The row under the heading whose first cell says ``first``, and its columns by title."""
    ws = wb[sheet]
    for row in ws.iter_rows():
        if row[0].value == first and len([c for c in row if c.value]) > 2:
            return row[0].row, {str(c.value): c.column for c in row if c.value is not None}
    raise AssertionError(first)


def test_phasing_totals_are_the_plans(written: Written):
    plan, wb = written.plan, written.stored
    ws = wb["Phasing"]
    head, _columns = table(wb, "Phasing", "No.")
    column = {ws.cell(head, c).value: c for c in range(1, ws.max_column + 1)}
    whole = next(c for name, c in column.items() if name and str(name).startswith("Plan "))
    years = {y: column[f"Year {y}"] for y in plan.years}
    after = column[f"Left to the plan after {plan.years[-1]}"]
    by_name: dict[str, list[str]] = {}
    for p in plan.portfolio.costed:
        if p.id in plan.solution.starts:
            by_name.setdefault(p.code or p.id, []).append(p.id)
    seen, rows = set(), {}
    for row in range(head + 4, ws.max_row + 1):
        code = ws.cell(row, 3).value
        rows[ws.cell(row, 2).value] = row
        if code in by_name:
            (pid,) = by_name[code]
            seen.add(pid)
            assert ws.cell(row, whole).value == plan.capital.get(pid, 0)
            assert (ws.cell(row, after).value or 0) == plan.solution.overhang.get(pid, 0)
            for year, place in years.items():
                told = sum(
                    x for (q, _k, t), x in plan.solution.cells.items() if (q, t) == (pid, year)
                )
                assert ws.cell(row, place).value == told
    assert seen == set(plan.solution.starts)
    capital = {
        kind: sum(
            x
            for (p, _k, _t), x in plan.solution.cells.items()
            if plan.portfolio.project[p].kind is kind
        )
        for kind in Kind
    }
    assert ws.cell(rows["GRAND TOTAL"], whole).value == sum(plan.capital.values())
    assert ws.cell(rows["PUBLIC CAPITAL"], whole).value == capital[Kind.PUBLIC]
    assert ws.cell(rows["PRIVATE CAPITAL"], whole).value == capital[Kind.PRIVATE]
    assert ws.cell(rows["GRAND TOTAL"], after).value == sum(plan.solution.overhang.values())


def test_each_heading_sums_what_is_under_it(written: Written):
    """By hand from the numbering: I sums I.1, I.2; I.1 sums its projects."""
    ws = written.stored["Phasing"]
    head, _columns = table(written.stored, "Phasing", "No.")
    amounts: dict[str, int] = {}
    order: list[tuple[str, int]] = []
    whole = next(c for c in range(1, 30) if str(ws.cell(head, c).value).startswith("Plan "))
    for row in range(head + 5, ws.max_row + 1):
        number = ws.cell(row, 1).value
        if number:
            order.append((str(number), ws.cell(row, whole).value))
    section = status = sector = ""
    below: dict[str, int] = {}
    for number, amount in order:
        if number in "AB":
            section = status = sector = number
        elif number.isdigit():
            below[sector] = below.get(sector, 0) + amount
            continue
        elif "." in number:
            sector = f"{section}{number}"
            below[status] = below.get(status, 0) + amount
        else:
            status = f"{section}{number}"
            below[section] = below.get(section, 0) + amount
        amounts[{"A": section, "B": section}.get(number, sector if "." in number else status)] = (
            amount
        )
    assert amounts == below


def test_ledger_and_source_sheets_tell_the_balances(written: Written):
    plan, wb = written.plan, written.stored
    head, columns = table(wb, "Source ledger", "No.")
    ws, rows, current = wb["Source ledger"], {}, ""
    for row in range(head + 1, ws.max_row + 1):
        current = ws.cell(row, 3).value or current
        rows.setdefault((current, ws.cell(row, 2).value), row)
    for (source, year), balance in plan.balances.items():
        base = plan.envelope.spendable[source, year]
        expected = {
            "Spendable envelope": base,
            "Plus or less: what the plan itself brings (land revenue, offsets)": balance.spendable
            - base,
            "Plus: carried over from the year before": balance.carried_in,
            "Less: allocated to projects": -balance.spent,
            "Less: carried over to the next year": -balance.carried_out,
            "Left idle": balance.idle,
        }
        for item, amount in expected.items():
            told = ws.cell(rows[source, item], columns[str(year)]).value
            assert told == amount, (source, year, item)


def test_checks_sheet_tells_every_line_and_its_verdict(written: Written):
    plan, ws = written.plan, written.stored["Checks"]
    first = int(ws.auto_filter.ref.split(":")[0].strip("A")) + 1
    for row, line in enumerate(plan.checks.lines, first):
        assert ws.cell(row, 10).value == ("Holds" if line.ok else "BROKEN")
        assert ws.cell(row, 6).value == pytest.approx(float(line.left))
        assert ws.cell(row, 9).value == pytest.approx(float(line.slack))
        about = line.subject[0] if line.subject else ""
        own = WORDS.get((line.rule, about))  # ids stay as they are
        assert ws.cell(row, 3).value == (own or about or None)
    assert ws.cell(first + len(plan.checks.lines), 10).value is None
    live = written.formulas["Checks"]
    kinds = {live.cell(r, 6).data_type for r in range(first, first + len(plan.checks.lines))}
    assert "f" in kinds


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
@pytest.mark.parametrize("written", ["big"], indirect=True)
def test_libreoffice_recalculates_to_the_same_figures(written: Written, tmp_path: Path):
    again = recalculated(written.path, tmp_path)
    stored, wb = written.stored, written.formulas
    assert [ws.title for ws in again] == [ws.title for ws in wb]
    for sheet, row, column in formulas(wb):
        found, told = again[sheet].cell(row, column).value, stored[sheet].cell(row, column).value
        same = told if isinstance(told, str) else pytest.approx(told, abs=1e-6)
        assert found == same, (sheet, row, column, wb[sheet].cell(row, column).value)
    errors = [c.coordinate for ws in again for r in ws.iter_rows() for c in r if c.data_type == "e"]
    assert errors == []
    assert len(again["Summary"]._charts) == 2
