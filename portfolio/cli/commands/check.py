"""``portfolio check``."""

from __future__ import annotations

from pathlib import Path

import click

from portfolio.cli.bilingual import Argument, Command, Option
from portfolio.cli.console import State
from portfolio.cli.options import common
from portfolio.i18n import N_


@click.command(
    "check",
    cls=Command,
    short_help=N_("Check a plan that people have edited."),
    help=N_(
        "Read a plan written by portfolio plan and edited in Excel or LibreOffice: list what was "
        "edited, every broken rule with its cell, what was found, what is allowed and the "
        "article, and what the edits cost against the optimum. The sheet of the official form "
        "counts. Exit code 1 when a rule is broken or something could not be understood."
    ),
    examples=(
        ("portfolio check plan.xlsx", N_("against the workbook and scenario it was made of")),
        ("portfolio check plan.xlsx --workbook list.xlsx -s thu-thap",
         N_("against another workbook or scenario")),
    ),
)  # fmt: skip
@click.argument("plan", cls=Argument, type=click.Path(path_type=Path), metavar=N_("PLAN"),
                help=N_("The edited plan (.xlsx)."))  # fmt: skip
@click.option("--workbook", cls=Option, type=click.Path(path_type=Path), metavar=N_("FILE"),
              help=N_("The input workbook. Default: the one the plan names, when it is there, "
                      "else the shipped one."))  # fmt: skip
@click.option("-s", "--scenario", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "Scenario file (.toml), or the name of one in scenarios/. Default: the one the plan names."
))  # fmt: skip
@common
@click.pass_context
def check(ctx: click.Context, /, plan: Path, workbook: Path | None, scenario: str | None) -> int:
    """Check an edited plan."""
    from portfolio.cli.reviewing import review

    return review(plan, workbook, scenario, ctx.ensure_object(State))
