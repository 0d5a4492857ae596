"""The verdict on an edited plan in a few tables, for the terminal, and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from portfolio.cli.console import problem_documents
from portfolio.cli.tables import Table
from portfolio.cli.views import problem_tables
from portfolio.domain import Portfolio
from portfolio.i18n import N_, _, ngettext
from portfolio.inputs.edited.records import Edit, EditKind
from portfolio.money import number, percent
from portfolio.output.excel.words import word
from portfolio.plan.check_text import RULES, WORDS
from portfolio.plan.records import CheckLine
from portfolio.study.edited import Broken, EditVerdict, TierCost

SHOWN_EDITS = 60
SHOWN_CELLS = 3
"""Of the cells of a broken rule; --json has them all."""
_NAME = 46
"""Letters of a line's name."""
_SIGNS = {"<=": "≤", ">=": "≥"}
_STARTS = ("one_start", "links", "new_starts")
"""Rules that count starts."""

KINDS = {
    EditKind.AMOUNT: N_("amount"),
    EditKind.OVERHANG: N_("left to the next plan"),
    EditKind.ADDED: N_("line added"),
    EditKind.DELETED: N_("line deleted"),
    EditKind.EMPTIED: N_("all capital taken away"),
}


def tables(verdict: EditVerdict) -> Iterator[Table]:
    """What was odd, what was edited, what is broken, what it costs."""
    yield _origin(verdict)
    yield from problem_tables(verdict.plan.problems)
    yield _edits(verdict)
    if verdict.broken:
        yield _broken(verdict)
    yield _costs(verdict)


def _origin(verdict: EditVerdict) -> Table:
    plan = verdict.plan
    facts = plan.form.original.facts
    rows = [
        (_("Plan"), plan.form.path),
        (_("Made"), facts.get("created", "–")),
        (_("Scenario of the plan"), facts.get("scenario", "–")),
        (_("Workbook"), plan.portfolio.path or "–"),
        (_("What counts"), _("the sheet {sheet}, as it stands").format(sheet=plan.form.sheet)),
    ]
    return Table(_("Check of an edited plan"), ("", ""), rows)


def _edits(verdict: EditVerdict) -> Table:
    edits = verdict.plan.edits
    portfolio = verdict.plan.portfolio
    rows = [
        (
            edit.where,
            _line(portfolio, edit.project),
            _what(portfolio, edit),
            number(edit.before),
            number(edit.after),
            _signed(edit.after - edit.before),
        )
        for edit in edits[:SHOWN_EDITS]
    ]
    count = len(edits)
    text = ngettext("{n} edit (triệu đồng)", "{n} edits (triệu đồng)", count)
    title = text.format(n=count) if edits else _("Nothing was edited")
    more = count - SHOWN_EDITS
    note = _("and {count} more").format(count=more) if more > 0 else ""
    heads = (_("Cell"), _("Line"), _("What"), _("Before"), _("After"), _("Change"))
    return Table(title, heads, rows, numbers=frozenset({3, 4, 5}), note=note)


def _what(portfolio: Portfolio, edit: Edit) -> str:
    if edit.kind is not EditKind.AMOUNT:
        return _(KINDS[edit.kind])
    return f"{edit.year}, {_source(portfolio, edit.source or '')}"


def _signed(amount: int) -> str:
    return f"+{number(amount)}" if amount > 0 else number(amount)


def _line(portfolio: Portfolio, id: str) -> str:
    found = portfolio.project.get(id)
    return f"{id} {_short(found.name)}" if found else id


def _source(portfolio: Portfolio, id: str) -> str:
    found = portfolio.source.get(id)
    return found.name if found else id


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…"


def _broken(verdict: EditVerdict) -> Table:
    rows = [_broken_row(verdict.plan.portfolio, broken) for broken in verdict.broken]
    count = len(rows)
    title = ngettext("{n} broken check (triệu đồng)", "{n} broken checks (triệu đồng)", count)
    heads = (_("Cells"), _("Rule"), _("Of"), _("Found"), _("Allowed"), _("Off by"), _("Basis"))
    return Table(
        title.format(n=count), heads, rows, numbers=frozenset({3, 4, 5}), colour="red",
        note=_("The first cell is the sum that the rule bounds; the others were edited."),
    )  # fmt: skip


