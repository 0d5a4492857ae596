"""The columns of the phasing form: what each shows and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portfolio.domain import PinKind, Project, Status
from portfolio.i18n import _
from portfolio.money import percent
from portfolio.output.excel.sheet import Value
from portfolio.plan.schedule import Plan
from portfolio.timing import last_year

AMOUNT_WIDTH = 11.5
WATCHED = ("group", "period", "cost", "allocated")
"""Keys of columns that repeat the input workbook or follow from the amounts."""


@dataclass(frozen=True, slots=True)
class Money:
    """A money column: of a year (None: the whole plan) and a source (None: all of them)."""

    year: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``heads``: its heading from the top row down, equal neighbours are merged.

    ``show`` gives a project's own entry; a ``money`` column is summed from others or from the
    plan; ``adds`` says whether headings carry its total. ``tone``: of a project's entry.
    ``key``: what an edited plan is read by (``name``, ``code``, ``overhang``), or what an edit is
    told of there though it is not read (``WATCHED``).
    """

    heads: tuple[str, str, str]
    width: float
    kind: str = "text"
    show: Callable[[Project], Value] | None = None
    money: Money | None = None
    adds: bool = False
    tone: str = "plain"
    key: str = ""


def columns(plan: Plan) -> list[Column]:
    """The official form: identification, cost, the plan period, each year, what follows."""
    last = plan.years[-1]
    sources = used_sources(plan)
    period = _("Plan {first}-{last}").format(first=plan.years[0], last=last)
    result = _identification(plan)
    result += _block(plan, period, None, sources)
    result += _purposes(plan, period)
    for year in plan.years:
        result += _block(plan, _("Year {year}").format(year=year), year, sources)
    overhang = _("Left to the plan after {year}").format(year=last)
    result.append(
        _single(
            overhang,
            11.5,
            "number",
            lambda p: plan.solution.overhang.get(p.id, 0),
            adds=True,
            key="overhang",
        )
    )
    result.append(_single(_("Remarks"), 52, "text", lambda p: remark(plan, p), tone="small"))
    return result


def used_sources(plan: Plan) -> list[str]:
    """The sources that pay anything within the plan, in workbook order."""
    paying = {source for _project, source, _year in plan.solution.cells}
    return [k.id for k in plan.portfolio.sources if k.id in paying]


def _single(
    title: str,
    width: float,
    kind: str,
    show: Callable[[Project], Value] | None = None,
    *,
    adds: bool = False,
    tone: str = "plain",
    key: str = "",
) -> Column:
    return Column((title, title, title), width, kind, show, adds=adds, tone=tone, key=key)


def _identification(plan: Plan) -> list[Column]:
    before = plan.years[0] - 1
    decision = _("Investment decision")
    number, cost = _("Number, date"), _("Total investment")
    years = periods(plan)
    allocated = _("Allocated to the end of {year}").format(year=before)
    return [
        _single(_("No."), 6.5, "center"),
        _single(_("Project list"), 38, "text", key="name"),
        _single(_("Project code"), 11, "center", lambda p: p.code or p.id, key="code"),
        _single(_("Group"), 7, "center", lambda p: p.group.value, key="group"),
        _single(_("Place"), 15, "text", lambda p: p.place),
        _single(_("Design capacity"), 17, "text", lambda p: p.capacity),
        _single(_("Start - completion"), 11, "center", lambda p: years[p.id], key="period"),
        Column((decision, number, number), 15, "text", lambda p: p.decision),
        Column(
            (decision, cost, cost), 12.5, "number", lambda p: p.cost or 0, adds=True, key="cost"
        ),
        _single(allocated, 11.5, "number", lambda p: p.allocated, adds=True, key="allocated"),
    ]


def _block(plan: Plan, title: str, year: int | None, sources: list[str]) -> list[Column]:
    total, of_which = _("Total"), _("Of which")
    first = Column(
        (title, total, total), AMOUNT_WIDTH, "number", money=Money(year, None), adds=True
    )
    names = plan.portfolio.source
    return [first] + [
        Column(
            (title, of_which, names[k].name),
            AMOUNT_WIDTH,
            "number",
            money=Money(year, k),
            adds=True,
        )
        for k in sources
    ]


def _purposes(plan: Plan, period: str) -> list[Column]:
    """Capital of the plan period for purposes the form asks for, where there is any."""
    titles = {
        Status.ADVANCE: _("Repaying advances"),
        Status.ARREARS: _("Paying arrears"),
        Status.PREPARATION: _("Investment preparation"),
    }
    found = {p.status for p in plan.portfolio.costed if plan.capital.get(p.id)}
    within = _("For")

    def shown(status: Status) -> Callable[[Project], Value]:
        return lambda p: plan.capital.get(p.id, 0) if p.status is status else 0

    return [
        Column((period, within, title), AMOUNT_WIDTH, "number", shown(status), adds=True)
        for status, title in titles.items()
        if status in found
    ]


def periods(plan: Plan) -> dict[str, str]:
    """Project -> first and last year of its works as the plan has them: 2021-2024."""
    last: dict[str, int] = dict(plan.solution.starts)
    for pid, _source, year in plan.solution.cells:
        last[pid] = max(year, last[pid])
    for pid in plan.solution.overhang:
        last[pid] = last_year(
            plan.portfolio, plan.portfolio.project[pid], plan.solution.starts[pid]
        )
    return {pid: f"{start}-{last[pid]}" for pid, start in plan.solution.starts.items()}


def remark(plan: Plan, project: Project) -> str:
    """Clause, urgency, partial funding, pins and the workbook's own note."""
    parts = [project.clause]
    if project.urgent:
        parts.append(_("urgent works"))
    funded = plan.solution.funded.get(project.id, project.need)
    if funded < project.need:
        share = percent(funded / project.need, 1)
        parts.append(_("funded for {share} of the need").format(share=share))
    pins = {pin.kind for pin in plan.portfolio.pins if pin.project == project.id}
    if pins & {PinKind.START, PinKind.AMOUNT}:
        parts.append(_("fixed by the user"))
    parts.append(project.note)
    return "; ".join(filter(None, parts))
