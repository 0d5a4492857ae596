"""A finished workbook -> a file: what openpyxl writes, with our cells in its sheets."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from portfolio.output.excel.sheet import Sheet


def save(book: Workbook, path: Path, sheets: Sequence[Sheet], *, title: str, agency: str) -> None:
    """Write the workbook to ``path``; ``sheets``: all of it, in the order of the tabs.

    ``title`` and ``agency`` are its properties. All of it is made in memory first: nothing is
    left behind, whatever happens.
    """
    book.properties.title = title or None
    book.properties.creator = agency or "portfolio"
    book.calculation.fullCalcOnLoad = True
    made = BytesIO()
    with ZipFile(made, "w") as archive:  # not compressed yet: the cells are still to come
        ExcelWriter(book, archive).save()
    path.write_bytes(_filled(made, sheets))


def _filled(made: BytesIO, sheets: Sequence[Sheet]) -> bytes:
    parts = {f"xl/worksheets/sheet{i}.xml": sheet for i, sheet in enumerate(sheets, 1)}
    into = BytesIO()
    with ZipFile(made) as source, ZipFile(into, "w", ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if sheet := parts.get(item.filename):
                content = sheet.insert(content)
            target.writestr(item, content, ZIP_DEFLATED)
    return into.getvalue()
