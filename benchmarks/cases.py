"""What a benchmark case is, how it registers itself, and how it measures."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = 1


@dataclass(frozen=True, slots=True)
class Result:
    """``ours`` against ``other``, with the most that the first may be.

    ``ratio``: ours / other; ``at_most`` bounds it. Where there is nothing to compare with,
    ``other`` is the limit itself, in the unit of ``ours``, and ``at_most`` is 1. None: no limit.
    """

    name: str
    ours: float
    other: float
    against: str
    at_most: float | None = None
    unit: str = "s"
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours over the other."""
        return self.ours / self.other if self.other else float("inf")

    @property
    def ok(self) -> bool:
        """Within its limit, or without one."""
        return self.at_most is None or self.ratio <= self.at_most


Case = Callable[[], list[Result]]
CASES: dict[str, Case] = {}


def case(measure: Case) -> Case:
    """Register a benchmark under its function's name."""
    CASES[measure.__name__] = measure
    return measure


def median(measure: Callable[[], float], times: int) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(times))


def process_seconds(command: Sequence[str]) -> float:
    """Wall seconds of a process of this Python. Raises ``RuntimeError`` when it fails."""
    began = time.perf_counter()
    output(command)
    return time.perf_counter() - began


def output(command: Sequence[str]) -> str:
    """What a process of this Python prints. Raises ``RuntimeError`` when it fails.

    Compiled modules are kept, as they are for a user: the libraries compared with have theirs.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout
