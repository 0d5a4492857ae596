"""``portfolio template``."""

from __future__ import annotations

from pathlib import Path

import click

from portfolio.cli.bilingual import Argument, Command
from portfolio.cli.console import State, say, say_json
from portfolio.cli.options import common, force_option
from portfolio.i18n import N_, _, current_language


@click.command(
    "template",
    cls=Command,
    short_help=N_("Write an empty workbook to fill in."),
    help=N_("Write an empty workbook with every sheet, heading, drop-down and explanation."),
    examples=(("portfolio template list.xlsx", N_("Vietnamese headings")),
              ("portfolio template list.xlsx --lang en", N_("English headings"))),
)  # fmt: skip
@click.argument("out", cls=Argument, type=click.Path(path_type=Path), metavar=N_("OUT"),
                help=N_("The file to write (.xlsx)."))  # fmt: skip
@force_option
@common
@click.pass_context
def template(ctx: click.Context, /, out: Path, force: bool) -> int:
    """Write an empty workbook."""
    from portfolio.inputs import write_template

    state = ctx.ensure_object(State)
    write_template(out, current_language(), overwrite=force)
    if state.json:
        say_json({"status": "written", "files": [str(out)]})
    elif not state.quiet:
        say(_("Written: {path}").format(path=out))
    return 0
