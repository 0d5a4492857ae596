"""click in two languages: texts are English message ids, translated when they are read.

The language is known before click parses anything (``wanted_language``), so that ``--help`` and
usage errors speak it too, wherever ``--lang`` stands on the line. click's own words go through
the standard library's gettext, which ``click_speaks`` points at our catalogue.
"""

from __future__ import annotations

import contextlib
import gettext
import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, override

import click

from portfolio import i18n
from portfolio.errors import printable
from portfolio.i18n import N_, _


def NN_(one: str, many: str) -> tuple[str, str]:
    """Mark a singular and its plural for the catalogue."""
    return one, many


CLICK_TEXTS = (
    N_("Usage:"), N_("Options"), N_("Positional arguments"), N_("Commands"), N_("Aborted!"),
    N_("Missing command."), N_("Error: {message}"), N_("Try '{command} {option}' for help."),
    N_("Invalid value for {param_hint}: {message}"), N_("Missing argument"), N_("Missing option"),
    N_("Choose from:\n\t{choices}"),
    N_("No such option {name!r}."), N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    NN_("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    NN_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    NN_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    NN_("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
)  # fmt: skip
"""What click itself may say in this program, for the catalogue."""


def wanted_language(args: Sequence[str]) -> str:
    """The language asked for by ``--lang``, else by PORTFOLIO_LANG, else Vietnamese.

    An unknown ``--lang`` is left for click to refuse.
    """
    asked = ""
    words = iter(args)
    for word in words:
        if word == "--":
            break
        if word == "--lang":
            asked = next(words, "")
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    for lang in (asked, os.environ.get("PORTFOLIO_LANG", "")[:2]):
        if lang.lower() in i18n.LANGUAGES:
            return lang.lower()
    return i18n.DEFAULT


@contextlib.contextmanager
def click_speaks(lang: str) -> Iterator[None]:
    """Let click's own words ("Usage:", "No such option") come from our catalogue."""
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    with i18n.language(lang):
        _("Usage:")  # makes the compiled catalogue when it is missing
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain("portfolio", str(Path(__file__).parents[1] / "locale"))
    gettext.textdomain("portfolio")
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


class _Help:
    """``help`` is stored as a message id and read in the current language."""

    _help: str | None = None

    @property
    def help(self) -> str | None:
        return _(self._help) if self._help else self._help

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text


class Option(_Help, click.Option):
    """An option whose help and metavar are translated."""

    @override
    def make_metavar(self, ctx: click.Context) -> str:
        metavar = super().make_metavar(ctx)
        return _(metavar) if self.metavar else metavar


class Argument(_Help, click.Argument):
    """An argument whose help and name are translated."""

    @override
    def make_metavar(self, ctx: click.Context) -> str:
        metavar = super().make_metavar(ctx)
        return _(metavar) if self.metavar else metavar


class Command(_Help, click.Command):
    """A command whose help, examples and short help are translated.

    ``short_help`` is one sentence, ``examples`` lines of (command line, what it does).
    """

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.examples = examples

    @override
    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.short_help) if self.short_help else ""

    @override
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        _write_examples(self.examples, formatter)

    @override
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _translated_help(super().get_help_option(ctx))

    @override
    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_(piece) if piece == self.options_metavar else piece
                for piece in super().collect_usage_pieces(ctx)]  # fmt: skip


class Group(_Help, click.Group):
    """A group whose help and command list are translated."""

    command_class = Command

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.examples = examples

    @override
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        _write_examples(self.examples, formatter)

    @override
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _translated_help(super().get_help_option(ctx))

    @override
    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


USAGE = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))
"""click's placeholders of a usage line, for the catalogue."""


def _translated_help(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = _("Show this message and exit.")
    return option


def _write_examples(examples: Sequence[tuple[str, str]], formatter: click.HelpFormatter) -> None:
    if not examples:
        return
    with formatter.section(_("Examples")):
        for line, meaning in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
            with formatter.indentation(), formatter.indentation():
                formatter.write_text(_(meaning))


class _Typed[T](click.ParamType[T]):
    """A figure as people type it. ``refusal``: what is said of any other text."""

    refusal: str

    def read(self, value: Any) -> T | None:
        """The figure, or None when it is none of this kind."""
        raise NotImplementedError

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> T:
        figure = self.read(value)
        if figure is None:
            told = _(self.refusal).format(value=printable(str(value)), most=MOST_PRICE)
            self.fail(told, param, ctx)
        return figure


class Share(_Typed[Fraction]):
    """A share of 0 or more and less than 1: ``0.0001``, ``0,0001``, ``0.01%``."""

    name = "share"
    refusal = N_("{value} is not a share; write for example 0.01% or 0.0001")

    @override
    def read(self, value: Any) -> Fraction | None:
        share = _share(value)
        return share if share is not None and 0 <= share < 1 else None


class Portion(_Typed[Fraction]):
    """A share from 0 to 1, both allowed: ``0.9``, ``0,9``, ``90%``."""

    name = "portion"
    refusal = N_("{value} is not a share from 0 to 1; write for example 0.9 or 90%")

    @override
    def read(self, value: Any) -> Fraction | None:
        share = _share(value)
        return share if share is not None and 0 <= share <= 1 else None


class Price(_Typed[Fraction]):
    """A price of 0 or more: ``0.05``, ``0,05``."""

    name = "price"
    refusal = N_("{value} is not a price; write for example 0.05 (at most {most})")

    @override
    def read(self, value: Any) -> Fraction | None:
        price = value if isinstance(value, Fraction) else _decimal(str(value))
        return price if price is not None and price <= MOST_PRICE else None


class Seconds(_Typed[float]):
    """A time above 0, in seconds: ``60``, ``1.5``, ``1,5``."""

    name = "seconds"
    refusal = N_("{value} is not a time in seconds; write for example 60")

    @override
    def read(self, value: Any) -> float | None:
        time = _decimal(str(value))
        return float(time) if time is not None and 0 < time <= YEAR else None


class Seed(_Typed[int]):
    """A whole number that a solver takes as its seed."""

    name = "seed"
    refusal = N_("{value} is not a whole number from 0 to 2147483647")

    @override
    def read(self, value: Any) -> int | None:
        seed = _decimal(str(value))
        whole = seed is not None and seed.denominator == 1 and 0 <= seed < 2**31
        return int(seed) if seed is not None and whole else None


MOST_PRICE = 100
"""weighted triệu for a triệu: far beyond what any line is worth"""
YEAR = 366 * 24 * 3600
"""seconds; a longer time limit is a slip of the finger"""
DIGITS = 100
"""more than any figure that people type"""


def _share(value: Any) -> Fraction | None:
    """A share as it is, or written as a decimal or in percent; None when it is none."""
    if isinstance(value, Fraction):
        return value
    text = str(value).strip()
    number = _decimal(text.removesuffix("%"))
    return number / 100 if number is not None and text.endswith("%") else number


def _decimal(text: str) -> Fraction | None:
    """A decimal number with a point or a comma, exactly; None when it is none."""
    text = text.strip().replace(",", ".")
    if len(text) > DIGITS or not text.replace(".", "", 1).isdecimal():
        return None
    return Fraction(text)
