"""One worksheet while it is written: cells, live sums with their figures, row heights."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.output.excel.rows import Cells, Content, Formula
from portfolio.output.excel.styles import ALARM_FILL, ALARM_FONT, SIZE, TONES, Styles, inline_font

LINE_HEIGHT = 1.36
"""Height of a line of text, in font sizes."""
_PLAIN, _BOLD = 1.1, 1.0
"""Letters of running text in a unit of column width (the width of a digit)."""
MOST_HEIGHT = 409
"""Excel's tallest row, points."""
EMPTY_HEIGHT = 15
"""Of a row without text, points; what openpyxl writes as the default of a sheet."""
MOST_TEXT = 32_767
"""Excel's longest cell text."""
_PIXELS, _PADDING, _PIXELS_PER_INCH, _MM_PER_INCH = 7, 5, 96, 25.4
"""Of a character of column width, of a column, of an inch; as Excel measures."""
_FORMULA_STARTS = ("=", "+", "-", "@")


Value = str | int | float | Fraction | Formula | None


def clean(text: str) -> str:
    """The text in NFC, without control characters, no longer than a cell may be."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text[:MOST_TEXT]
    flat = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    kept = (c for c in flat if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    return "".join(kept)[:MOST_TEXT]


class Sheet:
    """A worksheet in the making: the cells, with the figure of each formula, and the frame.

    Cells are put here and never into ``ws``, which holds what is around them.
    """

    def __init__(self, ws: Worksheet, styles: Styles) -> None:
        self.ws = ws
        self._styles = styles
        self._cells = Cells()
        self._figures: dict[tuple[int, int], int | float] = {}
        self._heights: dict[int, float] = {}
        self._widths: dict[int, float] = {}
        self._tones: dict[int, str] = {}

    def set_widths(self, widths: Sequence[float]) -> None:
        """Column widths from the first column on, in characters."""
        for column, width in enumerate(widths, 1):
            self.ws.column_dimensions[get_column_letter(column)].width = width
            self._widths[column] = width

    def millimetres(self, columns: range) -> float:
        """How wide some columns are on the sheet."""
        pixels = sum(_PIXELS * self._widths.get(column, 8) + _PADDING for column in columns)
        return pixels * _MM_PER_INCH / _PIXELS_PER_INCH

    def put(
        self, row: int, column: int, value: Value, kind: str = "text", tone: str = "plain"
    ) -> None:
        """Write one cell."""
        self._tones.setdefault(row, tone)
        content: Content
        if isinstance(value, str):
            content = clean(value)
            quoted = content.startswith(_FORMULA_STARTS)
            self._room(row, content, self._widths.get(column, 8), tone)
        elif isinstance(value, Formula):
            content, quoted = value, False
            if not isinstance(value.value, str):
                self._figures[row, column] = value.value
        elif value is None:
            content, quoted = None, False
        else:
            content, quoted = _plain(value), False
            self._figures[row, column] = content
        self._cells.put(row, column, self._styles.number(kind, tone, quoted=quoted), content)

    def plain(self, row: int, values: Iterable[str | int | None]) -> None:
        """Write values side by side as they are, without a style."""
        for column, value in enumerate(values, 1):
            self._cells.put(row, column, 0, value)

    def row(
        self, row: int, values: Iterable[tuple[Value, str]], tone: str = "plain", first: int = 1
    ) -> None:
        """Write (value, kind) pairs side by side."""
        for column, (value, kind) in enumerate(values, first):
            self.put(row, column, value, kind, tone)

    def merge(
        self, first: tuple[int, int], last: tuple[int, int], value: Value, kind: str, tone: str
    ) -> None:
        """Write one value over a block of cells, borders all around."""
        rows, columns = range(first[0], last[0] + 1), range(first[1], last[1] + 1)
        style = self._styles.number(kind, tone)
        for row in rows:
            for column in columns:
                self._cells.put(row, column, style, None)
        before = dict(self._heights)
        self.put(*first, value, kind, tone)
        self._heights = before  # the text has the room of the whole block
        if isinstance(value, str):
            width = sum(self._widths.get(column, 8) for column in columns)
            for row in rows:
                self._room(row, clean(value), width, tone, len(rows))
        if first != last:
            # merge_cells would look for the cells, add for every other block
            self.ws.merged_cells.ranges.add(CellRange(f"{at(*first)}:{at(*last)}"))

    def rich(
        self, first: tuple[int, int], last: tuple[int, int], parts: Sequence[tuple[str, str]]
    ) -> None:
        """Write (text, ``b``, ``i`` or nothing) runs, centred, over a block of cells in a row."""
        self.merge(first, last, "".join(text for text, _look in parts), "top", "bare")
        runs = [(clean(text), look) for text, look in parts if text]
        text = CellRichText([TextBlock(inline_font(look), text) for text, look in runs])
        self._cells.put(*first, self._styles.number("top", "bare"), text)

    def table(
        self, row: int, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Value]]
    ) -> range:
        """A heading of (title, kind) columns and the rows below it; the rows it took."""
        self.row(row, [(title, "center") for title, _kind in columns], "head")
        last = row
        for last, values in enumerate(rows, row + 1):
            pairs = zip(values, columns, strict=True)
            self.row(last, [(value, kind) for value, (_title, kind) in pairs])
        return range(row + 1, last + 1)

    def filterable(self, name: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Make a block of cells, its headings first, a table of this name with filters."""
        area = f"{at(*first)}:{at(*last)}"
        table = Table(displayName=name, ref=area, autoFilter=AutoFilter(ref=area))
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        table.tableColumns = [
            TableColumn(id=number, name=self.text(first[0], column))
            for number, column in enumerate(range(first[1], last[1] + 1), 1)
        ]
        self.ws.add_table(table)

    def alarm(self, cells: str, text: str) -> None:
        """Show a text in red wherever it comes up in some cells."""
        look = DifferentialStyle(font=ALARM_FONT, fill=ALARM_FILL)
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{text}"'], dxf=look)
        self.ws.conditional_formatting.add(cells, rule)

    def colour(self, cells: str, text: str, fill: str) -> None:
        """Fill some cells wherever a text comes up in them."""
        look = DifferentialStyle(fill=PatternFill(bgColor=fill))
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{text}"'], dxf=look)
        self.ws.conditional_formatting.add(cells, rule)

    def figure(self, row: int, column: int) -> int | float:
        """The number in a cell, 0 when there is none."""
        return self._figures.get((row, column), 0)

    @property
    def rows(self) -> range:
        """From the first row to the last one written."""
        return range(1, max(self._tones, default=0) + 1)

    @property
    def columns(self) -> int:
        """How many columns have a width."""
        return len(self._widths)

    def tone(self, row: int) -> str:
        """The tone of the first cell written in a row; empty for an empty row."""
        return self._tones.get(row, "")

    def height(self, row: int) -> float:
        """Points; what an empty row has, too."""
        return min(MOST_HEIGHT, round(self._heights.get(row, EMPTY_HEIGHT), 1))

    def text(self, row: int, column: int) -> str:
        """What a cell shows, as text."""
        return self._cells.text(row, column)

    def ref(self, row: int, column: int) -> str:
        """The cell's address for a formula on another sheet."""
        return f"{quote_sheetname(self.ws.title)}!{at(row, column)}"

    def link(self, row: int, column: int) -> Formula:
        """A formula, for another sheet, that repeats this cell."""
        return Formula(f"={self.ref(row, column)}", self.figure(row, column))

    def sum(self, cells: Iterable[tuple[int, int]]) -> Formula | int:
        """The live sum of cells of this sheet, (row, column), in reading order."""
        cells = list(cells)
        if not cells:
            return 0
        total = sum(self.figure(*cell) for cell in cells)
        return Formula(f"=SUM({','.join(_runs(cells))})", total)

    def sum_down(self, column: int, rows: Iterable[int]) -> Formula | int:
        """The live sum of one column over rows."""
        return self.sum((row, column) for row in rows)

    def sum_across(self, row: int, columns: Iterable[int]) -> Formula | int:
        """The live sum of one row over columns."""
        return self.sum((row, column) for column in columns)

    def insert(self, xml: bytes) -> bytes:
        """The XML of the frame with the cells in it; each row as high as its longest text needs
        (nothing fits itself on opening).
        """
        return self._cells.insert(xml, {row: self.height(row) for row in self._heights})

    def _room(self, row: int, text: str, width: float, tone: str, rows: int = 1) -> None:
        height = _height(text, width, tone) / rows
        self._heights[row] = max(height, self._heights.get(row, SIZE * LINE_HEIGHT + 3))


