"""The plan as people and notebooks read it: tidy frames over a checked solution."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from portfolio.domain import Portfolio, Project, SourceYear
from portfolio.funding.records import Envelope
from portfolio.i18n import _
from portfolio.model.records import Outcome, Solution
from portfolio.money import ceil_share, percent, ty
from portfolio.plan.records import CheckReport, RunInfo
from portfolio.plan.set_aside import SetAside, set_aside

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Balance:
    """One source in one year, triệu đồng: available = spent + carried_out + idle.

    ``spendable``: E[k,t] with the feedback of the plan. Money left in the last year is idle.
    """

    spendable: int
    carried_in: int
    spent: int
    carried_out: int
    idle: int

    @property
    def available(self) -> int:
        """Spendable plus what the year before left."""
        return self.spendable + self.carried_in


@dataclass(frozen=True)
class Plan:
    """A finished, checked plan. All frames are tidy, amounts in triệu đồng."""

    portfolio: Portfolio
    envelope: Envelope
    solution: Solution
    checks: CheckReport
    info: RunInfo = field(default_factory=RunInfo)

    @property
    def years(self) -> range:
        """The horizon."""
        return self.portfolio.settings.years

    @property
    def outcome(self) -> Outcome:
        """Proven within the gap, or stopped by a limit."""
        return self.solution.report.outcome

    @cached_property
    def capital(self) -> Mapping[str, int]:
        """Capital within the plan by project, triệu đồng."""
        total: dict[str, int] = defaultdict(int)
        for (project, _source, _year), amount in self.solution.cells.items():
            total[project] += amount
        return dict(total)

    @cached_property
    def balances(self) -> Mapping[SourceYear, Balance]:
        """Spendable, spent, carried and idle money of every limited source and year."""
        spent: dict[SourceYear, int] = defaultdict(int)
        for (_project, kid, year), amount in self.solution.cells.items():
            spent[kid, year] += amount
        extra: dict[SourceYear, int] = defaultdict(int)
        carry_extra: dict[SourceYear, int] = defaultdict(int)
        for line in self.envelope.feedback:
            if self.solution.starts.get(line.project) == line.start:
                extra[line.source, line.year] += line.amount
                carry_extra[line.source, line.year] += line.carry
        for source in self.portfolio.sources:
            for year in self.years if source.charge else ():
                taken = ceil_share(source.charge, spent[source.id, year])
                extra[source.charged_to, year] -= taken
        result: dict[SourceYear, Balance] = {}
        for source in self.portfolio.sources:
            if source.id in self.envelope.unlimited:
                continue
            carried = 0
            for year in self.years:
                key = (source.id, year)
                spendable = self.envelope.spendable[key] + extra[key]
                left = spendable + carried - spent[key]
                limit = self.envelope.carry_limit[key] + carry_extra[key]
                out = 0 if year == self.years[-1] else min(left, limit)
                result[key] = Balance(spendable, carried, spent[key], out, left - out)
                carried = out
        return result

    @cached_property
    def set_aside(self) -> tuple[SetAside, ...]:
        """What earmarks set aside, what of it is used and what waits, over the whole plan."""
        return tuple(set_aside(self))

    def is_full(self, project: Project) -> bool:
        """Started, with its whole need inside the plan: nothing left to the next one."""
        return (
            project.id in self.solution.starts and self.capital.get(project.id, 0) == project.need
        )

    @cached_property
    def allocation(self) -> pd.DataFrame:
        """One row per project, source and year with capital.

        Columns: project, name, kind, sector, status, group, owner, place, source,
        source_name, level, year, amount.
        """
        import pandas as pd

        rows = []
        for (pid, kid, year), amount in self.solution.cells.items():
            p, k = self.portfolio.project[pid], self.portfolio.source[kid]
            rows.append(
                (
                    pid,
                    p.name,
                    p.kind.value,
                    p.sector,
                    p.status.value,
                    p.group.value,
                    p.owner,
                    p.place,
                    kid,
                    k.name,
                    k.level.value,
                    year,
                    amount,
                )
            )
        columns = ["project", "name", "kind", "sector", "status", "group", "owner", "place"]
        columns += ["source", "source_name", "level", "year", "amount"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def projects(self) -> pd.DataFrame:
        """One row per costed line, started or not.

        Columns: project, name, kind, sector, status, group, owner, place, cost, allocated,
        need, capital (within the plan), overhang, start, last (year with capital), full.
        ``start`` and ``last`` are missing for a line that does not start.
        """
        import pandas as pd

        last: dict[str, int] = {}
        for pid, _source, year in self.solution.cells:
            last[pid] = max(year, last.get(pid, year))
        rows = []
        for p in self.portfolio.costed:
            rows.append(
                {
                    "project": p.id,
                    "name": p.name,
                    "kind": p.kind.value,
                    "sector": p.sector,
                    "status": p.status.value,
                    "group": p.group.value,
                    "owner": p.owner,
                    "place": p.place,
                    "cost": p.cost,
                    "allocated": p.allocated,
                    "need": p.need,
                    "capital": self.capital.get(p.id, 0),
                    "overhang": self.solution.overhang.get(p.id, 0),
                    "start": self.solution.starts.get(p.id),
                    "last": last.get(p.id),
                    "full": self.is_full(p),
                }
            )
        return pd.DataFrame(rows).astype({"start": "Int64", "last": "Int64"})

    @cached_property
    def sources(self) -> pd.DataFrame:
        """One row per limited source and year.

        Columns: source, name, level, year, spendable, carried_in, spent, carried_out, idle.
        """
        import pandas as pd

        rows = []
        for (kid, year), b in self.balances.items():
            k = self.portfolio.source[kid]
            rows.append(
                (
                    kid,
                    k.name,
                    k.level.value,
                    year,
                    b.spendable,
                    b.carried_in,
                    b.spent,
                    b.carried_out,
                    b.idle,
                )
            )
        columns = ["source", "name", "level", "year", "spendable", "carried_in", "spent"]
        return pd.DataFrame(rows, columns=[*columns, "carried_out", "idle"])

    @cached_property
    def unfunded(self) -> pd.DataFrame:
        """Every line without a start: ``reason`` is ``not_selected`` or ``no_estimate``.

        Columns: project, name, kind, sector, status, need, reason.
        """
        import pandas as pd

        rows = []
        for p in self.portfolio.projects:
            if p.id not in self.solution.starts:
                reason = "no_estimate" if p.cost is None else "not_selected"
                rows.append((p.id, p.name, p.kind.value, p.sector, p.status.value, p.need, reason))
        columns = ["project", "name", "kind", "sector", "status", "need", "reason"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """From gross revenue to spendable envelope.

        Columns: source, year, step, stream, mechanism, amount (signed), text.
        """
        import pandas as pd

        rows = [
            (
                line.source,
                line.year,
                line.step.value,
                line.stream,
                line.mechanism,
                line.amount,
                line.text,
            )
            for line in self.envelope.ledger
        ]
        columns = ["source", "year", "step", "stream", "mechanism", "amount", "text"]
        return pd.DataFrame(rows, columns=columns)

    def _headline(self) -> list[tuple[str, str]]:
        report = self.solution.report
        costed = self.portfolio.costed
        started = sum(p.id in self.solution.starts for p in costed)
        full = sum(self.is_full(p) for p in costed)
        status = {
            Outcome.OPTIMAL: _("optimal within the gap"),
            Outcome.WIDER_GAP: _("proven within a wider gap than asked, for whole triệu cost more"),
            Outcome.TIME_LIMIT: _("stopped by the time limit, not proven optimal"),
            Outcome.INTERRUPTED: _("interrupted, not proven optimal"),
        }[report.outcome]
        return [
            (_("Status"), status),
            (_("Gap"), percent(report.gap, 4)),
            (_("Lines started"), f"{started}/{len(costed)}"),
            (_("Lines fully funded in the plan"), str(full)),
            (_("Capital in the plan (tỷ đồng)"), ty(sum(self.capital.values()))),
            (_("Left to the next plan (tỷ đồng)"), ty(sum(self.solution.overhang.values()))),
        ]

    def __repr__(self) -> str:
        return "<Plan " + ", ".join(f"{k}: {v}" for k, v in self._headline()) + ">"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(k)}</th><td>{html.escape(v)}</td></tr>"
            for k, v in self._headline()
        )
        return f"<table>{rows}</table>" + self.projects.to_html(index=False)
