"""Every figure of the input with its provenance and citation, as lines to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.domain import Band, Limit, Origin, Portfolio, Provenance, Settings
from portfolio.i18n import _
from portfolio.money import number, percent
from portfolio.output.excel.words import word
from portfolio.plan.mechanism_text import terms, title


@dataclass(frozen=True, slots=True)
class Assumption:
    """One figure: what it is, of whom, how much, and from where."""

    group: str
    subject: str
    figure: str
    origin: Origin


def assumptions(portfolio: Portfolio) -> Iterator[Assumption]:
    """Settings, money, shares, criteria, rules, projects: in the order of the workbook."""
    yield from _settings(portfolio.settings)
    for mechanism in portfolio.mechanisms:
        origin = Origin(Provenance.ASSUMED, mechanism.basis)
        yield Assumption(_("Special mechanism"), title(mechanism), terms(mechanism), origin)
    yield from _money(portfolio)
    yield from _paying(portfolio)
    yield from _ranking(portfolio)
    yield from _rules(portfolio)
    yield from _projects(portfolio)


def _settings(settings: Settings) -> Iterator[Assumption]:
    years = _("years of capital, group {group}")
    starts = _("no limit") if settings.new_starts is None else str(settings.new_starts)
    figures = {
        f"legal_years_{group.value.lower()}": (years.format(group=group.value), str(count))
        for group, count in settings.legal_years.items()
    }
    figures |= {
        "overhang_share": (_("most overhang, share of the plan"), percent(settings.overhang_share)),
        "discount": (_("discount for each year of waiting"), percent(settings.discount)),
        "overhang_charge": (
            _("charge for each triệu of overhang"),
            percent(settings.overhang_charge),
        ),
        "new_starts": (_("most new starts in a year"), starts),
    }
    for name, (label, text) in figures.items():
        yield Assumption(_("Settings"), label, text, settings.origins.get(name, Origin()))


def _money(portfolio: Portfolio) -> Iterator[Assumption]:
    names = {s.id: s.name for s in portfolio.streams}
    for stream in portfolio.streams:
        for year, revenue in stream.by_year.items():
            text = number(revenue.gross)
            if revenue.low is not None or revenue.high is not None:
                low, high = ("…" if x is None else number(x) for x in (revenue.low, revenue.high))
                text += f" ({low} - {high})"
            yield Assumption(_("Gross revenue"), f"{stream.name}, {year}", text, revenue.origin)
    for row in portfolio.sharings:
        source = portfolio.source[row.source].name
        subject = f"{names.get(row.stream, row.stream)} → {source}"
        if row.year is not None:
            subject += f", {row.year}"
        text = _("kept {kept}, invested {invested}").format(
            kept=percent(row.retained), invested=percent(row.invested)
        )
        yield Assumption(_("Sharing"), subject, text, row.origin)


def _paying(portfolio: Portfolio) -> Iterator[Assumption]:
    for k in portfolio.sources:
        text = _("carry-over {carry}, reserve {reserve}").format(
            carry=percent(k.carry_over), reserve=percent(k.reserve)
        )
        yield Assumption(_("Source"), k.name, _("no envelope") if k.unlimited else text, k.origin)
    for row in portfolio.eligibility:
        subject = f"{_scope(portfolio, row.scope)} ← {portfolio.source[row.source].name}"
        yield Assumption(_("Eligibility"), subject, _band(row.band), row.origin)
    for profile in portfolio.profiles:
        text = "; ".join(map(_band, profile.bands))
        yield Assumption(_("Phasing profile"), profile.name, text, profile.origin)


def _scope(portfolio: Portfolio, scope: str) -> str:
    kinds = {"public": _("public lines"), "private": _("private lines"), "*": _("all lines")}
    found = portfolio.project.get(scope) or portfolio.sector.get(scope)
    return found.name if found else kinds.get(scope, scope)


def _band(band: Band) -> str:
    return f"{percent(band.least)} - {percent(band.most)}"


def _ranking(portfolio: Portfolio) -> Iterator[Assumption]:
    whole = sum(c.weight for c in portfolio.criteria)
    for c in portfolio.criteria:
        yield Assumption(_("Weight of a criterion"), c.name, percent(c.weight / whole), c.origin)


def _rules(portfolio: Portfolio) -> Iterator[Assumption]:
    for limit in portfolio.limits:
        yield Assumption(word(limit.kind).capitalize(), limit.id, _limit(limit), limit.origin)
    for owner in portfolio.owners:
        if owner.capacity is not None:
            text = _("{amount} a year").format(amount=number(owner.capacity))
            yield Assumption(_("Owner capacity"), owner.name, text, owner.origin)
    for link in portfolio.links:
        subject = f"{_project(portfolio, link.second)} {word(link.kind)} "
        subject += _project(portfolio, link.first)
        text = _("lag {years}").format(years=link.lag) if link.lag else ""
        yield Assumption(_("Precedence and exclusion"), subject, text, link.origin)
    for pin in portfolio.pins:
        parts = (pin.year, pin.source, None if pin.amount is None else number(pin.amount))
        text = ", ".join([word(pin.kind), *(str(part) for part in parts if part is not None)])
        yield Assumption(
            _("Decision of the user"), _project(portfolio, pin.project), text, pin.origin
        )


def _limit(limit: Limit) -> str:
    size = percent(limit.share or 0) if limit.amount is None else number(limit.amount)
    parts = (limit.source, limit.sector, limit.owner, limit.place, limit.year)
    return ", ".join([size, *(str(part) for part in parts if part is not None)])


def _project(portfolio: Portfolio, project: str) -> str:
    found = portfolio.project.get(project)
    return found.name if found else project


def _projects(portfolio: Portfolio) -> Iterator[Assumption]:
    for p in portfolio.projects:
        text = _("no estimate") if p.cost is None else number(p.cost)
        citation = "; ".join(filter(None, (p.clause, p.origin.citation, p.printed)))
        origin = Origin(p.origin.provenance, citation)
        yield Assumption(_("Cost of a project"), p.name, text, origin)
