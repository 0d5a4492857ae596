"""Native Excel charts, with cached figures for programs that only show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
)
from openpyxl.utils import quote_sheetname

from portfolio.i18n import _
from portfolio.output.excel.sheet import Sheet, at
from portfolio.output.excel.styles import FONT, INK, LINE, PAIR, PALETTE, TY

ROWS = 24
"""Rows of the sheet that the charts take."""
_HEIGHT_CM, _GAP_CM = 12.0, 0.3
_POINT = 100
"""Font sizes in drawings are hundredths of a point."""
WHOLE = "#,##0"
_OVERLAP = 100
"""Stacked columns stand exactly over each other, percent."""


_Cells = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chart stands: its first row, and the columns that it covers."""

    row: int
    columns: range


def capital_by_source(
    sheet: Sheet, head: int, rows: range, first: int, years: int, where: Place
) -> None:
    """Public capital by source and year, stacked columns in tỷ đồng."""
    chart = _bar(sheet, "col", where, _("Public capital by source and year (tỷ đồng)"))
    chart.grouping, chart.overlap = "stacked", _OVERLAP
    across = range(first, first + years)
    paying = [place for place in rows if any(sheet.figure(place, c) for c in across)]
    for place, colour in zip(paying, cycle(PALETTE), strict=False):
        cells, labels = [(place, c) for c in across], [(head, c) for c in across]
        _series(sheet, chart, cells, (place, 1), labels, colour)
    sheet.ws.add_chart(chart, at(where.row, where.columns.start))


def need_by_sector(sheet: Sheet, head: int, rows: range, first: int, where: Place) -> None:
    """Need against capital of the public lines by sector, clustered bars in tỷ đồng."""
    chart = _bar(sheet, "bar", where, _("Public need and capital by sector (tỷ đồng)"))
    for column, colour in zip((first, first + 1), PAIR, strict=True):
        cells = [(place, column) for place in rows]
        _series(sheet, chart, cells, (head, column), [(place, 1) for place in rows], colour)
    chart.x_axis.scaling.orientation = "maxMin"  # the first sector on top
    chart.y_axis.crosses = "max"  # and the figures at the bottom
    sheet.ws.add_chart(chart, at(where.row, where.columns.start))


def clustered(
    sheet: Sheet,
    head: int,
    rows: Sequence[int],
    columns: Sequence[int],
    where: Place,
    title: str,
    *,
    money: bool = True,
    by_row: bool = False,
) -> None:
    """Clustered columns of a table whose labels stand in column 1 and in the row ``head``.

    A series is a column of the table, or a row (``by_row``). ``money``: triệu shown in tỷ.
    """
    chart = _bar(sheet, "col", where, title)
    if not money:
        chart.y_axis.number_format, chart.y_axis.title = "0", None
    series = [[(row, c) for c in columns] for row in rows]
    titles, labels = [(row, 1) for row in rows], [(head, c) for c in columns]
    if not by_row:
        series = [[(row, c) for row in rows] for c in columns]
        titles, labels = labels, titles
    for cells, name, colour in zip(series, titles, cycle(PALETTE), strict=False):
        _series(sheet, chart, cells, name, labels, colour)
    sheet.ws.add_chart(chart, at(where.row, where.columns.start))


def figures(sheet: Sheet, across: _Cells, up: _Cells, title: tuple[int, int]) -> Series:
    """A series of points for a scatter chart: figures across and up, with their values stored."""

    def numbers(cells: _Cells) -> NumRef:
        points = [NumVal(idx=i, v=sheet.figure(*cell)) for i, cell in enumerate(cells)]
        cache = NumData(formatCode=WHOLE, ptCount=len(cells), pt=points)
        return NumRef(f=_address(sheet, cells), numCache=cache)

    return Series(
        idx=0,
        order=0,
        tx=SeriesLabel(strRef=_texts(sheet, [title])),
        xVal=AxDataSource(numRef=numbers(across)),
        yVal=NumDataSource(numRef=numbers(up)),
    )


def style_axes(chart: Any, across: str, up: str) -> None:
    """Titles and whole figures on both axes of a scatter chart."""
    chart.x_axis.title, chart.y_axis.title = across, up
    grid = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.number_format = WHOLE
        axis.majorGridlines = ChartLines(spPr=grid)
        axis.txPr = _text(10)
    titles = ((chart.title, 13), (chart.x_axis.title, 10), (chart.y_axis.title, 10))
    for place, size in titles:
        place.overlay = False
        for paragraph in place.tx.rich.p:
            paragraph.pPr = ParagraphProperties(defRPr=_characters(size, bold=True))


def _bar(sheet: Sheet, direction: str, where: Place, title: str) -> BarChart:
    chart = BarChart()
    chart.type, chart.title = direction, title
    drawn: Any = chart  # centimetres, not whole as its type has it
    drawn.height, drawn.width = _HEIGHT_CM, sheet.millimetres(where.columns) / 10 - _GAP_CM
    chart.gapWidth = 60
    chart.roundedCorners = False
    chart.legend.position = "b"
    chart.legend.overlay = False
    chart.legend.txPr = _text(10)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = TY
    chart.y_axis.title = _("tỷ đồng")
    grid = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.y_axis.majorGridlines = ChartLines(spPr=grid)
    chart.x_axis.txPr = chart.y_axis.txPr = _text(10)
    titles: list[tuple[Any, int]] = [(chart.title, 13), (chart.y_axis.title, 10)]
    for place, size in titles:
        place.overlay = False  # Excel would draw the title over the columns
        for paragraph in place.tx.rich.p:
            paragraph.pPr = ParagraphProperties(defRPr=_characters(size, bold=True))
    return chart


