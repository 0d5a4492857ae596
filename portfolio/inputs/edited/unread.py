"""Columns of the form that are shown and not read: an edit there changes nothing, and is told."""

from __future__ import annotations

from portfolio.i18n import _
from portfolio.inputs.cells import as_text
from portfolio.inputs.edited.grid import Grid
from portfolio.inputs.edited.layout import Layout
from portfolio.inputs.edited.records import Original
from portfolio.inputs.edited.seal import Field
from portfolio.inputs.findings import Findings
from portfolio.inputs.words import fold
from portfolio.inputs.xlsx import CellIn
from portfolio.money import number


def tell_unread(
    grid: Grid, layout: Layout, rows: dict[str, int], original: Original, findings: Findings
) -> None:
    """Warn of every such cell of a line that no longer shows what was exported.

    ``rows``: line -> its row.
    """
    for (id, key), then in original.shown.items():
        row, column = rows.get(id), layout.find(key)
        if row is None or column is None:
            continue
        now, before = _text(grid.shown(row, column)), _text(then)
        if fold(now) != fold(before):
            findings.warning(
                "column-not-read", layout.place(grid, row, column),
                _("“{now}” here, “{then}” as exported; this column is not read").format(
                    now=now, then=before),
                remedy=_("make the change in the input workbook and plan again"),
            )  # fmt: skip


def _text(value: CellIn | Field) -> str:
    if isinstance(value, int | float) and value == int(value):
        return number(int(value))
    return "" if value is None else as_text(value)
