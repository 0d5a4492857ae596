"""The past as facts: a portfolio in which the closed years are what they were.

Everything after this step (model, checker, reports) works on the changed portfolio and needs to
know nothing of the past: what happened is fixed by pins, and where history kept a rule less well
than the rule asks, the rule bends for the closed years only (docs/replan.md, "The past").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from portfolio.domain import Cell, Kind, LinkKind, Pin, PinKind, Portfolio, Project, Status
from portfolio.funding.envelope import build_envelope
from portfolio.i18n import _
from portfolio.inputs.actuals import Actuals
from portfolio.model.lines import Data, prepare
from portfolio.study.past_lines import Line, line_after
from portfolio.study.past_money import freeze_money, freeze_rules
from portfolio.timing import anchor_year, last_year


@dataclass(frozen=True)
class Past:
    """``portfolio``: the workbook with its closed years fixed. ``cells``: capital of the closed
    years that reached the projects, triệu đồng, none of them 0. ``started``: project -> year.

    ``notices``: where a rule bends for the past, in words. ``stretched``: lines that started may
    go on after the plan, for there was no other way. ``ends``: line that started -> the last year
    of its window before that, and before any year was added.
    """

    portfolio: Portfolio
    closed: int
    cells: Mapping[Cell, int]
    started: Mapping[str, int]
    notices: tuple[str, ...]
    stretched: bool
    ends: Mapping[str, int]


def freeze(portfolio: Portfolio, actuals: Actuals, *, stretch: bool = False) -> Past:
    """Fix the closed years of ``portfolio`` (the workbook of now, its scenario applied).

    ``stretch``: lines that have started may go on after the last year of the plan.
    """
    cells = {cell: f.effective for cell, f in actuals.facts.items() if f.effective}
    started: dict[str, int] = {}
    for project, _source, year in cells:
        started[project] = min(year, started.get(project, year))
    data = prepare(portfolio, build_envelope(portfolio))
    notices: list[str] = []
    lines = list(_lines(data, cells, started, actuals.closed, stretch=stretch))
    notices += [text for line in lines for text in line.notices]
    own_pins = list(_kept_pins(portfolio, started, actuals.closed, notices))
    changed = {line.project.id: line for line in lines}
    rows = {(e.scope, e.source): e for e in portfolio.eligibility}
    rows |= {(e.scope, e.source): e for line in lines for e in line.eligibility}
    closed = replace(
        portfolio,
        projects=tuple(changed[p.id].project if p.id in changed else p for p in portfolio.projects),
        profiles=portfolio.profiles + tuple(x.profile for x in lines if x.profile is not None),
        eligibility=tuple(rows.values()),
        pins=(*own_pins, *(pin for line in lines for pin in line.pins)),
        links=tuple(
            link
            for link in portfolio.links
            if link.second not in started
            or (link.kind is LinkKind.EXCLUSION and link.first not in started)
        ),
    )
    closed = _land_arrived(portfolio, closed, started, actuals.closed)
    closed = freeze_rules(portfolio, closed, data, cells, actuals.closed, notices)
    closed = freeze_money(data, closed, cells, actuals, notices)
    ends = {p: last_year(portfolio, portfolio.project[p], t) for p, t in started.items()}
    return Past(closed, actuals.closed, cells, started, tuple(notices), stretch, ends)


def under_way(project: Project) -> bool:
    """Started before the plan: its window counts from the first year, paid or not."""
    open_ = project.status in (Status.NEW, Status.PREPARATION)
    return project.kind is Kind.PUBLIC and not open_


def _lines(
    data: Data, cells: Mapping[Cell, int], started: Mapping[str, int], closed: int, *, stretch: bool
) -> Iterator[Line]:
    by_project: dict[str, dict[tuple[str, int], int]] = {}
    for (project, source, year), amount in cells.items():
        by_project.setdefault(project, {})[source, year] = amount
    for line in data.lines:
        start = started.get(line.id)
        if start is not None and under_way(line.project):
            start = data.years[0]
        if start is None and under_way(line.project) and line.need:
            start = data.years[0]
        if start is not None:
            paid = by_project.get(line.id, {})
            may = stretch and line.project.kind is Kind.PUBLIC
            yield line_after(line, start, paid, closed, data.years[-1], stretch=may)
        else:
            yield _waiting(line.project, closed, data.years.start)


def _waiting(project: Project, closed: int, first: int) -> Line:
    """A line that has not started: from now on it can only start in an open year."""
    p, now = project, closed + 1
    notices = []
    changed = replace(p, earliest=max(p.earliest or first, now))
    late = min(p.latest or now, p.deadline or now) < now
    if late and p.must_start:
        latest = None if p.latest is None else max(p.latest, now)
        deadline = None if p.deadline is None else max(p.deadline, now)
        changed = replace(changed, latest=latest, deadline=deadline)
        text = _("{project} must start and is late: its last year of start is now {year}")
        notices.append(text.format(project=p.id, year=now))
    elif late:
        notices.append(_("{project} can no longer start: its time is over").format(project=p.id))
    return Line(changed, notices=tuple(notices))


def _kept_pins(
    portfolio: Portfolio, started: Mapping[str, int], closed: int, notices: list[str]
) -> Iterator[Pin]:
    """The user's own pins that speak of open years."""
    for pin in portfolio.pins:
        past = pin.year is not None and pin.year <= closed
        out = pin.kind is PinKind.EXCLUDE and pin.project in started
        again = pin.kind is PinKind.START and pin.project in started
        if not (past or out or again):
            yield pin
        elif pin.kind is not PinKind.AMOUNT and pin.year != started.get(pin.project):
            text = (
                _("{project} has started and goes on: the pin that leaves it out is not kept")
                if out
                else _("the pinned start of {project} is not kept: the facts say otherwise")
            )
            notices.append(text.format(project=pin.project))


def _land_arrived(
    before: Portfolio, after: Portfolio, started: Mapping[str, int], closed: int
) -> Portfolio:
    """Land revenue that came in a closed year is in the workbook's revenue of that year."""

    def arrived(p: Project) -> bool:
        if p.land is None or p.id not in started:
            return False
        year = anchor_year(before, before.project[p.id], started[p.id])
        return year + p.land.lag <= closed

    projects = tuple(replace(p, land=None) if arrived(p) else p for p in after.projects)
    return replace(after, projects=projects)
