"""An attribution as one Excel workbook: shares, waterfalls, every coalition (live formulas)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from pathlib import Path

from openpyxl.worksheet.pagebreak import Break

from portfolio.i18n import N_, _
from portfolio.money import number, percent
from portfolio.output.excel import charts
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.pages import page
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.study_book import StudyBook, deliver_book
from portfolio.output.excel.words import word
from portfolio.output.naming import scenario_title
from portfolio.study.attribute import Attribution, Share
from portfolio.study.points import FIGURES, LINES, VALUE
from portfolio.study.shapley import Coalition

TITLES = {
    "worth": N_("Worth"),
    "waterfall": N_("Waterfall"),
    "coalitions": N_("Coalitions"),
}
_SPAN = 9
_LEVEL, _BLANK, _TOTAL, _RISE, _FALL, _BELOW = range(3, 9)
"""Columns of the table behind a waterfall."""
_COLOURS = ("1F4E79", "6B7F5E", "C58B2A", "7F7F7F")
"""Totals, rises, falls, what lies below zero."""


def write_attribution(attribution: Attribution, path: str | Path, *, force: bool = False) -> Path:
    """Write what each mechanism is worth as an Excel workbook in the current language.

    Amounts in triệu đồng. Every Shapley value is a formula over the sheet of all coalitions (an
    exact attribution), every total and difference a formula. Raises ``OutputError``.
    """
    title = _("What each mechanism is worth")
    return deliver_book(path, title, lambda: _fill(attribution), force=force)


@dataclass(frozen=True)
class _Coalitions:
    """Where the sheet of coalitions has what."""

    sheet: Sheet
    rows: range
    order: Mapping[Coalition, int]
    flag: Mapping[str, int]
    figure: Mapping[str, int]
    joining: int
    staying: int

    def cell(self, members: Coalition, figure: str) -> Formula:
        return self.sheet.link(self.order[members], self.figure[figure])

    def column(self, column: int) -> str:
        first = self.sheet.ref(self.rows[0], column)
        return f"{first}:{at(self.rows[-1], column)}"


def _fill(a: Attribution) -> StudyBook:
    subtitle = _("Scenario: {name}").format(name=scenario_title(a.plan))
    book = StudyBook.of(a.plan, TITLES, subtitle, proven=a.proven)
    data = _write_coalitions(book, a)
    _write_waterfalls(book, a, _write_worth(book, a, data))
    return book


def _write_coalitions(book: StudyBook, a: Attribution) -> _Coalitions:
    sheet, n = book.sheets["coalitions"], len(a.players)
    first_flag = 5
    first_figure = first_flag + n
    figures = {figure: first_figure + i for i, figure in enumerate(FIGURES)}
    bound = first_figure + len(FIGURES)
    span = bound + 2
    sheet.set_widths([6, 9, 11, 11] + [13] * n + [16] * len(FIGURES) + [16, 12, 18])
    top = heading(book, sheet, _("The plan of every coalition of mechanisms"), span)
    heads = [
        _("No."), _("Mechanisms"), _("Weight when it holds the mechanism"),
        _("Weight when it does not"), *(a.names[p] for p in a.players),
        *(_(FIGURES[f]) for f in FIGURES), _("Bound on the weighted value"), _("Gap"),
        _("Status"),
    ]  # fmt: skip
    sheet.row(top, [(head, "center") for head in heads], "head")
    order = {}
    for row, (members, point) in enumerate(a.points.items(), top + 1):
        order[members] = row
        flags = [int(player in members) for player in a.players]
        cells = [(row, first_flag + i) for i in range(n)]
        for cell, flag in zip(cells, flags, strict=True):
            sheet.put(*cell, flag, "flag")
        sheet.put(row, 1, row - top, "center")
        sheet.put(row, 2, sheet.sum(cells), "center")
        for column, value in zip((3, 4), _weights(len(members), n, row), strict=True):
            sheet.put(row, column, value, "six")
        for figure, column in figures.items():
            sheet.put(row, column, point.figures[figure], "exact")
        sheet.put(row, bound, point.most, "exact")
        sheet.put(row, bound + 1, point.gap, "fine")
        sheet.put(row, bound + 2, word(point.outcome), "text")
    rows = range(top + 1, top + 1 + len(a.points))
    page(book, sheet, repeat=range(top, top + 1), frozen=at(top + 1, first_flag))
    holds = {player: first_flag + i for i, player in enumerate(a.players)}
    return _Coalitions(sheet, rows, order, holds, figures, 3, 4)


def _weights(size: int, players: int, row: int) -> tuple[Formula, Formula]:
    """(s−1)!(n−s)!/n! and s!(n−s−1)!/n!, live; 0 where there is nobody in, or nobody out."""
    cell, n = at(row, 2), players
    whole = factorial(n)
    inside = factorial(size - 1) * factorial(n - size) / whole if size else 0
    outside = factorial(size) * factorial(n - size - 1) / whole if size < n else 0
    return (
        Formula(f"=IF({cell}=0,0,FACT(MAX({cell}-1,0))*FACT({n}-{cell})/FACT({n}))", inside),
        Formula(f"=IF({cell}={n},0,FACT({cell})*FACT(MAX({n}-{cell}-1,0))/FACT({n}))", outside),
    )


_Blocks = Mapping[str, int]
"""Figure -> row of its table's first mechanism on the sheet of the worth."""


