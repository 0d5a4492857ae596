"""Checks of the project list: dates, groups, money already allocated, marks, phasing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from portfolio.domain import Band, Portfolio, Project
from portfolio.errors import Severity
from portfolio.i18n import _, ngettext
from portfolio.inputs.build import Draft
from portfolio.inputs.cells import quoted
from portfolio.inputs.check_money import reversed_band
from portfolio.inputs.findings import Findings, problem_at
from portfolio.inputs.grouping import group_of
from portfolio.inputs.table import Row
from portfolio.money import percent, ty
from portfolio.timing import bands, possible_starts

ONE = Fraction(1)


def project_rows(draft: Draft) -> Iterator[tuple[Row, Project]]:
    """Every project with the row it came from."""
    yield from draft.rows["projects"]


def lists(draft: Draft, findings: Findings) -> None:
    """There is something to plan and something to pay with."""
    for key in ("projects", "sources"):
        table = draft.tables.get(key)
        if table is not None and table.letters and not table.rows:
            findings.error(
                "list-empty", f"{table.name}!A{table.header_row + 1}", _("the list is empty"),
                _("at least one row"), _("fill in one row for each line"),
            )  # fmt: skip


def dates(draft: Draft, findings: Findings) -> None:
    """Deadline before start, latest before earliest, or no year of the plan left to start in."""
    years = draft.portfolio.settings.years
    for row, project in project_rows(draft):
        if not row.sound("earliest", "latest", "deadline"):
            continue
        first, last = project.earliest, project.latest
        start = first or years[0]
        if project.deadline is not None and project.deadline < start:
            findings.error(
                "deadline-before-start", row.at("deadline"), str(project.deadline),
                _("a year from {first} on").format(first=start),
                _("move the deadline or the earliest start"),
            )  # fmt: skip
        elif first is not None and last is not None and last < first:
            findings.error(
                "start-range", row.at("latest"), str(last),
                _("not before the earliest start, {year}").format(year=first),
                _("correct one of the two years"),
            )  # fmt: skip
        elif (last or years[-1]) < years[0] or (first or years[0]) > years[-1]:
            _outside(row, project, years, findings)


def _outside(row: Row, project: Project, years: range, findings: Findings) -> None:
    key = "latest" if (project.latest or years[-1]) < years[0] else "earliest"
    tell = findings.error if project.must_start else findings.warning
    tell(
        "year-outside", row.at(key), str(row.get(key)),
        _("a year of the plan, {first}-{last}").format(first=years[0], last=years[-1]),
        _("as it stands the project never starts"),
    )  # fmt: skip


def groups(draft: Draft, findings: Findings) -> None:
    """A group that is not the one the sector's thresholds give."""
    sectors = draft.portfolio.sector
    for row, project in project_rows(draft):
        sector = sectors.get(project.sector)
        if row.get("group") is None or sector is None or project.cost is None:
            continue
        if sector.a_from is None and sector.b_from is None:
            continue
        by_law = group_of(sector, project.cost)
        if by_law is not project.group:
            found = _("{given}; by its cost the line is of group {group}")
            problem = problem_at(
                "group-differs", row.at("group"), found.format(given=project.group, group=by_law),
                remedy=_("leave the cell empty to follow the thresholds"),
                severity=Severity.WARNING,
            )  # fmt: skip
            findings.repeated("group", problem)


def allocated(draft: Draft, findings: Findings) -> None:
    """A cost is not 0, the two places of what was allocated agree, and it is not above the cost."""
    totals: dict[str, int] = {}
    for (project_id, _source), amount in draft.portfolio.allocated_by.items():
        totals[project_id] = totals.get(project_id, 0) + amount
    for row, project in project_rows(draft):
        by_source = totals.get(project.id)
        if by_source is not None and row.sound("allocated") and project.allocated != by_source:
            findings.error(
                "allocated-differs", row.at("allocated"), _ty(project.allocated),
                _("{amount}, the sum by source").format(amount=_ty(by_source)),
                _("leave this cell empty or correct one of the two"),
            )  # fmt: skip
        if project.cost == 0:
            findings.warning(
                "cost-zero", row.at("cost"), _ty(0), _("an amount above 0"),
                _("leave the cell empty if there is no estimate yet"),
            )  # fmt: skip
        if project.cost is not None and project.allocated > project.cost:
            findings.warning(
                "allocated-above-cost", row.at("allocated"), _ty(project.allocated),
                _("at most the total cost, {amount}").format(amount=_ty(project.cost)),
                _("as it stands nothing is left to pay"),
            )  # fmt: skip
        if project.cost is not None and (project.clearance or 0) > project.cost:
            findings.error(
                "clearance-above-cost", row.at("clearance"), _ty(project.clearance or 0),
                _("at most the total cost, {amount}").format(amount=_ty(project.cost)),
            )  # fmt: skip


def _ty(amount: int) -> str:
    return _("{amount} billion VND").format(amount=ty(amount))


