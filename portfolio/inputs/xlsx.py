"""The XML of a workbook -> plain cell values, in one pass over every sheet.

Read here and not with a library because one pass must give values, formulas without a saved
value, Excel errors, dates, merged cells and hidden rows, for 40,000 lines in seconds. Nothing
outside the package is ever opened, and a document type (the door to XML bombs) is refused.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from portfolio.inputs.fastxml import MOST_BYTES, decode, fast_rows
from portfolio.inputs.package import (
    MOST_ELEMENTS,
    DamagedError,
    TooLargeError,
    date_styles,
    find_target,
    join_part,
    parse_part,
    read_relations,
    read_strings,
    sheet_list,
    unescape,
    workbook_part,
)

MOST_CELLS = 6_000_000
MOST_ROWS = 1_048_576
"""The last row of a sheet in Excel."""
_LAST_COLUMN = 16_384
_TYPE = re.compile(rb'\bt="([^"]*)"')
_AREA = re.compile(r"([A-Z]{1,3})[0-9]{1,7}(?::([A-Z]{1,3})[0-9]{1,7})?")
_STYLE = re.compile(rb'\bs="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a usable value: an Excel error (``text``) or an uncalculated formula."""

    text: str
    formula: bool = False


CellIn = str | float | bool | date | Fault


@dataclass
class RawSheet:
    """One sheet as it stands. Columns count from 1; ``hidden_columns``: ranges of columns;
    ``formulas``: (row, column) of the cells that are calculated.
    """

    name: str
    hidden: bool = False
    rows: list[tuple[int, dict[int, CellIn]]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)


def read_sheets(package: zipfile.ZipFile) -> Iterator[RawSheet]:
    """Every worksheet, in order. Raises ``DamagedError``, ``TooLargeError``, zip and XML errors."""
    book = workbook_part(package)
    folder = posixpath.dirname(book)
    targets = read_relations(package, book)
    names = set(package.namelist())
    sheets, epoch = sheet_list(package, book)
    strings = read_strings(package, find_target(targets, folder, "sharedStrings"), names)
    dates = date_styles(package, find_target(targets, folder, "styles"), names)
    cells = 0
    for name, relation, hidden in sheets:
        kind, target = targets.get(relation, ("", ""))
        if kind != "worksheet":
            continue
        part = join_part(folder, target)
        if part not in names:
            raise DamagedError(part)
        reader = _SheetReader(RawSheet(name, hidden), strings, dates, epoch, MOST_CELLS - cells)
        _read_sheet(package, part, reader)
        cells = MOST_CELLS - reader.room
        yield reader.sheet


def _read_sheet(package: zipfile.ZipFile, part: str, reader: _SheetReader) -> None:
    if package.getinfo(part).file_size <= MOST_BYTES:
        before = reader.room
        rest = fast_rows(package.read(part), reader.take_row)
        if rest is not None:
            parse_part(io.BytesIO(rest), reader.start, reader.end, reader.text)
            return
        reader.forget(before)
    with package.open(part) as stream:
        parse_part(stream, reader.start, reader.end, reader.text)


