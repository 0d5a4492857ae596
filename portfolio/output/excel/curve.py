"""A curve as one Excel workbook: the optimum along a parameter, breakpoints, who is in where."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from openpyxl.worksheet.pagebreak import Break

from portfolio.i18n import N_, _, ngettext
from portfolio.inputs.scenario.fields import Form
from portfolio.money import number, percent
from portfolio.output.excel import charts
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.pages import page
from portfolio.output.excel.sheet import Value, at
from portfolio.output.excel.study_book import StudyBook, deliver_book
from portfolio.output.excel.words import word
from portfolio.output.naming import scenario_title
from portfolio.study.curve import Breakpoint, Curve, LineChangeKind, moving_lines
from portfolio.study.parameter_text import parameter_words, premises
from portfolio.study.points import CAPITAL, FIGURES, IDLE, LINES, VALUE

TITLES = {
    "curve": N_("Curve"),
    "breakpoints": N_("Breakpoints"),
    "lines": N_("Lines along it"),
}
CHANGES = {
    LineChangeKind.ENTERS: N_("enters"),
    LineChangeKind.LEAVES: N_("leaves"),
    LineChangeKind.MOVES: N_("moves"),
}
_FIGURES = (VALUE, CAPITAL, LINES, IDLE)


def write_curve(curve: Curve, path: str | Path, *, force: bool = False) -> Path:
    """Write the optimum along a parameter as an Excel workbook in the current language.

    Amounts in triệu đồng. Raises ``OutputError``.
    """
    words = parameter_words(curve.range.parameter, curve.plan.portfolio)
    title = _("The optimum along {name}").format(name=words)
    return deliver_book(path, title, lambda: _fill(curve, title), force=force)


def _fill(curve: Curve, title: str) -> StudyBook:
    text = _("Scenario: {name}. Parameter: {parameter} from {low} to {high}")
    parameter = curve.range.parameter
    subtitle = text.format(
        name=scenario_title(curve.plan),
        parameter=parameter.name,
        low=_written(curve, curve.range.low),
        high=_written(curve, curve.range.high),
    )
    book = StudyBook.of(curve.plan, TITLES, subtitle, proven=curve.proven)
    _write_points(book, curve, title)
    _write_breakpoints(book, curve)
    _write_lines(book, curve)
    return book


def _written(curve: Curve, value: Fraction) -> str:
    return curve.range.parameter.written(value)


def _kind(curve: Curve) -> str:
    return "percent" if curve.range.parameter.form is Form.SHARE else "rate"


def _write_points(book: StudyBook, curve: Curve, title: str) -> None:
    sheet = book.sheets["curve"]
    columns = [
        (curve.range.parameter.name, _kind(curve)),
        *((_(FIGURES[f]), "exact") for f in _FIGURES),
        (_("Bound on the weighted value"), "exact"), (_("Gap"), "fine"), (_("Status"), "text"),
        (_("Note"), "center"),
    ]  # fmt: skip
    told = premises(curve)
    sheet.set_widths([22, 19, 19, 15, 19, 19, 13, 30, 14])
    top = heading(book, sheet, title, len(columns))
    below = top + charts.ROWS + 1
    rows = sheet.table(
        below,
        columns,
        (
            (
                float(v),
                *(p.figures[f] for f in _FIGURES),
                p.most,
                p.gap,
                word(p.outcome),
                _("in the scenario now") if v == told.now else "",
            )
            for v, p in curve.points.items()
        ),
    )
    place = charts.Place(top, range(1, len(columns) + 1))
    title = f"{_(FIGURES[VALUE])} ({_('tỷ đồng')})"
    charts.along(sheet, below, rows, (1, 2), place, title)
    sheet.ws.row_breaks.append(Break(id=below - 1))
    texts = [*told.lines(curve.range.parameter), *_method(curve)]
    notes(sheet, rows.stop + 1, range(1, len(columns) + 1), texts)
    page(book, sheet, repeat=range(below, below + 1))


def _method(curve: Curve) -> list[str]:
    breaks = curve.breakpoints
    doubtful = sum(not b.significant for b in breaks)
    texts = [
        _("{count} values solved, each plan checked rule by rule; asked gap {asked}, widest gap "
          "{gap}. Values are {step} apart where the plan changes.").format(
              count=number(len(curve.points)), asked=percent(curve.asked_gap, 4),
              gap=percent(curve.gap, 4), step=_written(curve, curve.range.step)),
        ngettext(
            "{count} breakpoint, of which {doubtful} not significant: one of the two plans is as "
            "good as the other, within the gap, on the other's side too.",
            "{count} breakpoints, of which {doubtful} not significant: one of the two plans is as "
            "good as the other, within the gap, on the other's side too.",
            len(breaks),
        ).format(count=number(len(breaks)), doubtful=number(doubtful)),
    ]  # fmt: skip
    if curve.falls:
        falls = ", ".join(f"{_written(curve, a)} → {_written(curve, b)}" for a, b in curve.falls)
        texts.append(_("The optimum falls, by more than the gaps: {where}").format(where=falls))
    else:
        texts.append(_("The optimum never falls along the parameter, within the gaps."))
    return texts


def _write_breakpoints(book: StudyBook, curve: Curve) -> None:
    sheet = book.sheets["breakpoints"]
    kind = _kind(curve)
    columns = [
        (_("Above"), kind), (_("Up to"), kind), (_("Line"), "text"), (_("Name"), "text"),
        (_("What happens"), "text"), (_("Start before"), "year"), (_("Start after"), "year"),
        (_("Old plan kept: loss"), "gain"), (_("New plan earlier: loss"), "gain"),
        (_("Significant"), "center"),
    ]  # fmt: skip
    sheet.set_widths([11, 11, 9, 62, 14, 11, 11, 18, 18, 16])
    top = heading(book, sheet, _("Where the best plan changes"), len(columns))
    rows = sheet.table(top, columns, (row for b in curve.breakpoints for row in _rows(curve, b)))
    texts = [
        _("Losses are weighted triệu đồng against the optimum at that value; “–” where the plan "
          "cannot be paid there at all. A breakpoint is significant when both are more than the "
          "gap lets pass."),
    ]  # fmt: skip
    notes(sheet, rows.stop + 1, range(1, len(columns) + 1), texts)
    page(book, sheet, repeat=range(top, top + 1), frozen=f"A{top + 1}")


def _rows(curve: Curve, b: Breakpoint) -> list[list[Value]]:
    names = curve.plan.portfolio.project
    verdict = _("yes") if b.significant else _("not significant")
    return [
        [
            float(b.low), float(b.high), c.project, names[c.project].name, _(CHANGES[c.kind]),
            c.before, c.after, "–" if b.kept is None else round(b.kept),
            "–" if b.early is None else round(b.early), verdict,
        ]
        for c in b.changes
    ]  # fmt: skip


def _write_lines(book: StudyBook, curve: Curve) -> None:
    """Start year of every line that changes, at every solved value."""
    sheet = book.sheets["lines"]
    values = list(curve.points)
    lines = moving_lines(curve)
    sheet.set_widths([9, 50] + [7.5] * len(values))
    top = heading(book, sheet, _("Start of the lines that change"), 2 + min(len(values), 12))
    heads: list[tuple[Value, str]] = [(_("Line"), "center"), (_("Name"), "center")]
    sheet.row(top, heads, "head")
    for column, value in enumerate(values, 3):
        sheet.put(top, column, float(value), _kind(curve), "head")
    years = list(curve.plan.years)
    for row, project in enumerate(lines, top + 1):
        sheet.put(row, 1, project, "text")
        sheet.put(row, 2, curve.plan.portfolio.project[project].name, "text")
        for column, point in enumerate(curve.points.values(), 3):
            start = point.starts.get(project)
            tone = "plain" if start is None else f"shade{4 - min(4, years.index(start))}"
            sheet.put(row, column, start, "year", tone)
    page(book, sheet, repeat=range(top, top + 1), frozen=at(top + 1, 3), paper=8)
