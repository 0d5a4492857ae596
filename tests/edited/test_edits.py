"""Every kind of edit: what is read, what is told, which rule breaks in which cell."""

from __future__ import annotations

import random
from typing import Any

import pytest
from openpyxl.worksheet.cell_range import CellRange

from portfolio.inputs.edited.records import EditKind
from portfolio.output.excel.columns import columns
from tests.edited.desk import (
    CODE,
    FORM,
    NAME,
    Desk,
    Sheets,
    at,
    broken,
    cells_of,
    codes,
    put,
    where,
)


def test_an_untouched_plan_has_no_edits_and_no_problems(desk: Desk):
    verdict = desk.check()
    plan = verdict.plan
    assert (plan.edits, codes(plan), broken(verdict)) == ((), [], [])
    assert dict(plan.solution.cells) == dict(desk.plan.solution.cells)
    assert plan.solution.starts == desk.plan.solution.starts
    assert plan.solution.funded == desk.plan.solution.funded
    assert verdict.ok


def test_an_amount_moved_to_another_source_within_its_money_is_legal(desk: Desk):
    # TW 2022: 12 000 + 5 000 of 20 000; P2 keeps 10 000 in 2022
    verdict = desk.check(put("P2", 2022, "TP", 5_000), put("P2", 2022, "TW", 5_000))
    edits = [(e.kind, e.project, e.source, e.year, e.before, e.after) for e in verdict.plan.edits]
    assert edits == [
        (EditKind.AMOUNT, "P2", "TP", 2022, 10_000, 5_000),
        (EditKind.AMOUNT, "P2", "TW", 2022, 0, 5_000),
    ]
    assert verdict.plan.edits[1].where == at(verdict.plan, "P2", 2022, "TW")
    assert verdict.ok
    assert broken(verdict) == []


def test_an_amount_raised_breaks_phasing_completion_and_envelope(desk: Desk):
    # P1: at most 60% of 30 000 in a year; TW has 20 000; 21 000 + 12 000 + 6 000 = 39 000
    verdict = desk.check(put("P1", 2021, "TW", 21_000))
    assert broken(verdict) == [
        ("completion", ("P1",), None, 39_000, 30_000),
        ("phasing", ("P1",), 2021, 21_000, 18_000),
        ("envelope", ("TW",), 2021, 21_000, 20_000),
    ]
    plan = verdict.plan
    edited = at(plan, "P1", 2021, "TW")
    assert cells_of(verdict, "completion") == [at(plan, "P1", None, None), edited]
    assert cells_of(verdict, "phasing") == [at(plan, "P1", 2021, None), edited]
    total = plan.form.at(plan.form.total_row, plan.form.columns[2021, "TW"])
    assert cells_of(verdict, "envelope") == [total, edited]
    assert "Art. 68" in next(b.basis for b in verdict.broken if b.line.rule == "envelope")
    assert not verdict.ok


def test_a_blank_amount_is_nothing(desk: Desk):
    # 10 000 of the 20 000 that P2 needs
    verdict = desk.check(put("P2", 2023, "TP", None))
    assert ("completion", ("P2",), None, 10_000, 20_000) in broken(verdict)
    (edit,) = verdict.plan.edits
    assert (edit.before, edit.after) == (10_000, 0)
    assert edit.where == at(verdict.plan, "P2", 2023, "TP")


def test_a_dash_is_nothing_too(desk: Desk):
    assert desk.edit(put("P1", 2021, "TP", "–")).edits == ()


def test_hidden_rows_and_columns_count_and_that_is_told(desk: Desk):
    def hide(sheets: Sheets) -> None:
        sheets.form.row_dimensions[sheets.row("P2")].hidden = True
        letter = sheets.amount("P2", 2022, "TP").column_letter
        sheets.form.column_dimensions[letter].hidden = True

    verdict = desk.check(hide)
    assert verdict.plan.edits == ()
    assert codes(verdict.plan) == ["rows-hidden", "columns-hidden"]
    assert str(verdict.plan.form.rows["P2"]) in verdict.plan.problems[0].found
    assert verdict.ok


