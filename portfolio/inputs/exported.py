"""A plan that `portfolio plan` exported and nobody edited, read back from its workbook.

Strict on purpose: what does not look like an export, or no longer adds up, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portfolio.domain import Cell, Portfolio
from portfolio.errors import InputError, Problem
from portfolio.i18n import LANGUAGES, N_, _, language
from portfolio.inputs.cells import quoted
from portfolio.inputs.edited.reading import read_form
from portfolio.inputs.edited.unedited import require_as_written
from portfolio.inputs.opening import read_bytes
from portfolio.inputs.words import fold
from portfolio.inputs.workbook import raw_sheets
from portfolio.inputs.xlsx import CellIn, RawSheet, column_letters

_DATA = {
    "project": N_("Project id"),
    "source": N_("Source id"),
    "year": N_("Year"),
    "amount": N_("Capital (triệu đồng)"),
}
_FACTS = {
    "period": N_("Plan period"),
    "workbook": N_("Workbook"),
    "sha256": N_("SHA-256 of the workbook"),
    "scenario": N_("Scenario"),
    "scenario_path": N_("Scenario file"),
}
_PERIOD = re.compile(r"^(\d{4})-(\d{4})$")
_NOTHING = "–"
_SHEETS = {"data": N_("Data"), "info": N_("Information")}


@dataclass(frozen=True)
class ExportedPlan:
    """The plan in force. ``cells``: triệu đồng by (project, source, year).

    ``starts`` and ``costs`` (triệu đồng): by project, of the lines that start.
    ``workbook``, ``sha256``, ``scenario_path``: what it was made from, empty when unknown.
    """

    path: str
    years: range
    cells: Mapping[Cell, int]
    starts: Mapping[str, int]
    costs: Mapping[str, int]
    workbook: str = ""
    sha256: str = ""
    scenario: str = ""
    scenario_path: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """From which workbook and scenario an exported plan was made."""

    years: range
    workbook: str
    sha256: str
    scenario: str
    scenario_path: str


def read_origin(path: Path | str) -> Origin:
    """Where an exported plan comes from. Raises ``InputError`` when it is no export."""
    path = Path(path)
    return _origin(_sheets(path))


def read_exported(path: Path | str, portfolio: Portfolio) -> ExportedPlan:
    """The plan of an unedited export, with the ids of ``portfolio``, the workbook of now.

    Raises ``InputError`` when the file is no export, was edited (in the official form, which is
    what counts for ``portfolio check``, or elsewhere), or names lines, sources or years that the
    workbook does not have.
    """
    path = Path(path)
    sheets = _sheets(path)
    origin = _origin(sheets)
    cells = _cells(sheets["data"])
    _require_known(path, sheets["data"].name, cells, origin, portfolio)
    form = read_form(path, portfolio)
    require_as_written(form)
    starts = {id: line.start for id, line in form.original.lines.items()}
    costs = {id: line.cost for id, line in form.original.lines.items()}
    return ExportedPlan(
        str(path), origin.years, cells, starts, costs,
        origin.workbook, origin.sha256, origin.scenario, origin.scenario_path,
    )  # fmt: skip


def _refuse(where: str, found: str, expected: str = "", remedy: str = "") -> InputError:
    return InputError([Problem("plan-not-exported", where, found, expected, remedy)])


def _spellings(text: str) -> set[str]:
    found = set()
    for lang in LANGUAGES:
        with language(lang):
            found.add(fold(_(text)))
    return found


def _sheets(path: Path) -> dict[str, RawSheet]:
    raws = raw_sheets(path, read_bytes(path))
    found: dict[str, RawSheet] = {}
    for key, title in _SHEETS.items():
        spellings = _spellings(title)
        raw = next((r for r in raws if fold(r.name) in spellings), None)
        if raw is None:
            raise _refuse(
                path.name,
                _("the sheet {name} is missing").format(name=quoted(_(title))),
                _("a plan written by `portfolio plan`"),
                _("name the Excel file of the plan in force"),
            )
        found[key] = raw
    return found


def _heads(raw: RawSheet, titles: Mapping[str, str]) -> tuple[int, dict[str, int]] | None:
    """The first row with all the titles, which may go on in the two rows below; columns by key."""
    wanted = {key: _spellings(text) for key, text in titles.items()}
    for index, (number, cells) in enumerate(raw.rows):
        together: dict[int, list[CellIn]] = {}
        for _number, row in raw.rows[index : index + 3]:
            for column, value in row.items():
                together.setdefault(column, []).append(value)
        first = {fold(value) for value in cells.values() if isinstance(value, str)}
        if not first & set().union(*wanted.values()):
            continue
        places = {
            key: column
            for key, spellings in wanted.items()
            for column, values in together.items()
            if any(isinstance(v, str) and fold(v) in spellings for v in values)
        }
        if places.keys() == wanted.keys():
            return number, places
    return None


def _cells(raw: RawSheet) -> dict[Cell, int]:
    """The tidy rows; the total above them, which Excel keeps up to date, must still hold."""
    heads = _heads(raw, _DATA)
    if heads is None:
        names = ", ".join(_(title) for title in _DATA.values())
        raise _refuse(
            f"{raw.name}!A1", _("the headings were not found"),
            _("a row with the headings {names}").format(names=names), _export_again(),
        )  # fmt: skip
    head, at = heads
    cells: dict[Cell, int] = {}
    total: CellIn | None = None
    for number, row in raw.rows:
        amount = row.get(at["amount"])
        if number < head:
            total = amount if isinstance(amount, float) else total
        if number <= head or not row:
            continue
        project, source, year = (row.get(at[key]) for key in ("project", "source", "year"))
        good = (
            isinstance(project, str) and isinstance(source, str)
            and isinstance(year, float) and isinstance(amount, float)
            and amount == round(amount) and amount >= 0
        )  # fmt: skip
        where = f"{raw.name}!{column_letters(at['amount'])}{number}"
        if not good:
            if project is None and source is None and amount is None:
                continue  # a plan without any capital has one empty row
            raise _refuse(where, _("this row is not as the program wrote it"),
                          _("project, source, year and a whole amount"), _edited())  # fmt: skip
        cell = (str(project), str(source), int(float(year)))  # type: ignore[arg-type]
        if cell in cells:
            raise _refuse(where, _("the project, source and year of an earlier row"),
                          _("one row for each"), _edited())  # fmt: skip
        cells[cell] = int(float(amount))  # type: ignore[arg-type]
    if total is not None and round(float(total)) != sum(cells.values()):  # type: ignore[arg-type]
        raise _refuse(
            f"{raw.name}!{column_letters(at['amount'])}{head - 1}",
            _("the rows no longer add up to their total"), "", _edited(),
        )  # fmt: skip
    return {cell: amount for cell, amount in cells.items() if amount}


def _edited() -> str:
    return _("this file was edited; take the plan as the program wrote it")


def _export_again() -> str:
    return _("write the plan again with `portfolio plan`")


def _origin(sheets: Mapping[str, RawSheet]) -> Origin:
    wanted = {key: _spellings(text) for key, text in _FACTS.items()}
    found: dict[str, str] = {}
    for _number, row in sheets["info"].rows:
        label, value = row.get(1), row.get(2)
        if isinstance(label, str) and isinstance(value, str):
            for key, spellings in wanted.items():
                if fold(label) in spellings:
                    found.setdefault(key, "" if value == _NOTHING else value)
    match = _PERIOD.match(found.get("period", ""))
    if match is None:
        raise _refuse(
            f"{sheets['info'].name}!A1", _("the plan period was not found"),
            _("a plan written by `portfolio plan`"), _export_again(),
        )  # fmt: skip
    years = range(int(match.group(1)), int(match.group(2)) + 1)
    rest = [found.get(key, "") for key in ("workbook", "sha256", "scenario", "scenario_path")]
    return Origin(years, *rest)


def _require_known(
    path: Path, sheet: str, cells: Mapping[Cell, int], origin: Origin, portfolio: Portfolio
) -> None:
    """Every line, source and year of the plan is still in the workbook."""
    problems = []
    years = portfolio.settings.years
    if origin.years != years:
        problems.append(Problem(
            "plan-period", path.name, f"{origin.years[0]}-{origin.years[-1]}",
            _("the period of the workbook, {first}-{last}").format(first=years[0], last=years[-1]),
            _("use the plan of the same period")))  # fmt: skip
    costed = {p.id for p in portfolio.costed}
    for id in sorted({p for p, _k, _t in cells} - costed):
        problems.append(Problem(
            "plan-line-missing", sheet, _("{text} is not known").format(text=quoted(id)),
            _("a line with an estimate in the workbook"),
            _("keep the line in the workbook; to leave it out, write so in the sheet of pins")
            ))  # fmt: skip
    for id in sorted({k for _p, k, _t in cells} - portfolio.source.keys()):
        problems.append(Problem(
            "plan-source-missing", sheet, _("{text} is not known").format(text=quoted(id)),
            _("a source of the workbook"), _("keep the source in the workbook")))  # fmt: skip
    if problems:
        raise InputError(problems)
