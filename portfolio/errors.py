"""What can go wrong, said so that the person at the desk can mend it."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portfolio.i18n import N_, _

_OS_REASONS = {
    errno.ENOENT: N_("no such file or folder"),
    errno.EACCES: N_("no permission"),
    errno.EPERM: N_("no permission"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENOSPC: N_("no room left on the disk"),
    errno.EIO: N_("the disk or the network drive reports an error"),
    errno.EBUSY: N_("another program uses it"),
    errno.EINVAL: N_("the name is not allowed there"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ENOTDIR: N_("a part of the path is a file, not a folder"),
    errno.ELOOP: N_("its symbolic links go round in a circle"),
}


class Severity(StrEnum):
    """ERROR stops the run; WARNING and NOTICE are reported with the plan."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


def printable(text: str) -> str:
    r"""The text with every character that a screen does not show, or obeys, made visible.

    >>> printable("a\x1b[2Jb\tc")
    'a�[2Jb c'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def os_reason(error: OSError) -> str:
    """Why the system refused a file, in the user's language where the reason is a usual one."""
    usual = _OS_REASONS.get(error.errno or 0)
    return _(usual) if usual else error.strerror or str(error)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, ``Sheet!F12``, and what it is called: the heading of its column, or its setting."""

    where: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, in the user's language.

    ``where``: ``Sheet!Cell`` or ``file: key``. ``heading``: of the cell, as in ``Place``. ``code``:
    stable, for tests and ``--json``. The texts quote what a file holds, so that they are made
    printable.
    """

    code: str
    where: str
    found: str
    expected: str = ""
    remedy: str = ""
    severity: Severity = Severity.ERROR
    heading: str = ""

    def __post_init__(self) -> None:
        for name in ("where", "found", "expected", "remedy", "heading"):
            object.__setattr__(self, name, printable(getattr(self, name)))

    @property
    def place(self) -> str:
        """``Sheet!F12 (Total cost)``, or ``where`` alone."""
        return f"{self.where} ({self.heading})" if self.heading else self.where

    @property
    def text(self) -> str:
        """What was found, what is expected, how to mend it."""
        return "; ".join(part for part in (self.found, self.expected, self.remedy) if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class PortfolioError(Exception):
    """Base of every error that is the user's to read: one clear text, no traceback."""


class InputError(PortfolioError):
    """The workbook cannot be used; ``problems`` holds every finding at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class ScenarioError(InputError):
    """The scenario file cannot be used."""


class PinError(InputError):
    """What is fixed beside the workbook cannot be, or contradicts itself."""


class PlanFileError(InputError):
    """An edited plan that cannot be used."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that the user wrote and that takes part in a conflict.

    ``kind`` is stable (``start``, ``deadline``, ``capital`` ...; docs/infeasible.md lists them),
    ``subject`` the ids it is about. ``where``: its cells, scenario keys or options. ``text``:
    what it says, with its figure and unit, in the user's language.
    """

    kind: str
    subject: tuple[str, ...]
    year: int | None
    where: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Clauses that cannot hold together.

    ``irreducible``: proven that no clause can be spared; otherwise the time was up before.
    """

    clauses: tuple[Clause, ...]
    irreducible: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One clause that gives way. ``amount``: by how much, in ``unit``, or None: it goes."""

    kind: str
    subject: tuple[str, ...]
    year: int | None
    where: tuple[str, ...]
    text: str
    amount: int | float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Changes that together restore a plan; a solve with them found one."""

    changes: tuple[Change, ...]

    @property
    def text(self) -> str:
        """The changes in one line."""
        return "; ".join(change.text for change in self.changes)


class Infeasible(PortfolioError):
    """No plan obeys all the rules.

    ``conflicts``: sets of the user's own entries that cannot hold together; ``proposals``: the
    least changes that restore a plan. Both are empty where no analysis was asked.
    """

    def __init__(
        self,
        message: str,
        conflicts: Sequence[Conflict] = (),
        proposals: Sequence[Proposal] = (),
    ) -> None:
        self.conflicts = tuple(conflicts)
        self.proposals = tuple(proposals)
        super().__init__(message)


class NoSolution(PortfolioError):
    """The solver stopped (limit, interrupt, failure) without any plan."""


class PlanError(PortfolioError):
    """The independent checker found a broken rule in a finished plan: never to be delivered."""


class StudyError(PortfolioError):
    """Some runs of a study have no plan; ``failures``: (name of the run, its error) of each."""

    def __init__(self, failures: Sequence[tuple[str, PortfolioError]]) -> None:
        self.failures = tuple(failures)
        super().__init__("\n".join(f"{name}: {error}" for name, error in self.failures))


class OutputError(PortfolioError):
    """A file cannot be written: it exists, is locked, or there is no room."""
