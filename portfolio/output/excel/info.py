"""The sheet Thông tin: how the plan was made, and on which figures it rests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from portfolio.domain import Pin
from portfolio.i18n import _
from portfolio.money import number
from portfolio.output.excel.assumptions import assumptions
from portfolio.output.excel.book import Book
from portfolio.output.excel.frame import heading
from portfolio.output.excel.pages import A4, page
from portfolio.output.excel.sheet import Sheet, Value
from portfolio.output.excel.words import word
from portfolio.plan.schedule import Plan

_SPAN = 7


def write_info(book: Book) -> None:
    """Key facts of the run, the tiers, the assumptions, the notices."""
    plan, sheet = book.plan, book.sheets["info"]
    sheet.set_widths([26, 40, 22, 16, 18, 18, 18])
    row = heading(book, sheet, _("How this plan was made"), _SPAN)
    for label, value, kind in _facts(book):
        sheet.put(row, 1, label, "text", "group")
        sheet.merge((row, 2), (row, _SPAN), value, kind, "plain")
        row += 1
    row = _tiers(sheet, plan, row + 1)
    row = _assumptions(sheet, plan, row + 1)
    _notices(sheet, plan, row + 1)
    page(book, sheet, repeat=range(0), paper=A4)


def _facts(book: Book) -> Iterator[tuple[str, Value, str]]:
    plan, report, info = book.plan, book.plan.solution.report, book.plan.info
    yield _("Plan period"), f"{plan.years[0]}-{plan.years[-1]}", "text"
    yield _("Workbook"), plan.portfolio.path or "–", "text"
    yield _("SHA-256 of the workbook"), plan.portfolio.sha256 or "–", "text"
    yield _("Scenario"), book.scenario or "–", "text"
    yield _("Scenario file"), info.scenario_path or "–", "text"
    yield _("Basis of the scenario"), info.scenario_citation or "–", "text"
    yield _("Command"), info.command or "–", "text"
    if info.pins:
        yield _("Fixed beside the workbook"), _pins(info.pins), "text"
    yield _("Date"), info.created or "–", "text"
    versions = ", ".join(f"{name} {version}" for name, version in info.versions.items())
    yield _("Versions"), versions or "–", "text"
    yield _("Solver"), f"{report.solver} {report.solver_version}", "text"
    yield _("Outcome"), word(report.outcome), "text"
    yield _("Gap reached"), _finite(report.gap), "fact_fine"
    yield _("Gap asked"), report.asked_gap, "fact_fine"
    yield _("Objective (last public tier, triệu đồng weighted)"), report.objective, "fact_decimal"
    yield _("Bound (triệu đồng weighted)"), _finite(report.bound), "fact_decimal"
    yield _("Seed"), report.seed, "fact"
    yield _("Threads"), report.threads, "fact"
    yield _("Run time in all (seconds)"), report.seconds, "fact_decimal"
    yield _("of which the solver (seconds)"), report.solver_seconds, "fact_decimal"
    size = _("{variables} variables, {constraints} constraints")
    text = size.format(variables=report.variables, constraints=report.constraints)
    yield _("Size of the model"), text, "text"


def _pins(pins: Sequence[Pin]) -> str:
    """P02 start year fixed 2023; P11 left out by the user; ... (the figures stand below)."""
    texts = []
    for pin in pins:
        parts = [pin.project, word(pin.kind), pin.source, pin.year]
        text = ", ".join(str(part) for part in parts if part is not None)
        texts.append(text if pin.amount is None else f"{text}: {number(pin.amount)}")
    return "; ".join(texts)


def _finite(value: float) -> Value:
    """A solver that proved no bound reports an infinite one, which no cell can hold."""
    return value if isfinite(value) else _("not proven")


def _tiers(sheet: Sheet, plan: Plan, row: int) -> int:
    sheet.merge((row, 1), (row, _SPAN), _("Tiers of the objective, first served first"),
                "text", "heading")  # fmt: skip
    columns = [
        (_("Tier"), "text"), (_("Worth of what starts"), "decimal"),
        (_("Less: waiting"), "decimal"), (_("Less: overhang"), "decimal"),
        (_("Objective"), "decimal"), (_("Bound"), "decimal"), (_("Gap"), "fine"),
    ]  # fmt: skip
    rows: list[Sequence[Value]] = [
        (
            word(t.tier),
            t.value,
            t.waiting,
            t.overhang,
            t.objective,
            _finite(t.bound),
            _finite(t.gap),
        )
        for t in plan.solution.report.tiers
    ]
    taken = sheet.table(row + 1, columns, rows)
    return taken.stop


def _assumptions(sheet: Sheet, plan: Plan, row: int) -> int:
    title = _("Figures this plan rests on, with their provenance")
    sheet.merge((row, 1), (row, _SPAN), title, "text", "heading")
    heads = [_("Kind of figure"), _("Subject"), _("Figure"), _("Provenance"), _("Citation")]
    for column, head in enumerate(heads, 1):
        last = _SPAN if column == len(heads) else column
        sheet.merge((row + 1, column), (row + 1, last), head, "center", "head")
    row += 2
    for item in assumptions(plan.portfolio):
        values = (item.group, item.subject, item.figure, word(item.origin.provenance))
        sheet.row(row, [(value, "text") for value in values], "small")
        sheet.merge((row, len(heads)), (row, _SPAN), item.origin.citation, "text", "small")
        row += 1
    return row


def _notices(sheet: Sheet, plan: Plan, row: int) -> None:
    if not plan.portfolio.notices:
        return
    title = _("Notices of the reading of the workbook")
    sheet.merge((row, 1), (row, _SPAN), title, "text", "heading")
    for place, problem in enumerate(plan.portfolio.notices, row + 1):
        sheet.put(place, 1, problem.place, "text")
        sheet.merge((place, 2), (place, _SPAN), problem.text, "text", "plain")
