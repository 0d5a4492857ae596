"""``portfolio compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from portfolio.cli.bilingual import Argument, Command, Option, Seconds, Share
from portfolio.cli.console import State
from portfolio.cli.options import common, force_option
from portfolio.i18n import N_


@click.command(
    "compare",
    cls=Command,
    short_help=N_("Compare scenarios: figures, money and every line side by side."),
    help=N_(
        "Solve several scenarios of one workbook side by side and write what differs: key figures, "
        "capital by source and year, and every line: funded where, started when, earlier, later, "
        "gained, lost. Differences smaller than what the solver proved are marked."
    ),
    examples=(
        ("portfolio compare hien-hanh thu-thap thu-cao",
         N_("differences from hien-hanh, out/so-sanh-hien-hanh-thu-thap-thu-cao.xlsx")),
        ("portfolio compare hien-hanh keep-80.toml --charts --html",
         N_("with pictures and a report to print")),
        ("portfolio compare a.toml b.toml --workbook list.xlsx -o ab.xlsx --workers 1",
         N_("your own workbook, one solve after the other")),
    ),
)  # fmt: skip
@click.argument("scenarios", cls=Argument, nargs=-1, required=True, metavar=N_("SCENARIO..."),
                help=N_("Scenario files (.toml), or names of files in scenarios/; two or more. "
                        "The first one is the base of the differences."))  # fmt: skip
@click.option("-w", "--workbook", "file", cls=Option, type=click.Path(path_type=Path),
              metavar=N_("FILE"),
              help=N_("The workbook (.xlsx). Default: the one shipped with the project."),
)  # fmt: skip
@click.option("--base", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "The scenario that the others are compared with. Default: the first one."
))  # fmt: skip
@click.option("--workers", cls=Option, type=click.IntRange(1), metavar=N_("NUMBER"), help=N_(
    "Most processes at a time. Default: one a core. The result does not depend on it."
))  # fmt: skip
@click.option("-o", "--output", "out", cls=Option, metavar=N_("OUT"), help=N_(
    "File or folder to write. Default: out/so-sanh-A-B.xlsx."
))  # fmt: skip
@click.option("--charts", cls=Option, is_flag=True, help=N_("Also write the charts as PNG files."))
@click.option("--html", cls=Option, is_flag=True,
              help=N_("Also write a report in one HTML file, for A4 paper across."))  # fmt: skip
@click.option("--gap", cls=Option, type=Share(), metavar=N_("SHARE"), help=N_(
    "Gap to prove in every scenario, such as 0.01% or 0.0001. Default: the scenario's."
))  # fmt: skip
@click.option(
    "--time-limit", cls=Option, type=Seconds(), metavar=N_("SECONDS"),
    help=N_("Stop each solve after so many seconds and keep its best plan. "
            "Default: the scenario's."),
)  # fmt: skip
@force_option
@common
@click.pass_context
def compare(ctx: click.Context, /, **asked: Any) -> int:
    """Solve, compare and write."""
    from portfolio.cli.comparing import Request, make_comparison

    state = ctx.ensure_object(State)
    return make_comparison(Request(**asked), state)
