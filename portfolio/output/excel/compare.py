"""A comparison as one Excel workbook: docs/compare.md says what each sheet is."""

from __future__ import annotations

from pathlib import Path

from portfolio.i18n import _
from portfolio.output.excel.compare_book import CompareBook
from portfolio.output.excel.compare_changes import write_changes
from portfolio.output.excel.compare_info import write_info
from portfolio.output.excel.compare_ledger import write_ledger
from portfolio.output.excel.compare_lines import write_lines
from portfolio.output.excel.compare_sources import write_data, write_line_sources, write_years
from portfolio.output.excel.compare_summary import write_summary
from portfolio.output.excel.save import save
from portfolio.output.files import deliver
from portfolio.study.comparison import Comparison

__all__ = ["write_comparison"]


def write_comparison(comparison: Comparison, path: str | Path, *, force: bool = False) -> Path:
    """Write the comparison as an Excel workbook in the current language; triệu đồng.

    Totals and differences are formulas, with their results stored beside them. An existing
    file is replaced only with ``force``. Raises ``OutputError`` when the file exists or cannot
    be written.
    """
    return deliver(Path(path), lambda place: _write(comparison, place), force=force)


def _write(comparison: Comparison, path: Path) -> None:
    book = _fill(comparison)
    title = _("Comparison of scenarios")
    save(book.wb, path, [*book.sheets.values()], title=title, agency=book.settings.agency)


def _fill(comparison: Comparison) -> CompareBook:
    """All sheets; those that others refer to come first."""
    book = CompareBook(comparison)
    write_data(book)
    years = write_years(book)
    paid = write_line_sources(book)
    lines = write_lines(book, paid)
    ledger = write_ledger(book, years)
    write_changes(book, lines)
    write_summary(book, lines, ledger, years)
    write_info(book)
    return book
