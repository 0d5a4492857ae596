"""Plans of several scenarios side by side: figures, capital, and what becomes of every line."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from portfolio.domain import Portfolio, Project, Source, Tier
from portfolio.i18n import _, current_language
from portfolio.model.records import Outcome
from portfolio.money import number, ty
from portfolio.plan.earmarked import earmarked_idle
from portfolio.plan.schedule import Plan
from portfolio.study.figures import FIGURES, Figure
from portfolio.study.significance import Verdict, judge_plans, same_measure

if TYPE_CHECKING:
    import pandas as pd


class Change(StrEnum):
    """What became of a line, seen from the base. OUT: without funds in both."""

    SAME = "same"
    GAINED = "gained"
    LOST = "lost"
    EARLIER = "earlier"
    LATER = "later"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Account:
    """One line in one scenario. Amounts in triệu đồng.

    ``start``: None without funds. ``shift``: years after (before, when negative) the start in
    the base; None unless it starts in both. ``by_source``: source -> capital within the plan.
    """

    project: Project
    scenario: int
    start: int | None
    shift: int | None
    change: Change
    capital: int
    overhang: int
    full: bool
    by_source: Mapping[str, int]


@dataclass(frozen=True)
class Comparison:
    """Plans of several scenarios of one workbook; the first one is the base of the differences.

    ``names``: a short name for each plan, all different. Amounts in triệu đồng everywhere.
    """

    names: tuple[str, ...]
    plans: tuple[Plan, ...]

    @property
    def base(self) -> Plan:
        """The plan that the others are compared with."""
        return self.plans[0]

    @property
    def portfolio(self) -> Portfolio:
        """The portfolio of the base."""
        return self.base.portfolio

    @property
    def proven(self) -> bool:
        """Whether every plan is proven within its gap."""
        return all(plan.outcome is Outcome.OPTIMAL for plan in self.plans)

    def title(self, scenario: int) -> str:
        """The full name of a scenario in the current language."""
        info = self.plans[scenario].info
        english = info.scenario_en if current_language() == "en" else ""
        return english or info.scenario or self.names[scenario]

    def verdict(self, scenario: int, tiers: Sequence[Tier] = tuple(Tier)) -> Verdict:
        """Whether the plan differs from the base by more than the gaps, in some tiers."""
        return judge_plans(self.base, self.plans[scenario], tiers)

    @cached_property
    def other_measure(self) -> tuple[str, ...]:
        """Names of the scenarios whose objective measures something else than the base's."""
        return tuple(
            name
            for name, plan in zip(self.names, self.plans, strict=True)
            if not same_measure(self.base, plan)
        )

    def measure_note(self) -> str:
        """What must be known when objectives of different measures stand side by side."""
        if not self.other_measure:
            return ""
        text = _(
            "{names}: needs, scores, tiers, first allowed years or the discount are not those of "
            "the base, so the objectives measure different things; compare the money and the lines."
        )
        return text.format(names=", ".join(self.other_measure))

    def doubtful(self, figure: Figure, scenario: int) -> bool:
        """Whether another, equally good plan may bring this figure's difference to nothing.

        Never for figures of the inputs, nor where the objective differs significantly.
        """
        if not figure.tiers or figure.of(self.plans[scenario]) == figure.of(self.base):
            return False
        return self.verdict(scenario, figure.tiers) is not Verdict.SIGNIFICANT

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """Every line that has an estimate in some scenario, as the base has it, in order."""
        costed = {p.id for plan in self.plans for p in plan.portfolio.costed}
        return tuple(p for p in self.portfolio.projects if p.id in costed)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every source of some plan (a mechanism may bring one), each where its plan has it."""
        found: list[Source] = list(self.portfolio.sources)
        for plan in self.plans[1:]:
            place = 0
            for source in plan.portfolio.sources:
                known = [k.id for k in found]
                if source.id in known:
                    place = known.index(source.id) + 1
                else:
                    found.insert(place, source)
                    place += 1
        return tuple(found)

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """The same by id."""
        return {k.id: k for k in self.sources}

    @cached_property
    def accounts(self) -> Mapping[tuple[str, int], Account]:
        """(project id, scenario) -> what becomes of the line there."""
        paid: dict[tuple[str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for place, plan in enumerate(self.plans):
            for (project, source, _year), amount in plan.solution.cells.items():
                paid[project, place][source] += amount
        return {
            (p.id, place): self._account(p.id, place, dict(paid[p.id, place]))
            for p in self.projects
            for place in range(len(self.plans))
        }

    def _account(self, pid: str, place: int, by_source: Mapping[str, int]) -> Account:
        plan = self.plans[place]
        project, start = plan.portfolio.project[pid], plan.solution.starts.get(pid)
        before = self.base.solution.starts.get(pid)
        return Account(
            project=project,
            scenario=place,
            start=start,
            shift=None if start is None or before is None else start - before,
            change=_change(before, start),
            capital=sum(by_source.values()),
            overhang=plan.solution.overhang.get(pid, 0),
            full=plan.is_full(project),
            by_source=by_source,
        )

    def changed(self, scenario: int, change: Change) -> list[Account]:
        """The lines with that change, in the order of the workbook."""
        found = (self.accounts[p.id, scenario] for p in self.projects)
        return [account for account in found if account.change is change]

    @cached_property
    def by_source(self) -> Mapping[tuple[int, str, int], int]:
        """(scenario, source, year) -> capital of all lines, zero included."""
        total = {
            (place, k.id, year): 0
            for place, plan in enumerate(self.plans)
            for k in self.sources
            for year in plan.years
        }
        for place, plan in enumerate(self.plans):
            for (_project, source, year), amount in plan.solution.cells.items():
                total[place, source, year] += amount
        return total

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Key figures, one row a figure and scenario; the weighted objective last.

        Columns: figure, text, unit (money, weighted: triệu đồng; lines), scenario, value,
        difference (from the base), doubtful (may vanish in another, equally good plan).
        """
        import pandas as pd

        rows: list[tuple[object, ...]] = [
            (f.key, _(f.text), f.unit.value, name, f.of(plan), f.of(plan) - f.of(self.base),
             self.doubtful(f, place))
            for f in FIGURES
            for place, (name, plan) in enumerate(zip(self.names, self.plans, strict=True))
        ]  # fmt: skip
        reports = [plan.solution.report for plan in self.plans]
        rows += [
            ("objective", _("Weighted value (last public tier)"), "weighted", self.names[place],
             report.objective, report.objective - reports[0].objective,
             self.verdict(place, (Tier.REST,)) is Verdict.WITHIN_GAP)
            for place, report in enumerate(reports)
        ]  # fmt: skip
        columns = ["figure", "text", "unit", "scenario", "value", "difference", "doubtful"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def capital(self) -> pd.DataFrame:
        """Capital by scenario, source and year. Columns: scenario, source, name, year, amount."""
        import pandas as pd

        rows = [
            (self.names[place], source, self.source[source].name, year, x)
            for (place, source, year), x in self.by_source.items()
        ]
        return pd.DataFrame(rows, columns=["scenario", "source", "name", "year", "amount"])

    @cached_property
    def lines(self) -> pd.DataFrame:
        """The account line by line, one row a line and scenario.

        Columns: project, name, kind, sector, scenario, need, start, shift (years), change
        (``Change``), capital, difference (of capital), overhang, full.
        """
        import pandas as pd

        rows = [
            (a.project.id, a.project.name, a.project.kind.value, a.project.sector,
             self.names[place], a.project.need, a.start, a.shift, a.change.value, a.capital,
             a.capital - self.accounts[pid, 0].capital, a.overhang, a.full)
            for (pid, place), a in self.accounts.items()
        ]  # fmt: skip
        columns = ["project", "name", "kind", "sector", "scenario", "need", "start", "shift"]
        columns += ["change", "capital", "difference", "overhang", "full"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"start": "Int64", "shift": "Int64"})

    @cached_property
    def line_sources(self) -> pd.DataFrame:
        """Capital by line and source, where there is any in some scenario.

        Columns: project, name, source, scenario, amount, difference.
        """
        import pandas as pd

        rows = [
            (p.id, p.name, source, self.names[place], x, x - self.paid(p.id, source, 0))
            for p in self.projects
            for source in self.paying(p.id)
            for place in range(len(self.plans))
            for x in [self.paid(p.id, source, place)]
        ]
        columns = ["project", "name", "source", "scenario", "amount", "difference"]
        return pd.DataFrame(rows, columns=columns)

    def paid(self, project: str, source: str, scenario: int) -> int:
        """Capital of a source to a line within the plan."""
        return self.accounts[project, scenario].by_source.get(source, 0)

    def paying(self, project: str) -> list[str]:
        """The sources that pay the line in some scenario, in workbook order."""
        found = {
            source
            for place in range(len(self.plans))
            for source in self.accounts[project, place].by_source
        }
        return [k.id for k in self.sources if k.id in found]

    @cached_property
    def idle(self) -> pd.DataFrame:
        """Money without use. Columns: scenario, source, year, idle, earmarked (a part of it)."""
        import pandas as pd

        rows = []
        for name, plan in zip(self.names, self.plans, strict=True):
            source_of = {limit.id: limit.source for limit in plan.portfolio.limits}
            aside: dict[tuple[str | None, int], int] = defaultdict(int)
            for (limit, year), amount in earmarked_idle(plan).items():
                aside[source_of[limit], year] += amount
            rows += [
                (name, source, year, b.idle, aside[source, year])
                for (source, year), b in plan.balances.items()
            ]
        return pd.DataFrame(rows, columns=["scenario", "source", "year", "idle", "earmarked"])

    def __repr__(self) -> str:
        text = _("{name}: {count} lines, {capital} tỷ đồng")
        parts = (
            text.format(name=name, count=len(plan.solution.starts),
                        capital=ty(sum(plan.capital.values())))
            for name, plan in zip(self.names, self.plans, strict=True)
        )  # fmt: skip
        return f"<Comparison {'; '.join(parts)}>"

    def _repr_html_(self) -> str:
        table = self.figures.pivot_table(
            index="text", columns="scenario", values="value", sort=False
        )
        shown = table[list(self.names)].map(number)
        shown.index.name = shown.columns.name = None
        heading = " · ".join(
            f"{name}: {self.title(place)}" for place, name in enumerate(self.names)
        )
        unit = _("Amounts in triệu đồng")
        return f"<p>{html.escape(heading)} ({unit})</p>" + shown.to_html()


def _change(before: int | None, start: int | None) -> Change:
    if before is None:
        return Change.OUT if start is None else Change.GAINED
    if start is None:
        return Change.LOST
    if start == before:
        return Change.SAME
    return Change.EARLIER if start < before else Change.LATER