def test_sorted_rows_are_the_same_plan(desk: Desk):
    plan = desk.edit(lambda s: s.swap_rows(s.row("P1"), s.row("P6")))
    assert (plan.edits, codes(plan)) == ((), [])
    assert plan.form.rows["P1"] > plan.form.rows["P6"]


def test_a_deleted_line_gets_nothing(desk: Desk):
    # P2 is free to stay out
    verdict = desk.check(lambda s: s.form.delete_rows(s.row("P2")))
    (edit,) = verdict.plan.edits
    assert (edit.kind, edit.project, edit.before, edit.after) == (EditKind.DELETED, "P2", 20_000, 0)
    assert broken(verdict) == []
    # its worth is lost: 60% of 20 000 with the start in 2021 that the optimum would give it
    rest = next(c for c in verdict.costs if c.tier.name == "REST")
    assert (rest.edited, rest.optimum, rest.loss) == (0, 12_000, 12_000)


def test_a_deleted_urgent_line_breaks_the_law(desk: Desk):
    verdict = desk.check(lambda s: s.form.delete_rows(s.row("P1")))
    assert broken(verdict) == [("one_start", ("P1",), None, 0, 1)]
    assert cells_of(verdict, "one_start") == [FORM]


def test_an_emptied_line_is_one_edit(desk: Desk):
    verdict = desk.check(put("P2", 2022, "TP", 0), put("P2", 2023, "TP", None))
    (edit,) = verdict.plan.edits
    assert (edit.kind, edit.before) == (EditKind.EMPTIED, 20_000)
    assert "P2" not in verdict.plan.solution.starts
    assert verdict.ok


def test_an_added_line_is_known_by_its_code(desk: Desk):
    # P4 needs 100 000; it may have 20% of that at least in each year, 14 000 is too thin
    verdict = desk.check(lambda s: s.add_line("P4", "", {(2023, "TW"): 14_000}))
    plan = verdict.plan
    kinds = [(e.kind, e.project, e.after) for e in plan.edits]
    assert kinds == [(EditKind.ADDED, "P4", 14_000), (EditKind.AMOUNT, "P4", 14_000)]
    assert plan.solution.starts["P4"] == 2023
    assert ("completion", ("P4",), None, 14_000, 100_000) in broken(verdict)
    assert ("phasing", ("P4",), 2023, 14_000, 20_000) in broken(verdict)
    # TW 2023: 6 000 of P1 + 14 000 = 20 000, all there is
    assert "envelope" not in {rule for rule, *_rest in broken(verdict)}


def test_an_added_line_without_an_estimate_cannot_have_capital(desk: Desk):
    verdict = desk.check(lambda s: s.add_line("P5", "", {(2023, "TW"): 100}))
    assert broken(verdict) == [("integrity", ("no_estimate", "P5"), None, 1, 0)]
    assert cells_of(verdict, "integrity") == [at(verdict.plan, "P5", None, None)]


def test_an_added_line_that_nobody_knows_is_an_error(desk: Desk):
    verdict = desk.check(lambda s: s.add_line("P9", "Dự án mới", {(2023, "TW"): 100}))
    assert codes(verdict.plan) == ["line-unknown", "total-empty", "data-behind"]
    assert broken(verdict) == [("integrity", ("project", "P9"), None, 1, 0)]
    assert not verdict.plan.readable


def test_an_unknown_line_of_formulas_is_an_error_too(desk: Desk):
    def add(sheets: Sheets) -> None:
        row = sheets.add_line("P9", "Dự án mới", {})
        sheets.form.cell(row, sheets.column(2023, "TW")).value = "=50+50"

    plan = desk.edit(add)
    assert codes(plan)[:2] == ["line-unknown", "amount-formula"]


def test_a_renamed_heading_row_is_told(desk: Desk):
    def rename(sheets: Sheets) -> None:
        sheets.form.cell(sheets.index + 2, NAME).value = "NGÂN SÁCH NHÀ NƯỚC"

    plan = desk.edit(rename)
    assert (plan.edits, codes(plan), plan.readable) == ((), ["row-sums"], True)
    assert "NGÂN SÁCH NHÀ NƯỚC" in plan.problems[0].found


