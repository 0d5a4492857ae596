"""Why a line is adjusted, in words: only what the facts, the workbook and the plans show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from portfolio.domain import Cell, SourceYear
from portfolio.i18n import _
from portfolio.money import floor_share, number, ty
from portfolio.plan.changes import Change
from portfolio.study.replan import Replan

NAMED = 2
"""So many sources or lines are named; the rest are counted."""


@dataclass(frozen=True)
class Reasons:
    """The reasons of one replan, line by line."""

    replan: Replan

    def of(self, change: Change) -> str:
        """One cell of text for a line; empty where nothing is adjusted."""
        own = self.replan.actuals.reasons.get(change.project, "")
        parts = [*self._parts(change), own]
        return "; ".join(part for part in parts if part)

    def _parts(self, change: Change) -> Iterator[str]:
        yield from self._cost(change.project)
        yield from self._facts(change.project)
        if change.added:
            text = _("added to the plan, starts in {year}")
            yield text.format(year=change.new_start)
        elif change.dropped:
            text = _("leaves the plan, was to start in {year}").format(year=change.old_start)
            yield text + self._because(change)
        elif change.moved:
            text = _("start moves from {old} to {new}")
            yield text.format(old=change.old_start, new=change.new_start) + self._because(change)
        elif change.amount or change.source:
            yield from self._money(change)
        yield from self._later(change)

    def _cost(self, project: str) -> Iterator[str]:
        before = self.replan.old.costs.get(project)
        now = self.replan.portfolio.project[project].cost
        if before is None or now is None or before == now:
            return
        text = (
            _("total cost rose from {old} to {new} billion VND")
            if now > before
            else _("total cost fell from {old} to {new} billion VND")
        )
        yield text.format(old=ty(before), new=ty(now))

    def _facts(self, project: str) -> Iterator[str]:
        """Closed years: given more or less than planned, and what lapsed."""
        planned: dict[int, int] = defaultdict(int)
        given: dict[int, int] = defaultdict(int)
        lapsed: dict[int, int] = defaultdict(int)
        for (p, _k, t), amount in self.replan.old.cells.items():
            if p == project and t <= self.replan.actuals.closed:
                planned[t] += amount
        for (p, _k, t), fact in self.replan.actuals.facts.items():
            if p == project:
                given[t] += fact.allocated
                lapsed[t] += fact.lapsed
        for year in sorted({*planned, *given}):
            if planned[year] == given[year] - lapsed[year]:
                continue  # as planned, or told by the adjustment before
            if planned[year] != given[year]:
                text = _("{year}: {given} allocated where {planned} was planned (triệu đồng)")
                yield text.format(
                    year=year, given=number(given[year]), planned=number(planned[year])
                )
            if lapsed[year]:
                text = _("{amount} triệu đồng of {year} lapsed")
                yield text.format(amount=number(lapsed[year]), year=year)

    def _money(self, change: Change) -> Iterator[str]:
        """A line that keeps its start: amounts or sources follow something."""
        if change.source:
            text = _("{amount} triệu đồng from another source")
            yield text.format(amount=number(change.source)) + self._because(change)
        elif change.amount:
            own = [*self._cost(change.project), *self._facts(change.project)]
            yield self._amounts(change) + ("" if own else self._because(change))

    def _amounts(self, change: Change) -> str:
        """More, less, or the same at other times."""
        dearer = any(self._cost(change.project))
        more = self._total(self.replan.plan.solution.cells, change.project)
        more -= self._total(self.replan.old.cells, change.project)
        if more < 0 and not dearer:
            return _("{amount} triệu đồng less").format(amount=number(-more))
        if more > 0 and not dearer:
            return _("{amount} triệu đồng more").format(amount=number(more))
        return _("yearly amounts adjusted")

    @staticmethod
    def _total(cells: Mapping[Cell, int], project: str) -> int:
        return sum(amount for (p, _k, _t), amount in cells.items() if p == project)

    def _later(self, change: Change) -> Iterator[str]:
        solution = self.replan.plan.solution
        left = solution.overhang.get(change.project, 0)
        end = self.replan.past.ends.get(change.project)
        last = max((t for p, _k, t in solution.cells if p == change.project), default=0)
        if end is not None and (last > end or (left and end <= self.replan.plan.years[-1])):
            text = _("goes on after {year}, the last of its years of capital: the council decides")
            yield text.format(year=end)
        if left:
            yield _("{amount} triệu đồng left to the next plan").format(amount=number(left))

    def _because(self, change: Change) -> str:
        """What has moved around the line, where something has."""
        closed = self.replan.actuals.closed
        late = change.old_start is not None and change.old_start <= closed
        if late and change.project not in self.replan.past.started:
            return " (" + _("not started by the end of {year}").format(year=closed) + ")"
        payers = self._payers.get(change.project, set()) - self.replan.plan.envelope.unlimited
        short = [at for at in self.shortages if at[0] in payers]
        texts = [
            _("{source} {year}: {amount} short").format(
                source=self.replan.portfolio.source[k].name,
                year=t,
                amount=number(self.shortages[k, t]),
            )
            for k, t in short[:NAMED]
        ]
        texts += ["…"] * (len(short) > NAMED)
        projects = self.replan.portfolio.project
        dearer = [
            projects[p].code or p
            for p in self.dearer
            if p != change.project and payers & self._payers.get(p, set())
        ]
        if dearer:
            lines = ", ".join(dearer[:NAMED]) + (" …" if len(dearer) > NAMED else "")
            texts.append(_("the cost of {lines} rose").format(lines=lines))
        if payers and not texts:
            texts.append(_("to balance the sources of the year"))
        return " (" + "; ".join(texts) + ")" if texts else ""

    @cached_property
    def _payers(self) -> Mapping[str, set[str]]:
        """Line -> the sources that pay it in either plan."""
        found: dict[str, set[str]] = defaultdict(set)
        for project, source, _year in (*self.replan.old.cells, *self.replan.plan.solution.cells):
            found[project].add(source)
        return found

    @cached_property
    def dearer(self) -> list[str]:
        """The lines of the plan in force whose total cost rose."""
        projects = self.replan.portfolio.project
        return [p for p, old in self.replan.old.costs.items() if (projects[p].cost or 0) > old]

    @cached_property
    def shortages(self) -> Mapping[SourceYear, int]:
        """Open source-years that can no longer pay what the plan in force asks of them, triệu.

        What a year leaves is carried over within the limit, first in, first out.
        """
        asked: dict[SourceYear, int] = defaultdict(int)
        for (_p, k, t), amount in self.replan.old.cells.items():
            asked[k, t] += amount
        plan, closed = self.replan.plan, self.replan.actuals.closed
        found: dict[SourceYear, int] = {}
        for source in self.replan.portfolio.sources:
            if source.id in plan.envelope.unlimited:
                continue
            carried = plan.balances[source.id, closed].carried_out
            for year in range(closed + 1, plan.years[-1] + 1):
                balance = plan.balances[source.id, year]
                left = balance.spendable + carried - asked[source.id, year]
                if left < 0:
                    found[source.id, year] = -left
                limit = floor_share(source.carry_over, balance.spendable)
                carried = max(0, min(left, limit))
        return found
