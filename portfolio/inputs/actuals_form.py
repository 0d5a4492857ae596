"""The actuals file as a form: filled with what the plan in force gave to the closed years."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook

from portfolio.domain import Cell, Portfolio
from portfolio.i18n import current_language
from portfolio.inputs.records import RowValues
from portfolio.inputs.tables_actuals import ACTUAL_SHEETS
from portfolio.inputs.template import write_sheet
from portfolio.inputs.words import Unit

UNIT = Unit.TRIEU
"""Accounts are kept to the triệu; the form says so and may be changed."""


def write_actuals_form(
    portfolio: Portfolio, cells: Mapping[Cell, int], closed: int, path: Path
) -> None:
    """Write the form to ``path`` in the current language, amounts in triệu đồng.

    One row for every cell of the plan up to ``closed``: allocated as planned, the amounts
    disbursed and carried left to fill in.
    """
    lang = current_language()
    book = Workbook()
    book.remove(book.worksheets[0])
    rows: dict[str, list[RowValues]] = {
        "closing": [{"year": closed, "unit": UNIT}],
        "actuals": _rows(portfolio, cells, closed),
        "reasons": [],
    }
    for form in ACTUAL_SHEETS:
        columns = [(column.key, column) for column in form.columns]
        write_sheet(book.create_sheet(form.name(lang)), form, list(columns), rows[form.key], lang,
                    UNIT)  # fmt: skip
    book.save(path)


def _rows(portfolio: Portfolio, cells: Mapping[Cell, int], closed: int) -> list[RowValues]:
    place = {p.id: i for i, p in enumerate(portfolio.projects)}
    rank = {k.id: i for i, k in enumerate(portfolio.sources)}
    order = sorted(cells, key=lambda c: (place[c[0]], c[2], rank[c[1]]))
    return [
        {
            "project": p,
            "project_name": portfolio.project[p].name,
            "source": k,
            "year": t,
            "allocated": cells[p, k, t],
        }
        for p, k, t in order
        if t <= closed
    ]
