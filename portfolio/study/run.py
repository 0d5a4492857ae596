"""One workbook and one scenario to one plan."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from portfolio.domain import Pin, Portfolio
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.inputs.pins import with_pins
from portfolio.inputs.scenario import Scenario, apply_scenario
from portfolio.model.engine import Options
from portfolio.model.lines import prepare
from portfolio.model.progress import Listener
from portfolio.model.relax import Relaxation, relaxation
from portfolio.model.solve import solve
from portfolio.plan.check import check, require
from portfolio.plan.records import RunInfo
from portfolio.plan.schedule import Plan

if TYPE_CHECKING:
    from portfolio.model.records import Solution


def run(
    portfolio: Portfolio,
    scenario: Scenario | None = None,
    *,
    options: Options | None = None,
    progress: Listener | None = None,
    command: str = "",
    pins: Sequence[Pin] = (),
    analyse: bool = True,
) -> Plan:
    """Fund, model, solve, make whole, verify: a plan that obeys every rule.

    ``options`` override the settings of the workbook and the scenario. ``progress`` is called
    about twice a second while the solver runs. ``pins``: fixed beside the workbook and the
    scenario, in place of theirs for the same thing. Raises ``Infeasible`` (with its causes,
    unless ``analyse`` is False), ``NoSolution``, ``InputError`` for impossible pins, and
    ``PlanError`` when the independent checker finds a broken rule.
    """
    portfolio = portfolio if scenario is None else apply_scenario(portfolio, scenario)  # 1 scenario
    portfolio = grant(with_pins(portfolio, pins))  # 2 grant the mechanisms, and fund
    envelope = build_envelope(portfolio)
    data = prepare(portfolio, envelope)  # 3 model
    options = options or Options.of(portfolio.settings)
    solution = solve(data, options, progress, analyse=analyse)  # 4 solve
    checks = check(portfolio, solution, envelope)  # 5 verify
    require(checks)
    info = replace(run_info(scenario, solution, command), pins=tuple(pins))
    return Plan(portfolio, envelope, solution, checks, info)


def relax(
    portfolio: Portfolio, scenario: Scenario | None = None, *, options: Options | None = None
) -> Relaxation:
    """The linear relaxation of the same run: an upper bound, and its shadow prices.

    Raises ``Infeasible`` when even the relaxation has no solution.
    """
    portfolio = portfolio if scenario is None else apply_scenario(portfolio, scenario)
    portfolio = grant(portfolio)
    data = prepare(portfolio, build_envelope(portfolio))
    return relaxation(data, options or Options.of(portfolio.settings))


def run_info(scenario: Scenario | None, solution: Solution, command: str) -> RunInfo:
    """How a plan was made."""
    packages = {name: version(name) for name in ("portfolio", "pulp", "highspy", "openpyxl")}
    report = solution.report
    versions = {**packages, report.solver: report.solver_version}
    versions["Python"] = platform.python_version()
    created = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    info = RunInfo(command=command, created=created, versions=versions)
    if scenario is None:
        return info
    return replace(
        info,
        scenario=scenario.name,
        scenario_en=scenario.name_en,
        scenario_citation=scenario.citation,
        scenario_path=scenario.path,
        scenario_sha256=scenario_sha256(scenario),
    )


def scenario_sha256(scenario: Scenario) -> str:
    """A hash of everything the scenario sets, wherever its file lies."""
    overrides = tuple(replace(override, where="") for override in scenario.overrides)
    bare = replace(scenario, id="", path="", overrides=overrides)
    return hashlib.sha256(repr(bare).encode()).hexdigest()
