"""A summary of the plan as one HTML file that needs nothing else, for reading and for A4 paper."""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from portfolio.domain import Kind, Project
from portfolio.i18n import _, current_language, ngettext
from portfolio.model.records import Outcome
from portfolio.money import number, percent, ty
from portfolio.output.charts import scenario_name, svg
from portfolio.output.files import deliver, need_package
from portfolio.plan.schedule import Plan

_TEMPLATES = Path(__file__).parent / "templates"
_CHARTS = ("capital-by-source", "cumulative", "need-by-sector")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of amounts, triệu đồng: by year, in all, left to the next plan."""

    name: str
    amounts: tuple[int, ...]
    total: int
    later: int = 0
    project: Project | None = None
    start: int | None = None

    def heat(self, index: int) -> int:
        """0 to 4: how much of the row's capital falls in this year."""
        amount = self.amounts[index]
        return 0 if amount <= 0 else 1 + min(3, 4 * amount // max(1, self.total))


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading, with their sum."""

    rows: tuple[Row, ...]
    sum: Row


def write_page(plan: Plan, path: Path, force: bool = False) -> Path:
    """Write the summary in the current language; ``path`` is returned.

    Amounts in tỷ đồng. The file refers to nothing outside itself. Raises ``OutputError`` when
    it exists and not ``force``, cannot be written, or when jinja2 or matplotlib is missing.
    """
    return deliver(path, partial(_write, plan), force=force)


def render(plan: Plan) -> str:
    """The summary as a text of HTML."""
    return fill("page.html", _context(plan))


def fill(template: str, context: Mapping[str, Any]) -> str:
    """A page from its template; raises ``OutputError`` when jinja2 is not installed."""
    need_package("jinja2")
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"ty": ty, "number": number, "percent": percent}
    environment.globals["_"] = _
    return environment.get_template(template).render(context)


def _write(plan: Plan, path: Path) -> None:
    path.write_text(render(plan), encoding="utf-8")


def _context(plan: Plan) -> dict[str, Any]:
    settings = plan.portfolio.settings
    return {
        "lang": current_language(),
        "title": settings.title or _("Medium-term public investment plan"),
        "settings": settings,
        "scenario": scenario_name(plan),
        "citation": plan.info.scenario_citation,
        "years": list(plan.years),
        "banner": _banner(plan),
        "figures": _figures(plan),
        "sources": _source_section(plan),
        "phasing": [s for s in map(partial(_phasing, plan), Kind) if s.rows],
        "unfunded": [p for p in plan.portfolio.costed if p.id not in plan.solution.starts],
        "uncosted": plan.portfolio.uncosted,
        "sector_names": {s.id: s.name for s in plan.portfolio.sectors},
        "checks": _checks(plan),
        "charts": [(_chart_name(name), data_uri(svg(plan, name))) for name in _CHARTS],
        "about": _about(plan),
    }


def _banner(plan: Plan) -> str:
    """Loud words for a plan that is not proven, nothing for one that is."""
    report = plan.solution.report
    if report.outcome is Outcome.OPTIMAL:
        return ""
    why = {
        Outcome.WIDER_GAP: _("whole triệu cost more than the asked gap"),
        Outcome.TIME_LIMIT: _("the time limit stopped the solver"),
        Outcome.INTERRUPTED: _("the user stopped the solver"),
    }[report.outcome]
    text = _("NOT PROVEN OPTIMAL: {why}; a better plan by at most {gap} may exist.")
    return text.format(why=why, gap=percent(report.gap, 4))


def _figures(plan: Plan) -> list[tuple[str, str]]:
    report, portfolio = plan.solution.report, plan.portfolio
    capital: dict[Kind, int] = defaultdict(int)
    for project, amount in plan.capital.items():
        capital[portfolio.project[project].kind] += amount
    started = len(plan.solution.starts)
    full = sum(plan.is_full(p) for p in portfolio.costed)
    balances = plan.balances.values()
    status = {
        Outcome.OPTIMAL: _("optimal within the gap"),
        Outcome.WIDER_GAP: _("proven within a wider gap than asked"),
        Outcome.TIME_LIMIT: _("not proven optimal"),
        Outcome.INTERRUPTED: _("not proven optimal"),
    }[report.outcome]
    return [
        (_("Public capital (tỷ đồng)"), ty(capital[Kind.PUBLIC])),
        (_("Private capital (tỷ đồng)"), ty(capital[Kind.PRIVATE])),
        (_("Spendable public capital (tỷ đồng)"), ty(sum(b.spendable for b in balances))),
        (_("Idle money (tỷ đồng)"), ty(sum(b.idle for b in balances))),
        (_("Lines started"), f"{number(started)}/{number(len(portfolio.costed))}"),
        (_("Lines fully funded in the plan"), number(full)),
        (_("Lines not funded"), number(len(portfolio.costed) - started)),
        (_("Lines without an estimate"), number(len(portfolio.uncosted))),
        (_("Left to the next plan (tỷ đồng)"), ty(sum(plan.solution.overhang.values()))),
        (_("Weighted value, last public tier (tỷ đồng)"), ty(round(report.objective))),
        (_("Status"), status),
        (_("Gap"), percent(report.gap, 4)),
    ]


def _source_section(plan: Plan) -> Section:
    cells: dict[tuple[str, int], int] = defaultdict(int)
    for (_project, source, year), amount in plan.solution.cells.items():
        cells[source, year] += amount
    rows = [_row(k.name, [cells[k.id, t] for t in plan.years]) for k in plan.portfolio.sources]
    return _section(plan, rows, _("Total"))


def _phasing(plan: Plan, kind: Kind) -> Section:
    """The started lines of the investor kind, in the order of the workbook."""
    cells: dict[tuple[str, int], int] = defaultdict(int)
    for (pid, _source, year), amount in plan.solution.cells.items():
        cells[pid, year] += amount
    rows = [
        _row(
            line.name,
            [cells[line.id, t] for t in plan.years],
            later=plan.solution.overhang.get(line.id, 0),
            project=line,
            start=plan.solution.starts[line.id],
        )
        for line in plan.portfolio.costed
        if line.kind is kind and line.id in plan.solution.starts
    ]
    heading = _("Public lines") if kind is Kind.PUBLIC else _("Private lines")
    return _section(plan, rows, heading)


def _row(name: str, amounts: Sequence[int], **more: Any) -> Row:
    return Row(name, tuple(amounts), sum(amounts), **more)


def _section(plan: Plan, rows: Sequence[Row], heading: str) -> Section:
    columns = [sum(row.amounts[i] for row in rows) for i in range(len(plan.years))]
    return Section(tuple(rows), _row(heading, columns, later=sum(row.later for row in rows)))


def _checks(plan: Plan) -> str:
    lines = plan.checks.lines
    if plan.checks.broken:
        n = len(plan.checks.broken)
        return ngettext("{n} check FAILED", "{n} checks FAILED", n).format(n=number(n))
    text = _("{n} checks of {rules} rules, recomputed from the workbook: all hold")
    return text.format(n=number(len(lines)), rules=number(len({line.rule for line in lines})))


def _chart_name(name: str) -> str:
    return {
        "capital-by-source": _("Capital by source and year (tỷ đồng)"),
        "cumulative": _("Public capital available and spent, cumulative (tỷ đồng)"),
        "need-by-sector": _("Need and capital in the plan by sector (tỷ đồng)"),
    }[name]


def data_uri(image: bytes) -> str:
    """An SVG picture that stands in the page itself."""
    return "data:image/svg+xml;base64," + base64.b64encode(image).decode("ascii")


def _about(plan: Plan) -> Mapping[str, str]:
    """Who made this, from what, how: for anyone who must repeat it."""
    report, info = plan.solution.report, plan.info
    workbook = re.split(r"[/\\]", plan.portfolio.path)[-1]
    rows = {
        _("Workbook"): workbook,
        "SHA-256": plan.portfolio.sha256,
        _("Scenario"): " · ".join(filter(None, (scenario_name(plan), info.scenario_citation))),
        _("Solver"): f"{report.solver} {report.solver_version}".strip(),
        _("Gap asked"): percent(report.asked_gap, 4),
        _("Seed"): str(report.seed),
        _("Run time (seconds)"): number(report.seconds, 1),
        _("Command"): info.command,
        _("Date"): info.created,
        _("Versions"): ", ".join(f"{name} {version}" for name, version in info.versions.items()),
    }
    return {name: text for name, text in rows.items() if text}
