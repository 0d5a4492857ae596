"""The re-solves behind every explanation: the plan with one thing changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from portfolio.domain import Portfolio, SourceYear, Tier
from portfolio.errors import NoSolution
from portfolio.funding.envelope import build_envelope
from portfolio.i18n import _
from portfolio.model.build import Model, Softener, build, expression
from portfolio.model.constraints import Row
from portfolio.model.engine import Answer, End, Options, Session, maximise
from portfolio.model.lexicographic import hold, lexicographic
from portfolio.model.lines import Data, Line, prepare
from portfolio.model.variables import Term, Variables
from portfolio.money import number
from portfolio.plan.schedule import Plan

GAP = 1e-6
"""The gap every re-solve is asked to prove; on lists of this size it costs no more than 1e-4."""
NEAR = 0.01
"""Of a triệu: what the solver's tolerance may miss a whole amount by."""
KEEP = 1e-9
"""What a held tier may lose, of its value."""


@dataclass(frozen=True)
class Found:
    """The best plan of a re-solve, before its capital is placed. Amounts in triệu đồng.

    ``promised``: of divisible lines. ``reached`` and ``bounds``: every tier.
    """

    starts: Mapping[str, int]
    promised: Mapping[str, float]
    overhang: Mapping[str, float]
    reached: Mapping[Tier, float]
    bounds: Mapping[Tier, float]


@dataclass(frozen=True)
class Case:
    """A plan as its explanations see it: what was decided, and the best that can be.

    ``best``: the search once more at the gap of the explanations.
    """

    portfolio: Portfolio
    starts: Mapping[str, int]
    funded: Mapping[str, int]
    overhang: Mapping[str, int]
    options: Options
    best: Found


def case_of(plan: Plan, options: Options | None = None) -> Case:
    """What every explanation of a plan needs. Raises ``NoSolution`` when the solver stops."""
    options = options or Options.of(plan.portfolio.settings)
    options = replace(options, gap=min(options.gap, GAP))
    best = optimum(data_of(plan.portfolio), options)
    if best is None:
        raise NoSolution(_("The solver lost the plan it had found. Please report this case."))
    s = plan.solution
    return Case(plan.portfolio, s.starts, s.funded, s.overhang, options, best)


def data_of(portfolio: Portfolio) -> Data:
    """The model's data of a portfolio."""
    return prepare(portfolio, build_envelope(portfolio))


def optimum(data: Data, options: Options) -> Found | None:
    """The lexicographic optimum; None when no plan obeys the rules.

    Raises ``NoSolution`` when it was not proven in the time allowed: an explanation that is not
    proven is none.
    """
    session = Session(options)
    with session.interruptible():
        model = build(data, pooled=True)
        end = lexicographic(model, session)
    if end is None:
        return None
    _need_proof(end.end, options)
    v = model.variables
    promised: dict[str, float] = {}
    for (project, _year), y in v.promise.items():
        promised[project] = promised.get(project, 0.0) + model.value(y)
    return Found(
        starts=started(v),
        promised=promised,
        overhang={project: model.value(o) for project, o in v.overhang.items()},
        reached={tier.tier: model.reached(tier) for tier in model.tiers},
        bounds=end.bounds,
    )


def started(v: Variables) -> dict[str, int]:
    """The starts that the values in hand say."""
    return {p: t for (p, t), s in v.start.items() if (s.varValue or 0.0) > 0.5}


def change(data: Data, id: str, **fields: object) -> Data:
    """The data with some fields of one line's project changed, and what follows from them."""
    portfolio = data.portfolio
    projects = tuple(
        replace(p, **fields) if p.id == id else p  # type: ignore[arg-type]
        for p in portfolio.projects
    )
    return data_of(replace(portfolio, projects=projects))


def pinned(data: Data, id: str, start: int) -> Data:
    """The line must start in that year, one of those that it may."""
    lines = tuple(
        replace(line, starts=(start,), end={start: line.end[start]}) if line.id == id else line
        for line in data.lines
    )
    return forced(replace(data, lines=lines), id)


def forced(data: Data, id: str) -> Data:
    """The line must start, in any year that it may."""
    lines = tuple(
        replace(line, project=replace(line.project, mandatory=True)) if line.id == id else line
        for line in data.lines
    )
    return replace(data, lines=lines)


def without(data: Data, id: str) -> Data:
    """The line may not start."""
    return replace(data, lines=tuple(line for line in data.lines if line.id != id))


