"""Scenario files: a few lines of overrides over a workbook, with their authority and baseline.

``read_scenario`` reads a file and what it extends; ``apply_scenario`` gives the portfolio as
the scenario sees it. The workbook itself is never touched. docs/scenarios.md describes the form.
"""

from portfolio.inputs.scenario.applying import apply_scenario
from portfolio.inputs.scenario.reading import find_scenario, read_scenario
from portfolio.inputs.scenario.records import Override, Scenario

__all__ = ["Override", "Scenario", "apply_scenario", "find_scenario", "read_scenario"]
