"""Money that an earmark set aside and that nothing could use: told, never hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from portfolio.domain import Limit, LimitKind, Project, SourceYear
from portfolio.money import floor_share

if TYPE_CHECKING:
    from portfolio.plan.schedule import Plan


def earmarked_idle(plan: Plan) -> Mapping[tuple[str, int], int]:
    """(earmark id, year) -> triệu đồng of the year's idle money that the earmark set aside.

    Per earmark of a source and year, in workbook order: what it sets aside, with what it
    carried in, less what its lines spend; as much of that as is idle in the year is its idle
    money, the rest is carried on as far as the source carries anything. A cell counts for the
    first earmark that it matches and that has room, idle money for one earmark only.
    """
    by_source: dict[str, list[Limit]] = defaultdict(list)
    for limit in plan.portfolio.limits:
        if limit.kind is LimitKind.EARMARK and limit.source is not None:
            by_source[limit.source].append(limit)
    result: dict[tuple[str, int], int] = {}
    for source, earmarks in by_source.items():
        if source not in plan.envelope.unlimited:
            _of_source(plan, source, earmarks, result)
    return result


def _of_source(
    plan: Plan, source: str, earmarks: Sequence[Limit], result: dict[tuple[str, int], int]
) -> None:
    spent: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (project, payer, year), amount in plan.solution.cells.items():
        if payer == source:
            spent[year][project] += amount
    pot = dict.fromkeys((earmark.id for earmark in earmarks), 0)
    for year in plan.years:
        balance = plan.balances[source, year]
        idle, carried = balance.idle, balance.carried_out
        for earmark in earmarks:
            if earmark.year in (None, year):
                pot[earmark.id] += earmarked(plan, earmark, (source, year))
            _spend(plan, earmark, spent[year], pot)
            unused = min(pot[earmark.id], idle)
            onward = min(pot[earmark.id] - unused, carried)
            idle, carried = idle - unused, carried - onward
            pot[earmark.id] = onward
            result[earmark.id, year] = unused


def _spend(plan: Plan, earmark: Limit, spent: dict[str, int], pot: dict[str, int]) -> None:
    for project in list(spent):
        if _matches(earmark, plan.portfolio.project[project]):
            used = min(spent[project], pot[earmark.id])
            spent[project] -= used
            pot[earmark.id] -= used


def earmarked(plan: Plan, earmark: Limit, where: SourceYear) -> int:
    """What an earmark sets aside of a source in a year, triệu đồng."""
    if earmark.amount is not None:
        return earmark.amount
    assert earmark.share is not None
    return floor_share(earmark.share, plan.envelope.spendable[where])


def _matches(earmark: Limit, project: Project) -> bool:
    return (
        earmark.sector in (None, project.sector)
        and earmark.owner in (None, project.owner)
        and earmark.place in (None, project.place)
    )
