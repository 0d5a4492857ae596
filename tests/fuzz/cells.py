"""Damage that a person does in Excel: cell values, headings, rows, columns, sheets."""

from __future__ import annotations

import copy
import io
import unicodedata
import warnings
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from portfolio.inputs.rows import split_unit
from portfolio.inputs.schema import Column, Type, all_sheets
from portfolio.inputs.words import fold
from tests.fuzz.trial import BOOK, Trial, of_book
from tests.inputs.books import SHEETS

Rows = dict[str, list[list[Any]]]

VALUES: tuple[Any, ...] = (
    None, "", " ", "abc", 0, -1, 1, 0.5, 1.5, 1e-9, 1e9, 1e15, 1e300, -1e300, 5e-324, 2**53,
    True, False, "có", "không", "x", "-", "–", "n/a", "chưa có", "Không xác định",
    "1.753", "1,753", "1.753,5", "1,753.5", "1.753.000", "12.34.5", "20 tỷ", "20.000 triệu",
    "20 tỷ đồng", "80%", "150%", "-5%", "1/3", "1/0", "-1/3", "1e5", "٣", "１２", "½", "²",
    "1\u00a0000",
    "nan", "inf", "vô cùng", "Infinity", "9" * 41, "9" * 400, "0" * 39 + "1",
    "#REF!", "#N/A", "#DIV/0!", "=1+1", "=A1", "=HYPERLINK(\"http://x\")", "='[x.xlsx]S'!A1",
    "=cmd|'/c calc'!A1", "+1", "@SUM(A1)", date(2021, 5, 1), datetime(2021, 5, 1, 12), time(8, 30),
    timedelta(days=2), 2021, 2022, 2023, 2024, 1989, 2101, 20211, 2021.5, "2021", "năm 2021",
    "P1", "p1", " P1 ", "P1\n", "P2", "P3", "P4", "P9", "TW", "TP", "NDT", "DAT", "NSTW", "HT",
    "GT", "BQL", "đầu tư công", "tư nhân", "chuyển tiếp", "khởi công mới", "trần", "sàn",
    "dành riêng", "loại trừ", "sau hoàn thành", "Đường", unicodedata.normalize("NFD", "Đường một"),
    "a" * 300, "ký tự " * 5000, "<b>&amp;</b>", "\u202eabc", "\u200b", "\ufeff", "😀", "{x}", "%s",
    "{0.__class__}", "a\tb", "a\r\nb", "_x0007_", "_x001B_[31m", "_xD800_", "]]>", "'", '"', "\\",
    "../../x", "none", "null", "None", "TRUE", "Hà Nội; Đồng Xoài", "20,5,5", "5 -", "(5)", "5đ",
    "5 VND", "5 triệu", "0,0001", "0.00001", 0.0004, 33.3333333, 1 / 3, 100, 101, 50_001, 10**12,
)  # fmt: skip


def value(dice: Random) -> Any:
    """One value that somebody, or some program, might leave in a cell."""
    kind = dice.randrange(6)
    if kind == 0:
        return dice.choice([1, -1, 1000]) * dice.random() * 10 ** dice.randrange(-6, 12)
    if kind == 1:
        return "".join(chr(dice.choice([9, 10, 32, 44, 46, 48, 57, 97, 273, 7879, 8203, 8722, 65279,
                                        dice.randrange(32, 0x2FFF)]))
                       for _ in range(dice.randrange(12)))  # fmt: skip
    if kind == 2:
        digits = "".join(dice.choice("0123456789.,") for _ in range(dice.randrange(1, 9)))
        return digits + dice.choice(["", "", "%", " tỷ", " triệu đồng"])
    return dice.choice(VALUES)


def _cell(rows: Rows, dice: Random, *, heading: bool = False) -> None:
    sheet = rows[dice.choice(list(rows))]
    if not sheet:
        return
    row = sheet[0] if heading or len(sheet) < 2 else sheet[dice.randrange(1, len(sheet))]
    width = max(len(sheet[0]), 1)
    row += [None] * (width - len(row))
    row[dice.randrange(width)] = value(dice)


def _heading(rows: Rows, dice: Random) -> None:
    """Renamed, doubled, emptied, exchanged; or any value in its place."""
    head = (rows[dice.choice(list(rows))] or [[]])[0] or [None]
    one, two = dice.randrange(len(head)), dice.randrange(len(head))
    kind = dice.randrange(4)
    if kind == 0:
        head[one] = head[two]
    elif kind == 1:
        head[one], head[two] = head[two], head[one]
    elif kind == 2:
        head[one] = str(head[one]).replace("tỷ đồng", dice.choice(["triệu đồng", "USD", "đồng"]))
    else:
        _cell(rows, dice, heading=True)


