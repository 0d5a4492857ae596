"""From data to a finished allocation in whole triệu, with an honest report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain import Tier
from portfolio.errors import NoSolution
from portfolio.i18n import N_, _
from portfolio.model.build import Model, build
from portfolio.model.conflicts import infeasible, without_analysis
from portfolio.model.engine import End, Options, Session, collector_paused
from portfolio.model.lexicographic import Optimum, lexicographic
from portfolio.model.lines import Data
from portfolio.model.objective import Worth, worth
from portfolio.model.progress import Listener
from portfolio.model.records import Outcome, Search, Solution, SolveReport, TierReport
from portfolio.model.room import LEAST, Size, size_for
from portfolio.model.whole import (
    LONG,
    NEAR,
    Allocation,
    allocate,
    allocate_in_whole,
    count_in_whole,
)

SHORT = 2_000
"""Amounts up to which the search is quick when it counts in whole triệu."""
HALF = 0.5
NOISE = 1e-9
"""Of an objective: what the solver's own arithmetic may miss."""

NOT_WHOLE = N_("The plan cannot be placed in whole amounts. Please report this case.")

OUTCOMES = {
    End.OPTIMAL: Outcome.OPTIMAL,
    End.TIME_LIMIT: Outcome.TIME_LIMIT,
    End.INTERRUPTED: Outcome.INTERRUPTED,
}


@collector_paused()
def solve(
    data: Data, options: Options, listener: Listener | None = None, *, analyse: bool = True
) -> Solution:
    """Solve the model and make the plan whole.

    Raises ``Infeasible`` when no plan obeys all the rules, with the entries in conflict and
    proposals unless ``analyse`` is False (it takes up to half a minute), and ``NoSolution`` when
    the solver stopped without any plan.
    """
    session = Session(options, listener)
    with session.interruptible():
        model, optimum = _search(data, session)
        if optimum is None:
            raise infeasible(data, session) if analyse else without_analysis()
    found = _finish(data, model, optimum, finishing(session))
    if found is None:
        found = _without_a_whole_plan(data, optimum, session)
    elif optimum.end is End.OPTIMAL and found.misses(options.gap):
        found = _closer(data, found, session)
    report = report_of(model, found, session)
    own = found.allocation
    return Solution(found.starts, own.funded, own.cells, own.overhang, report)


@collector_paused()
def search(data: Data, options: Options, listener: Listener | None = None) -> Search | None:
    """The search alone, without placing the capital: for studies that only ask what starts.

    None when no plan obeys the rules. Raises ``NoSolution`` as ``solve`` does.
    """
    session = Session(options, listener)
    with session.interruptible():
        model, optimum = _search(data, session)
    if optimum is None:
        return None
    reached = {tier.tier: model.reached(tier) for tier in model.tiers}
    outcome = OUTCOMES[optimum.end]
    return Search(outcome, starts_of(model), reached, optimum.bounds, session.solver_seconds)


def starts_of(model: Model) -> dict[str, int]:
    """Start year by line, from the values in hand."""
    return {p: t for (p, t), s in model.variables.start.items() if (s.varValue or 0) > HALF}


@dataclass(frozen=True)
class Finished:
    """A whole plan with what was proven of the search that it is measured by."""

    starts: dict[str, int]
    allocation: Allocation
    terms: dict[Tier, Worth]
    optimum: Optimum

    def misses(self, gap: float) -> bool:
        """Whether rounding took more than the asked gap allows."""
        return any(
            self.optimum.bounds.get(tier, 0.0) - float(of.objective)
            > (gap + NOISE) * abs(of.objective) + NEAR
            for tier, of in self.terms.items()
        )

    @property
    def ranked(self) -> list[Fraction]:
        """What the tiers reach, in their order."""
        return [self.terms[tier].objective for tier in sorted(self.terms)]


def _search(data: Data, session: Session) -> tuple[Model, Optimum | None]:
    """The search for the starts, with room to round in where the list is long enough for it."""
    model = build(data, pooled=True, room=size_for(data, session.options.gap))
    return model, lexicographic(model, session)


