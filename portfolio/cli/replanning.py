"""``portfolio replan`` and ``portfolio annual``: read, solve, tell, write."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio.cli.console import OK, STOPPED, State, complain, say, say_json
from portfolio.cli.files import ensure_free, find_scenario
from portfolio.cli.progress import ProgressLine
from portfolio.errors import PortfolioError
from portfolio.i18n import _

if TYPE_CHECKING:
    from portfolio.cli.tables import Table
    from portfolio.domain import Portfolio
    from portfolio.inputs.exported import Origin
    from portfolio.inputs.scenario import Scenario
    from portfolio.model.engine import Options
    from portfolio.model.stability import Prices
    from portfolio.study.replan import Point, Replan


@dataclass(frozen=True, slots=True)
class Request:
    """What ``portfolio replan`` was asked. None: the default."""

    plan: Path
    actuals: Path | None
    template: Path | None
    year: int | None
    workbook: Path | None
    scenario: str | None
    stability: Fraction
    price_start: Fraction | None
    price_source: Fraction | None
    price_amount: Fraction | None
    out: Path | None
    gap: Fraction | None
    time_limit: float | None
    force: bool


@dataclass(frozen=True)
class _Inputs:
    """The workbook of now and the scenario, as the plan in force or the user names them."""

    workbook: Path
    portfolio: Portfolio
    scenario: Scenario | None


def _read(plan: Path, workbook: Path | None, scenario: str | None) -> _Inputs:
    from portfolio.inputs import read_workbook
    from portfolio.inputs.exported import read_origin
    from portfolio.inputs.scenario import read_scenario

    origin = read_origin(plan)
    path = workbook or _beside(plan, origin.workbook)
    if path is None:
        text = _("the workbook of the plan, {path}, was not found; name it with --workbook")
        raise PortfolioError(text.format(path=origin.workbook or "–"))
    named = _scenario(plan, origin, scenario)
    return _Inputs(path, read_workbook(path), read_scenario(named) if named else None)


def _beside(plan: Path, named: str) -> Path | None:
    """A file that the plan names, from the current folder or from the plan's own."""
    if not named:
        return None
    found = [path for path in (Path(named), plan.parent / Path(named).name) if path.exists()]
    return found[0] if found else None


def _scenario(plan: Path, origin: Origin, asked: str | None) -> Path | None:
    """The scenario asked for, else the plan's. Raises when the plan's cannot be found."""
    if asked is not None:
        return find_scenario(asked)
    if not origin.scenario and not origin.scenario_path:
        return None
    named = Path(origin.scenario_path).stem
    path = _beside(plan, origin.scenario_path) or (find_scenario(named) if named else None)
    if path is None or not path.exists():
        text = _("the scenario of the plan, {path}, was not found; name it with --scenario")
        raise PortfolioError(text.format(path=origin.scenario_path or origin.scenario))
    return path


def write_form(request: Request, state: State) -> int:
    """The form for the facts, filled from the plan in force."""
    from portfolio.inputs.actuals_form import write_actuals_form
    from portfolio.inputs.exported import read_exported
    from portfolio.output.files import deliver

    assert request.template is not None
    reads = (request.plan, request.workbook)
    ensure_free(request.template, folder=False, force=request.force, reads=reads)
    assert request.year is not None
    year = request.year
    inputs = _read(request.plan, request.workbook, request.scenario)
    plan = read_exported(request.plan, _applied(inputs))
    if not plan.years[0] <= year < plan.years[-1]:
        text = _("--year must be from {first} to {last}")
        raise click.UsageError(text.format(first=plan.years[0], last=plan.years[-1] - 1))
    deliver(
        request.template,
        lambda place: write_actuals_form(_applied(inputs), plan.cells, year, place),
        force=request.force,
    )
    return _written([request.template], state)


def _applied(inputs: _Inputs) -> Portfolio:
    from portfolio.funding.mechanisms import grant
    from portfolio.inputs.scenario import apply_scenario

    if inputs.scenario is None:
        return inputs.portfolio
    return grant(apply_scenario(inputs.portfolio, inputs.scenario))


def adjust(request: Request, state: State) -> int:
    """The adjustment: solve, tell the trade-off, write both workbooks; the exit code."""
    from portfolio.model.records import Outcome
    from portfolio.output.excel import write_plan
    from portfolio.output.excel.adjust import write_adjustment

    out = request.out or request.plan.with_name(f"{request.plan.stem}-dieu-chinh.xlsx")
    new = out.with_name(f"{out.stem}-ke-hoach-moi.xlsx")
    reads = (request.plan, request.actuals, request.workbook, request.scenario)
    for path in (out, new):
        ensure_free(path, folder=False, force=request.force, reads=reads)
    with ProgressLine(quiet=not state.talks) as line:
        found, inputs = _solve(request, line, f"portfolio {shlex.join(state.args)}")
    if state.talks:
        from portfolio.cli.tables import show

        for text in found.past.notices:
            complain(text)
        show([frontier_table(found)])
    files = (request.plan.name, request.actuals.name if request.actuals else "",
             inputs.workbook.name)  # fmt: skip
    scenario = _scenario_name(inputs.scenario)
    write_adjustment(found, out, force=request.force, scenario=scenario, files=files)
    write_plan(found.plan, new, force=request.force)
    if state.json:
        say_json(document(found, [str(out), str(new)]))
    elif not state.quiet:
        say("")
        _written([out, new], state)
    stopped = any(p.plan.outcome is not Outcome.OPTIMAL for p in found.points)
    if stopped and not state.quiet:
        complain(_("The asked gap was not proven; every output of the plan says so."))
    return STOPPED if stopped else OK