def _row(rows: Rows, dice: Random) -> None:
    """Taken out, doubled, shifted by a column, a total or a title put in."""
    sheet = rows[dice.choice(list(rows))]
    if not sheet or not sheet[0]:
        return
    place = dice.randrange(len(sheet))
    kind = dice.randrange(6)
    if kind == 0:
        del sheet[place]
    elif kind == 1:
        sheet.append(list(sheet[place]))
    elif kind == 2:
        sheet[place].insert(0, value(dice))
    elif kind == 3:
        sheet.append(["Tổng cộng", None, None, 123])
    elif kind == 4:
        sheet.insert(place, ["BIỂU SỐ 1"])
    else:
        sheet.append([value(dice) for _ in sheet[0]])


def _column(rows: Rows, dice: Random) -> None:
    sheet = rows[dice.choice(list(rows))]
    if not sheet or not sheet[0]:
        return
    place = dice.randrange(len(sheet[0]))
    kind = dice.randrange(3)
    for row in sheet:
        if kind == 0:
            del row[place : place + 1]
        elif kind == 1:
            row.insert(place, row[place] if place < len(row) else None)
        elif place < len(row):
            row[place] = value(dice)


def _sheet(rows: Rows, dice: Random) -> None:
    """Missing, doubled under a like name, renamed, emptied."""
    name = dice.choice(list(rows))
    kind = dice.randrange(5)
    if kind == 0:
        del rows[name]
    elif kind == 1:
        rows[name.replace("_", " ").upper()] = copy.deepcopy(rows[name])
    elif kind == 2:
        rows[dice.choice([name + "x", name + " (2)", "Sheet1", "a", name[1:]])] = rows.pop(name)
    elif kind == 3:
        rows[name] = [[]]
    else:
        rows[name] = rows[name][:1]


def _setting(rows: Rows, dice: Random) -> None:
    names = (
        "Đơn vị tiền", "Năm đầu kỳ", "Năm cuối kỳ", "Tên kế hoạch", "Số năm bố trí vốn nhóm C",
        "Vốn chuyển sang kỳ sau tối đa", "Số dự án khởi công mới tối đa một năm", "Người ký",
        "Hệ số chiết khấu mỗi năm chờ", "Hệ số phạt vốn chuyển kỳ sau", "Hạt giống ngẫu nhiên",
        "Sai số tối ưu chấp nhận", "Mức kinh phí lớn nhất hợp lý", "Thời gian tính tối đa",
    )  # fmt: skip
    rows.get("Thiet_lap", [[]]).append([dice.choice(names), value(dice)])


_HURTS = (_cell, _cell, _cell, _cell, _heading, _row, _column, _sheet, _setting)


def damaged_cells(dice: Random) -> Trial:
    """One to three cells of any sheet hold something else."""
    rows = copy.deepcopy(SHEETS)
    for _ in range(dice.randrange(1, 4)):
        _cell(rows, dice)
    return of_book(save(rows, dice), dice)


def damaged_lists(dice: Random) -> Trial:
    """Headings, rows, columns and whole sheets moved, renamed, doubled, lost."""
    rows = copy.deepcopy(SHEETS)
    for _ in range(dice.randrange(1, 4)):
        dice.choice(_HURTS)(rows, dice)
    return of_book(save(rows, dice, merge=dice.randrange(5) == 0), dice)


def figures(dice: Random) -> Trial:
    """Two to eight cells hold other figures and words of the right kind: plans, not refusals."""
    rows = copy.deepcopy(SHEETS)
    for _ in range(dice.randrange(2, 9)):
        form = dice.choice([form for form in all_sheets() if form.vi in rows and form.columns])
        sheet = rows[form.vi]
        at = dice.randrange(len(sheet[0]))
        column = next((c for c in form.columns if fold(split_unit(sheet[0][at])[0]) == fold(c.vi)),
                      None)  # fmt: skip
        if column is None or len(sheet) < 2 or form.vi == "Thiet_lap":
            continue
        row = sheet[dice.randrange(1, len(sheet))]
        row += [None] * (len(sheet[0]) - len(row))
        row[at] = _fitting(column, dice)
    return of_book(save(rows, dice), dice)


_IDS = {
    "projects": ("P1", "P2", "P3", "P4"), "sources": ("TW", "TP", "NDT"), "revenue": ("NSTW",
    "DAT"),
    "sectors": ("GT",), "owners": ("BQL", "NDT"), "profiles": ("DEU",), "criteria": ("HT", "CB"),
}  # fmt: skip


