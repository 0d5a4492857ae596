"""``portfolio plan``: read, solve, tell, write."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from portfolio.cli.console import OK, STOPPED, State, complain, say_json
from portfolio.cli.files import WORKBOOK, ensure_free, find_scenario, of_plan, shipped
from portfolio.cli.progress import ProgressLine
from portfolio.errors import Severity
from portfolio.i18n import _, ngettext

if TYPE_CHECKING:
    from portfolio.domain import Pin, Portfolio
    from portfolio.inputs.scenario import Scenario
    from portfolio.model.engine import Options
    from portfolio.plan.schedule import Plan
    from portfolio.study.explain.ask import Explanations

FORMATS = ("xlsx", "csv", "json", "parquet")


@dataclass(frozen=True, slots=True)
class Request:
    """What ``portfolio plan`` was asked. None: the default."""

    file: Path | None
    scenario: str | None
    out: str | None
    formats: tuple[str, ...]
    charts: bool
    html: bool
    solver: str | None
    gap: Fraction | None
    time_limit: float | None
    seed: int | None
    force: bool
    keep: Path | None = None
    pin: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    amount: tuple[str, ...] = ()
    explain: bool = False
    open_it: bool = False


@dataclass(frozen=True, slots=True)
class Targets:
    """Where each kind of output goes: (format, path) pairs, charts folder, page.

    ``folders``: those of them that are folders of files.
    """

    data: tuple[tuple[str, Path], ...]
    charts: Path | None
    page: Path | None
    folders: frozenset[Path]

    def __iter__(self) -> Iterator[Path]:
        yield from (path for _fmt, path in self.data)
        yield from (path for path in (self.charts, self.page) if path is not None)


def make_plan(request: Request, state: State) -> int:
    """Run the whole command; the exit code.

    Raises the library's errors; where the plan goes is checked before the solve, so that
    nobody waits for nothing.
    """
    workbook, scenario_path = _inputs(request)
    targets = choose_targets(request, workbook, scenario_path)
    reads = (workbook, scenario_path, request.keep)
    for path in targets:
        ensure_free(path, folder=path in targets.folders, force=request.force, reads=reads)
    with ProgressLine(quiet=not state.talks) as line:
        plan = _solve(request, workbook, scenario_path, targets, line, state)
    if state.talks:
        from portfolio.cli.summary import summary
        from portfolio.cli.tables import show

        show(summary(plan))
    with ProgressLine(quiet=not state.talks) as line:
        explanations = _explained(plan, line) if request.explain else None
        line.stage(_("Writing ..."))
        files = write(plan, targets, force=request.force, explanations=explanations)
    code = _finish(plan, files, state)
    if request.open_it:
        _open(files, targets)
    return code


def _open(files: list[Path], targets: Targets) -> None:
    """Show the plan: the workbook, else the page, else the first file."""
    wanted = [path for fmt, path in targets.data if fmt == "xlsx"] + [targets.page, files[0]]
    path = next(path for path in wanted if path is not None)
    if click.launch(str(path)):
        complain(_("No program opens {path} here; open it by hand.").format(path=path))


def _inputs(request: Request) -> tuple[Path, Path | None]:
    """The workbook and the scenario: those asked for, those of the plan to keep, the shipped."""
    workbook, scenario = of_plan(request.keep) if request.keep else (None, None)
    if request.scenario is not None or scenario is None:
        scenario = find_scenario(request.scenario)
    return request.file or workbook or shipped(WORKBOOK), scenario


def _explained(plan: Plan, line: ProgressLine) -> Explanations:
    from portfolio.cli.explaining import answers

    return answers(plan, (), None, line)


def _finish(plan: Plan, files: list[Path], state: State) -> int:
    from portfolio.model.records import Outcome

    stopped = plan.outcome is not Outcome.OPTIMAL
    names = [str(path) for path in files]
    if state.json:
        from portfolio.cli.summary import document

        say_json(document(plan, names))
    elif not state.quiet:
        from portfolio.cli.console import say

        say("")
        for name in names:
            say(_("Written: {path}").format(path=name))
    if stopped and not state.quiet:
        text = _("The asked gap was not proven; every output of the plan says so.")
        complain(text)
    return STOPPED if stopped else OK


def _solve(
    request: Request,
    workbook: Path,
    scenario: Path | None,
    targets: Targets,
    line: ProgressLine,
    state: State,
) -> Plan:
    line.stage(_("Reading {path} ...").format(path=workbook))
    from portfolio.inputs import read_workbook
    from portfolio.inputs.scenario import read_scenario

    portfolio = read_workbook(workbook)
    if state.talks:
        line.wipe()
        _tell_notices(portfolio)  # before the solve: there may be no plan
    change = read_scenario(scenario) if scenario else None
    line.stage(_("Building the model ..."))
    from portfolio.study.run import run

    options = _options(request, portfolio, change)
    pins = fixed(request, portfolio, change)
    if any(fmt == "xlsx" for fmt, _path in targets.data):
        Thread(target=_load_writers).start()  # the solver leaves a processor free
    return run(
        portfolio,
        change,
        options=options,
        progress=line.solving,
        pins=pins,
        command=f"portfolio {shlex.join(state.args)}",
    )


def _load_writers() -> None:
    with suppress(Exception):  # it comes up again, and is told, when the plan is written
        import_module("portfolio.output.excel")


def fixed(request: Request, portfolio: Portfolio, scenario: Scenario | None) -> tuple[Pin, ...]:
    """What ``--keep`` and the pins of the command line fix. Raises ``InputError``."""
    if not (request.keep or request.pin or request.exclude or request.amount):
        return ()
    from portfolio.funding.mechanisms import grant
    from portfolio.inputs.pins import parse_pins
    from portfolio.inputs.scenario import apply_scenario

    changed = grant(apply_scenario(portfolio, scenario) if scenario else portfolio)
    pins = parse_pins(changed, request.pin, request.exclude, request.amount)
    if request.keep is None:
        return pins
    from portfolio.inputs.edited.records import EditKind
    from portfolio.study.edited import pins_of, read_plan

    edited = read_plan(request.keep, portfolio, scenario)
    for problem in edited.problems:
        if problem.severity is Severity.WARNING:
            complain(str(problem))
    for edit in edited.edits:
        if edit.kind is EditKind.OVERHANG:
            text = _("{cell}: what is left to the next plan cannot be fixed; it is planned anew")
            complain(text.format(cell=edit.where))
    return (*pins_of(edited), *pins)


def _options(request: Request, portfolio: Portfolio, scenario: Scenario | None) -> Options | None:
    """The settings of the workbook and the scenario, with what the command line overrides."""
    from portfolio.inputs.scenario import apply_scenario
    from portfolio.model.engine import Options

    settings = (apply_scenario(portfolio, scenario) if scenario else portfolio).settings
    options = Options.of(settings)
    if request.solver is not None:
        options = replace(options, solver=request.solver)
    if request.gap is not None:
        options = replace(options, gap=float(request.gap))
    if request.time_limit is not None:
        options = replace(options, time_limit=request.time_limit)
    if request.seed is not None:
        options = replace(options, seed=request.seed)
    return options


def _tell_notices(portfolio: Portfolio) -> None:
    warnings = sum(p.severity is Severity.WARNING for p in portfolio.notices)
    if warnings:
        text = ngettext(
            "The workbook has {count} warning; `portfolio validate` lists it.",
            "The workbook has {count} warnings; `portfolio validate` lists them.",
            warnings,
        )
        complain(text.format(count=warnings))


def write(
    plan: Plan, targets: Targets, *, force: bool, explanations: Explanations | None = None
) -> list[Path]:
    """Write every output asked for; the files made. Raises ``OutputError``."""
    files: list[Path] = []
    for fmt, path in targets.data:
        if fmt == "xlsx":
            from portfolio.output.excel import write_plan

            files.append(write_plan(plan, path, force=force, explanations=explanations))
        else:
            from portfolio.output.tidy import write_tidy

            files += write_tidy(plan, path, fmt, force=force)
    if targets.charts is not None:
        from portfolio.output.charts import write_charts

        files += write_charts(plan, targets.charts, force=force)
    if targets.page is not None:
        from portfolio.output.page import write_page

        files.append(write_page(plan, targets.page, force=force))
    return files


def choose_targets(request: Request, workbook: Path, scenario: Path | None) -> Targets:
    """File names from ``--output`` and ``--format``; by default ``out/ke-hoach-<scenario>``.

    CSV and Parquet are one file a table, in a folder, unless a single file was named.
    """
    name = f"ke-hoach-{scenario.stem}" if scenario else "ke-hoach"
    if request.file is not None and workbook.resolve() != shipped(WORKBOOK).resolve():
        name = f"{workbook.stem}-{name}"
    if request.out is None:
        out = Path("out") / name
    else:
        out = Path(request.out)
        if os.path.isdir(out) or request.out.endswith(("/", os.sep)):
            out /= name
    known = out.suffix.lower().lstrip(".") if out.suffix.lower().lstrip(".") in FORMATS else ""
    stem = out.with_suffix("") if known else out
    formats = request.formats or (known or "xlsx",)
    tables = [fmt for fmt in formats if fmt in ("csv", "parquet") and fmt != known]
    data = tuple(
        (fmt, stem.with_name(f"{stem.name}-{fmt}" if fmt in tables else f"{stem.name}.{fmt}"))
        for fmt in dict.fromkeys(formats)
    )
    charts = stem.with_name(f"{stem.name}-charts")
    return Targets(
        data,
        charts if request.charts else None,
        stem.with_name(f"{stem.name}.html") if request.html else None,
        frozenset({charts, *(path for fmt, path in data if fmt in tables)}),
    )
