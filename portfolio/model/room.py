"""Room to round in: a long list's search keeps a little of every shared amount free.

With many lines the starts that are worth most use the money of a source-year to the last triệu,
and no rounding of the amounts then fits. So the rows that lines share are narrowed by a few
triệu, unless the binary ``used`` is 1. The search maximises objective + price × (1 - used): every
plan of the problem that is not narrowed is one with ``used`` = 1, so that the bound holds for
all of them; the price is far below the asked gap, and above what the room is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from portfolio.domain import Tier
from portfolio.model.constraints import Row
from portfolio.model.lines import Data

if TYPE_CHECKING:
    from pulp import LpVariable

SHARED = frozenset({"envelope", "limits", "earmarks", "owner_capacity", "overhang"})
"""Rules on amounts that several lines share."""
PART_OF_GAP = 0.05
"""What the room may cost, of the asked gap."""
LEAST = 3
"""Triệu of room below which it would not help: short lists have none, and need none."""


@dataclass(frozen=True, slots=True)
class Size:
    """``amount``: triệu kept free in every shared row; ``price``: in the tier REST, weighted."""

    amount: int
    price: float


@dataclass(frozen=True, slots=True)
class Room:
    """A size with its variable in the problem."""

    size: Size
    used: LpVariable


def size_for(data: Data, gap: float) -> Size | None:
    """As much room as a twentieth of the gap can pay for; None for a list too short for that.

    The price is counted on half of what the tier's lines could be worth altogether; the room is
    half of what it buys at their average worth, in every source-year.
    """
    rest = [line for line in data.lines if line.project.tier is Tier.REST]
    most = float(sum(max(Fraction(0), line.weight * line.worth) for line in rest))
    pots = sum(1 for amount in data.envelope.spendable.values() if amount > 0)
    if most <= 0 or not pots:
        return None
    price = PART_OF_GAP * gap * most / 2
    amount = int(price / most * sum(line.need for line in rest) / (2 * pots))
    return Size(amount, price) if amount >= LEAST else None


def narrowing(row: Row, amount: int) -> float:
    """By how many triệu a row is narrowed: never below nothing left to share."""
    if row.project or row.rule not in SHARED or row.subject[1:] in (("carry",), ("charge",)):
        return 0.0
    if row.rule == "overhang":
        return amount
    if row.sense == ">=":
        return amount if row.right > 0 else 0.0
    return max(0.0, min(amount, row.right))
