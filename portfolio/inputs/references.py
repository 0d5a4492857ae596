"""Identifiers that rows refer to: known ones resolved, unknown ones told with the nearest name."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.i18n import _
from portfolio.inputs.cells import quoted
from portfolio.inputs.findings import Findings
from portfolio.inputs.names import Names, id_column
from portfolio.inputs.schema import Type, sheet
from portfolio.inputs.table import Row, Table
from portfolio.inputs.words import SCOPE, find_choice, fold_id

DERIVED = ("sectors", "owners")
"""Sheets that may be absent: the names that the projects use then make the list."""


def resolve(tables: Mapping[str, Table], names: Mapping[str, Names], findings: Findings) -> None:
    """Replace every reference by the id it means; mark and tell those that mean none."""
    for table in tables.values():
        for column in table.form.columns:
            if column.type is Type.REF:
                known = names[column.target]
                if not known.ids and column.target in DERIVED:
                    continue
                if _unread(tables, column.target):
                    _mark_all(table, column.key)  # what is missing is told already
                    continue
                for row in table.rows:
                    _resolve_one(row, column.key, known, column.target, tables, findings)
            elif column.type is Type.SCOPE:
                for row in table.rows:
                    _resolve_scope(row, column.key, names, findings)


def _unread(tables: Mapping[str, Table], target: str) -> bool:
    """The sheet is missing, though needed, or its column of ids was not found: an error says so.

    An optional sheet that is empty is no error, so that what refers to it is one.
    """
    optional = sheet(target).optional
    if target not in tables:
        return not optional
    letters = tables[target].letters
    return id_column(target) not in letters and (bool(letters) or not optional)


def _mark_all(table: Table, key: str) -> None:
    for row in table.rows:
        if row.values.pop(key, None) is not None:
            row.bad.add(key)


def _resolve_one(
    row: Row, key: str, known: Names, target: str, tables: Mapping[str, Table], findings: Findings
) -> None:
    text = row.values.get(key)
    if text is None:
        return
    found = known.find(text)
    if found is None:
        del row.values[key]
        row.bad.add(key)
        unknown(row, key, text, known, target, tables, findings)
    else:
        row.values[key] = found


def unknown(
    row: Row, key: str, text: str, known: Names, target: str, tables: Mapping[str, Table],
    findings: Findings,
) -> None:  # fmt: skip
    """Tell that ``text`` names nothing in the sheet ``target``."""
    name = tables[target].name if target in tables else sheet(target).vi
    findings.error(
        "unknown-reference", row.at(key),
        _("{text} is not in the sheet {sheet}").format(text=quoted(text), sheet=name),
        remedy=findings.nearest(text, list(known.ids.values()))
        or _("correct the id here, or add its row to that sheet"),
    )  # fmt: skip


def _resolve_scope(row: Row, key: str, names: Mapping[str, Names], findings: Findings) -> None:
    text = row.values.get(key)
    if text is None:
        return
    project = names["projects"].ids.get(fold_id(text))
    sector = names["sectors"].ids.get(fold_id(text))
    if project and sector:
        row.bad.add(key)
        findings.error(
            "ambiguous-reference", row.at(key),
            _("{text} is a project and a sector").format(text=quoted(text)),
            remedy=_("give one of the two another id"),
        )  # fmt: skip
        return
    found = project or sector or find_choice(SCOPE, text) or names["sectors"].find(text)
    if found is None:
        del row.values[key]
        row.bad.add(key)
        ids = [*names["sectors"].ids.values(), *names["projects"].ids.values()]
        findings.error(
            "unknown-reference", row.at(key),
            _("{text} is not known").format(text=quoted(text)),
            _("a project id, a sector id, or one of: {words}").format(
                words=", ".join(word.text(row.table.lang) for word in SCOPE.values())),
            findings.nearest(text, ids),
        )  # fmt: skip
    else:
        row.values[key] = found


def check_reserved(tables: Mapping[str, Table], findings: Findings) -> None:
    """No project or sector may be called as a scope is: public, private, all."""
    reserved = {fold_id(s) for word in SCOPE.values() for s in (*word.vi, *word.en)} | set(SCOPE)
    for key in ("projects", "sectors"):
        for row in tables[key].rows if key in tables else ():
            if row.get("id") and fold_id(row.get("id")) in reserved:
                findings.error(
                    "id-reserved", row.at("id"),
                    _("{text} has a meaning of its own").format(text=quoted(row.get("id"))),
                    remedy=_("give it another id"),
                )  # fmt: skip
