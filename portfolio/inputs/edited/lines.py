"""The rows under the heading of the form -> capital of each line, whoever moved them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from portfolio.domain import Cell, Portfolio
from portfolio.errors import Place
from portfolio.i18n import _
from portfolio.inputs.cells import quoted
from portfolio.inputs.edited.amounts import AmountError, read_amount
from portfolio.inputs.edited.grid import Grid
from portfolio.inputs.edited.identify import Label, Names, Nobody
from portfolio.inputs.edited.layout import Layout
from portfolio.inputs.edited.records import Heading, Original
from portfolio.inputs.findings import Findings
from portfolio.inputs.xlsx import CellIn, column_letters
from portfolio.money import number


@dataclass
class Lines:
    """What was read so far, triệu đồng. ``headings``: row -> heading that stands in it."""

    cells: dict[Cell, int] = field(default_factory=dict)
    overhang: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    headings: dict[int, Heading] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)


class LineReader:
    """Reads one form."""

    def __init__(
        self, grid: Grid, layout: Layout, portfolio: Portfolio, original: Original,
        findings: Findings,
    ) -> None:  # fmt: skip
        self._grid, self._layout, self._findings = grid, layout, findings
        self._original = original
        self._names = Names(portfolio, original)
        self._lang = original.facts.get("language", "vi")
        self._cells = {
            column: (year, source)
            for (year, source), column in layout.money.items()
            if year is not None and source is not None
        }
        self._overhang = layout.find("overhang")
        self.lines = Lines()

    def read(self) -> Lines:
        """Every row that names a line or holds capital."""
        for row in sorted(self._grid.rows):
            if row >= self._layout.top:
                self._read_row(row)
        self._tell_hidden()
        self._tell_unknown_columns()
        return self.lines

    def _label(self, row: int) -> Label:
        code, name = (self._layout.find(key) for key in ("code", "name"))
        first = next((i for i, c in self._layout.columns.items() if c.number == 1), None)
        number, code_text, name_text = (
            self._grid.text(row, i) if i else "" for i in (first, code, name)
        )
        places = (self._at(row, code or name or 1), self._at(row, name or code or 1))
        return Label(number, code_text, name_text, *places)

    def _at(self, row: int, column: int) -> Place:
        return self._layout.place(self._grid, row, column)

    def _read_row(self, row: int) -> None:
        label = self._label(row)
        heading = self._names.headings.take(label)
        if heading is not None:
            self.lines.headings[row] = heading
            return
        typed, calculated = self._capital(row)
        if not label.code and not typed:
            if calculated:
                self._tell_sums(label)
            return  # else a note, a signature
        found = self._names.find(label, self._findings)
        if isinstance(found, str):
            self._take(found, label, row)
        elif found is Nobody.UNKNOWN and (typed or calculated):
            self._unknown(label, row)

    def _capital(self, row: int) -> tuple[bool, bool]:
        """Whether a row has figures typed into its money columns, and whether it has sums there."""
        places = [*self._cells, *([self._overhang] if self._overhang else [])]
        filled = [i for i in places if self._grid.shown(row, i) not in (None, "", 0.0)]
        sums = [i for i in filled if (row, i) in self._grid.formulas]
        return len(filled) > len(sums), bool(sums)

    def _tell_sums(self, label: Label) -> None:
        """A heading that somebody renamed or added; its sums are checked by nobody."""
        text = _("the row {name} has no code and holds only formulas; read as a heading")
        self._findings.warning("row-sums", label.where, text.format(name=quoted(label.name)))

    def _unknown(self, label: Label, row: int) -> None:
        id = label.code or label.name
        if not id:
            self._findings.error(
                "row-unidentified", label.where,
                _("the row holds capital but neither code nor name; it was not counted"),
                remedy=_("type the code of its line"),
            )  # fmt: skip
            return
        known = list(self._original.lines)
        self._findings.error(
            "line-unknown", label.where,
            _("the input workbook has no line {id}; its capital cannot be checked").format(
                id=quoted(id)),
            remedy=self._findings.nearest(id, known)
            or _("add the line to the sheet of projects of the input workbook"),
        )  # fmt: skip
        self.lines.unknown.add(id)
        self._take(id, label, row)

    def _take(self, id: str, label: Label, row: int) -> None:
        if id in self.lines.rows:
            self._findings.error(
                "line-twice", label.where,
                _("line {id} stands in row {first} already; this row was not counted").format(
                    id=quoted(id), first=self.lines.rows[id]),
                remedy=_("join the two rows"),
            )  # fmt: skip
            return
        self.lines.rows[id] = row
        for column, (year, source) in self._cells.items():
            was = self._original.cells.get((id, source, year), 0)
            if amount := self._amount(row, column, was):
                self.lines.cells[id, source, year] = amount
        if self._overhang is not None:
            line = self._original.lines.get(id)
            if owed := self._amount(row, self._overhang, line.overhang if line else 0):
                self.lines.overhang[id] = owed

    def _amount(self, row: int, column: int, exported: int) -> int:
        """The amount in a cell; the exported one, and that is told, when it cannot be read."""
        self._tell_covered(row, column)
        where = self._at(row, column)
        value = self._grid.shown(row, column)
        try:
            amount, note = read_amount(value, self._lang)
        except AmountError as error:
            kept = _("the exported {amount} triệu đồng was kept").format(amount=number(exported))
            found = f"{error.found}; {kept}"
            self._findings.error(error.code, where, found, remedy=error.remedy)
            return exported
        if note:
            self._findings.warning("amount-as-text", where, note)
        if (row, column) in self._grid.formulas:
            text = _("a formula; its result {amount} was read").format(amount=number(amount))
            self._findings.notice("amount-calculated", where, text)
        return amount

    def _tell_covered(self, row: int, column: int) -> None:
        if (row, column) not in self._grid.covered:
            return
        area = self._grid.area(row, column)
        hidden = self._grid.rows.get(row, {}).get(column)
        found = _("one of the merged cells {area}; read as empty").format(area=area)
        if hidden is not None:
            found = _(
                "one of the merged cells {area}; the hidden value {value} was not counted"
            ).format(area=area, value=_short(hidden))
        self._findings.warning(
            "amount-merged", self._at(row, column), found, remedy=_("split the merged cells")
        )

    def _tell_hidden(self) -> None:
        rows = sorted(self._grid.hidden & set(self.lines.rows.values()))
        if rows:
            found = _("hidden rows were counted: {rows}").format(rows=_runs(rows))
            self._findings.notice("rows-hidden", self._grid.name, found)
        columns = sorted(
            i for a, b in self._grid.hidden_columns for i in self._cells if a <= i <= b
        )
        if columns:
            letters = ", ".join(map(column_letters, columns))
            found = _("hidden columns were counted: {columns}").format(columns=letters)
            self._findings.notice("columns-hidden", self._grid.name, found)

    def _tell_unknown_columns(self) -> None:
        """Figures that somebody wrote where no column of the form is."""
        rows = self.lines.rows.values()
        places: dict[int, list[int]] = {}
        for row in rows:
            for column, value in self._grid.rows[row].items():
                if column not in self._layout.columns and isinstance(value, float):
                    places.setdefault(column, []).append(row)
        for column, found_in in places.items():
            self._findings.error(
                "column-unknown", self._at(min(found_in), column),
                _("figures in a column that is not part of the form; they were not counted"),
                remedy=_("write the year and the source in its heading, or empty the column"),
            )  # fmt: skip


def _short(value: CellIn) -> str:
    return number(value, 0) if isinstance(value, float) else quoted(str(value))


def _runs(rows: list[int]) -> str:
    """Row numbers with neighbours joined: 5-9, 12."""
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in _joined(rows))


def _joined(rows: list[int]) -> Iterator[tuple[int, int]]:
    first = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            yield first, last
            first = row
        last = row
    yield first, last
