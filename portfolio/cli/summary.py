"""A plan in a few tables, for the terminal, and as one JSON document."""

from __future__ import annotations

from collections import defaultdict
from math import isfinite
from typing import Any

from portfolio.cli.console import problem_documents
from portfolio.cli.tables import Table
from portfolio.domain import Kind, Project
from portfolio.i18n import N_, _, current_language, ngettext
from portfolio.model.records import Outcome
from portfolio.money import number, percent, ty
from portfolio.plan.schedule import Plan

OUTCOMES = {
    Outcome.OPTIMAL: N_("optimal within the asked gap of {asked}"),
    Outcome.WIDER_GAP: N_("PROVEN WITHIN A WIDER GAP than the asked {asked}"),
    Outcome.TIME_LIMIT: N_("STOPPED BY THE TIME LIMIT, not proven optimal"),
    Outcome.INTERRUPTED: N_("INTERRUPTED, not proven optimal"),
}


def summary(plan: Plan) -> list[Table]:
    """Key figures, capital by source and year, lines left out. Amounts in tỷ đồng."""
    return [_key_figures(plan), _capital_table(plan), _unfunded_table(plan)]


def scenario_name(plan: Plan) -> str:
    """The scenario's name in the current language."""
    english = plan.info.scenario_en if current_language() == "en" else ""
    return english or plan.info.scenario


def _key_figures(plan: Plan) -> Table:
    report = plan.solution.report
    costed = plan.portfolio.costed
    started = sum(p.id in plan.solution.starts for p in costed)
    public, private = (_capital(plan, kind) for kind in (Kind.PUBLIC, Kind.PRIVATE))
    outcome = _(OUTCOMES[report.outcome]).format(asked=percent(report.asked_gap, 4))
    rows = [
        (_("Scenario"), scenario_name(plan)),
        (_("Status"), outcome),
        (_("Proven gap"), percent(report.gap, 4) if isfinite(report.gap) else _("none proven")),
        (_("Lines started"), f"{started} / {len(costed)}"),
        (_("Lines fully funded in the plan"), str(sum(plan.is_full(p) for p in costed))),
        (_("Public capital in the plan"), ty(public)),
        (_("Private capital in the plan"), ty(private)),
        (_("Left to the next plan"), ty(sum(plan.solution.overhang.values()))),
        (_("Money without use"), ty(sum(b.idle for b in plan.balances.values()))),
        *_set_aside(plan),
        (_("Rules checked"), _checked(plan)),
        (_("Run time"), _("{seconds} s").format(seconds=number(report.seconds, 1))),
    ]
    title = _("Plan {first}-{last} (amounts in tỷ đồng)")
    return Table(
        title.format(first=plan.years[0], last=plan.years[-1]),
        ("", ""),
        rows,
        colour="green" if report.outcome is Outcome.OPTIMAL else "yellow",
    )


def _set_aside(plan: Plan) -> list[tuple[str, str]]:
    """Money that waits for lines which the plan does not have: only where there is any."""
    idle = sum(x.idle for x in plan.set_aside)
    return [(_("Set aside, without a line that uses it"), ty(idle))] if idle else []


def _checked(plan: Plan) -> str:
    lines = plan.checks.lines
    text = ngettext("{count} check, {broken} broken", "{count} checks, {broken} broken", len(lines))
    return text.format(count=number(len(lines)), broken=len(plan.checks.broken))


def _capital(plan: Plan, kind: Kind) -> int:
    project = plan.portfolio.project
    return sum(amount for pid, amount in plan.capital.items() if project[pid].kind is kind)


def _by_source(plan: Plan) -> dict[str, dict[int, int]]:
    result: dict[str, dict[int, int]] = {
        k.id: dict.fromkeys(plan.years, 0) for k in plan.portfolio.sources
    }
    for (_project, source, year), amount in plan.solution.cells.items():
        result[source][year] += amount
    return result