def _broken_row(portfolio: Portfolio, broken: Broken) -> tuple[str, ...]:
    line = broken.line
    cells = list(broken.cells[:1])
    sheet = cells[0].rpartition("!")[0]
    cells += [cell.removeprefix(f"{sheet}!") for cell in broken.cells[1:SHOWN_CELLS]]
    if len(broken.cells) > SHOWN_CELLS:
        cells.append("…")
    found, allowed, off = _sides(line)
    return (
        ", ".join(cells), _(RULES[line.rule]), _subject(portfolio, line), found, allowed, off,
        broken.basis,
    )  # fmt: skip


def _sides(line: CheckLine) -> tuple[str, str, str]:
    """What was found, what is allowed, and by how much money it is off."""
    sign = _SIGNS.get(line.relation, line.relation)
    if line.rule == "links" and line.subject[0] != "exclusion":
        return _("starts in {year}").format(year=line.year), _("not yet"), ""
    if line.rule == "window" and line.subject[-1] == "start":
        return str(line.left), f"{sign} {line.right}", ""
    if line.rule in _STARTS or (line.rule == "pins" and len(line.subject) == 1):
        return _starts(line.left), f"{sign} {_starts(line.right)}", ""
    off = "" if line.rule == "integrity" else number(abs(Fraction(line.slack)))
    return number(line.left), f"{sign} {number(line.right)}", off


def _starts(count: int | Fraction) -> str:
    return ngettext("{n} start", "{n} starts", int(count)).format(n=number(count))


def _subject(portfolio: Portfolio, line: CheckLine) -> str:
    """Names beside ids, words for the checker's own marks."""
    if line.rule == "links":
        kind, first, second = line.subject
        word_of = _(WORDS["links", kind])
        return f"{_line(portfolio, second)}: {word_of} {_line(portfolio, first)}"
    parts = [_part(portfolio, line, part) for part in line.subject]
    return ", ".join(parts if line.year is None else [*parts, str(line.year)]) or _("whole plan")


def _part(portfolio: Portfolio, line: CheckLine, part: str) -> str:
    own = WORDS.get((line.rule, part))
    if own is not None:
        return _(own)
    if part in portfolio.project:
        return _line(portfolio, part)
    owner = portfolio.owner.get(part)
    return owner.name if owner else _source(portfolio, part)


def _costs(verdict: EditVerdict) -> Table:
    title = _("What the edits cost (objective, triệu đồng weighted)")
    if not verdict.costs:
        note = _("No optimum to compare with: {reason}")
        return Table(title, (), (), note=note.format(reason=verdict.no_optimum))
    rows = [
        (
            word(cost.tier), number(cost.edited), number(cost.optimum), number(cost.loss),
            _share(cost),
        )
        for cost in verdict.costs
    ]  # fmt: skip
    heads = (_("Tier"), _("Edited plan"), _("Optimum"), _("Loss"), "%")
    return Table(title, heads, rows, numbers=frozenset({1, 2, 3, 4}), note=_caveat(verdict))


def _share(cost: TierCost) -> str:
    return percent(cost.loss / cost.optimum) if cost.optimum else "–"


def _caveat(verdict: EditVerdict) -> str:
    if verdict.broken:
        return _(
            "The edited plan breaks rules, so the comparison with the optimum is not a fair one."
        )
    optimum = verdict.optimum
    assert optimum is not None, "there are costs"
    text = _("The optimum is proven within {gap}.")
    return text.format(gap=percent(optimum.solution.report.gap, 4))


def document(verdict: EditVerdict) -> dict[str, Any]:
    """Everything for another program; amounts in whole triệu đồng."""
    plan = verdict.plan
    return {
        "status": "ok" if verdict.ok else "broken",
        "unit": "triệu đồng",
        "plan": plan.form.path,
        "exported": dict(plan.form.original.facts),
        "readable": plan.readable,
        "problems": problem_documents(plan.problems),
        "edits": [
            {
                "kind": edit.kind.value, "cell": edit.where, "project": edit.project,
                "source": edit.source, "year": edit.year, "before": edit.before,
                "after": edit.after,
            }
            for edit in plan.edits
        ],
        "checks": len(verdict.report.lines),
        "broken": [
            {
                "rule": b.line.rule, "subject": list(b.line.subject), "year": b.line.year,
                "cells": list(b.cells), "found": float(b.line.left),
                "relation": b.line.relation, "allowed": float(b.line.right),
                "basis": b.basis,
            }
            for b in verdict.broken
        ],
        "costs": [
            {
                "tier": cost.tier.name.lower(), "edited": cost.edited, "optimum": cost.optimum,
                "bound": cost.bound, "loss": cost.loss,
            }
            for cost in verdict.costs
        ],
        "no_optimum": verdict.no_optimum,
    }  # fmt: skip