def _finish(data: Data, model: Model, optimum: Optimum, session: Session) -> Finished | None:
    """Place the capital of the starts found and make it whole."""
    starts, room = starts_of(model), model.room
    left = room.size.amount if room is not None and not (room.used.varValue or 0) > HALF else 0
    allocation = allocate(data, starts, session, left // 2)  # the rest is for the solver's own
    return None if allocation is None else finished(data, starts, allocation, optimum)


def finished(
    data: Data, starts: dict[str, int], allocation: Allocation, optimum: Optimum
) -> Finished:
    """The whole plan with its worth and what the search proved."""
    terms = worth(data, starts, allocation.funded, allocation.overhang)
    return Finished(starts, allocation, terms, optimum)


def _closer(data: Data, found: Finished, session: Session) -> Finished:
    """A plan nearer to the bound than one whose rounding cost more than the gap, if it is quick.

    First the same starts counted in whole triệu; on a short list then the whole search, with a
    bound of its own, for rounding may decide between starts.
    """
    closer = allocate_in_whole(data, found.starts, session)
    if closer is not None:
        again = finished(data, found.starts, closer, found.optimum)
        found = max(found, again, key=lambda one: one.ranked)
    if found.misses(session.options.gap):
        whole = _search_in_whole(data, session, SHORT)
        if whole and whole.optimum.end is End.OPTIMAL and whole.ranked >= found.ranked:
            return whole
    return found


def _without_a_whole_plan(data: Data, optimum: Optimum, session: Session) -> Finished:
    """Other starts, where those of the search have no whole plan: rounding decides, it is rare.

    A short list is searched once more in whole triệu. A long one is searched with room that must
    be kept, and measured by the bound of the first search, which had all the money.
    """
    found = _search_in_whole(data, session, LONG)
    asked = size_for(data, session.options.gap)
    for amount in () if found is not None else _amounts(asked):
        model = build(data, pooled=True, room=Size(amount, 0.0))
        if model.room is not None:
            model.room.used.upBound = 0
        narrowed = lexicographic(model, session)
        if narrowed is not None:
            found = _finish(data, model, replace(narrowed, bounds=optimum.bounds), session)
        if found is not None:
            break
    if found is None:
        raise NoSolution(_(NOT_WHOLE))
    return found


def _amounts(asked: Size | None) -> tuple[int, ...]:
    """Triệu of room to try, when the room asked for was not enough."""
    first = 2 * (asked.amount if asked else LEAST)
    return first, 8 * first


def _search_in_whole(data: Data, session: Session, most: int) -> Finished | None:
    """The whole search once more, with amounts counted in whole triệu.

    None where there are more than ``most`` of them, or no plan at all.
    """
    model = build(data, unit=1)
    if len(model.variables.cell) > most:
        return None
    count_in_whole(model)
    optimum = lexicographic(model, session)
    return None if optimum is None else _finish(data, model, optimum, session)


def finishing(session: Session) -> Session:
    """The plan in hand is made whole even when the time is up or the user said stop."""
    session.stopped = False
    session.listener = None
    session.options = Options(
        session.options.solver,
        session.options.gap,
        session.elapsed + max(60.0, session.options.time_limit),
        session.options.seed,
        session.options.threads,
    )
    return session


def report_of(model: Model, found: Finished, session: Session) -> SolveReport:
    """Status, bounds and gaps of what was solved, the worth that of whole triệu."""
    terms, bounds = found.terms, found.optimum.bounds
    reports = tuple(_tier(t, terms[t], bounds.get(t, 0.0)) for t in sorted(terms))
    outcome = OUTCOMES[found.optimum.end]
    if outcome is Outcome.OPTIMAL and found.misses(session.options.gap):
        outcome = Outcome.WIDER_GAP
    main = next((r for r in reports if r.tier is Tier.REST), None)
    gaps = [r.gap for r in reports]
    return SolveReport(
        outcome=outcome,
        objective=main.objective if main else 0.0,
        bound=main.bound if main else 0.0,
        gap=main.gap if main else max(gaps, default=0.0),
        tiers=reports,
        asked_gap=session.options.gap,
        solver=session.options.solver,
        solver_version=session.version,
        seed=session.options.seed,
        threads=session.options.threads,
        seconds=session.elapsed,
        solver_seconds=session.solver_seconds,
        variables=model.problem.numVariables(),
        constraints=model.problem.numConstraints(),
    )


def _tier(tier: Tier, terms: Worth, bound: float) -> TierReport:
    objective = float(terms.objective)
    bound = max(bound, objective)
    gap = (bound - objective) / abs(objective) if objective else float(bound > 0)
    return TierReport(
        tier, float(terms.value), float(terms.waiting), float(terms.overhang), objective, bound, gap
    )
