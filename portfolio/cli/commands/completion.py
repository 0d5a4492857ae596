"""``portfolio completion``."""

from __future__ import annotations

import click

from portfolio.cli.bilingual import Argument, Command
from portfolio.cli.console import say
from portfolio.cli.options import common
from portfolio.i18n import N_

SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Command,
    short_help=N_("Print the shell completion script."),
    help=N_("Print the script that lets a shell complete commands and options."),
    examples=(('eval "$(portfolio completion bash)"', N_("in ~/.bashrc")),
              ("portfolio completion fish | source", N_("in ~/.config/fish/config.fish"))),
)  # fmt: skip
@click.argument("shell", cls=Argument, type=click.Choice(SHELLS), help=N_("The shell."))
@common
def completion(shell: str) -> int:
    """Print the shell completion script."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    root = click.get_current_context().find_root().command
    say(found(root, {}, "portfolio", "_PORTFOLIO_COMPLETE").source())
    return 0