def _series(
    sheet: Sheet,
    chart: BarChart,
    cells: _Cells,
    title: tuple[int, int],
    labels: _Cells,
    colour: str,
) -> None:
    """Add a series of cells in one row or column, titled and labelled by cells."""
    figures = [NumVal(idx=i, v=sheet.figure(*cell)) for i, cell in enumerate(cells)]
    cache = NumData(formatCode=TY, ptCount=len(cells), pt=figures)
    series = Series(
        idx=len(chart.series),
        order=len(chart.series),
        tx=SeriesLabel(strRef=_texts(sheet, [title])),
        cat=AxDataSource(strRef=_texts(sheet, labels)),
        val=NumDataSource(numRef=NumRef(f=_address(sheet, cells), numCache=cache)),
    )
    series.graphicalProperties.solidFill = colour
    chart.series.append(series)


def _texts(sheet: Sheet, cells: _Cells) -> StrRef:
    found = [sheet.text(*cell) for cell in cells]
    points = [StrVal(idx=i, v=text) for i, text in enumerate(found)]
    return StrRef(f=_address(sheet, cells), strCache=StrData(ptCount=len(points), pt=points))


def _address(sheet: Sheet, cells: _Cells) -> str:
    first, last = at(*cells[0], fixed=True), at(*cells[-1], fixed=True)
    name = quote_sheetname(sheet.ws.title)
    return f"{name}!{first}" if first == last else f"{name}!{first}:{last}"


def _characters(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size * _POINT, b=bold, latin=Font(typeface=FONT), solidFill=INK)


def _text(size: int) -> RichText:
    properties = ParagraphProperties(defRPr=_characters(size))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_characters(size))])


@dataclass(frozen=True, slots=True)
class Steps:
    """The table behind a waterfall: the rows, the column of labels, and those of the series.

    ``hidden``: the column of what carries the bars and is not seen; ``seen``: those of the bars.
    """

    head: int
    rows: range
    label: int
    hidden: int
    seen: Sequence[int]


def waterfall(
    sheet: Sheet, steps: Steps, where: Place, title: str, unit: str, colours: Sequence[str]
) -> None:
    """Stacked columns of which the lowest is not drawn: from the first level to the last."""
    chart = _bar(sheet, "col", where, title)
    chart.grouping, chart.overlap, chart.legend = "stacked", _OVERLAP, None
    chart.y_axis.title = unit
    beside: Any = chart.y_axis.title
    for paragraph in beside.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=_characters(10, bold=True))
    if unit != _("tỷ đồng"):
        chart.y_axis.number_format = "0.0"
    chart.x_axis.tickLblPos = "low"  # not across bars under zero
    labels = [(row, steps.label) for row in steps.rows]
    for column, colour in zip((steps.hidden, *steps.seen), ("FFFFFF", *colours), strict=True):
        cells = [(row, column) for row in steps.rows]
        _series(sheet, chart, cells, (steps.head, column), labels, colour)
    bare: Any = chart.series[0].graphicalProperties
    bare.noFill, bare.solidFill = True, None
    sheet.ws.add_chart(chart, at(where.row, where.columns.start))


def along(
    sheet: Sheet, head: int, rows: range, columns: tuple[int, int], where: Place, title: str
) -> None:
    """A line through points: the second of two columns over the first, as a scatter chart."""
    from openpyxl.chart import ScatterChart

    chart = ScatterChart()
    chart.title, chart.style, chart.scatterStyle = title, 13, "lineMarker"
    drawn: Any = chart
    drawn.height, drawn.width = _HEIGHT_CM, sheet.millimetres(where.columns) / 10 - _GAP_CM
    chart.legend = None
    chart.x_axis.delete = chart.y_axis.delete = False
    across, up = columns
    chart.x_axis.title = sheet.text(head, across)
    chart.y_axis.title = sheet.text(head, up)
    chart.y_axis.number_format = TY
    figures = [[NumVal(idx=i, v=sheet.figure(r, c)) for i, r in enumerate(rows)] for c in columns]
    refs = [
        NumRef(
            f=_address(sheet, [(rows[0], column), (rows[-1], column)]),
            numCache=NumData(formatCode="General", ptCount=len(rows), pt=points),
        )
        for column, points in zip(columns, figures, strict=True)
    ]
    series = Series(
        idx=0, order=0, tx=SeriesLabel(strRef=_texts(sheet, [(head, up)])),
        xVal=AxDataSource(numRef=refs[0]), yVal=NumDataSource(numRef=refs[1]),
    )  # fmt: skip
    marker: Any = series.marker
    marker.symbol, marker.size, series.smooth = "circle", 4, False
    series.graphicalProperties.line.solidFill = PALETTE[0]
    series.graphicalProperties.line.width = 22_000
    marker.graphicalProperties.solidFill = PALETTE[0]
    chart.series.append(series)
    titles: list[tuple[Any, int]] = [
        (chart.title, 13), (chart.x_axis.title, 10), (chart.y_axis.title, 10),
    ]  # fmt: skip
    for place, size in titles:
        place.overlay = False
        for paragraph in place.tx.rich.p:
            paragraph.pPr = ParagraphProperties(defRPr=_characters(size, bold=True))
    sheet.ws.add_chart(chart, at(where.row, where.columns.start))
