"""Break-even as one Excel workbook: where each scenario stops to bring anything, and why."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from portfolio.i18n import N_, _
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.pages import page
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Value, at
from portfolio.output.excel.study_book import StudyBook, deliver_book
from portfolio.output.excel.words import word
from portfolio.output.naming import scenario_title
from portfolio.study.break_even import BreakEven
from portfolio.study.parameter_text import parameter_words

TITLES = {"break_even": N_("Break-even"), "values": N_("Values solved")}


def write_break_even(found: Sequence[BreakEven], path: str | Path, *, force: bool = False) -> Path:
    """Write break-evens along one parameter as an Excel workbook in the current language.

    Weighted triệu đồng. Raises ``OutputError``.
    """
    words = parameter_words(found[0].range.parameter, found[0].plan.portfolio)
    title = _("Break-even along {name}").format(name=words)
    return deliver_book(path, title, lambda: _fill(found, title), force=force)


def _fill(found: Sequence[BreakEven], title: str) -> StudyBook:
    first = found[0]
    text = _("Held against: {name}. Parameter: {parameter} from {low} to {high}")
    subtitle = text.format(
        name=scenario_title(first.plan), parameter=first.range.parameter.name,
        low=_written(first, first.range.low), high=_written(first, first.range.high),
    )  # fmt: skip
    proven = all(one.proven for one in found)
    book = StudyBook.of(first.plan, TITLES, subtitle, proven=proven)
    _write_results(book, found, title, _write_values(book, found))
    return book


def _written(one: BreakEven, value: Fraction | None) -> str:
    return "–" if value is None else one.range.parameter.written(value)


def _write_results(
    book: StudyBook, found: Sequence[BreakEven], title: str, gains: Sequence[Formula]
) -> None:
    """One row a scenario. ``gains``: of each in turn, at the low and the high end."""
    sheet, along = book.sheets["break_even"], found[0].range
    low, high = (_("Gain at {value}").format(value=_written(found[0], v))
                 for v in (along.low, along.high))  # fmt: skip
    columns = [
        (_("Scenario"), "text"), (low, "gain"), (_("Still a gain at"), "center"),
        (_("Nothing from"), "center"), (_("A loss from"), "center"), (high, "gain"),
    ]  # fmt: skip
    sheet.set_widths([34, 19, 19, 19, 19, 19])
    top = heading(book, sheet, title, len(columns))
    ends = zip(gains[::2], gains[1::2], strict=True)
    rows = sheet.table(top, columns, map(_result, found, ends))
    texts = [
        _("Found by halving, to {step}; a gain or a loss counts when the proven intervals of the "
          "two optima do not meet.").format(step=_written(found[0], along.step)),
        _("Gain: the scenario's optimum less that of the rules it is held against, weighted "
          "triệu đồng. Every value solved stands on the next sheet."),
    ]  # fmt: skip
    notes(sheet, rows.stop + 1, range(1, len(columns) + 1), texts)
    page(book, sheet, repeat=range(top, top + 1))


def _result(one: BreakEven, gains: tuple[Formula, Formula]) -> list[Value]:
    places = (one.last_gain, one.first_none, one.first_loss)
    return [one.scenario, gains[0], *(_written(one, v) for v in places), gains[1]]


def _write_values(book: StudyBook, found: Sequence[BreakEven]) -> list[Formula]:
    """The optimum of every scenario at every value solved, beside that of the base.

    Links to the gain of every scenario at its lowest and highest value.
    """
    sheet, parameter = book.sheets["values"], found[0].range.parameter
    columns = [
        (_("Scenario"), "text"), (parameter.name, "text"), (_("Objective"), "exact"),
        (_("Bound"), "exact"), (_("Objective of the base"), "exact"),
        (_("Bound of the base"), "exact"), (_("Gain"), "gain"), (_("Verdict"), "text"),
        (_("Status"), "text"),
    ]  # fmt: skip
    sheet.set_widths([34, 22, 19, 19, 19, 19, 19, 18, 26])
    top = heading(book, sheet, _("Every value solved"), len(columns))
    solved = [(one, value) for one in found for value in one.points]
    rows = (_value(one, value, row) for row, (one, value) in enumerate(solved, top + 1))
    sheet.table(top, columns, rows)
    page(book, sheet, repeat=range(top, top + 1), frozen=at(top + 1, 3))
    ends = [
        row for row, (one, value) in enumerate(solved, top + 1)
        if value in (one.range.low, one.range.high)
    ]  # fmt: skip
    return [sheet.link(row, 7) for row in ends]


def _value(one: BreakEven, value: Fraction, row: int) -> list[Value]:
    point, base, apart = one.points[value], one.base, one.difference(value)
    verdict = _("gain") if apart.is_gain else _("loss") if apart.is_loss else _("nothing proven")
    here, there = (round(Fraction(p.objective)) for p in (point, base))
    return [
        one.scenario, _written(one, value), here, point.most, there, base.most,
        Formula(f"={at(row, 3)}-{at(row, 5)}", here - there), verdict, word(point.outcome),
    ]  # fmt: skip
