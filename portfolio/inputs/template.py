"""The workbook as a file: an empty form, or a full one from a portfolio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.delivery import check_target, deliver
from portfolio.domain import Origin, Portfolio, Settings
from portfolio.i18n import current_language, language
from portfolio.inputs.cells_out import CellValue, cell_value
from portfolio.inputs.guide import write_guide
from portfolio.inputs.records import Key, RowValues, setting_values, sheet_rows
from portfolio.inputs.schema import Column, Sheet, all_sheets
from portfolio.inputs.settings import SETTINGS
from portfolio.inputs.styling import (
    FONT,
    alignment,
    number_format,
    set_up_page,
    style_heading,
    validation,
    whole_numbers_plain,
)
from portfolio.inputs.words import Unit

SPARE_ROWS = 500
"""Rows below the last filled one that carry drop-downs and help too."""
LINE_HEIGHT = 13
"""Points a line of text takes."""
_YEARS = 6
_CRITERIA = ("TC1", "TC2", "TC3", "TC4", "TC5")
_LARGEST = 50_000_000


def write_template(path: Path | str, lang: str | None = None, *, overwrite: bool = False) -> Path:
    """Write an empty workbook of this form, ``lang`` "vi" or "en" (None: the current one).

    Raises ``OutputError`` when the file exists (unless ``overwrite``) or cannot be written.
    """
    return _write(None, Path(path), lang or current_language(), overwrite)


def write_workbook(
    portfolio: Portfolio, path: Path | str, lang: str | None = None, *, overwrite: bool = False
) -> Path:
    """Write ``portfolio`` as a workbook, amounts in tỷ đồng; ``read_workbook`` gives it back.

    Raises ``OutputError`` when the file exists (unless ``overwrite``) or cannot be written.
    """
    return _write(portfolio, Path(path), lang or current_language(), overwrite)


def _write(portfolio: Portfolio | None, path: Path, lang: str, overwrite: bool) -> Path:
    check_target(path, force=overwrite)
    with language(lang):
        book = _build(portfolio, lang)
    made = BytesIO()  # a package that fails half-way complains when it is thrown away
    book.save(made)
    return deliver(path, lambda beside: beside.write_bytes(made.getvalue()), force=overwrite)


def _build(portfolio: Portfolio | None, lang: str) -> Workbook:
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    rows: Mapping[str, list[RowValues]] = {} if portfolio is None else sheet_rows(portfolio)
    for form in all_sheets():
        if form.key == "guide":
            first.title = form.name(lang)
            write_guide(first, lang)
        elif form.key == "settings":
            _write_settings(book.create_sheet(form.name(lang)), form, portfolio, lang)
        else:
            columns = list(_columns(form, portfolio))
            ws = book.create_sheet(form.name(lang))
            write_sheet(ws, form, columns, rows.get(form.key, []), lang)
    return book


def _columns(form: Sheet, portfolio: Portfolio | None) -> Iterator[tuple[Key, Column]]:
    """The columns in order, a repeated run (least and most of year 1, 2 ...) written out."""
    repeated = [c for c in form.columns if c.repeat]
    for column in form.columns:
        if not column.repeat:
            yield column.key, column
        elif column is repeated[0]:
            for hole in _holes(column.repeat, portfolio):
                for each in repeated:
                    yield (each.key, hole), each


def _holes(repeat: str, portfolio: Portfolio | None) -> list[object]:
    if repeat == "criterion":
        return list(_CRITERIA if portfolio is None else [c.id for c in portfolio.criteria])
    longest = max((len(p.bands) for p in portfolio.profiles), default=0) if portfolio else 0
    return list(range(1, max(_YEARS, longest) + 1))


def write_sheet(
    ws: Worksheet,
    form: Sheet,
    columns: list[tuple[Key, Column]],
    rows: list[RowValues],
    lang: str,
    money: Unit = Unit.TY,
) -> None:
    """Write one list: headings, drop-downs, help, and the rows given."""
    last = len(rows) + 1 + SPARE_ROWS
    for index, (key, column) in enumerate(columns, 1):
        hole = key[1] if isinstance(key, tuple) else ""
        _put(ws.cell(1, index), column.heading(lang, money, hole))
        letter = get_column_letter(index)
        rule = validation(column, lang, money, last)
        ws.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{last}")
        whole_numbers_plain(ws, letter, last, column.type)
    style_heading(ws, [column for _key, column in columns])
    models = [_model(ws, last, index, column) for index, (_key, column) in enumerate(columns, 1)]
    lines: dict[int, int] = {}
    for number, row in enumerate(rows, 2):
        for index, (key, column) in enumerate(columns):
            value = cell_value(column, row.get(key), lang, money)
            if value is None and column.empty_words:
                value = column.empty_words[lang == "en"]
            if value is not None:
                _put(ws.cell(number, index + 1), value, models[index])
                lines[number] = max(lines.get(number, 1), _lines(column, value, column.width))
    for number, count in lines.items():
        ws.row_dimensions[number].height = LINE_HEIGHT * count + 2
    set_up_page(ws, form, len(columns))


def _lines(column: Column, value: CellValue, width: int) -> int:
    """About how many lines a wrapped text takes: not every program fits row heights itself."""
    wraps = isinstance(value, str) and alignment(column).wrap_text
    return ceil(len(str(value)) / (1.15 * width)) if wraps else 1


def _model(ws: Worksheet, row: int, index: int, column: Column) -> Cell:
    """A styled cell to copy the style of a column's cells from (quick for long lists)."""
    cell = Cell(ws, row=row, column=index)
    cell.number_format = number_format(column)
    cell.alignment = alignment(column)
    cell.font = Font(name=FONT, size=10)
    return cell


