"""``portfolio attribute``."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.bilingual import Argument, Command, Option, Seed
from portfolio.cli.console import State
from portfolio.cli.study_options import study_options
from portfolio.i18n import N_

SCENARIO = "bay-co-che"


@click.command(
    "attribute",
    cls=Command,
    short_help=N_("What each special mechanism of a scenario is worth."),
    help=N_(
        "Solve every combination of the scenario's mechanisms and divide the difference between "
        "all of them and none fairly (Shapley values): public capital, weighted value, lines "
        "started, idle money. Also what each adds alone and what is lost without it."
    ),
    examples=(
        ("portfolio attribute", N_("the seven mechanisms, out/gia-tri-co-che-bay-co-che.xlsx")),
        ("portfolio attribute my-mechanisms.toml --charts", N_("your own scenario, with pictures")),
        ("portfolio attribute --orders 50 --seed 2",
         N_("an estimate from 50 random orders, with its error")),
    ),
)  # fmt: skip
@click.argument("name", cls=Argument, required=False, metavar=N_("[SCENARIO]"), help=N_(
    "Scenario file (.toml), or the name of one in scenarios/. Default: bay-co-che, all seven."
))  # fmt: skip
@click.option("--orders", cls=Option, type=click.IntRange(2), metavar=N_("NUMBER"), help=N_(
    "Estimate from so many random orders. Default: exact up to 12 mechanisms, 400 orders beyond."
))  # fmt: skip
@click.option("--seed", cls=Option, type=Seed(), default=1, metavar=N_("NUMBER"),
              help=N_("Seed of the random orders. Default: 1."))  # fmt: skip
@study_options
@click.pass_context
def attribute(
    ctx: click.Context, /, name: str | None, orders: int | None, seed: int, **more: Any
) -> int:
    """Attribute, tell, write."""
    from portfolio.cli import studying
    from portfolio.cli.study_documents import attribution_document
    from portfolio.cli.study_views import attribution_tables
    from portfolio.output.charts_study import write_attribution_charts
    from portfolio.output.excel.attribution import write_attribution
    from portfolio.study.attribute import attribute as run

    state = ctx.ensure_object(State)
    asked = studying.Asked(**more)
    scenario = studying.scenario(name or SCENARIO)
    assert scenario is not None
    targets = studying.targets(asked, f"gia-tri-co-che-{scenario.id}")
    portfolio = studying.read(asked)
    options = studying.options(asked, portfolio, scenario)
    with studying.progress(state) as done:
        found = run(
            portfolio, scenario, options=options, workers=asked.workers, orders=orders, seed=seed,
            on_done=done, command=studying.command_line(state),
        )  # fmt: skip
    return studying.finish(
        state,
        tables=lambda: attribution_tables(found),
        document=lambda files: attribution_document(found, files),
        write=lambda: [
            write_attribution(found, targets.workbook, force=asked.force),
            *(
                write_attribution_charts(found, targets.charts, force=asked.force)
                if targets.charts is not None
                else ()
            ),
        ],
        proven=found.proven,
    )
