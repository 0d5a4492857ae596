"""The division of a difference among players: worked by hand, and its four axioms."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.study.shapley import (
    apportion,
    arrivals,
    coalitions,
    exact,
    first_alone,
    intervals,
    last_added,
    random_orders,
    sampled,
)

Game = dict[frozenset[str], int]
ABC = ("a", "b", "c")


def game(**values: int) -> Game:
    """ab=3: the coalition of a and b is worth 3; nothing said: 0."""
    return {s: values.get("".join(sorted(s)), 0) for s in coalitions(ABC)}


@st.composite
def games(draw: st.DrawFn) -> tuple[tuple[str, ...], Game]:
    players = tuple("abcdef"[: draw(st.integers(1, 5))])
    worth = st.integers(-10_000_000, 10_000_000)
    return players, {s: draw(worth) for s in coalitions(players)}


def test_three_mechanisms_worked_by_hand() -> None:
    """Orders and what each adds (v: a 12, b 6, c 0, ab 24, ac 12, bc 18, abc 36):

    abc: a 12, b 12, c 12   acb: a 12, c 0, b 24    bac: b 6, a 18, c 12
    bca: b 6, c 12, a 18    cab: c 0, a 12, b 24    cba: c 0, b 18, a 18
    Sums: a 90, b 90, c 36; by six: a 15, b 15, c 6; together 36.
    """
    played = game(a=12, b=6, c=0, ab=24, ac=12, bc=18, abc=36)
    assert exact(ABC, played) == {"a": 15, "b": 15, "c": 6}
    assert first_alone(ABC, played) == {"a": 12, "b": 6, "c": 0}
    assert last_added(ABC, played) == {"a": 18, "b": 24, "c": 12}


def test_the_glove_game() -> None:
    """One left glove (a), two right ones: a pair is worth 1. Known: 2/3, 1/6, 1/6."""
    assert exact(ABC, game(ab=1, ac=1, abc=1)) == {"a": F(2, 3), "b": F(1, 6), "c": F(1, 6)}


def test_coalitions_are_all_and_in_a_stable_order() -> None:
    found = coalitions(ABC)
    assert ["".join(sorted(s)) for s in found] == ["", "a", "b", "c", "ab", "ac", "bc", "abc"]
    assert len(coalitions("abcdefg")) == 128


@given(games())
def test_efficiency(played: tuple[tuple[str, ...], Game]) -> None:
    players, values = played
    shares = exact(players, values)
    assert sum(shares.values()) == values[frozenset(players)] - values[frozenset()]


@given(games(), st.data())
def test_symmetry(played: tuple[tuple[str, ...], Game], data: st.DataObject) -> None:
    """Exchange two players in the game: their shares are exchanged, the others' stay."""
    players, values = played
    one, two = data.draw(st.sampled_from(players)), data.draw(st.sampled_from(players))
    swap = {one: two, two: one}
    other = {frozenset(swap.get(p, p) for p in s): v for s, v in values.items()}
    before, after = exact(players, values), exact(players, other)
    assert after == {p: before[swap.get(p, p)] for p in players}
    alike = {s: values[s] + other[s] for s in values}  # now one and two add the same everywhere
    assert exact(players, alike)[one] == exact(players, alike)[two]


@given(games())
def test_a_null_player_gets_nothing(played: tuple[tuple[str, ...], Game]) -> None:
    players, values = played
    with_null = {s: values[s - {"z"}] for s in coalitions((*players, "z"))}
    shares = exact((*players, "z"), with_null)
    assert shares["z"] == 0
    assert {p: shares[p] for p in players} == exact(players, values)
    assert first_alone((*players, "z"), with_null)["z"] == 0
    assert last_added((*players, "z"), with_null)["z"] == 0


@given(games(), st.integers(-5, 5), st.randoms(use_true_random=False))
def test_additivity(played: tuple[tuple[str, ...], Game], factor: int, chance: object) -> None:
    players, values = played
    more = {s: getattr(chance, "randint")(-1000, 1000) for s in values}  # noqa: B009
    both = {s: values[s] + factor * more[s] for s in values}
    one, two = exact(players, values), exact(players, more)
    assert exact(players, both) == {p: one[p] + factor * two[p] for p in players}


@given(games())
def test_all_orders_sampled_are_the_exact_value(played: tuple[tuple[str, ...], Game]) -> None:
    players, values = played
    if len(players) > 1:
        found = sampled(list(permutations(players)), values)
        assert {p: e.mean for p, e in found.items()} == exact(players, values)


def test_a_sample_is_efficient_repeatable_and_tells_its_error() -> None:
    """Ten orders of the glove game; the mean of 0/1 gains has the error sqrt(p(1-p)/(n-1))."""
    played = game(ab=1, ac=1, abc=1)
    orders = random_orders(ABC, 10, seed=3)
    assert orders == random_orders(ABC, 10, seed=3)
    assert orders != random_orders(ABC, 10, seed=4)
    found = sampled(orders, played)
    assert sum(e.mean for e in found.values()) == 1
    p = float(found["a"].mean)
    assert found["a"].error == pytest.approx((p * (1 - p) / 9) ** 0.5)
    with pytest.raises(ValueError, match="two orders"):
        sampled(orders[:1], played)


def test_the_sample_comes_near_the_exact_value() -> None:
    played = game(a=12, b=6, ab=24, ac=12, bc=18, abc=36)
    found = sampled(random_orders(ABC, 600, seed=1), played)
    for player, share in exact(ABC, played).items():
        assert abs(found[player].mean - share) < 4 * found[player].error


def test_arrivals() -> None:
    assert list(arrivals("ba")) == [frozenset(), frozenset("b"), frozenset("ab")]


@given(games(), st.sampled_from([F(1), F(1, 100), F(3)]))
def test_rounded_shares_keep_the_total(played: tuple[tuple[str, ...], Game], unit: F) -> None:
    players, values = played
    shares = {p: share * 3 for p, share in exact(players, values).items()}
    rounded = apportion(shares, unit)
    assert sum(rounded.values()) == sum(shares.values())
    assert all(abs(rounded[p] - shares[p]) < unit for p in players)
    assert all((rounded[p] / unit).denominator == 1 for p in players)


def test_the_largest_remainders_are_rounded_up() -> None:
    """1.5 + 0.25 + 0.25 = 2: floors 1, 0, 0; the missing one goes to 1.5. Below zero alike:
    -1.5 has the floor -2 and the remainder 0.5."""
    shares = {"a": F(3, 2), "b": F(1, 4), "c": F(1, 4)}
    assert apportion(shares) == {"a": 2, "b": 0, "c": 0}
    assert apportion({"a": F(-3, 2), "b": F(1, 2)}) == {"a": -1, "b": 0}  # a tie: the first one
    with pytest.raises(ValueError, match="not whole"):
        apportion({"a": F(1, 2)})


def test_what_the_gaps_leave_open() -> None:
    """One player: from 0..1 to 10..14: he adds 9 to 14."""
    low = {frozenset[str](): 0, frozenset("a"): 10}
    high = {frozenset[str](): 1, frozenset("a"): 14}
    assert intervals(("a",), low, high) == {"a": (9, 14)}


@given(games())
def test_known_figures_leave_nothing_open(played: tuple[tuple[str, ...], Game]) -> None:
    players, values = played
    shares = exact(players, values)
    assert intervals(players, values, values) == {p: (shares[p], shares[p]) for p in players}
