"""The actuals file -> the facts of the closed years, or every problem in it at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portfolio.domain import Cell, Portfolio
from portfolio.errors import InputError, Problem
from portfolio.i18n import _, current_language
from portfolio.inputs.cells import Context, quoted
from portfolio.inputs.findings import Findings
from portfolio.inputs.names import Names
from portfolio.inputs.opening import note_open_elsewhere, read_bytes
from portfolio.inputs.rows import read_table
from portfolio.inputs.schema import LANGS
from portfolio.inputs.table import Row, Table
from portfolio.inputs.tables_actuals import ACTUAL_SHEETS
from portfolio.inputs.words import Unit, fold, fold_id
from portfolio.inputs.workbook import raw_sheets
from portfolio.inputs.xlsx import RawSheet
from portfolio.money import ty


@dataclass(frozen=True, slots=True)
class Fact:
    """What became of the capital of one project, source and closed year, triệu đồng.

    ``used``: of ``carried``, what the next year spent or, in the last year closed, may still
    spend. Law 39/2019/QH14, Art. 68.
    """

    allocated: int
    disbursed: int
    carried: int = 0
    used: int = 0

    @property
    def effective(self) -> int:
        """Capital that reached the project, or still will: disbursed and carried."""
        return self.disbursed + self.used

    @property
    def lapsed(self) -> int:
        """Neither disbursed nor carried in time: cancelled, the project still needs it."""
        return self.allocated - self.effective


@dataclass(frozen=True)
class Actuals:
    """The facts of every year up to ``closed``, and the user's own reasons by project."""

    closed: int
    facts: Mapping[Cell, Fact]
    reasons: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()


def read_actuals(path: Path | str, portfolio: Portfolio) -> Actuals:
    """The actuals file against the workbook in force now; amounts in triệu đồng.

    Raises ``InputError`` with all problems at once.
    """
    path = Path(path)
    findings = Findings()
    sheets = _recognise(raw_sheets(path, read_bytes(path)), findings)
    note_open_elsewhere(path, findings)
    tables = _tables(sheets, findings)
    for table in tables.values():
        _resolve(table, portfolio, findings)
    closed = _closed(tables.get("closing"), portfolio, findings)
    facts = _facts(tables.get("actuals"), closed, portfolio, findings)
    problems = findings.problems()
    if findings.failed:
        raise InputError(problems)
    reasons = {
        row.get("project"): row.get("reason")
        for row in (tables["reasons"].rows if "reasons" in tables else ())
    }
    return Actuals(closed or 0, facts, reasons, problems)


def _recognise(sheets: list[RawSheet], findings: Findings) -> dict[str, RawSheet]:
    by_name = {fold(form.name(lang)): form for form in ACTUAL_SHEETS for lang in LANGS}
    found: dict[str, RawSheet] = {}
    for raw in sheets:
        form = by_name.get(fold(raw.name))
        if form is None:
            text = _("the sheet {name} is not known and was not read")
            findings.notice("sheet-unknown", raw.name, text.format(name=quoted(raw.name)))
        else:
            found.setdefault(form.key, raw)
    for form in ACTUAL_SHEETS:
        if form.key not in found and not form.optional:
            findings.error(
                "sheet-missing", form.vi,
                _("the sheet {name} is missing").format(
                    name=quoted(form.name(current_language()))),
                remedy=_("add it; portfolio replan PLAN --template OUT writes the form"),
            )  # fmt: skip
    return found


def _tables(sheets: Mapping[str, RawSheet], findings: Findings) -> dict[str, Table]:
    """The rows of every sheet; the closing is read first, for it says the unit."""
    forms = {form.key: form for form in ACTUAL_SHEETS}
    context, tables = Context(findings), {}
    for key, form in forms.items():
        if key in sheets:
            tables[key] = read_table(form, sheets[key], context)
        if key == "closing" and key in tables and tables[key].rows:
            context = Context(findings, unit=tables[key].rows[0].get("unit", Unit.TY))
    return tables


def _resolve(table: Table, portfolio: Portfolio, findings: Findings) -> None:
    """Ids as the workbook spells them; the unknown ones are told."""
    targets = {
        "project": _names((p.id, p.name) for p in portfolio.projects),
        "source": _names((k.id, k.name) for k in portfolio.sources),
    }
    for row in table.rows:
        for key in targets.keys() & row.values.keys():
            text, known = row.values[key], targets[key]
            found = known.find(text)
            if found is not None:
                row.values[key] = found
                continue
            del row.values[key]
            row.bad.add(key)
            findings.error(
                "unknown-reference", row.at(key),
                _("{text} is not known").format(text=quoted(text)),
                _("an id of the workbook in force"),
                findings.nearest(text, list(known.ids.values()))
                or _("add the line to the workbook first"),
            )  # fmt: skip


