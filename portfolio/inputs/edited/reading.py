"""A plan workbook -> the form as it stands now, its edits, and everything odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from portfolio.domain import Portfolio
from portfolio.errors import InputError, PlanFileError
from portfolio.i18n import _
from portfolio.inputs.edited.grid import Grid
from portfolio.inputs.edited.layout import Layout, is_form, lay_out
from portfolio.inputs.edited.lines import LineReader, Lines
from portfolio.inputs.edited.original import find_original
from portfolio.inputs.edited.records import Edit, EditKind, Form, Original
from portfolio.inputs.edited.tidy import compare_data
from portfolio.inputs.edited.totals import check_totals
from portfolio.inputs.edited.unread import tell_unread
from portfolio.inputs.findings import Findings
from portfolio.inputs.opening import note_open_elsewhere, read_bytes, refuse
from portfolio.inputs.words import fold
from portfolio.inputs.workbook import raw_sheets
from portfolio.inputs.xlsx import RawSheet


def read_facts(path: Path | str) -> Mapping[str, str]:
    """What the hidden sheet says of the export: see ``Original.facts``.

    Raises ``PlanFileError`` when the file is not a plan workbook.
    """
    with _as_plan_errors():
        path = Path(path)
        _raw, original = find_original(path, raw_sheets(path, read_bytes(path)))
        return original.facts


def read_form(path: Path | str, portfolio: Portfolio) -> Form:
    """The form as people left it. Problems of single cells stand in ``problems``.

    ``portfolio``: the input workbook with its scenario, for the lines and sources that may be
    named. Raises ``PlanFileError`` when the file as a whole cannot be used.
    """
    with _as_plan_errors():
        return _read_form(Path(path), portfolio)


@contextmanager
def _as_plan_errors() -> Iterator[None]:
    """What is wrong with the file is said of the plan, not of the input workbook."""
    try:
        yield
    except InputError as error:
        raise PlanFileError(error.problems) from error


def _read_form(path: Path, portfolio: Portfolio) -> Form:
    findings = Findings()
    sheets = raw_sheets(path, read_bytes(path))
    note_open_elsewhere(path, findings)
    hidden, original = find_original(path, sheets)
    _tell_other_workbook(path, original, portfolio, findings)
    grid = _find_form(path, [raw for raw in sheets if raw is not hidden], original, findings)
    layout = lay_out(grid, original, portfolio, findings)
    if layout.find("code") is None and layout.find("name") is None:
        refuse("plan-no-names", path,
               _("the form {sheet} has neither a column of codes nor one of names").format(
                   sheet=grid.name),
               _("put one of the two back"))  # fmt: skip
    lines = LineReader(grid, layout, portfolio, original, findings).read()
    tell_unread(grid, layout, lines.rows, original, findings)
    lang = original.facts.get("language", "vi")
    check_totals(grid, layout, lines, portfolio, lang, findings)
    data = next((Grid(raw) for raw in sheets if _named(raw, original.facts.get("data", ""))), None)
    compare_data(data, original, lines.cells, findings)
    return _form(path, original, grid, layout, lines, findings)


def _form(
    path: Path, original: Original, grid: Grid, layout: Layout, lines: Lines, findings: Findings
) -> Form:
    total = next((row for row, h in lines.headings.items() if not h.kind), None)
    code = layout.find("code") or layout.find("name") or 1
    form = Form(
        path=str(path),
        original=original,
        sheet=grid.name,
        cells=lines.cells,
        overhang=lines.overhang,
        rows=lines.rows,
        columns=layout.money,
        code_column=code,
        overhang_column=layout.find("overhang"),
        total_row=total,
        problems=findings.problems(),
        unknown=frozenset(lines.unknown),
    )
    return _with_edits(form)


def _with_edits(form: Form) -> Form:
    return replace(form, edits=tuple(_edits(form)))


def _edits(form: Form) -> Iterator[Edit]:
    """Differences from the export, line by line in the order of the form, deleted lines last."""
    nothing: Mapping[tuple[int, str], int] = {}
    for id in form.rows:
        now, then = form.by_line.get(id, nothing), form.original.by_line.get(id, nothing)
        before, after = sum(then.values()), sum(now.values())
        if id not in form.original.lines:
            if now or form.overhang.get(id):
                yield Edit(EditKind.ADDED, id, form.place(id), 0, after)
        elif then and not now:
            yield Edit(EditKind.EMPTIED, id, form.place(id), before, 0)
            continue
        yield from _amounts(form, id, then, now)
    for id in form.original.lines:
        if id not in form.rows:
            before = sum(form.original.by_line.get(id, nothing).values())
            yield Edit(EditKind.DELETED, id, form.sheet, before, 0)


def _amounts(
    form: Form, id: str, then: Mapping[tuple[int, str], int], now: Mapping[tuple[int, str], int]
) -> Iterator[Edit]:
    for year, source in sorted({*then, *now}):
        before, after = then.get((year, source), 0), now.get((year, source), 0)
        if before != after:
            where = form.place(id, year, source)
            yield Edit(EditKind.AMOUNT, id, where, before, after, source, year)
    line = form.original.lines.get(id)
    owed, due = line.overhang if line else 0, form.overhang.get(id, 0)
    if owed != due:
        where = form.at(form.rows[id], form.overhang_column)
        yield Edit(EditKind.OVERHANG, id, where, owed, due)


def _find_form(path: Path, sheets: list[RawSheet], original: Original, findings: Findings) -> Grid:
    """The sheet of the form: by its name, else by its heading."""
    name = original.facts.get("form", "")
    named = [raw for raw in sheets if _named(raw, name)]
    forms = [g for g in map(Grid, named or sheets) if is_form(g, original)]
    if not forms and named:
        forms = [g for g in map(Grid, sheets) if is_form(g, original)]
    if len(forms) != 1:
        found = (
            _("the sheet {sheet} (the official form) is not there, or its heading is gone")
            if not forms
            else _("several sheets look like the official form {sheet}")
        )
        refuse("plan-no-form", path, found.format(sheet=name),
               _("keep one sheet {sheet} with its heading").format(sheet=name))  # fmt: skip
    if not named:
        text = _("the sheet was called {name}; read as the official form").format(name=name)
        findings.notice("sheet-renamed", forms[0].name, text)
    return forms[0]


def _named(raw: RawSheet, name: str) -> bool:
    return bool(name) and fold(raw.name) == fold(name)


def _tell_other_workbook(
    path: Path, original: Original, portfolio: Portfolio, findings: Findings
) -> None:
    sha256 = original.facts.get("sha256", "")
    if sha256 and portfolio.sha256 and sha256 != portfolio.sha256:
        findings.warning(
            "plan-workbook", path.name,
            _("the plan was made from {then}, which was not the same as {now} is today; checked "
              "against the latter").format(
                then=original.facts.get("workbook", "–"), now=portfolio.path or "–"),
            remedy=_("name the workbook of the plan with --workbook"),
        )  # fmt: skip
