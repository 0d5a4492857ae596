"""``portfolio check``: read an edited plan, verify it, tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.cli.console import State, complain, say, say_json
from portfolio.cli.files import WORKBOOK, find_scenario, of_plan, shipped
from portfolio.cli.progress import ProgressLine
from portfolio.i18n import _, ngettext

if TYPE_CHECKING:
    from portfolio.study.edited import EditedPlan, EditVerdict


def review(plan: Path, workbook: Path | None, scenario: str | None, state: State) -> int:
    """Run the whole command; the exit code. Raises the library's errors."""
    from portfolio.study.edited import check_plan

    with ProgressLine(quiet=not state.talks) as line:
        line.stage(_("Reading {path} ...").format(path=plan))
        edited = _read(plan, workbook, scenario)
        line.stage(_("Building the model ..."))
        verdict = check_plan(edited, progress=line.solving)
    if state.json:
        from portfolio.cli.verdicts import document

        say_json(document(verdict))
    elif state.talks:
        from portfolio.cli.tables import show
        from portfolio.cli.verdicts import tables

        show(tables(verdict))
        say("")
        say(conclusion(verdict))
    elif not verdict.ok:
        complain(conclusion(verdict))
    return 0 if verdict.ok else 1


def _read(plan: Path, workbook: Path | None, scenario: str | None) -> EditedPlan:
    from portfolio.inputs import read_workbook
    from portfolio.inputs.scenario import read_scenario
    from portfolio.study.edited import read_plan

    own_workbook, own_scenario = of_plan(plan)
    portfolio = read_workbook(workbook or own_workbook or shipped(WORKBOOK))
    path = own_scenario if scenario is None else find_scenario(scenario)
    return read_plan(plan, portfolio, read_scenario(path) if path else None)


def conclusion(verdict: EditVerdict) -> str:
    """One sentence: how many rules are broken, and whether all was understood."""
    count = len(verdict.broken)
    text = (
        ngettext("{n} check is broken.", "{n} checks are broken.", count).format(n=count)
        if count
        else _("No rule is broken ({n} checks).").format(n=len(verdict.report.lines))
    )
    if not verdict.plan.readable:
        text += " " + _("Something in the plan could not be understood: see the errors above.")
    return text
