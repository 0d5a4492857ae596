"""A workbook of printed forms that belongs to no single plan: titles, styles, cached results."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

from portfolio.domain import Settings
from portfolio.i18n import _
from portfolio.output.excel.save import save
from portfolio.output.excel.sheet import Sheet
from portfolio.output.excel.styles import Styles


@dataclass
class Form:
    """The workbook in the making; what its sheets say of themselves (``frame.Framed``)."""

    settings: Settings
    scenario: str = ""
    warning: str = ""
    created: str = ""
    wb: Workbook = field(default_factory=Workbook)
    sheets: list[Sheet] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wb.remove(self.wb.worksheets[0])
        self._styles = Styles(self.wb)

    @property
    def subtitle(self) -> str:
        """The scenario, under the title of every sheet."""
        return _("Scenario: {name}").format(name=self.scenario) if self.scenario else ""

    def sheet(self, title: str) -> Sheet:
        """Add a sheet under this name."""
        made = Sheet(self.wb.create_sheet(title), self._styles)
        self.sheets.append(made)
        return made

    def save(self, path: Path) -> None:
        """Write the workbook with the result of every formula beside it."""
        settings = self.settings
        save(self.wb, path, self.sheets, title=settings.title, agency=settings.agency)
