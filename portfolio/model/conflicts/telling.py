"""The whole message: the shortage, every conflict with its places, the proposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from portfolio.errors import Change, Clause, Conflict, Proposal
from portfolio.i18n import _, ngettext
from portfolio.model.conflicts.entries import EntryKind
from portfolio.model.conflicts.words import source_name
from portfolio.model.lines import Data, Line
from portfolio.money import floor_share, percent, ty

TOGETHER = 4
"""From so many clauses of a kind on they are told in one line."""
SHOWN = 12
"""Proposals told in words; ``--json`` has all."""
_ORDER = {kind.value: n for n, kind in enumerate(reversed(EntryKind))}


def message(
    data: Data, conflicts: Sequence[Conflict], proposals: Sequence[Proposal], *, late: bool
) -> str:
    """The text of the error, line by line. ``late``: the time was up before the end."""
    lines = [_("No plan obeys all the rules.")]
    lines += shortage(data)
    for number, conflict in enumerate(conflicts, 1):
        if len(conflicts) == 1:
            lines.append(_("These cannot hold together:"))
        else:
            lines.append(_("Conflict {n}: these cannot hold together:").format(n=number))
        lines += (f"- {text}" for text in _clauses(data, conflict.clauses))
        if not conflict.irreducible:
            lines.append(_("  (the time was up before every one was proven to be needed)"))
    if not conflicts:
        lines.append(_("The time was up before a cause was found."))
    if proposals:
        lines.append(_("Each of these restores a plan (solved again to be sure):"))
        told = list(_proposals(proposals))
        lines += (f"{n}. {text}" for n, text in enumerate(told[:SHOWN], 1))
        more = max(0, len(told) - SHOWN)
    else:
        more = 0
    if more:
        text = ngettext("... and {n} more; --json lists all", "... and {n} more; --json lists all",
                        more)  # fmt: skip
        lines.append(text.format(n=more))
    if late:
        lines.append(_("The time for looking was up: there may be more proposals."))
    return "\n".join(lines)


def shortage(data: Data) -> Iterator[str]:
    """What must start, what there is, what is missing: when the sums alone do not fit."""
    must = [line for line in data.lines if line.project.must_start and _budgeted(data, line)]
    need, money = sum(line.need for line in must), sum(data.envelope.spendable.values())
    if need <= money:
        return
    share = data.portfolio.settings.overhang_share
    text = ngettext(
        "{n} line must start and needs {need} tỷ đồng in all; the sources have {money} tỷ đồng to "
        "spend in {first}-{last}: {missing} tỷ đồng are missing. Capital left to the next plan: at "
        "most {left} tỷ đồng ({share}).",
        "{n} lines must start and need {need} tỷ đồng in all; the sources have {money} tỷ đồng to "
        "spend in {first}-{last}: {missing} tỷ đồng are missing. Capital left to the next plan: at "
        "most {left} tỷ đồng ({share}).",
        len(must),
    )
    yield text.format(
        n=len(must), need=ty(need), money=ty(money), missing=ty(need - money), first=data.years[0],
        last=data.years[-1], left=ty(floor_share(share, money)), share=percent(share),
    )  # fmt: skip


def _budgeted(data: Data, line: Line) -> bool:
    """Whether only sources with an envelope can pay for the line."""
    return not data.envelope.unlimited.intersection(line.sources)


def _clauses(data: Data, clauses: Sequence[Clause]) -> Iterator[str]:
    ordered = sorted(clauses, key=lambda c: (_ORDER[c.kind], c.subject[:1]))
    for kind, same in groupby(ordered, key=lambda c: c.kind):
        group = list(same)
        if kind == EntryKind.CAPITAL:
            for source, part in groupby(group, key=lambda c: c.subject[0]):
                yield _of_source(data, source, list(part))
        elif len(group) < TOGETHER:
            yield from (_placed(clause.text, clause.where) for clause in group)
        elif kind == EntryKind.START:
            yield _starts(data, group)
        elif kind == EntryKind.DEADLINE:
            yield _deadlines(data, group)
        else:
            yield from (_placed(clause.text, clause.where) for clause in group)


def _of_source(data: Data, source: str, clauses: list[Clause]) -> str:
    if len(clauses) == 1:
        return _placed(clauses[0].text, clauses[0].where)
    money = {c.year or 0: data.envelope.spendable[source, c.year or 0] for c in clauses}
    text = _("{source}: {money} tỷ đồng to spend ({by_year})")
    by_year = "; ".join(f"{t}: {ty(money[t])}" for t in sorted(money))
    name = source_name(data.portfolio, source)
    total = ty(sum(money.values()))
    return _placed(text.format(source=name, money=total, by_year=by_year), _all(clauses))


def _starts(data: Data, clauses: list[Clause]) -> str:
    projects = [data.portfolio.project[c.subject[0]] for c in clauses]
    each = "; ".join(f"{p.id}: {ty(p.need)}" for p in projects)
    text = _("{n} lines must start and need {money} tỷ đồng ({each})")
    money = ty(sum(p.need for p in projects))
    return _placed(text.format(n=len(projects), money=money, each=each), _all(clauses))


def _deadlines(data: Data, clauses: list[Clause]) -> str:
    projects = [data.portfolio.project[c.subject[0]] for c in clauses]
    each = "; ".join(f"{p.id}: {p.deadline}" for p in projects)
    text = _("deadlines of {n} lines: no capital after them ({each})")
    return _placed(text.format(n=len(projects), each=each), _all(clauses))


def _all(clauses: Sequence[Clause]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for c in clauses for place in c.where))


def _proposals(proposals: Sequence[Proposal]) -> Iterator[str]:
    """One text each; the same amount in one of several source-years is one."""
    same: dict[int | float, list[Change]] = {}
    for proposal in proposals:
        first = proposal.changes[0]
        if len(proposal.changes) == 1 and first.amount is not None and _is_capital(first):
            same.setdefault(first.amount, []).append(first)
    for proposal in proposals:
        first = proposal.changes[0]
        group = same.get(first.amount or 0, [])
        if len(proposal.changes) > 1 or first not in group or len(group) == 1:
            yield _proposal(proposal)
        elif first is group[0]:
            yield _any_of(int(first.amount or 0), group)


def _is_capital(change: Change) -> bool:
    return change.kind == EntryKind.CAPITAL


def _any_of(amount: int, group: Sequence[Change]) -> str:
    by_source: dict[str, list[int]] = {}
    for change in group:
        by_source.setdefault(change.subject[0], []).append(change.year or 0)
    where = "; ".join(f"{k}: {', '.join(map(str, t))}" for k, t in by_source.items())
    text = _("{money} tỷ đồng more to spend in one of these: {where}")
    return text.format(money=ty(amount), where=where)


def _proposal(proposal: Proposal) -> str:
    return "; ".join(_placed(change.text, change.where) for change in proposal.changes)


def _placed(text: str, where: Sequence[str]) -> str:
    """``text [Du_an!F2, F3]``: a sheet is named once for neighbouring cells of it."""
    shown: list[str] = []
    sheet = ""
    for place in where:
        own, mark, cell = place.partition("!")
        shown.append(cell if mark and own == sheet else place)
        sheet = own if mark else ""
    return f"{text} [{', '.join(shown)}]" if shown else text
