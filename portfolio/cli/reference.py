"""The command-line reference of docs/, made from the commands themselves.

``python -m portfolio.cli.reference docs`` writes every generated page: this one and the
workbook's. Tests fail when a page is not what it writes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from portfolio.cli import cli
from portfolio.cli.bilingual import Command, Group, click_speaks
from portfolio.i18n import _, language

PAGES = {"en": "cli.md", "vi": "cli.vi.md"}


def reference(lang: str) -> str:
    """The page in ``lang``, Markdown."""
    with language(lang), click_speaks(lang):
        return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    root = click.Context(cli, info_name="portfolio", **cli.context_settings)
    yield f"# {_('Command line')}"
    yield ""
    yield _("This page is generated from the program: `make docs` writes it again.")
    yield ""
    yield from _command(cli, root)
    for name in cli.list_commands(root):
        command = cli.commands[name]
        yield f"## portfolio {name}"
        yield ""
        yield from _command(command, click.Context(command, info_name=name, parent=root))
    yield from _exit_codes()


def _command(command: click.Command, ctx: click.Context) -> Iterator[str]:
    assert isinstance(command, Command | Group)
    yield "```"
    yield f"{ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}"
    yield "```"
    yield ""
    yield command.help or ""
    yield ""
    rows = [param.get_help_record(ctx) for param in command.get_params(ctx)]
    for row in rows:
        if row is not None:
            yield f"- `{row[0]}`: {row[1]}"
    yield ""
    for line, meaning in command.examples:
        yield f"    {line}  # {_(meaning)}"
    yield ""


def _exit_codes() -> Iterator[str]:
    yield f"## {_('Exit codes')}"
    yield ""
    for code, meaning in (
        (0, _("done; the plan is proven within the asked gap")),
        (
            1,
            _(
                "the workbook, the scenario, the edited plan or the output has a problem, or no "
                "plan obeys the rules"
            ),
        ),
        (2, _("the command line was not understood")),
        (
            3,
            _(
                "the asked gap was not proven (a limit, Ctrl-C, or whole triệu cost more); "
                "the plan in hand was written, marked so"
            ),
        ),
        (130, _("interrupted before there was a plan")),
    ):
        yield f"- **{code}**: {meaning}"


def main(folder: Path) -> None:
    """Write every generated page into ``folder``."""
    from portfolio.inputs.reference import actuals_reference
    from portfolio.inputs.reference import reference as workbook

    for lang, name in PAGES.items():
        (folder / name).write_text(reference(lang), encoding="utf-8")
        (folder / name.replace("cli", "workbook")).write_text(workbook(lang), encoding="utf-8")
        actuals = folder / name.replace("cli", "actuals")
        actuals.write_text(actuals_reference(lang), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
