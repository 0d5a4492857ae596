"""The sheet Sổ nguồn vốn of a comparison: from gross revenue to idle money, whole plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portfolio.domain import MECHANISMS, Source
from portfolio.funding.records import BELOW, Step
from portfolio.i18n import _
from portfolio.output.excel.compare_book import CompareBook, Sides
from portfolio.output.excel.compare_sources import Years
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.ledger import (
    FEEDBACK,
    IDLE,
    SPENDABLE,
    SPENT,
    item_names,
    step_name,
)
from portfolio.output.excel.pages import A4, BLOCKS, page, paginate
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value
from portfolio.output.excel.words import roman, word
from portfolio.plan.earmarked import earmarked_idle
from portfolio.plan.schedule import Plan

EARMARKED = "earmarked"
_ITEMS = (SPENDABLE, FEEDBACK, SPENT, IDLE, EARMARKED)
_LABELS = 3


@dataclass
class Ledger:
    """Where things stand: item -> row of all sources together; the columns side by side."""

    sheet: Sheet
    sides: Sides
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    together: dict[str, int] = field(default_factory=dict)


def write_ledger(book: CompareBook, years: Years) -> Ledger:
    """A block for each limited source, then all of them together."""
    sheet, c = book.sheets["ledger"], book.comparison
    ledger = Ledger(sheet, Sides(_LABELS + 1, len(c.plans)))
    span = ledger.sides.last
    sheet.set_widths([6, 52, 10, *ledger.sides.widths])
    top = heading(book, sheet, _("Funding ledger in each scenario, whole plan"), span)
    heads = [_("No."), _("Item"), _("Source id")]
    sheet.row(top, [(text, "center") for text in heads], "head")
    ledger.sides.heads(c, sheet, top)
    row = top + 1
    limited = [k for k in c.sources if any(_has(plan, k.id) for plan in c.plans)]
    for index, source in enumerate(limited, 1):
        row = _block(book, ledger, years, source, row, roman(index))
    row = _together(ledger, row, limited)
    notes(sheet, row + 1, range(1, span + 1), [
        _("Deductions are negative; money is rounded down at each step and the reserve up."),
        _("Gross revenue is that of the whole stream: a stream shared by several sources stands "
          "in full in each of their blocks."),
        _("Idle: neither spent nor carried over. Set aside: idle money that an earmark keeps for "
          "lines which cannot use it, so that no other line may have it."),
    ])  # fmt: skip
    page(book, sheet, repeat=range(top, top + 1), paper=A4, frozen=f"D{top + 1}")
    paginate(sheet, A4, begins="section", headings=BLOCKS)
    return ledger


_Key = tuple[str, Step, str]
"""Mechanism (empty without one), step, stream."""


def _has(plan: Plan, source: str) -> bool:
    """Whether the source has an envelope in this plan."""
    return (source, plan.years[0]) in plan.envelope.spendable


def _steps(book: CompareBook, source: str) -> Mapping[_Key, list[int]]:
    """Key -> its total in each scenario; stream by stream, then mechanisms, the reserve last."""
    found: dict[_Key, list[int]] = {}
    plans = book.comparison.plans
    for place, plan in enumerate(plans):
        for line in plan.envelope.ledger:
            if line.source == source and line.step is not Step.SPENDABLE:
                totals = found.setdefault(
                    (line.mechanism, line.step, line.stream), [0] * len(plans)
                )
                totals[place] += line.amount
    streams = list(dict.fromkeys(stream for _mechanism, _step, stream in found))
    steps, order = list(Step), ["", *MECHANISMS]

    def place_of(key: _Key) -> tuple[bool, int, int, int]:
        mechanism, step, stream = key
        return step in BELOW, order.index(mechanism), streams.index(stream), steps.index(step)

    return {key: found[key] for key in sorted(found, key=place_of)}


def _block(
    book: CompareBook, ledger: Ledger, years: Years, source: Source, head: int, number: str
) -> int:
    c, sheet = book.comparison, ledger.sheet
    name = f"{source.name} ({word(source.level)})"
    sheet.row(head, [(number, "center"), (name, "text"), (source.id, "center")], "section")
    blank: list[tuple[Value, str]] = [(None, "text")] * (ledger.sides.last - _LABELS)
    sheet.row(head, blank, "section", _LABELS + 1)
    streams = {s.id: s.name for s in c.portfolio.streams}
    steps = _steps(book, source.id)
    for row, (key, totals) in enumerate(steps.items(), head + 1):
        label = step_name(streams, *key)
        _row(ledger, row, label, list(totals))
    first = head + 1 + len(steps)
    rows = {item: first + i for i, item in enumerate(_ITEMS)}
    ledger.rows.update({(source.id, item): row for item, row in rows.items()})
    for item, row in rows.items():
        values = [
            _item(book, ledger, years, source.id, item, place, range(head + 1, first))
            for place in range(len(c.plans))
        ]
        _row(ledger, row, item_texts()[item], values, _TONES.get(item, "plain"))
    return first + len(_ITEMS)


_TONES = {SPENDABLE: "group", IDLE: "group", EARMARKED: "sub"}


def item_texts() -> dict[str, str]:
    """What the rows under the steps are called."""
    return {**item_names(), EARMARKED: _("of which set aside by earmarks that nothing can use")}


def _item(
    book: CompareBook,
    ledger: Ledger,
    years: Years,
    source: str,
    item: str,
    scenario: int,
    steps: range,
) -> Value:
    plan, column = book.comparison.plans[scenario], ledger.sides.value(scenario)
    if not _has(plan, source):
        return 0
    row = ledger.rows[source, item]
    if item == SPENDABLE:
        return ledger.sheet.sum_down(column, steps)
    if item == FEEDBACK:
        return sum(
            plan.balances[source, year].spendable - plan.envelope.spendable[source, year]
            for year in plan.years
        )
    if item == SPENT:
        link = years.sheet.link(years.rows[scenario, source], years.total)
        assert not isinstance(link.value, str)
        return Formula(f"=-{link.text[1:]}", -link.value)
    if item == IDLE:
        return ledger.sheet.sum_down(column, range(row - 3, row))
    marks = {limit.id for limit in plan.portfolio.limits if limit.source == source}
    return sum(x for (mark, _year), x in earmarked_idle(plan).items() if mark in marks)


def _row(
    ledger: Ledger, row: int, label: str, values: Sequence[Value], tone: str = "plain"
) -> None:
    ledger.sheet.row(row, [("", "center"), (label, "text"), ("", "center")], tone)
    ledger.sides.put(ledger.sheet, row, values, tone=tone)


def _together(ledger: Ledger, head: int, sources: Sequence[Source]) -> int:
    sheet = ledger.sheet
    blank: list[tuple[Value, str]] = [(None, "text")] * (ledger.sides.last - 2)
    sheet.row(head, [("", "center"), (_("All sources with an envelope"), "text"), *blank], "total")
    for row, item in enumerate(_ITEMS, head + 1):
        ledger.together[item] = row
        rows = [ledger.rows[source.id, item] for source in sources]
        columns = (ledger.sides.value(s) for s in range(ledger.sides.count))
        values: list[Value] = [sheet.sum_down(column, rows) for column in columns]
        _row(ledger, row, item_texts()[item], values, _TONES.get(item, "plain"))
    return head + 1 + len(_ITEMS)
