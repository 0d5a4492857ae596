"""Many questions on one or several processes."""

from __future__ import annotations

import os

import pytest

from portfolio.errors import NoSolution, PortfolioError
from portfolio.study.parallel import processors, run_all


def double(x: int) -> int:
    return 2 * x


def refuse(x: int) -> int:
    if x:
        raise PortfolioError(f"not {x}")
    return x


def die(x: int) -> int:
    os._exit(x)


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_the_order_of_the_questions(workers: int) -> None:
    told: list[tuple[int, int]] = []
    found = run_all(double, [3, 1, 2], workers, lambda done, of: told.append((done, of)))
    assert found == [6, 2, 4]
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_question_is_raised_here(workers: int) -> None:
    with pytest.raises(PortfolioError, match="not 7"):
        run_all(refuse, [0, 7], workers)


def test_a_process_ended_from_outside_is_told_in_words() -> None:
    with pytest.raises(NoSolution):
        run_all(die, [1, 1], 2)


def test_no_questions_no_answers() -> None:
    assert run_all(double, [], 4) == []
    assert processors() >= 1