def _write_worth(book: StudyBook, a: Attribution, data: _Coalitions) -> _Blocks:
    sheet = book.sheets["worth"]
    sheet.set_widths([6, 58, 17, 17, 19, 17, 14, 17, 17])
    row = heading(book, sheet, _("What each mechanism is worth"), _SPAN)
    top = row
    blocks = {}
    for figure in FIGURES:
        blocks[figure] = row + 2
        row = _figure(sheet, a, data, figure, row) + 1
    notes(sheet, row, range(1, _SPAN + 1), _method(a))
    page(book, sheet, repeat=range(top, top))
    sheet.ws.page_setup.orientation = "portrait"
    return blocks


def _figure(sheet: Sheet, a: Attribution, data: _Coalitions, figure: str, row: int) -> int:
    """One figure's table; the row after it."""
    kind = "decimal" if figure == LINES else "number"
    sheet.merge((row, 1), (row, _SPAN), _(FIGURES[figure]), "text", "heading")
    extra = [_("At least (gaps)"), _("At most (gaps)")] if figure == VALUE else ["", ""]
    if a.orders:
        extra = [_("Standard error"), ""]
    heads = [
        _("No."), _("Mechanism"), _("Alone, first"), _("Added last"), _("Shapley value"),
        _("Share, rounded"), _("Part of the difference"), *extra,
    ]  # fmt: skip
    sheet.row(row + 1, [(head, "center") for head in heads if head], "head")
    first = row + 2
    rows = range(first, first + len(a.players))
    below = rows.stop
    none, all_ = frozenset[str](), frozenset(a.players)
    for place, share in zip(rows, a.shares[figure], strict=True):
        _share(sheet, a, data, figure, share, place, at(below + 3, 6, fixed=True))
        sheet.put(place, 1, place - first + 1, "center")
    sheet.row(below, [("", "text"), (_("Total"), "text")], "total")
    for column in (3, 4):
        sheet.put(below, column, None, kind, "total")
    sheet.put(below, 5, sheet.sum_down(5, rows), "decimal", "total")
    sheet.put(below, 6, sheet.sum_down(6, rows), kind, "total")
    sheet.put(below, 7, sheet.sum_down(7, rows), "percent", "total")
    for text, place, value in (
        (_("Without any mechanism"), below + 1, data.cell(none, figure)),
        (_("With all of them"), below + 2, data.cell(all_, figure)),
    ):
        _line(sheet, place, text, value, kind)
    total = a.total(figure)
    difference = Formula(f"={at(below + 2, 6)}-{at(below + 1, 6)}", total)
    _line(sheet, below + 3, _("Difference"), difference, kind, "sub")
    left = Formula(f"=ROUND({at(below + 3, 6)}-{at(below, 6)},2)", 0)
    _line(sheet, below + 4, _("Difference less the sum of the shares (must be 0)"), left, kind)
    return below + 5