def _names(pairs: Iterable[tuple[str, str]]) -> Names:
    found = list(pairs)
    return Names({fold_id(id): id for id, _name in found}, found)


def _closed(table: Table | None, portfolio: Portfolio, findings: Findings) -> int | None:
    """The last year closed: in the plan period, with a year left to plan."""
    if table is None:
        return None
    years = portfolio.settings.years
    if not table.rows:
        findings.error(
            "required", table.at("year", table.header_row + 1), _("the cell is empty"),
            remedy=_("write the year, such as {year}").format(year=years[0]),
        )  # fmt: skip
        return None
    for row in table.rows[1:]:
        findings.error("row-surplus", row.at("year"), _("a second row"), _("one row"),
                       _("keep one of the two"))  # fmt: skip
    row = table.rows[0]
    year: int | None = row.get("year")
    if year is not None and not years[0] <= year < years[-1]:
        findings.error(
            "year-outside", row.at("year"), str(year),
            _("a year from {first} to {last}").format(first=years[0], last=years[-1] - 1),
            _("after the last year of the plan there is nothing left to plan"),
        )  # fmt: skip
        return None
    return year


def _facts(
    table: Table | None, closed: int | None, portfolio: Portfolio, findings: Findings
) -> dict[Cell, Fact]:
    found: dict[Cell, Fact] = {}
    by_project: dict[str, list[tuple[Row, Fact]]] = defaultdict(list)
    for row in table.rows if table else ():
        if row.bad or closed is None:
            continue
        if _check(row, closed, portfolio, findings):
            fact = _fact(row, closed)
            found[row.get("project"), row.get("source"), row.get("year")] = fact
            by_project[row.get("project")].append((row, fact))
    for id, rows in by_project.items():
        total = sum(fact.effective for _row, fact in rows)
        need = portfolio.project[id].need
        if total > need:
            findings.error(
                "actuals-need", rows[-1][0].at("allocated"),
                _("{amount} reached the project {id} in the closed years").format(
                    amount=_ty(total), id=quoted(id)),
                _("at most what it needs, {amount}").format(amount=_ty(need)),
                _("check the amounts, or the total cost in the workbook"),
            )  # fmt: skip
    return found


def _fact(row: Row, closed: int) -> Fact:
    carried = row.get("carried", 0)
    used = carried if row.get("year") == closed else row.get("spent_later", carried)
    return Fact(row.get("allocated"), row.get("disbursed"), carried, used)


def _check(row: Row, closed: int, portfolio: Portfolio, findings: Findings) -> bool:
    """Whether the row is a possible fact; what is not is told."""
    first = portfolio.settings.first_year
    if not first <= row.get("year") <= closed:
        findings.error(
            "year-outside", row.at("year"), str(row.get("year")),
            _("a closed year, {first}-{last}").format(first=first, last=closed),
            _("delete the row, or move the last year closed"),
        )  # fmt: skip
        return False
    if portfolio.project[row.get("project")].cost is None:
        findings.error(
            "actuals-uncosted", row.at("project"), quoted(row.get("project")),
            _("a line with an estimate"), _("write its total cost in the workbook"),
        )  # fmt: skip
        return False
    allocated, disbursed, carried = (row.get(k, 0) for k in ("allocated", "disbursed", "carried"))
    later = row.get("spent_later", 0)
    ok = _at_most(row, "disbursed", disbursed, allocated, _("allocated"), findings)
    if ok:
        left = allocated - disbursed
        ok = _at_most(row, "carried", carried, left, _("allocated and not disbursed"), findings)
    ok &= _at_most(row, "spent_later", later, carried, _("carried over"), findings)
    if later and row.get("year") == closed:
        findings.error(
            "actuals-future", row.at("spent_later"), _ty(later),
            _("an empty cell: {year} is not closed yet").format(year=closed + 1),
            _("clear the cell, or move the last year closed"),
        )  # fmt: skip
        ok = False
    if ok and carried and not portfolio.source[row.get("source")].carry_over:
        findings.warning(
            "actuals-carry", row.at("carried"), _ty(carried), "",
            _("the workbook lets this source carry nothing over; the fact is kept"),
        )  # fmt: skip
    return ok


def _at_most(row: Row, key: str, found: int, most: int, what: str, findings: Findings) -> bool:
    if found <= most:
        return True
    findings.error(
        "actuals-sum", row.at(key), _ty(found),
        _("at most what was {what}, {amount}").format(what=what, amount=_ty(most)),
        _("check the two amounts"),
    )  # fmt: skip
    return False


def _ty(amount: int) -> str:
    return _("{amount} billion VND").format(amount=ty(amount))
