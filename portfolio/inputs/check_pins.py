"""Checks of pins and earmarks against the projects and against the money of the sources."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from portfolio.domain import Limit, LimitKind, Pin, PinKind, Portfolio, Project, Source
from portfolio.i18n import _
from portfolio.inputs.build import Draft
from portfolio.inputs.cells import quoted
from portfolio.inputs.check_payers import allowed, rules_by_scope
from portfolio.inputs.findings import Findings
from portfolio.inputs.table import Row
from portfolio.money import ceil_share, floor_share, ty
from portfolio.timing import last_year, possible_starts

Pins = list[tuple[Row, Pin]]


def pins(draft: Draft, findings: Findings) -> None:
    """Each pin is complete, possible for its project, and at one with the project's others."""
    by_project: dict[str, Pins] = {}
    for row, pin in draft.rows["pins"]:
        if row.bad or _incomplete(row, pin, findings):
            continue
        project = draft.portfolio.project[pin.project]
        if project.cost is None:
            findings.warning("pin-uncosted", row.at("project"),
                             quoted(pin.project), "",
                             _("a line without an estimate is not planned"))  # fmt: skip
            continue
        by_project.setdefault(pin.project, []).append((row, pin))
        _check_year(row, pin, project, draft.portfolio, findings)
        if pin.kind is PinKind.EXCLUDE and project.must_start:
            findings.error("pin-conflict", row.at("kind"),
                           _("{id} must start").format(id=quoted(project.id)), "",
                           _("remove the pin or what makes the line mandatory"))  # fmt: skip
    _check_amounts(draft, by_project, findings)
    for its_pins in by_project.values():
        _check_together(its_pins, findings)


def _incomplete(row: Row, pin: Pin, findings: Findings) -> bool:
    needed = {
        PinKind.START: ("year",),
        PinKind.EXCLUDE: (),
        PinKind.AMOUNT: ("year", "source", "amount"),
    }[pin.kind]
    missing = [key for key in needed if row.get(key) is None]
    for key in missing:
        findings.error("required", row.at(key), _("the cell is empty"),
                       _("a value, for this kind of pin"),
                       _("fill it in, or clear the whole row"))  # fmt: skip
    return bool(missing)


def _check_year(
    row: Row, pin: Pin, project: Project, portfolio: Portfolio, findings: Findings
) -> None:
    years, starts = portfolio.settings.years, possible_starts(portfolio, project)
    if pin.kind is PinKind.EXCLUDE or not starts:
        return
    if pin.year not in years:
        findings.error(
            "year-outside", row.at("year"), str(pin.year),
            _("a year of the plan, {first}-{last}").format(first=years[0], last=years[-1]),
        )  # fmt: skip
        return
    first, last = starts[0], starts[-1]
    if pin.kind is PinKind.AMOUNT and pin.amount:
        last = last_year(portfolio, project, starts[-1])
    if pin.year is not None and not first <= pin.year <= last and (pin.amount != 0):
        findings.error(
            "pin-window", row.at("year"), str(pin.year),
            _("a year from {first} to {last}").format(first=first, last=min(last, years[-1])),
            _("change the pin, or the years of the project"),
        )  # fmt: skip


def _check_amounts(draft: Draft, by_project: dict[str, Pins], findings: Findings) -> None:
    rules = rules_by_scope(draft)
    for id, its_pins in by_project.items():
        project = draft.portfolio.project[id]
        payers = allowed(rules, project) if draft.sound("eligibility") else None
        total = 0
        for row, pin in its_pins:
            total += pin.amount or 0
            if pin.amount and pin.source and payers is not None and pin.source not in payers:
                findings.error(
                    "pin-payer", row.at("source"),
                    _("{source} may not pay for {id}").format(
                        source=quoted(pin.source), id=quoted(id)),
                    remedy=_("change the pin or the sheet of eligibility"),
                )  # fmt: skip
            if pin.amount and total > project.need:
                findings.error(
                    "pin-need", row.at("amount"), _("{amount} in all").format(amount=_ty(total)),
                    _("at most what the project still needs, {amount}").format(
                        amount=_ty(project.need)),
                    _("lower the amounts fixed for this project"),
                )  # fmt: skip


def _check_together(its_pins: Pins, findings: Findings) -> None:
    starts = {pin.year for _row, pin in its_pins if pin.kind is PinKind.START}
    out = any(pin.kind is PinKind.EXCLUDE for _row, pin in its_pins)
    funded = starts or any(pin.amount for _row, pin in its_pins)
    if len(starts) > 1 or (out and funded):
        row, pin = its_pins[-1]
        findings.error(
            "pin-conflict", row.at("kind"),
            _("pins of {id} contradict each other").format(id=quoted(pin.project)),
            _("one start year, or the exclusion"), _("keep one of the two"),
        )  # fmt: skip