def at(row: int, column: int, *, fixed: bool = False) -> str:
    """A cell address: ``F5``, or ``$F$5`` when fixed."""
    letter = get_column_letter(column)
    return f"${letter}${row}" if fixed else f"{letter}{row}"


@cache
def _height(text: str, width: float, tone: str) -> float:
    """Points that a text takes in a column of a width."""
    size = TONES[tone].size
    capacity = max(1, int(width * SIZE / size * (_BOLD if TONES[tone].bold else _PLAIN)))
    lines = sum(_wrapped(part, capacity) for part in text.split("\n"))
    return lines * size * LINE_HEIGHT + 3


def _wrapped(text: str, capacity: int) -> int:
    return 1 if len(text) <= capacity else len(textwrap.wrap(text, capacity))


def _plain(value: int | float | Fraction) -> int | float:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value


def _runs(cells: Sequence[tuple[int, int]]) -> list[str]:
    """Addresses with neighbours joined: F5:F9, H5."""
    blocks: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for cell in cells:
        if blocks:
            first, last = blocks[-1]
            below = first[1] == cell[1] and cell == (last[0] + 1, last[1])
            beside = first[0] == cell[0] and cell == (last[0], last[1] + 1)
            if below or beside:
                blocks[-1] = (first, cell)
                continue
        blocks.append((cell, cell))
    return [at(*a) if a == b else f"{at(*a)}:{at(*b)}" for a, b in blocks]
