"""One damaged input: what came of it, and whether that is what the program promises."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from xml.parsers import expat

import portfolio as pf
from portfolio.cli import main
from portfolio.domain import Portfolio
from portfolio.errors import Infeasible, InputError, NoSolution, Severity
from portfolio.i18n import language
from portfolio.model.engine import Options
from portfolio.plan.check import check
from tests.fuzz.trial import BOOK, OUT, SCENARIO, Trial, whole

SOLVER_SECONDS = 5.0
OLD = b"the old file"
Files = dict[str, bytes]
CODES = (0, 1, 2, 3)
"""Exit codes that the command line promises."""


@dataclass(frozen=True)
class Told:
    """One message: its kind, and its text in the language of the run."""

    code: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """``result``: plan, portfolio, refused, infeasible, no solution, exit 0 ... exit 3."""

    result: str
    told: tuple[Told, ...] = ()


class Defect(Exception):
    """A promise of the program was broken."""


def judge(trial: Trial, folder: Path, lang: str = "vi") -> Outcome:
    """Try the input in an empty folder. Raises ``Defect``, and whatever the program lets out."""
    for name, data in trial.files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    with language(lang):
        outcome = _library(trial, folder) if trial.args is None else _command(trial, folder, lang)
    for told in outcome.told:
        readable(told.text)
    return outcome


def _library(trial: Trial, folder: Path) -> Outcome:
    out = folder / OUT
    out.write_bytes(OLD)
    before = _contents(folder)
    scenario = folder / SCENARIO if SCENARIO in trial.files else None
    try:
        outcome = _plan(folder / BOOK, scenario, trial, out)
    except InputError as error:
        outcome = Outcome("refused", _problems(error))
    except Infeasible as error:
        outcome = Outcome("infeasible", (Told("infeasible", str(error)),))
    except NoSolution as error:
        outcome = Outcome("no solution", (Told("no-solution", str(error)),))
    if trial.harmless and outcome.result != "plan":
        raise Defect(f"harmless, yet {outcome}")
    after = _contents(folder)
    if trial.write and outcome.result == "plan":
        _whole_workbook(after.pop(OUT))
        del before[OUT]
    if after != before:
        raise Defect("a file was lost, changed or left behind")
    return outcome


def _plan(book: Path, scenario: Path | None, trial: Trial, out: Path) -> Outcome:
    city = pf.read_workbook(book)
    if trial.harmless and _meaning(city) != _meaning(_whole_portfolio()):
        raise Defect("harmless, yet another portfolio was read")
    told = _problems(InputError(city.notices))
    if scenario is not None:
        city = pf.apply_scenario(city, pf.read_scenario(scenario))
    options = Options.of(city.settings)
    limit = min(options.time_limit, SOLVER_SECONDS)
    plan = pf.run(city, options=replace(options, time_limit=limit, threads=1))
    report = check(plan.portfolio, plan.solution, plan.envelope)
    if report.broken:
        raise Defect(f"a wrong plan: {report.broken}")
    if trial.write:
        pf.write_plan(plan, out, force=True)
    return Outcome("plan", told)


def _problems(error: InputError) -> tuple[Told, ...]:
    told = tuple(Told(p.code, str(p)) for p in error.problems)
    if any(not (p.code and p.where and p.found) for p in error.problems):
        raise Defect(f"a problem without a place or a text: {told}")
    errors = [p for p in error.problems if p.severity is Severity.ERROR]
    return tuple(Told(p.code, str(p)) for p in errors) or told


@cache
def _whole_portfolio() -> Portfolio:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / BOOK
        path.write_bytes(whole())
        return pf.read_workbook(path)


def _meaning(portfolio: Portfolio) -> Portfolio:
    return replace(portfolio, notices=(), path="", sha256="")


def _command(trial: Trial, folder: Path, lang: str) -> Outcome:
    assert trial.args is not None
    before = _contents(folder)
    args = trial.args if "--lang" in trial.args else ("--lang", lang, *trial.args)
    out, err = io.StringIO(), io.StringIO()
    with _within(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(args)
    if code not in CODES:
        raise Defect(f"exit code {code}")
    if code in (1, 2) and not (err.getvalue() + out.getvalue()).strip():
        raise Defect(f"exit code {code} without a word")
    if "Traceback" in err.getvalue() + out.getvalue():
        raise Defect("a traceback")
    if "--json" in trial.args and out.getvalue() and code in (0, 1, 3) and "-h" not in trial.args:
        json.loads(out.getvalue())
    _files(before, _contents(folder), trial.args if code in (0, 3) else ())
    said = [line for line in err.getvalue().splitlines() if line.strip()][-1:]
    told = tuple(Told(f"exit-{code}", line) for line in said)
    return Outcome(f"exit {code}", told if code in (1, 2) else ())


def _files(before: Files, after: Files, named: tuple[str, ...]) -> None:
    """Nothing lost, nothing half-written; a file changes only when it was named with --force."""
    if any(".portfolio-" in name for name in after):
        raise Defect("litter was left behind")
    may_change = named if "--force" in named else ()
    for name, data in before.items():
        if after.get(name) != data and name not in may_change:
            raise Defect(f"{name} was lost or changed")
    for name, data in after.items():
        if name.endswith(".xlsx") and before.get(name) != data:
            _whole_workbook(data)


@contextlib.contextmanager
def _within(folder: Path) -> Iterator[None]:
    with contextlib.chdir(folder):
        hook = sys.excepthook
        language_before = os.environ.get("PORTFOLIO_LANG")
        try:
            yield
        finally:
            sys.excepthook = hook
            if language_before is not None:
                os.environ["PORTFOLIO_LANG"] = language_before


def _contents(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _whole_workbook(data: bytes) -> None:
    """Every member of a written workbook is whole and well-formed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if package.testzip() is not None:
            raise Defect("the written workbook is damaged")
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                try:
                    expat.ParserCreate().Parse(package.read(name), True)
                except expat.ExpatError as error:
                    raise Defect(f"the written workbook is no XML: {name}: {error}") from error


def readable(text: str) -> None:
    """A person can read it: some words, no control characters, no half of a letter."""
    if not text.strip():
        raise Defect("an empty message")
    odd = [c for c in text if not (c.isprintable() or c in "\n\t")]
    if odd:
        raise Defect(f"unprintable characters {odd!r} in: {text[:300]!r}")
    if "Traceback" in text or "object at 0x" in text:
        raise Defect(f"the inside of the program: {text[:300]}")
