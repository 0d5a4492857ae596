"""The workbook of a study in the making: its sheets and what frames them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from portfolio.domain import Settings
from portfolio.i18n import _
from portfolio.output.excel.save import save
from portfolio.output.excel.sheet import Sheet
from portfolio.output.excel.styles import Styles
from portfolio.output.files import deliver
from portfolio.plan.schedule import Plan


@dataclass(frozen=True)
class StudyBook:
    """A workbook with named sheets; the last four fields are what ``frame`` asks for."""

    wb: Workbook
    sheets: Mapping[str, Sheet]
    settings: Settings
    subtitle: str
    warning: str
    created: str

    @classmethod
    def of(cls, plan: Plan, titles: Mapping[str, str], subtitle: str, *, proven: bool) -> StudyBook:
        """An empty one. ``titles``: sheet key -> its name on the tab, in order."""
        wb = Workbook()
        wb.remove(wb.worksheets[0])
        styles = Styles(wb)
        sheets = {key: Sheet(wb.create_sheet(_(title)), styles) for key, title in titles.items()}
        warning = "" if proven else _("PROVISIONAL: a limit stopped some solves, nothing is proven")
        return cls(wb, sheets, plan.portfolio.settings, subtitle, warning, plan.info.created)


def deliver_book(
    path: str | Path, title: str, fill: Callable[[], StudyBook], *, force: bool
) -> Path:
    """Make the workbook and put it in place, results stored beside the formulas.

    Raises ``OutputError`` when the file exists (and not ``force``) or cannot be written.
    """

    def write(place: Path) -> None:
        book = fill()
        save(book.wb, place, [*book.sheets.values()], title=title, agency=book.settings.agency)

    return deliver(Path(path), write, force=force)
