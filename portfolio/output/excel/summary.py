"""The sheet Tổng hợp: key figures, capital by source and year, need by sector, two charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from portfolio.domain import Kind, Level, Project
from portfolio.i18n import _
from portfolio.output.excel import charts
from portfolio.output.excel.book import Book
from portfolio.output.excel.columns import Money
from portfolio.output.excel.frame import heading, signatures
from portfolio.output.excel.ledger import IDLE, SPENDABLE, Ledger
from portfolio.output.excel.pages import A4, page
from portfolio.output.excel.phasing import Phasing
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.words import word

_LABELS = 2
"""The label and the id stand before the figures."""


@dataclass(frozen=True)
class Placed:
    """A table on the sheet: the row of its heading and the rows of its items."""

    head: int
    rows: range


def write_summary(book: Book, phasing: Phasing, ledger: Ledger) -> None:
    """Write the sheet that the council reads first."""
    plan, sheet = book.plan, book.sheets["summary"]
    years = list(plan.years)
    figures = max(len(years) + 1, 6)
    span = _LABELS + figures
    sheet.set_widths([46, 13] + [14.5] * figures)
    row = heading(book, sheet, _("Summary of the plan"), span)
    sources_at = row + len(_labels()) + 3
    by_source, total, row = _by_source(book, sources_at)
    by_sector, row = _by_sector(book, row + 1)
    _key_figures(book, phasing, ledger, sources_at - len(_labels()) - 3, total)
    left, right = range(1, _LABELS + 2), range(_LABELS + 2, span + 1)
    charts.capital_by_source(
        sheet, by_source.head, by_source.rows, _LABELS + 1, len(years), charts.Place(row + 1, left)
    )
    charts.need_by_sector(
        sheet, by_sector.head, by_sector.rows, _LABELS + 1, charts.Place(row + 1, right)
    )
    below = row + charts.ROWS + 2
    signatures(book, sheet, below, (left[0], left[-1]), (right[0], right[-1]))
    page(book, sheet, repeat=range(0), paper=A4)
    sheet.ws.page_setup.orientation = "portrait"
    sheet.ws.page_setup.fitToHeight = 1


def _labels() -> list[str]:
    """What the key figures are called, in order."""
    return [
        _("Capital in the plan"), _("of which public lines"), _("of which private lines"),
        _("Spendable money of the budget sources"), _("Money left idle over the plan"),
        _("Need of all costed public lines"), _("Left to the next plan"),
        _("Costed lines"), _("Lines started"), _("Lines fully funded in the plan"),
        _("Costed lines not selected"), _("Lines without an estimate"),
        _("Weighted value of the plan (last public tier)"), _("Status"), _("Gap"),
        _("Run time (seconds)"),
    ]  # fmt: skip


def _key_figures(book: Book, phasing: Phasing, ledger: Ledger, head: int, total: int) -> None:
    plan, sheet = book.plan, book.sheets["summary"]
    report, costed = plan.solution.report, plan.portfolio.costed
    limited = [k.id for k in plan.portfolio.sources if k.id not in plan.envelope.unlimited]
    sections = _sections(phasing)
    whole = phasing.places[Money(None, None)]
    started = len(plan.solution.starts)
    values: list[tuple[Value, str]] = [
        (Formula(f"={at(total, _total(book))}", sheet.figure(total, _total(book))), "number"),
        (_linked(phasing, sections.get(Kind.PUBLIC), whole), "number"),
        (_linked(phasing, sections.get(Kind.PRIVATE), whole), "number"),
        (_of_ledger(ledger, limited, SPENDABLE), "number"),
        (_of_ledger(ledger, limited, IDLE), "number"),
        (sum(p.need for p in costed if p.kind is Kind.PUBLIC), "number"),
        (phasing.sheet.link(phasing.total, phasing.overhang), "number"),
        (len(costed), "exact"),
        (started, "exact"),
        (sum(plan.is_full(p) for p in costed), "exact"),
        (len(costed) - started, "exact"),
        (len(plan.portfolio.uncosted), "exact"),
        (round(report.objective), "exact"),
        (word(report.outcome), "right"),
        (report.gap if isfinite(report.gap) else "–", "fine"),
        (report.seconds, "decimal"),
    ]
    sheet.merge((head, 1), (head, _LABELS + 1), _("Key figures"), "text", "heading")
    for row, (label, (value, kind)) in enumerate(zip(_labels(), values, strict=True), head + 1):
        sheet.merge((row, 1), (row, _LABELS), label, "text", "plain")
        sheet.merge((row, _LABELS + 1), (row, _LABELS + 2), value, kind, "plain")


def _sections(phasing: Phasing) -> dict[Kind, int]:
    """Kind -> row of its section on the phasing sheet."""
    found: dict[Kind, int] = {}
    for child in phasing.nodes[0].children:
        below = phasing.nodes[child + 1 :]
        kind = next(n.project.kind for n in below if n.project)
        found[kind] = phasing.first + child
    return found


def _linked(phasing: Phasing, row: int | None, column: int) -> Value:
    return phasing.sheet.link(row, column) if row else 0


def _of_ledger(ledger: Ledger, sources: Sequence[str], item: str) -> Value:
    """The sum over sources of one ledger item's total."""
    cells = [(ledger.rows[source, item], ledger.total) for source in sources]
    if not cells:
        return 0
    text = "+".join(ledger.sheet.ref(*cell) for cell in cells)
    return Formula(f"={text}", sum(ledger.sheet.figure(*cell) for cell in cells))


