"""What a workbook says, before any solve: its lines, its money, its problems."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from portfolio.cli.tables import Table
from portfolio.domain import Kind, Level, Portfolio, Provenance, Status
from portfolio.errors import Problem, Severity
from portfolio.funding.envelope import build_envelope
from portfolio.i18n import N_, _, ngettext
from portfolio.money import number, percent, ty

STATUSES = {
    Status.ARREARS: N_("arrears"),
    Status.ADVANCE: N_("advance to repay"),
    Status.FINISHED: N_("finished, short of capital"),
    Status.COUNTERPART: N_("counterpart capital"),
    Status.PPP: N_("PPP share"),
    Status.TRANSITIONAL: N_("transitional"),
    Status.NEW: N_("new start"),
    Status.PREPARATION: N_("preparation"),
}
LEVELS = {
    Level.CENTRAL: N_("central budget"),
    Level.PROVINCIAL: N_("provincial budget"),
    Level.CITY: N_("city budget"),
    Level.PRIVATE: N_("private capital"),
}
KINDS = {Kind.PUBLIC: N_("public line"), Kind.PRIVATE: N_("private line")}
PROVENANCES = {
    Provenance.DOCUMENT: N_("document"),
    Provenance.REPORTED: N_("reported"),
    Provenance.ASSUMED: N_("assumption"),
}
SEVERITIES = {
    Severity.ERROR: (N_("error"), "red"),
    Severity.WARNING: (N_("warning"), "yellow"),
    Severity.NOTICE: (N_("notice"), "blue"),
}


def overview(portfolio: Portfolio) -> Table:
    """What the workbook holds, counted. Amounts in tỷ đồng."""
    rows = [(_("Plan period"), f"{portfolio.settings.first_year}-{portfolio.settings.last_year}")]
    for kind in Kind:
        lines = [p for p in portfolio.costed if p.kind is kind]
        text = _("{count}, need {need} tỷ đồng")
        rows.append(
            (_(KINDS[kind]), text.format(count=len(lines), need=ty(sum(p.need for p in lines))))
        )
    rows += [
        (_("lines without an estimate"), str(len(portfolio.uncosted))),
        (_("sources"), str(len(portfolio.sources))),
        (_("limits and earmarks"), str(len(portfolio.limits))),
        (_("links"), str(len(portfolio.links))),
        (_("pins"), str(len(portfolio.pins))),
    ]
    return Table(portfolio.settings.title or _("Workbook"), ("", ""), rows)


def projects(portfolio: Portfolio) -> Table:
    """Every line, in the workbook's order."""
    rows = [
        (
            p.id,
            _(KINDS[p.kind]),
            _(STATUSES[p.status]),
            p.group.value,
            _("no estimate") if p.cost is None else ty(p.cost),
            "" if p.cost is None else ty(p.need),
            p.name,
        )
        for p in portfolio.projects
    ]
    heads = (_("Id"), _("Kind"), _("Status"), _("Group"), _("Cost"), _("Need"), _("Line"))
    return Table(_("Lines (tỷ đồng)"), heads, rows, numbers=frozenset({4, 5}))


def sources(portfolio: Portfolio) -> Table:
    """The funding sources and what they allow."""
    rows = [
        (
            k.id,
            k.name,
            _(LEVELS[k.level]),
            percent(k.carry_over),
            percent(k.reserve),
            _("no limit") if k.unlimited else "",
        )
        for k in portfolio.sources
    ]
    heads = (_("Id"), _("Source"), _("Level"), _("Carry-over"), _("Reserve"), _("Limit"))
    return Table(_("Sources"), heads, rows, numbers=frozenset({3, 4}))


