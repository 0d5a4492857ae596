"""``portfolio show``."""

from __future__ import annotations

from pathlib import Path

import click

from portfolio.cli.bilingual import Command, Option
from portfolio.cli.console import State, say_json
from portfolio.cli.options import common, workbook_argument
from portfolio.i18n import N_

VIEWS = ("overview", "projects", "sources", "streams", "envelope", "sectors")


@click.command(
    "show",
    cls=Command,
    short_help=N_("Show what a workbook holds, before any solve."),
    help=N_("Show the lines, sources and money of a workbook in the terminal."),
    examples=(("portfolio show", N_("the shipped workbook: overview, lines, envelope")),
              ("portfolio show list.xlsx --what envelope -s thu-thap",
               N_("what each source may spend under a scenario"))),
)  # fmt: skip
@workbook_argument
@click.option("--what", "views", cls=Option, multiple=True, type=click.Choice(VIEWS),
              help=N_("What to show, may be repeated. "
                      "Default: overview, projects, envelope."))  # fmt: skip
@click.option("-s", "--scenario", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "Scenario file (.toml), or the name of one in scenarios/. Default: the workbook as it is."
))  # fmt: skip
@common
@click.pass_context
def show(
    ctx: click.Context, /, file: Path | None, views: tuple[str, ...], scenario: str | None
) -> int:
    """Show a workbook's lines and money."""
    from portfolio.cli.files import WORKBOOK, find_scenario, shipped
    from portfolio.cli.records import documents
    from portfolio.cli.tables import show as show_tables
    from portfolio.cli.views import DEFAULT_VIEWS
    from portfolio.cli.views import VIEWS as MAKERS
    from portfolio.inputs import read_workbook

    state = ctx.ensure_object(State)
    portfolio = read_workbook(file or shipped(WORKBOOK))
    path = find_scenario(scenario) if scenario else None
    if path is not None:
        from portfolio.funding.mechanisms import grant
        from portfolio.inputs.scenario import apply_scenario, read_scenario

        portfolio = grant(apply_scenario(portfolio, read_scenario(path)))
    views = views or DEFAULT_VIEWS
    if state.json:
        say_json(documents(portfolio, views))
    elif not state.quiet:
        show_tables(MAKERS[view](portfolio) for view in views)
    return 0