def _put(cell: Any, value: CellValue, model: Any = None) -> None:
    """Write a value; a text that begins with "=" stays text."""
    cell.value = value
    if model is not None:
        cell._style = copy(model._style)
    if isinstance(value, str) and cell.data_type != "s":
        cell.data_type = "s"
        cell.quotePrefix = True


def _write_settings(ws: Worksheet, form: Sheet, portfolio: Portfolio | None, lang: str) -> None:
    settings = Settings() if portfolio is None else portfolio.settings
    largest = max(_LARGEST, *_amounts(portfolio)) if portfolio else _LARGEST
    values = setting_values(settings, largest)
    for index, column in enumerate(form.columns, 1):
        ws.cell(1, index).value = column.heading(lang)
    style_heading(ws, list(form.columns))
    for number, setting in enumerate(SETTINGS, 2):
        origin = settings.origins.get(setting.key)
        _setting_row(ws, form, number, setting, values[setting.key], origin, lang)
    rule = validation(form.column["provenance"], lang, Unit.TY, len(SETTINGS) + 1)
    ws.add_data_validation(rule)
    rule.add(f"E2:E{len(SETTINGS) + 1}")
    set_up_page(ws, form, len(form.columns))


def _setting_row(
    ws: Worksheet, form: Sheet, number: int, setting: Column, value: Any,
    origin: Origin | None, lang: str,
) -> None:  # fmt: skip
    texts: dict[str, CellValue] = {
        "name": setting.name(lang),
        "value": cell_value(setting, value, lang, Unit.TY),
        "unit": setting.unit_text(lang, Unit.TY),
        "meaning": setting.help_text(lang),
    }
    if origin is not None:
        for key in ("provenance", "citation"):
            texts[key] = cell_value(form.column[key], getattr(origin, key), lang, Unit.TY)
    likes = [setting if column.key == "value" else column for column in form.columns]
    for index, (like, column) in enumerate(zip(likes, form.columns, strict=True), 1):
        _put(ws.cell(number, index), texts.get(column.key), _model(ws, number, index, like))
    counts = [
        _lines(like, texts.get(column.key), column.width)
        for like, column in zip(likes, form.columns, strict=True)
    ]
    ws.row_dimensions[number].height = LINE_HEIGHT * max(counts) + 2
    rule = validation(setting, lang, Unit.TY, number)
    ws.add_data_validation(rule)
    rule.add(f"B{number}")
    whole = number_format(setting)
    ws.cell(number, 2).number_format = {"#,##0.0##": "#,##0", "0.0##%": "0.##%"}.get(whole, whole)


def _amounts(portfolio: Portfolio) -> Iterator[int]:
    yield from (p.cost or 0 for p in portfolio.projects)
    yield from (r.high or r.gross for s in portfolio.streams for r in s.by_year.values())