def envelope(draft: Draft, findings: Findings) -> None:
    """The amounts fixed for a source and year fit in its money, carry-over included."""
    if not draft.sound("streams", "sharings", "sources", "pins"):
        return
    portfolio = draft.portfolio
    fixed: dict[tuple[str, int], list[tuple[Row, Pin]]] = {}
    for row, pin in draft.rows["pins"]:
        if pin.kind is PinKind.AMOUNT and pin.source and pin.year in portfolio.settings.years:
            fixed.setdefault((pin.source, pin.year), []).append((row, pin))
    for (source_id, year), its_pins in fixed.items():
        source = portfolio.source[source_id]
        total = sum(pin.amount or 0 for _row, pin in its_pins)
        if source.unlimited or total <= (most := _most(portfolio, source, year)):
            continue
        findings.error(
            "pin-envelope", its_pins[-1][0].at("amount"),
            _("{amount} fixed for {source} in {year}").format(
                amount=_ty(total), source=quoted(source_id), year=year),
            _("at most {amount}").format(amount=_ty(most)), _("lower an amount fixed here"),
        )  # fmt: skip


def earmarks(draft: Draft, findings: Findings) -> None:
    """What is set aside from a source in a year fits in its money; told for its first year."""
    if not draft.sound("streams", "sharings", "sources", "limits"):
        return
    portfolio = draft.portfolio
    marks: dict[str, list[tuple[Row, Limit]]] = {}
    for row, limit in draft.rows["limits"]:
        known = limit.source in portfolio.source and not limit.whole_plan
        if limit.kind is LimitKind.EARMARK and known:
            marks.setdefault(limit.source, []).append((row, limit))
    for id, its_marks in marks.items():
        for year in () if portfolio.source[id].unlimited else portfolio.settings.years:
            if _set_aside_beyond(portfolio, portfolio.source[id], year, its_marks, findings):
                break


def _set_aside_beyond(
    portfolio: Portfolio, source: Source, year: int, marks: list[tuple[Row, Limit]],
    findings: Findings,
) -> bool:  # fmt: skip
    of_year = [(row, mark) for row, mark in marks if mark.year in (None, year)]
    base, most = _spendable(portfolio, source, year), _most(portfolio, source, year)
    total = sum(
        mark.amount if mark.amount is not None else floor_share(mark.share or Fraction(0), base)
        for _row, mark in of_year
    )
    if total <= most:
        return False
    row, mark = of_year[-1]
    findings.error(
        "earmark-envelope", row.at("share" if mark.amount is None else "amount"),
        _("{amount} set aside from {source} in {year}").format(
            amount=_ty(total), source=quoted(source.id), year=year),
        _("at most {amount}").format(amount=_ty(most)), _("lower an amount set aside"),
    )  # fmt: skip
    return True


def _most(portfolio: Portfolio, source: Source, year: int) -> int:
    """No more than this can be there: the year's money, the carry-over, the land revenue."""
    before = year - 1
    carried = 0
    if before in portfolio.settings.years:
        carried = floor_share(source.carry_over, _spendable(portfolio, source, before))
    return _spendable(portfolio, source, year) + carried


def _spendable(portfolio: Portfolio, source: Source, year: int) -> int:
    """A year's money after the reserve, all land revenue of projects counted as if it came."""
    land: dict[str, int] = {}
    for project in portfolio.projects:
        if project.land is not None:
            land[project.land.stream] = land.get(project.land.stream, 0) + project.land.gross
    total = sum(_parts(portfolio, source, year, land))
    return total - ceil_share(source.reserve, total)


def _parts(portfolio: Portfolio, source: Source, year: int, land: dict[str, int]) -> Iterator[int]:
    for stream in portfolio.streams:
        shares: dict[int | None, tuple[Fraction, Fraction]] = {
            row.year: (row.retained, row.invested)
            for row in portfolio.sharings
            if row.stream == stream.id and row.source == source.id
        }
        retained, invested = shares.get(year, shares.get(None, (Fraction(0), Fraction(0))))
        revenue = stream.by_year.get(year)
        gross = (revenue.gross if revenue else 0) + land.get(stream.id, 0)
        yield floor_share(invested, floor_share(retained, gross))


def _ty(amount: int) -> str:
    return _("{amount} billion VND").format(amount=ty(amount))
