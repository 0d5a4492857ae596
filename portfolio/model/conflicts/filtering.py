"""The deletion filter: from all entries down to sets that cannot hold together.

Whole groups are tried first and halved where they are needed, so that the number of solves
grows with the size of the conflict and hardly with that of the input. The last word is a solve
without each entry that is left, and one with all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from portfolio.model.conflicts.changes import Input, lift
from portfolio.model.conflicts.entries import Entry, EntryKind
from portfolio.model.conflicts.probe import Probe

MOST_CONFLICTS = 5


@dataclass(frozen=True)
class Found:
    """Entries that cannot hold together; ``irreducible`` when none can be spared, proven.

    ``relaxed``: those that give way while further conflicts are looked for.
    """

    entries: tuple[Entry, ...]
    irreducible: bool

    @property
    def relaxed(self) -> tuple[Entry, ...]:
        """All the money, where money is in it; else the one entry that gives way most easily."""
        money = tuple(e for e in self.entries if e.kind is EntryKind.CAPITAL)
        return money or tuple(sorted(self.entries, key=reluctance)[:1])


_LAST = (EntryKind.CAPITAL, EntryKind.OVERHANG, EntryKind.START, EntryKind.ARREARS)


def reluctance(entry: Entry) -> tuple[int, int]:
    """What the user fixed himself gives way first, the law and mandatory lines last."""
    if entry.kind in _LAST:
        return 1, _LAST.index(entry.kind)
    return 0, -list(EntryKind).index(entry.kind)


def conflicts(given: Input, entries: Sequence[Entry], probe: Probe) -> list[Found]:
    """Sets of entries in conflict, one after the other: each is relaxed before the next one.

    ``given`` has no plan. What the time did not allow is left out, or told as not proven.
    """
    found: list[Found] = []
    relaxed: list[Entry] = []
    while len(found) < MOST_CONFLICTS:
        base = lift(given, relaxed)
        if found and probe.feasible(base, sure=True) is not False:
            break
        one = _shrink(base, [e for e in entries if e not in relaxed], probe)
        if not one.entries:
            break
        found.append(one)
        relaxed += one.relaxed
    return found


def _shrink(given: Input, entries: Sequence[Entry], probe: Probe) -> Found:
    filtering = _Filter(given, list(entries), probe)
    for _kind, group in groupby(entries, key=lambda e: e.kind):
        filtering.spare(list(group))
    return filtering.verify()


@dataclass
class _Filter:
    given: Input
    active: list[Entry]
    probe: Probe

    def __post_init__(self) -> None:
        self.everything = tuple(self.active)

    def spare(self, group: list[Entry], *, needed: bool = False) -> bool:
        """Drop as much of the group as the conflict does not need; whether anything was kept.

        ``needed``: that the whole group cannot go is known.
        """
        if not group or (not needed and self._conflict_without(group)):
            return False
        if len(group) == 1:
            return True
        half = len(group) // 2
        kept = self.spare(group[:half])
        return self.spare(group[half:], needed=not kept) or kept

    def _conflict_without(self, group: Collection[Entry]) -> bool:
        """Whether the rest still conflicts; then the group is dropped."""
        gone = set(group)
        rest = [e for e in self.active if e not in gone]
        if self._feasible(rest) is not False:
            return False
        self.active = rest
        return True

    def _feasible(self, active: Collection[Entry], *, sure: bool = False) -> bool | None:
        kept = set(active)
        lifted = [e for e in self.everything if e not in kept]
        return self.probe.feasible(lift(self.given, lifted), sure=sure)

    def verify(self) -> Found:
        """A solve without each entry must find a plan, one with all of them none.

        A later deadline can bring later rows of its own: what turns out to be spare goes here.
        """
        proven = True
        for entry in list(self.active):
            verdict = self._feasible([e for e in self.active if e != entry])
            if verdict is False:
                self.active.remove(entry)
                return self.verify()
            proven = proven and verdict is True
        proven = proven and self._feasible(self.active, sure=True) is False
        return Found(tuple(self.active), proven)