def _capital_table(plan: Plan) -> Table:
    rows = []
    total: dict[int, int] = defaultdict(int)
    for source, by_year in _by_source(plan).items():
        for year, amount in by_year.items():
            total[year] += amount
        rows.append(_amounts(plan.portfolio.source[source].name, by_year))
    rows.append(_amounts(_("Total"), total))
    return Table(
        _("Capital by source and year (tỷ đồng)"),
        (_("Source"), *map(str, plan.years), _("Total")),
        rows,
        numbers=frozenset(range(1, len(plan.years) + 2)),
        strong=frozenset({len(rows) - 1}),
    )


def _amounts(name: str, by_year: dict[int, int]) -> tuple[str, ...]:
    return (name, *map(ty, by_year.values()), ty(sum(by_year.values())))


def unfunded(plan: Plan) -> list[Project]:
    """The costed lines that do not start, dearest first."""
    out = [p for p in plan.portfolio.costed if p.id not in plan.solution.starts]
    return sorted(out, key=lambda p: (-p.need, p.id))


def _unfunded_table(plan: Plan) -> Table:
    lines = unfunded(plan)
    rows = [(p.id, p.name, ty(p.need)) for p in lines]
    if rows:
        rows.append(("", _("Total"), ty(sum(p.need for p in lines))))
    note = ngettext(
        "{count} line without an estimate is listed in the workbook, not planned.",
        "{count} lines without an estimate are listed in the workbook, not planned.",
        len(plan.portfolio.uncosted),
    )
    notes = [] if rows else [_("Every line with an estimate is funded.")]
    if plan.portfolio.uncosted:
        notes.append(note.format(count=len(plan.portfolio.uncosted)))
    return Table(
        _("Lines without funds (tỷ đồng)"),
        (_("Id"), _("Line"), _("Need")),
        rows,
        numbers=frozenset({2}),
        strong=frozenset({len(lines)}),
        colour="yellow" if rows else "green",
        note="\n".join(notes),
    )


def document(plan: Plan, files: list[str]) -> dict[str, Any]:
    """The plan's key figures for ``--json``. Amounts in whole triệu đồng."""
    report = plan.solution.report
    return {
        "status": "plan",
        "outcome": report.outcome.value,
        "unit": "triệu đồng",
        "workbook": {"path": plan.portfolio.path, "sha256": plan.portfolio.sha256},
        "scenario": {
            "name": plan.info.scenario,
            "name_en": plan.info.scenario_en,
            "path": plan.info.scenario_path,
        },
        "mechanisms": [m.id for m in plan.portfolio.mechanisms],
        "years": list(plan.years),
        "solve": {
            "solver": report.solver,
            "solver_version": report.solver_version,
            "objective": _finite(report.objective),
            "bound": _finite(report.bound),
            "gap": _finite(report.gap),
            "asked_gap": report.asked_gap,
            "seconds": round(report.seconds, 3),
            "solver_seconds": round(report.solver_seconds, 3),
            "seed": report.seed,
        },
        "lines": {
            "costed": len(plan.portfolio.costed),
            "started": len(plan.solution.starts),
            "full": sum(plan.is_full(p) for p in plan.portfolio.costed),
            "uncosted": len(plan.portfolio.uncosted),
        },
        "capital": {
            "public": _capital(plan, Kind.PUBLIC),
            "private": _capital(plan, Kind.PRIVATE),
            "overhang": sum(plan.solution.overhang.values()),
            "idle": sum(b.idle for b in plan.balances.values()),
            "set_aside": [
                {
                    "source": x.source,
                    "sector": x.sector,
                    "owner": x.owner,
                    "place": x.place,
                    "amount": x.amount,
                    "used": x.used,
                    "idle": x.idle,
                }
                for x in plan.set_aside
            ],
            "by_source": {
                source: {str(year): amount for year, amount in by_year.items()}
                for source, by_year in _by_source(plan).items()
            },
        },
        "unfunded": [{"project": p.id, "name": p.name, "need": p.need} for p in unfunded(plan)],
        "checks": {"lines": len(plan.checks.lines), "broken": len(plan.checks.broken)},
        "notices": problem_documents(plan.portfolio.notices),
        "files": files,
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
