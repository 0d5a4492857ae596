"""The options that every study shares."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from portfolio.cli.bilingual import Option, Seconds, Share
from portfolio.cli.options import common, force_option
from portfolio.i18n import N_


def study_options[F: Callable[..., Any]](function: F) -> F:
    """Workbook, processes, where to write, charts, how exactly to solve."""
    adders = (
        click.option(
            "-w", "--workbook", "file", cls=Option, type=click.Path(path_type=Path),
            metavar=N_("FILE"),
            help=N_("The workbook (.xlsx). Default: the one shipped with the project."),
        ),
        click.option("--workers", cls=Option, type=click.IntRange(1), metavar=N_("NUMBER"), help=N_(
            "Most processes at a time. Default: one a core. The result does not depend on it."
        )),
        click.option("-o", "--output", "out", cls=Option, metavar=N_("OUT"), help=N_(
            "File or folder to write. Default: a workbook under out/."
        )),
        click.option("--charts", cls=Option, is_flag=True,
                     help=N_("Also write the charts as PNG files.")),
        click.option("--gap", cls=Option, type=Share(), metavar=N_("SHARE"), help=N_(
            "Gap to prove in every solve, such as 0.01% or 0.0001. Default: the scenario's."
        )),
        click.option(
            "--time-limit", cls=Option, type=Seconds(), metavar=N_("SECONDS"),
            help=N_("Stop each solve after so many seconds and keep its best plan. "
                    "Default: the scenario's."),
        ),
        force_option,
        common,
    )  # fmt: skip
    for add in reversed(adders):
        function = add(function)
    return function
