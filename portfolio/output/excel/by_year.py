"""The sheet Theo năm: each year by source, sector, status and owner, then its list of lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from portfolio.domain import Owner, Sector, Status
from portfolio.i18n import _
from portfolio.output.excel.book import Book, Row
from portfolio.output.excel.columns import used_sources
from portfolio.output.excel.frame import heading
from portfolio.output.excel.pages import A4, page, paginate
from portfolio.output.excel.sheet import Value, at
from portfolio.output.excel.words import roman, word

_LABELS = 3
"""Number, name and id stand before the figures."""


def write_by_year(book: Book) -> None:
    """Cross tables over the years, then one annual list a year."""
    plan, sheet = book.plan, book.sheets["years"]
    years, sources = list(plan.years), used_sources(plan)
    wide = max(len(years), len(sources)) + 1
    sheet.set_widths([6, 46, 13] + [13] * wide + [24])
    span = _LABELS + wide + 1
    top = heading(book, sheet, _("Capital by year"), span)
    tables = _cross_tables(book)
    row = top
    for index, (title, key, names) in enumerate(tables, 1):
        row = _cross(book, row, f"{index}. {title}", key, names) + 1
    row = _counts(book, row, f"{len(tables) + 1}. " + _("Lines by year")) + 1
    for index, year in enumerate(years, 1):
        row = _annual(book, row, roman(index), year, sources) + 1
    page(book, sheet, repeat=range(0), paper=A4)
    paginate(sheet, A4, begins="heading")


def _cross_tables(book: Book) -> list[tuple[str, str, Mapping[str, str]]]:
    """(title, tidy column, id -> name) of each table over the years."""
    portfolio = book.plan.portfolio
    used = {key: {getattr(row, key) for row in book.rows} for key in ("sector", "owner")}
    statuses = [word(s) for s in Status if any(row.status == word(s) for row in book.rows)]
    return [
        (_("By source"), "source", {k: portfolio.source[k].name for k in used_sources(book.plan)}),
        (_("By sector"), "sector", _named(portfolio.sector, used["sector"])),
        (_("By status"), "status", {status: status for status in statuses}),
        (_("By owner agency"), "owner", _named(portfolio.owner, used["owner"])),
    ]


def _named(known: Mapping[str, Sector] | Mapping[str, Owner], used: set[str]) -> dict[str, str]:
    """Id -> name of what is used, in workbook order; an id without a row names itself."""
    found = {id_: record.name for id_, record in known.items() if id_ in used}
    return found | {id_: id_ for id_ in sorted(used - found.keys())}


def _cross(book: Book, row: int, title: str, key: str, names: Mapping[str, str]) -> int:
    """Capital by one tidy column and year, with totals both ways; the next row."""
    sheet, years = book.sheets["years"], list(book.plan.years)
    total = _LABELS + len(years) + 1
    sheet.merge((row, 1), (row, total), title, "text", "heading")
    head = row + 1
    heads: list[tuple[Value, str]] = [(_("No."), "center"), (_("Item"), "center")]
    heads += [(_("Id"), "center"), *((year, "year") for year in years), (_("Whole plan"), "center")]
    sheet.row(head, heads, "head")
    first = head + 2
    for place, (id_, name) in enumerate(names.items(), first):
        shown = "" if id_ == name else id_
        sheet.row(place, [(place - first + 1, "year"), (name, "text"), (shown, "center")])
        for column, year in enumerate(years, _LABELS + 1):
            where: dict[str, tuple[str, str | int]] = {
                key: (f"$C{place}" if shown else f"$B{place}", id_),
                "year": (at(head, column, fixed=True), year),
            }
            sheet.put(place, column, book.sum_where(where), "number")
        across = range(_LABELS + 1, total)
        sheet.put(place, total, sheet.sum_across(place, across), "number")
    rows = range(first, first + len(names))
    sheet.row(first - 1, [("", "center"), (_("Total"), "text"), ("", "center")], "total")
    for column in range(_LABELS + 1, total + 1):
        sheet.put(first - 1, column, sheet.sum_down(column, rows), "number", "total")
    return rows.stop


def _counts(book: Book, row: int, title: str) -> int:
    """How many lines start, are under way and receive their last capital in each year."""
    plan, sheet = book.plan, book.sheets["years"]
    years = list(plan.years)
    total = _LABELS + len(years) + 1
    sheet.merge((row, 1), (row, total), title, "text", "heading")
    heads: list[tuple[Value, str]] = [(_("No."), "center"), (_("Item"), "center")]
    heads += [(_("Id"), "center"), *((year, "year") for year in years), (_("Whole plan"), "center")]
    sheet.row(row + 1, heads, "head")
    paid: dict[str, list[int]] = defaultdict(list)
    for project, _source, year in plan.solution.cells:
        paid[project].append(year)
    first = [min(found) for found in paid.values()]
    last = [max(found) for found in paid.values()]
    items = [
        (
            _("Lines with their first capital of the plan"),
            [first.count(year) for year in years],
            True,
        ),
        (_("Lines with capital"), [sum(year in p for p in paid.values()) for year in years], False),
        (
            _("Lines with their last capital of the plan"),
            [last.count(year) for year in years],
            True,
        ),
    ]
    for place, (name, counts, adds) in enumerate(items, row + 2):
        sheet.row(place, [(place - row - 1, "year"), (name, "text"), ("", "center")])
        sheet.row(place, [(count, "exact") for count in counts], first=_LABELS + 1)
        whole = sheet.sum_across(place, range(_LABELS + 1, total)) if adds else len(paid)
        sheet.put(place, total, whole, "exact")
    return row + 2 + len(items)


def _annual(book: Book, row: int, number: str, year: int, sources: Sequence[str]) -> int:
    """The annual list of one year: a line a project, a column a source; the next row."""
    plan, sheet = book.plan, book.sheets["years"]
    total = _LABELS + len(sources) + 1
    title = _("{number}. Annual list {year}").format(number=number, year=year)
    sheet.merge((row, 1), (row, total + 1), title, "text", "heading")
    names = [plan.portfolio.source[k].name for k in sources]
    heads = [_("No."), _("Project list"), _("Id"), *names, _("Total"), _("Remarks")]
    sheet.row(row + 1, [(text, "center") for text in heads], "head")
    paid: dict[str, dict[str, Row]] = defaultdict(dict)
    for data in book.rows:
        if data.year == year:
            paid[data.project][data.source] = data
    first = row + 3
    for place, (pid, by_source) in enumerate(paid.items(), first):
        name, status = plan.portfolio.project[pid].name, plan.portfolio.project[pid].status
        sheet.row(place, [(place - first + 1, "year"), (name, "text"), (pid, "center")])
        for column, source in enumerate(sources, _LABELS + 1):
            amount = by_source[source].amount if source in by_source else None
            sheet.put(place, column, amount, "number")
        sheet.put(place, total, sheet.sum_across(place, range(_LABELS + 1, total)), "number")
        begins = plan.solution.starts[pid] == year and status is Status.NEW
        remark = _("start of works") if begins else ""
        sheet.put(place, total + 1, remark, "text")
    rows = range(first, first + len(paid))
    sheet.row(first - 1, [("", "center"), (_("Total"), "text"), ("", "center")], "total")
    for column in range(_LABELS + 1, total + 1):
        sheet.put(first - 1, column, sheet.sum_down(column, rows), "number", "total")
    sheet.put(first - 1, total + 1, "", "text", "total")
    return rows.stop
