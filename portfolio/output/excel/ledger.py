"""The sheet Sổ nguồn vốn: from gross revenue to idle money, each source a block of live steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portfolio.domain import MECHANISMS, Portfolio, Source
from portfolio.funding.records import BELOW, LedgerLine, Step
from portfolio.i18n import _
from portfolio.output.excel.book import Book
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.pages import A4, BLOCKS, page, paginate
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.words import roman, word
from portfolio.plan.set_aside import SetAside

_LABELS = 3
"""Number, item and source id stand before the years."""

SPENDABLE, FEEDBACK, CARRIED_IN, AVAILABLE, SPENT, CARRIED_OUT, IDLE = (
    "spendable", "feedback", "carried_in", "available", "spent", "carried_out", "idle",
)  # fmt: skip
ITEMS = (SPENDABLE, FEEDBACK, CARRIED_IN, AVAILABLE, SPENT, CARRIED_OUT, IDLE)
FLOWS = (SPENDABLE, FEEDBACK, SPENT, IDLE)
"""Items that add up over the years; carry-over is the same money twice."""
_Key = tuple[str, Step, str]
"""Mechanism (empty without one), step, stream."""
_Steps = Mapping[_Key, Mapping[int, LedgerLine]]
_SUMS = (SPENDABLE, AVAILABLE, IDLE)


@dataclass
class Ledger:
    """Where things stand: ``rows``: (source id, item) -> row; the years' columns."""

    sheet: Sheet
    years: Sequence[int]
    rows: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The column of the whole plan."""
        return _LABELS + len(self.years) + 1

    def column(self, year: int) -> int:
        """The column of a year."""
        return _LABELS + 1 + self.years.index(year)


def item_names() -> dict[str, str]:
    """What the rows under the envelope are called."""
    return {
        SPENDABLE: word(Step.SPENDABLE),
        FEEDBACK: _("Plus or less: what the plan itself brings (land revenue, offsets)"),
        CARRIED_IN: _("Plus: carried over from the year before"),
        AVAILABLE: _("Available"),
        SPENT: _("Less: allocated to projects"),
        CARRIED_OUT: _("Less: carried over to the next year"),
        IDLE: _("Left idle"),
    }


def write_ledger(book: Book) -> Ledger:
    """Write a block for each limited source, then all of them together."""
    plan, sheet = book.plan, book.sheets["ledger"]
    years = list(plan.years)
    ledger = Ledger(sheet, years)
    span = ledger.total + 1
    sheet.set_widths([6, 46, 10] + [13] * (len(years) + 1) + [44])
    top = heading(book, sheet, _("Ledger of funding sources"), span)
    titles: list[tuple[Value, str]] = [
        (_("No."), "center"), (_("Item"), "center"), (_("Source id"), "center"),
        *((year, "year") for year in years),
        (_("Whole plan"), "center"), (_("Basis"), "center"),
    ]  # fmt: skip
    sheet.row(top, titles, "head")
    row = top + 1
    limited = [k for k in plan.portfolio.sources if k.id not in plan.envelope.unlimited]
    lines: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in plan.envelope.ledger:
        lines[line.source].append(line)
    for index, source in enumerate(limited, 1):
        block = _Block(book, ledger, source, top, row, _steps(lines[source.id]))
        row = block.write(roman(index))
    row = _together(ledger, row, limited)
    row = _without_envelope(book, ledger, top, row)
    row = _set_aside(book, ledger, row)
    notes(sheet, row + 1, range(1, span + 1), [
        _("Deductions are negative; money is rounded down at each step and the reserve up."),
        _("Money carried over in a year is part of that year's own envelope (Law 39/2019/QH14, "
          "Art. 68); what is neither spent nor carried is idle."),
    ])  # fmt: skip
    page(book, sheet, repeat=range(top, top + 1), paper=A4, frozen=f"C{top + 1}")
    paginate(sheet, A4, begins="section", headings=BLOCKS)
    return ledger


@dataclass(frozen=True)
class _Block:
    """One source's rows. ``top``: the row that holds the years; ``head``: the source's own."""

    book: Book
    ledger: Ledger
    source: Source
    top: int
    head: int
    steps: _Steps

    def write(self, number: str) -> int:
        """Write the block; the next row."""
        sheet, ledger = self.ledger.sheet, self.ledger
        name = f"{self.source.name} ({word(self.source.level)})"
        labels: list[tuple[Value, str]] = [(number, "center"), (name, "text")]
        labels.append((self.source.id, "center"))
        blank: list[tuple[Value, str]] = [(None, "text")] * (len(ledger.years) + 2)
        sheet.row(self.head, labels + blank, "section")
        names = {s.id: s.name for s in self.book.plan.portfolio.streams}
        for row, (key, by_year) in enumerate(self.steps.items(), self.head + 1):
            label = step_name(names, *key)
            values: list[Value] = [by_year[y].amount if y in by_year else 0 for y in ledger.years]
            _row(ledger, row, label, values, _texts(by_year.values()))
        first = self.head + 1 + len(self.steps)
        rows = {item: first + i for i, item in enumerate(ITEMS)}
        ledger.rows.update({(self.source.id, item): row for item, row in rows.items()})
        for item, label in item_names().items():
            # year by year, since a year's carry-in repeats the carry-out of the one before
            values = [self._item(rows, item, year) for year in ledger.years]
            tone = "group" if item in _SUMS else "plain"
            _row(ledger, rows[item], label, values, "", tone, total=item in FLOWS)
        return first + len(ITEMS)

    def _item(self, rows: Mapping[str, int], item: str, year: int) -> Value:
        ledger, column = self.ledger, self.ledger.column(year)
        balance = self.book.plan.balances[self.source.id, year]
        if item == SPENDABLE:
            steps = range(self.head + 1, self.head + 1 + len(self.steps))
            return ledger.sheet.sum_down(column, steps)
        if item == FEEDBACK:
            return balance.spendable - self.book.plan.envelope.spendable[self.source.id, year]
        if item == CARRIED_IN:
            before = Formula(f"=-{at(rows[CARRIED_OUT], column - 1)}", balance.carried_in)
            return 0 if year == ledger.years[0] else before
        if item == AVAILABLE:
            return ledger.sheet.sum_down(column, range(rows[SPENDABLE], rows[CARRIED_IN] + 1))
        if item == SPENT:
            source = at(self.head, _LABELS, fixed=True), self.source.id
            when = at(self.top, column, fixed=True), year
            spent = self.book.sum_where({"source": source, "year": when})
            return Formula(f"=-{spent.text[1:]}", -balance.spent)
        if item == CARRIED_OUT:
            return -balance.carried_out
        return ledger.sheet.sum_down(column, range(rows[AVAILABLE], rows[CARRIED_OUT] + 1))


def _row(
    ledger: Ledger,
    row: int,
    name: str,
    values: Sequence[Value],
    text: str,
    tone: str = "plain",
    *,
    total: bool = True,
) -> None:
    """One item over the years. ``total``: whether the years add up."""
    sheet = ledger.sheet
    columns = [ledger.column(year) for year in ledger.years]
    sheet.row(row, [("", "center"), (name, "text"), ("", "center")], tone)
    for column, value in zip(columns, values, strict=True):
        sheet.put(row, column, value, "number", tone)
    whole = sheet.sum_across(row, columns) if total else None
    sheet.put(row, ledger.total, whole, "number", tone)
    sheet.put(row, ledger.total + 1, text, "text", tone)


def _steps(lines: Sequence[LedgerLine]) -> _Steps:
    """The summands of the envelope: stream by stream, the mechanisms', the reserve, what lapsed."""
    found: dict[_Key, dict[int, LedgerLine]] = defaultdict(dict)
    streams: dict[str, int] = {}
    mechanisms: dict[str, int] = {}
    for line in lines:
        streams.setdefault(line.stream, len(streams))
        mechanisms.setdefault(line.mechanism, 1 + len(mechanisms) if line.mechanism else 0)
        if line.step is not Step.SPENDABLE:
            found[line.mechanism, line.step, line.stream][line.year] = line
    steps = list(Step)

    def place(key: _Key) -> tuple[bool, int, int, int]:
        mechanism, step, stream = key
        return step in BELOW, mechanisms[mechanism], streams[stream], steps.index(step)

    return {key: found[key] for key in sorted(found, key=place)}