def test_capital_in_a_row_without_code_and_name_is_not_counted(desk: Desk):
    verdict = desk.check(lambda s: s.add_line("", "", {(2023, "TW"): 100}))
    assert codes(verdict.plan) == ["row-unidentified"]
    assert (verdict.plan.edits, broken(verdict), verdict.ok) == ((), [], False)


@pytest.mark.parametrize("name", ["Đường thoát lũ khẩn cấp", "đường thoát lũ  KHẨN CẤP"])
def test_a_line_without_its_code_is_known_by_its_name(desk: Desk, name: str):
    def clear(sheets: Sheets) -> None:
        row = sheets.row("P1")
        sheets.form.cell(row, CODE).value = None
        sheets.form.cell(row, NAME).value = name

    plan = desk.edit(clear)
    assert (plan.edits, codes(plan), plan.readable) == ((), ["line-code"], True)


def test_a_line_with_another_code_is_known_by_its_name_and_warned_of(desk: Desk):
    plan = desk.edit(lambda s: _rename(s, "P1", "DA-1", "Đường thoát lũ khẩn cấp"))
    assert (plan.edits, codes(plan)) == ((), ["line-code"])
    assert plan.problems[0].severity.value == "warning"


@pytest.mark.parametrize("name", [None, "Đường Nguyễn Huệ"])
def test_a_line_with_another_name_is_known_by_its_code(desk: Desk, name: str | None):
    plan = desk.edit(lambda s: _rename(s, "P1", "p1", name))
    assert (plan.edits, codes(plan)) == ((), ["line-renamed"])
    assert where(plan.problems, "line-renamed") == [f"{FORM}!B{plan.form.rows['P1']}"]


def test_code_and_name_of_two_lines_are_a_contradiction(desk: Desk):
    verdict = desk.check(lambda s: _rename(s, "P1", "P1", "Trường tiểu học"))
    assert codes(verdict.plan) == ["line-contradiction", "data-behind"]
    assert not verdict.ok
    # the row was not counted, so the urgent line has no start
    assert ("one_start", ("P1",), None, 0, 1) in broken(verdict)


def _rename(sheets: Sheets, id: str, code: str | None, name: str | None) -> None:
    row = sheets.row(id)
    sheets.form.cell(row, CODE).value, sheets.form.cell(row, NAME).value = code, name


def test_a_line_twice_counts_once(desk: Desk):
    plan = desk.edit(lambda s: s.add_line("P2", "", {(2021, "TP"): 100}))
    assert "line-twice" in codes(plan)
    assert plan.edits == ()
    assert where(plan.problems, "line-twice") == [f"{FORM}!C{max(plan.form.rows.values()) + 1}"]


def test_a_total_typed_over_its_formula_gives_way_to_its_parts(desk: Desk):
    plan = desk.edit(put("P1", 2021, None, 99_000), put("P2", 2022, None, 10_000))
    assert plan.edits == ()
    assert codes(plan) == ["total-typed", "totals-typed"]
    warning, *_rest = plan.problems
    (notice,) = (p for p in plan.problems if p.code == "totals-typed")
    assert warning.place == f"{at(plan, 'P1', 2021, None)} (Năm 2021 / Tổng số)"
    assert "99,000" in warning.found
    assert "12,000" in warning.found
    assert notice.where == at(plan, "P2", 2022, None)


