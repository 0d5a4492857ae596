"""The sheet Dữ liệu of an edited plan, held against the export and against the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.domain import Cell
from portfolio.errors import Place
from portfolio.i18n import _, ngettext
from portfolio.inputs.edited.amounts import AmountError, read_amount
from portfolio.inputs.edited.grid import Grid
from portfolio.inputs.edited.records import Original
from portfolio.inputs.findings import Findings
from portfolio.inputs.rows import split_unit
from portfolio.inputs.words import fold, fold_id
from portfolio.money import number

_HEADER_ROWS = 40
_LISTED = 20
"""Differences told one by one."""


@dataclass(frozen=True)
class _Data:
    cells: Mapping[Cell, int]
    places: Mapping[Cell, Place]


def compare_data(
    grid: Grid | None, original: Original, form: Mapping[Cell, int], findings: Findings
) -> None:
    """Tell where Dữ liệu was edited too, and that the form was followed."""
    name = original.facts.get("data", "")
    if grid is None:
        findings.notice("data-missing", name, _("the sheet is gone; only the form was read"))
        return
    data = _read(grid, original, findings)
    if data is None:
        return
    _tell_edits(grid, data, original.cells, form, findings)
    behind = [
        cell
        for cell in {*form, *original.cells}
        if form.get(cell, 0) != original.cells.get(cell, 0) == data.cells.get(cell, 0)
    ]
    if behind:
        text = ngettext(
            "{n} amount was changed in the form and not here; the sheets that count from here "
            "still show the exported figures",
            "{n} amounts were changed in the form and not here; the sheets that count from here "
            "still show the exported figures",
            len(behind),
        ).format(n=len(behind))
        remedy = _("portfolio plan --keep writes every sheet anew")
        findings.notice("data-behind", grid.name, text, remedy)


def _tell_edits(
    grid: Grid, data: _Data, exported: Mapping[Cell, int], form: Mapping[Cell, int],
    findings: Findings,
) -> None:  # fmt: skip
    edited = [
        cell
        for cell in sorted({*data.cells, *exported})
        if data.cells.get(cell, 0) not in (exported.get(cell, 0), form.get(cell, 0))
    ]
    for cell in edited[:_LISTED]:
        project, source, year = cell
        findings.warning(
            "data-edited", data.places.get(cell, grid.name),
            _("{project}, {source}, {year}: {data} here, {form} in the form, {exported} as "
              "exported; the form was followed").format(
                project=project, source=source, year=year,
                data=number(data.cells.get(cell, 0)), form=number(form.get(cell, 0)),
                exported=number(exported.get(cell, 0))),
            remedy=_("make the change in the form if it is meant"),
        )  # fmt: skip
    if len(edited) > _LISTED:
        text = _("{n} more amounts differ from the form; the form was followed")
        findings.warning("data-edited", grid.name, text.format(n=len(edited) - _LISTED))


def _read(grid: Grid, original: Original, findings: Findings) -> _Data | None:
    wanted = {fold(title): key for key, title in original.titles.items()}
    for row in sorted(grid.rows)[:_HEADER_ROWS]:
        found = {wanted.get(fold(grid.text(row, i))): i for i in grid.rows[row]}
        columns = {key: i for key, i in found.items() if key is not None}
        if len(columns) == len(wanted):
            return _rows(grid, row, columns, original, findings)
    findings.notice(
        "data-header", grid.name, _("its headings were changed; only the form was read")
    )
    return None


def _rows(
    grid: Grid, head: int, columns: Mapping[str, int], original: Original, findings: Findings
) -> _Data:
    projects = _by_fold(p for p, _k, _t in original.cells)
    sources = _by_fold(k for _p, k, _t in original.cells)
    lang = original.facts.get("language", "vi")
    cells: dict[Cell, int] = {}
    places: dict[Cell, Place] = {}
    heading, _unit = split_unit(grid.text(head, columns["amount"]))
    for row in sorted(r for r in grid.rows if r > head):
        texts = {key: grid.text(row, i) for key, i in columns.items()}
        if not texts["project"] or not texts["year"].isdecimal():
            continue
        where = Place(grid.at(row, columns["amount"]), heading)
        try:
            amount, _note = read_amount(grid.shown(row, columns["amount"]), lang)
        except AmountError as error:
            findings.warning("data-amount", where, f"{error.found}; " + _("not compared"))
            amount = 0
        cell = (
            projects.get(fold_id(texts["project"]), texts["project"]),
            sources.get(fold_id(texts["source"]), texts["source"]),
            int(texts["year"]),
        )
        cells[cell] = cells.get(cell, 0) + amount
        places.setdefault(cell, where)
    return _Data(cells, places)


def _by_fold(ids: Iterable[str]) -> dict[str, str]:
    return {fold_id(id): id for id in ids}
