"""``portfolio plan``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from portfolio.cli.bilingual import Command, Option, Seconds, Seed, Share
from portfolio.cli.console import State
from portfolio.cli.options import common, force_option, workbook_argument
from portfolio.i18n import N_


@click.command(
    "plan",
    cls=Command,
    short_help=N_("Make the phased plan and write it to Excel."),
    help=N_(
        "Read the workbook and the scenario, solve, verify every rule, print a summary and write "
        "the plan. Without FILE the workbook shipped with the project is planned."
    ),
    examples=(
        ("portfolio plan", N_("shipped workbook, baseline scenario, out/ke-hoach-hien-hanh.xlsx")),
        ("portfolio plan list.xlsx -o plan.xlsx --html --charts",
         N_("your own workbook, with a one-page summary and pictures")),
        ("portfolio plan --time-limit 60 --gap 0.1%", N_("stop after a minute, or at a 0.1% gap")),
        ("portfolio plan --pin P02:2023 --exclude P11 --amount P03:TP_DAT:2022=50",
         N_("P02 starts in 2023, P11 stays out, P03 gets 50 tỷ đồng of one source in 2022")),
        ("portfolio plan --keep edited.xlsx -o plan.xlsx",
         N_("keep what was edited in a plan, plan the rest anew")),
        ("portfolio plan --json --format json -o plan.json", N_("for another program")),
    ),
)  # fmt: skip
@workbook_argument
@click.option("-s", "--scenario", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "Scenario file (.toml), or the name of one in scenarios/. "
    "Default: hien-hanh, the rules in force."
))  # fmt: skip
@click.option("-o", "--output", "out", cls=Option, metavar=N_("OUT"), help=N_(
    "File or folder to write. Default: out/ke-hoach-SCENARIO.xlsx."
))  # fmt: skip
@click.option(
    "--format", "formats", cls=Option, multiple=True,
    type=click.Choice(("xlsx", "csv", "json", "parquet")),
    help=N_("Format of the plan, may be repeated. csv and parquet make a folder of tables."),
)  # fmt: skip
@click.option("--explain", cls=Option, is_flag=True, help=N_(
    "Also say on the sheet of lines without capital what keeps each one out and what would "
    "bring it in (about half a minute for the shipped workbook)."
))  # fmt: skip
@click.option("--charts", cls=Option, is_flag=True, help=N_("Also write the charts as PNG files."))
@click.option("--html", cls=Option, is_flag=True, help=N_("Also write a one-page HTML summary."))
@click.option("--open", "open_it", cls=Option, is_flag=True, help=N_(
    "Open the plan when it is written, with the program that Excel files open in."
))  # fmt: skip
@click.option("--solver", cls=Option, metavar=N_("NAME"), help=N_(
    "Solver as PuLP names it. Default: HiGHS."
))  # fmt: skip
@click.option("--gap", cls=Option, type=Share(), metavar=N_("SHARE"), help=N_(
    "Gap to prove, such as 0.01% or 0.0001. Default: the workbook's."
))  # fmt: skip
@click.option(
    "--time-limit", cls=Option, type=Seconds(), metavar=N_("SECONDS"),
    help=N_("Stop the solver after so many seconds and keep the best plan. "
            "Default: the workbook's."),
)  # fmt: skip
@click.option("--seed", cls=Option, type=Seed(), metavar=N_("NUMBER"),
              help=N_("Seed of the solver. Default: the workbook's."))  # fmt: skip
@click.option("--keep", cls=Option, type=click.Path(path_type=Path), metavar=N_("PLAN"), help=N_(
    "A plan of this program that was edited in Excel or LibreOffice: what was changed is kept, "
    "the rest is planned anew. Workbook and scenario are those it names, unless others are given."
))  # fmt: skip
@click.option("--pin", cls=Option, multiple=True, metavar=N_("LINE:YEAR"), help=N_(
    "Fix the year in which a line starts, may be repeated."
))  # fmt: skip
@click.option("--exclude", cls=Option, multiple=True, metavar=N_("LINE"), help=N_(
    "Leave a line out, may be repeated."
))  # fmt: skip
@click.option("--amount", cls=Option, multiple=True, metavar=N_("LINE:SOURCE:YEAR=AMOUNT"),
              help=N_("Fix what a source pays for a line in a year (tỷ đồng), may be repeated."),
)  # fmt: skip
@force_option
@common
@click.pass_context
def plan(ctx: click.Context, /, **asked: Any) -> int:
    """Make and write the plan."""
    from portfolio.cli.planning import Request, make_plan

    state = ctx.ensure_object(State)
    return make_plan(Request(**asked), state)