def streams(portfolio: Portfolio) -> Table:
    """Gross revenue by stream and year."""
    years = portfolio.settings.years
    rows = []
    for stream in portfolio.streams:
        gross = [stream.by_year[t].gross if t in stream.by_year else 0 for t in years]
        origins = {r.origin.provenance for r in stream.by_year.values()}
        marks = ", ".join(_(PROVENANCES[o]) for o in Provenance if o in origins)
        rows.append((stream.id, stream.name, *map(ty, gross), ty(sum(gross)), marks))
    heads = (_("Id"), _("Stream"), *map(str, years), _("Total"), _("Provenance"))
    return Table(
        _("Gross revenue (tỷ đồng)"), heads, rows, numbers=frozenset(range(2, len(years) + 3))
    )


def envelope(portfolio: Portfolio) -> Table:
    """What each limited source may spend in each year, after sharing and reserve."""
    years = portfolio.settings.years
    spendable = build_envelope(portfolio).spendable
    rows = []
    total: dict[int, int] = defaultdict(int)
    for source in portfolio.sources:
        if source.unlimited:
            continue
        amounts = [spendable[source.id, t] for t in years]
        for year, amount in zip(years, amounts, strict=True):
            total[year] += amount
        rows.append((source.name, *map(ty, amounts), ty(sum(amounts))))
    rows.append((_("Total"), *(ty(total[t]) for t in years), ty(sum(total.values()))))
    return Table(
        _("Money that may be spent, after sharing and reserve (tỷ đồng)"),
        (_("Source"), *map(str, years), _("Total")),
        rows,
        numbers=frozenset(range(1, len(years) + 2)),
        strong=frozenset({len(rows) - 1}),
    )


def sectors(portfolio: Portfolio) -> Table:
    """Need by sector."""
    need: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for p in portfolio.costed:
        need[p.sector] += p.need
        count[p.sector] += 1
    rows = [
        (sid, portfolio.sector[sid].name if sid in portfolio.sector else "", str(count[sid]), ty(n))
        for sid, n in need.most_common()
    ]
    heads = (_("Id"), _("Sector"), _("Lines"), _("Need"))
    return Table(_("Need by sector (tỷ đồng)"), heads, rows, numbers=frozenset({2, 3}))


VIEWS: dict[str, Callable[[Portfolio], Table]] = {
    "overview": overview,
    "projects": projects,
    "sources": sources,
    "streams": streams,
    "envelope": envelope,
    "sectors": sectors,
}
"""What ``portfolio show --what`` can show."""

DEFAULT_VIEWS = ("overview", "projects", "envelope")


def problem_tables(problems: Iterable[Problem]) -> list[Table]:
    """All findings, one table a sheet, errors first in each."""
    by_sheet: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        sheet, _mark, cell = problem.where.rpartition("!")
        by_sheet[sheet or cell].append(problem)
    return [_sheet_table(sheet, found) for sheet, found in by_sheet.items()]


def _sheet_table(sheet: str, found: list[Problem]) -> Table:
    order = list(Severity)
    found = sorted(found, key=lambda p: order.index(p.severity))
    rows = [
        (
            _(SEVERITIES[p.severity][0]),
            p.place[len(sheet) + 1 :],
            p.text,
        )
        for p in found
    ]
    heads = (_("Severity"), _("Cell"), _("Found; expected; how to mend"))
    return Table(sheet, heads, rows, colour=SEVERITIES[found[0].severity][1])


def verdict(problems: Sequence[Problem]) -> str:
    """One sentence: how many errors, warnings and notices."""
    count = Counter(p.severity for p in problems)
    errors, warnings = count[Severity.ERROR], count[Severity.WARNING]
    parts = (
        ngettext("{count} error", "{count} errors", errors).format(count=number(errors)),
        ngettext("{count} warning", "{count} warnings", warnings).format(count=number(warnings)),
        ngettext("{count} notice", "{count} notices", count[Severity.NOTICE]).format(
            count=number(count[Severity.NOTICE])
        ),
    )
    text = (
        _("The workbook cannot be used: {counts}.") if errors else _("Workbook usable: {counts}.")
    )
    return text.format(counts=", ".join(parts))
