"""With the starts fixed: what they are worth under a budget, and what a triệu more would add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from portfolio.domain import SourceYear, Tier
from portfolio.funding.records import Envelope
from portfolio.model.build import RULES, Model, build
from portfolio.model.constraints import Row
from portfolio.model.engine import Options, Session, maximise
from portfolio.model.lexicographic import hold, lexicographic
from portfolio.model.lines import Data
from portfolio.model.whole import restrict
from portfolio.money import floor_share

_STEP = 1_000_000
"""Triệu by which an envelope is moved to read how the right sides depend on it."""
_KEPT = 1e-7
"""What a tier that comes before may lose, of its value, to rounding."""


def shadow_prices(
    data: Data, starts: Mapping[str, int], options: Options
) -> dict[SourceYear, float]:
    """What each triệu of envelope adds to the main tier, weighted triệu, with the starts fixed.

    With the starts fixed the model is a linear program and has duals. The price of a source
    and year is the dual of its envelope row plus the duals of the rows whose right sides move
    with that envelope (carry-over, earmarks, limits that are shares). It counts what money does
    for the lines that start, their overhang and their divisible parts; never what it could
    start. Empty when these starts cannot be placed without rounding.
    """
    session = Session(options)
    fixed = restrict(data, starts)
    model = build(fixed)
    _fix(model)
    main = [t for t in model.tiers if t.tier is Tier.REST] or model.tiers[-1:]
    if not main:  # nothing starts, so there is nothing that money could do
        return dict.fromkeys(data.envelope.spendable, 0.0)
    for tier in model.tiers:
        if tier.tier < main[0].tier:
            if maximise(model.problem, model.objective(tier), session, gap=0.0).objective is None:
                return {}
            reached = model.reached(tier)
            row = hold(model, tier)
            row.changeRHS((reached - _KEPT * max(1.0, abs(reached))) / model.variables.unit)
    if maximise(model.problem, model.objective(main[0]), session, gap=0.0).objective is None:
        return {}
    duals = [constraint.pi or 0.0 for constraint in model.problem.constraints()]
    return {
        key: sum(dual * slope for dual, slope in zip(duals, slopes, strict=False) if dual)
        for key, slopes in _slopes(model, data.envelope)
    }


def worth_of_starts(data: Data, starts: Mapping[str, int], options: Options) -> float | None:
    """What exactly these starts are worth to the main tier, weighted triệu; None if not payable.

    The tiers before it come first, as in every plan. Capital is not yet made whole.
    """
    if not starts.keys() <= {line.id for line in data.lines}:
        return None
    if any(starts[line.id] not in line.starts for line in data.lines if line.id in starts):
        return None
    fixed = restrict(data, starts)
    model = build(fixed, pooled=True)
    _fix(model)
    if lexicographic(model, Session(options)) is None:
        return None
    return next((model.reached(t) for t in model.tiers if t.tier is Tier.REST), 0.0)


def _fix(model: Model) -> None:
    for start in model.variables.start.values():
        start.bounds(1, 1)
    for known in (*model.variables.start.values(), *model.variables.arrears_paid.values()):
        known.cat = "Continuous"


def _slopes(model: Model, envelope: Envelope) -> Iterator[tuple[SourceYear, list[float]]]:
    """Of every envelope: how each row's right side moves with it, triệu for a triệu."""
    before = [row.right for row in _rows(model, envelope)]
    for key in envelope.spendable:
        after = [row.right for row in _rows(model, _moved(model, envelope, key))]
        yield key, [(b - a) / _STEP for a, b in zip(before, after, strict=True)]


def _moved(model: Model, envelope: Envelope, key: SourceYear) -> Envelope:
    source = model.variables.data.portfolio.source[key[0]]
    carried = floor_share(source.carry_over, _STEP)
    return replace(
        envelope,
        spendable={**envelope.spendable, key: envelope.spendable[key] + _STEP},
        carry_limit={**envelope.carry_limit, key: envelope.carry_limit[key] + carried},
    )


def _rows(model: Model, envelope: Envelope) -> Iterator[Row]:
    """The model's rules, in the order of its rows, under another envelope."""
    v = model.variables
    other = replace(v, data=replace(v.data, envelope=envelope))
    for rule in RULES.values():
        yield from rule(other)