def test_a_heading_typed_over_gives_way_to_its_lines(desk: Desk):
    def over(sheets: Sheets) -> None:
        total = sheets.index + 1
        sheets.form.cell(total, sheets.column(2021, "TW")).value = 1
        sheets.form.cell(total, sheets.column(2022, "TW")).value = 2

    plan = desk.edit(over)
    assert codes(plan) == ["total-typed"]
    assert "12,000" in plan.problems[0].found  # P1 alone has capital of TW in 2021
    assert "1 more total" in plan.problems[0].found


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (0.2, "amount-share"),
        ("20%", "amount-share"),
        (12_000.5, "amount-not-whole"),
        ("mười hai nghìn", "amount-text"),
        ("#REF!", "amount-error"),
        ("=12000+1", "amount-formula"),
        (True, "amount-type"),
        (1e15, "amount-huge"),
    ],
)
def test_what_is_no_amount_is_an_error_and_the_exported_one_is_kept(
    desk: Desk, typed: Any, code: str
):
    verdict = desk.check(put("P1", 2021, "TW", typed))
    assert codes(verdict.plan) == [code]
    problem = verdict.plan.problems[0]
    assert problem.where == at(verdict.plan, "P1", 2021, "TW")
    assert "12,000" in problem.found  # what was kept
    assert (verdict.plan.edits, broken(verdict)) == ((), [])
    assert not verdict.ok


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12.500", 12_500), ("12 500", 12_500), (" 12500 ", 12_500), ("12,5 tỷ", 12_500),
     ("12,500", 12_500), ("12.500 triệu", 12_500)],
)  # fmt: skip
def test_an_amount_typed_as_text_is_read_and_told(desk: Desk, typed: str, amount: int):
    plan = desk.edit(put("P1", 2021, "TW", typed))
    assert codes(plan) == ["amount-as-text", "data-behind"]
    assert plan.solution.cells["P1", "TW", 2021] == amount
    assert "12,500" in plan.problems[0].found


def test_a_negative_amount_breaks_the_form_of_the_plan(desk: Desk):
    verdict = desk.check(put("P1", 2021, "TP", -5))
    assert ("integrity", ("amount", "P1"), None, 1, 0) in broken(verdict)
    assert cells_of(verdict, "integrity") == [at(verdict.plan, "P1", 2021, "TP")]


def test_a_renamed_heading_is_read_by_its_number(desk: Desk):
    def rename(sheets: Sheets) -> None:
        sheets.form.cell(sheets.index - 1, sheets.column(2022, "TP")).value = "Đấu giá đất"

    plan = desk.edit(rename)
    assert (plan.edits, codes(plan)) == ((), ["heading-renamed"])
    assert "Đấu giá đất" in plan.problems[0].found
    assert "Năm 2022 / Trong đó / Tiền sử dụng đất" in plan.problems[0].found


def test_numbers_typed_anew_do_not_matter_while_headings_stand(desk: Desk):
    def insert(sheets: Sheets) -> None:
        sheets.insert_column(4)
        for column in range(1, sheets.form.max_column + 1):
            sheets.form.cell(sheets.index, column).value = f"({column})"

    plan = desk.edit(insert)
    assert (plan.edits, codes(plan)) == ((), [])


def test_headings_without_their_numbers_are_enough(desk: Desk):
    plan = desk.edit(lambda s: s.form.delete_rows(s.index))
    assert (plan.edits, codes(plan)) == ((), [])


def test_unmerged_headings_are_enough(desk: Desk):
    plan = desk.edit(lambda s: s.unmerge(), lambda s: s.form.delete_rows(s.index))
    assert (plan.edits, codes(plan)) == ((), [])


def test_swapped_headings_are_followed_and_told(desk: Desk):
    def swap(sheets: Sheets) -> None:
        a, b = (sheets.form.cell(sheets.index - 1, sheets.column(2022, k)) for k in ("TW", "TP"))
        a.value, b.value = b.value, a.value

    plan = desk.edit(swap)
    assert "heading-number" in codes(plan)
    # what P1 had of TW in 2022 now stands under TP
    assert plan.solution.cells["P1", "TP", 2022] == 12_000


def test_inserted_rows_and_columns_change_nothing(desk: Desk):
    plan = desk.edit(
        lambda s: s.insert_row(3), lambda s: s.insert_column(3), lambda s: s.insert_column(14)
    )  # fmt: skip
    assert (plan.edits, codes(plan)) == ((), [])


def test_figures_in_a_column_of_nobody_are_an_error(desk: Desk):
    def insert(sheets: Sheets) -> None:
        row = sheets.row("P1")
        column = sheets.column(2022, "TP")
        sheets.insert_column(column)
        sheets.form.cell(row, column).value = 777

    plan = desk.edit(insert)
    assert codes(plan) == ["column-unknown"]
    assert plan.edits == ()
    assert not plan.readable


def test_a_deleted_column_is_read_as_empty_and_told(desk: Desk):
    # the only source of P2 in 2023
    verdict = desk.check(lambda s: s.delete_column(s.column(2023, "TP")))
    assert "column-missing" in codes(verdict.plan)
    assert [(e.project, e.year, e.after) for e in verdict.plan.edits] == [("P2", 2023, 0)]


