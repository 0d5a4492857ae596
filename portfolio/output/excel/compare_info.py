"""The sheet Thông tin of a comparison: how it was made, scenario by scenario."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from portfolio.i18n import _
from portfolio.output.excel.compare_book import CompareBook
from portfolio.output.excel.frame import heading
from portfolio.output.excel.pages import A4, page
from portfolio.output.excel.sheet import Value
from portfolio.output.excel.words import word
from portfolio.plan.schedule import Plan

_LABEL, _FACT = 34, 30


def write_info(book: CompareBook) -> None:
    """What all plans share, then a column of facts for each scenario."""
    sheet, c = book.sheets["info"], book.comparison
    span = 1 + len(c.plans)
    sheet.set_widths([_LABEL] + [_FACT] * len(c.plans))
    row = heading(book, sheet, _("How this comparison was made"), span, unit=False)
    for label, text in _shared(book):
        sheet.put(row, 1, label, "text", "group")
        sheet.merge((row, 2), (row, span), text, "text", "plain")
        row += 1
    row += 1
    sheet.put(row, 1, _("Scenario"), "center", "head")
    for place, name in enumerate(c.names):
        text = _("{name} (base)").format(name=name) if place == 0 else name
        sheet.put(row, 2 + place, text, "center", "head")
    facts = [list(_facts(book, place)) for place in range(len(c.plans))]
    for row, same in enumerate(zip(*facts, strict=True), row + 1):  # noqa: B020
        sheet.put(row, 1, same[0][0], "text", "group")
        for column, (_label, value, kind) in enumerate(same, 2):
            sheet.put(row, column, value, kind)
    page(book, sheet, repeat=range(0), paper=A4)


def _shared(book: CompareBook) -> Iterator[tuple[str, str]]:
    plan = book.comparison.base
    yield _("Workbook"), plan.portfolio.path or "–"
    yield _("SHA-256 of the workbook"), plan.portfolio.sha256 or "–"
    yield _("Command"), plan.info.command or "–"
    yield _("Date"), book.created or "–"
    versions = ", ".join(f"{name} {version}" for name, version in plan.info.versions.items())
    yield _("Versions"), versions or "–"


def _facts(book: CompareBook, place: int) -> Iterator[tuple[str, Value, str]]:
    plan: Plan = book.comparison.plans[place]
    report, info = plan.solution.report, plan.info
    yield _("Full name"), book.comparison.title(place), "text"
    yield _("Scenario file"), info.scenario_path or "–", "text"
    yield _("Basis of the scenario"), info.scenario_citation or "–", "text"
    yield _("Plan period"), f"{plan.years[0]}-{plan.years[-1]}", "text"
    yield _("Outcome"), word(report.outcome), "text"
    yield _("Gap reached"), report.gap if isfinite(report.gap) else _("not proven"), "fact_fine"
    yield _("Gap asked"), report.asked_gap, "fact_fine"
    yield _("Objective (last public tier, triệu đồng weighted)"), report.objective, "fact_decimal"
    bound: Value = report.bound if isfinite(report.bound) else _("not proven")
    yield _("Bound (triệu đồng weighted)"), bound, "fact_decimal"
    yield _("Rules checked"), len(plan.checks.lines), "fact"
    yield _("Solver"), f"{report.solver} {report.solver_version}", "text"
    yield _("Seed"), report.seed, "fact"
    yield _("Threads"), report.threads, "fact"
    yield _("Run time in all (seconds)"), report.seconds, "fact_decimal"
