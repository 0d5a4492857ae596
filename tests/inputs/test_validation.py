"""One planted fault, one finding: its code and its cell, and nothing else is called an error."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from portfolio.errors import Severity
from portfolio.i18n import language
from portfolio.inputs import check_workbook
from tests.inputs.books import Edit, add, check, drop, make, put, told


def test_the_clean_workbook_has_nothing_to_tell(tmp_path: Path) -> None:
    portfolio, problems = check(make(tmp_path / "a.xlsx"))
    assert problems == ()
    assert portfolio is not None
    assert portfolio.project["P2"].cost == 20_500
    assert portfolio.project["P3"].cost is None


def merge(book: Workbook) -> None:
    book["Du_an"].merge_cells("G2:G3")


def rename(old: str, new: str) -> Edit:
    def edit(book: Workbook) -> None:
        book[old].title = new

    return edit


def delete_column(name: str, index: int) -> Edit:
    def edit(book: Workbook) -> None:
        book[name].delete_cols(index)

    return edit


EMPTY_NAME = "Du_an!B4"
ERRORS: dict[str, tuple[str, str, list[Edit]]] = {
    "missing sheet": ("sheet-missing", "Nguon_thu", [drop("Nguon_thu")]),
    "doubled sheet": ("sheet-duplicate", "Sources", [lambda b: b.create_sheet("Sources")]),
    "no headings": ("header-missing", "Tieu_chi!A1",
                    [drop("Cham_diem"), lambda b: b["Tieu_chi"].delete_rows(1)]),
    "missing column": ("column-missing", "Tieu_chi!A1", [delete_column("Tieu_chi", 3)]),
    "doubled column": ("column-duplicate", "Du_an!U1", [put("Du_an!U1", "Total cost")]),
    "unit of a heading": ("unit-conflict", "Du_an!D1", [put("Du_an!D1", "TMĐT (triệu đồng)")]),
    "dong": ("unit-conflict", "Du_an!D1", [put("Du_an!D1", "TMĐT (đồng)")]),
    "duplicate id": ("id-duplicate", "Du_an!A6", [add("Du_an", ["P1", "Nữa", "GT", 1])]),
    "duplicate id, other case and spaces": (
        "id-duplicate", "Du_an!A6", [add("Du_an", ["p1 ", "Nữa", "GT", 1])]),
    "empty id": ("id-empty", "Du_an!A6", [add("Du_an", [None, "Nữa", "GT", 1])]),
    "empty name": ("required", EMPTY_NAME, [put(EMPTY_NAME, None)]),
    "reserved id": ("id-reserved", "Linh_vuc!A3", [add("Linh_vuc", ["tất cả", "Mọi thứ"])]),
    "text for a number": ("not-a-number", "Du_an!D2", [put("Du_an!D2", "ba mươi")]),
    "yes for a number": ("not-a-number", "Du_an!D2", [put("Du_an!D2", True)]),
    "ambiguous number": ("number-ambiguous", "Du_an!D2", [put("Du_an!D2", "1,753")]),
    "percentage for money": ("not-a-number", "Du_an!D2", [put("Du_an!D2", "30%")]),
    "negative": ("negative", "Du_an!D2", [put("Du_an!D2", -5)]),
    "negative share": ("negative", "Nguon_von!D3", [put("Nguon_von!D3", -0.1)]),
    "negative weight": ("negative", "Tieu_chi!C2", [put("Tieu_chi!C2", -1)]),
    "not a number typed": ("not-finite", "Du_an!D2", [put("Du_an!D2", "NaN")]),
    "infinite typed": ("not-finite", "Du_an!D2", [put("Du_an!D2", "inf")]),
    "absurd": ("amount-absurd", "Du_an!D2", [put("Du_an!D2", 1e15)]),
    "wrong unit": ("unit-suspected", "Du_an!D2", [put("Du_an!D2", 135_000)]),
    "finer than a triệu": ("amount-too-fine", "Du_an!D2", [put("Du_an!D2", 30.0005)]),
    "date for money": ("date-for-number", "Du_an!D2", [put("Du_an!D2", date(2021, 5, 1))]),
    "date for a year": ("year-date", "Du_an!H2", [put("Du_an!H2", date(2021, 1, 1))]),
    "no year": ("year-range", "Du_an!H2", [put("Du_an!H2", 21)]),
    "half a year": ("year-range", "Du_an!H2", [put("Du_an!H2", 2021.5)]),
    "lag not whole": ("not-whole", "Quan_he!D2", [put("Quan_he!D2", 1.5)]),
    "lag too long": ("out-of-range", "Quan_he!D2", [put("Quan_he!D2", 31)]),
    "score above 100": ("out-of-range", "Du_an!N2", [put("Du_an!N2", 101)]),
    "mark above 5": ("mark-range", "Cham_diem!B2", [put("Cham_diem!B2", 6)]),
    "mark below 1": ("mark-range", "Cham_diem!C3", [put("Cham_diem!C3", 0)]),
    "80 for 80%": ("share-range", "Dieu_tiet!C3", [put("Dieu_tiet!C3", 80)]),
    "share above 1": ("share-range", "Dieu_tiet!C3", [put("Dieu_tiet!C3", 800)]),
    "unknown status": ("choice-unknown", "Du_an!E2", [put("Du_an!E2", "khởi công muộn màng")]),
    "neither yes nor no": ("choice-unknown", "Du_an!G2", [put("Du_an!G2", "có lẽ")]),
    "excel error": ("cell-error", "Du_an!D2", [put("Du_an!D2", "#REF!")]),
    "formula never calculated": ("formula-no-value", "Du_an!D2", [put("Du_an!D2", "=10+20")]),
    "merged cells": ("merged-cells", "Du_an!G2:G3", [merge]),
    "unknown source": ("unknown-reference", "Co_cau_nguon!B2", [put("Co_cau_nguon!B2", "TWW")]),
    "unknown sector": ("unknown-reference", "Du_an!C4", [put("Du_an!C4", "GD")]),
    "unknown owner": ("unknown-reference", "Du_an!F4", [put("Du_an!F4", "Ban nào đó")]),
    "unknown project": ("unknown-reference", "Quan_he!B2", [put("Quan_he!B2", "P9")]),
    "unknown stream": ("unknown-reference", "Dieu_tiet!A3", [put("Dieu_tiet!A3", "DATT")]),
    "unknown profile": ("unknown-reference", "Du_an!J2", [put("Du_an!J2", "NHANH")]),
    "unknown criterion": ("unknown-reference", "Cham_diem!C1", [put("Cham_diem!C1", "CBB (1-5)")]),
    "unknown scope": ("unknown-reference", "Co_cau_nguon!A2", [put("Co_cau_nguon!A2", "GTT")]),
    "ambiguous scope": ("ambiguous-reference", "Co_cau_nguon!A5", [
        add("Linh_vuc", ["P1", "Trùng mã", None, None]), add("Co_cau_nguon", ["P1", "TW"])]),
    "least above most": ("band-reversed", "Co_cau_nguon!C2",
                         [put("Co_cau_nguon!C2", 0.9), put("Co_cau_nguon!D2", 0.8)]),
    "least above most in a profile": ("band-reversed", "Phan_ky!C2", [put("Phan_ky!C2", 0.6)]),
    "least above most a year": ("band-reversed", "Du_an!R3",
                                [put("Du_an!R3", 0.6), put("Du_an!S3", 0.5)]),
    "shares too low": ("cofunding-short", "Co_cau_nguon!D3",
                       [put("Co_cau_nguon!D2", 0.3), put("Co_cau_nguon!D3", 0.5)]),
    "shares too high": ("cofunding-over", "Co_cau_nguon!C3",
                        [put("Co_cau_nguon!C2", 0.7), put("Co_cau_nguon!C3", 0.5)]),
    "profile too low": ("profile-short", "Phan_ky!H2", [put("Phan_ky!D2", 0.2),
                                                        put("Phan_ky!F2", 0.2)]),
    "profile too high": ("profile-over", "Phan_ky!C2", [put("Phan_ky!C2", 0.5),
                                                        put("Phan_ky!E2", 0.5),
                                                        put("Phan_ky!G2", 0.1)]),
    "profile without a year": ("profile-empty", "Phan_ky!A3", [add("Phan_ky", ["X", "Trống"])]),
    "too few years a project": ("phasing-short", "Du_an!S3", [put("Du_an!S3", 0.3)]),
    "too much a year": ("phasing-over", "Du_an!R3", [put("Du_an!R3", 0.4)]),
    "deadline before start": ("deadline-before-start", "Du_an!I2",
                              [put("Du_an!H2", 2022), put("Du_an!I2", 2021)]),
    "latest before earliest": ("start-range", "Du_an!O2",
                               [put("Du_an!H2", 2023), put("Du_an!O2", 2022)]),
    "mandatory start beyond the plan": ("year-outside", "Du_an!H2", [put("Du_an!H2", 2024)]),
    # 50% + 50% at most: two years are needed, the deadline leaves one
    "window too short": ("window-short", "Du_an!I2", [put("Du_an!H2", 2022),
                                                      put("Du_an!I2", 2022)]),
    "precedence cycle": ("precedence-cycle", "Quan_he!C3",
                         [add("Quan_he", ["sau hoàn thành", "P1", "P2", 1])]),
    "waits for itself": ("link-itself", "Quan_he!C2", [put("Quan_he!C2", "P2")]),
    "nobody pays a mandatory line": ("no-payer", "Du_an!A2", [
        add("Co_cau_nguon", ["P1", "TW", 0, 0], ["P1", "TP", 0, 0])]),
    # TW has 20 in 2021
    "pin beyond the envelope": ("pin-envelope", "Ghim!E3", [
        add("Ghim", ["mức vốn", "P1", 2021, "TW", 17])]),
    "pin above the need": ("pin-need", "Ghim!E2", [put("Ghim!E2", 16)]),
    "pin on a source that may not pay": ("pin-payer", "Ghim!D2", [put("Ghim!D2", "NDT")]),
    "pin outside the plan": ("year-outside", "Ghim!C2", [put("Ghim!C2", 2026)]),
    "pin outside the starts": ("pin-window", "Ghim!C3", [
        put("Du_an!H2", 2022), add("Ghim", ["năm khởi công", "P1", 2021])]),
    "pin without a year": ("required", "Ghim!C3", [add("Ghim", ["năm khởi công", "P1"])]),
    "pins at odds": ("pin-conflict", "Ghim!A4", [
        add("Ghim", ["năm khởi công", "P1", 2021], ["năm khởi công", "P1", 2022])]),
    "pinned out but mandatory": ("pin-conflict", "Ghim!A3", [add("Ghim", ["không bố trí", "P1"])]),
    "sharing above 100%": ("sharing-over", "Dieu_tiet!C4", [add("Dieu_tiet", ["DAT", "TW", 0.5])]),
    "doubled sharing": ("row-duplicate", "Dieu_tiet!A4", [add("Dieu_tiet", ["DAT", "TP", 0.1])]),
    "doubled revenue": ("row-duplicate", "Nguon_thu!A8",
                        [add("Nguon_thu", ["DAT", None, 2021, 1])]),
    "revenue without a year": ("required", "Nguon_thu!C2", [put("Nguon_thu!C2", None)]),
    "low above revenue": ("range-reversed", "Nguon_thu!E5", [put("Nguon_thu!E5", 31)]),
    "two names of a stream": ("name-differs", "Nguon_thu!B3", [put("Nguon_thu!B3", "Khác")]),
    "weight 0": ("weight-zero", "Tieu_chi!C2", [put("Tieu_chi!C2", 0)]),
    "thresholds": ("thresholds-reversed", "Linh_vuc!C2", [put("Linh_vuc!C2", 70)]),
    "limit with two measures": ("limit-amount", "Han_muc!C2", [put("Han_muc!D2", 0.5)]),
    "limit with none": ("limit-amount", "Han_muc!C2", [put("Han_muc!C2", None)]),
    "earmark without a source": ("limit-source", "Han_muc!E2", [
        put("Han_muc!B2", "dành riêng"), put("Han_muc!E2", None)]),
    "earmark of an unlimited source": ("limit-source", "Han_muc!E2", [
        put("Han_muc!B2", "dành riêng"), put("Han_muc!E2", "NDT")]),
    # TW has 20 in 2021 and carries nothing over
    "earmark above the money": ("earmark-envelope", "Han_muc!C3", [
        add("Han_muc", ["H2", "dành riêng", 20.5, None, "TW"])]),
    "earmarks above 100%": ("earmark-envelope", "Han_muc!D4", [
        add("Han_muc", ["H2", "dành riêng", None, 0.7, "TW"],
            ["H3", "dành riêng", None, 0.5, "TW"])]),
    "earmark for the whole plan": ("limit-whole-plan", "Han_muc!H2", [
        put("Han_muc!B2", "dành riêng"), put("Han_muc!H2", "có")]),
    "two figures of what was allocated": ("allocated-differs", "Du_an!K3", [put("Du_an!K3", 6)]),
    "clearance above the cost": ("clearance-above-cost", "Du_an!T2", [put("Du_an!T2", 31)]),
    "land revenue without its stream": ("land-incomplete", "Du_an!P2", [put("Du_an!Q2", 10)]),
    "plan runs backwards": ("plan-period", "Thiet_lap!B3", [
        put("Thiet_lap!B3", 2020), drop("Ghim")]),
    "empty list": ("list-empty", "Du_an!A2", [
        lambda b: b["Du_an"].delete_rows(2, 9), drop("Cham_diem", "Quan_he", "Da_bo_tri", "Ghim")]),
}  # fmt: skip


OF_NO_CELL = {
    "missing sheet", "doubled sheet", "no headings", "missing column", "doubled column",
    "merged cells", "empty list", "unknown criterion",
}  # fmt: skip
"""Of a sheet, a range or the headings themselves: there is no heading to say."""


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_is_told_with_its_cell(tmp_path: Path, case: str) -> None:
    code, where, edits = ERRORS[case]
    portfolio, problems = check(make(tmp_path / "a.xlsx", *edits))
    assert portfolio is None
    assert told(problems, Severity.ERROR) == {(code, where)}
    assert [bool(p.heading) for p in problems if p.code == code] == [case not in OF_NO_CELL]


@pytest.mark.parametrize(
    ("place", "edits"),
    [
        ("Du_an!D2 (TMĐT)", [put("Du_an!D2", -5)]),
        # as it stands in the file: another spelling, two lines, no unit
        ("Du_an!D2 (tổng mức đầu tư)",
         [put("Du_an!D1", "tổng mức\nđầu tư (tỷ đồng)"), put("Du_an!D2", -5)]),
        ("Du_an!D2 (Total cost)", [put("Du_an!D1", "Total cost"), put("Du_an!D2", -5)]),
        ("Cham_diem!C2 (Cấp bách)",
         [put("Cham_diem!C1", "Cấp bách (1-5)"), put("Cham_diem!C2", 6)]),
        ("Phan_ky!C2 (Năm 1 tối thiểu)", [put("Phan_ky!C2", 0.6)]),
        ("Du_an!D1 (TMĐT)", [put("Du_an!D1", "TMĐT (đồng)")]),
        # a setting is named, not the column of all their values
        ("Thiet_lap!B2 (Năm đầu kỳ)", [put("Thiet_lap!B2", 21)]),
        # no such column: the row, and what the column would be called
        ("Han_muc!2:2 (Mã nguồn vốn)",
         [put("Han_muc!D2", 0.5), put("Han_muc!C2", None), delete_column("Han_muc", 5)]),
        ("Du_an!G2:G3", [merge]),
        ("Nguon_thu", [drop("Nguon_thu")]),
    ],
)  # fmt: skip
def test_a_cell_is_named_by_its_heading_too(tmp_path: Path, place: str, edits: list[Edit]) -> None:
    problem = check(make(tmp_path / "a.xlsx", *edits))[1][0]
    assert problem.place == place
    assert str(problem).startswith(f"{place}: ")


def test_a_long_heading_is_cut(tmp_path: Path) -> None:
    name = "Mức độ cấp bách " + "và quan trọng " * 5 + "nhất"
    edits = [put("Tieu_chi!B3", name), put("Cham_diem!C1", name), put("Cham_diem!C2", 6)]
    (problem,) = check(make(tmp_path / "a.xlsx", *edits))[1]
    assert len(problem.heading) == 60


TOTALS: dict[str, tuple[str, Edit]] = {
    "criteria": ("Tieu_chi!A4", add("Tieu_chi", ["Cộng", "Tổng cộng", 100])),
    "only the name says so": ("Tieu_chi!B4", add("Tieu_chi", [None, "Tổng cộng (1+2)", 4])),
    "owners": ("Chu_dau_tu!A4", add("Chu_dau_tu", ["TỔNG SỐ:", None, 40])),
    "sources": ("Nguon_von!A5", add("Nguon_von", ["Total", "Total", "thành phố"])),
    "projects": ("Du_an!B6", add("Du_an", [None, "Tổng", None, 100])),
    "numbered like a project": ("Du_an!B6", add("Du_an", ["5", "Cộng", None, 100])),
    "no marks on the letters": ("Du_an!A6", add("Du_an", ["TONG CONG", None, None, 100])),
    "a bare word": ("Du_an!A6", add("Du_an", ["CONG", None, None, 100])),
    "revenue": ("Nguon_thu!A8", add("Nguon_thu", ["Cộng dồn", None, None, 150])),
    "rows of references": ("Da_bo_tri!B3", add("Da_bo_tri", [None, "Grand total", 5])),
    "limits": ("Han_muc!A3", add("Han_muc", ["Tổng", None, 100])),
    "a column that is not read": ("Cham_diem!B5", lambda b: (
        b["Cham_diem"].insert_cols(2), put("Cham_diem!B1", "Tên dự án")(b),
        put("Cham_diem!B5", "Cộng")(b), put("Cham_diem!C5", 9)(b))),
    "beside the labels": ("Du_an!U6", lambda b: (
        put("Du_an!U1", "Căn cứ")(b), put("Du_an!U6", "Tổng cộng")(b), put("Du_an!D6", 9)(b))),
}  # fmt: skip


@pytest.mark.parametrize("case", TOTALS)
def test_a_totals_row_is_no_record(tmp_path: Path, case: str) -> None:
    where, edit = TOTALS[case]
    portfolio, problems = check(make(tmp_path / "a.xlsx", edit))
    assert [(p.code, p.where) for p in problems] == [("totals-row", where)]
    assert portfolio is None
    assert problems[0].remedy == "remove this row from the list; the program adds up by itself"


@pytest.mark.parametrize(
    "edit",
    [
        add("Chu_dau_tu", ["TCT", "Tổng công ty Xây dựng", 40]),
        add("Chu_dau_tu", ["CD", "Cộng đồng dân cư", 40]),
        add("Linh_vuc", ["CONG", "Cống thoát nước", 1500, 80]),
        put("Co_cau_nguon!A2", "công"),
        add("Dieu_tiet", ["TONG", "TP", 1]),
    ],
)
def test_a_name_like_a_total_is_a_record(tmp_path: Path, edit: Edit) -> None:
    streams = add("Nguon_thu", ["TONG", "Tổng thu khác", 2021, 1], ["TONG", None, 2022, 1])
    _portfolio, problems = check(make(tmp_path / "a.xlsx", streams, edit))
    assert told(problems, Severity.ERROR) == set()


def test_a_line_without_an_id_is_not_called_unmarked(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", add("Du_an", [None, "Nữa", "GT", 1]))
    assert [p.code for p in check(path)[1]] == ["id-empty"]


DECOMPOSED = unicodedata.normalize("NFD", "Đường một")
REMARKS: dict[str, tuple[Severity, str, str, list[Edit]]] = {
    "unknown column": (Severity.WARNING, "column-unknown", "Du_an!U1",
                       [put("Du_an!U1", "Khẩn cấpp")]),
    "cell without a heading": (Severity.WARNING, "cell-unheaded", "Nguon_thu!J6",
                               [put("Nguon_thu!J6", 999)]),
    "above the headings": (Severity.NOTICE, "rows-above", "Tieu_chi!1:2", [
        lambda b: b["Tieu_chi"].insert_rows(1, 3), put("Tieu_chi!A1", "TIÊU CHÍ"),
        put("Tieu_chi!B1", 5), put("Tieu_chi!B2", 2021)]),
    "unknown sheet": (Severity.NOTICE, "sheet-unknown", "Nháp", [lambda b: b.create_sheet("Nháp")]),
    "unknown setting": (Severity.WARNING, "setting-unknown", "Thiet_lap!A5",
                        [add("Thiet_lap", ["Năm đầu kì kế hoạch", 2021])]),
    "number as text": (Severity.NOTICE, "number-text", "Du_an!D5", [put("Du_an!D5", "1.753,5")]),
    "spaces": (Severity.NOTICE, "spaces", "Du_an!B2", [put("Du_an!B2", "  Đường\u00a0một ")]),
    "decomposed": (Severity.NOTICE, "spelling-nfd", "Du_an!B2", [put("Du_an!B2", DECOMPOSED)]),
    "hidden rows": (Severity.NOTICE, "hidden-rows", "Du_an!3:3",
                    [lambda b: setattr(b["Du_an"].row_dimensions[3], "hidden", True)]),
    "hidden columns": (Severity.NOTICE, "hidden-columns", "Du_an!D",
                       [lambda b: setattr(b["Du_an"].column_dimensions["D"], "hidden", True)]),
    "hidden sheet": (Severity.NOTICE, "hidden-sheet", "Ghim",
                     [lambda b: setattr(b["Ghim"], "sheet_state", "hidden")]),
    "cost 0": (Severity.WARNING, "cost-zero", "Du_an!D4", [put("Du_an!D4", 0)]),
    "tiny cost": (Severity.WARNING, "unit-suspected", "Du_an!D2", [put("Du_an!D2", 0.005)]),
    "group not by the law": (Severity.WARNING, "group-differs", "Du_an!M2", [put("Du_an!M2", "B")]),
    "allocated above cost": (Severity.WARNING, "allocated-above-cost", "Du_an!K4",
                             [put("Du_an!D4", 1), put("Du_an!K4", 2), put("Du_an!N4", 50)]),
    "no marks": (Severity.WARNING, "no-marks", "Du_an!A4", [put("Du_an!D4", 1)]),
    "no column of marks": (Severity.WARNING, "no-marks", "Tieu_chi!A4",
                           [add("Tieu_chi", ["KT", "Kinh tế", 1])]),
    "nobody pays": (Severity.WARNING, "no-payer", "Du_an!A5",
                    [lambda b: b["Co_cau_nguon"].delete_rows(4)]),
    "revenue outside the plan": (Severity.WARNING, "year-outside", "Nguon_thu!C8",
                                 [add("Nguon_thu", ["DAT", None, 2030, 1])]),
    "a year without revenue": (Severity.WARNING, "revenue-years", "Nguon_thu!A5",
                               [lambda b: b["Nguon_thu"].delete_rows(6)]),
    "title of another plan": (Severity.WARNING, "title-period", "Thiet_lap!B4",
                              [put("Thiet_lap!B4", "KẾ HOẠCH 2026 – 2030")]),
    "year as text": (Severity.NOTICE, "number-text", "Du_an!I2", [put("Du_an!I2", "2023")]),
    "start beyond the plan": (Severity.WARNING, "year-outside", "Du_an!H5",
                              [put("Du_an!H5", 2024)]),
    "stream for nobody": (Severity.WARNING, "stream-unshared", "Nguon_thu!A8",
                          [add("Nguon_thu", ["XS", "Xổ số", 2021, 1])]),
    "source without money": (Severity.WARNING, "source-empty", "Nguon_von!A5",
                             [add("Nguon_von", ["XS", "Xổ số", "thành phố"])]),
    "waits for an uncosted line": (Severity.WARNING, "link-uncosted", "Quan_he!B2",
                                   [put("Quan_he!B2", "P3")]),
    "pin of an uncosted line": (Severity.WARNING, "pin-uncosted", "Ghim!B3",
                                [add("Ghim", ["năm khởi công", "P3", 2021])]),
    "no eligibility": (Severity.NOTICE, "eligibility-default", "Co_cau_nguon",
                       [drop("Co_cau_nguon")]),
}  # fmt: skip


@pytest.mark.parametrize("case", REMARKS)
def test_a_remark_does_not_stop_the_reading(tmp_path: Path, case: str) -> None:
    severity, code, where, edits = REMARKS[case]
    portfolio, problems = check(make(tmp_path / "a.xlsx", *edits))
    assert told(problems, Severity.ERROR) == set()
    assert (code, where) in told(problems, severity)
    assert portfolio is not None
    assert portfolio.notices == problems


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    cases = (
        "text for a number", "unknown sector", "mark above 5", "80 for 80%", "weight 0",
        "precedence cycle", "two names of a stream", "thresholds", "limit with two measures",
        "lag not whole", "profile too low", "empty name", "score above 100",
    )  # fmt: skip
    edits = [edit for case in cases for edit in ERRORS[case][2]]
    _portfolio, problems = check(make(tmp_path / "a.xlsx", *edits))
    expected = {ERRORS[case][:2] for case in cases if case != "80 for 80%"}
    assert expected <= told(problems, Severity.ERROR)
    assert len(told(problems, Severity.ERROR)) >= 12


def test_the_same_remark_on_many_cells_is_told_once(tmp_path: Path) -> None:
    edits = [put(f"Du_an!B{row}", f" Tên {row} ") for row in (2, 3, 4)]
    _portfolio, problems = check(make(tmp_path / "a.xlsx", *edits))
    (notice,) = problems
    assert notice.where == "Du_an!B2"
    assert "2 more cells" in notice.found


def test_cells_without_a_heading_are_told_once_a_column(tmp_path: Path) -> None:
    places = ("Nguon_thu!J6", "Nguon_thu!J12", "Nguon_thu!H3")
    blank = put("Nguon_thu!K3", "  ")
    _portfolio, problems = check(make(tmp_path / "a.xlsx", *(put(p, 9) for p in places), blank))
    assert [p.where for p in problems] == ["Nguon_thu!H3", "Nguon_thu!J6"]
    assert "1 more cell of this column: J12" in problems[1].found


def test_a_missing_sheet_has_one_name_in_one_language(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", drop("Nguon_thu"))
    with language("vi"):
        assert check_workbook(path)[1][0].found == "thiếu trang tính “Nguon_thu”"
    assert check(path)[1][0].found == "the sheet “Revenue” is missing"


MISREAD = {
    "1.500": ("Du_an!D2", "1500 tỷ đồng", "1,5 tỷ đồng", "1,5"),
    "-1.753": ("Du_an!N2", "-1753", "-1,753", "-1,753"),
    "1.500 triệu": ("Du_an!D2", "1500 triệu đồng", "1,5 triệu đồng", "1,5"),
}


@pytest.mark.parametrize("text", MISREAD)
def test_thousands_typed_as_text_are_a_warning_with_both_readings(
    tmp_path: Path, text: str
) -> None:
    place, value, other, figure = MISREAD[text]
    path = make(tmp_path / "a.xlsx", put(place, text))
    with language("vi"):
        (warning,) = (p for p in check_workbook(path)[1] if p.severity is Severity.WARNING)
    assert (warning.code, warning.where) == ("number-text-thousands", place)
    assert warning.found == f"“{text}” là chữ; đã đọc là {value}, không phải {other}"
    assert warning.remedy == f"nếu ý là {figure} thì gõ lại {figure} dạng số"


def test_the_cells_of_a_repeated_warning_are_named(tmp_path: Path) -> None:
    edits = [put(f"Du_an!D{row}", text) for row, text in ((2, "30"), (3, "1.500"), (5, "1.000"))]
    _portfolio, problems = check(make(tmp_path / "a.xlsx", *edits, put("Du_an!D4", "2.500,5")))
    warnings = [p for p in problems if p.severity is Severity.WARNING and p.code != "no-marks"]
    assert [(p.code, p.where) for p in warnings] == [("number-text-thousands", "Du_an!D3")]
    assert warnings[0].found.endswith("(and 1 more cell of this column: D5)")
    (notice,) = (p for p in problems if p.code == "number-text")
    assert (notice.severity, notice.where) == (Severity.NOTICE, "Du_an!D2")


@pytest.mark.parametrize("text", ["1.753,5", "80%", "-5", "1.500.000", "2.021", "0.500"])
def test_an_unmistakable_number_text_is_a_notice(tmp_path: Path, text: str) -> None:
    """The year 2,021 is none, so that "2.021" can only be 2021."""
    place = {"80%": "Phan_ky!D2", "-5": "Du_an!N2", "2.021": "Du_an!H2"}.get(text, "Du_an!Q5")
    _portfolio, problems = check(make(tmp_path / "a.xlsx", put(place, text)))
    assert ("number-text", place) in told(problems, Severity.NOTICE)
    assert "number-text-thousands" not in {p.code for p in problems}


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("wrong unit", "did you mean 135,000 million VND?"),
        ("ambiguous number", "may mean 1.753 or 1,753"),
        ("unknown source", "did you mean “TW”?"),
        ("unknown status", "did you mean “khởi công mới”?"),
        ("precedence cycle", "P2 → P1 → P2"),
        ("80 for 80%", "write 80% or 0.8"),
        ("window too short", "1 year of capital from 2022 to 2022"),
    ],
)
def test_the_finding_says_how_to_mend_it(tmp_path: Path, case: str, text: str) -> None:
    _portfolio, problems = check(make(tmp_path / "a.xlsx", *ERRORS[case][2]))
    assert text in str(problems[0])


def test_an_unknown_column_names_the_nearest_one(tmp_path: Path) -> None:
    _portfolio, problems = check(make(tmp_path / "a.xlsx", *REMARKS["unknown column"][3]))
    assert "did you mean “Khẩn cấp”?" in str(problems[0])


def test_the_heading_of_the_printed_form_is_known(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", put("Du_an!D1", "Tổng mức đầu tư (tỷ đồng)"))
    assert check(path)[1] == ()


def test_a_lost_cost_column_is_told_once(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", put("Du_an!D1", "Kinh phí"), drop("Ghim"))
    told_of = {problem.code for problem in check(path)[1]}
    assert told_of == {"column-missing", "column-unknown"}


def test_empty_cells_under_a_merge_are_told_at_the_merge(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", lambda book: book["Du_an"].merge_cells("C2:C4"))
    assert told(check(path)[1], Severity.ERROR) == {("merged-cells", "Du_an!C2:C4")}


def test_a_year_typed_as_text_is_shown_as_a_year(tmp_path: Path) -> None:
    (notice,) = check(make(tmp_path / "a.xlsx", put("Du_an!I2", "2023")))[1]
    assert notice.found.endswith("read as 2023")


def test_earmarks_of_the_whole_money_are_no_error(tmp_path: Path) -> None:
    rows = [["H2", "dành riêng", 15, None, "TW"], ["H3", "dành riêng", None, 0.25, "TW"]]
    assert check(make(tmp_path / "a.xlsx", add("Han_muc", *rows), drop("Ghim")))[1] == ()
