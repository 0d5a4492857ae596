"""``portfolio validate``."""

from __future__ import annotations

from pathlib import Path

import click

from portfolio.cli.bilingual import Argument, Command
from portfolio.cli.console import State, complain, say, say_json
from portfolio.cli.options import common
from portfolio.errors import InputError
from portfolio.i18n import N_


@click.command(
    "validate",
    cls=Command,
    short_help=N_("List every problem of a workbook."),
    help=N_(
        "Read a workbook and list all errors, warnings and notices: where, what was found, what "
        "is expected, how to mend it. Exit code 1 when there is an error."
    ),
    examples=(("portfolio validate list.xlsx", N_("all problems, grouped by sheet")),
              ("portfolio validate list.xlsx --json", N_("for another program"))),
)  # fmt: skip
@click.argument("file", cls=Argument, type=click.Path(path_type=Path), metavar=N_("FILE"),
                help=N_("The workbook (.xlsx)."))  # fmt: skip
@common
@click.pass_context
def validate(ctx: click.Context, /, file: Path) -> int:
    """List every problem of a workbook."""
    from portfolio.cli.console import problem_documents
    from portfolio.cli.tables import show as show_tables
    from portfolio.cli.views import problem_tables, verdict
    from portfolio.inputs import read_workbook

    state = ctx.ensure_object(State)
    try:
        problems, usable = read_workbook(file).notices, True
    except InputError as error:
        problems, usable = error.problems, False
    if state.json:
        say_json({"file": str(file), "usable": usable, "problems": problem_documents(problems)})
    elif not state.quiet:
        show_tables(problem_tables(problems))
    if not usable:
        complain(verdict(problems))
    elif state.talks:
        say(verdict(problems))
    return 0 if usable else 1
