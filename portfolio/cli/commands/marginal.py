"""``portfolio marginal``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from portfolio.cli.bilingual import Argument, Command, Option
from portfolio.cli.console import State
from portfolio.cli.study_options import study_options
from portfolio.i18n import N_, _


@click.command(
    "marginal",
    cls=Command,
    short_help=N_("What one more tỷ is worth in each source and year."),
    help=N_(
        "Solve again with the budget of each source and year moved up and down, and set the change "
        "of the weighted value beside the LP shadow price with every start fixed."
    ),
    examples=(
        ("portfolio marginal", N_("one tỷ up and down, out/gia-tri-1-ty-hien-hanh.xlsx")),
        ("portfolio marginal giu-80 --step 10", N_("ten tỷ, with 80% of land revenue kept")),
    ),
)  # fmt: skip
@click.argument("name", cls=Argument, required=False, metavar=N_("[SCENARIO]"), help=N_(
    "Scenario file (.toml), or the name of one in scenarios/. "
    "Default: hien-hanh, the rules in force."
))  # fmt: skip
@click.option("--step", cls=Option, default="1", metavar=N_("TY"), help=N_(
    "By how many tỷ đồng the budget moves. Default: 1."
))  # fmt: skip
@study_options
@click.pass_context
def marginal(ctx: click.Context, /, name: str | None, step: str, **more: Any) -> int:
    """Solve, tell, write."""
    from portfolio.cli import studying
    from portfolio.cli.study_documents import marginal_document
    from portfolio.cli.study_views import marginal_table
    from portfolio.output.excel.marginal import write_marginal
    from portfolio.study.marginal import FINE_GAP
    from portfolio.study.marginal import marginal as run

    state = ctx.ensure_object(State)
    asked = studying.Asked(**more)
    amount = _trieu(step)
    scenario = studying.scenario(name)
    title = scenario.id if scenario is not None else ""
    targets = studying.targets(asked, "-".join(filter(None, ("gia-tri-1-ty", title))))
    portfolio = studying.read(asked)
    options = studying.options(asked, portfolio, scenario, FINE_GAP)
    with studying.progress(state) as done:
        found = run(
            portfolio, scenario, step=amount, options=options, workers=asked.workers,
            on_done=done, command=studying.command_line(state),
        )  # fmt: skip
    return studying.finish(
        state,
        tables=lambda: [marginal_table(found)],
        document=lambda files: marginal_document(found, files),
        write=lambda: [write_marginal(found, targets.workbook, force=asked.force)],
        proven=found.proven,
    )


def _trieu(text: str) -> int:
    """Tỷ đồng with at most three decimals, as whole triệu. Raises ``UsageError``."""
    from portfolio.money import PER_TY

    try:
        amount = Fraction(text.strip().replace(",", ".")) * PER_TY
    except (ValueError, ZeroDivisionError):
        amount = Fraction(0)
    if amount <= 0 or amount.denominator != 1:
        message = _("--step: {value} is not an amount in tỷ đồng above 0; write for example 1")
        raise click.UsageError(message.format(value=text))
    return int(amount)