def _scenario_name(scenario: Scenario | None) -> str:
    from portfolio.i18n import current_language

    if scenario is None:
        return ""
    return scenario.name_en if current_language() == "en" and scenario.name_en else scenario.name


def _solve(request: Request, line: ProgressLine, command: str) -> tuple[Replan, _Inputs]:
    from portfolio.inputs.actuals import read_actuals
    from portfolio.inputs.exported import read_exported
    from portfolio.study.replan import replan

    assert request.actuals is not None
    line.stage(_("Reading {path} ...").format(path=request.plan))
    inputs = _read(request.plan, request.workbook, request.scenario)
    applied = _applied(inputs)
    old = read_exported(request.plan, applied)
    actuals = read_actuals(request.actuals, applied)
    found = replan(
        inputs.portfolio, old, actuals, inputs.scenario,
        prices=_prices(request), stability=request.stability,
        options=_options(request, applied), progress=line.solving, command=command,
    )  # fmt: skip
    return found, inputs


def _prices(request: Request) -> Prices:
    from portfolio.model.stability import Prices

    usual = Prices()
    given = (request.price_start, request.price_source, request.price_amount)
    start, source, amount = (
        value if value is not None else default
        for value, default in zip(given, (usual.start, usual.source, usual.amount), strict=True)
    )
    if request.price_source is None:
        source = min(source, 2 * amount)
    if source > 2 * amount:
        text = _("--price-source may be at most twice --price-amount ({most})")
        raise click.UsageError(text.format(most=float(2 * amount)))
    return Prices(start, source, amount)


def _options(request: Request, portfolio: Portfolio) -> Options:
    from portfolio.model.engine import Options

    options = Options.of(portfolio.settings)
    if request.gap is not None:
        options = replace(options, gap=float(request.gap))
    if request.time_limit is not None:
        options = replace(options, time_limit=request.time_limit)
    return options


def frontier_table(found: Replan) -> Table:
    """Stability against value, one row a point; the one taken in bold."""
    from portfolio.cli.tables import Table
    from portfolio.money import number, percent, ty

    heads = (
        _("Stability"), _("Value"), _("Lost"), _("Lines changed"), _("Start moved"),
        _("Left out"), _("Added"), _("Amounts changed"), _("Source changed"),
    )  # fmt: skip
    free = found.points[-1].value
    rows = [
        (
            percent(p.stability, 1), number(p.value, 1), number(free - p.value, 1),
            *(str(p.changes.count(what)) for what in ("any", "moved", "dropped", "added")),
            ty(p.changes.total("amount")), ty(p.changes.total("source")),
        )
        for p in found.points
    ]  # fmt: skip
    note = _(
        "Value: triệu đồng weighted, lines that have not started. Changes: tỷ đồng, years after "
        "{year}. Taken: {stability}."
    ).format(year=found.actuals.closed, stability=percent(found.asked.stability, 1))
    strong = frozenset(i for i, p in enumerate(found.points) if p is found.asked)
    numbers = frozenset(range(len(heads)))
    return Table(_("Stability against value"), heads, rows, numbers, strong, note=note)


def document(found: Replan, files: list[str]) -> dict[str, Any]:
    """For ``--json``: amounts in triệu đồng, value and price weighted."""
    return {
        "status": found.plan.outcome.value,
        "unit": "triệu đồng",
        "closed": found.actuals.closed,
        "stability": float(found.asked.stability),
        "stretched": found.past.stretched,
        "notices": list(found.past.notices),
        "frontier": [_point(p) for p in found.points],
        "files": files,
    }


def _point(point: Point) -> dict[str, Any]:
    changes = point.changes
    return {
        "stability": float(point.stability),
        "value": float(point.value),
        "price": None if point.price is None else float(point.price),
        "bound": point.bound,
        "lines_changed": changes.count("any"),
        "start_moved": changes.count("moved"),
        "left_out": changes.count("dropped"),
        "added": changes.count("added"),
        "amount_changed": changes.total("amount"),
        "source_changed": changes.total("source"),
    }


def print_year(
    plan: Path, year: int, actuals: Path | None, basis: tuple[Path | None, str | None],
    out: Path | None, state: State, *, force: bool,
) -> int:  # fmt: skip
    """``portfolio annual``: one year of a plan as a form; the exit code.

    ``basis``: the workbook and the scenario, None for those of the plan.
    """
    from portfolio.inputs.actuals import read_actuals
    from portfolio.inputs.exported import read_exported
    from portfolio.output.excel.annual import annual_of, write_annual

    out = out or plan.with_name(f"{plan.stem}-{year}.xlsx")
    ensure_free(out, folder=False, force=force, reads=(plan, actuals, *basis))
    inputs = _read(plan, *basis)
    portfolio = _applied(inputs)
    exported = read_exported(plan, portfolio)
    if year not in exported.years:
        text = _("--year must be from {first} to {last}")
        raise click.UsageError(text.format(first=exported.years[0], last=exported.years[-1]))
    facts = read_actuals(actuals, portfolio) if actuals else None
    annual = annual_of(portfolio, exported, year, facts)
    scenario = _scenario_name(inputs.scenario)
    write_annual(annual, out, force=force, scenario=scenario)
    return _written([out], state)


def _written(files: list[Path], state: State) -> int:
    if state.json:
        say_json({"status": "written", "files": [str(path) for path in files]})
    elif not state.quiet:
        for path in files:
            say(_("Written: {path}").format(path=path))
    return OK
