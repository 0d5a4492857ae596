"""A small clean workbook, written by openpyxl, into which the tests plant one fault each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from portfolio.domain import Portfolio
from portfolio.errors import Problem, Severity
from portfolio.i18n import language
from portfolio.inputs import check_workbook

Edit = Callable[[Workbook], Any]

SHEETS: dict[str, list[list[Any]]] = {
    "Du_an": [
        ["Mã dự án", "Tên dự án", "Lĩnh vực", "TMĐT (tỷ đồng)", "Trạng thái", "Chủ đầu tư",
         "Bắt buộc", "Khởi công sớm nhất", "Hạn hoàn thành", "Mẫu phân kỳ",
         "Lũy kế vốn đã bố trí (tỷ đồng)", "Loại vốn", "Nhóm", "Điểm (0-100)",
         "Khởi công muộn nhất", "Nguồn thu từ đất", "Thu từ đất của dự án (tỷ đồng)",
         "Tối thiểu mỗi năm (%)", "Tối đa mỗi năm (%)", "Trong đó GPMB (tỷ đồng)"],
        ["P1", "Đường một", "GT", 30, "khởi công mới", "BQL", "có", 2021, None, "DEU", None,
         "đầu tư công"],
        ["P2", "Đường hai", "GT", 20.5, "chuyển tiếp", "BQL", None, None, None, None, 5],
        ["P3", "Chợ", "GT", None, None, "BQL"],
        ["P4", "Khu đô thị", "GT", 50, None, "NDT", None, None, None, None, None, "tư nhân"],
    ],
    "Tieu_chi": [["Mã tiêu chí", "Tên tiêu chí", "Trọng số"], ["HT", "Hạ tầng", 3],
                 ["CB", "Cấp bách", 1]],
    "Cham_diem": [["Mã dự án", "HT (1-5)", "CB (1-5)"], ["P1", 5, 4], ["P2", 3, 3], ["P4", 1, 1]],
    "Nguon_von": [
        ["Mã nguồn vốn", "Tên nguồn vốn", "Cấp ngân sách", "Được kéo dài sang năm sau (%)",
         "Dự phòng (%)", "Không giới hạn"],
        ["TW", "Ngân sách trung ương", "trung ương", None, None, None],
        ["TP", "Tiền sử dụng đất", "thành phố", 0.3, 0.1, None],
        ["NDT", "Nhà đầu tư", "tư nhân", None, None, "có"],
    ],
    "Co_cau_nguon": [
        ["Phạm vi", "Mã nguồn vốn", "Tỷ lệ tối thiểu (%)", "Tỷ lệ tối đa (%)"],
        ["đầu tư công", "TW", 0, 1], ["đầu tư công", "TP", 0, 1], ["tư nhân", "NDT", 1, 1],
    ],
    "Nguon_thu": [
        ["Mã nguồn thu", "Tên nguồn thu", "Năm", "Tổng thu (tỷ đồng)", "Mức thấp", "Mức cao"],
        ["NSTW", "Trung ương", 2021, 20], ["NSTW", None, 2022, 20], ["NSTW", None, 2023, 20],
        ["DAT", "Tiền sử dụng đất", 2021, 30, 10, 40], ["DAT", None, 2022, 30],
        ["DAT", None, 2023, 30],
    ],
    "Dieu_tiet": [
        ["Mã nguồn thu", "Mã nguồn vốn", "Tỷ lệ được hưởng (%)", "Tỷ lệ chi đầu tư (%)", "Năm"],
        ["NSTW", "TW", 1], ["DAT", "TP", 0.6],
    ],
    "Han_muc": [
        ["Mã hạn mức", "Loại", "Số tiền (tỷ đồng)", "Tỷ lệ (%)", "Mã nguồn vốn", "Lĩnh vực",
         "Năm", "Tính cả kỳ"],
        ["H1", "trần", 100, None, "TP", "GT"],
    ],
    "Chu_dau_tu": [["Mã chủ đầu tư", "Tên chủ đầu tư", "Khả năng giải ngân một năm (tỷ đồng)"],
                   ["BQL", "Ban quản lý dự án", 40], ["NDT", "Nhà đầu tư", None]],
    "Phan_ky": [
        ["Mã mẫu", "Tên mẫu", "Năm 1 tối thiểu (%)", "Năm 1 tối đa (%)", "Năm 2 tối thiểu (%)",
         "Năm 2 tối đa (%)", "Năm 3 tối thiểu", "Năm 3 tối đa"],
        ["DEU", "Đều", 0.2, 0.5, 0.2, 0.5, 0, 0.4],
    ],
    "Quan_he": [["Loại quan hệ", "Dự án trước", "Dự án sau", "Độ trễ (năm)"],
                ["sau khởi công", "P2", "P1", 1]],
    "Da_bo_tri": [["Mã dự án", "Mã nguồn vốn", "Số vốn (tỷ đồng)"], ["P2", "TW", 5]],
    "Ghim": [["Loại", "Mã dự án", "Năm", "Mã nguồn vốn", "Số vốn (tỷ đồng)"],
             ["mức vốn", "P2", 2021, "TW", 4]],
    "Linh_vuc": [["Mã lĩnh vực", "Tên lĩnh vực", "Nhóm A từ", "Nhóm B từ"],
                 ["GT", "Giao thông", 1500, 80]],
    "Thiet_lap": [["Thông số", "Giá trị", "Nguồn số liệu", "Căn cứ"],
                  ["Năm đầu kỳ", 2021], ["Năm cuối kỳ", 2023],
                  ["Tên kế hoạch", "KẾ HOẠCH", "văn bản", "01-CTr/TU"]],
}  # fmt: skip


def make(path: Path, *edits: Edit) -> Path:
    """Write the clean workbook, changed by the edits."""
    book = Workbook()
    del book["Sheet"]
    for name, rows in SHEETS.items():
        ws = book.create_sheet(name)
        for row in rows:
            ws.append(row)
    for edit in edits:
        edit(book)
    book.save(path)
    return path


def put(place: str, value: Any, **style: Any) -> Edit:
    """An edit that writes one cell, ``Sheet!F2``."""
    name, _, ref = place.partition("!")

    def edit(book: Workbook) -> None:
        cell = book[name][ref]
        cell.value = value
        for key, what in style.items():
            setattr(cell, key, what)

    return edit


def add(name: str, *rows: list[Any]) -> Edit:
    """An edit that appends rows."""

    def edit(book: Workbook) -> None:
        for row in rows:
            book[name].append(row)

    return edit


def drop(*names: str) -> Edit:
    """An edit that removes sheets."""

    def edit(book: Workbook) -> None:
        for name in names:
            del book[name]

    return edit


def check(path: Path) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    with language("en"):
        return check_workbook(path)


def told(problems: tuple[Problem, ...], severity: Severity) -> set[tuple[str, str]]:
    """Code and place of every problem of one severity."""
    return {(p.code, p.where) for p in problems if p.severity is severity}
