"""``portfolio replan``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from portfolio.cli.bilingual import Argument, Command, Option, Portion, Price, Seconds, Share
from portfolio.cli.console import State
from portfolio.cli.options import common, force_option
from portfolio.i18n import N_, _


@click.command(
    "replan",
    cls=Command,
    short_help=N_("Adjust a plan: the closed years are facts, the rest is planned anew."),
    help=N_(
        "Take the plan in force as `portfolio plan` wrote it, the facts of the closed years, and "
        "the workbook as it is now (costs, revenue, new lines); plan the open years anew, keeping "
        "as much of the old plan as asked. Writes the adjustment table and the new plan, and "
        "shows what stability costs. Costs and revenue are changed in the workbook itself; the "
        "actuals file holds nothing but facts and reasons."
    ),
    examples=(
        ("portfolio replan plan.xlsx --template actuals.xlsx --year 2022",
         N_("first: the form for the facts to the end of 2022, filled from the plan")),
        ("portfolio replan plan.xlsx --actuals actuals.xlsx", N_("then: the adjustment")),
        ("portfolio replan plan.xlsx --actuals actuals.xlsx --stability 0.9",
         N_("keep more of the plan in force")),
    ),
)  # fmt: skip
@click.argument("plan", cls=Argument, type=click.Path(path_type=Path), metavar=N_("PLAN"),
                help=N_("The plan in force, an Excel file as it was written."))  # fmt: skip
@click.option("--actuals", cls=Option, type=click.Path(path_type=Path), metavar=N_("FILE"),
              help=N_("The facts of the closed years (.xlsx)."))  # fmt: skip
@click.option("--template", cls=Option, type=click.Path(path_type=Path), metavar=N_("OUT"),
              help=N_("Write the form for the facts instead, with --year."))  # fmt: skip
@click.option("--year", cls=Option, type=int, metavar=N_("YEAR"),
              help=N_("The last year closed, for the form."))  # fmt: skip
@click.option(
    "--workbook", cls=Option, type=click.Path(path_type=Path), metavar=N_("FILE"),
    help=N_("The workbook of projects as it is now. Default: the one that the plan was made from."),
)  # fmt: skip
@click.option("-s", "--scenario", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "Scenario file (.toml) or name. Default: that of the plan."
))  # fmt: skip
@click.option("--stability", cls=Option, type=Portion(), default="0.5", show_default=True,
              metavar=N_("SHARE"), help=N_(
    "How much to keep, 0 to 1: 1 the least change before any value, 0 free re-optimisation, "
    "0.5 the prices as they are."
))  # fmt: skip
@click.option("--price-start", cls=Option, type=Price(), metavar=N_("PRICE"), help=N_(
    "Price of moving a start, for each triệu of the line's need. Default: 0.1."
))  # fmt: skip
@click.option("--price-source", cls=Option, type=Price(), metavar=N_("PRICE"), help=N_(
    "Price of each triệu that changes its source. Default: 0.02; at most twice that of amounts."
))  # fmt: skip
@click.option("--price-amount", cls=Option, type=Price(), metavar=N_("PRICE"), help=N_(
    "Price of each triệu by which the capital of a line and year changes. Default: 0.05."
))  # fmt: skip
@click.option("-o", "--output", "out", cls=Option, type=click.Path(path_type=Path),
              metavar=N_("OUT"), help=N_(
    "The adjustment table to write; the new plan goes beside it. Default: beside the plan."
))  # fmt: skip
@click.option("--gap", cls=Option, type=Share(), metavar=N_("SHARE"), help=N_(
    "Gap to prove, such as 0.01% or 0.0001. Default: the workbook's."
))  # fmt: skip
@click.option("--time-limit", cls=Option, type=Seconds(), metavar=N_("SECONDS"), help=N_(
    "Stop each solve after so many seconds and keep the best plan. Default: the workbook's."
))  # fmt: skip
@force_option
@common
@click.pass_context
def replan(ctx: click.Context, /, **asked: Any) -> int:
    """Adjust the plan in force."""
    from portfolio.cli.replanning import Request, adjust, write_form

    state = ctx.ensure_object(State)
    request = Request(**asked)
    if (request.actuals is None) == (request.template is None):
        raise click.UsageError(
            _("give either --actuals with the facts, or --template for their form")
        )
    if request.template is not None and request.year is None:
        raise click.UsageError(_("--template needs --year, the last year closed"))
    return write_form(request, state) if request.template else adjust(request, state)