def nothing_lost(case: Case, data: Data, id: str, *, fixed: bool) -> Data:
    """Started lines start no later than in the plan and in full; ``fixed``: in its very years.

    With ``fixed``, lines that are not in the plan stay out of it, but for ``id``.
    """
    lines: list[Line] = []
    for line in data.lines:
        start = case.starts.get(line.id)
        if line.id == id or (start is None and not fixed):
            lines.append(line)
        elif start is not None:
            years = (start,) if fixed else tuple(t for t in line.starts if t <= start)
            lines.append(
                replace(
                    line,
                    starts=years,
                    end={t: line.end[t] for t in years},
                    project=replace(line.project, mandatory=True),
                    least_promise=case.funded[line.id],
                )
            )
    return replace(data, lines=tuple(lines))


def model_with(
    case: Case, data: Data, id: str, more: Softener | None = None, unit: int | None = None
) -> Model:
    """The model of ``nothing_lost`` data: no other line of the plan leaves more to the next."""
    model = build(data, unit=unit, pooled=True, exact_lines=(id,), soften=more)
    v = model.variables
    for project, left in v.overhang.items():
        if project != id and project in case.starts:
            left.bounds(0, case.overhang.get(project, 0) / v.unit)
    return model


def goal(model: Model, terms: list[Term], options: Options, gap: float | None = None) -> Answer:
    """Maximise terms as the problem counts them; the answer in triệu, proven or infeasible.

    Raises ``NoSolution`` as ``optimum`` does.
    """
    session = Session(options)
    unit = model.variables.unit
    with session.interruptible():
        answer = maximise(model.problem, expression(terms), session, unit=unit, gap=gap)
    if answer.end is not End.INFEASIBLE:
        _need_proof(answer.end, options)
    return answer


def _need_proof(end: End, options: Options) -> None:
    if end is End.INTERRUPTED:
        raise KeyboardInterrupt
    if end is not End.OPTIMAL:
        text = _(
            "An answer was not proven within {seconds} seconds. Allow more with --time-limit, or "
            "ask about fewer lines."
        )
        raise NoSolution(text.format(seconds=number(options.time_limit)))


def hold_tiers(model: Model, reached: Mapping[Tier, float], tiers: Iterable[Tier]) -> None:
    """Rows "this tier is worth no less than that", triệu weighted."""
    by = {tier.tier: tier for tier in model.tiers}
    for tier in tiers:
        if tier in by:
            least = reached[tier] - KEEP * max(1.0, abs(reached[tier]))
            hold(model, by[tier]).changeRHS(least / model.variables.unit)


class Extra:
    """Capital on top of the envelope: a variable for each source-year, in the rows it enters.

    It counts as spendable: it may be carried over like the rest, and what a limit or an earmark
    takes as a share of the envelope grows with it.
    """

    def __init__(self, cells: Iterable[SourceYear]) -> None:
        self.cells = tuple(cells)
        self.added: dict[SourceYear, Term] = {}

    def __call__(self, v: Variables, row: Row) -> list[Term]:
        """What the added capital puts on the left of a row."""
        if row.rule == "envelope" and row.year is not None:
            source = v.data.portfolio.source[row.subject[0]]
            share = -float(source.carry_over) if len(row.subject) > 1 else -1.0
            return self._terms(v, source.id, (row.year,), share)
        if row.rule == "earmarks" and row.year is not None:
            return self._earmarks(v, row)
        if row.rule == "limits":
            limit = next(x for x in v.data.portfolio.limits if x.id == row.subject[0])
            if limit.share is not None and limit.source is not None:
                years = v.data.years if row.year is None else (row.year,)
                return self._terms(v, limit.source, years, -float(limit.share))
        return []

    def _earmarks(self, v: Variables, row: Row) -> list[Term]:
        source, *kept, first = row.subject
        marks = [m for m in v.data.portfolio.limits if m.id in kept]
        terms: list[Term] = []
        for year in range(int(first), (row.year or 0) + 1):
            aside = sum(float(m.share or 0) for m in marks if m.year in (None, year))
            terms += self._terms(v, source, (year,), aside - 1.0)
        return terms

    def _terms(self, v: Variables, source: str, years: Iterable[int], factor: float) -> list[Term]:
        found: list[Term] = []
        for year in years:
            if (source, year) in self.cells and factor:
                if (source, year) not in self.added:
                    variable = v.problem.add_variable(f"added_{len(self.added)}", 0)
                    self.added[source, year] = (variable, 1.0)
                found.append((self.added[source, year][0], factor))
        return found