def _fitting(column: Column, dice: Random) -> Any:
    """A value that the column may well hold."""
    if column.choices and dice.randrange(9):
        return dice.choice(column.words("vi"))
    if column.target in _IDS:
        return dice.choice(_IDS[column.target])
    if column.type is Type.YEAR:
        return dice.choice([None, 2021, 2022, 2023, 2021, 2022, 2023, 2020, 2024, 2025])
    if column.type is Type.SHARE:
        return dice.choice([None, 0, 1, 0.1, 0.3, 0.5, 0.7, 1 / 3, "40%", round(dice.random(), 3)])
    if column.type in (Type.AMOUNT, Type.VALUE):
        return dice.choice([None, 0, 1, 5, 10, 20, 30, 50, 0.001, 12.345,
                            round(dice.random() * 60, 3)])  # fmt: skip
    if column.type in (Type.INT, Type.NUMBER):
        return dice.choice([None, 0, 1, 2, 3, 5, 100])
    return value(dice)


def save(rows: Rows, dice: Random, *, merge: bool = False) -> bytes:
    """The sheets as a workbook; a text that Excel itself cannot hold becomes an empty cell."""
    book = Workbook()
    for name, lines in rows.items():
        ws = book.create_sheet(name)
        for r, line in enumerate(lines, 1):
            for c, what in enumerate(line, 1):
                try:
                    ws.cell(r, c, what)
                except IllegalCharacterError:
                    ws.cell(r, c, None)
        if merge and ws.max_row > 2:
            ws.merge_cells(start_row=2, end_row=3, start_column=1, end_column=dice.randrange(1, 3))
    if rows:
        del book["Sheet"]
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book.save(made)
    return made.getvalue()


# what changes nothing


def _swap_columns(rows: Rows, dice: Random) -> None:
    for name, sheet in rows.items():
        order = list(range(len(sheet[0])))
        if name != "Cham_diem":
            dice.shuffle(order)
        rows[name] = [[row[i] if i < len(row) else None for i in order] for row in sheet]


def _decompose(rows: Rows, _dice: Random) -> None:
    _texts(rows, lambda text: unicodedata.normalize("NFD", text))


def _pad(rows: Rows, dice: Random) -> None:
    _texts(rows, lambda text: dice.choice(["\u00a0", " ", "\ufeff", "\t"]) + text + " ")


def _texts(rows: Rows, change: Callable[[str], str]) -> None:
    for sheet in rows.values():
        for row in sheet:
            row[:] = [change(cell) if isinstance(cell, str) else cell for cell in row]


def _numbers_as_text(rows: Rows, _dice: Random) -> None:
    for sheet in rows.values():
        for row in sheet[1:]:
            row[:] = [
                str(cell).replace(".", ",") if type(cell) in (int, float) else cell for cell in row
            ]


def _title_rows(rows: Rows, dice: Random) -> None:
    for sheet in rows.values():
        sheet[:0] = [["ỦY BAN NHÂN DÂN"], []][: dice.randrange(3)]


def _blank_rows(rows: Rows, dice: Random) -> None:
    for sheet in rows.values():
        sheet.insert(dice.randrange(1, len(sheet) + 1), [])


def _more(rows: Rows, _dice: Random) -> None:
    for sheet in rows.values():
        if sheet[0][0] != "Mã dự án" or "HT (1-5)" not in sheet[0]:
            sheet[0].append("Cột của phòng")
    rows["Nháp"] = [[1, 2], ["x"]]


def _shuffle_sheets(rows: Rows, dice: Random) -> None:
    names = list(rows)
    dice.shuffle(names)
    for name in names:
        rows[name] = rows.pop(name)


def _shout(rows: Rows, _dice: Random) -> None:
    for sheet in rows.values():
        sheet[0][:] = [h.upper() if isinstance(h, str) else h for h in sheet[0]]


_HARMLESS = (
    _numbers_as_text, _more, _shout, _swap_columns, _decompose, _pad, _shuffle_sheets,
    _blank_rows, _title_rows,
)  # fmt: skip


def harmless(dice: Random) -> Trial:
    """Changes that every clerk makes and that must change nothing, one to three at once."""
    rows = copy.deepcopy(SHEETS)
    chosen = dice.sample(range(len(_HARMLESS)), dice.randrange(1, 4))
    for change in (_HARMLESS[n] for n in sorted(chosen)):
        change(rows, dice)
    return Trial({BOOK: save(rows, dice)}, harmless=True)
