"""When no plan obeys all the rules: which entries cannot hold together, and what would help.

``docs/infeasible.md`` tells the user how to read it, docs/model.md how it is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portfolio.errors import Conflict, Infeasible
from portfolio.i18n import _
from portfolio.model.conflicts.changes import Input
from portfolio.model.conflicts.entries import EntryKind, entries_of
from portfolio.model.conflicts.filtering import Found, conflicts, reluctance
from portfolio.model.conflicts.probe import Probe
from portfolio.model.conflicts.proposals import proposal
from portfolio.model.conflicts.remedies import (
    Remedy,
    alternatives,
    fewer_lines,
    more_capital,
    together,
)
from portfolio.model.conflicts.telling import message
from portfolio.model.conflicts.words import clause
from portfolio.model.engine import Session
from portfolio.model.lines import Data

SECONDS = 25.0
"""For the whole analysis; the conflicts themselves get at most ``SHARE`` of it."""
SHARE = 0.7


def infeasible(data: Data, session: Session) -> Infeasible:
    """The error to raise for ``data`` without any plan: conflicts and proposals, in words."""
    began = session.elapsed
    session.listener = None
    session.options = replace(session.options, time_limit=began + SECONDS)
    probe = Probe(session, began + SHARE * SECONDS)
    given = Input(data.portfolio)
    found = conflicts(given, entries_of(data), probe)
    probe.seconds = began + SECONDS
    told = [Conflict(tuple(clause(data, e) for e in one.entries), one.irreducible) for one in found]
    proposals = [proposal(data, changes) for changes in _remedies(given, found, probe)]
    text = message(data, told, proposals, late=probe.late)
    return Infeasible(text, told, proposals)


def without_analysis() -> Infeasible:
    """The same error where nobody asks why."""
    return Infeasible(_("No plan obeys all the rules."))


def _remedies(given: Input, found: Sequence[Found], probe: Probe) -> list[list[Remedy]]:
    """Single changes that are enough, else one for each conflict; then money and lines alone."""
    entries = list(dict.fromkeys(e for one in found for e in one.entries))
    money = [e for e in entries if e.kind is EntryKind.CAPITAL]
    others = sorted((e for e in entries if e not in money), key=reluctance)
    single = alternatives(given, others, probe)
    several = more_capital(given, [(e.subject[0], e.year or 0) for e in money], probe)
    sets = [several]
    if not single and not several and len(found) > 1:
        sets += together(given, found, probe)
    if not any(one.entry.kind is EntryKind.START for one in single):
        sets.append(fewer_lines(given, found, probe))
    by_year = alternatives(given, money, probe)
    if several and by_year and min(_total([one]) for one in by_year) <= _total(several):
        sets.remove(several)
    singles = [[one] for one in (*single, *by_year)]
    return singles + [remedies for remedies in sets if remedies]


def _total(remedies: Sequence[Remedy]) -> int:
    return sum(one.amount or 0 for one in remedies)
