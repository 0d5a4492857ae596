"""Marginal values as one Excel workbook: one more, one less, and the shadow price beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from portfolio.i18n import N_, _
from portfolio.money import percent, ty
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.pages import page
from portfolio.output.excel.sheet import Value
from portfolio.output.excel.study_book import StudyBook, deliver_book
from portfolio.output.naming import scenario_title
from portfolio.study.curve import LineChange, LineChangeKind
from portfolio.study.marginal import Marginal, MarginalValues, Move

TITLES = {"marginal": N_("One more tỷ")}
_SIGNS = {LineChangeKind.ENTERS: "+", LineChangeKind.LEAVES: "−", LineChangeKind.MOVES: "↔"}
_SPAN = 12


def write_marginal(values: MarginalValues, path: str | Path, *, force: bool = False) -> Path:
    """Write the marginal values as an Excel workbook in the current language.

    Amounts in triệu đồng. Raises ``OutputError``.
    """
    title = _("What one more tỷ is worth, by source and year")
    return deliver_book(path, title, lambda: _fill(values, title), force=force)


def _fill(values: MarginalValues, title: str) -> StudyBook:
    subtitle = _("Scenario: {name}").format(name=scenario_title(values.plan))
    book = StudyBook.of(values.plan, TITLES, subtitle, proven=values.proven)
    sheet = book.sheets["marginal"]
    step = ty(values.step)
    more, less = _("{step} tỷ more").format(step=step), _("{step} tỷ less").format(step=step)
    columns = [
        (_("Source"), "text"), (_("Year"), "year"), (_("Spendable"), "number"),
        (f"{more}: {_('change of the weighted value')}", "gain"), (_("for each triệu"), "rate"),
        (_("Lines"), "text"), (_("Proven"), "center"),
        (f"{less}: {_('change of the weighted value')}", "gain"), (_("for each triệu"), "rate"),
        (_("Lines"), "text"), (_("Proven"), "center"),
        (_("LP shadow price, starts fixed"), "rate"),
    ]  # fmt: skip
    sheet.set_widths([56, 8, 14, 16, 10, 32, 13, 16, 10, 32, 13, 14])
    top = heading(book, sheet, title, _SPAN)
    rows = sheet.table(top, columns, (_row(values, row) for row in values.rows))
    notes(sheet, rows.stop + 1, range(1, _SPAN + 1), _method(values))
    page(book, sheet, repeat=range(top, top + 1), frozen=f"C{top + 1}")
    return book


def _row(values: MarginalValues, row: Marginal) -> Sequence[Value]:
    return (
        values.plan.portfolio.source[row.source].name,
        row.year,
        row.spendable,
        *_move(values, row.more),
        *_move(values, row.less),
        row.price,
    )


def _move(values: MarginalValues, move: Move | None) -> tuple[Value, Value, Value, Value]:
    if move is None:
        return "", "", "", _("nothing to take")
    if move.point is None:
        return "", "", "", _("no plan")
    difference = move.point.objective - values.base.objective
    proven = _("within the gap") if move.is_open else _("yes")
    return round(difference), move.per_trieu(values.base), written(move.changes), proven


def written(changes: Sequence[LineChange]) -> str:
    """Lines that enter (+), leave (−) or move (↔), in short."""
    return " ".join(f"{_SIGNS[c.kind]}{c.project}" for c in changes)


def _method(values: MarginalValues) -> list[str]:
    return [
        _("Re-solved: the whole problem with the spendable envelope of that source and year moved, "
          "starts and all; every plan checked rule by rule. Asked gap {gap}. “Within the gap”: the "
          "solvers cannot tell the difference from nothing.").format(
              gap=percent(values.asked_gap, 4)),
        _("LP shadow price: with every start fixed the placing of money is a linear program, and "
          "this is the dual of its envelope (with carry-over and earmarks that move with it). A "
          "plan of whole starts has no duals, so it says nothing about lines that more money "
          "could start."),
        _("+ enters, − leaves, ↔ starts in another year."),
    ]  # fmt: skip
