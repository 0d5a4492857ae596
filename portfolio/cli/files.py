"""Which files a command reads, and whether it may write where it is asked to.

``os.path`` asks, and not ``Path``, which raises for a name that is too long or no name at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from portfolio.errors import OutputError
from portfolio.i18n import _

WORKBOOK = Path("data") / "projects.xlsx"
SCENARIO = "hien-hanh"


def shipped(path: Path) -> Path:
    """A file of the project: from the current folder, else from where the project is installed."""
    home = Path(__file__).resolve().parents[2] / path
    return home if home.exists() and not os.path.exists(path) else path


def find_scenario(asked: str | None) -> Path | None:
    """The scenario file: a path, or the name of one in ``scenarios/``; the baseline by default."""
    named = shipped(Path("scenarios") / f"{asked or SCENARIO}.toml")
    if asked is None:
        return named if named.exists() else None
    path = Path(asked)
    is_path = os.path.exists(path) or path.suffix or len(path.parts) > 1
    return path if is_path or not os.path.exists(named) else named


def of_plan(plan: Path) -> tuple[Path | None, Path | None]:
    """The workbook and the scenario that an exported plan names, where they are there.

    Raises ``PlanFileError`` when the file is no plan.
    """
    from portfolio.inputs.edited.reading import read_facts

    facts = read_facts(plan)
    workbook = _there(facts.get("workbook"))
    named = facts.get("scenario_path")
    scenario = _there(named) or (find_scenario(Path(named).stem) if named else None)
    return workbook, scenario if scenario and scenario.is_file() else None


def _there(named: str | None) -> Path | None:
    found = shipped(Path(named)) if named else None
    return found if found is not None and found.is_file() else None


def ensure_free(
    path: Path, *, folder: bool, force: bool, reads: Iterable[str | Path | None] = ()
) -> None:
    """Raise ``OutputError`` now for what would stop the writing after a long solve.

    ``reads``: the command's own files; one of them is never replaced, not even with ``force``.
    """
    from portfolio.delivery import check_target

    if any(_same(path, own) for own in reads if own is not None):
        text = _("{path} is a file that this command reads; choose another name with --output")
        raise OutputError(text.format(path=path))
    if not folder:
        check_target(path, force=force)
    elif os.path.isdir(path) and any(path.iterdir()) and not force:
        text = _("The folder {path} has files already; choose another name, or use --force")
        raise OutputError(text.format(path=path))
    parent = next(parent for parent in path.absolute().parents if os.path.exists(parent))
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        text = _("The folder {path} cannot be written to; choose another one with --output")
        raise OutputError(text.format(path=parent))


def _same(path: Path, other: str | Path) -> bool:
    try:
        return os.path.samefile(path, other)
    except (OSError, ValueError):  # one of them is not there, or no name at all
        return False
