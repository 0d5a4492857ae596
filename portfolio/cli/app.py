"""The command line: parse, call, write. Heavy imports happen inside the commands.

Exit codes: 0 done, 1 the input or the output has a problem (or no plan exists), 2 misuse,
3 a limit or Ctrl-C stopped the solver and the plan in hand was written, 130 interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

import click

from portfolio import __version__
from portfolio.cli.bilingual import (
    Group,
    Option,
    click_speaks,
    wanted_language,
)
from portfolio.cli.commands import COMMANDS
from portfolio.cli.console import INTERRUPTED, State, complain, report, use_utf8
from portfolio.cli.options import common
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, set_language


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_(
        "Phase and fund a city's public investment plan: which line starts when, which source "
        "pays how much in which year, what stays without funds."
    ),
    examples=(
        ("portfolio plan", N_("the plan for the shipped workbook, under out/")),
        ("portfolio validate data/projects.xlsx", N_("every problem of a workbook at once")),
        ("portfolio --lang en --help", N_("this page in English")),
    ),
)
@click.version_option(
    __version__, "--version", cls=Option, message="portfolio %(version)s",
    help=N_("Show the version and exit."),
)  # fmt: skip
@common
def cli() -> None:
    """The group of all commands."""


for command in COMMANDS:
    cli.add_command(command)


def main(args: Sequence[str]) -> int:
    """Run one command line; the exit code. The library's errors become readable lines."""
    use_utf8()
    lang = wanted_language(args)
    set_language(lang)
    state = State(tuple(args))
    with click_speaks(lang):
        try:
            return _invoke(args, state)
        except PortfolioError as error:
            if state.debug:
                raise
            report(error, state)
            return 1
        except click.Abort:
            complain(_("Interrupted; nothing more was written."))
            return INTERRUPTED


def _invoke(args: Sequence[str], state: State) -> int:
    try:
        result = cli.main(list(args), "portfolio", standalone_mode=False, obj=state)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return result if isinstance(result, int) else 0


def explain_crash(
    kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    """An unexpected error as one line (``sys.excepthook`` of the program without --debug)."""
    if issubclass(kind, MemoryError):
        complain(_("Not enough memory for this workbook."))
        return
    text = _(
        "Unexpected error ({kind}: {error}). Please report it with what "
        "the same command prints with --debug."
    )
    complain(text.format(kind=kind.__name__, error=" ".join(str(error).split())))
