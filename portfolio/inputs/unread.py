"""What stands in a sheet outside its list, and so is not read."""

from __future__ import annotations

from collections.abc import Collection

from portfolio.errors import Severity
from portfolio.i18n import _
from portfolio.inputs.findings import Findings, problem_at
from portfolio.inputs.xlsx import CellIn, RawSheet, column_letters


def tell_unread(
    raw: RawSheet, header_row: int, headed: Collection[int], findings: Findings
) -> None:
    """Filled cells below no heading, and figures above the headings, where a title may stand.

    ``headed``: the columns, by number, that have a heading, known or not.
    """
    above = [
        n for n, cells in raw.rows if n < header_row and not all(map(_is_text, cells.values()))
    ]
    if above:
        findings.notice("rows-above", f"{raw.name}!{above[0]}:{above[-1]}",
                        _("what stands above the headings was not read"))  # fmt: skip
    known = set(headed)
    for number, cells in raw.rows:
        if number <= header_row or cells.keys() <= known:
            continue
        for index in sorted(cells.keys() - known):
            if not _is_blank(cells[index]):
                _tell_stray(f"{raw.name}!{column_letters(index)}", number, findings)


def _tell_stray(column_at: str, row: int, findings: Findings) -> None:
    problem = problem_at(
        "cell-unheaded", f"{column_at}{row}",
        _("the column has no heading, so that this cell was not read"),
        remedy=_("move the figure to its column, or clear the cell"), severity=Severity.WARNING,
    )  # fmt: skip
    findings.repeated(column_at, problem)


def _is_text(cell: CellIn) -> bool:
    return isinstance(cell, str)


def _is_blank(cell: CellIn) -> bool:
    return isinstance(cell, str) and not cell.strip()