def step_name(names: Mapping[str, str], mechanism: str, step: Step, stream: str) -> str:
    """What a step is called; ``names``: of the streams, by id."""
    label = word(step)
    if mechanism:
        number = MECHANISMS[mechanism].number
        label = f"{label} {_('(mechanism {number})').format(number=number)}"
    named = step in (Step.GROSS, Step.GRANTED, Step.OFFSET) and stream in names
    return f"{label}: {names[stream]}" if named else label


def _texts(lines: Iterable[LedgerLine]) -> str:
    """Each different basis once."""
    return "; ".join(dict.fromkeys(line.text for line in lines if line.text))


def _together(ledger: Ledger, row: int, sources: Sequence[Source]) -> int:
    """All limited sources: the sum of their blocks, item by item."""
    sheet = ledger.sheet
    blank: list[tuple[Value, str]] = [(None, "text")] * (len(ledger.years) + 3)
    sheet.row(row, [("", "center"), (_("All sources with an envelope"), "text"), *blank], "total")
    for row, (item, name) in enumerate(item_names().items(), row + 1):  # noqa: B020
        rows = [ledger.rows[source.id, item] for source in sources]
        values = [sheet.sum_down(ledger.column(year), rows) for year in ledger.years]
        tone = "group" if item in _SUMS else "plain"
        _row(ledger, row, name, values, "", tone, total=item in FLOWS)
    return row + 1


