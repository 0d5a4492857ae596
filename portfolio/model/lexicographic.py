"""Solve the tiers in the legal order, and say what was proven of each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pulp

from portfolio.domain import Kind, Tier
from portfolio.errors import NoSolution
from portfolio.i18n import _
from portfolio.model.build import Model, expression
from portfolio.model.constraints import Row
from portfolio.model.engine import Answer, End, Session, maximise
from portfolio.model.objective import TierTerms
from portfolio.model.variables import Term

RELATIVE = 1e-9
"""What a held tier may lose, of its value: no line of a triệu beside one of 10⁸."""
LOOSER = 1e-7
"""When the solver finds its own plan just beyond that."""
NEVER = -1e15


@dataclass(frozen=True)
class Optimum:
    """How the last solve ended, and the proven bound of every tier, in tier order."""

    end: End
    bounds: dict[Tier, float]


def lexicographic(model: Model, session: Session) -> Optimum | None:
    """Maximise the tiers one after the other; the values stay in the variables.

    First all legal tiers are asked to reach their most at once: then one solve of the main
    tier proves the lexicographic optimum. Only if that cannot be are the tiers solved in turn.
    Returns None when no plan obeys the rules; raises ``NoSolution`` when the solver stopped
    before finding any.
    """
    main = _main(model.tiers)
    if main is None:
        answer = maximise(model.problem, expression([]), session)
        return None if answer.end is End.INFEASIBLE else Optimum(answer.end, {})
    held = {tier.tier: hold(model, tier) for tier in model.tiers if tier is not main}
    later = [t for t in model.tiers if t.tier is Tier.PRIVATE and t is not main]
    free = [t for t in later if not _separable(model)]
    for tier in model.tiers:
        if tier is not main and tier not in free:
            held[tier.tier].changeRHS(_target(model, tier.most))
    answer = _solve(model, main, session, sure=False)
    if answer.end is End.INFEASIBLE:
        return _in_turn(model, held, session)
    _need_incumbent(answer)
    bounds = {t.tier: t.most for t in model.tiers}
    bounds[main.tier] = _bound(answer, main)
    if free and answer.end is End.OPTIMAL:
        return _continue(model, [main, *free], bounds, held, session)
    return Optimum(answer.end, bounds)


def _in_turn(model: Model, held: dict[Tier, pulp.LpConstraint], session: Session) -> Optimum | None:
    for row in held.values():
        row.changeRHS(NEVER)
    bounds = {t.tier: t.most for t in model.tiers}
    first, *rest = model.tiers
    answer = _solve(model, first, session)
    if answer.end is End.INFEASIBLE:
        return None
    _need_incumbent(answer)
    bounds[first.tier] = _bound(answer, first)
    if answer.end is not End.OPTIMAL:
        return Optimum(answer.end, bounds)
    return _continue(model, [first, *rest], bounds, held, session)


def _continue(
    model: Model,
    order: list[TierTerms],
    bounds: dict[Tier, float],
    held: dict[Tier, pulp.LpConstraint],
    session: Session,
) -> Optimum:
    """``order[0]`` is solved: hold it and go on with the next."""
    end = End.OPTIMAL
    for done, tier in pairwise(order):
        if done.tier not in held:
            held[done.tier] = hold(model, done)
        reached = model.reached(done)
        if model.room is not None and done.tier is Tier.REST:
            model.room.used.upBound = round(model.room.used.varValue or 0.0)
        held[done.tier].changeRHS(_target(model, reached))
        incumbent = {x.id: x.varValue for x in model.problem.variables()}
        # from scratch: HiGHS 1.15 was seen to call the plan it started from optimal, wrongly
        answer = _solve(model, tier, session)
        if answer.end is End.INFEASIBLE:
            held[done.tier].changeRHS(_target(model, reached, LOOSER))
            answer = _solve(model, tier, session)
        if answer.end is End.INFEASIBLE:
            raise NoSolution(_("The solver lost the plan it had found. Please report this case."))
        if answer.objective is None:  # stopped before it found its way back: keep what we had
            for x in model.problem.variables():
                x.varValue = incumbent[x.id]
            return Optimum(answer.end, bounds)
        bounds[tier.tier] = _bound(answer, tier)
        end = answer.end
        if end is not End.OPTIMAL:
            break
    return Optimum(end, bounds)


def _main(tiers: list[TierTerms]) -> TierTerms | None:
    ranked = [t for t in tiers if t.tier is Tier.REST] or tiers[-1:]
    return ranked[0] if ranked else None


def hold(model: Model, tier: TierTerms, terms: list[Term] | None = None) -> pulp.LpConstraint:
    """A row "this tier reaches at least ...", asleep until its right side is set.

    ``terms``: what the tier is worth, where that is not its own objective; in ``unit``.
    """
    row = (model.objective(tier) if terms is None else expression(terms)) >= NEVER
    return model.problem.addConstraint(row, f"tier_{tier.tier.name.lower()}")


def _target(model: Model, value: float, relative: float = RELATIVE) -> float:
    return (value - relative * max(1.0, abs(value))) / model.variables.unit


def _solve(model: Model, tier: TierTerms, session: Session, *, sure: bool = True) -> Answer:
    unit = model.variables.unit
    objective, gap = model.objective(tier), None
    session.ahead = 0.0
    if model.room is not None and tier.tier is Tier.REST:
        price = session.ahead = model.room.size.price
        objective += price / unit - price / unit * model.room.used
        gap = session.asked - 2 * price / tier.most
    return maximise(model.problem, objective, session, unit=unit, gap=gap, sure=sure)


def _bound(answer: Answer, tier: TierTerms) -> float:
    return tier.most if answer.bound is None else min(answer.bound, tier.most)


def _need_incumbent(answer: Answer) -> None:
    if answer.objective is None:
        message = _("The solver stopped before it found any plan. Give it more time.")
        raise NoSolution(message)


def _separable(model: Model) -> bool:
    """No row ties a private line to a public one: the private tier cannot cost the others."""
    v = model.variables
    kinds = {line.id: line.project.kind for line in v.data.lines}
    private = {
        x.id
        for keyed in (v.start, v.cell, v.promise)
        for key, x in keyed.items()
        if kinds[key[0]] is Kind.PRIVATE
    }
    private |= {
        x.id for (n, _, _), x in v.flow.items() if kinds[v.pools[n].lines[0]] is Kind.PRIVATE
    }
    return not any(_mixes(row, private) for row in model.rows if not row.project)


def _mixes(row: Row, private: set[int]) -> bool:
    own = sum(x.id in private for x, _ in row.terms)
    return 0 < own < len(row.terms)
