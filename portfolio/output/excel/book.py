"""The workbook in the making: its sheets, its tidy rows, its named ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from portfolio.domain import Settings
from portfolio.i18n import N_, _, current_language
from portfolio.model.records import Outcome
from portfolio.money import percent
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet
from portfolio.output.excel.styles import Styles
from portfolio.output.excel.words import word
from portfolio.plan.schedule import Plan

if TYPE_CHECKING:
    from portfolio.study.explain.ask import Explanations

TITLES = {
    "summary": N_("Summary"),
    "phasing": N_("Phasing"),
    "gantt": N_("Schedule"),
    "sources": N_("By source"),
    "years": N_("By year"),
    "unfunded": N_("Unfunded"),
    "ledger": N_("Source ledger"),
    "checks": N_("Checks"),
    "data": N_("Data"),
    "info": N_("Information"),
}
"""Sheet key -> its name on the tab, in the order of the tabs."""

NAMES = {
    "project": "DL_MA",
    "kind": "DL_LOAI",
    "sector": "DL_LINHVUC",
    "status": "DL_TINHTRANG",
    "owner": "DL_CHUDAUTU",
    "source": "DL_NGUON",
    "year": "DL_NAM",
    "amount": "DL_VON",
}
"""Column of the tidy data -> the defined name of its cells."""

_AMBIGUOUS = re.compile(r"[*?~<>=]|^\s*[-+]?[\d.,]+([eE%/-].*)?\s*$")


@dataclass(frozen=True, slots=True)
class Row:
    """Capital of a project from a source in a year, triệu đồng.

    Ids, but kind and status in the words of the sheet.
    """

    project: str
    kind: str
    sector: str
    status: str
    owner: str
    source: str
    year: int
    amount: int


class Book:
    """A plan and the workbook that tells it."""

    def __init__(self, plan: Plan, explanations: Explanations | None = None) -> None:
        self.plan = plan
        self.explanations = explanations
        self.wb = Workbook()
        self.wb.remove(self.wb.worksheets[0])
        self.styles = Styles(self.wb)
        self.sheets = {
            key: Sheet(self.wb.create_sheet(_(t)), self.styles) for key, t in TITLES.items()
        }

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The tidy data in workbook order: project, year, source."""
        portfolio = self.plan.portfolio
        place = {p.id: i for i, p in enumerate(portfolio.projects)}
        rank = {k.id: i for i, k in enumerate(portfolio.sources)}
        cells = sorted(
            self.plan.solution.cells.items(),
            key=lambda cell: (place[cell[0][0]], cell[0][2], rank[cell[0][1]]),
        )
        rows = []
        for (pid, source, year), amount in cells:
            p = portfolio.project[pid]
            rows.append(
                Row(pid, word(p.kind), p.sector, word(p.status), p.owner, source, year, amount)
            )
        return tuple(rows)

    def name(self, key: str, cells: str) -> None:
        """Give the cells of a tidy column their defined name."""
        self.wb.defined_names[NAMES[key]] = DefinedName(NAMES[key], attr_text=cells)

    def sum_where(self, conditions: Mapping[str, tuple[str, str | int]]) -> Formula:
        """Capital in the tidy data where columns equal cells: column -> (address, its value).

        SUMIFS, unless an id would be misread there (``1.1`` equals ``1.10``, ``*`` equals
        everything, case is ignored): then an exact comparison.
        """
        total = sum(
            row.amount
            for row in self.rows
            if all(getattr(row, key) == value for key, (_at, value) in conditions.items())
        )
        amount = NAMES["amount"]
        if self._misread & conditions.keys():
            tests = (
                f"({NAMES[key]}={cell})"
                if isinstance(value, int)
                else f"EXACT({NAMES[key]},{cell})"
                for key, (cell, value) in conditions.items()
            )
            return Formula(f"=SUMPRODUCT({'*'.join(tests)}*{amount})", total)
        pairs = ",".join(f"{NAMES[key]},{cell}" for key, (cell, _v) in conditions.items())
        return Formula(f"=SUMIFS({amount},{pairs})", total)

    @cached_property
    def _misread(self) -> frozenset[str]:
        """The tidy columns whose ids SUMIFS would confuse."""
        portfolio = self.plan.portfolio
        ids = {
            "project": portfolio.project,
            "sector": portfolio.sector,
            "owner": portfolio.owner,
            "source": portfolio.source,
        }
        return frozenset(key for key, found in ids.items() if ambiguous(found))

    @cached_property
    def scenario(self) -> str:
        """The scenario's name in the current language."""
        info = self.plan.info
        if current_language() == "en" and info.scenario_en:
            return info.scenario_en
        return info.scenario

    @property
    def settings(self) -> Settings:
        """Those of the plan."""
        return self.plan.portfolio.settings

    @property
    def subtitle(self) -> str:
        """The scenario, under the title of every sheet."""
        return _("Scenario: {name}").format(name=self.scenario) if self.scenario else ""

    @property
    def created(self) -> str:
        """When the plan was made."""
        return self.plan.info.created

    @cached_property
    def warning(self) -> str:
        """What every sheet says when the solver was stopped; empty for a proven plan."""
        return warning_of(self.plan)


def warning_of(plan: Plan) -> str:
    """The words for a plan that is not proven; empty for a proven one."""
    report = plan.solution.report
    if report.outcome is Outcome.OPTIMAL:
        return ""
    text = _("PROVISIONAL PLAN - {outcome}; gap {gap}, asked {asked}")
    return text.format(
        outcome=word(report.outcome),
        gap=percent(report.gap, 4) if isfinite(report.gap) else _("not proven"),
        asked=percent(report.asked_gap, 4),
    )


def ambiguous(ids: Iterable[str]) -> bool:
    """Whether SUMIFS would confuse some of these ids."""
    found = list(ids)
    return len({i.casefold() for i in found}) < len(found) or any(map(_AMBIGUOUS.search, found))
