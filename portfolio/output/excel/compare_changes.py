"""The sheet Danh mục thay đổi: lines gained, lost, earlier, later in each scenario."""

from __future__ import annotations

from portfolio.i18n import N_, _
from portfolio.output.excel.compare_book import CompareBook
from portfolio.output.excel.compare_lines import Lines
from portfolio.output.excel.frame import heading
from portfolio.output.excel.pages import A4, page
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Value, at
from portfolio.output.excel.words import roman
from portfolio.study.comparison import Account, Change

_HEADINGS = {
    Change.GAINED: N_("Gained: with funds here, without in the base"),
    Change.LOST: N_("Lost: without funds here, with in the base"),
    Change.EARLIER: N_("Starting earlier than in the base"),
    Change.LATER: N_("Starting later than in the base"),
}
_SPAN = 8


def write_changes(book: CompareBook, lines: Lines) -> None:
    """One block a scenario; amounts are those of the sheet line by line."""
    sheet, c = book.sheets["changes"], book.comparison
    sheet.set_widths([6, 62, 10, 11, 11, 15, 15, 15])
    top = heading(book, sheet, _("Lines that change, scenario by scenario"), _SPAN)
    heads = [
        _("No."), _("Project"), _("Id"), _("Start in the base"), _("Start here"),
        _("Capital in the base"), _("Capital here"), _("Difference"),
    ]  # fmt: skip
    sheet.row(top, [(text, "center") for text in heads], "head")
    row = top + 1
    for place in range(1, len(c.plans)):
        name = f"{roman(place)}. {c.title(place)} ({c.names[place]})"
        sheet.merge((row, 1), (row, _SPAN), name, "text", "section")
        row += 1
        groups = [(change, c.changed(place, change)) for change in _HEADINGS]
        if not any(accounts for _change, accounts in groups):
            text = _("Every line starts in the same year as in the base, or in neither.")
            sheet.merge((row, 1), (row, _SPAN), text, "text", "plain")
            row += 1
        for change, accounts in groups:
            if accounts:
                row = _group(book, lines, row, change, accounts)
    page(book, sheet, repeat=range(top, top + 1), paper=A4, frozen=f"C{top + 1}")


def _group(
    book: CompareBook, lines: Lines, head: int, change: Change, accounts: list[Account]
) -> int:
    sheet = book.sheets["changes"]
    rows = range(head + 1, head + 1 + len(accounts))
    for number, (row, account) in enumerate(zip(rows, accounts, strict=True), 1):
        pid, scenario = account.project.id, account.scenario
        line = lines.rows[pid]
        name = book.comparison.portfolio.project[pid].name
        values: list[tuple[Value, str]] = [(str(number), "center"), (name, "text")]
        values += [(pid, "center")]
        values += [(lines.sheet.link(line, lines.start(s)), "start") for s in (0, scenario)]
        values += [(lines.sheet.link(line, lines.capital(s)), "number") for s in (0, scenario)]
        sheet.row(row, values)
        difference = sheet.figure(row, 7) - sheet.figure(row, 6)
        sheet.put(row, _SPAN, Formula(f"={at(row, 7)}-{at(row, 6)}", difference), "change")
    label = f"{_(_HEADINGS[change])} ({len(accounts)})"
    sheet.merge((head, 1), (head, 5), label, "text", "group")
    for column, kind in ((6, "number"), (7, "number"), (8, "change")):
        sheet.put(head, column, sheet.sum_down(column, rows), kind, "group")
    return rows.stop
