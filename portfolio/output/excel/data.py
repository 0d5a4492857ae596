"""The sheet Dữ liệu: the tidy allocation as a filterable table with named columns."""

from __future__ import annotations

from openpyxl.utils import get_column_letter, quote_sheetname

from portfolio.i18n import _
from portfolio.output.excel.book import Book, Row
from portfolio.output.excel.frame import heading
from portfolio.output.excel.pages import A3, page
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Value
from portfolio.output.excel.words import word

_SUBTOTAL_SUM = 109
"""SUBTOTAL's number for the sum of the rows that the filter shows."""


def write_data(book: Book) -> None:
    """One row a project, source and year; ids first, then what people read."""
    sheet = book.sheets["data"]
    columns = _columns()
    sheet.set_widths([width for _key, _title, width, _kind in columns])
    top = heading(book, sheet, _("Allocation data"), len(columns))
    where = {key: i for i, (key, _t, _w, _k) in enumerate(columns, 1)}
    rows = [_values(book, row) for row in book.rows] or [(None,) * len(columns)]
    taken = sheet.table(top + 1, [(title, kind) for _key, title, _w, kind in columns], rows)
    for key in Row.__dataclass_fields__:
        letter = get_column_letter(where[key])
        cells = f"${letter}${taken[0]}:${letter}${taken[-1]}"
        book.name(key, f"{quote_sheetname(sheet.ws.title)}!{cells}")
    amount = get_column_letter(where["amount"])
    shown = f"=SUBTOTAL({_SUBTOTAL_SUM},{amount}{taken[0]}:{amount}{taken[-1]})"
    label = (top, 1), (top, where["amount"] - 1)
    sheet.merge(*label, _("Total of the rows shown by the filter"), "right", "total")
    total = sum(row.amount for row in book.rows)
    sheet.put(top, where["amount"], Formula(shown, total), "number", "total")
    sheet.filterable("PhanBoVon", (top + 1, 1), (taken[-1], where["amount"]))
    page(book, sheet, repeat=range(top + 1, top + 2), paper=A3, frozen=f"A{taken[0]}")


def _columns() -> list[tuple[str, str, float, str]]:
    """(key, title, width, kind); the amount last."""
    return [
        ("project", _("Project id"), 11, "text"),
        ("name", _("Project"), 44, "text"),
        ("kind", _("Kind of capital"), 20, "text"),
        ("sector", _("Sector id"), 11, "text"),
        ("sector_name", _("Sector"), 20, "text"),
        ("status", _("Status"), 24, "text"),
        ("group", _("Group"), 8, "center"),
        ("owner", _("Owner id"), 11, "text"),
        ("owner_name", _("Owner agency"), 24, "text"),
        ("place", _("Place"), 26, "text"),
        ("source", _("Source id"), 11, "text"),
        ("source_name", _("Source"), 30, "text"),
        ("level", _("Level"), 20, "text"),
        ("year", _("Year"), 8, "year"),
        ("amount", _("Capital (triệu đồng)"), 15, "exact"),
    ]


def _values(book: Book, row: Row) -> tuple[Value, ...]:
    portfolio = book.plan.portfolio
    p, k = portfolio.project[row.project], portfolio.source[row.source]
    sector, owner = portfolio.sector.get(row.sector), portfolio.owner.get(row.owner)
    return (
        row.project, p.name, row.kind, row.sector, sector.name if sector else row.sector,
        row.status, p.group.value, row.owner, owner.name if owner else row.owner, p.place,
        row.source, k.name, word(k.level), row.year, row.amount,
    )  # fmt: skip
