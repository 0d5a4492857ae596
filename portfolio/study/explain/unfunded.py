"""A line that is not in the plan: what blocks it, its price, exchange, ceilings and score."""

from __future__ import annotations

import math
from fractions import Fraction

from portfolio.domain import Tier
from portfolio.model.build import Model, build, in_unit
from portfolio.model.engine import End
from portfolio.model.lexicographic import hold
from portfolio.model.lines import Data, Line, Scores
from portfolio.model.variables import Term, unit_of
from portfolio.plan.explanation import (
    Change,
    Entry,
    Exchange,
    Loss,
    Most,
    Move,
    Unfunded,
)
from portfolio.study.explain.blocking import price, shortages
from portfolio.study.explain.solving import (
    KEEP,
    NEAR,
    Case,
    Found,
    change,
    data_of,
    forced,
    goal,
    hold_tiers,
    optimum,
    started,
    without,
)

CEILING_GAP = 0.002
"""Relative, of a greatest cost: well within the one per cent that is promised."""
SCORE_GAP = 0.1
"""Points between a score that is proven in and one that is proven out."""
ROUNDS = 20
_LEAST_LOSS = 1e-7
"""Of a tier's worth: what the solver's tolerance may make of no change at all."""


def unfunded(case: Case, id: str) -> Unfunded:
    """All the answers for a costed line that does not start. Raises ``NoSolution``."""
    data = data_of(case.portfolio)
    line = next(line for line in data.lines if line.id == id)
    found = shortages(case, data, id, kept=True)
    start, blocked = (None, None) if found is None else found
    reference = reference_without(case, data, id)
    best = optimum(forced(data, id), case.options) if line.starts else None
    least = price(case, data, id)
    whole = least
    if least is not None and (least.left or least.promised < line.need):
        whole = price(case, data, id, whole_need=True)
    return Unfunded(
        project=id,
        score=float(score_of(line, data)),
        blocked=blocked,
        blocked_start=start,
        price=least,
        whole_price=whole,
        exchange=None if best is None else exchange(case, id, reference, best),
        ceiling=ceiling(case, data, line, reference, same_value=line.project.value is not None),
        saving=None if line.divisible else ceiling(case, data, line, reference, same_value=True),
        entry=None if best is None else entry(case, data, line, reference, best),
    )


def score_of(line: Line, data: Data) -> Fraction:
    """The line's score, 0-100, whether or not its tier weighs it."""
    return Scores(data.portfolio)[line.project]


def reference_without(case: Case, data: Data, id: str) -> Found:
    """The best plan without the line: the best of all, unless the line is in that one."""
    if id not in case.best.starts:
        return case.best
    return optimum(without(data, id), case.options) or case.best


def exchange(case: Case, id: str, reference: Found, best: Found) -> Exchange:
    """What the best plan with the line changes, and what that loses against ``reference``."""
    losses = (
        Loss(
            tier,
            lost=reached - best.reached.get(tier, 0.0),
            least=reached - best.bounds.get(tier, 0.0),
            most=reference.bounds[tier] - best.reached.get(tier, 0.0),
        )
        for tier, reached in reference.reached.items()
    )
    return Exchange(
        start=best.starts[id],
        changes=changes(case, id, best),
        losses=tuple(x for x in losses if abs(x.lost) > noise(reference.reached[x.tier])),
    )


def noise(worth: float) -> float:
    """What a tier's worth may differ by without having changed, weighted triệu."""
    return _LEAST_LOSS * max(1.0, abs(worth))


def changes(case: Case, id: str, best: Found) -> tuple[Change, ...]:
    """Line by line, in the order of the workbook, what is not as in the plan."""
    found = []
    for project in case.portfolio.costed:
        before, after = case.starts.get(project.id), best.starts.get(project.id)
        if project.id == id or before == after is None:
            continue
        if before is None or after is None:
            move = Move.ENTER if before is None else Move.DROP
            found.append(Change(project.id, move, before, after))
            continue
        if before != after:
            move = Move.EARLIER if after < before else Move.LATER
            found.append(Change(project.id, move, before, after))
        if project.divisible and project.need:
            had, gets = case.funded[project.id], round(best.promised[project.id])
            if abs(had - gets) > 1:
                move = Move.LESS if gets < had else Move.MORE
                found.append(Change(project.id, move, had, gets))
        owed, owes = case.overhang.get(project.id, 0), round(best.overhang.get(project.id, 0.0))
        if abs(owed - owes) > 1:
            found.append(Change(project.id, Move.OVERHANG, owed, owes))
    return tuple(found)


