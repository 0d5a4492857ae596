"""A plan that people have edited: what it now says, which rules it breaks, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from portfolio.domain import Kind, Origin, Pin, PinKind, Portfolio, Provenance, Status, Tier
from portfolio.errors import Infeasible, NoSolution, PlanFileError, Problem, Severity
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.i18n import _
from portfolio.inputs.edited.reading import read_form
from portfolio.inputs.edited.records import Edit, EditKind, Form
from portfolio.inputs.pins import with_pins
from portfolio.inputs.scenario import Scenario, apply_scenario
from portfolio.model.engine import Options
from portfolio.model.progress import Listener
from portfolio.model.records import Outcome, Solution, SolveReport, TierReport
from portfolio.plan.basis import BASIS
from portfolio.plan.check import check
from portfolio.plan.check_facts import gather
from portfolio.plan.check_objective import recompute
from portfolio.plan.records import CheckLine, CheckReport
from portfolio.plan.schedule import Plan
from portfolio.study.places import places
from portfolio.study.run import run, scenario_sha256


@dataclass(frozen=True)
class EditedPlan:
    """A plan workbook as it stands, beside the programme that it is a plan of.

    ``portfolio``: with the scenario and with what was fixed when the plan was made; ``free``:
    without the latter. ``form``: the cells that were read. ``solution``: the edited amounts as a
    plan; no solver stands behind it, so its bounds are infinite.
    """

    portfolio: Portfolio
    free: Portfolio
    form: Form
    solution: Solution
    problems: tuple[Problem, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every difference from the plan as exported."""
        return self.form.edits

    @property
    def readable(self) -> bool:
        """Whether every line and amount was understood."""
        return not any(p.severity is Severity.ERROR for p in self.problems)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that the edited plan breaks. ``cells``: where, the sum first, then what was edited.
    ``basis``: the law's article or the place in the workbook, in the user's language.
    """

    line: CheckLine
    cells: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class TierCost:
    """One tier of the objective, weighted triệu đồng: of the edited plan, of the best plan found
    and the proven bound on any plan.
    """

    tier: Tier
    edited: float
    optimum: float
    bound: float

    @property
    def loss(self) -> float:
        """What the edits cost; negative when they promise more than the rules allow."""
        return self.optimum - self.edited


@dataclass(frozen=True)
class EditVerdict:
    """What the check of an edited plan found. ``costs``: by tier in the legal order, empty when
    no optimum is known; then ``no_optimum`` says why. ``optimum``: the best plan itself.
    """

    plan: EditedPlan
    report: CheckReport
    broken: tuple[Broken, ...]
    costs: tuple[TierCost, ...]
    optimum: Plan | None
    no_optimum: str = ""

    @property
    def ok(self) -> bool:
        """Everything was understood and no rule is broken."""
        return self.plan.readable and not self.broken


def read_plan(
    path: Path | str, portfolio: Portfolio, scenario: Scenario | None = None
) -> EditedPlan:
    """Read a plan workbook that people have edited in Excel or LibreOffice.

    ``portfolio`` and ``scenario``: those the plan was made of (a difference is a problem told).
    Single cells that cannot be read are errors among the problems. Raises ``PlanFileError`` for
    a file that is no plan, and for a plan with closed years.
    """
    portfolio = grant(portfolio if scenario is None else apply_scenario(portfolio, scenario))
    form = read_form(path, portfolio)
    _refuse_closed(form)
    problems = [*form.problems, *_other_scenario(form, scenario)]
    held, told = _held(form, portfolio)
    own = tuple(pin for pin in portfolio.pins if pin not in form.original.pins)
    free = replace(portfolio, pins=own)
    portfolio = with_pins(free, held)
    problems += told
    problems.sort(key=lambda p: list(Severity).index(p.severity))
    return EditedPlan(portfolio, free, form, _solution(portfolio, form), tuple(problems))


def _refuse_closed(form: Form) -> None:
    """The facts of closed years are in the actuals, which neither the plan nor its workbook has:
    judged without them, history would be planned anew.
    """
    year = form.original.closed
    if year is None:
        return
    text = _("a plan of `portfolio replan` with years closed up to {year}; without its actuals it "
             "can be neither checked nor kept")  # fmt: skip
    remedy = _(
        "write what must be fixed in an open year into the sheet of pins of the workbook and run "
        "`portfolio replan` with the plan in force and the actuals again"
    )
    name = Path(form.path).name
    raise PlanFileError([Problem("plan-closed", name, text.format(year=year), remedy=remedy)])


def check_plan(
    plan: EditedPlan, *, options: Options | None = None, progress: Listener | None = None
) -> EditVerdict:
    """Verify every rule on the edited plan and hold it against the optimum.

    The rules are those of the independent checker, on what was fixed beside the workbook too.
    The optimum is that of the workbook and its scenario alone, so that it tells what the edits
    and all that was fixed cost. Raises nothing for a broken rule: see ``EditVerdict.broken``.
    """
    optimum: Plan | None = None
    reason = ""
    try:
        optimum = run(plan.free, options=options, progress=progress, analyse=False)
    except (Infeasible, NoSolution) as error:
        reason = str(error)
    portfolio = replace(optimum.portfolio if optimum else plan.portfolio, pins=plan.portfolio.pins)
    envelope = optimum.envelope if optimum else build_envelope(portfolio)
    whole = check(portfolio, plan.solution, envelope)
    # the objective of an edited plan is what the checker makes of it: nothing to compare
    lines = tuple(line for line in whole.lines if line.rule != "objective")
    report = CheckReport(lines, whole.totals)
    broken = tuple(Broken(line, places(line, plan.form, portfolio), _(BASIS[line.rule]))
                   for line in report.broken)  # fmt: skip
    costs = _costs(plan.solution, optimum) if optimum else ()
    return EditVerdict(plan, report, broken, costs, optimum, reason)


def pins_of(plan: EditedPlan) -> tuple[Pin, ...]:
    """What the edits fix: changed amounts, lines taken out; and what was fixed before.

    Raises ``PlanFileError`` when something in the plan could not be understood.
    """
    if not plan.readable:
        raise PlanFileError([p for p in plan.problems if p.severity is Severity.ERROR])
    held, _told = _held(plan.form, plan.portfolio)
    return (*held, *_edit_pins(plan.form))


def _edit_pins(form: Form) -> Iterable[Pin]:
    for edit in form.edits:
        origin = Origin(Provenance.ASSUMED, f"{Path(form.path).name}, {edit.where}")
        if edit.kind in (EditKind.DELETED, EditKind.EMPTIED):
            yield Pin(PinKind.EXCLUDE, edit.project, origin=origin)
        elif edit.kind is EditKind.AMOUNT:
            yield Pin(
                PinKind.AMOUNT, edit.project, edit.year, edit.source, edit.after, origin
            )  # fmt: skip


def _held(form: Form, portfolio: Portfolio) -> tuple[list[Pin], list[Problem]]:
    """What was fixed when the plan was made and is not edited since; the rest is told."""
    held: list[Pin] = []
    told: list[Problem] = []
    edited = {(e.project, e.source, e.year): e for e in form.edits}
    moved = {e.project: e for e in form.edits}
    for pin in form.original.pins:
        key = (pin.project, pin.source, pin.year)
        edit = edited.get(key) if pin.kind is PinKind.AMOUNT else None
        whole = moved.get(pin.project)
        if whole is not None and (
            pin.kind is not PinKind.AMOUNT or whole.kind in (EditKind.DELETED, EditKind.EMPTIED)
        ):
            edit = whole
        if pin.project not in portfolio.project:
            continue
        if edit is None:
            held.append(pin)
            continue
        text = _("fixed when the plan was made ({origin}); the edit takes its place")
        told.append(Problem(
            "pin-replaced", edit.where, text.format(origin=pin.origin.citation),
            severity=Severity.NOTICE,
        ))  # fmt: skip
    return held, told


def _other_scenario(form: Form, scenario: Scenario | None) -> Iterable[Problem]:
    facts = form.original.facts
    now = scenario_sha256(scenario) if scenario else ""
    if facts.get("scenario_sha256", "") != now:
        names = (facts.get("scenario", ""), scenario.name if scenario else "")
        then, today = (name or _("none") for name in names)
        text = (
            _("the scenario {now} sets other figures than when the plan was made")
            if then == today
            else _("the plan was made under the scenario {then}, it is checked under {now}")
        )
        found = text.format(then=then, now=today)
        remedy = _("name the scenario of the plan with --scenario")
        yield Problem(
            "plan-scenario", Path(form.path).name, found, "", remedy, Severity.WARNING
        )  # fmt: skip


def _solution(portfolio: Portfolio, form: Form) -> Solution:
    """The amounts as a plan: starts and promises follow from them."""
    starts = {id: year for id in form.rows if (year := _start(portfolio, form, id)) is not None}
    funded = {id: _promise(portfolio, form, id) for id in starts}
    solution = Solution(starts, funded, form.cells, form.overhang, _report(()))
    worth = recompute(gather(portfolio, solution))
    tiers = [
        TierReport(tier, float(w.value), float(w.waiting), float(w.overhang), float(w.objective),
                   inf, inf)
        for tier, w in worth.items()
    ]  # fmt: skip
    return replace(solution, report=_report(tiers))


def _start(portfolio: Portfolio, form: Form, id: str) -> int | None:
    """The first year with capital. A line under way starts with the plan. Where the first year
    with capital is the exported one, the start is the exported one too: it may have been earlier
    (a profile may leave the first year empty).
    """
    first = _first_year(form.by_line.get(id))
    exported = form.original.lines.get(id)
    if exported is not None and first == _first_year(form.original.by_line.get(id)):
        return exported.start
    project = portfolio.project.get(id)
    if first is None or project is None or project.kind is not Kind.PUBLIC:
        return first
    under_way = project.status not in (Status.NEW, Status.PREPARATION)
    return portfolio.settings.first_year if under_way else first


def _first_year(capital: Mapping[tuple[int, str], int] | None) -> int | None:
    return min((year for year, _source in capital or ()), default=None)


def _promise(portfolio: Portfolio, form: Form, id: str) -> int:
    """The whole need; of a divisible line what it gets, now and in the next plan."""
    project = portfolio.project.get(id)
    if project is not None and not project.divisible:
        return project.need
    return sum(form.by_line.get(id, {}).values()) + form.overhang.get(id, 0)


def _report(tiers: Iterable[TierReport]) -> SolveReport:
    tiers = tuple(tiers)
    rest = next((t for t in tiers if t.tier is Tier.REST), None)
    return SolveReport(
        outcome=Outcome.INTERRUPTED, objective=rest.objective if rest else 0.0, bound=inf,
        gap=inf, tiers=tiers, asked_gap=0.0, solver="", solver_version="", seed=0, threads=0,
        seconds=0.0, solver_seconds=0.0, variables=0, constraints=0,
    )  # fmt: skip


def _costs(edited: Solution, optimum: Plan) -> tuple[TierCost, ...]:
    own = {t.tier: t.objective for t in edited.report.tiers}
    return tuple(
        TierCost(t.tier, own.get(t.tier, 0.0), t.objective, t.bound)
        for t in optimum.solution.report.tiers
    )