def _line(sheet: Sheet, row: int, text: str, value: Value, kind: str, tone: str = "plain") -> None:
    sheet.put(row, 1, "", "text", tone)
    sheet.merge((row, 2), (row, 5), text, "text", tone)
    sheet.put(row, 6, value, kind, tone)


def _share(
    sheet: Sheet,
    a: Attribution,
    data: _Coalitions,
    figure: str,
    share: Share,
    row: int,
    total: str,
) -> None:
    kind = "decimal" if figure == LINES else "number"
    sheet.put(row, 2, a.names[share.player], "text")
    me, everybody = frozenset({share.player}), frozenset(a.players)
    if share.first is not None and share.last is not None:
        pairs = ((me, frozenset[str](), share.first), (everybody, everybody - me, share.last))
        for column, (more, less, value) in enumerate(pairs, 3):
            text = f"{data.cell(more, figure).text}-{data.cell(less, figure).text[1:]}"
            sheet.put(row, column, Formula(text, value), kind)
    else:
        sheet.row(row, [(None, kind), (None, kind)], first=3)
    sheet.put(row, 5, _live(a, data, figure, share), "decimal")
    sheet.put(row, 6, share.reported, kind)
    whole = a.total(figure)
    part = float(share.reported / whole) if whole else 0
    sheet.put(row, 7, Formula(f"=IF({total}=0,0,{at(row, 6)}/{total})", part), "percent")
    ends: tuple[Value, Value] = (share.low, share.high)
    if share.error is not None:
        ends = (share.error, None)
    for column, end in enumerate(ends, 8):
        if end is not None:
            sheet.put(row, column, end, "decimal")


def _live(a: Attribution, data: _Coalitions, figure: str, share: Share) -> Value:
    """The Shapley value as a formula over all coalitions; an estimate stands as it is."""
    if a.orders:
        return share.exact
    flag, value = data.column(data.flag[share.player]), data.column(data.figure[figure])
    joining, staying = data.column(data.joining), data.column(data.staying)
    text = f"=SUMPRODUCT({flag}*{joining}*{value})-SUMPRODUCT((1-{flag})*{staying}*{value})"
    return Formula(text, float(share.exact))


def _method(a: Attribution) -> list[str]:
    texts = [
        _("The Shapley value of a mechanism is what it adds to those before it, averaged over all "
          "orders in which the mechanisms can come; each number is a formula over the sheet "
          "“{sheet}”.").format(sheet=_(TITLES["coalitions"])),
        _("Rounded shares: each is rounded down and the units still missing go to the largest "
          "remainders, so that the column adds up to the difference exactly. Lines are given in "
          "hundredths."),
        _("{count} coalitions in {solved} solves, every plan checked rule by rule; asked gap "
          "{asked}, widest gap {gap}. Coalitions that make the same model, or that differ only in "
          "owners' capacities that do not bind, share a solve.").format(
              count=number(len(a.points)), solved=number(a.solved),
              asked=percent(a.asked_gap, 4), gap=percent(a.gap, 4)),
        _("The gaps leave the weighted value open within the limits shown. Capital, lines and idle "
          "money are those of the plans found: another plan as good within the gap can differ."),
        _("Negative: the mechanism ties money to a purpose, so that other lines get less of it."),
    ]  # fmt: skip
    if a.orders:
        texts[0] = _(
            "Estimated from {orders} random orders (seed {seed}); the standard error is shown."
        ).format(orders=number(a.orders), seed=a.seed)
    return texts


