"""Cached results for formula cells, so that readers that do not calculate show the figures.

openpyxl writes formulas without results; this adds them to the finished file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v ?(?:/>|></v>)</c>')

Results = Mapping[str, int | float | str]
"""Cell address -> what its formula evaluates to."""


def save(book: Workbook, path: Path, sheets: Sequence[Results]) -> None:
    """Write the workbook to ``path`` with the results of each sheet, in sheet order.

    All of it is made in memory first: nothing is left behind, whatever happens.
    """
    made = BytesIO()
    with ZipFile(made, "w") as archive:  # not compressed yet: the results are still to come
        ExcelWriter(book, archive).save()
    path.write_bytes(add_results(made, sheets))


def add_results(made: BytesIO, sheets: Sequence[Results]) -> bytes:
    """The workbook ``made`` with the results of each sheet, in sheet order."""
    parts = {f"xl/worksheets/sheet{i}.xml": results for i, results in enumerate(sheets, 1)}
    into = BytesIO()
    with ZipFile(made) as source, ZipFile(into, "w", ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if results := parts.get(item.filename):
                content = _filled(content.decode("utf-8"), results).encode("utf-8")
            target.writestr(item, content, ZIP_DEFLATED)
    return into.getvalue()


def _filled(xml: str, results: Results) -> str:
    def fill(match: re.Match[str]) -> str:
        address, attributes, formula = match.groups()
        value = results[address]
        if isinstance(value, str):
            attributes += ' t="str"'
        return f'<c r="{address}"{attributes}>{formula}<v>{escape(str(value))}</v></c>'

    return _FORMULA.sub(fill, xml)
