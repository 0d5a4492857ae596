"""Many runs side by side: order, errors, the death of a process."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from portfolio.errors import NoSolution
from portfolio.study.parallel import default_workers, run_all


def slow_first(item: tuple[int, float]) -> int:
    number, seconds = item
    time.sleep(seconds)
    return number * number


def refuse(number: int) -> int:
    raise ValueError(f"no {number}")


def die(number: int) -> int:
    os._exit(1)


def test_results_stand_in_the_order_asked_not_that_of_finishing() -> None:
    seen: list[tuple[int, int]] = []
    items = [(1, 0.6), (2, 0.0), (3, 0.0)]
    assert run_all(slow_first, items, 2, lambda *done: seen.append(done)) == [1, 4, 9]
    assert sorted(seen) == [(0, 1), (1, 4), (2, 9)]
    assert seen[0][0] != 0  # the slow one was not the first to finish


def test_one_worker_is_this_process() -> None:
    seen: list[tuple[int, int]] = []
    assert run_all(lambda n: n + os.getpid(), [1, 2], 1, lambda *d: seen.append(d)) == [
        1 + os.getpid(),
        2 + os.getpid(),
    ]
    assert [place for place, _result in seen] == [0, 1]
    assert run_all(slow_first, [], 4) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_run_raises_comes_through(workers: int) -> None:
    with pytest.raises(ValueError, match="no "):
        run_all(refuse, [1, 2], workers)


def test_a_process_that_dies_is_told_in_words() -> None:
    with pytest.raises(NoSolution, match="--workers"):
        run_all(die, [1, 2], 2)


def test_ctrl_c_ends_the_processes(tmp_path: Path) -> None:
    def stop(_place: int, _result: int) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_all(slow_first, [(1, 0.0), (2, 60.0)], 2, stop)
    assert time.monotonic() - began < 30


def test_there_is_a_core_to_work_on() -> None:
    assert default_workers() >= 1
