"""A comparison as one HTML file that needs nothing else, for reading and for A4 paper across."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import Any

from portfolio.domain import Level, Tier
from portfolio.i18n import N_, _, current_language
from portfolio.money import number, percent, ty
from portfolio.output.charts import as_svg
from portfolio.output.charts_compare import CHARTS, chart_title
from portfolio.output.files import deliver
from portfolio.output.page import data_uri, fill
from portfolio.study.comparison import Account, Change, Comparison
from portfolio.study.figures import FIGURES, Unit
from portfolio.study.significance import PRIVATE_TIERS, PUBLIC_TIERS, Verdict

_NAME = 70
"""letters of a line's name in a list"""

_FIGURES_ACROSS, _LINES_ACROSS = 4, 3
"""scenarios beside the base that fit a page across"""

VERDICTS = {
    Verdict.EQUAL: N_("no difference"),
    Verdict.WITHIN_GAP: N_("within the gap, not significant"),
    Verdict.SIGNIFICANT: N_("significant"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a scenario: its text, its difference from the base, and whether that is sure."""

    text: str
    change: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in a scenario. ``look``: the change, as a class of the style sheet."""

    start: str
    change: str
    capital: str
    difference: str
    look: str


def write_comparison_page(comparison: Comparison, path: Path, force: bool = False) -> Path:
    """Write the report in the current language, amounts in tỷ đồng; ``path`` is returned.

    The file refers to nothing outside itself. Raises ``OutputError`` when it exists and not
    ``force``, cannot be written, or when jinja2 or matplotlib is missing.
    """
    return deliver(path, partial(_write, comparison), force=force)


def _write(comparison: Comparison, path: Path) -> None:
    path.write_text(fill("compare.html", _context(comparison)), encoding="utf-8")


def _context(c: Comparison) -> dict[str, Any]:
    places = range(len(c.plans))
    return {
        "lang": current_language(),
        "settings": c.portfolio.settings,
        "names": c.names,
        "figure_groups": _groups(len(c.plans), _FIGURES_ACROSS),
        "line_groups": _groups(len(c.plans), _LINES_ACROSS),
        "scenarios": [_scenario(c, place) for place in places],
        "banner": "" if c.proven else _("NOT ALL PLANS ARE PROVEN OPTIMAL"),
        "measure": c.measure_note(),
        "figures": _figures(c),
        "sources": _sources(c),
        "lines": [
            (p, [_entry(c, c.accounts[p.id, place]) for place in places]) for p in c.projects
        ],
        "changes": [(c.names[place], _counts(c, place)) for place in places[1:]],
        "charts": {
            name: (chart_title(name), data_uri(as_svg(partial(draw, c))))
            for name, draw in CHARTS.items()
        },
        "about": _about(c),
    }


def _groups(count: int, across: int) -> list[list[int]]:
    """Scenarios that one table holds: the base and at most ``across`` others."""
    starts = range(1, count, across)
    return [[0, *range(first, min(count, first + across))] for first in starts]


def _scenario(c: Comparison, place: int) -> dict[str, str]:
    plan = c.plans[place]
    verdict = _("base") if place == 0 else _(VERDICTS[c.verdict(place)])
    return {
        "name": c.names[place],
        "title": c.title(place),
        "citation": plan.info.scenario_citation,
        "gap": percent(plan.solution.report.gap, 4),
        "verdict": verdict,
    }


def _figures(c: Comparison) -> list[tuple[str, list[Cell]]]:
    rows = []
    for figure in FIGURES:
        write = ty if figure.unit is Unit.MONEY else number
        base = figure.of(c.base)
        cells = [
            Cell(write(value), _signed(value - base, write), c.doubtful(figure, place))
            for place, plan in enumerate(c.plans)
            for value in [figure.of(plan)]
        ]
        rows.append((_(figure.text), cells))
    objectives = [round(plan.solution.report.objective) for plan in c.plans]
    doubts = [
        c.verdict(place, (Tier.REST,)) is not Verdict.SIGNIFICANT for place in range(len(c.plans))
    ]
    cells = [
        Cell(ty(value), _signed(value - objectives[0], ty), doubt)
        for value, doubt in zip(objectives, doubts, strict=True)
    ]
    return [*rows, (_("Weighted value (last public tier)"), cells)]


def _signed(value: int, write: Any) -> str:
    return f"{'+' if value > 0 else ''}{write(value)}" if value else ""


def _sources(c: Comparison) -> list[tuple[str, list[Cell]]]:
    rows = []
    for k in c.sources:
        totals = [0] * len(c.plans)
        for (place, source, _year), amount in c.by_source.items():
            if source == k.id:
                totals[place] += amount
        tiers = PRIVATE_TIERS if k.level is Level.PRIVATE else PUBLIC_TIERS
        cells = [
            Cell(ty(x), _signed(x - totals[0], ty),
                 c.verdict(place, tiers) is not Verdict.SIGNIFICANT)
            for place, x in enumerate(totals)
        ]  # fmt: skip
        if any(totals):
            rows.append((k.name, cells))
    return rows


def _entry(c: Comparison, account: Account) -> Entry:
    base = c.accounts[account.project.id, 0]
    return Entry(
        start=str(account.start or "–"),
        change=_word(account) if account.scenario else "",
        capital=ty(account.capital) if account.capital else "",
        difference=_signed(account.capital - base.capital, ty),
        look=account.change.value if account.scenario else "",
    )


def _word(account: Account) -> str:
    text = {
        Change.SAME: "",
        Change.OUT: "",
        Change.GAINED: _("gained"),
        Change.LOST: _("lost"),
        Change.EARLIER: _("{years} y. earlier"),
        Change.LATER: _("{years} y. later"),
    }[account.change]
    return text.format(years=abs(account.shift or 0))


def _counts(c: Comparison, place: int) -> list[tuple[str, int, str]]:
    """(change in words, how many lines, which)."""
    names = {
        Change.GAINED: _("gained"),
        Change.LOST: _("lost"),
        Change.EARLIER: _("starting earlier"),
        Change.LATER: _("starting later"),
    }
    found = {change: c.changed(place, change) for change in names}
    return [
        (names[change], len(accounts), "; ".join(map(_named, accounts)))
        for change, accounts in found.items()
    ]


def _named(account: Account) -> str:
    project = account.project
    return f"{project.id} {shorten(project.name, _NAME, placeholder=' …')}"


def _about(c: Comparison) -> Mapping[str, str]:
    plan = c.base
    workbook = re.split(r"[/\\]", c.portfolio.path)[-1]
    versions = ", ".join(f"{name} {version}" for name, version in plan.info.versions.items())
    rows = {
        _("Workbook"): workbook,
        "SHA-256": c.portfolio.sha256,
        _("Command"): plan.info.command,
        _("Date"): max(one.info.created for one in c.plans),
        _("Versions"): versions,
    }
    return {name: text for name, text in rows.items() if text}
