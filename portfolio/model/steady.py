"""Solve with a price on each change against the plan in force (``stability``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portfolio.domain import Tier
from portfolio.errors import NoSolution
from portfolio.i18n import _
from portfolio.model.build import Model, add_row, build
from portfolio.model.conflicts import infeasible
from portfolio.model.constraints import Row
from portfolio.model.engine import Options, Session
from portfolio.model.lexicographic import Optimum, lexicographic
from portfolio.model.limits import merged
from portfolio.model.lines import Data
from portfolio.model.progress import Listener
from portfolio.model.records import Solution
from portfolio.model.solve import NOT_WHOLE, finished, finishing, report_of, starts_of
from portfolio.model.stability import FREE, Stability, charges
from portfolio.model.whole import allocate

OF_THE_GAP = 0.1
"""Part of the asked gap given to the search: it is relative to the value plus the constant part
of the prices, and rounding may cost some of the changes their place."""
FINE = 1e-6
"""Gap at which the least change is found, when keeping comes first."""
ROOM = 1e-6
"""What the change held may pass its least by, relative."""


@dataclass(frozen=True)
class Steady:
    """A solution, and the proven bound of each tier's value less the price of its changes.

    Bounds in weighted triệu đồng. When keeping came first, those of the value alone, with the
    least change held.
    """

    solution: Solution
    bounds: Mapping[Tier, float]


def solve_steady(
    data: Data,
    options: Options,
    stability: Stability,
    free: Mapping[Tier, float],
    listener: Listener | None = None,
) -> Steady:
    """The best plan when changes have their price; whole triệu, every rule kept.

    ``free``: proven bounds of the same problem without prices, which bound the value that the
    report tells. Raises ``Infeasible`` and ``NoSolution`` as ``solve`` does.
    """
    session = Session(options, listener)
    with session.interruptible():
        if stability.first:
            model = _least_change(data, options, stability, session)
        elif stability.prices == FREE:
            model = build(data, pooled=True)
        else:
            model = stability.priced(build(data))
        session.options = replace(options, gap=options.gap * OF_THE_GAP)
        optimum = lexicographic(model, session)
        session.options = options
        if optimum is None:
            raise infeasible(data, session)
        starts = starts_of(model)
    allocation = allocate(data, starts, finishing(session), enter=stability.placed)
    if allocation is None:
        raise NoSolution(_(NOT_WHOLE))
    told = Optimum(optimum.end, {**optimum.bounds, **free})
    report = report_of(model, finished(data, starts, allocation, told), session)
    solution = Solution(starts, allocation.funded, allocation.cells, allocation.overhang, report)
    return Steady(solution, _bounds(data, stability, optimum))


def _least_change(data: Data, options: Options, stability: Stability, session: Session) -> Model:
    """The plain model, held to the least price of change that the rules allow."""
    least = stability.only(build(data))
    session.options = replace(options, gap=min(options.gap, FINE))
    optimum = lexicographic(least, session)
    session.options = options
    if optimum is None:
        raise infeasible(data, session)
    reached = {tier.tier: least.reached(tier) for tier in least.tiers}
    model = build(data)
    found, _plain = charges(model, stability.old, stability.prices)
    for tier, charge in found.items():
        room = ROOM * max(1.0, charge.constant)
        row = Row("stability", (), None, merged(charge.terms), "<=", room - reached[tier])
        add_row(model.variables, row, f"held_{tier.name.lower()}")
    return model


def _bounds(data: Data, stability: Stability, optimum: Optimum) -> dict[Tier, float]:
    """The bounds of the priced tiers with the constant part of the price taken off."""
    if stability.first:
        return dict(optimum.bounds)
    found, _plain = charges(build(data), stability.old, stability.prices)
    return {
        tier: bound - (found[tier].constant if tier in found else 0.0)
        for tier, bound in optimum.bounds.items()
    }
