"""A plan on somebody's desk: written by the program, edited with openpyxl, read again.

The toy plan (tests/factories.py), amounts in triệu, by hand:

           2021         2022         2023
    P1     12 000 TW    12 000 TW     6 000 TW    urgent, need 30 000
    P3      6 000 TP     4 000 TP                 transitional, need 10 000
    P2                  10 000 TP    10 000 TP    new, need 20 000
    P6     20 000 NDT   20 000 NDT   10 000 NDT   private

TW gives 20 000 a year; TP 16 200 and up to 4 860 carried over; BQL can disburse 40 000 a year.
Group C: 20-60%, 20-60%, 0-40% of the need in the three years of its window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.domain import Portfolio
from portfolio.i18n import language
from portfolio.output.excel import write_plan
from portfolio.output.excel.columns import Money, columns
from portfolio.plan.schedule import Plan
from portfolio.study.edited import EditedPlan, EditVerdict, check_plan, read_plan

FORM, DATA, HIDDEN = "Phân kỳ vốn", "Dữ liệu", "Bản gốc"
CODE, NAME = 3, 2


@dataclass(frozen=True)
class Desk:
    """One written plan and the portfolio it is a plan of."""

    plan: Plan
    path: Path

    @property
    def portfolio(self) -> Portfolio:
        return self.plan.portfolio

    def edit(self, *edits: Callable[[Sheets], object]) -> EditedPlan:
        """Edit a copy of the workbook and read it."""
        wb = load_workbook(self.path)
        sheets = Sheets(self.plan, wb[FORM], wb[DATA])
        for edit in edits:
            edit(sheets)
        copy = self.path.with_name("edited.xlsx")
        wb.save(copy)
        return read_plan(copy, self.portfolio)

    def check(self, *edits: Callable[[Sheets], object]) -> EditVerdict:
        return check_plan(self.edit(*edits))


@dataclass(frozen=True)
class Sheets:
    """The two sheets that hold the plan's figures."""

    plan: Plan
    form: Worksheet
    data: Worksheet

    def row(self, project: str) -> int:
        codes = {self.form.cell(r, CODE).value: r for r in range(1, self.form.max_row + 1)}
        return codes[project]

    def column(self, year: int | None, source: str | None) -> int:
        found = columns(self.plan)
        return next(i for i, c in enumerate(found, 1) if c.money == Money(year, source))

    @property
    def overhang(self) -> int:
        return next(i for i, c in enumerate(columns(self.plan), 1) if c.key == "overhang")

    @property
    def index(self) -> int:
        """The row of the column numbers."""
        rows = range(1, self.form.max_row + 1)
        return next(r for r in rows if self.form.cell(r, 1).value == "(1)")

    def amount(self, project: str, year: int | None, source: str | None) -> Any:
        return self.form.cell(self.row(project), self.column(year, source))

    def swap_rows(self, one: int, other: int) -> None:
        for column in range(1, self.form.max_column + 1):
            a, b = self.form.cell(one, column), self.form.cell(other, column)
            a.value, b.value = b.value, a.value

    def insert_column(self, at: int) -> None:
        """As Excel does it: merged cells move along."""
        self._around_merges(lambda: self.form.insert_cols(at), column=at)

    def delete_column(self, at: int) -> None:
        self.unmerge()
        self.form.delete_cols(at)

    def insert_row(self, at: int) -> None:
        self._around_merges(lambda: self.form.insert_rows(at), row=at)

    def _around_merges(self, insert: Callable[[], object], row: int = 0, column: int = 0) -> None:
        ranges = [r.bounds for r in self.form.merged_cells.ranges]
        self.unmerge()
        insert()
        for left, top, right, bottom in ranges:
            self.form.merge_cells(
                start_row=top + (0 < row <= top), end_row=bottom + (0 < row <= bottom),
                start_column=left + (0 < column <= left),
                end_column=right + (0 < column <= right),
            )  # fmt: skip

    def unmerge(self) -> None:
        for found in list(self.form.merged_cells.ranges):
            self.form.unmerge_cells(str(found))

    def add_line(self, code: str, name: str, amounts: dict[tuple[int, str], int]) -> int:
        """A row behind the last line."""
        row = max(self.row(p) for p in ("P1", "P2", "P3", "P6")) + 1
        self.insert_row(row)
        self.form.cell(row, CODE).value = code or None
        self.form.cell(row, NAME).value = name or None
        for (year, source), amount in amounts.items():
            self.form.cell(row, self.column(year, source)).value = amount
        return row

    def data_amount(self, project: str, source: str, year: int) -> Any:
        for row in self.data.iter_rows():
            if (row[0].value, row[10].value, row[13].value) == (project, source, year):
                return row[14]
        raise KeyError(project)


def put(project: str, year: int | None, source: str | None, value: object) -> Any:
    """Type a value into an amount."""

    def type_it(sheets: Sheets) -> None:
        sheets.amount(project, year, source).value = value

    return type_it


def at(plan: EditedPlan, project: str, year: int | None, source: str | None) -> str:
    """The address of an amount as the form was left."""
    form = plan.form
    return f"{FORM}!{get_column_letter(form.columns[year, source])}{form.rows[project]}"


def broken(verdict: EditVerdict) -> list[tuple[Any, ...]]:
    """(rule, subject, year, found, allowed) of every broken check."""
    lines = [b.line for b in verdict.broken]
    return [(x.rule, x.subject, x.year, int(x.left), int(x.right)) for x in lines]


def codes(plan: EditedPlan) -> list[str]:
    """Codes of the problems; what openpyxl does to every formula is left out."""
    return [p.code for p in plan.problems if p.code != "totals-stale"]


def cells_of(verdict: EditVerdict, rule: str) -> list[str]:
    return [cell for b in verdict.broken if b.line.rule == rule for cell in b.cells]


def written(plan: Plan, folder: Path) -> Desk:
    """The plan as a Vietnamese workbook in a folder."""
    path = folder / "plan.xlsx"
    with language("vi"):
        write_plan(plan, path)
    wb = load_workbook(path)
    for ws in wb.worksheets:  # what nothing here reads only costs time
        if ws.title not in (FORM, DATA, HIDDEN):
            wb.remove(ws)
    wb.save(path)
    return Desk(plan, path)


def where(problems: Iterable[Any], code: str) -> list[str]:
    return [p.where for p in problems if p.code == code]
