"""What every study does around its solves: read, show how far it is, tell, write."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.cli.console import OK, STOPPED, State, complain, on_terminal, say, say_json
from portfolio.cli.files import WORKBOOK, ensure_free, find_scenario, shipped
from portfolio.i18n import _

if TYPE_CHECKING:
    from portfolio.cli.tables import Table
    from portfolio.domain import Portfolio
    from portfolio.inputs.scenario import Scenario
    from portfolio.model.engine import Options


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of ``study_options``. None: the default."""

    file: Path | None
    workers: int | None
    out: str | None
    charts: bool
    gap: Fraction | None
    time_limit: float | None
    force: bool


@dataclass(frozen=True, slots=True)
class Targets:
    """Where the workbook and the charts go; ``charts`` None: not asked for."""

    workbook: Path
    charts: Path | None


def targets(asked: Asked, name: str) -> Targets:
    """``out/NAME.xlsx`` and ``out/NAME-charts``, or what ``--output`` says; both free to write.

    Raises ``OutputError`` now for what would stop the writing after long solves.
    """
    out = Path("out") / name if asked.out is None else Path(asked.out)
    if asked.out is not None and (out.is_dir() or asked.out.endswith(("/", os.sep))):
        out /= name
    stem = out.with_suffix("") if out.suffix.lower() == ".xlsx" else out
    found = Targets(
        stem.with_name(f"{stem.name}.xlsx"),
        stem.with_name(f"{stem.name}-charts") if asked.charts else None,
    )
    reads = (asked.file or shipped(WORKBOOK),)
    ensure_free(found.workbook, folder=False, force=asked.force, reads=reads)
    if found.charts is not None:
        ensure_free(found.charts, folder=True, force=asked.force)
    return found


def read(asked: Asked) -> Portfolio:
    """The workbook asked for."""
    from portfolio.inputs import read_workbook

    return read_workbook(asked.file or shipped(WORKBOOK))


def scenario(name: str | None) -> Scenario | None:
    """The scenario asked for, the baseline by default."""
    from portfolio.inputs.scenario import read_scenario

    path = find_scenario(name)
    return read_scenario(path) if path is not None else None


def options(
    asked: Asked, portfolio: Portfolio, scenario: Scenario | None, finest: float | None = None
) -> Options:
    """The settings of workbook and scenario, with what the command line overrides.

    ``finest``: a gap that the study wants at most unless one is asked for.
    """
    from portfolio.inputs.scenario import apply_scenario
    from portfolio.model.engine import Options

    settings = (apply_scenario(portfolio, scenario) if scenario else portfolio).settings
    found = Options.of(settings)
    if finest is not None:
        found = replace(found, gap=min(found.gap, finest))
    if asked.gap is not None:
        found = replace(found, gap=float(asked.gap))
    if asked.time_limit is not None:
        found = replace(found, time_limit=asked.time_limit)
    return found


def command_line(state: State) -> str:
    """What was typed, for the reports."""
    return f"portfolio {shlex.join(state.args)}"


@contextmanager
def progress(state: State, total: int | None = None) -> Iterator[Callable[..., None] | None]:
    """A bar on a terminal, wiped at the end; nothing in a pipe.

    What it yields takes (done) or (done, of how many).
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not state.talks or not on_terminal(console.file):
        yield None
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(_("Solving ..."), total=total)

        def done(count: int, of: int | None = total) -> None:
            bar.update(task, completed=count, total=of)

        yield done


def finish(
    state: State,
    *,
    tables: Callable[[], Sequence[Table]],
    document: Callable[[list[str]], dict[str, Any]],
    write: Callable[[], list[Path]],
    proven: bool,
) -> int:
    """Tell on the terminal, write, then say what was written; the exit code."""
    if state.talks:
        from portfolio.cli.tables import show

        show(tables())
    files = [str(path) for path in write()]
    if state.json:
        say_json(document(files))
    elif not state.quiet and files:
        say("")
        for name in files:
            say(_("Written: {path}").format(path=name))
    if not proven and not state.quiet:
        complain(_("Some plans are not proven within the asked gap; every output says so."))
    return OK if proven else STOPPED
