"""``portfolio annual``."""

from __future__ import annotations

from pathlib import Path

import click

from portfolio.cli.bilingual import Argument, Command, Option
from portfolio.cli.console import State
from portfolio.cli.options import common, force_option
from portfolio.i18n import N_


@click.command(
    "annual",
    cls=Command,
    short_help=N_("Print one year of a plan in its official form."),
    help=N_(
        "Take one year out of a plan that `portfolio plan` or `portfolio replan` wrote, and write "
        "the annual plan as an Excel form. Capital carried over stands in columns of its own when "
        "the actuals are given."
    ),
    examples=(
        ("portfolio annual out/ke-hoach-hien-hanh.xlsx --year 2022", N_("the plan of 2022")),
        ("portfolio annual plan.xlsx --year 2023 --actuals actuals.xlsx",
         N_("with what 2022 carried over")),
    ),
)  # fmt: skip
@click.argument("plan", cls=Argument, type=click.Path(path_type=Path), metavar=N_("PLAN"),
                help=N_("The plan, an Excel file as it was written."))  # fmt: skip
@click.option("--year", cls=Option, type=int, required=True, metavar=N_("YEAR"),
              help=N_("The year to print."))  # fmt: skip
@click.option("--actuals", cls=Option, type=click.Path(path_type=Path), metavar=N_("FILE"),
              help=N_("The facts of the closed years (.xlsx)."))  # fmt: skip
@click.option(
    "--workbook", cls=Option, type=click.Path(path_type=Path), metavar=N_("FILE"),
    help=N_("The workbook of projects. Default: the one that the plan was made from."),
)  # fmt: skip
@click.option("-s", "--scenario", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "Scenario file (.toml) or name. Default: that of the plan."
))  # fmt: skip
@click.option(
    "-o", "--output", "out", cls=Option, type=click.Path(path_type=Path), metavar=N_("OUT"),
    help=N_("File to write. Default: beside the plan, its name and the year."),
)  # fmt: skip
@force_option
@common
@click.pass_context
def annual(
    ctx: click.Context, /, plan: Path, year: int, actuals: Path | None, workbook: Path | None,
    scenario: str | None, out: Path | None, force: bool,
) -> int:  # fmt: skip
    """Write the annual plan."""
    from portfolio.cli.replanning import print_year

    state = ctx.ensure_object(State)
    return print_year(plan, year, actuals, (workbook, scenario), out, state, force=force)
