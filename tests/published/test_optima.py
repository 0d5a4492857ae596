"""Published optima, reproduced through the public API alone."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

import portfolio as pf
from benchmarks.mkp import SOURCE, read_mkp, solve_mkp, to_portfolio

HERE = Path(__file__).parent
SCRIPT = HERE.parents[1] / "benchmarks" / "mkp.py"
WEINGARTNER = {
    "weing1": 141278, "weing2": 130883, "weing3": 95677, "weing4": 119337,
    "weing5": 98796, "weing6": 130623, "weing7": 1095445, "weing8": 624319,
}  # fmt: skip

LORIE_SAVAGE = (
    (14, 17, 17, 15, 40, 12, 14, 10, 12),
    ((12, 54, 6, 6, 30, 6, 48, 36, 18), (3, 7, 6, 2, 35, 6, 4, 3, 3)),
    (50, 20),
)


@pytest.mark.parametrize("name", WEINGARTNER)
def test_weingartner(name: str) -> None:
    optimum, values, outlays, budgets = read_mkp(HERE / "weing" / f"{name}.dat")
    assert optimum == WEINGARTNER[name]
    assert len(outlays) == len(budgets)
    ours, chosen = solve_mkp(to_portfolio(values, outlays, budgets))
    assert ours == optimum
    assert sum(values[int(id) - 1] for id in chosen) == optimum
    for row, budget in zip(outlays, budgets, strict=True):
        assert sum(row[int(id) - 1] for id in chosen) <= budget


def test_lorie_savage() -> None:
    value, chosen = solve_mkp(to_portfolio(*LORIE_SAVAGE))
    assert value == 70
    assert chosen == {"1", "3", "4", "6", "9"}


def test_lorie_savage_relaxed() -> None:
    relaxation = pf.relax(to_portfolio(*LORIE_SAVAGE))
    assert relaxation.objective == pytest.approx(70.2727, abs=1e-4)
    prices = relaxation.shadow_prices
    assert prices[SOURCE, 2021] == pytest.approx(0.1364, abs=1e-4)
    assert prices[SOURCE, 2022] == pytest.approx(1.8636, abs=1e-4)
    # at the optimum of a linear program the budgets at their prices, and what whole projects
    # earn beyond them, are the objective: 50 × 0.1364 + 20 × 1.8636 + the surplus of the chosen
    values, outlays, budgets = LORIE_SAVAGE
    charged = [
        v - sum(prices[SOURCE, 2021 + i] * row[j] for i, row in enumerate(outlays))
        for j, v in enumerate(values)
    ]
    money = sum(prices[SOURCE, 2021 + i] * b for i, b in enumerate(budgets))
    assert relaxation.objective == pytest.approx(money + sum(max(0.0, c) for c in charged))


def thirty_budgets() -> tuple[list[int], list[list[int]], list[int]]:
    """Twelve items over thirty budgets; one item costs nothing, one nothing in most years."""
    dice = random.Random(30)
    values = [dice.randint(5, 60) for _ in range(12)]
    outlays = [[dice.randint(0, 40) for _ in range(12)] for _ in range(30)]
    for row in outlays:
        row[4] = 0
    for row in outlays[1:]:
        row[7] = 0
    return values, outlays, [sum(row) // 2 for row in outlays]


def best_by_enumeration(values: list[int], outlays: list[list[int]], budgets: list[int]) -> int:
    def fits(pick: tuple[int, ...]) -> bool:
        return all(
            sum(c for c, x in zip(row, pick, strict=True) if x) <= b
            for row, b in zip(outlays, budgets, strict=True)
        )

    picks = (p for p in product((0, 1), repeat=len(values)) if fits(p))
    return max(sum(v for v, x in zip(values, p, strict=True) if x) for p in picks)


def test_thirty_budgets() -> None:
    values, outlays, budgets = thirty_budgets()
    value, chosen = solve_mkp(to_portfolio(values, outlays, budgets))
    assert value == best_by_enumeration(values, outlays, budgets)
    assert "5" in chosen  # costs nothing


def test_amounts_that_are_not_whole() -> None:
    half = Fraction(1, 2)
    outlays = [[half, half, half], [1, 2, 3]]
    value, chosen = solve_mkp(to_portfolio([3, 2, 2], outlays, [1, 3]))
    assert (value, chosen) == (5, {"1", "2"})


def file_of(optimum: int, values: list[int], outlays: list[list[int]], budgets: list[int]) -> str:
    rows = [[len(values), len(budgets), optimum], values, *outlays, budgets]
    return "\n".join(" ".join(map(str, row)) for row in rows)


def test_script(tmp_path: Path) -> None:
    values, outlays, budgets = thirty_budgets()
    optimum = best_by_enumeration(values, outlays, budgets)
    right, wrong, other = (tmp_path / f"{name}.dat" for name in ("right", "wrong", "other"))
    right.write_text(file_of(optimum, values, outlays, budgets), "ascii")
    wrong.write_text(file_of(optimum + 1, values, outlays, budgets), "ascii")
    other.write_text("2 1 0 5", "ascii")

    def run(*paths: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(SCRIPT), *map(str, paths)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good = run(right)
    assert good.returncode == 0, good.stderr
    name, published, ours, _seconds = good.stdout.splitlines()[1].split()
    assert (name, published, ours) == ("right", str(optimum), str(optimum))
    bad = run(wrong, other)
    assert bad.returncode == 1
    assert "differs" in bad.stdout
    assert "do not make 4 numbers" in bad.stderr
    assert run().returncode == 2
