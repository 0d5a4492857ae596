"""From data to a finished allocation in whole triệu, with an honest report."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from portfolio.domain import Tier
from portfolio.errors import Infeasible, NoSolution
from portfolio.i18n import N_, _
from portfolio.model.build import Model, build
from portfolio.model.conflicts import infeasible
from portfolio.model.engine import End, Options, Session
from portfolio.model.lexicographic import Optimum, lexicographic
from portfolio.model.lines import Data
from portfolio.model.objective import Worth, worth
from portfolio.model.progress import Listener
from portfolio.model.records import Outcome, Search, Solution, SolveReport, TierReport
from portfolio.model.whole import NEAR, allocate, allocate_in_whole, count_in_whole

NOT_WHOLE = N_("The plan cannot be placed in whole amounts. Please report this case.")

OUTCOMES = {
    End.OPTIMAL: Outcome.OPTIMAL,
    End.TIME_LIMIT: Outcome.TIME_LIMIT,
    End.INTERRUPTED: Outcome.INTERRUPTED,
}


def solve(data: Data, options: Options, listener: Listener | None = None) -> Solution:
    """Solve the model and make the plan whole.

    Raises ``Infeasible`` with the rules in conflict when no plan obeys them all, and
    ``NoSolution`` when the solver stopped without any plan.
    """
    session = Session(options, listener)
    with session.interruptible():
        model = build(data, pooled=True)
        optimum = lexicographic(model, session)
        if optimum is None:
            raise infeasible(data, session)
        starts = starts_of(model)
    allocation = allocate(data, starts, finishing(session))
    if allocation is None:  # rare: rounding decides which lines can start
        model, optimum = _search_in_whole(data, session)
        starts = starts_of(model)
        allocation = allocate(data, starts, session)
    if allocation is None:
        raise NoSolution(_(NOT_WHOLE))
    terms = worth(data, starts, allocation.funded, allocation.overhang)
    if optimum.end is End.OPTIMAL and _misses(optimum, terms, session.options.gap):
        closer = allocate_in_whole(data, starts, session)
        if closer is not None:
            again = worth(data, starts, closer.funded, closer.overhang)
            if _ranked(again) > _ranked(terms):
                allocation, terms = closer, again
    report = report_of(model, optimum, terms, session)
    return Solution(starts, allocation.funded, allocation.cells, allocation.overhang, report)


def search(data: Data, options: Options, listener: Listener | None = None) -> Search | None:
    """The search alone, without placing the capital: for studies that only ask what starts.

    None when no plan obeys the rules. Raises ``NoSolution`` as ``solve`` does.
    """
    session = Session(options, listener)
    with session.interruptible():
        model = build(data, pooled=True)
        optimum = lexicographic(model, session)
    if optimum is None:
        return None
    reached = {tier.tier: model.reached(tier) for tier in model.tiers}
    outcome = OUTCOMES[optimum.end]
    return Search(outcome, starts_of(model), reached, optimum.bounds, session.solver_seconds)


def starts_of(model: Model) -> dict[str, int]:
    """Start year by line, from the values in hand."""
    return {p: t for (p, t), s in model.variables.start.items() if (s.varValue or 0) > 0.5}


def _misses(optimum: Optimum, terms: Mapping[Tier, Worth], gap: float) -> bool:
    """Whether rounding took more than the asked gap allows."""
    return any(
        optimum.bounds.get(tier, 0.0) - float(of.objective) > gap * abs(of.objective) + NEAR
        for tier, of in terms.items()
    )


def _ranked(terms: Mapping[Tier, Worth]) -> list[Fraction]:
    return [terms[tier].objective for tier in sorted(terms)]


def _search_in_whole(data: Data, session: Session) -> tuple[Model, Optimum]:
    """The whole search once more, with amounts counted in whole triệu."""
    model = build(data, unit=1)
    count_in_whole(model)
    optimum = lexicographic(model, session)
    if optimum is None:
        raise Infeasible(_(NOT_WHOLE))
    return model, optimum


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


def report_of(
    model: Model, optimum: Optimum, terms: Mapping[Tier, Worth], session: Session
) -> SolveReport:
    """Status, bounds and gaps of what was solved, the worth that of whole triệu."""
    reports = tuple(_tier(t, terms[t], optimum.bounds.get(t, 0.0)) for t in sorted(terms))
    main = next((r for r in reports if r.tier is Tier.REST), None)
    gaps = [r.gap for r in reports]
    return SolveReport(
        outcome=OUTCOMES[optimum.end],
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
