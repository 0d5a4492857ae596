"""What stability costs: the frontier as a table and a chart, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from openpyxl.chart import ScatterChart
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties

from portfolio.i18n import _
from portfolio.money import number, percent
from portfolio.output.excel.charts import figures, style_axes
from portfolio.output.excel.form import Form
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.pages import A3, page
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.styles import PALETTE
from portfolio.study.replan import ALL, Point, Replan

_VALUE, _LOSS, _COST = 2, 3, 11


def write_tradeoff(form: Form, replan: Replan) -> None:
    """From keeping everything to free re-optimisation, one row a point."""
    sheet = form.sheet(_("Trade-off"))
    columns = _columns()
    sheet.set_widths([width for _title, width, _kind in columns])
    top = heading(form, sheet, _("Stability against value"), len(columns))
    pairs = [(title, kind) for title, _w, kind in columns]
    free = replan.points[-1]
    last = top + len(replan.points)
    rows = [_row(replan, point, free, top + n, last) for n, point in enumerate(replan.points, 1)]
    for place, values in enumerate(rows, top + 1):  # the loss looks the value of the last row up
        sheet.put(place, _VALUE, values[_VALUE - 1], columns[_VALUE - 1][2])
    taken = sheet.table(top, pairs, rows)
    end = notes(sheet, taken[-1] + 2, range(1, len(columns) + 1), _notes(replan))
    _chart(sheet, top, taken, end + 1, len(columns))
    page(form, sheet, repeat=range(top, top + 1), paper=A3)
    sheet.ws.page_setup.fitToHeight = 1  # no page break through the chart


def _columns() -> list[tuple[str, float, str]]:
    return [
        (_("Stability"), 13, "percent"),
        (_("Value (triệu đồng weighted)"), 17, "decimal"),
        (_("Lost against free re-optimisation"), 17, "decimal"),
        (_("Lost, share"), 11, "percent"),
        (_("Lines changed"), 11, "exact"),
        (_("Start moved"), 11, "exact"),
        (_("Left out"), 11, "exact"),
        (_("Added"), 11, "exact"),
        (_("Yearly amounts changed (triệu đồng)"), 17, "exact"),
        (_("Source changed (triệu đồng)"), 17, "exact"),
        (_("Changes at the prices asked (triệu đồng weighted)"), 20, "decimal"),
        (_("Taken"), 10, "center"),
    ]


def _row(replan: Replan, point: Point, free: Point, row: int, last: int) -> tuple[Value, ...]:
    changes, prices = point.changes, replan.prices
    lost = free.value - point.value
    share = float(lost / abs(free.value)) if free.value else 0.0
    total = at(last, _VALUE, fixed=True)
    price = changes.price(prices.start, prices.source, prices.amount, private=False)
    return (
        point.stability, point.value,
        Formula(f"={total}-{at(row, _VALUE)}", float(lost)),
        Formula(f"=IF({total}=0,0,{at(row, _LOSS)}/ABS({total}))", share),
        changes.count("any"), changes.count("moved"), changes.count("dropped"),
        changes.count("added"), changes.total("amount"), changes.total("source"), price,
        "x" if point is replan.asked else "",
    )  # fmt: skip


def _notes(replan: Replan) -> list[str]:
    return [
        _("100%: the least change comes before any value. 0%: free re-optimisation."),
        _(
            "Between them the prices asked are multiplied by stability / (1 − stability): at 50% "
            "they are as asked: start {start}, source {source}, amount {amount} (weighted triệu "
            "for each triệu)."
        ).format(**_prices(replan)),
        _(
            "Value: score × need of the public lines that have not started, less waiting and "
            "overhang. Lines that have started go on in every plan and are not in it."
        ),
        _("Changes are counted in the years after {year} only; added lines have no price.").format(
            year=replan.actuals.closed
        ),
    ]


def _prices(replan: Replan) -> dict[str, str]:
    found = replan.prices
    return {
        "start": _figure(found.start),
        "source": _figure(found.source),
        "amount": _figure(found.amount),
    }


def _figure(value: Fraction) -> str:
    return number(value, 3)


def _chart(sheet: Sheet, top: int, rows: range, place: int, span: int) -> None:
    """Changes across, value up: each point one stability."""
    chart = ScatterChart()
    chart.title = _("What stability costs")
    chart.style = 13
    series = figures(sheet, [(r, _COST) for r in rows], [(r, _VALUE) for r in rows], (top, _VALUE))
    series.marker = Marker(symbol="circle", size=8)
    series.marker.graphicalProperties = GraphicalProperties(solidFill=PALETTE[0])
    series.graphicalProperties.line.solidFill = PALETTE[1]
    series.smooth = False
    chart.series.append(series)
    chart.legend = None
    titles = sheet.text(top, _COST), sheet.text(top, _VALUE)
    style_axes(chart, *titles)
    drawn: Any = chart
    drawn.height, drawn.width = 11.5, sheet.millimetres(range(1, span - 1)) / 10
    sheet.ws.add_chart(chart, at(place + 1, 1))


def write_basis(form: Form, replan: Replan, files: Sequence[str]) -> None:
    """What the new plan rests on: files, closed year, prices, and where a rule bends."""
    sheet = form.sheet(_("Information"))
    sheet.set_widths([34, 90])
    row = heading(form, sheet, _("How this adjustment was made"), 2, unit=False)
    for label, value in _facts(replan, files):
        sheet.put(row, 1, label, "text", "group")
        sheet.put(row, 2, value, "text")
        row += 1
    if replan.past.notices:
        row += 1
        title = _("Where a rule bends for what has happened")
        sheet.merge((row, 1), (row, 2), title, "text", "heading")
        for row, text in enumerate(replan.past.notices, row + 1):  # noqa: B020 - the row runs on
            sheet.merge((row, 1), (row, 2), text, "text", "plain")
    page(form, sheet, repeat=range(0))


def _facts(replan: Replan, files: Sequence[str]) -> Iterator[tuple[str, str]]:
    plan, asked = replan.plan, replan.asked
    labels = _("Plan in force"), _("Actuals"), _("Workbook")
    yield from zip(labels, files, strict=False)
    yield _("SHA-256 of the workbook"), replan.portfolio.sha256 or "–"
    same = replan.old.sha256 == replan.portfolio.sha256
    text = _("the same as that of the plan in force") if same else _("changed since that plan")
    yield _("State of the workbook"), text
    yield _("Last year closed"), str(replan.actuals.closed)
    yield _("Stability"), percent(asked.stability, 1)
    text = _("start {start}, source {source}, amount {amount}")
    yield _("Prices of change"), text.format(**_prices(replan))
    if asked.stability == ALL:
        yield _("Order"), _("the least change first, then the value")
    elif asked.price is not None:
        yield _("Value less the price of changes"), number(asked.value - asked.price, 1)
        yield _("Proven bound on it"), number(asked.bound, 1)
    if replan.past.stretched:
        yield (
            _("Stretched"),
            _(
                "what has started cannot all be finished in its years of capital: lines may go on "
                "after the plan, the provincial council decides (Law 39/2019/QH14, Art. 52.2)"
            ),
        )
    yield _("Rules verified"), number(len(plan.checks.lines))
    yield _("Command"), plan.info.command or "–"
    yield _("Date"), plan.info.created or "–"
