"""A comparison in a few tables, for the terminal, and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from textwrap import shorten
from typing import Any

from portfolio.cli.summary import OUTCOMES
from portfolio.cli.tables import Table
from portfolio.domain import Level, Tier
from portfolio.i18n import N_, _
from portfolio.money import number, percent, ty
from portfolio.study.comparison import Account, Change, Comparison
from portfolio.study.figures import FIGURES, Figure, Unit
from portfolio.study.significance import PRIVATE_TIERS, PUBLIC_TIERS, Verdict

VERDICTS = {
    Verdict.EQUAL: N_("no difference"),
    Verdict.WITHIN_GAP: N_("within the gap, not significant"),
    Verdict.SIGNIFICANT: N_("significant"),
}
DOUBT = "≈"
_NAME = 60


def summary(comparison: Comparison) -> list[Table]:
    """Scenarios, key figures, capital by source, lines that change. Amounts in tỷ đồng."""
    return [
        _scenarios(comparison),
        _figures(comparison),
        _sources(comparison),
        _lines(comparison),
    ]


def _scenarios(c: Comparison) -> Table:
    rows = []
    for place, (name, plan) in enumerate(zip(c.names, c.plans, strict=True)):
        report = plan.solution.report
        outcome = _(OUTCOMES[report.outcome]).format(asked=percent(report.asked_gap, 4))
        gap = percent(report.gap, 4) if isfinite(report.gap) else _("none proven")
        verdict = _(VERDICTS[c.verdict(place)]) if place else _("base")
        rows.append((name, c.title(place), outcome, gap, verdict))
    note = c.measure_note()
    heads = ("", _("Scenario"), _("Status"), _("Proven gap"), _("Difference from the base"))
    colour = "green" if c.proven else "yellow"
    return Table(_("Scenarios compared"), heads, rows, colour=colour, note=note)


def _figures(c: Comparison) -> Table:
    rows = [(_(f.text), *(_figure(c, f, place) for place in range(len(c.plans)))) for f in FIGURES]
    rows.append((_("Weighted value (last public tier)"), *_objectives(c)))
    title = _("Key figures {first}-{last} (amounts in tỷ đồng)")
    notes = []
    if any(DOUBT in cell for row in rows for cell in row):
        notes.append(doubt_note())
    return Table(
        title.format(first=c.base.years[0], last=c.base.years[-1]),
        ("", *c.names),
        rows,
        numbers=frozenset(range(1, len(c.names) + 1)),
        note="\n".join(notes),
    )


def doubt_note() -> str:
    """What the mark of doubt means."""
    return _(
        "≈: within what the solver left unproven; another plan, equally good, may not differ here."
    )


def _figure(c: Comparison, figure: Figure, place: int) -> str:
    write = ty if figure.unit is Unit.MONEY else number
    value = figure.of(c.plans[place])
    return write(value) + _moved(value - figure.of(c.base), write, c.doubtful(figure, place))


def _moved(difference: int, write: Any, doubtful: bool) -> str:
    if not difference:
        return ""
    sign = "+" if difference > 0 else ""
    return f" ({DOUBT if doubtful else ''}{sign}{write(difference)})"


def _objectives(c: Comparison) -> Iterator[str]:
    base = round(c.base.solution.report.objective)
    for place, plan in enumerate(c.plans):
        value = round(plan.solution.report.objective)
        doubtful = c.verdict(place, (Tier.REST,)) is not Verdict.SIGNIFICANT
        yield ty(value) + _moved(value - base, ty, doubtful)


def _sources(c: Comparison) -> Table:
    rows = []
    for k in c.sources:
        totals = [
            sum(x for (p, source, _year), x in c.by_source.items() if (p, source) == (place, k.id))
            for place in range(len(c.plans))
        ]
        doubts = [
            c.verdict(place, PRIVATE_TIERS if k.level is Level.PRIVATE else PUBLIC_TIERS)
            is not Verdict.SIGNIFICANT
            for place in range(len(c.plans))
        ]
        pairs = zip(totals, doubts, strict=True)
        rows.append((k.name, *(ty(x) + _moved(x - totals[0], ty, doubt) for x, doubt in pairs)))
    return Table(
        _("Capital by source over the plan (tỷ đồng)"),
        (_("Source"), *c.names),
        rows,
        numbers=frozenset(range(1, len(c.names) + 1)),
    )


def _lines(c: Comparison) -> Table:
    places = range(len(c.plans))
    moved = [
        p
        for p in c.projects
        if any(c.accounts[p.id, place].change not in (Change.SAME, Change.OUT) for place in places)
    ]
    rows = [
        (p.id, shorten(p.name, _NAME, placeholder="…"),
         *(told(c.accounts[p.id, place]) for place in places))
        for p in moved
    ]  # fmt: skip
    note = "" if rows else _("Every line starts in the same year, or not at all, in all of them.")
    return Table(
        _("Lines that change"), (_("Id"), _("Line"), *c.names), rows,
        colour="yellow" if rows else "green", note=note,
    )  # fmt: skip


def told(account: Account) -> str:
    """Start year and what changed, in words."""
    words = {
        Change.SAME: "{start}",
        Change.GAINED: _("{start} gained"),
        Change.LOST: _("lost"),
        Change.EARLIER: _("{start} ({years} y. earlier)"),
        Change.LATER: _("{start} ({years} y. later)"),
        Change.OUT: "–",
    }
    return words[account.change].format(start=account.start, years=abs(account.shift or 0))


def document(c: Comparison, files: list[str]) -> dict[str, Any]:
    """The comparison for ``--json``. Amounts in whole triệu đồng."""
    return {
        "status": "comparison",
        "unit": "triệu đồng",
        "workbook": {"path": c.portfolio.path, "sha256": c.portfolio.sha256},
        "base": c.names[0],
        "scenarios": [_scenario(c, place) for place in range(len(c.plans))],
        "lines": [
            {
                "project": p.id,
                "name": p.name,
                "scenarios": {
                    name: _account(c.accounts[p.id, place]) for place, name in enumerate(c.names)
                },
            }
            for p in c.projects
        ],
        "files": files,
    }


def _scenario(c: Comparison, place: int) -> dict[str, Any]:
    plan = c.plans[place]
    report = plan.solution.report
    return {
        "scenario": c.names[place],
        "name": plan.info.scenario,
        "name_en": plan.info.scenario_en,
        "path": plan.info.scenario_path,
        "outcome": report.outcome.value,
        "objective": report.objective,
        "bound": report.bound if isfinite(report.bound) else None,
        "gap": report.gap if isfinite(report.gap) else None,
        "difference": c.verdict(place).value,
        "same_measure": c.names[place] not in c.other_measure,
        "figures": {
            f.key: {
                "value": f.of(plan),
                "difference": f.of(plan) - f.of(c.base),
                "doubtful": c.doubtful(f, place),
            }
            for f in FIGURES
        },
        "capital": {
            k.id: {str(year): c.by_source[place, k.id, year] for year in plan.years}
            for k in plan.portfolio.sources
        },
    }


def _account(account: Account) -> dict[str, Any]:
    return {
        "start": account.start,
        "change": account.change.value,
        "shift": account.shift,
        "capital": account.capital,
        "overhang": account.overhang,
        "full": account.full,
        "by_source": dict(account.by_source),
    }
