"""The hidden sheet that remembers the plan as it was written, for reading it again when edited.

What is on it, row by row, is read by ``inputs/edited/original.py``; the last row seals the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.i18n import N_, _, current_language
from portfolio.inputs.edited.seal import MARKER, VERSION, Field, seal
from portfolio.output.excel.book import TITLES, Book
from portfolio.output.excel.columns import WATCHED
from portfolio.output.excel.phasing import Phasing
from portfolio.output.excel.sheet import Sheet, clean

TITLE = N_("Original")
"""The name on the tab, when somebody unhides it."""


def write_original(book: Book, phasing: Phasing) -> Sheet:
    """Add the sheet behind all others, hidden."""
    ws = book.wb.create_sheet(_(TITLE))
    ws.sheet_state = "hidden"
    ws.protection.sheet = True  # no password: against slips, not against people
    note = _(
        "Do not edit this hidden sheet: the command `portfolio check` compares the edited plan "
        "with it. Amounts in triệu đồng."
    )
    sheet = Sheet(ws, book.styles)
    sheet.plain(1, [MARKER, VERSION, note])
    told = [*_facts(book), *_columns(phasing), *_headings(phasing), *_lines(book), *_pins(book)]
    told += _watched(book, phasing)
    rows = [tuple(clean(f) if isinstance(f, str) else f for f in row) for row in told]
    for number, row in enumerate([*rows, ("end", len(rows), seal(rows))], 2):
        sheet.plain(number, row)
    return sheet


def _facts(book: Book) -> Iterator[tuple[Field, ...]]:
    portfolio, info = book.plan.portfolio, book.plan.info
    form, data = TITLES["phasing"], TITLES["data"]
    facts = {
        "language": current_language(),
        "workbook": portfolio.path,
        "sha256": portfolio.sha256,
        "scenario": info.scenario,
        "scenario_path": info.scenario_path,
        "scenario_sha256": info.scenario_sha256,
        "created": info.created,
        "closed": str(info.closed or ""),
        "period": f"{book.plan.years[0]}-{book.plan.years[-1]}",
        "form": _(form),
        "data": _(data),
    }
    yield from (("fact", key, value) for key, value in facts.items() if value)
    titles = {
        "project": _("Project id"),
        "source": _("Source id"),
        "year": _("Year"),
        "amount": _("Capital (triệu đồng)"),
    }
    yield from (("data", key, title) for key, title in titles.items())


def _columns(phasing: Phasing) -> Iterator[tuple[Field, ...]]:
    for number, column in enumerate(phasing.form, 1):
        money = column.money
        key = "money" if money else column.key
        year, source = (money.year, money.source) if money else (None, None)
        yield ("column", number, key, year, source, *column.heads)


def _headings(phasing: Phasing) -> Iterator[tuple[Field, ...]]:
    """Number and name of each heading, and the lines that it sums."""
    for node in phasing.nodes:
        if node.project is None:
            yield ("heading", node.number, node.name, *node.covers)


def _lines(book: Book) -> Iterator[tuple[Field, ...]]:
    plan = book.plan
    for p in plan.portfolio.costed:
        if p.id in plan.solution.starts:
            overhang = plan.solution.overhang.get(p.id, 0)
            start = plan.solution.starts[p.id]
            yield ("line", p.id, p.code or p.id, p.name, start, overhang, p.cost)
    yield from (("cell", row.project, row.source, row.year, row.amount) for row in book.rows)


def _pins(book: Book) -> Iterator[tuple[Field, ...]]:
    for pin in book.plan.info.pins:
        yield (
            "pin", pin.kind.value, pin.project, pin.year, pin.source, pin.amount,
            pin.origin.citation,
        )  # fmt: skip


def _watched(book: Book, phasing: Phasing) -> Iterator[tuple[Field, ...]]:
    """What stands in the columns that are not read: an edit there is told."""
    for p in book.plan.portfolio.costed:
        for column in phasing.form if p.id in book.plan.solution.starts else ():
            if column.key in WATCHED and column.show is not None:
                value = column.show(p)
                yield "shown", p.id, column.key, value if isinstance(value, int) else str(value)
