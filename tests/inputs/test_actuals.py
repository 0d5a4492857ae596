"""The actuals file: its form filled in and read back, and everything that can be wrong in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from portfolio.errors import InputError, Severity
from portfolio.i18n import language
from portfolio.inputs.actuals import Fact, read_actuals
from portfolio.inputs.actuals_form import write_actuals_form
from portfolio.inputs.reference import actuals_reference
from portfolio.inputs.schema import LANGS
from portfolio.inputs.tables_actuals import ACTUAL_SHEETS
from tests.factories import toy

PLAN = {("P1", "TW", 2021): 12_000, ("P1", "TW", 2022): 9_000, ("P3", "TP", 2021): 6_000}
HEADS = ["Mã dự án", "Mã nguồn vốn", "Năm", "Vốn đã giao", "Đã giải ngân", "Kéo dài sang năm sau",
         "Giải ngân phần kéo dài"]  # fmt: skip


def book(
    tmp_path: Path, rows: Iterable[Iterable[Any]], *, closed: Any = 2022, unit: str = "triệu đồng",
    reasons: Iterable[Iterable[Any]] = (), drop: str = "",
) -> Path:  # fmt: skip
    wb = Workbook()
    wb.remove(wb.worksheets[0])
    sheets = {
        "Khoa_so": [["Năm khóa sổ gần nhất", "Đơn vị tính"], [closed, unit]],
        "Thuc_hien": [HEADS, *rows],
        "Ly_do": [["Mã dự án", "Lý do điều chỉnh"], *reasons],
    }
    for name, lines in sheets.items():
        if name != drop:
            ws = wb.create_sheet(name)
            for values in lines:
                ws.append(list(values))
    path = tmp_path / "actuals.xlsx"
    wb.save(path)
    return path


@pytest.mark.parametrize("lang", LANGS)
def test_the_form_comes_filled_from_the_plan_and_is_read_back(lang: str, tmp_path: Path):
    path = tmp_path / "form.xlsx"
    with language(lang):
        write_actuals_form(toy(), PLAN, 2021, path)
    wb = load_workbook(path)
    ws = wb[ACTUAL_SHEETS[1].name(lang)]
    assert [[c.value for c in row[:5]] for row in ws.iter_rows(min_row=2, max_row=3)] == [
        ["P1", "Đường thoát lũ khẩn cấp", "TW", 2021, 12_000],
        ["P3", "Đường chuyển tiếp", "TP", 2021, 6_000],
    ]
    ws["F2"], ws["G2"], ws["F3"] = 10_000, 1_500, 6_000
    wb.save(path)
    found = read_actuals(path, toy())
    assert found.closed == 2021
    assert found.facts == {
        ("P1", "TW", 2021): Fact(12_000, 10_000, 1_500, 1_500),
        ("P3", "TP", 2021): Fact(6_000, 6_000),
    }
    assert found.facts["P1", "TW", 2021].lapsed == 500


def test_an_empty_form_asks_for_what_was_disbursed(tmp_path: Path):
    path = tmp_path / "form.xlsx"
    write_actuals_form(toy(), PLAN, 2021, path)
    with pytest.raises(InputError) as caught:
        read_actuals(path, toy())
    assert [p.where for p in caught.value.problems] == ["Thuc_hien!F2", "Thuc_hien!F3"]


def test_carried_money_of_earlier_years_may_have_been_spent_in_part(tmp_path: Path):
    """2021: 12 allocated, 10 disbursed, 2 carried, 1,5 of them spent in 2022: 0,5 lapsed."""
    rows = [["P1", "TW", 2021, 12, 10, 2, 1.5], ["P1", "TW", 2022, 9, 8, 1]]
    path = book(tmp_path, rows, unit="tỷ đồng", reasons=[["P1", "QĐ 12/QĐ-UBND"]])
    found = read_actuals(path, toy())
    assert found.facts["P1", "TW", 2021] == Fact(12_000, 10_000, 2_000, 1_500)
    assert found.facts["P1", "TW", 2021].effective == 11_500
    assert found.facts["P1", "TW", 2022] == Fact(9_000, 8_000, 1_000, 1_000)
    assert found.reasons == {"P1": "QĐ 12/QĐ-UBND"}


def test_ids_may_be_written_as_names(tmp_path: Path):
    path = book(tmp_path, [["đường thoát  lũ khẩn cấp", "ngân sách trung ương", 2021, 1, 1]])
    assert list(read_actuals(path, toy()).facts) == [("P1", "TW", 2021)]


def test_everything_wrong_is_told_at_once_with_its_cell(tmp_path: Path):
    rows = [
        ["P9", "TW", 2021, 10, 10],
        ["P1", "XX", 2021, 10, 10],
        ["P1", "TW", 2023, 10, 10],
        ["P1", "TW", 2021, 10, 11],
        ["P2", "TW", 2021, 10, 4, 7],
        ["P2", "TP", 2021, 10, 4, 3, 4],
        ["P2", "TP", 2022, 10, 4, 3, 1],
        ["P5", "TW", 2021, 10, 10],
        ["P3", "TP", 2021, 10_001, 10_001],
        ["P3", "TP", 2021, 1, 1],
        ["P4", "TW", 2021, "mười", 1],
    ]
    with pytest.raises(InputError) as caught:
        read_actuals(book(tmp_path, rows), toy())
    told = {(p.where.removeprefix("Thuc_hien!"), p.code) for p in caught.value.problems
            if p.severity is Severity.ERROR}  # fmt: skip
    assert told == {
        ("A2", "unknown-reference"), ("B3", "unknown-reference"), ("C4", "year-outside"),
        ("E5", "actuals-sum"), ("F6", "actuals-sum"), ("G7", "actuals-sum"),
        ("G8", "actuals-future"), ("A9", "actuals-uncosted"), ("D11", "actuals-need"),
        ("A11", "row-duplicate"), ("D12", "not-a-number"),
    }  # fmt: skip
    for problem in caught.value.problems:
        assert problem.found
        assert problem.expected or problem.remedy


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"closed": 2023}, "year-outside"),
        ({"closed": 2019}, "year-outside"),
        ({"closed": None}, "required"),
        ({"drop": "Khoa_so"}, "sheet-missing"),
        ({"drop": "Thuc_hien"}, "sheet-missing"),
        ({"unit": "USD"}, "choice-unknown"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(more: dict[str, Any], code: str, tmp_path: Path):
    with pytest.raises(InputError) as caught:
        read_actuals(book(tmp_path, [["P1", "TW", 2021, 10, 10]], **more), toy())
    assert code in {p.code for p in caught.value.problems}


def test_the_year_that_is_not_there_is_asked_for_by_its_heading(tmp_path: Path):
    with language("en"), pytest.raises(InputError) as caught:
        read_actuals(book(tmp_path, [], closed=None, unit=""), toy())
    assert str(caught.value) == (
        "Khoa_so!A2 (Năm khóa sổ gần nhất): the cell is empty; write the year, such as 2021"
    )


def test_reasons_may_be_left_out(tmp_path: Path):
    path = book(tmp_path, [["P1", "TW", 2021, 10, 10]], drop="Ly_do")
    assert read_actuals(path, toy()).reasons == {}


def test_money_carried_over_from_a_source_that_may_not_is_kept_with_a_warning(tmp_path: Path):
    path = book(tmp_path, [["P1", "TW", 2022, 10, 8, 2], ["P3", "TP", 2022, 10, 8, 2]])
    found = read_actuals(path, toy())
    assert [(p.where, p.code) for p in found.notices] == [("Thuc_hien!F2", "actuals-carry")]
    assert found.facts["P1", "TW", 2022].lapsed == 0


@pytest.mark.parametrize("lang", LANGS)
def test_the_reference_names_every_sheet_and_column(lang: str):
    page = actuals_reference(lang)
    for form in ACTUAL_SHEETS:
        assert f"## {form.name(lang)}" in page
        for column in form.columns:
            assert column.name(lang) in page