def test_merged_amounts_count_where_they_are_shown(desk: Desk):
    def merge(sheets: Sheets) -> None:
        first, last = sheets.amount("P2", 2022, "TP"), sheets.amount("P2", 2022, "NDT")
        sheets.form.merge_cells(f"{first.coordinate}:{last.coordinate}")

    plan = desk.edit(merge)
    assert (plan.edits, codes(plan)) == ((), ["amount-merged"])
    covered = at(plan, "P2", 2022, "NDT")
    assert plan.problems[0].place == f"{covered} (Năm 2022 / Nhà đầu tư)"
    area = f"{at(plan, 'P2', 2022, 'TP')}:{covered.partition('!')[2]}".partition("!")[2]
    assert f"one of the merged cells {area};" in plan.problems[0].found


def test_a_value_hidden_under_merged_cells_is_not_counted(desk: Desk):
    def merge(sheets: Sheets) -> None:
        first, last = sheets.amount("P2", 2022, "TW"), sheets.amount("P2", 2022, "TP")
        sheets.form.merged_cells.add(CellRange(f"{first.coordinate}:{last.coordinate}"))

    plan = desk.edit(merge)
    assert codes(plan) == ["amount-merged", "data-behind"]
    assert "10,000" in plan.problems[0].found
    assert [(e.project, e.before, e.after) for e in plan.edits] == [("P2", 10_000, 0)]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_typed_wherever_lines_stand_is_what_is_read(desk: Desk, seed: int):
    """Random whole amounts in random cells, rows swapped, columns and rows put in between."""
    dice = random.Random(seed)
    lines, sources = ("P1", "P2", "P3", "P6"), ("TW", "TP", "NDT")
    typed = {
        (dice.choice(lines), dice.choice(sources), dice.randint(2021, 2023)): dice.randint(0, 9_999)
        for _ in range(dice.randint(1, 12))
    }

    def edit(sheets: Sheets) -> None:
        for (project, source, year), amount in typed.items():
            sheets.amount(project, year, source).value = amount
        one, other = dice.sample(lines, 2)
        sheets.swap_rows(sheets.row(one), sheets.row(other))
        sheets.insert_row(dice.randint(1, sheets.form.max_row))
        sheets.insert_column(dice.randint(1, sheets.form.max_column))

    exported = dict(desk.plan.solution.cells)
    wanted = {cell: amount for cell, amount in (exported | typed).items() if amount}
    plan = desk.edit(edit)
    assert dict(plan.solution.cells) == wanted
    changed = {c for c in {*exported, *wanted} if exported.get(c, 0) != wanted.get(c, 0)}
    emptied = {e.project for e in plan.edits if e.kind is EditKind.EMPTIED}
    told = {(e.project, e.source, e.year) for e in plan.edits if e.kind is EditKind.AMOUNT}
    assert told == {cell for cell in changed if cell[0] not in emptied}
    assert plan.readable


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("cost", 900_000, "900,000"),
        ("cost", None, "“”"),
        ("period", "2023-2025", "2023-2025"),
        ("group", "A", "“A” here, “C”"),
        ("allocated", 7, "“7” here, “0”"),
    ],
)
def test_a_change_in_a_column_that_is_not_read_is_told(
    desk: Desk, key: str, typed: object, told: str
):
    def change(sheets: Sheets) -> None:
        place = next(i for i, c in enumerate(columns(sheets.plan), 1) if c.key == key)
        sheets.form.cell(sheets.row("P2"), place).value = typed

    plan = desk.edit(change)
    assert plan.edits == ()
    assert codes(plan) == ["column-not-read"]
    assert told in plan.problems[0].found
    assert "this column is not read" in plan.problems[0].found


def test_remarks_and_numbers_of_decisions_are_for_people(desk: Desk):
    def change(sheets: Sheets) -> None:
        row, last = sheets.row("P2"), len(columns(sheets.plan))
        sheets.form.cell(row, last).value = "theo ý kiến của lãnh đạo"
        sheets.form.cell(row, 8).value = "QĐ 123/QĐ-UBND"

    assert codes(desk.edit(change)) == []
