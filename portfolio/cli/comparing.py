"""``portfolio compare``: read, solve side by side, tell, write."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portfolio.cli.console import OK, STOPPED, State, complain, on_terminal, say, say_json
from portfolio.cli.files import WORKBOOK, ensure_free, shipped
from portfolio.i18n import _

if TYPE_CHECKING:
    from portfolio.study.comparison import Comparison

_LONGEST = 80
"""letters of a file name made of scenario names"""


@dataclass(frozen=True, slots=True)
class Request:
    """What ``portfolio compare`` was asked. None: the default."""

    scenarios: tuple[str, ...]
    file: Path | None
    base: str | None
    workers: int | None
    out: str | None
    charts: bool
    html: bool
    gap: Fraction | None
    time_limit: float | None
    force: bool


@dataclass(frozen=True, slots=True)
class Targets:
    """Where each output goes; None: not asked for."""

    workbook: Path
    charts: Path | None
    page: Path | None


def make_comparison(request: Request, state: State) -> int:
    """Run the whole command; the exit code. Where the files go is checked before any solve."""
    scenarios = in_order(request)
    targets = choose_targets(request, [Path(name).name for name in scenarios])
    reads = (request.file or shipped(WORKBOOK),)
    for path in (targets.workbook, targets.charts, targets.page):
        if path is not None:
            ensure_free(path, folder=path == targets.charts, force=request.force, reads=reads)
    comparison = _solve(request, scenarios, state)
    if state.talks:
        from portfolio.cli.compare_views import summary
        from portfolio.cli.tables import show

        show(summary(comparison))
    files = [str(path) for path in write(comparison, targets, force=request.force)]
    if state.json:
        from portfolio.cli.compare_views import document

        say_json(document(comparison, files))
    elif not state.quiet:
        say("")
        for name in files:
            say(_("Written: {path}").format(path=name))
    if not comparison.proven and not state.quiet:
        text = _("Some plans are not proven within the asked gap; every output says so.")
        complain(text)
    return OK if comparison.proven else STOPPED


def in_order(request: Request) -> list[str]:
    """The scenarios asked for, the base first. Raises ``UsageError`` for fewer than two."""
    scenarios = list(request.scenarios)
    if request.base is not None:
        if request.base in scenarios:
            scenarios.remove(request.base)
        scenarios.insert(0, request.base)
    if len(scenarios) < 2:
        raise click.UsageError(_("a comparison needs at least two scenarios"))
    return scenarios


def _solve(request: Request, scenarios: Sequence[str], state: State) -> Comparison:
    from portfolio.inputs import read_workbook
    from portfolio.study.compare import compare

    portfolio = read_workbook(request.file or shipped(WORKBOOK))
    with _progress(len(scenarios), quiet=not state.talks) as done:
        return compare(
            portfolio,
            list(scenarios),
            workers=request.workers,
            gap=None if request.gap is None else float(request.gap),
            time_limit=request.time_limit,
            on_done=done,
            command=f"portfolio {shlex.join(state.args)}",
        )


@contextmanager
def _progress(count: int, *, quiet: bool) -> Iterator[Callable[[int, str], None] | None]:
    """A bar on a terminal, wiped at the end; nothing in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if quiet or not on_terminal(console.file):
        yield None
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(_("Solving scenarios ..."), total=count)

        def done(_place: int, name: str) -> None:
            bar.update(task, advance=1, description=_("Solved: {name}").format(name=name))

        yield done


def write(comparison: Comparison, targets: Targets, *, force: bool) -> list[Path]:
    """Write every output asked for; the files made. Raises ``OutputError``."""
    from portfolio.output.excel.compare import write_comparison

    files = [write_comparison(comparison, targets.workbook, force=force)]
    if targets.charts is not None:
        from portfolio.output.charts_compare import write_comparison_charts

        files += write_comparison_charts(comparison, targets.charts, force=force)
    if targets.page is not None:
        from portfolio.output.page_compare import write_comparison_page

        files.append(write_comparison_page(comparison, targets.page, force=force))
    return files


def choose_targets(request: Request, scenarios: Sequence[str]) -> Targets:
    """File names from ``--output``; by default ``out/so-sanh-A-B``."""
    name = default_name([scenario.removesuffix(".toml") for scenario in scenarios])
    if request.file is not None and request.file.resolve() != shipped(WORKBOOK).resolve():
        name = f"{request.file.stem}-{name}"
    if request.out is None:
        out = Path("out") / name
    else:
        out = Path(request.out)
        if out.is_dir() or request.out.endswith(("/", os.sep)):
            out /= name
    stem = out.with_suffix("") if out.suffix.lower() == ".xlsx" else out
    return Targets(
        stem.with_name(f"{stem.name}.xlsx"),
        stem.with_name(f"{stem.name}-charts") if request.charts else None,
        stem.with_name(f"{stem.name}.html") if request.html else None,
    )


def default_name(scenarios: Sequence[str]) -> str:
    """``so-sanh-A-B``; of too many names, the base and how many others."""
    name = "-".join(["so-sanh", *scenarios])
    if len(name) <= _LONGEST:
        return name
    return f"so-sanh-{scenarios[0]}-{len(scenarios) - 1}"[:_LONGEST]