def land(draft: Draft, findings: Findings) -> None:
    """Land revenue needs both a stream and an amount."""
    for row, _project in project_rows(draft):
        keys = ("land_stream", "land_gross")
        missing = [key for key in keys if row.get(key) is None]
        if len(missing) == 1 and row.sound(*keys):
            (other,) = set(keys) - set(missing)
            findings.error(
                "land-incomplete", row.at(missing[0]), _("the cell is empty"),
                _("land revenue with its stream and its amount"),
                _("fill it in, or clear “{name}”").format(name=row.at(other).heading),
            )  # fmt: skip


def marks(draft: Draft, findings: Findings) -> None:
    """A costed project without a score and without a mark counts 3 on every criterion."""
    marked = {project for project, _criterion in draft.portfolio.scores}
    if not draft.portfolio.criteria:
        return
    for row, project in project_rows(draft):
        scored = project.score is not None or project.id in marked
        if project.id and project.cost is not None and not scored:
            found = _("“{id}” has no mark; it counts 3 on every criterion").format(id=project.id)
            problem = problem_at("no-marks", row.at("id"), found, severity=Severity.WARNING)
            findings.repeated("marks", problem)


def unmarked_criteria(draft: Draft, findings: Findings) -> None:
    """A criterion without a column of marks, while others have one, counts 3 everywhere."""
    table = draft.tables.get("scores")
    marked = set(table.holes("mark")) if table is not None else set()
    for row, criterion in draft.rows["criteria"] if marked else ():
        if criterion.id and criterion.id not in marked:
            findings.warning(
                "no-marks", row.at("id"),
                _("{text} has no column of marks; it counts 3 for every project").format(
                    text=quoted(criterion.id)),
                remedy=_("add its column to the sheet of scores, or remove the criterion"),
            )  # fmt: skip


def phasing(draft: Draft, findings: Findings) -> None:
    """The years of capital suffice: the bands reach 100%, before the deadline too."""
    portfolio = draft.portfolio
    broken = {p.id for p in portfolio.profiles if not profile_reaches(p.bands)}
    sums: dict[tuple[object, ...], Phasing] = {}
    for row, project in project_rows(draft):
        if project.cost is None or not row.sound(*_PHASING):
            continue
        own = project.least_year is not None or project.most_year is not None
        if not own and (project.profile or project.group.value) in broken:
            continue  # told at the profile
        key = (own, project.profile, project.group, project.least_year, project.most_year,
               project.max_years)  # fmt: skip
        if key not in sums:
            years = bands(portfolio, project)
            sums[key] = Phasing(years, *(sum(f, Fraction(0)) for f in _columns(years)))
        _check_phasing(row, project, own, sums[key], portfolio, findings)


_PHASING = ("profile", "least_year", "most_year", "max_years", "group", "deadline", "earliest")


class Phasing(NamedTuple):
    """The bands of a project's years, and the sums of their least and most shares."""

    years: tuple[Band, ...]
    least: Fraction
    most: Fraction


def _columns(years: tuple[Band, ...]) -> tuple[list[Fraction], list[Fraction]]:
    return [band.least for band in years], [band.most for band in years]


def _check_phasing(
    row: Row, project: Project, own: bool, phases: Phasing, portfolio: Portfolio,
    findings: Findings,
) -> None:  # fmt: skip
    years, least, most = phases
    key = "most_year" if own else "profile" if project.profile else "max_years"
    if own and years[0].least > years[0].most:
        reversed_band(row, "least_year", years[0].least, years[0].most, findings)
    elif most < ONE:
        findings.error(
            "phasing-short", row.at(key),
            _("at most {share} in {n} years").format(share=percent(most), n=len(years)),
            "100%", _("allow more a year, or more years"),
        )  # fmt: skip
    elif least > ONE:
        findings.error(
            "phasing-over", row.at("least_year" if own else key),
            _("at least {share} in {n} years").format(share=percent(least), n=len(years)),
            _("at most 100%"), _("lower the least share"),
        )  # fmt: skip
    else:
        _window(row, project, years, portfolio, findings)


def profile_reaches(years: tuple[Band, ...]) -> bool:
    """Whether the bands can add up to exactly 100%."""
    if any(band.least > band.most for band in years):
        return False
    least = sum((band.least for band in years), Fraction(0))
    return least <= ONE <= sum((band.most for band in years), Fraction(0))


def _window(
    row: Row, project: Project, years: tuple[Band, ...], portfolio: Portfolio, findings: Findings
) -> None:
    """Law 39/2019/QH14, Art. 51.5: a start needs enough years before its deadline."""
    starts = possible_starts(portfolio, project)
    if project.deadline is None or not starts or project.need == 0:
        return
    left = project.deadline - starts[0] + 1
    needed, total = 0, Fraction(0)
    while needed < len(years) and total < ONE:
        total += years[needed].most
        needed += 1
    if left < needed:
        findings.error(
            "window-short", row.at("deadline"),
            ngettext("{n} year of capital from {start} to {deadline}",
                     "{n} years of capital from {start} to {deadline}", left).format(
                n=left, start=starts[0], deadline=project.deadline),
            _("at least {n} years, by its phasing").format(n=needed),
            _("move the deadline, start earlier, or allow more a year"),
        )  # fmt: skip
