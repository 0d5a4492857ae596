"""``portfolio explain``."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.bilingual import Argument, Command, Option, Seconds
from portfolio.cli.console import State
from portfolio.cli.options import common
from portfolio.i18n import N_


@click.command(
    "explain",
    cls=Command,
    short_help=N_("Say why a line is in the plan or not, and what would change that."),
    help=N_(
        "Make the plan, then answer for each LINE (an id of the workbook): what keeps it out, how "
        "much more capital would bring it in, what would give way for it, at which total "
        "investment and at which score it would be in; for a line of the plan why this year and "
        "who pays; for a line without an estimate the greatest cost that could be paid. Without "
        "LINE: every line without capital. Every answer is a proven re-solve."
    ),
    examples=(
        ("portfolio explain P05", N_("why P05 is not in the plan")),
        ("portfolio explain P02 C19", N_("a line of the plan, and a market without an estimate")),
        ("portfolio explain -w list.xlsx -s thu-cao",
         N_("every line without capital of your own workbook, with high revenue")),
    ),
)  # fmt: skip
@click.argument("lines", cls=Argument, nargs=-1, metavar=N_("[LINE]..."),
                help=N_("Ids of lines. Default: every line without capital."))  # fmt: skip
@click.option("-w", "--workbook", cls=Option, metavar=N_("FILE"), help=N_(
    "The workbook (.xlsx). Default: the one shipped with the project."
))  # fmt: skip
@click.option("-s", "--scenario", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "Scenario file (.toml), or the name of one in scenarios/. "
    "Default: hien-hanh, the rules in force."
))  # fmt: skip
@click.option(
    "--time-limit", cls=Option, type=Seconds(), metavar=N_("SECONDS"),
    help=N_("Most seconds for each re-solve. Default: the workbook's."),
)  # fmt: skip
@click.option("--workers", cls=Option, type=click.IntRange(1, 256), metavar=N_("NUMBER"), help=N_(
    "How many processes work at once; the answers do not depend on it. "
    "Default: all processors of the machine."
))  # fmt: skip
@common
@click.pass_context
def explain(ctx: click.Context, /, **asked: Any) -> int:
    """Explain lines."""
    from portfolio.cli.explaining import Request, explain_lines

    state = ctx.ensure_object(State)
    return explain_lines(Request(**asked), state)
