"""``portfolio explain``: read, plan, ask, tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.cli.console import OK, STOPPED, State, complain, say_json
from portfolio.cli.files import WORKBOOK, find_scenario, shipped
from portfolio.cli.progress import ProgressLine
from portfolio.cli.tables import Table
from portfolio.i18n import _
from portfolio.money import number, percent, ty
from portfolio.plan.explanation import Funded, Uncosted, Unfunded
from portfolio.study.explain.text import Words, afford

if TYPE_CHECKING:
    from portfolio.plan.schedule import Plan
    from portfolio.study.explain.ask import Explanations


@dataclass(frozen=True, slots=True)
class Request:
    """What ``portfolio explain`` was asked. None: the default."""

    lines: tuple[str, ...]
    workbook: str | None
    scenario: str | None
    time_limit: float | None
    workers: int | None


def explain_lines(request: Request, state: State) -> int:
    """Run the whole command; the exit code. Raises the library's errors."""
    with ProgressLine(quiet=not state.talks) as line:
        plan = _plan(request, line)
        found = answers(plan, request.lines, request.workers, line, request.time_limit)
    if state.json:
        say_json(_document(plan, found))
    elif not state.quiet:
        from portfolio.cli.tables import show

        show(tables(found))
    return _ended(plan, state)


def _ended(plan: Plan, state: State) -> int:
    from portfolio.model.records import Outcome

    if plan.outcome is Outcome.OPTIMAL:
        return OK
    if not state.quiet:
        complain(_("The plan itself was stopped before the asked gap was proven."))
    return STOPPED


def _plan(request: Request, line: ProgressLine) -> Plan:
    workbook = Path(request.workbook) if request.workbook else shipped(WORKBOOK)
    path = find_scenario(request.scenario)
    line.stage(_("Reading {path} ...").format(path=workbook))
    from portfolio.inputs import read_workbook
    from portfolio.inputs.scenario import read_scenario
    from portfolio.study.run import run

    portfolio = read_workbook(workbook)
    scenario = read_scenario(path) if path else None
    line.stage(_("Building the model ..."))
    return run(portfolio, scenario, progress=line.solving)


def answers(
    plan: Plan,
    lines: tuple[str, ...],
    workers: int | None,
    line: ProgressLine,
    time_limit: float | None = None,
) -> Explanations:
    """The explanations, on all processors unless told otherwise, with progress."""
    from portfolio.model.engine import Options
    from portfolio.study.explain.ask import explain

    options = Options.of(plan.portfolio.settings)
    if time_limit is not None:
        options = replace(options, time_limit=time_limit)

    def told(done: int, of: int) -> None:
        line.stage(_("Explaining lines: {done} of {of} ...").format(done=done, of=of))

    told(0, max(1, len(lines)))
    return explain(plan, *lines, options=options, workers=workers, progress=told)


def _document(plan: Plan, found: Explanations) -> dict[str, object]:
    from portfolio.study.explain.tidy import documents

    return {
        "status": "explanations",
        "unit": "triệu đồng",
        "outcome": plan.outcome.value,
        "gap": found.gap,
        "worth": {tier.name.lower(): value for tier, value in found.worth.items()},
        "lines": documents(found),
    }


def tables(found: Explanations) -> Iterator[Table]:
    """One table a line; lines without an estimate that have the same answers share one."""
    words = Words(found.portfolio)
    for line in found.lines:
        if isinstance(line, Unfunded):
            yield _unfunded(found, words, line)
        elif isinstance(line, Funded):
            yield _funded(found, words, line)
    for group in found.uncosted:
        yield _uncosted(words, group)


def _title(words: Words, id: str) -> str:
    project = words.portfolio.project[id]
    return f"{id} · {project.name}"


def _unfunded(found: Explanations, words: Words, line: Unfunded) -> Table:
    project = words.portfolio.project[line.project]
    rows = [
        (_("TMĐT; need; score"), _("{cost} tỷ; {need} tỷ; {score} points").format(
            cost=ty(project.cost or 0), need=ty(project.need), score=number(line.score, 1))),
        (_("What keeps it out"), words.blocked(line)),
        (_("Capital that would bring it in"), words.price(line)),
        (_("If it had to be in"), words.exchange(line.exchange, found.worth)),
        (_("TMĐT at which it is in"), words.ceilings(line)),
        (_("Score at which it is in"), words.score(line.entry, line.score)),
    ]  # fmt: skip
    return Table(_title(words, line.project), ("", ""), rows, colour="yellow", note=_note(found))


def _funded(found: Explanations, words: Words, line: Funded) -> Table:
    earlier = _("A year earlier ({year})").format(year=line.earlier.year)
    later = _("A year later ({year})").format(year=line.later.year)
    rows = [
        (_("In the plan from"), str(line.start)),
        (earlier, words.shift(line.project, line.earlier, found.worth)),
        (later, words.shift(line.project, line.later, found.worth)),
        *((words.source(payer.source), words.payer(payer)) for payer in line.payers),
    ]
    return Table(_title(words, line.project), ("", ""), rows, colour="green", note=_note(found))


def _note(found: Explanations) -> str:
    text = _(
        "Value: score × need, in triệu đồng weighted; every re-solve proven to a gap of {gap}."
    )
    return text.format(gap=percent(found.gap, 4))


def _uncosted(words: Words, group: list[Uncosted]) -> Table:
    line = group[0]
    rows = [(str(year.year), *afford(year)) for year in line.by_year]
    if len(group) == 1:
        title = _title(words, line.project)
    else:
        ids = ", ".join(x.project for x in group)
        text = _("{count} lines without an estimate: {ids}")
        title = text.format(count=len(group), ids=ids)
    heads = (
        _("Start"),
        _("Greatest TMĐT, nothing else lost"),
        _("Greatest TMĐT, plan made anew at {score} points").format(score=number(line.score, 1)),
    )
    return Table(title, heads, rows, note=uncosted_note(line))


def uncosted_note(line: Uncosted) -> str:
    """What to know about the figures of a line without an estimate."""
    notes = []
    if not line.marked:
        notes.append(_("Not yet marked: the neutral score is used."))
    if line.group_from is not None:
        text = _("From {amount} tỷ on it is of the next group, with other years of capital.")
        notes.append(text.format(amount=ty(line.group_from)))
    return " ".join(notes)
