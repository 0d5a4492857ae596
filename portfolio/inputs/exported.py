"""A plan that `portfolio plan` exported and nobody edited, read back from its workbook.

Its figures are those that the hidden sheet remembers; what was edited since is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portfolio.domain import Cell, Portfolio
from portfolio.errors import InputError, PlanFileError, Problem
from portfolio.i18n import _
from portfolio.inputs.cells import quoted
from portfolio.inputs.edited.reading import read_facts, read_form
from portfolio.inputs.edited.unedited import require_as_written

_PERIOD = re.compile(r"^(\d{4})-(\d{4})$")


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
    """Where an exported plan comes from. Raises ``PlanFileError`` when it is no export."""
    return _origin(Path(path), read_facts(path))


def read_exported(path: Path | str, portfolio: Portfolio) -> ExportedPlan:
    """The plan of an unedited export, with the ids of ``portfolio``, the workbook of now.

    Raises ``InputError`` when the file is no export, was edited (in the official form, which is
    what counts for ``portfolio check``, or in the sheet Dữ liệu), or names lines, sources or years
    that the workbook does not have.
    """
    path = Path(path)
    form = read_form(path, portfolio)
    original = form.original
    origin = _origin(path, original.facts)
    _require_known(path, form.sheet, original.cells, origin, portfolio)
    require_as_written(form)
    return ExportedPlan(
        path=str(path),
        years=origin.years,
        cells=original.cells,
        starts={id: line.start for id, line in original.lines.items()},
        costs={id: line.cost for id, line in original.lines.items()},
        workbook=origin.workbook,
        sha256=origin.sha256,
        scenario=origin.scenario,
        scenario_path=origin.scenario_path,
    )


def _origin(path: Path, facts: Mapping[str, str]) -> Origin:
    match = _PERIOD.match(facts.get("period", ""))
    if match is None:
        raise PlanFileError([Problem(
            "plan-version", path.name, _("the plan was written by another version of the program"),
            remedy=_("make the plan again with this version"))])  # fmt: skip
    years = range(int(match[1]), int(match[2]) + 1)
    rest = (facts.get(key, "") for key in ("workbook", "sha256", "scenario", "scenario_path"))
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
