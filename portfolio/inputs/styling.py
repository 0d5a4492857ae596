"""How the workbook looks: quiet headings, number formats, drop-downs and help in the cells."""

from __future__ import annotations

from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.i18n import _
from portfolio.inputs.schema import Column, Sheet, Type, sheet
from portfolio.inputs.words import Unit

FONT = "Calibri"
NAVY, PALE, GREY, LINE = "1F3864", "D9E2F0", "595959", "BFBFBF"
MONEY_FORMAT, SHARE_FORMAT = "#,##0.0##", "0.0##%"
FORMATS = {
    Type.AMOUNT: MONEY_FORMAT,
    Type.VALUE: MONEY_FORMAT,
    Type.SHARE: SHARE_FORMAT,
    Type.YEAR: "0",
    Type.INT: "0",
    Type.NUMBER: "General",
}
TEXTS = (Type.ID, Type.REF, Type.SCOPE, Type.TEXT, Type.NOTE)
YEAR_RANGE = (1990, 2100)
_RIGHT = (Type.AMOUNT, Type.VALUE, Type.SHARE, Type.NUMBER)
_CENTER = (Type.YEAR, Type.INT, Type.FLAG)
_EDGE = Side(style="thin", color=LINE)


def number_format(column: Column) -> str:
    """The number format of a column's cells; texts are text, so that "=1" and "001" stay."""
    return "@" if column.type in TEXTS else FORMATS.get(column.type, "General")


def alignment(column: Column) -> Alignment:
    """Numbers to the right, years and flags centred, texts wrapped."""
    side = "right" if column.type in _RIGHT else "center" if column.type in _CENTER else "left"
    wraps = column.type in (Type.TEXT, Type.NOTE)
    return Alignment(horizontal=side, vertical="top", wrap_text=wraps)


def style_heading(ws: Worksheet, columns: list[Column]) -> None:
    """Dark headings where a row must fill the column, pale ones elsewhere."""
    for index, column in enumerate(columns, 1):
        cell = ws.cell(1, index)
        must = column.required
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF" if must else NAVY)
        cell.fill = PatternFill("solid", start_color=NAVY if must else PALE)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(left=_EDGE, right=_EDGE, bottom=_EDGE)
        dimension = ws.column_dimensions[get_column_letter(index)]
        dimension.width = column.width
        dimension.number_format = number_format(column)
        dimension.alignment = alignment(column)
        dimension.font = Font(name=FONT, size=10)
    ws.row_dimensions[1].height = 48


def set_up_page(ws: Worksheet, form: Sheet, width: int) -> None:
    """Frozen headings, filter, landscape paper with the headings on every page."""
    fixed = 2 if any(c.key in ("name", "project_name") for c in form.columns[:2]) else 1
    ws.freeze_panes = f"{get_column_letter(fixed + 1)}2"
    ws.auto_filter.ref = f"A1:{get_column_letter(width)}{max(ws.max_row, 2)}"
    ws.sheet_properties.tabColor = form.color
    ws.sheet_view.zoomScale = 90
    ws.page_setup.orientation = "landscape"
    ws.page_setup.paperSize = "8" if width > 12 else "9"
    ws.page_setup.fitToWidth = 2 if width > 20 else 1
    ws.page_setup.fitToHeight = 0
    assert ws.sheet_properties.pageSetUpPr is not None
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = "1:1"
    if width > 20:
        ws.print_title_cols = "A:B"
    ws.print_options.gridLines = True
    ws.page_margins.left = ws.page_margins.right = 0.4
    footer: Any = ws.oddFooter
    footer.left.text, footer.right.text = "&A", "&P / &N"


def whole_numbers_plain(ws: Worksheet, letter: str, last: int, kind: Type) -> None:
    """Whole amounts and percentages without a decimal point: 135, not 135,0."""
    if kind not in (Type.AMOUNT, Type.VALUE, Type.SHARE):
        return
    share = kind is Type.SHARE
    factor = "*100" if share else ""
    cell = f"{letter}2{factor}"
    style = DifferentialStyle(
        numFmt=NumberFormat(numFmtId=9 if share else 3, formatCode="0%" if share else "#,##0")
    )
    test = f"AND(ISNUMBER({letter}2),ABS({cell}-ROUND({cell},0))<0.0000001)"
    ws.conditional_formatting.add(
        f"{letter}2:{letter}{last}", Rule(type="expression", dxf=style, formula=[test])
    )


def validation(column: Column, lang: str, money: Unit, last: int) -> DataValidation:
    """The drop-down or range check of a column, with its help as the input message."""
    rule = _rule(column, lang, last)
    rule.promptTitle = column.heading(lang, money, "…")[:32]
    rule.prompt = prompt(column, lang, money)
    rule.showInputMessage = True
    rule.showErrorMessage = rule.type is not None
    rule.errorTitle = _("Please check")
    rule.error = prompt(column, lang, money)[:225]
    return rule


def prompt(column: Column, lang: str, money: Unit) -> str:
    """The help text and what an empty cell means, at most the 255 characters Excel allows."""
    text = column.help_text(lang, money)
    if column.required:
        text += " " + _("Required.")
    elif column.default:
        text += " " + _("Empty: {default}.").format(default=_(column.default))
    return text if len(text) <= 255 else text[:254] + "…"


def _rule(column: Column, lang: str, last: int) -> DataValidation:
    if column.type in (Type.CHOICE, Type.FLAG):
        return DataValidation(type="list", formula1='"' + ",".join(column.words(lang)) + '"')
    if column.type is Type.REF:
        cells = f"{sheet(column.target).name(lang)}!$A$2:$A${last}"
        return DataValidation(type="list", formula1=cells, errorStyle="warning")
    if column.type is Type.YEAR:
        return _between("whole", *YEAR_RANGE)
    if column.type is Type.SHARE:
        return _between("decimal", 0, 1)
    if column.type is Type.INT:
        return _between("whole", column.low or 0, column.high)
    if column.type is Type.NUMBER:
        return _between("decimal", column.low or 0, column.high)
    if column.type is Type.AMOUNT:
        return _between("decimal", 0, None)
    return DataValidation()


def _between(kind: str, low: int, high: int | None) -> DataValidation:
    operator = "greaterThanOrEqual" if high is None else "between"
    rule = DataValidation(type=kind, operator=operator, formula1=str(low), errorStyle="warning")  # type: ignore[arg-type]
    if high is not None:
        rule.formula2 = str(high)
    return rule
