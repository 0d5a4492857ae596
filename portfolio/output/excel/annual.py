"""The annual plan in its official form, the capital carried over from the year before apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portfolio.domain import Cell, Portfolio, Project
from portfolio.i18n import _
from portfolio.inputs.actuals import Actuals
from portfolio.inputs.exported import ExportedPlan
from portfolio.output.excel.form import Form
from portfolio.output.excel.nested import Column, Show, plus_minus, single, write_list
from portfolio.output.excel.outline import outline
from portfolio.output.excel.phasing import NAMED
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Value
from portfolio.output.files import deliver

WIDTH = 12.0
_NOT_KNOWN = "–"
Amounts = Mapping[tuple[str, str], int]
"""(project, source) -> triệu đồng"""


@dataclass(frozen=True)
class Annual:
    """One year of a plan, amounts in triệu đồng by project and source.

    ``planned``: the capital of the year; ``carried``: what the year before carried into it, None
    without the facts of that year;
    ``before``: allocated to the end of the year before, with what was allocated before the plan;
    ``period``: the medium-term plan, by project.
    """

    portfolio: Portfolio
    year: int
    planned: Amounts
    carried: Amounts | None
    before: Mapping[str, int]
    period: Mapping[str, int]
    starts: Mapping[str, int]
    last: Mapping[str, int]


def annual_of(
    portfolio: Portfolio, plan: ExportedPlan, year: int, actuals: Actuals | None = None
) -> Annual:
    """The year of an exported plan; with the facts of the closed years where there are any.

    Raises ``ValueError`` for a year outside the plan.
    """
    if year not in plan.years:
        raise ValueError(f"{year} is not in {plan.years}")
    cells = _with_facts(plan.cells, year, actuals)
    planned = {(p, k): x for (p, k, t), x in cells.items() if t == year and x}
    carried = _carried(plan, year, actuals)
    before = {p.id: p.allocated for p in portfolio.costed}
    period: dict[str, int] = {}
    last: dict[str, int] = {}
    for (p, _k, t), amount in cells.items():
        period[p] = period.get(p, 0) + amount
        last[p] = max(t, last.get(p, t))
        if t < year:
            before[p] += amount
    return Annual(portfolio, year, planned, carried, before, period, plan.starts, last)


def _carried(plan: ExportedPlan, year: int, actuals: Actuals | None) -> Amounts | None:
    """What the year before carried over; None when no facts say so."""
    if actuals is None or not plan.years[0] <= year - 1 <= actuals.closed:
        return None
    facts = actuals.facts.items()
    return {(p, k): f.carried for (p, k, t), f in facts if t == year - 1 and f.carried}


def _with_facts(
    cells: Mapping[Cell, int], year: int, actuals: Actuals | None
) -> Mapping[Cell, int]:
    """The plan, its closed years as they were: what reached the projects in the years before
    ``year``, what was allocated in the year itself.
    """
    if actuals is None:
        return cells
    found = {cell: x for cell, x in cells.items() if cell[2] > actuals.closed}
    for cell, fact in actuals.facts.items():
        found[cell] = fact.allocated if cell[2] == year else fact.effective
    return found


def write_annual(
    annual: Annual, path: Path, *, force: bool = False, scenario: str = "", created: str = ""
) -> Path:
    """Write the form in the current language. Raises ``OutputError`` as ``deliver`` does."""
    form = Form(annual.portfolio.settings, scenario, "", created)

    def write(place: Path) -> None:
        _fill(form, annual)
        form.save(place)

    return deliver(path, write, force=force)


def _fill(form: Form, annual: Annual) -> None:
    portfolio = annual.portfolio
    known = annual.carried or {}
    paid = {p for p, _k in (*annual.planned, *known)}
    nodes = outline(portfolio, [p for p in portfolio.costed if p.id in paid])
    sources = [k.id for k in portfolio.sources if any(s == k.id for _p, s in annual.planned)]
    carrying = [k.id for k in portfolio.sources if any(s == k.id for _p, s in known)]
    columns = _identification(annual)
    first = NAMED + len(columns) + 1
    title = _("Carried over from {year}").format(year=annual.year - 1)
    columns += (
        [_unknown(title)]
        if annual.carried is None
        else _amounts(annual, title, annual.carried, carrying, first)
    )
    plan = NAMED + len(columns) + 1
    title = _("Plan of {year}").format(year=annual.year)
    columns += _amounts(annual, title, annual.planned, sources, plan)
    columns += _closing(annual, first, plan)
    blocks = [range(1, first), range(first, plan), range(plan, NAMED + len(columns) + 1)]
    sheet = form.sheet(_("Plan {year}").format(year=annual.year))
    heading = _("Public investment plan for the year {year}").format(year=annual.year)
    names = _("No."), _("Project list")
    write_list(form, sheet, heading, columns, nodes, blocks, _notes(annual), names)


def _identification(annual: Annual) -> list[Column]:
    decision = _("Investment decision")
    number, cost = _("Number, date"), _("Total investment")
    allocated = _("Allocated to the end of {year}").format(year=annual.year - 1)
    years = annual.portfolio.settings.years
    period = _("Plan {first}-{last}").format(first=years[0], last=years[-1])
    return [
        single(_("Project code"), 11, "center", lambda _r, p: p.code or p.id),
        single(_("Group"), 7, "center", lambda _r, p: p.group.value),
        single(_("Place"), 15, "text", lambda _r, p: p.place),
        single(_("Design capacity"), 17, "text", lambda _r, p: p.capacity),
        single(_("Start - completion"), 11, "center", lambda _r, p: _time(annual, p)),
        Column((decision, number, number), 15, "text", lambda _r, p: p.decision),
        Column((decision, cost, cost), 12.5, "number", lambda _r, p: p.cost or 0, True),
        single(allocated, WIDTH, "number", lambda _r, p: annual.before.get(p.id, 0), adds=True),
        single(period, WIDTH, "number", lambda _r, p: annual.period.get(p.id, 0), adds=True),
    ]


def _time(annual: Annual, project: Project) -> str:
    start = annual.starts.get(project.id)
    last = annual.last.get(project.id, annual.year)
    return f"{start if start is not None else annual.year}-{last}"


def _amounts(
    annual: Annual, title: str, amounts: Amounts, sources: Sequence[str], first: int
) -> list[Column]:
    """A total, live, and what it is made of by source."""
    total, of_which = _("Total"), _("Of which")
    parts = range(first + 1, first + 1 + len(sources))

    def whole(row: int, p: Project) -> Value:
        figure = sum(amounts.get((p.id, k), 0) for k in sources)
        return Formula(plus_minus(row, parts, ()), figure) if sources else 0

    def of(source: str) -> Show:
        return lambda _row, p: amounts.get((p.id, source), 0)

    names = annual.portfolio.source
    columns = [Column((title, total, total), WIDTH, "number", whole, True)]
    columns += [
        Column((title, of_which, names[k].name), WIDTH, "number", of(k), True) for k in sources
    ]
    return columns


def _unknown(title: str) -> Column:
    """The column of what nobody told."""
    return Column((title,) * 3, WIDTH, "center", lambda _r, _p: _NOT_KNOWN, unsummed=_NOT_KNOWN)


def _closing(annual: Annual, carried: int, plan: int) -> list[Column]:
    """What may be spent in the year, and what is left to allocate after it."""
    cost, before = NAMED + 7, NAMED + 8
    unknown = annual.carried is None

    def usable(row: int, p: Project) -> Value:
        figure = _sum(annual.carried or {}, p) + _sum(annual.planned, p)
        return Formula(plus_minus(row, (plan,) if unknown else (carried, plan), ()), figure)

    def left(row: int, p: Project) -> Value:
        figure = (p.cost or 0) - annual.before.get(p.id, 0) - _sum(annual.planned, p)
        return Formula(plus_minus(row, (cost,), (before, plan)), figure)

    spent = _("To be spent in {year}: carried over and plan")
    if unknown:
        spent = _("To be spent in {year}: plan, without what is carried over")
    spent = spent.format(year=annual.year)
    after = _("Still to allocate after {year}").format(year=annual.year)
    return [
        single(spent, 13, "number", usable, adds=True),
        single(after, 13, "number", left, adds=True),
        single(_("Remarks"), 34, "text", lambda _r, p: _remark(p), tone="small"),
    ]


def _sum(amounts: Amounts, project: Project) -> int:
    return sum(x for (p, _k), x in amounts.items() if p == project.id)


def _remark(project: Project) -> str:
    return "; ".join(filter(None, (project.clause, project.note)))


def _notes(annual: Annual) -> list[str]:
    carried = _(
        "Capital carried over belongs to the plan of {year} and is spent in {next} (Law "
        "39/2019/QH14, Art. 68); it is in the capital allocated to the end of {year}."
    )
    if annual.carried is None:
        carried = _(
            "What was carried over from {year} into {next} is not known (–): no actuals of {year} "
            "were given. It is not in the capital to be spent."
        )
    return [
        _("All amounts are whole triệu đồng; every heading is a live sum of the lines under it."),
        carried.format(year=annual.year - 1, next=annual.year),
        _("Still to allocate = total investment − allocated before − plan of the year."),
    ]
