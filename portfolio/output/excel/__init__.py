"""The plan as one Excel workbook: docs/plan-workbook.md says what each sheet is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.output.excel.book import Book
from portfolio.output.excel.by_source import write_by_source
from portfolio.output.excel.by_year import write_by_year
from portfolio.output.excel.checks import write_checks
from portfolio.output.excel.data import write_data
from portfolio.output.excel.gantt import write_gantt
from portfolio.output.excel.info import write_info
from portfolio.output.excel.ledger import write_ledger
from portfolio.output.excel.live import Live
from portfolio.output.excel.original import write_original
from portfolio.output.excel.phasing import write_phasing
from portfolio.output.excel.save import save
from portfolio.output.excel.sheet import Sheet
from portfolio.output.excel.summary import write_summary
from portfolio.output.excel.unfunded import write_unfunded
from portfolio.output.files import deliver
from portfolio.plan.schedule import Plan

if TYPE_CHECKING:
    from portfolio.study.explain.ask import Explanations

__all__ = ["write_plan"]


def write_plan(
    plan: Plan,
    path: str | Path,
    *,
    force: bool = False,
    explanations: Explanations | None = None,
) -> Path:
    """Write the plan as an Excel workbook in the current language; amounts in triệu đồng.

    ``explanations`` (``explain``) of the lines without capital stand on the sheet Unfunded.

    Totals are formulas, with their results stored beside them. An existing file is replaced
    only with ``force``. Raises ``OutputError`` when the file exists or cannot be written.
    """
    return deliver(Path(path), lambda place: _write(plan, place, explanations), force=force)


def _write(plan: Plan, path: Path, explanations: Explanations | None) -> None:
    book = Book(plan, explanations)
    sheets = _fill(book)
    settings = plan.portfolio.settings
    save(book.wb, path, sheets, title=settings.title, agency=settings.agency)


def _fill(book: Book) -> list[Sheet]:
    """All sheets, in the order of the tabs; those that others refer to are filled first."""
    write_data(book)
    phasing = write_phasing(book)
    ledger = write_ledger(book)
    write_summary(book, phasing, ledger)
    write_gantt(book, phasing)
    write_by_source(book, ledger)
    write_by_year(book)
    write_unfunded(book)
    write_checks(book, Live(book, phasing, ledger))
    write_info(book)
    return [*book.sheets.values(), write_original(book, phasing)]