def _without_envelope(book: Book, ledger: Ledger, top: int, row: int) -> int:
    """What sources without an envelope pay: investors, and the province's construction money."""
    sheet, plan = ledger.sheet, book.plan
    sources = [k for k in plan.portfolio.sources if k.id in plan.envelope.unlimited]
    if not sources:
        return row
    blank: list[tuple[Value, str]] = [(None, "text")] * (len(ledger.years) + 3)
    head = _("Sources without an envelope: they pay what their lines need")
    sheet.row(row, [("", "center"), (head, "text"), *blank], "total")
    for source in sources:
        row += 1
        paid = [
            book.sum_where(
                {
                    "source": (at(row, _LABELS, fixed=True), source.id),
                    "year": (at(top, ledger.column(year), fixed=True), year),
                }
            )
            for year in ledger.years
        ]
        _row(ledger, row, f"{source.name} ({word(source.level)})", paid, source.origin.citation)
        sheet.put(row, _LABELS, source.id, "center", "plain")
    return row + 1


def _set_aside(book: Book, ledger: Ledger, row: int) -> int:
    """Money that only some lines may use: the amount, what they use, what waits for them."""
    sheet, uses = ledger.sheet, book.plan.set_aside
    if not uses:
        return row
    blank: list[tuple[Value, str]] = [(None, "text")] * (len(ledger.years) + 3)
    head = _("Money set aside, whole plan (part of the envelopes above)")
    sheet.row(row, [("", "center"), (head, "text"), *blank], "total")
    for use in uses:
        whom = _whom(book.plan.portfolio, use)
        left = Formula(f"={at(row + 1, ledger.total)}-{at(row + 2, ledger.total)}", use.idle)
        items: list[tuple[str, Value]] = [
            (_("Set aside for: {whom}").format(whom=whom), use.amount),
            (_("of which used"), use.used),
            (_("of which waiting, idle"), left),
        ]
        for name, value in items:
            row += 1
            sheet.row(
                row, [("", "center"), (name, "text"), (use.source, "center"), *blank[1:]], "plain"
            )
            sheet.put(row, ledger.total, value, "number", "plain")
    return row + 1


def _whom(portfolio: Portfolio, use: SetAside) -> str:
    """The lines that may use the money, in words."""
    sector = portfolio.sector.get(use.sector or "")
    owner = portfolio.owner.get(use.owner or "")
    names = (sector.name if sector else use.sector, owner.name if owner else use.owner, use.place)
    return ", ".join(filter(None, names)) or _("all lines")
