"""The sheet Dữ liệu beside the form: the form wins, and it is told."""

from __future__ import annotations

from tests.edited.desk import DATA, Desk, Sheets, codes, put, where


def change(sheets: Sheets, amount: object) -> None:
    sheets.data_amount("P1", "TW", 2021).value = amount


def test_data_edited_alone_is_not_followed(desk: Desk):
    plan = desk.edit(lambda s: change(s, 11_000))
    assert (plan.edits, codes(plan)) == ((), ["data-edited"])
    cell = f"{DATA}!O"
    assert where(plan.problems, "data-edited")[0].startswith(cell)
    text = plan.problems[0].found
    assert "11,000 here" in text
    assert "12,000 in the form" in text


def test_the_same_edit_in_both_needs_no_word(desk: Desk):
    plan = desk.edit(lambda s: change(s, 11_000), put("P1", 2021, "TW", 11_000))
    assert codes(plan) == []
    assert plan.solution.cells["P1", "TW", 2021] == 11_000


def test_two_different_edits_follow_the_form(desk: Desk):
    plan = desk.edit(lambda s: change(s, 11_000), put("P1", 2021, "TW", 10_000))
    assert codes(plan) == ["data-edited"]
    assert plan.solution.cells["P1", "TW", 2021] == 10_000


def test_data_left_behind_is_told_once(desk: Desk):
    plan = desk.edit(put("P1", 2021, "TW", 11_000), put("P1", 2022, "TW", 13_000))
    assert codes(plan) == ["data-behind"]
    (problem,) = [p for p in plan.problems if p.code == "data-behind"]
    assert problem.found.startswith("2 amounts")


def test_data_that_cannot_be_read_is_told(desk: Desk):
    assert codes(desk.edit(lambda s: change(s, "nhiều"))) == ["data-amount", "data-edited"]


def test_data_with_other_headings_is_not_compared(desk: Desk):
    def rename(sheets: Sheets) -> None:
        sheets.data_amount("P1", "TW", 2021)
        for row in sheets.data.iter_rows():
            if row[0].value == "Mã danh mục":
                row[0].value = "Mã"

    assert codes(desk.edit(rename)) == ["data-header"]


def test_data_gone_is_told(desk: Desk):
    assert codes(desk.edit(lambda s: s.data.parent.remove(s.data))) == ["data-missing"]
