"""The sheet Theo nguồn: each source's year from spendable to idle, and the lines it pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from portfolio.domain import Source
from portfolio.i18n import _
from portfolio.output.excel.book import Book
from portfolio.output.excel.frame import heading
from portfolio.output.excel.ledger import CARRIED_IN, CARRIED_OUT, FEEDBACK, SPENDABLE, Ledger
from portfolio.output.excel.pages import A4, BLOCKS, page, paginate
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.words import roman, word

_LABELS = 2
_Paid = Mapping[str, Mapping[int, int]]
"""project id -> year -> triệu đồng"""


def write_by_source(book: Book, ledger: Ledger) -> None:
    """One block a source; private sources have no envelope, only their lines."""
    plan, sheet = book.plan, book.sheets["sources"]
    years = list(plan.years)
    span = _LABELS + len(years) + 1
    sheet.set_widths([6, 60] + [14] * (len(years) + 1))
    top = heading(book, sheet, _("Capital by source"), span)
    heads = [_("No."), _("Source, item, project"), *map(str, years), _("Whole plan")]
    sheet.row(top, [(title, "center") for title in heads], "head")
    paid: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for data in book.rows:
        paid[data.source][data.project][data.year] = data.amount
    row = top + 1
    for index, source in enumerate(plan.portfolio.sources, 1):
        row = _source(book, ledger, source, row, roman(index), paid[source.id])
    page(book, sheet, repeat=range(top, top + 1), paper=A4, frozen=f"C{top + 1}")
    paginate(sheet, A4, begins="section", headings=BLOCKS)


def _source(book: Book, ledger: Ledger, source: Source, head: int, number: str, paid: _Paid) -> int:
    """Heading, balance and lines of one source; the next row."""
    sheet, years = book.sheets["sources"], list(book.plan.years)
    limited = source.id not in book.plan.envelope.unlimited
    name = f"{source.name} ({word(source.level)})"
    blank: list[tuple[Value, str]] = [(None, "text")] * (len(years) + 1)
    sheet.row(head, [(number, "center"), (name, "text"), *blank], "section")
    balance = head + 1
    first = balance + (len(_Balance.ROWS) if limited else 1) + 1
    _row(sheet, first - 1, "", _("Lines paid"), [None] * len(years), "sub", total=False)
    for row, (project, by_year) in enumerate(paid.items(), first):
        label = book.plan.portfolio.project[project].name
        values: list[Value] = [by_year.get(year) for year in years]
        _row(sheet, row, str(row - first + 1), label, values)
    lines = range(first, first + len(paid))
    if limited:
        _Balance(book, ledger, source.id, balance, lines).write()
    else:
        spent: list[Value] = [sheet.sum_down(_column(i), lines) for i in range(len(years))]
        _row(sheet, balance, "", _("Allocated to projects"), spent, "group")
    return first + len(paid)


def _column(index: int) -> int:
    return _LABELS + 1 + index


def _row(
    sheet: Sheet,
    row: int,
    number: str,
    name: str,
    values: Sequence[Value],
    tone: str = "plain",
    *,
    total: bool = True,
) -> None:
    sheet.row(row, [(number, "center"), (name, "text")], tone)
    columns = range(_column(0), _column(len(values)))
    for column, value in zip(columns, values, strict=True):
        sheet.put(row, column, value, "number", tone)
    whole = sheet.sum_across(row, columns) if total else None
    sheet.put(row, columns.stop, whole, "number", tone)


class _Balance:
    """The balance of a limited source: from the ledger and from its lines, live."""

    ROWS = ("usable", "carried_in", "spent", "carried_out", "idle", "rate")

    def __init__(self, book: Book, ledger: Ledger, source: str, first: int, lines: range) -> None:
        self.sheet, self.years = book.sheets["sources"], list(book.plan.years)
        self.ledger, self.source, self.lines = ledger, source, lines
        self.rows = {name: first + i for i, name in enumerate(self.ROWS)}

    def write(self) -> None:
        """Write the rows in order; each refers to those above it."""
        self._put("usable", _("Spendable in the year"), self._usable)
        self._put(
            "carried_in", _("Carried over from the year before"), self._carried_in, flow=False
        )
        self._put("spent", _("Allocated to projects"), self._spent, "group")
        self._put("carried_out", _("Carried over to the next year"), self._carried_out, flow=False)
        self._put("idle", _("Left idle"), self._idle, "group")
        self._rate()

    def _put(
        self,
        item: str,
        name: str,
        value: Callable[[int], Value],
        tone: str = "plain",
        *,
        flow: bool = True,
    ) -> None:
        values = [value(i) for i in range(len(self.years))]
        _row(self.sheet, self.rows[item], "", name, values, tone, total=flow)

    def _of_ledger(self, item: str, index: int) -> tuple[str, int | float]:
        row, column = self.ledger.rows[self.source, item], self.ledger.column(self.years[index])
        return self.ledger.sheet.ref(row, column), self.ledger.sheet.figure(row, column)

    def _usable(self, index: int) -> Value:
        base, more = self._of_ledger(SPENDABLE, index), self._of_ledger(FEEDBACK, index)
        return Formula(f"={base[0]}+{more[0]}", base[1] + more[1])

    def _carried_in(self, index: int) -> Value:
        address, figure = self._of_ledger(CARRIED_IN, index)
        return Formula(f"={address}", figure)

    def _spent(self, index: int) -> Value:
        return self.sheet.sum_down(_column(index), self.lines)

    def _carried_out(self, index: int) -> Value:
        address, figure = self._of_ledger(CARRIED_OUT, index)
        return Formula(f"=-{address}", -figure)

    def _idle(self, index: int) -> Value:
        column = _column(index)
        a, b, c, d = (self.rows[name] for name in self.ROWS[:4])
        figures = [self.sheet.figure(row, column) for row in (a, b, c, d)]
        text = f"={at(a, column)}+{at(b, column)}-{at(c, column)}-{at(d, column)}"
        return Formula(text, figures[0] + figures[1] - figures[2] - figures[3])

    def _rate(self) -> None:
        """Share of the available money that is allocated, each year and over the plan."""
        row = self.rows["rate"]
        self.sheet.row(row, [("", "center"), (_("Share of the available money used"), "text")])
        for column in range(_column(0), _column(len(self.years)) + 1):
            parts = [(self.rows["usable"], column), (self.rows["carried_in"], column)]
            available = sum(self.sheet.figure(*part) for part in parts)
            spent = self.sheet.figure(self.rows["spent"], column)
            sums = "+".join(at(*part) for part in parts)
            text = f"=IF({sums}=0,0,{at(self.rows['spent'], column)}/({sums}))"
            rate = Formula(text, spent / available if available else 0)
            self.sheet.put(row, column, rate, "percent")