class _SheetReader:
    """Handlers for one sheet; ``room``: how many more cells may be read."""

    def __init__(
        self, sheet: RawSheet, strings: list[str], dates: frozenset[str], epoch: date, room: int
    ) -> None:
        self.sheet, self.room = sheet, room
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self._columns: dict[str, int] = {}
        self._quick: dict[bytes, int] = {}
        self._marks: dict[bytes, tuple[str, bool]] = {}
        self._prefix = 0
        self._row: dict[int, CellIn] = {}
        self._number = self._column = self._rows = self._others = 0
        self._type = self._style = ""
        self._formula = self._valued = self._take = False
        self._pieces: list[str] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if self._prefix:
            name = name[self._prefix :]
        if name == "c":
            self._start_cell(attrs)
        elif name == "v" or name == "t":
            self._take = self._valued = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attrs)
        else:
            self._start_other(name, attrs)

    def _start_other(self, name: str, attrs: dict[str, str]) -> None:
        self._others += 1
        if self._others > MOST_ELEMENTS:
            raise TooLargeError
        if name == "mergeCell":
            self.sheet.merged.append(_area(attrs.get("ref", "")))
        elif name == "col" and attrs.get("hidden") in ("1", "true"):
            self.sheet.hidden_columns.append((int(attrs["min"]), int(attrs["max"])))
        elif name.endswith(":worksheet"):
            self._prefix = name.index(":") + 1
        elif name == "rPh":
            self._formula = False

    def end(self, name: str) -> None:
        if self._prefix:
            name = name[self._prefix :]
        if name == "v" or name == "t":
            self._take = False
        elif name == "c":
            if self._formula:
                self.sheet.formulas.add((self._number, self._column))
            if self._valued:
                self._end_cell("".join(self._pieces))
            elif self._formula and self._type != "str":
                self._row[self._column] = Fault("", formula=True)
        elif name == "row" and self._row:
            self.sheet.rows.append((self._number, self._row))

    def text(self, data: str) -> None:
        if self._take:
            self._pieces.append(data)

    def _start_row(self, attrs: dict[str, str]) -> None:
        self._number = int(attrs.get("r", self._number + 1))
        self._count_row(self._number)
        self._row, self._column = {}, 0
        if attrs.get("hidden") in ("1", "true"):
            self.sheet.hidden_rows.append(self._number)

    def _count_row(self, number: int) -> None:
        self._rows += 1
        if not 1 <= number <= MOST_ROWS:
            raise DamagedError(str(number))
        if self._rows > MOST_ROWS:
            raise TooLargeError

    def _start_cell(self, attrs: dict[str, str]) -> None:
        ref = attrs.get("r", "")
        letters = ref.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = column_number(letters) if letters else self._column + 1
            if letters:
                self._columns[letters] = column
        self._column = column
        self._type, self._style = attrs.get("t", "n"), attrs.get("s", "")
        self._formula = self._valued = False
        self._pieces.clear()

    def _end_cell(self, text: str) -> None:
        self.room -= 1
        if self.room < 0:
            raise TooLargeError
        date = self._style in self._dates
        value = self._value(self._type, text, date, self._formula)
        if value != "":
            self._row[self._column] = value

    def _value(self, kind: str, text: str, date: bool, formula: bool) -> CellIn:
        if kind == "s":
            return self._strings[int(text)]
        if kind != "n":
            return _other(kind, text)
        if not text:
            return Fault("", formula=True) if formula else ""
        try:
            value = float(text)
        except ValueError:
            return text
        return _as_date(value, self._epoch) if date else value

    def take_row(
        self, number: int, cells: list[tuple[bytes, bytes, bytes, bytes, bytes]], hidden: bool
    ) -> None:
        """One row as the quick way found it."""
        self.room -= len(cells)
        if self.room < 0:
            raise TooLargeError
        self._count_row(number)
        if hidden:
            self.sheet.hidden_rows.append(number)
        row: dict[int, CellIn] = {}
        for letters, attributes, formula, plain, inline in cells:
            if not (plain or inline or formula):
                continue
            kind, date = self._marks.get(attributes) or self._read_marks(attributes)
            value: CellIn
            if plain or inline:
                if kind == "s":
                    value = self._strings[int(plain)]
                else:
                    value = self._value(kind, decode(plain or inline), date, bool(formula))
                if value == "":
                    continue
            elif kind == "str":
                continue
            else:
                value = Fault("", formula=True)
            row[self._quick.get(letters) or self._read_letters(letters)] = value
        if row:
            self.sheet.rows.append((number, row))
            self.sheet.formulas.update(
                (number, self._quick.get(letters) or self._read_letters(letters))
                for letters, _marks, formula, _plain, _inline in cells
                if formula
            )

    def _read_marks(self, attributes: bytes) -> tuple[str, bool]:
        kind = _TYPE.search(attributes)
        style = _STYLE.search(attributes)
        marks = (
            kind.group(1).decode() if kind else "n",
            style is not None and style.group(1).decode() in self._dates,
        )
        self._marks[attributes] = marks
        return marks

    def _read_letters(self, letters: bytes) -> int:
        self._quick[letters] = number = column_number(letters.decode())
        return number

    def forget(self, room: int) -> None:
        """Drop the rows taken so far."""
        self.room, self._rows = room, 0
        self.sheet.rows.clear()
        self.sheet.hidden_rows.clear()
        self.sheet.formulas.clear()


def _other(kind: str, text: str) -> CellIn:
    if kind == "b":
        return text == "1"
    if kind == "e":
        return Fault(text)
    return _iso_date(text) if kind == "d" else unescape(text)


def column_number(letters: str) -> int:
    """``"A"`` -> 1, ``"AB"`` -> 28; raises ``DamagedError`` beyond the last column of a sheet."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
        if not "A" <= letter <= "Z" or number > _LAST_COLUMN:
            raise DamagedError(letters)
    return number


def _area(ref: str) -> str:
    """A range of cells as it stands; raises ``DamagedError`` when it is none."""
    match = _AREA.fullmatch(ref)
    if match is None:
        raise DamagedError(ref[:20])
    for letters in match.groups(""):
        column_number(letters)
    return ref


def column_letters(number: int) -> str:
    """1 -> ``"A"``, 28 -> ``"AB"``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _as_date(serial: float, epoch: date) -> CellIn:
    return epoch + timedelta(days=int(serial)) if 1 <= serial < 2_958_466 else serial


def _iso_date(text: str) -> CellIn:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text
