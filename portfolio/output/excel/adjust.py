"""The adjustment table in its official form: đã giao, tăng, giảm, sau điều chỉnh, lý do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portfolio.domain import Cell, Project
from portfolio.i18n import _
from portfolio.output.excel.book import warning_of
from portfolio.output.excel.columns import periods
from portfolio.output.excel.form import Form
from portfolio.output.excel.nested import Column, Show, plus_minus, single, write_list
from portfolio.output.excel.outline import Node, outline
from portfolio.output.excel.phasing import NAMED
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Value
from portfolio.output.excel.tradeoff import write_basis, write_tradeoff
from portfolio.output.files import deliver
from portfolio.study.reasons import Reasons
from portfolio.study.replan import Replan

WIDTH = 11.5
_LEAD = 5
"""Columns between the name and the first amounts."""
_KINDS = 4
"""Given, more, less, after."""


def write_adjustment(
    replan: Replan,
    path: Path,
    *,
    force: bool = False,
    scenario: str = "",
    files: Sequence[str] = (),
) -> Path:
    """Write the adjustment workbook in the current language; amounts in triệu đồng.

    ``files``: the names of the plan in force, the actuals and the workbook, for the last sheet.
    Raises ``OutputError`` when the file exists and not ``force``, or cannot be written.
    """
    return deliver(path, lambda place: _fill(replan, scenario, files).save(place), force=force)


def _fill(replan: Replan, scenario: str, files: Sequence[str]) -> Form:
    plan = replan.plan
    form = Form(plan.portfolio.settings, scenario, warning_of(plan), plan.info.created)
    lines = _lines(replan)
    nodes = outline(replan.portfolio, lines)
    _by_source(form, replan, nodes)
    _by_year(form, replan, nodes)
    write_tradeoff(form, replan)
    write_basis(form, replan, files)
    return form


def _lines(replan: Replan) -> list[Project]:
    """Every line of the plan in force or the new one."""
    shown = {change.project for change in replan.asked.changes.lines}
    shown |= {p for p, _k, _t in replan.old.cells}
    return [p for p in replan.portfolio.costed if p.id in shown]


@dataclass(frozen=True)
class _Sums:
    """Capital of the two plans by project and something else, triệu đồng."""

    old: Mapping[tuple[str, object], int]
    new: Mapping[tuple[str, object], int]

    @classmethod
    def by(cls, replan: Replan, part: int) -> _Sums:
        """By source (``part`` 1) or by year (2)."""
        return cls(_summed(replan.old.cells, part), _summed(replan.plan.solution.cells, part))


def _summed(cells: Mapping[Cell, int], part: int) -> dict[tuple[str, object], int]:
    found: dict[tuple[str, object], int] = {}
    for cell, amount in cells.items():
        key = cell[0], cell[part]
        found[key] = found.get(key, 0) + amount
    return found


def _identification(replan: Replan) -> list[Column]:
    costs, plan = replan.old.costs, replan.plan
    before, after = _old_periods(replan), periods(plan)
    cost, time = _("Total investment"), _("Start - completion")
    now, then = _("adjusted"), _("approved")
    return [
        single(_("Project code"), 11, "center", lambda _r, p: p.code or p.id),
        Column(
            (cost, then, then), 12.5, "number", lambda _r, p: costs.get(p.id, p.cost or 0), True
        ),
        Column((cost, now, now), 12.5, "number", lambda _r, p: p.cost or 0, True),
        Column((time, then, then), 11, "center", lambda _r, p: before.get(p.id, "")),
        Column((time, now, now), 11, "center", lambda _r, p: after.get(p.id, "")),
    ]


def _old_periods(replan: Replan) -> dict[str, str]:
    last: dict[str, int] = {}
    for project, _source, year in replan.old.cells:
        last[project] = max(year, last.get(project, year))
    starts = replan.old.starts
    return {p: f"{starts[p]}-{end}" for p, end in last.items() if p in starts}


def _block(title: str, first: int, old: Mapping[str, int], new: Mapping[str, int]) -> list[Column]:
    """Given, more, less as figures, after as their live sum; ``first``: the first column."""

    def given(_row: int, p: Project) -> Value:
        return old.get(p.id, 0)

    def more(_row: int, p: Project) -> Value:
        return max(0, new.get(p.id, 0) - old.get(p.id, 0))

    def less(_row: int, p: Project) -> Value:
        return max(0, old.get(p.id, 0) - new.get(p.id, 0))

    def after(row: int, p: Project) -> Value:
        return Formula(plus_minus(row, (first, first + 1), (first + 2,)), new.get(p.id, 0))

    return [_amount(title, name, show) for name, show in zip(_titles(), (given, more, less, after),
            strict=True)]  # fmt: skip


def _titles() -> tuple[str, ...]:
    return _("Given"), _("Increase"), _("Decrease"), _("After adjustment")


def _amount(title: str, name: str, show: Show) -> Column:
    return Column((title, name, name), WIDTH, "number", show, adds=True)


def _of(sums: Mapping[tuple[str, object], int], part: object) -> dict[str, int]:
    return {p: amount for (p, found), amount in sums.items() if found == part}


def _by_source(form: Form, replan: Replan, nodes: list[Node]) -> None:
    """The main table: the plan period in all, the reasons, then source by source."""
    sums, reasons = _Sums.by(replan, 1), Reasons(replan)
    paying = {k for _p, k in (*sums.old, *sums.new)}
    sources = [k for k in replan.portfolio.sources if k.id in paying]
    years = replan.old.years
    whole = _("Plan {first}-{last}").format(first=years[0], last=years[-1])
    texts = {change.project: reasons.of(change) for change in replan.asked.changes.lines}
    total = NAMED + _LEAD + 1
    parts = total + _KINDS + 1

    def across(kind: int) -> Show:
        columns = [parts + n * _KINDS + kind for n in range(len(sources))]

        def show(row: int, p: Project) -> Value:
            text = plus_minus(row, columns, ()) if columns else "=0"
            return Formula(text, sum(_kind(sums, p.id, k.id, kind) for k in sources))

        return show

    def after(row: int, p: Project) -> Value:
        figure = sum(sums.new.get((p.id, k.id), 0) for k in sources)
        return Formula(plus_minus(row, (total, total + 1), (total + 2,)), figure)

    shows = [across(0), across(1), across(2), after]
    columns = _identification(replan)
    columns += [_amount(whole, name, show) for name, show in zip(_titles(), shows, strict=True)]
    columns.append(
        single(_("Reason for the adjustment"), 58, "text", lambda _r, p: texts.get(p.id, ""),
               tone="small")
    )  # fmt: skip
    for n, k in enumerate(sources):
        old, new = _of(sums.old, k.id), _of(sums.new, k.id)
        columns += _block(k.name, parts + n * _KINDS, old, new)
    blocks = [range(1, parts)]
    blocks += [range(parts + n * _KINDS, parts + (n + 1) * _KINDS) for n in range(len(sources))]
    sheet = form.sheet(_("Adjustment"))
    title = _("Adjustment of the medium-term public investment plan")
    names = _("No."), _("Project list")
    write_list(form, sheet, title, columns, nodes, blocks, _source_notes(replan), names)


def _kind(sums: _Sums, project: str, part: object, kind: int) -> int:
    old, new = sums.old.get((project, part), 0), sums.new.get((project, part), 0)
    return (old, max(0, new - old), max(0, old - new))[kind]


def _source_notes(replan: Replan) -> list[str]:
    closed = replan.actuals.closed
    return [
        _("All amounts are whole triệu đồng; every heading is a live sum of the lines under it."),
        _("After adjustment = given + increase − decrease, in every row and every total."),
        _("Increases and decreases are told source by source over the whole plan period."),
        _(
            "Years to {year} are facts: what reached the project (disbursed and carried over); "
            "money that lapsed is a decrease."
        ).format(year=closed),
    ]


def _by_year(form: Form, replan: Replan, nodes: list[Node]) -> None:
    """The same year by year."""
    sums, columns = _Sums.by(replan, 2), _identification(replan)
    blocks = [range(1, NAMED + _LEAD + 1)]
    for year in replan.old.years:
        first = NAMED + len(columns) + 1
        old, new = _of(sums.old, year), _of(sums.new, year)
        columns += _block(_("Year {year}").format(year=year), first, old, new)
        blocks.append(range(first, first + _KINDS))
    blocks[:2] = [range(1, blocks[1].stop)]
    sheet = form.sheet(_("Adjustment by year"))
    title = _("Adjustment of the capital of each year")
    remarks = _source_notes(replan)
    remarks[2] = _("Increases and decreases are told year by year, all sources together.")
    names = _("No."), _("Project list")
    write_list(form, sheet, title, columns, nodes, blocks, remarks, names)
