"""Collecting everything that is wrong, in order, so that it can be told at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from portfolio.errors import Place, Problem, Severity
from portfolio.i18n import _, ngettext
from portfolio.inputs.words import fold

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
_COMPARISONS = 50_000
_LISTED = 8
_CELL = re.compile(r"!([A-Z]{0,3})(\d+)(?::[A-Z]{0,3}\d+)?$")


class Findings:
    """Problems found so far. Repeated harmless ones are told once, with their number."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._grouped: dict[tuple[str, str], list[Problem]] = {}
        self._comparisons = _COMPARISONS

    def error(
        self, code: str, where: Place | str, found: str, expected: str = "", remedy: str = ""
    ) -> None:
        """Something that stops the run."""
        self._problems.append(problem_at(code, where, found, expected, remedy))

    def warning(
        self, code: str, where: Place | str, found: str, expected: str = "", remedy: str = ""
    ) -> None:
        """Something that is probably not meant."""
        problem = problem_at(code, where, found, expected, remedy, Severity.WARNING)
        self._problems.append(problem)

    def notice(self, code: str, where: Place | str, found: str, remedy: str = "") -> None:
        """Something the reader did that the user should know."""
        self._problems.append(problem_at(code, where, found, "", remedy, Severity.NOTICE))

    def repeated(self, group: str, problem: Problem) -> None:
        """A warning or notice that many cells of one column may share: told once."""
        self._grouped.setdefault((problem.code, group), []).append(problem)

    def problems(self) -> tuple[Problem, ...]:
        """Everything, errors first, then warnings, then notices; each of them sheet by sheet, as
        one goes through the cells from the top.
        """
        found = self._problems + [_merge(group) for group in self._grouped.values()]
        sheets: dict[str, int] = {}
        for problem in found:
            sheets.setdefault(_sheet(problem), len(sheets))
        return tuple(sorted(found, key=lambda p: (_RANK[p.severity], sheets[_sheet(p)], _cell(p))))

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        return any(p.severity is Severity.ERROR for p in self._problems)

    def nearest(self, text: str, names: Collection[str]) -> str:
        """The question "did you mean ...?" when a known name is near, else nothing.

        Comparing costs time, so a file full of unknown names gets only the first suggestions.
        """
        self._comparisons -= len(names)
        if self._comparisons < 0:
            return ""
        found = nearest(text, names)
        return _("did you mean “{name}”?").format(name=found) if found else ""


def _sheet(problem: Problem) -> str:
    return problem.where.rpartition("!")[0] or problem.where


def _cell(problem: Problem) -> tuple[int, int, str]:
    """Row and column of its (first) cell; what is of the whole sheet comes before."""
    match = _CELL.search(problem.where)
    return (int(match[2]), len(match[1]), match[1]) if match else (0, 0, "")


def problem_at(
    code: str, where: Place | str, found: str, expected: str = "", remedy: str = "",
    severity: Severity = Severity.ERROR,
) -> Problem:  # fmt: skip
    """A problem; what is expected is said as such, for its parts are printed one after another."""
    place = where if isinstance(where, Place) else Place(where)
    wanted = _("expected: {text}").format(text=expected) if expected else ""
    return Problem(code, place.where, found, wanted, remedy, severity, place.heading)


def nearest(text: str, names: Iterable[str]) -> str:
    """The known name closest to ``text``, or an empty text."""
    by_fold: dict[str, str] = {}
    for name in names:
        by_fold.setdefault(fold(name), name)
    close = difflib.get_close_matches(fold(text), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else ""


def _merge(group: list[Problem]) -> Problem:
    first, more = group[0], len(group) - 1
    if not more:
        return first
    tail = ngettext("and {n} more cell of this column", "and {n} more cells of this column", more)
    tail = tail.format(n=more)
    if first.severity is Severity.WARNING:  # each of them has to be looked at
        cells = ", ".join(p.where.rpartition("!")[2] for p in group[1 : _LISTED + 1])
        tail += f": {cells}" + (", …" if more > _LISTED else "")
    return replace(first, found=f"{first.found} ({tail})")
