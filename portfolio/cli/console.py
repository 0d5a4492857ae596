"""How the command line speaks: what goes to stdout and stderr, and how errors read."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

import click

from portfolio.errors import (
    Infeasible,
    InputError,
    NoSolution,
    OutputError,
    PinError,
    PlanError,
    PlanFileError,
    PortfolioError,
    Problem,
    ScenarioError,
    Severity,
    StudyError,
    printable,
)
from portfolio.i18n import _, ngettext

OK, STOPPED, INTERRUPTED = 0, 3, 130
"""Exit codes: done (a proven plan); a plan not proven within the asked gap; no plan, stopped by
the user. Errors make it 1, misuse 2.
"""
SHOWN = 200
"""Most problems listed one by one on stderr; ``portfolio validate`` lists them all."""


@dataclass(slots=True)
class State:
    """What the options common to all commands said, and ``args``, the whole command line."""

    args: tuple[str, ...] = ()
    json: bool = False
    quiet: bool = False
    debug: bool = False

    @property
    def talks(self) -> bool:
        """Whether tables and progress are wanted at all."""
        return not (self.json or self.quiet)


def use_utf8() -> None:
    """Vietnamese on every console and in every pipe, whatever the system's code page is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            if (stream.encoding or "").lower().replace("-", "") != "utf8":
                reconfigure(encoding="utf-8")
            reconfigure(errors="replace")


def on_terminal(stream: IO[str]) -> bool:
    """Whether a person looks at this stream (and it understands cursor codes)."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def say(text: str) -> None:
    """Write to stdout; a reader that went away (``| head``) is no error of ours."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _hush(sys.stdout)


def complain(text: str) -> None:
    """Write to stderr, without the characters that a terminal obeys: a text may quote a file."""
    text = "\n".join(printable(line) for line in text.split("\n"))
    try:
        click.secho(text, err=True, fg="red" if on_terminal(sys.stderr) else None)
    except BrokenPipeError:
        _hush(sys.stderr)


def _hush(stream: IO[str]) -> None:
    """Send what is still to come to nowhere, so that the interpreter's last flush is quiet."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def say_json(document: Any) -> None:
    """One JSON document on stdout."""
    say(json.dumps(document, ensure_ascii=False, indent=2))


def report(error: PortfolioError, state: State) -> None:
    """An error of the library as lines a person can act on, and as JSON when asked."""
    for line in error_lines(error):
        complain(line)
    if state.json:
        say_json({"status": "error", "error": error_document(error)})


def error_lines(error: PortfolioError) -> Iterator[str]:
    """What is wrong, then how to mend it."""
    if isinstance(error, InputError):
        yield from _problem_lines(error)
        return
    if isinstance(error, Infeasible):
        yield from str(error).splitlines()
        return
    if isinstance(error, StudyError):
        yield from _failure_lines(error)
        return
    if isinstance(error, PlanError):
        text = _("The plan did not pass its check and was not written: {message}")
        yield text.format(message=error)
        return
    yield _("Error: {message}").format(message=error)


def _failure_lines(error: StudyError) -> Iterator[str]:
    text = ngettext(
        "{count} scenario has no plan; nothing was written:",
        "{count} scenarios have no plan; nothing was written:",
        len(error.failures),
    )
    yield text.format(count=len(error.failures))
    for name, failure in error.failures:
        yield f"{name}:"
        yield from (f"  {line}" for line in error_lines(failure))


def _problem_lines(error: InputError) -> Iterator[str]:
    errors = [p for p in error.problems if p.severity is Severity.ERROR]
    if isinstance(error, ScenarioError):
        text = ngettext(
            "The scenario has {count} error:", "The scenario has {count} errors:", len(errors)
        )
    elif isinstance(error, PinError):
        text = ngettext(
            "What is fixed has {count} error:", "What is fixed has {count} errors:", len(errors)
        )
    elif isinstance(error, PlanFileError):
        text = ngettext(
            "The edited plan has {count} error:", "The edited plan has {count} errors:",
            len(errors),
        )  # fmt: skip
    else:
        text = ngettext(
            "The workbook has {count} error:", "The workbook has {count} errors:", len(errors)
        )
    yield text.format(count=len(errors))
    yield from (f"  {problem}" for problem in errors[:SHOWN])
    if len(errors) > SHOWN:
        text = _("  ... and {count} more; `portfolio validate FILE` lists them all")
        yield text.format(count=len(errors) - SHOWN)


_KINDS: tuple[tuple[type[PortfolioError], str], ...] = (
    (ScenarioError, "scenario"),
    (PinError, "pins"),
    (PlanFileError, "plan_file"),
    (InputError, "input"),
    (Infeasible, "infeasible"),
    (NoSolution, "no_solution"),
    (PlanError, "plan"),
    (OutputError, "output"),
    (StudyError, "study"),
)


def error_document(error: PortfolioError) -> dict[str, Any]:
    """The error for ``--json``: ``kind`` is stable, texts are in the user's language."""
    kind = next((name for cls, name in _KINDS if isinstance(error, cls)), "other")
    document: dict[str, Any] = {"kind": kind, "message": str(error)}
    if isinstance(error, InputError):
        document["problems"] = problem_documents(error.problems)
    if isinstance(error, StudyError):
        document["failures"] = [
            {"scenario": name, "error": error_document(failure)} for name, failure in error.failures
        ]
    if isinstance(error, Infeasible):
        document["conflicts"] = [asdict(conflict) for conflict in error.conflicts]
        document["proposals"] = [
            {"text": p.text, "changes": [asdict(c) for c in p.changes]} for p in error.proposals
        ]
    return document


def problem_documents(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems for ``--json``."""
    return [
        {
            "severity": p.severity.value,
            "code": p.code,
            "where": p.where,
            "heading": p.heading,
            "found": p.found,
            "expected": p.expected,
            "remedy": p.remedy,
        }
        for p in problems
    ]
