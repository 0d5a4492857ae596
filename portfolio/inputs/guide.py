"""The first sheet: what the others are for, and how to fill them."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.i18n import N_, _
from portfolio.inputs.schema import all_sheets
from portfolio.inputs.styling import FONT, GREY, LINE, NAVY, PALE

ADVICE = (
    N_("Amounts are in billion VND (tỷ đồng) with at most three decimals, or all of them in "
       "million VND (triệu đồng): say which in the sheet of settings."),
    N_("Shares are percentages: 80%. Years are plain numbers: 2021. Yes or no: choose from the "
       "list."),
    N_("A dark heading marks a column that every row must fill; the others may stay empty. "
       "Select a cell to read what it is for and what an empty cell means."),
    N_("Order of work: settings, sectors and owners, sources, revenue and its sharing, projects; "
       "then the rest as needed. Codes are written once and referred to from other sheets."),
    N_("One row, one record: do not merge cells, do not write totals below the lists. Titles "
       "above the headings may stand; figures there, cells below no heading, extra columns and "
       "extra sheets are left unread, with a word about it."),
    N_("Say for every figure where it comes from: document, reported or assumed, and which "
       "document."),
    N_("Check the file before planning: portfolio validate FILE lists every problem with its "
       "cell and how to mend it."),
)  # fmt: skip


def write_guide(ws: Worksheet, lang: str) -> None:
    """Fill the guide sheet in ``lang``, the current language."""
    ws.column_dimensions["A"].width = 18
    ws.column_dimensions["B"].width = 96
    ws.column_dimensions["C"].width = 14
    ws["A1"] = _("Workbook of the public investment plan")
    ws["A1"].font = Font(name=FONT, size=16, bold=True, color=NAVY)
    ws["A2"] = _("Projects, sources and rules from which the plan is made")
    ws["A2"].font = Font(name=FONT, size=11, color=GREY)
    row = _sheet_list(ws, 4, lang)
    ws.cell(row + 1, 1, _("How to fill it")).font = Font(name=FONT, size=12, bold=True, color=NAVY)
    for number, text in enumerate(ADVICE, 1):
        ws.merge_cells(start_row=row + 1 + number, end_row=row + 1 + number, start_column=1,
                       end_column=3)  # fmt: skip
        cell = ws.cell(row + 1 + number, 1, f"{number}. {_(text)}")
        cell.font = Font(name=FONT, size=10)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        ws.row_dimensions[row + 1 + number].height = 15 * (1 + len(_(text)) // 135) + 3
    ws.sheet_view.showGridLines = False
    ws.sheet_properties.tabColor = NAVY
    ws.page_setup.orientation = "landscape"
    ws.page_setup.fitToHeight = 0
    assert ws.sheet_properties.pageSetUpPr is not None
    ws.sheet_properties.pageSetUpPr.fitToPage = True


def _sheet_list(ws: Worksheet, top: int, lang: str) -> int:
    """The table of sheets, each a link; returns the row below it."""
    line = Border(bottom=Side(style="hair", color=LINE))
    for index, text in enumerate((_("Sheet"), _("What it is for"), _("Needed")), 1):
        head = ws.cell(top, index, text)
        head.font = Font(name=FONT, size=10, bold=True, color=NAVY)
        head.fill = PatternFill("solid", start_color=PALE)
    forms = [form for form in all_sheets() if form.columns]
    for row, form in enumerate(forms, top + 1):
        name = form.name(lang)
        ws.cell(row, 1, name).hyperlink = f"#'{name}'!A1"
        ws.cell(row, 2, _(form.help))
        ws.cell(row, 3, _("if needed") if form.optional else _("always"))
        for index in (1, 2, 3):
            cell = ws.cell(row, index)
            cell.font = Font(
                name=FONT, size=10, color=NAVY if index == 1 else None, bold=index == 1
            )
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = line
        ws.row_dimensions[row].height = 15 * (1 + len(_(form.help)) // 100)
    return top + len(forms) + 1