def entry(case: Case, data: Data, line: Line, reference: Found, best: Found) -> Entry | None:
    """The score from which a plan with the line is as good as any without it.

    With the line forced in, the optimum is a convex function of its score, in pieces of which
    each is a plan. From the plan at the present score, the score at which that plan would do
    is solved for, and the best plan at that score found; every round is nearer (Newton).
    """
    tier = line.project.tier
    if tier not in (Tier.REST, Tier.PRIVATE) or line.project.value is not None or not line.need:
        return None
    if any(best.reached[t] < v - noise(v) for t, v in reference.reached.items() if t < tier):
        return Entry(None, 100.0)  # lines that the law serves first would lose
    low, high = reference.reached[tier], reference.bounds[tier]
    discount = case.portfolio.settings.discount
    last = line.starts[-1]
    steepest = line.need / 100
    least = line.least_promise if line.divisible else line.need
    flattest = float(discount ** (last - line.first)) * least / 100
    score = float(score_of(line, data))
    lowest, highest = 0.0, math.inf
    for _round in range(ROUNDS):
        promised = best.promised[line.id] if line.divisible else line.need
        slope = promised / 100 * float(discount ** (best.starts[line.id] - line.first))
        highest = min(highest, score + (high - best.reached[tier]) / slope)
        above = best.bounds[tier] - low
        proven = score - above / flattest if above > 0 and flattest else score
        lowest = max(lowest, proven if above > 0 else score - above / steepest)
        if highest - lowest <= SCORE_GAP or (score >= 100 and highest > 100):
            break
        score = min(100.0, highest)
        changed = change(data, line.id, score=Fraction(score))
        again = optimum(forced(changed, line.id), case.options)
        if again is None:
            break
        best = again
    lowest = min(lowest, 100.0)
    return Entry(None if highest > 100 else max(0.0, highest), min(lowest, highest))


def ceiling(
    case: Case, data: Data, line: Line, reference: Found, *, same_value: bool
) -> Most | None:
    """The greatest TMĐT, up to the present one, at which a plan with the line is as good.

    The promise to the line is a variable, and every tier down to the line's own keeps what the
    best plan without it reaches. ``same_value``: the line is worth what it is now, whatever it
    costs; else its value is in proportion to its need. A divisible line is funded to its least
    share. None when no plan has the line in, whatever it costs.
    """
    if not line.starts or not line.need:
        return None
    share = line.project.least_funded if line.divisible else Fraction(0)
    own = forced(change(data, line.id, divisible=True, least_funded=Fraction(0)), line.id)
    model = build(own, unit=unit_of(data), pooled=True, exact_lines=(line.id,))
    tiers = [t for t in reference.reached if t < line.project.tier]
    hold_tiers(model, reference.reached, tiers)
    hold_own(model, line, reference.reached[line.project.tier], same_value=same_value)
    most = greatest(case, model, line.id)
    if most is None:
        return None
    before = line.project.allocated

    def cost(amount: int) -> int:
        return before + min(line.need, math.floor(amount / share) if share else amount)

    return Most(cost(most.amount), cost(most.bound), most.start, most.left)


def hold_own(model: Model, line: Line, least: float, *, same_value: bool) -> None:
    """A row: the tier of the line is worth no less than that, triệu weighted."""
    v = model.variables
    (tier,) = (t for t in model.tiers if t.tier is line.project.tier)
    if same_value:
        own = {v.promise[line.id, t].id for t in line.starts if (line.id, t) in v.promise}
        discount = v.data.portfolio.settings.discount
        worth: list[Term] = [
            (s, float(line.weight * line.worth * discount ** (t - line.first)))
            for (p, t), s in v.start.items()
            if p == line.id
        ]
        terms = [*(term for term in tier.terms if term[0].id not in own), *worth]
        row = hold(model, tier, in_unit(v, terms))
    else:
        row = hold(model, tier)
    row.changeRHS((least - KEEP * max(1.0, abs(least))) / v.unit)


def greatest(case: Case, model: Model, id: str) -> Most | None:
    """The most that can be promised to the line; None when it cannot start."""
    v = model.variables
    promises: list[Term] = [(y, 1.0) for (p, _), y in v.promise.items() if p == id]
    answer = goal(model, promises, case.options, gap=CEILING_GAP)
    if answer.end is End.INFEASIBLE:
        return None
    amount, bound = answer.objective or 0.0, answer.bound or 0.0
    left = model.value(v.overhang[id]) if id in v.overhang else 0.0
    return Most(
        amount=math.floor(amount + NEAR),
        bound=math.floor(max(amount, bound) + NEAR),
        start=started(v)[id],
        left=round(left),
    )
