"""A portfolio as a plain workbook, written row by row: quick and small for very long lists.

The form is the one of ``portfolio.inputs.schema`` without its colours and drop-downs;
``write_workbook`` of the public API writes those too, and takes its time over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from portfolio.domain import Portfolio
from portfolio.inputs.cells_out import CellValue, cell_value
from portfolio.inputs.records import Key, setting_values, sheet_rows
from portfolio.inputs.schema import Column, Sheet, all_sheets
from portfolio.inputs.settings import SETTINGS
from portfolio.inputs.words import Unit

LANG = "vi"
UNIT = Unit.TY
LARGEST = 1_000_000_000
"""Triệu đồng above which the reader suspects a wrong unit: a national list has large sums."""


def write_plain(portfolio: Portfolio, path: Path) -> None:
    """Write every sheet that has rows."""
    book = Workbook(write_only=True)
    rows = sheet_rows(portfolio)
    for form in all_sheets():
        if form.key == "settings":
            _write_settings(book, form, portfolio)
        elif rows.get(form.key):
            sheet = book.create_sheet(form.name(LANG))
            columns = list(_columns(form, portfolio))
            sheet.append([c.heading(LANG, UNIT, _hole(key)) for key, c in columns])
            for row in rows[form.key]:
                sheet.append([cell_value(c, row.get(key), LANG, UNIT) for key, c in columns])
    book.save(path)


def _write_settings(book: Workbook, form: Sheet, portfolio: Portfolio) -> None:
    sheet = book.create_sheet(form.name(LANG))
    sheet.append([column.heading(LANG) for column in form.columns[:2]])
    values = setting_values(portfolio.settings, LARGEST)
    for setting in SETTINGS:
        value: CellValue = cell_value(setting, values[setting.key], LANG, UNIT)
        sheet.append([setting.name(LANG), value])


def _columns(form: Sheet, portfolio: Portfolio) -> Iterator[tuple[Key, Column]]:
    repeated = [column for column in form.columns if column.repeat]
    for column in form.columns:
        if not column.repeat:
            yield column.key, column
        elif column is repeated[0]:
            for hole in _holes(column, portfolio):
                yield from (((each.key, hole), each) for each in repeated)


def _holes(column: Column, portfolio: Portfolio) -> list[object]:
    if column.repeat == "criterion":
        return [criterion.id for criterion in portfolio.criteria]
    return list(range(1, 1 + max(len(p.bands) for p in portfolio.profiles)))


def _hole(key: Key) -> object:
    return key[1] if isinstance(key, tuple) else ""
