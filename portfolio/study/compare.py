"""Several scenarios of one workbook, solved side by side in processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.domain import Portfolio
from portfolio.errors import PortfolioError, Problem, ScenarioError, StudyError
from portfolio.i18n import current_language, language
from portfolio.inputs.scenario import Scenario, apply_scenario, read_scenario
from portfolio.model.engine import Options
from portfolio.model.records import Outcome
from portfolio.plan.schedule import Plan
from portfolio.study.comparison import Comparison
from portfolio.study.parallel import run_all
from portfolio.study.run import run

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class _Job:
    """What one process is given."""

    portfolio: Portfolio
    scenario: Scenario
    options: Options
    language: str
    command: str


def compare(
    portfolio: Portfolio,
    scenarios: Sequence[Scenario | str | Path],
    *,
    workers: int | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    on_done: Callable[[int, str], None] | None = None,
    command: str = "",
) -> Comparison:
    """Solve the scenarios (at least two; records, files or ids) side by side in processes.

    The first one is the base of the differences. ``workers``: at most so many processes
    (default: one a core); the result does not depend on it. ``gap`` and ``time_limit``
    (seconds, for each scenario) override the scenarios' own. Every run has the workbook's
    ``threads``, since HiGHS cannot change them within a process. ``on_done``: called with the
    place and the name of each scenario when it is finished.

    Raises ``ScenarioError`` with every problem of every scenario, ``StudyError`` with every
    scenario that has no plan, ``KeyboardInterrupt`` when one was interrupted.
    """
    if len(scenarios) < 2:
        raise ValueError("a comparison needs at least two scenarios")
    read, applied = _prepare(portfolio, scenarios)
    names = _names(read)
    jobs = [
        _Job(portfolio, scenario, _options(portfolio, seen, gap, time_limit), current_language(),
             command)
        for scenario, seen in zip(read, applied, strict=True)
    ]  # fmt: skip

    def done(place: int, _result: Plan | PortfolioError) -> None:
        if on_done is not None:
            on_done(place, names[place])

    results = run_all(_solve, jobs, workers, done)
    failures = [
        (name, result)
        for name, result in zip(names, results, strict=True)
        if isinstance(result, PortfolioError)
    ]
    if failures:
        raise StudyError(failures)
    return Comparison(names, tuple(plan for plan in results if isinstance(plan, Plan)))


def _solve(job: _Job) -> Plan | PortfolioError:
    """In the process of its own. Ctrl-C ends the whole comparison, not one scenario of it."""
    with language(job.language):
        try:
            plan = run(job.portfolio, job.scenario, options=job.options, command=job.command)
        except PortfolioError as error:
            return error
    if plan.outcome is Outcome.INTERRUPTED:
        raise KeyboardInterrupt
    return plan


def _prepare(
    portfolio: Portfolio, scenarios: Sequence[Scenario | str | Path]
) -> tuple[list[Scenario], list[Portfolio]]:
    """Read and apply them all, so that every problem is told at once and before any solve."""
    read: list[Scenario] = []
    applied: list[Portfolio] = []
    problems: list[Problem] = []
    for asked in scenarios:
        try:
            scenario = asked if isinstance(asked, Scenario) else read_scenario(asked)
            applied.append(apply_scenario(portfolio, scenario))
            read.append(scenario)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return read, applied


def _names(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Their ids; a repeated one gets a number."""
    names: list[str] = []
    for scenario in scenarios:
        name, count = scenario.id, 1
        while name in names:
            count += 1
            name = f"{scenario.id} ({count})"
        names.append(name)
    return tuple(names)


def _options(
    portfolio: Portfolio, applied: Portfolio, gap: float | None, time_limit: float | None
) -> Options:
    options = replace(Options.of(applied.settings), threads=portfolio.settings.threads)
    if gap is not None:
        options = replace(options, gap=gap)
    return options if time_limit is None else replace(options, time_limit=time_limit)
