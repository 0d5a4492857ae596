"""A sheet -> rows of parsed cells: headings recognised, every problem told with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from portfolio.errors import Place
from portfolio.i18n import _, current_language
from portfolio.inputs.cells import BAD, ColumnReader, Context, as_text, quoted, shortened
from portfolio.inputs.findings import Findings
from portfolio.inputs.names import Names
from portfolio.inputs.numbers import read_number
from portfolio.inputs.records import Key
from portfolio.inputs.schema import LANGS, Column, Sheet, Type, sheet
from portfolio.inputs.table import Row, Table
from portfolio.inputs.totals_rows import labels_of, totals_cell
from portfolio.inputs.unread import tell_unread
from portfolio.inputs.words import Unit, fold, fold_id
from portfolio.inputs.xlsx import CellIn, Fault, RawSheet, column_letters, column_number

HEADER_ROWS = 15
"""The headings are looked for in this many first rows."""
_UNIT = re.compile(r"^(.*)[(\[]([^()\[\]]*)[)\]]\s*$", re.DOTALL)
_RANGE = re.compile(r"^([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$")
_HOLE = re.compile(r"^(.*)\{(n|id)\}(.*)$")


@dataclass(frozen=True, slots=True)
class _Header:
    """``names``: the known headings as they stand, without their ``units``."""

    row: int
    lang: str
    columns: Mapping[int, tuple[Key, Column]]
    unknown: Mapping[int, str]
    names: Mapping[int, str]
    units: Mapping[int, str]


def read_table(
    form: Sheet, raw: RawSheet, context: Context, criteria: Names | None = None
) -> Table:
    """The rows of ``raw`` under the headings of ``form``; problems go to the findings.

    ``criteria``: the names that may head a column of marks.
    """
    header = _find_header(form, raw, criteria)
    if header is None:
        _no_header(form, raw, context)
        return Table(form, raw.name, context.lang)
    table = Table(form, raw.name, header.lang, header_row=header.row)
    readers: dict[int, tuple[Key, ColumnReader]] = {}
    own = Context(context.findings, header.lang, context.unit, context.largest)
    for index, (key, column) in header.columns.items():
        letter = column_letters(index)
        if key in table.letters:
            context.findings.error(
                "column-duplicate", f"{raw.name}!{letter}{header.row}",
                _("the column “{name}” is there twice").format(name=column.name(header.lang)),
                remedy=_("keep one of the two"),
            )  # fmt: skip
            continue
        table.letters[key], table.headings[key] = letter, header.names[index]
        place = Place(f"{raw.name}!{letter}", header.names[index])
        readers[index] = (key, ColumnReader(column, place, own))
    _check_columns(table, header, raw, context)
    _read_rows(table, raw, readers, context.findings)
    tell_unread(raw, header.row, {*header.columns, *header.unknown}, context.findings)
    _check_layout(table, raw, context.findings)
    _check_required(table, context.findings)
    _check_duplicates(table, context.findings)
    return table


def _no_header(form: Sheet, raw: RawSheet, context: Context) -> None:
    if not raw.rows and form.optional:
        return
    names = [c.name(context.lang) for c in form.columns if c.needed]
    context.findings.error(
        "header-missing", f"{raw.name}!A1", _("the headings were not found"),
        _("a row with the headings {names}").format(names=", ".join(names)),
        _("copy the headings from an empty form (portfolio template)"),
    )  # fmt: skip


def _find_header(form: Sheet, raw: RawSheet, criteria: Names | None) -> _Header | None:
    """The row, among the first ones, that has the most known headings."""
    best: _Header | None = None
    for number, cells in raw.rows[:HEADER_ROWS]:
        header = _as_header(form, number, cells, criteria)
        known = sum(isinstance(key, str) for key, _column in header.columns.values())
        if known and (best is None or known > len(best.columns)):
            best = header
    return best


def _as_header(
    form: Sheet, number: int, cells: Mapping[int, CellIn], criteria: Names | None
) -> _Header:
    columns: dict[int, tuple[Key, Column]] = {}
    unknown: dict[int, str] = {}
    names: dict[int, str] = {}
    units: dict[int, str] = {}
    english = 0
    for index, value in cells.items():
        text = "" if isinstance(value, Fault) else as_text(value)
        name, unit = split_unit(text)
        bare = _column(form, name, criteria)
        found = _column(form, text, criteria) or bare
        if found is None:
            unknown[index] = text
            continue
        columns[index], units[index] = found, unit
        names[index] = shortened(" ".join((name if bare else text).split()))
        column = found[1]
        english += (fold(column.en) == fold(name)) - (fold(column.vi) == fold(name))
    return _Header(number, "en" if english > 0 else "vi", columns, unknown, names, units)


def _column(form: Sheet, text: str, criteria: Names | None) -> tuple[Key, Column] | None:
    """The column that a heading names, or the column of marks of the criterion that it names."""
    found = _match(form, text)
    criterion = criteria.find(text) if found is None and criteria is not None else None
    return (("mark", criterion), form.column["mark"]) if criterion else found


def split_unit(heading: str) -> tuple[str, str]:
    """``"TMĐT (tỷ đồng)"`` -> ``("TMĐT", "tỷ đồng")``.

    >>> split_unit("TMĐT (tỷ đồng)")
    ('TMĐT', 'tỷ đồng')
    """
    match = _UNIT.match(heading.strip())
    return (match.group(1).strip(), match.group(2).strip()) if match else (heading.strip(), "")


@cache
def _headings(form_key: str) -> tuple[dict[str, Column], list[tuple[re.Pattern[str], Column]]]:
    plain: dict[str, Column] = {}
    holed: list[tuple[re.Pattern[str], Column]] = []
    for column in sheet(form_key).columns:
        for lang in LANGS:
            hole = _HOLE.match(column.name(lang))
            if hole is None:
                plain[fold(column.name(lang))] = column
            elif hole.group(2) == "n":
                ends = [re.escape(fold(part)) for part in (hole.group(1), hole.group(3))]
                holed.append((re.compile(rf"{ends[0]} ?(\d{{1,2}}) ?{ends[1]}$"), column))
        plain |= {fold(name): column for name in column.also}
    return plain, holed


def _match(form: Sheet, text: str) -> tuple[Key, Column] | None:
    plain, holed = _headings(form.key)
    folded = fold(text)
    if folded in plain:
        return plain[folded].key, plain[folded]
    for pattern, column in holed:
        match = pattern.match(folded)
        if match and int(match.group(1)):
            return (column.key, int(match.group(1))), column
    return None


def _check_columns(table: Table, header: _Header, raw: RawSheet, context: Context) -> None:
    findings, form = context.findings, table.form
    present = {key for key, _column in header.columns.values()}
    absent = [c for c in form.columns if c.key not in present and not c.repeat]
    for index, text in header.unknown.items():
        if form.key == "scores" and _unknown_marks(raw, header, index, text, findings):
            continue
        suggestion = findings.nearest(split_unit(text)[0], [c.name(table.lang) for c in absent])
        findings.warning(
            "column-unknown", f"{raw.name}!{column_letters(index)}{header.row}",
            _("the column {text} is not known and was not read").format(text=quoted(text)),
            remedy=suggestion,
        )  # fmt: skip
    for column in absent:
        if column.needed:
            findings.error(
                "column-missing", f"{raw.name}!A{header.row}",
                _("the column “{name}” is missing").format(name=column.name(table.lang)),
                remedy=_("add the column, or give it this name again if it was renamed"),
            )  # fmt: skip
    for index, unit in header.units.items():
        where = f"{raw.name}!{column_letters(index)}{header.row}"
        _check_unit(header.columns[index][1], unit, Place(where, header.names[index]), context)


def _unknown_marks(
    raw: RawSheet, header: _Header, index: int, text: str, findings: Findings
) -> bool:
    """Marks under a heading that is no criterion are an error; an empty column is nothing."""
    cells = [cells[index] for n, cells in raw.rows if n > header.row and index in cells]
    if not all(_is_mark(cell, header.lang) for cell in cells):
        return False
    if cells:
        findings.error(
            "unknown-reference", f"{raw.name}!{column_letters(index)}{header.row}",
            _("{text} is not known").format(text=quoted(text)),
            _("an id of the sheet {sheet}").format(sheet=sheet("criteria").name(header.lang)),
        )  # fmt: skip
    return True


def _is_mark(cell: CellIn, lang: str) -> bool:
    reading = read_number(cell, lang) if isinstance(cell, str) else None
    value = reading.value if reading else cell
    return isinstance(value, float | Fraction) and 1 <= value <= 5


def _check_unit(column: Column, unit: str, where: Place, context: Context) -> None:
    """A heading may not claim another money unit than the settings do."""
    if column.type not in (Type.AMOUNT, Type.VALUE) or not unit:
        return
    words = fold(unit).split()
    said = next(
        (u for u, names in ((Unit.TRIEU, ("trieu", "million")), (Unit.TY, ("ty", "ti", "billion")))
         if any(name in words for name in names)), None,
    )  # fmt: skip
    if (said is None and words[:1] in (["dong"], ["vnd"])) or said not in (None, context.unit):
        context.findings.error(
            "unit-conflict", where, _("the heading says {unit}").format(unit=quoted(unit)),
            context.unit.word(current_language()),
            _("use one unit in the whole workbook and name it in the settings"),
        )  # fmt: skip


def _read_rows(
    table: Table, raw: RawSheet, readers: Mapping[int, tuple[Key, ColumnReader]],
    findings: Findings,
) -> None:  # fmt: skip
    labels = labels_of(table.form, {index: key for index, (key, _reader) in readers.items()})
    read = {
        index: (key, reader.read, reader.known)
        for index, (key, reader) in readers.items()
        if reader.column.type is not Type.NOTE
    }
    for number, cells in raw.rows:
        if number <= table.header_row:
            continue
        total = totals_cell(cells, labels)
        if total is not None:
            _tell_totals(table, number, total, as_text(cells[total]), readers, findings)
            continue
        values: dict[Key, Any] = {}
        bad: set[Key] = set()
        for index, cell in cells.items():
            if index not in read:
                continue
            key, parse, known = read[index]
            again = type(cell) is not bool and cell in known  # True would pass for 1
            value = known[cell] if again else parse(cell, number)
            if value is BAD:
                bad.add(key)
            elif value is not None:
                values[key] = value
        if values or bad:
            table.rows.append(Row(table, number, values, bad))


def _tell_totals(
    table: Table, row: int, index: int, text: str,
    readers: Mapping[int, tuple[Key, ColumnReader]], findings: Findings,
) -> None:  # fmt: skip
    where = f"{table.name}!{column_letters(index)}{row}"
    place = table.at(readers[index][0], row) if index in readers else where
    findings.error("totals-row", place, _("a totals row: {text}").format(text=quoted(text)),
                   remedy=_("remove this row from the list; the program adds up by itself")
                   )  # fmt: skip


def _check_required(table: Table, findings: Findings) -> None:
    needed = [c for c in table.form.columns if c.required]
    required = [c for c in needed if c.key in table.letters]
    absent = {c.key for c in needed} - table.letters.keys()
    for row in table.rows:
        row.bad |= absent  # told once, at the headings
        for column in required:
            if column.key not in row.values and column.key not in row.bad:
                row.bad.add(column.key)
                code = "id-empty" if column.type is Type.ID else "required"
                findings.error(
                    code, row.at(column.key), _("the cell is empty"), _("a value in every row"),
                    _("fill it in, or clear the whole row"),
                )  # fmt: skip


def _check_duplicates(table: Table, findings: Findings) -> None:
    keys = table.form.key_of
    seen: dict[tuple[Any, ...], Row] = {}
    for row in table.rows:
        if not row.sound(*keys):
            continue
        name = tuple(_comparable(row.get(key)) for key in keys)
        first = seen.setdefault(name, row)
        if first is row:
            continue
        code = "id-duplicate" if keys == ("id",) else "row-duplicate"
        shown = ", ".join(str(row.get(key)) for key in keys if row.get(key) is not None)
        findings.error(
            code, row.at(keys[0]),
            _("{text} is there already, in row {row}").format(text=quoted(shown),
                                                              row=first.number),
            remedy=_("give it another id") if code == "id-duplicate" else _("keep one of the two"),
        )  # fmt: skip


def _comparable(value: Any) -> Any:
    return fold_id(value) if type(value) is str else value


def _check_layout(table: Table, raw: RawSheet, findings: Findings) -> None:
    """Merged cells within the list, and what is hidden in it."""
    used = {column_number(letter) for letter in table.letters.values()}
    last = raw.rows[-1][0] if raw.rows else 0
    for area in raw.merged:
        match = _RANGE.match(area)
        if match is None or match.group(3) is None:
            continue
        left, right = column_number(match.group(1)), column_number(match.group(3))
        inside = table.header_row <= int(match.group(4)) and int(match.group(2)) <= last
        if inside and any(left <= c <= right for c in used):
            findings.error(
                "merged-cells", f"{raw.name}!{area}", _("merged cells"),
                _("one value in every cell of a list"), _("unmerge them and fill in every cell"),
            )  # fmt: skip
            rows = range(int(match.group(2)), int(match.group(4)) + 1)
            _excuse_empty(table, rows, {c for c in used if left <= c <= right})
    hidden = [n for n in raw.hidden_rows if table.header_row <= n <= last]
    if hidden:
        findings.notice("hidden-rows", f"{raw.name}!{spans(hidden)}",
                        _("hidden rows were read too"))  # fmt: skip
    columns = [c for c in sorted(used) if any(a <= c <= b for a, b in raw.hidden_columns)]
    if columns:
        letters = ", ".join(column_letters(c) for c in columns)
        findings.notice("hidden-columns", f"{raw.name}!{letters}",
                        _("hidden columns were read too"))  # fmt: skip
    if raw.hidden:
        findings.notice("hidden-sheet", raw.name, _("a hidden sheet was read too"))


def _excuse_empty(table: Table, numbers: range, columns: set[int]) -> None:
    """Cells under a merge are empty: told once, at the merge."""
    keys = {key for key, letter in table.letters.items() if column_number(letter) in columns}
    for row in table.rows:
        if row.number in numbers:
            row.bad |= keys - row.values.keys()


def spans(numbers: Iterable[int]) -> str:
    """Row numbers in short.

    >>> spans([3, 4, 5, 9])
    '3:5, 9:9'
    """
    parts: list[list[int]] = []
    for n in sorted(numbers):
        if parts and n == parts[-1][1] + 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ", ".join(f"{a}:{b}" for a, b in parts)