def _total(book: Book) -> int:
    return _LABELS + len(book.plan.years) + 1


def _by_source(book: Book, head: int) -> tuple[Placed, int, int]:
    """Capital by source and year; the public rows, the row of the total, the next row."""
    plan, sheet = book.plan, book.sheets["summary"]
    years = list(plan.years)
    columns = range(_LABELS + 1, _total(book))
    title = _("Capital by source and year")
    sheet.merge((head, 1), (head, _total(book)), title, "text", "heading")
    heads: list[tuple[Value, str]] = [(_("Source"), "center"), (_("Id"), "center")]
    heads += [*((year, "year") for year in years), (_("Whole plan"), "center")]
    sheet.row(head + 1, heads, "head")
    public = [k for k in plan.portfolio.sources if k.level is not Level.PRIVATE]
    private = [k for k in plan.portfolio.sources if k.level is Level.PRIVATE]
    row, subtotals, blocks = head + 2, [], []
    for label, sources in ((_("Public sources"), public), (_("Private sources"), private)):
        subtotal = row + len(sources)
        for row, source in enumerate(sources, row):  # noqa: B020 - the row runs on
            sheet.row(row, [(source.name, "text"), (source.id, "center")])
            for column, year in zip(columns, years, strict=True):
                where: dict[str, tuple[str, str | int]] = {
                    "source": (f"$B{row}", source.id),
                    "year": (at(head + 1, column, fixed=True), year),
                }
                sheet.put(row, column, book.sum_where(where), "number")
            sheet.put(row, columns.stop, sheet.sum_across(row, columns), "number")
        blocks.append(range(subtotal - len(sources), subtotal))
        _sums(sheet, subtotal, label, columns, blocks[-1], "group")
        subtotals.append(subtotal)
        row = subtotal + 1
    _sums(sheet, row, _("Total"), columns, subtotals, "total")
    return Placed(head + 1, blocks[0]), row, row + 1


def _sums(
    sheet: Sheet, row: int, label: str, columns: range, rows: Sequence[int], tone: str
) -> None:
    """A row of sums over rows, for the columns and the total after them."""
    sheet.row(row, [(label, "text"), ("", "center")], tone)
    for column in (*columns, columns.stop):
        sheet.put(row, column, sheet.sum_down(column, rows), "number", tone)


def _by_sector(book: Book, head: int) -> tuple[Placed, int]:
    """Need and capital of the public lines by sector; the next row."""
    plan, sheet = book.plan, book.sheets["summary"]
    title = _("Need and capital of the public lines by sector")
    sheet.merge((head, 1), (head, _LABELS + 6), title, "text", "heading")
    titles = [
        _("Sector"), _("Id"), _("Need"), _("Capital in the plan"), _("Left to the next plan"),
        _("Not funded"), _("Lines"), _("Lines started"),
    ]  # fmt: skip
    sheet.row(head + 1, [(text, "center") for text in titles], "head")
    sectors: dict[str, list[Project]] = {}
    for p in plan.portfolio.costed:
        if p.kind is Kind.PUBLIC:
            sectors.setdefault(p.sector, []).append(p)
    order = [s for s in plan.portfolio.sector if s in sectors]
    order += [s for s in sectors if s not in plan.portfolio.sector]
    for row, sector in enumerate(order, head + 2):
        _sector(book, row, sector, sectors[sector])
    rows = range(head + 2, head + 2 + len(order))
    columns = range(_LABELS + 1, _LABELS + 6)
    _sums(sheet, rows.stop, _("Total"), columns, rows, "total")
    return Placed(head + 1, rows), rows.stop + 1


def _sector(book: Book, row: int, sector: str, lines: Sequence[Project]) -> None:
    plan, sheet = book.plan, book.sheets["summary"]
    found = plan.portfolio.sector.get(sector)
    where: dict[str, tuple[str, str | int]] = {
        "sector": (f"$B{row}", sector),
        "kind": (f'"{word(Kind.PUBLIC)}"', word(Kind.PUBLIC)),
    }
    need = sum(p.need for p in lines)
    left = sum(plan.solution.overhang.get(p.id, 0) for p in lines)
    started = sum(p.id in plan.solution.starts for p in lines)
    sheet.row(row, [(found.name if found else sector, "text"), (sector, "center")])
    capital = book.sum_where(where)
    assert not isinstance(capital.value, str)
    sheet.row(row, [(need, "number"), (capital, "number"), (left, "number")], first=_LABELS + 1)
    unfunded = Formula(f"=C{row}-D{row}-E{row}", need - capital.value - left)
    sheet.row(
        row, [(unfunded, "number"), (len(lines), "exact"), (started, "exact")], first=_LABELS + 4
    )
