"""A plan that must be as it was written: any edit of its figures is told and refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portfolio.errors import PlanFileError, Problem, Severity
from portfolio.i18n import _, ngettext
from portfolio.inputs.edited.records import Edit, EditKind, Form
from portfolio.money import number

_TOLD = frozenset(
    ("data-amount", "data-edited", "data-header", "data-missing", "total-typed", "column-not-read")
)
"""What is told of figures that do not count, when they are not as they were written."""
_LISTED = 10
"""Edits told one by one."""


def require_as_written(form: Form) -> None:
    """Raise ``PlanFileError`` when the form or the sheet Dữ liệu was edited.

    A total that was typed over is an edit here too: whoever typed it means it to count.
    """
    problems = [*_unreadable(form), *_edits(form), *_elsewhere(form)]
    if problems:
        raise PlanFileError(problems)


def _unreadable(form: Form) -> Iterator[Problem]:
    yield from (p for p in form.problems if p.severity is Severity.ERROR)


def _edits(form: Form) -> Iterator[Problem]:
    remedy = _remedy(form)
    for edit in form.edits[:_LISTED]:
        yield Problem("plan-edited", edit.where, _found(edit), remedy=remedy)
        remedy = ""  # once is enough
    more = len(form.edits) - _LISTED
    if more > 0:
        text = ngettext("{n} more edit", "{n} more edits", more).format(n=more)
        yield Problem("plan-edited", form.sheet, text)


def _found(edit: Edit) -> str:
    if edit.kind is EditKind.DELETED:
        return _("the line {project} was deleted").format(project=edit.project)
    text = _("{project}: {after} triệu đồng, {before} as written")
    return text.format(
        project=edit.project, after=number(edit.after), before=number(edit.before)
    )  # fmt: skip


def _remedy(form: Form) -> str:
    if form.original.closed is not None:
        return _("take the plan as `portfolio replan` wrote it; what must be fixed in an open year "
                 "belongs in the sheet of pins of the workbook")  # fmt: skip
    text = _("`portfolio plan --keep {path} -o new.xlsx` makes a verified plan of the edits: use "
             "that one")  # fmt: skip
    return text.format(path=Path(form.path).name)


def _elsewhere(form: Form) -> Iterator[Problem]:
    for p in form.problems:
        if p.code in _TOLD:
            yield Problem("plan-edited", p.where, p.found, p.expected, p.remedy or _fresh(),
                          heading=p.heading)  # fmt: skip


def _fresh() -> str:
    return _("take the plan as the program wrote it")
