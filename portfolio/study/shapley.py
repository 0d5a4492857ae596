"""What each player of a game adds: exact Shapley values, in fractions. Pure arithmetic.

A game gives a whole number to every coalition of its players. The Shapley value of a player is
what he adds to those who came before him, averaged over all orders in which the players can
come (L. S. Shapley, "A value for n-person games", 1953). It is the only division that is

* efficient: the shares add up to the difference between all players and none;
* symmetric: players who add the same to every coalition get the same;
* null for a player who adds nothing anywhere;
* additive: the shares of a sum of games are the sums of the shares.

    >>> game = {frozenset(): 0, frozenset("a"): 6, frozenset("b"): 0, frozenset("ab"): 10}
    >>> {player: int(share) for player, share in exact(("a", "b"), game).items()}
    {'a': 8, 'b': 2}
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial, floor, sqrt

Coalition = frozenset[str]
Number = int | Fraction

MOST_EXACT = 12
"""Players up to which all 2ⁿ coalitions are asked for."""


def coalitions(players: Sequence[str]) -> list[Coalition]:
    """All 2ⁿ coalitions, the empty one first, small before large, in the order of the players."""
    return [
        frozenset(members)
        for size in range(len(players) + 1)
        for members in combinations(players, size)
    ]


def weight(size: int, players: int) -> Fraction:
    """How often a coalition of ``size`` others stands before a player: s!(n−s−1)!/n!."""
    return Fraction(factorial(size) * factorial(players - size - 1), factorial(players))


def exact(players: Sequence[str], game: Mapping[Coalition, Number]) -> dict[str, Fraction]:
    """The Shapley value of every player; ``game`` has all coalitions.

    φᵢ = Σ over coalitions S without i of s!(n−s−1)!/n! · (v(S ∪ {i}) − v(S)).
    """
    return {
        player: sum(
            (
                weight(len(before), len(players)) * (game[before | {player}] - game[before])
                for before in coalitions([other for other in players if other != player])
            ),
            Fraction(0),
        )
        for player in players
    }


def first_alone(players: Sequence[str], game: Mapping[Coalition, Number]) -> dict[str, Number]:
    """What each player adds when he is the only one."""
    nobody: Coalition = frozenset()
    return {player: game[frozenset({player})] - game[nobody] for player in players}


def last_added(players: Sequence[str], game: Mapping[Coalition, Number]) -> dict[str, Number]:
    """What each player adds when all the others are there: what would be lost without him."""
    everybody = frozenset(players)
    return {player: game[everybody] - game[everybody - {player}] for player in players}


def random_orders(players: Sequence[str], count: int, seed: int) -> list[tuple[str, ...]]:
    """``count`` orders of the players, each equally likely; the same for the same ``seed``."""
    chance = random.Random(seed)
    return [tuple(chance.sample(players, len(players))) for _ in range(count)]


def arrivals(order: Sequence[str]) -> Iterator[Coalition]:
    """The coalitions that form while the players come in this order, nobody first."""
    for size in range(len(order) + 1):
        yield frozenset(order[:size])


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over random orders, and its standard error."""

    mean: Fraction
    error: float


def sampled(
    orders: Sequence[Sequence[str]], game: Mapping[Coalition, Number]
) -> dict[str, Estimate]:
    """The Shapley value of every player, estimated from some orders; still efficient.

    ``game`` has the coalitions of ``arrivals`` of every order. At least two orders.
    """
    if len(orders) < 2:
        raise ValueError("a standard error needs at least two orders")
    added: dict[str, list[Number]] = {player: [] for player in orders[0]}
    for order in orders:
        steps = list(arrivals(order))
        for player, before, after in zip(order, steps, steps[1:], strict=False):
            added[player].append(game[after] - game[before])
    return {player: _estimate(gains) for player, gains in added.items()}


def _estimate(gains: Sequence[Number]) -> Estimate:
    mean = Fraction(sum(gains, Fraction(0)), len(gains))
    variance = sum(((gain - mean) ** 2 for gain in gains), Fraction(0)) / (len(gains) - 1)
    return Estimate(mean, sqrt(variance / len(gains)))


def apportion(shares: Mapping[str, Fraction], unit: Fraction = Fraction(1)) -> dict[str, Fraction]:
    """The shares in whole ``unit``s, with their sum kept (largest remainder, Hamilton's method).

    Every share is rounded down; the units still missing go to the largest remainders, equal
    ones in the order of the players. So each is less than a unit from the exact share, and the
    sum, which must be whole in ``unit``, is exact.
    """
    exact_units = {player: share / unit for player, share in shares.items()}
    total = sum(exact_units.values(), Fraction(0))
    if total.denominator != 1:
        raise ValueError("the sum of the shares is not whole in this unit")
    units = {player: floor(share) for player, share in exact_units.items()}
    missing = int(total) - sum(units.values())
    order = sorted(units, key=lambda player: units[player] - exact_units[player])
    for player in order[:missing]:
        units[player] += 1
    return {player: count * unit for player, count in units.items()}


def intervals(
    players: Sequence[str], low: Mapping[Coalition, Number], high: Mapping[Coalition, Number]
) -> dict[str, tuple[Fraction, Fraction]]:
    """Least and most Shapley value when each coalition's number lies from ``low`` to ``high``."""
    return {
        player: (
            _mixed(player, players, gains=low, losses=high),
            _mixed(player, players, gains=high, losses=low),
        )
        for player in players
    }


def _mixed(
    player: str,
    players: Sequence[str],
    gains: Mapping[Coalition, Number],
    losses: Mapping[Coalition, Number],
) -> Fraction:
    others = [other for other in players if other != player]
    return sum(
        (
            weight(len(before), len(players)) * (gains[before | {player}] - losses[before])
            for before in coalitions(others)
        ),
        Fraction(0),
    )
