"""The workbook -> a checked portfolio, or every problem in it at once."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

from portfolio.domain import Portfolio
from portfolio.errors import InputError, Problem
from portfolio.i18n import _, current_language
from portfolio.inputs.build import build
from portfolio.inputs.cells import Context, quoted
from portfolio.inputs.checks import check_all
from portfolio.inputs.findings import Findings
from portfolio.inputs.names import collect_names, names_of
from portfolio.inputs.opening import (
    note_open_elsewhere,
    open_package,
    read_bytes,
    refuse,
    refuse_damaged,
)
from portfolio.inputs.package import DamagedError, TooLargeError
from portfolio.inputs.read_settings import Reading, read_settings
from portfolio.inputs.references import check_reserved, resolve
from portfolio.inputs.rows import read_table
from portfolio.inputs.schema import LANGS, Sheet, all_sheets
from portfolio.inputs.table import Table
from portfolio.inputs.words import fold
from portfolio.inputs.xlsx import RawSheet, read_sheets

_DAMAGE = (
    DamagedError, expat.ExpatError, zipfile.BadZipFile, zlib.error, struct.error, LookupError,
    ValueError, EOFError, OSError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What a broken package or part makes the decoders raise."""


def read_workbook(path: Path | str) -> Portfolio:
    """The workbook as a portfolio; its warnings and notices stand in ``notices``.

    Raises ``InputError`` with all problems at once.
    """
    portfolio, problems = check_workbook(path)
    if portfolio is None:
        raise InputError(problems)
    return portfolio


def check_workbook(path: Path | str) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """The portfolio, or None if there is an error, and every problem, errors first.

    Raises nothing for a bad file: what is wrong with it is among the problems.
    """
    path = Path(path)
    findings = Findings()
    try:
        data = read_bytes(path)
        sheets = raw_sheets(path, data)
    except InputError as error:
        return None, error.problems
    note_open_elsewhere(path, findings)
    raws = _recognise(sheets, findings)
    portfolio = _portfolio(raws, findings)
    problems = findings.problems()
    if findings.failed:
        return None, problems
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(portfolio, notices=problems, path=str(path), sha256=sha256), problems


def raw_sheets(path: Path, data: bytes) -> list[RawSheet]:
    """Every worksheet of a file as it stands; raises ``InputError`` for one that is broken."""
    package = open_package(path, data)
    try:
        with package:
            return list(read_sheets(package))
    except TooLargeError:
        refuse("file-too-large", path, _("the workbook has too many filled cells"),
               _("remove the sheets that the plan does not need"))  # fmt: skip
    except _DAMAGE:
        refuse_damaged(path)


def _portfolio(raws: Mapping[str, RawSheet], findings: Findings) -> Portfolio:
    """The numbered steps of the reading; problems go to the findings."""
    tables: dict[str, Table] = {}
    forms = {form.key: form for form in all_sheets() if form.columns}
    reading = Reading()
    # 1. the settings, for they say the unit
    if "settings" in raws:
        settings_table = read_table(forms.pop("settings"), raws["settings"], Context(findings))
        reading = read_settings(settings_table, findings)
    context = Context(findings, unit=reading.unit, largest=reading.largest)
    # 2. the rows of every sheet, cell by cell
    for key, form in forms.items():
        if key in raws:
            criteria = names_of(tables.get("criteria"), "criteria") if key == "scores" else None
            tables[key] = read_table(form, raws[key], context, criteria)
    # 3. the names that rows refer to
    check_reserved(tables, findings)
    resolve(tables, collect_names(tables), findings)
    # 4. records, and what only several sheets together can tell
    draft = build(tables, reading.settings, reading.places)
    check_all(draft, findings)
    return draft.portfolio


def _recognise(sheets: list[RawSheet], findings: Findings) -> dict[str, RawSheet]:
    """Sheets by the key of their form; the missing, doubled and unknown ones are told."""
    by_name = {fold(form.name(lang)): form for form in all_sheets() for lang in LANGS}
    found: dict[str, RawSheet] = {}
    unknown: list[RawSheet] = []
    for raw in sheets:
        form = by_name.get(fold(raw.name))
        if form is None:
            unknown.append(raw)
        elif form.key in found:
            findings.error(
                "sheet-duplicate", raw.name,
                _("the sheet is there twice: {one} and {two}").format(
                    one=found[form.key].name, two=raw.name),
                remedy=_("keep one of the two"),
            )  # fmt: skip
        else:
            found[form.key] = raw
    absent = [form for form in all_sheets() if form.key not in found]
    _tell_unknown(unknown, absent, findings)
    for form in absent:
        if not form.optional:
            findings.error(
                "sheet-missing", form.vi,
                _("the sheet {name} is missing").format(
                    name=quoted(form.name(current_language()))),
                remedy=_("add it; portfolio template writes an empty form"),
            )  # fmt: skip
    return found


def _tell_unknown(unknown: list[RawSheet], absent: list[Sheet], findings: Findings) -> None:
    for raw in unknown:
        remedy = findings.nearest(raw.name, [form.name(lang) for form in absent for lang in LANGS])
        found = _("the sheet {name} is not known and was not read").format(name=quoted(raw.name))
        if remedy:
            findings.warning("sheet-unknown", raw.name, found, remedy=remedy)
        else:
            findings.notice("sheet-unknown", raw.name, found)
