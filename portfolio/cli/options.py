"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from portfolio.cli.bilingual import Argument, Option
from portfolio.cli.console import State
from portfolio.i18n import LANGUAGES, N_


def workbook_argument[F: Callable[..., Any]](function: F) -> F:
    """The optional workbook; without it the one shipped with the project."""
    return click.argument(
        "file", cls=Argument, required=False, type=click.Path(path_type=Path),
        metavar=N_("[FILE]"), help=N_("The workbook (.xlsx)."),
    )(function)  # fmt: skip


def force_option[F: Callable[..., Any]](function: F) -> F:
    """Overwriting what exists is asked for, never assumed."""
    return click.option(
        "--force", cls=Option, is_flag=True, help=N_("Overwrite files that exist.")
    )(function)


def _flag(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def remember(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        if value:
            setattr(ctx.ensure_object(State), name, True)

    return remember


def common[F: Callable[..., Any]](function: F) -> F:
    """The options that every command has."""
    for add in (
        _switch("--debug", N_("Show the traceback of an error.")),
        _switch("--quiet", N_("Print nothing but errors."), "-q"),
        _switch("--json", N_("Print one JSON document on stdout, nothing else.")),
        click.option(
            "--lang", cls=Option, type=click.Choice(LANGUAGES), expose_value=False,
            help=N_("Language of messages, help and files: vi (default) or en. "
                    "PORTFOLIO_LANG sets it for good."),
        ),
    ):  # fmt: skip
        function = add(function)
    return function


def _switch[F: Callable[..., Any]](name: str, text: str, *short: str) -> Callable[[F], F]:
    return click.option(
        *short, name, cls=Option, is_flag=True, expose_value=False, is_eager=True,
        callback=_flag(name.lstrip("-")), help=text,
    )  # fmt: skip