def _write_waterfalls(book: StudyBook, a: Attribution, blocks: _Blocks) -> None:
    sheet = book.sheets["waterfall"]
    sheet.set_widths([6, 52, 17, 17, 17, 17, 17, 17])
    row = top = heading(book, sheet, _("From no mechanism to all of them"), _BELOW)
    for place, figure in enumerate(FIGURES):
        if place and not place % 2:
            sheet.ws.row_breaks.append(Break(id=row - 1))
        row = _waterfall(book, a, figure, row, blocks[figure]) + 1
    page(book, sheet, repeat=range(top, top))
    sheet.ws.page_setup.orientation = "portrait"


def _waterfall(book: StudyBook, a: Attribution, figure: str, row: int, block: int) -> int:
    """The table and the chart of one figure; ``block``: where its shares stand."""
    sheet, worth = book.sheets["waterfall"], book.sheets["worth"]
    kind = "decimal" if figure == LINES else "number"
    sheet.merge((row, 1), (row, _BELOW), _(FIGURES[figure]), "text", "heading")
    heads = [_("No."), _("Mechanism"), _("Level after it"), _("Below the bar"), _("Total"),
             _("Rise"), _("Fall"), _("Part under zero")]  # fmt: skip
    sheet.row(row + 1, [(head, "center") for head in heads], "head")
    first, count = row + 2, len(a.players)
    none = worth.link(block + count + 1, 6)
    _step(sheet, first, _("Without any mechanism"), Fraction(0), none, kind, total=True)
    level = Fraction(a.none.figures[figure])
    for index, share in enumerate(a.shares[figure]):
        place = first + 1 + index
        text = f"={at(place - 1, _LEVEL)}+{worth.ref(block + index, 6)}"
        after = Formula(text, _plain(level + share.reported))
        _step(sheet, place, a.names[share.player], level, after, kind, total=False)
        sheet.put(place, 1, index + 1, "center")
        level += share.reported
    rows = range(first, first + count + 2)
    everything = Formula(f"={at(rows[-1] - 1, _LEVEL)}", _plain(level))
    _step(sheet, rows[-1], _("With all of them"), Fraction(0), everything, kind, total=True)
    unit = _("lines") if figure == LINES else _("tỷ đồng")
    steps = charts.Steps(row + 1, rows, 2, _BLANK, (_TOTAL, _RISE, _FALL, _BELOW))
    where = charts.Place(rows.stop + 1, range(1, _BELOW + 1))
    charts.waterfall(sheet, steps, where, _(FIGURES[figure]), unit, _COLOURS)
    return rows.stop + 1 + charts.ROWS


def _step(
    sheet: Sheet,
    row: int,
    name: str,
    before: Fraction,
    after: Formula,
    kind: str,
    *,
    total: bool,
) -> None:
    """A level, and the bar from the one before it (from zero for a total), by formula."""
    assert not isinstance(after.value, str)
    level = Fraction(after.value).limit_denominator(100)
    here, above = at(row, _LEVEL), "0" if total else at(row - 1, _LEVEL)
    low, high = min(before, level), max(before, level)
    mins, maxs = f"MIN({above},{here})", f"MAX({above},{here})"
    zero = Fraction(0)
    bar, seen = f"MAX(0,{maxs})-MAX(0,{mins})", max(high, zero) - max(low, zero)
    rises = level >= before
    values = {
        _BLANK: (f"MAX(0,{mins})+MIN(0,{maxs})", max(zero, low) + min(zero, high)),
        _BELOW: (f"MIN(0,{mins})-MIN(0,{maxs})", min(zero, low) - min(zero, high)),
    }
    if total:
        values[_TOTAL] = (bar, seen)
    else:
        values[_RISE] = (f"IF({here}>={above},{bar},0)", seen if rises else zero)
        values[_FALL] = (f"IF({here}<{above},{bar},0)", zero if rises else seen)
    sheet.put(row, 1, "", "center")
    sheet.put(row, 2, name, "text")
    sheet.put(row, _LEVEL, after, kind)
    for column in range(_BLANK, _BELOW + 1):
        found = values.get(column)
        cell = Formula(f"={found[0]}", _plain(found[1])) if found else None
        sheet.put(row, column, cell, kind)


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
