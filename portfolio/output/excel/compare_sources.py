"""The sheets of the money: tidy data, capital by source and year, capital by line and source."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from portfolio.domain import Kind
from portfolio.i18n import _
from portfolio.output.excel.compare_book import NAMES, CompareBook, Sides
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.pages import A3, A4, page
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.words import roman, word


def write_data(book: CompareBook) -> None:
    """One row a scenario, line, source and year."""
    sheet, c = book.sheets["data"], book.comparison
    columns = [
        ("scenario", _("Scenario no."), 11.0, "exact"), ("name", _("Scenario"), 22.0, "text"),
        ("project", _("Project id"), 11.0, "text"), ("line", _("Project"), 60.0, "text"),
        ("kind", _("Kind of capital"), 20.0, "text"), ("source", _("Source id"), 11.0, "text"),
        ("source_name", _("Source"), 32.0, "text"), ("year", _("Year"), 8.0, "year"),
        ("amount", _("Capital (triệu đồng)"), 15.0, "exact"),
    ]  # fmt: skip
    sheet.set_widths([width for _key, _title, width, _kind in columns])
    top = heading(book, sheet, _("Allocation data"), len(columns))
    project, source = c.portfolio.project, c.source
    rows: list[tuple[Value, ...]] = [
        (r.scenario, c.names[r.scenario - 1], r.project, project[r.project].name,
         word(project[r.project].kind), r.source, source[r.source].name, r.year, r.amount)
        for r in book.rows
    ]  # fmt: skip
    empty: tuple[Value, ...] = (None,) * len(columns)
    taken = sheet.table(top, [(title, kind) for _k, title, _w, kind in columns], rows or [empty])
    for key in NAMES:
        place = [k for k, _t, _w, _kind in columns].index(key) + 1
        letter = get_column_letter(place)
        book.name(key, sheet, f"${letter}${taken[0]}:${letter}${taken[-1]}")
    sheet.filterable("SoSanhVon", (top, 1), (taken[-1], len(columns)))
    page(book, sheet, repeat=range(top, top + 1), paper=A3, frozen=f"A{taken[0]}")


@dataclass
class Years:
    """Where things stand: ``rows``: (scenario, source id) -> row; the column of the whole plan."""

    sheet: Sheet
    total: int
    rows: dict[tuple[int, str], int] = field(default_factory=dict)


_LABELS = 2


def write_years(book: CompareBook) -> Years:
    """A block of capital by source and year for each scenario, then the differences."""
    sheet, c, years = book.sheets["years"], book.comparison, book.years
    total = _LABELS + len(years) + 1
    placed = Years(sheet, total)
    sheet.set_widths([46, 10] + [14.5] * (len(years) + 1))
    top = heading(book, sheet, _("Capital by source and year in each scenario"), total)
    heads: list[tuple[Value, str]] = [(_("Source"), "center"), (_("Source id"), "center")]
    heads += [*((year, "year") for year in years), (_("Whole plan"), "center")]
    sheet.row(top, heads, "head")
    row = top + 1
    for place in range(len(c.plans)):
        row = _year_block(book, placed, top, row, place)
    for place in range(1, len(c.plans)):
        row = _difference_block(book, placed, row, place)
    page(book, sheet, repeat=range(top, top + 1), paper=A4, frozen=f"C{top + 1}")
    return placed


def _year_block(book: CompareBook, placed: Years, top: int, row: int, scenario: int) -> int:
    sheet, c = placed.sheet, book.comparison
    columns = range(_LABELS + 1, placed.total)
    name = f"{roman(scenario + 1)}. {c.title(scenario)} ({c.names[scenario]})"
    sheet.merge((row, 1), (row, placed.total), name, "text", "section")
    sources = c.sources
    for row, source in enumerate(sources, row + 1):  # noqa: B020 - the row runs on
        placed.rows[scenario, source.id] = row
        sheet.row(row, [(source.name, "text"), (source.id, "center")])
        for column, year in zip(columns, book.years, strict=True):
            who = f"$B{row}", source.id
            when = at(top, column, fixed=True), year
            sheet.put(row, column, book.paid(scenario, who, when), "number")
        sheet.put(row, placed.total, sheet.sum_across(row, columns), "number")
    below = [placed.rows[scenario, source.id] for source in sources]
    return _total(sheet, row + 1, below, placed.total)


def _difference_block(book: CompareBook, placed: Years, row: int, scenario: int) -> int:
    sheet, c = placed.sheet, book.comparison
    text = _("Difference: {name} − {base}")
    name = text.format(name=c.names[scenario], base=c.names[0])
    sheet.merge((row, 1), (row, placed.total), name, "text", "section")
    first = row + 1
    for row, source in enumerate(c.sources, first):
        sheet.row(row, [(source.name, "text"), (source.id, "center")])
        mine, base = placed.rows[scenario, source.id], placed.rows[0, source.id]
        for column in range(_LABELS + 1, placed.total + 1):
            value = sheet.figure(mine, column) - sheet.figure(base, column)
            difference = Formula(f"={at(mine, column)}-{at(base, column)}", value)
            sheet.put(row, column, difference, "change")
    return _total(sheet, row + 1, range(first, row + 1), placed.total, "change")


def _total(
    sheet: Sheet, row: int, below: range | list[int], last: int, kind: str = "number"
) -> int:
    sheet.row(row, [(_("Total"), "text"), ("", "center")], "total")
    for column in range(_LABELS + 1, last + 1):
        sheet.put(row, column, sheet.sum_down(column, below), kind, "total")
    return row + 1


@dataclass
class Paid:
    """Where the capital of each line stands: ``rows``: project id -> row of its sum."""

    sheet: Sheet
    sides: Sides
    rows: dict[str, int] = field(default_factory=dict)


def write_line_sources(book: CompareBook) -> Paid:
    """Every line with capital in some scenario: its sources, side by side, and its sum."""
    sheet, c = book.sheets["line_sources"], book.comparison
    paid = Paid(sheet, Sides(4, len(c.plans)))
    sheet.set_widths([6, 62, 10, *paid.sides.widths])
    top = heading(book, sheet, _("Capital by line and source in each scenario"), paid.sides.last)
    heads = [_("No."), _("Project, source"), _("Id")]
    sheet.row(top, [(text, "center") for text in heads], "head")
    paid.sides.heads(c, sheet, top)
    total, row, sums = top + 1, top + 2, []
    for letter, kind in zip("AB", Kind, strict=False):
        found = [p for p in c.projects if p.kind is kind and c.paying(p.id)]
        if found:
            sums.append(row)
            row = _section(book, paid, row, (letter, kind), [p.id for p in found])
    _sums(paid, total, ("", _("GRAND TOTAL")), sums, "total")
    notes(sheet, row + 1, range(1, paid.sides.last + 1), [
        _("Lines without capital in every scenario are not listed; see the sheet “{sheet}”.")
        .format(sheet=book.sheets["lines"].ws.title),
    ])  # fmt: skip
    page(book, sheet, repeat=range(top, top + 1), paper=A4, frozen=f"D{top + 1}")
    return paid


def _section(
    book: CompareBook, paid: Paid, head: int, of: tuple[str, Kind], projects: list[str]
) -> int:
    c, row, heads = book.comparison, head + 1, []
    for count, pid in enumerate(projects, 1):
        sources = c.paying(pid)
        below = range(row + 1, row + 1 + len(sources))
        heads.append(row)
        paid.rows[pid] = row
        for place, source in zip(below, sources, strict=True):
            name = c.source[source].name
            labels: list[tuple[Value, str]] = [("", "center"), (name, "text")]
            paid.sheet.row(place, [*labels, (source, "center")], "small")
            values: list[Value] = [c.paid(pid, source, s) for s in range(len(c.plans))]
            paid.sides.put(paid.sheet, place, values, tone="small")
        _sums(paid, row, (str(count), c.portfolio.project[pid].name), below, "group", pid)
        row = below.stop
    _sums(paid, head, (of[0], word(of[1]).upper()), heads, "section")
    return row


def _sums(
    paid: Paid, row: int, name: tuple[str, str], below: range | list[int], tone: str, id: str = ""
) -> None:
    labels: list[tuple[Value, str]] = [(name[0], "center"), (name[1], "text"), (id, "center")]
    paid.sheet.row(row, labels, tone)
    columns = (paid.sides.value(s) for s in range(paid.sides.count))
    values: list[Value] = [paid.sheet.sum_down(column, below) for column in columns]
    paid.sides.put(paid.sheet, row, values, tone=tone)
