"""The workbook of a comparison in the making: its sheets, its columns side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from portfolio.domain import Settings
from portfolio.i18n import N_, _
from portfolio.model.records import Outcome
from portfolio.output.excel.book import ambiguous
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.styles import Styles
from portfolio.study.comparison import Comparison

TITLES = {
    "summary": N_("Comparison"),
    "changes": N_("Lines that change"),
    "lines": N_("Line by line"),
    "line_sources": N_("Lines by source"),
    "years": N_("Source and year"),
    "ledger": N_("Source ledger"),
    "data": N_("Data"),
    "info": N_("Information"),
}
"""Sheet key -> its name on the tab, in the order of the tabs."""

NAMES = {"scenario": "SS_KICHBAN", "source": "SS_NGUON", "year": "SS_NAM", "amount": "SS_VON"}
"""Column of the tidy data -> the defined name of its cells."""

DOUBT = "≈"
"""Beside a difference that another, equally good plan may not show."""


@dataclass(frozen=True, slots=True)
class Row:
    """Capital of a line in a scenario (numbered from 1) from a source in a year, triệu đồng."""

    scenario: int
    project: str
    source: str
    year: int
    amount: int


class CompareBook:
    """A comparison and the workbook that tells it."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.wb = Workbook()
        self.wb.remove(self.wb.worksheets[0])
        styles = Styles(self.wb)
        self.sheets = {key: Sheet(self.wb.create_sheet(_(t)), styles) for key, t in TITLES.items()}

    @property
    def settings(self) -> Settings:
        """Those of the base."""
        return self.comparison.portfolio.settings

    @property
    def subtitle(self) -> str:
        """The scenarios, the base first."""
        c = self.comparison
        names = [c.title(place) for place in range(len(c.plans))]
        return _("Base: {base}. Compared: {others}").format(
            base=names[0], others="; ".join(names[1:])
        )

    @property
    def created(self) -> str:
        """When the last of the plans was made."""
        return max(plan.info.created for plan in self.comparison.plans)

    @cached_property
    def warning(self) -> str:
        """What every sheet says when a solver was stopped; empty for proven plans."""
        c = self.comparison
        loose = [
            name
            for name, plan in zip(c.names, c.plans, strict=True)
            if plan.outcome is not Outcome.OPTIMAL
        ]
        text = _("PROVISIONAL: not proven within the asked gap: {names}")
        return text.format(names=", ".join(loose)) if loose else ""

    @cached_property
    def years(self) -> list[int]:
        """Every year of some plan."""
        return sorted({year for plan in self.comparison.plans for year in plan.years})

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The tidy data: scenario, then workbook order of line, year, source."""
        c = self.comparison
        line = {p.id: i for i, p in enumerate(c.portfolio.projects)}
        rank = {k.id: i for i, k in enumerate(c.sources)}
        rows = [
            Row(place, pid, source, year, amount)
            for place, plan in enumerate(c.plans, 1)
            for (pid, source, year), amount in plan.solution.cells.items()
        ]
        rows.sort(key=lambda r: (r.scenario, line[r.project], r.year, rank[r.source]))
        return tuple(rows)

    def name(self, key: str, sheet: Sheet, cells: str) -> None:
        """Give the cells of a tidy column their defined name."""
        text = f"{quote_sheetname(sheet.ws.title)}!{cells}"
        self.wb.defined_names[NAMES[key]] = DefinedName(NAMES[key], attr_text=text)

    @cached_property
    def _totals(self) -> Mapping[tuple[int, str, int], int]:
        return self.comparison.by_source

    def paid(self, scenario: int, source: tuple[str, str], year: tuple[str, int]) -> Formula:
        """Capital of a scenario (from 0) by source and year: (address, its value) each.

        SUMIFS, unless a source id would be misread there: then an exact comparison.
        """
        total = self._totals.get((scenario, source[1], year[1]), 0)
        amount, where = NAMES["amount"], scenario + 1
        if ambiguous(self.comparison.source):
            tests = (
                f"({NAMES['scenario']}={where})*EXACT({NAMES['source']},{source[0]})"
                f"*({NAMES['year']}={year[0]})"
            )
            return Formula(f"=SUMPRODUCT({tests}*{amount})", total)
        pairs = (
            f"{NAMES['scenario']},{where},{NAMES['source']},{source[0]},{NAMES['year']},{year[0]}"
        )
        return Formula(f"=SUMIFS({amount},{pairs})", total)


@dataclass(frozen=True, slots=True)
class Sides:
    """Columns side by side: a figure for each scenario, then a difference for each but the base.

    ``first``: the column of the base. ``marks``: a narrow column of doubt after each difference.
    """

    first: int
    count: int
    marks: bool = False

    def value(self, scenario: int) -> int:
        """The column of a scenario's figure."""
        return self.first + scenario

    def difference(self, scenario: int) -> int:
        """The column of its difference from the base."""
        return self.first + self.count + (scenario - 1) * (2 if self.marks else 1)

    def mark(self, scenario: int) -> int:
        """The column of the mark of doubt."""
        return self.difference(scenario) + 1

    @property
    def last(self) -> int:
        """The last column taken."""
        return self.first + self.count - 1 + (self.count - 1) * (2 if self.marks else 1)

    @property
    def widths(self) -> list[float]:
        """Of the columns, in characters."""
        return [15.0] * self.count + ([14.0, 3.5] if self.marks else [14.0]) * (self.count - 1)

    def heads(self, comparison: Comparison, sheet: Sheet, row: int) -> None:
        """The heading of these columns."""
        for place, name in enumerate(comparison.names):
            text = _("{name} (base)").format(name=name) if place == 0 else name
            sheet.put(row, self.value(place), text, "center", "head")
        for place, name in list(enumerate(comparison.names))[1:]:
            text = _("{name} − base").format(name=name)
            last = self.mark(place) if self.marks else self.difference(place)
            sheet.merge((row, self.difference(place)), (row, last), text, "center", "head")

    def put(
        self,
        sheet: Sheet,
        row: int,
        values: Sequence[Value],
        kind: str = "number",
        tone: str = "plain",
        change: str = "change",
    ) -> None:
        """Figures and their live differences. Without marks: see ``put_mark``."""
        for place, value in enumerate(values):
            sheet.put(row, self.value(place), value, kind, tone)
        for place in range(1, self.count):
            sheet.put(row, self.difference(place), self.gap(sheet, row, place), change, tone)
            if self.marks:
                sheet.put(row, self.mark(place), None, "center", tone)

    def gap(self, sheet: Sheet, row: int, scenario: int) -> Formula:
        """The live difference of a scenario from the base."""
        mine, base = (row, self.value(scenario)), (row, self.first)
        value = sheet.figure(*mine) - sheet.figure(*base)
        return Formula(f"={at(*mine)}-{at(*base)}", value)
