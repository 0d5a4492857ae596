"""``portfolio curve``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from portfolio.cli.bilingual import Argument, Command, Option
from portfolio.cli.console import State
from portfolio.cli.study_options import study_options
from portfolio.i18n import N_, _

SHARE = "land_use_retention.share=0:1"
OFFSET = "land_use_retention.offset=0:1"
CASES = ("giu-80", "giu-100")


@click.command(
    "curve",
    cls=Command,
    short_help=N_("The optimum along one parameter, and every point where the plan changes."),
    help=N_(
        "Solve along one parameter of a mechanism or of the workbook and find, by bisection, every "
        "value at which a line enters, leaves or moves. With --break-even: the value at which "
        "scenarios bring nothing against the rules in force. With --target: the value that first "
        "funds a line."
    ),
    examples=(
        ("portfolio curve --vary land_use_retention.share=0:1 --charts",
         N_("every breakpoint to one percentage point, with a picture")),
        ("portfolio curve --target P03", N_("the retention share that first funds P03")),
        ("portfolio curve --break-even",
         N_("the offset at which keeping 80% and 100% brings nothing")),
        ("portfolio curve giu-80 --vary source.TP_DAT.reserve=0:20% --tolerance 0.5%",
         N_("any scalar of the workbook")),
    ),
)  # fmt: skip
@click.argument("names", cls=Argument, nargs=-1, metavar=N_("[SCENARIO]..."), help=N_(
    "The scenario to vary. Default: hien-hanh, the rules in force. With --break-even: the "
    "scenarios to hold against it. Default: giu-80 giu-100."
))  # fmt: skip
@click.option("--vary", "text", cls=Option, metavar=N_("NAME=LOW:HIGH"), help=N_(
    "The parameter and its range, such as land_use_retention.share=0:1, small_land.offset=0:1, "
    "stream.DAT.scale=0.5:1.5, sharing.DAT->TP_DAT.retained.2022=60%:100%."
))  # fmt: skip
@click.option("--tolerance", cls=Option, metavar=N_("STEP"), help=N_(
    "How near a breakpoint is found. Default: one percentage point of a share, else a hundredth "
    "of the range."
))  # fmt: skip
@click.option(
    "--every",
    cls=Option,
    is_flag=True,
    help=N_("Solve at every step, so that no plan in between is missed."),
)
@click.option(
    "--target", cls=Option, metavar=N_("PROJECT"), help=N_("The line whose first start is wanted.")
)
@click.option(
    "--break-even",
    cls=Option,
    is_flag=True,
    help=N_(
        "Find where scenarios bring nothing against the rules in force; a workbook, no charts."
    ),
)
@study_options
@click.pass_context
def curve(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    text: str | None,
    tolerance: str | None,
    every: bool,
    target: str | None,
    break_even: bool,
    **more: Any,
) -> int:
    """Solve along a parameter, tell, write."""
    from portfolio.cli.curving import Question, make_break_even, make_curve

    state = ctx.ensure_object(State)
    if break_even and target is not None:
        raise click.UsageError(_("--break-even and --target are two questions; ask one at a time"))
    if break_even and (more["charts"] or every):
        raise click.UsageError(_("--break-even has no picture and halves the range by itself; "
                                 "leave out --charts and --every"))  # fmt: skip
    if break_even:
        question = Question(text or OFFSET, _share(tolerance), every, None)
        return make_break_even(names or CASES, question, more, state)
    if len(names) > 1:
        raise click.UsageError(_("one scenario at a time, unless with --break-even"))
    if text is None and target is None:
        raise click.UsageError(_("say what to vary: --vary NAME=LOW:HIGH, or --target PROJECT"))
    question = Question(text or SHARE, _share(tolerance), every, target)
    return make_curve(names[0] if names else None, question, more, state)


def _share(text: str | None) -> Fraction | None:
    """A number, or a percentage. Raises ``UsageError``."""
    if text is None:
        return None
    plain = text.strip().replace(",", ".")
    try:
        value = Fraction(plain.removesuffix("%"))
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if value <= 0:
        message = _("--tolerance: {value} is not a number above 0; write for example 0.01 or 1%")
        raise click.UsageError(message.format(value=text))
    return value / 100 if plain.endswith("%") else value
