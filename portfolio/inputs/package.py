"""The package around the sheets: parts, relations, shared strings, date formats.

Nothing outside the package is ever opened, and a document type (the door to XML bombs) is
refused.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import IO
from xml.parsers import expat

from portfolio.inputs.fastxml import MOST_BYTES, fast_strings

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
MOST_DEPTH = 100
"""Elements within elements; a workbook has about ten."""
MOST_ELEMENTS = 500_000
"""Elements of one part beside rows, cells and strings; the richest styles have 200,000."""
MOST_STRINGS = 3_000_000
MOST_LETTERS = 1_000_000
"""Of one text that is read at all; what a cell may hold is told of the cell (``cells``)."""
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class DamagedError(Exception):
    """The XML is not what a workbook holds."""


class TooLargeError(Exception):
    """More cells, rows, strings or elements than are read."""


def parse_part(stream: IO[bytes], start: Start, end: End, text: Callable[[str], None]) -> None:
    """Run the handlers over one part. Raises ``DamagedError``, ``ExpatError``."""
    depth = 0

    def enter(name: str, attrs: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise DamagedError("depth")
        start(name, attrs)

    def leave(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser = expat.ParserCreate(namespace_separator=None)
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ParseFile(stream)


def _refuse_doctype(*_args: object) -> None:
    raise DamagedError("document type")


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def elements(package: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part, in order, with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []

    def take(name: str, attrs: dict[str, str]) -> None:
        if len(found) >= MOST_ELEMENTS:
            raise TooLargeError
        found.append((_bare(name), attrs))

    with package.open(part) as stream:
        parse_part(stream, take, _pass, _pass)
    return found


def _pass(_text: str) -> None:
    """An element's end or text that does not matter."""


def join_part(folder: str, target: str) -> str:
    """A relation's target as a path in the package."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def workbook_part(package: zipfile.ZipFile) -> str:
    """The path of the workbook's main part."""
    for name, attrs in elements(package, "_rels/.rels"):
        if name == "Relationship" and attrs.get("Type", "").endswith("/officeDocument"):
            return join_part("", attrs.get("Target", ""))
    raise DamagedError("no workbook part")


def read_relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and target of each relation of a part, by its id; external ones are left out."""
    folder, name = posixpath.split(part)
    result: dict[str, tuple[str, str]] = {}
    for element, attrs in elements(package, f"{folder}/_rels/{name}.rels"):
        if element == "Relationship" and attrs.get("TargetMode") != "External":
            kind = attrs.get("Type", "").rpartition("/")[2]
            result[attrs.get("Id", "")] = (kind, attrs.get("Target", ""))
    return result


def find_target(relations: dict[str, tuple[str, str]], folder: str, kind: str) -> str:
    """The path of the first relation of this kind, or nothing."""
    return next((join_part(folder, t) for k, t in relations.values() if k == kind), "")


def sheet_list(package: zipfile.ZipFile, part: str) -> tuple[list[tuple[str, str, bool]], date]:
    """Name, relation and hidden state of every sheet, and the day that dates count from."""
    sheets: list[tuple[str, str, bool]] = []
    epoch = _EPOCH
    for name, attrs in elements(package, part):
        if name == "workbookPr" and attrs.get("date1904") in ("1", "true"):
            epoch = _EPOCH_1904
        elif name == "sheet":
            relation = next((v for k, v in attrs.items() if k.endswith(":id")), "")
            hidden = attrs.get("state", "visible") != "visible"
            sheets.append((attrs.get("name", ""), relation, hidden))
    return sheets, epoch


def read_strings(package: zipfile.ZipFile, part: str, names: set[str]) -> list[str]:
    """The shared strings of the workbook."""
    if part not in names:
        return []
    if package.getinfo(part).file_size <= MOST_BYTES:
        data = package.read(part)
        if data.count(b"<si") > MOST_STRINGS:
            raise TooLargeError
        found = fast_strings(data)
        if found is not None:
            return [unescape(text) for text in found]
    reader = _StringsReader()
    with package.open(part) as stream:
        parse_part(stream, reader.start, reader.end, reader.text)
    return reader.strings


class _StringsReader:
    """Handlers for the shared strings; phonetic guides are left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._text = self._guide = False

    def start(self, name: str, _attrs: dict[str, str]) -> None:
        self._mark(_bare(name), True)

    def end(self, name: str) -> None:
        kind = _bare(name)
        self._mark(kind, False)
        if kind == "si":
            if len(self.strings) >= MOST_STRINGS:
                raise TooLargeError
            self.strings.append(unescape("".join(self._pieces)))
            self._pieces.clear()

    def text(self, data: str) -> None:
        if self._text and not self._guide:
            self._pieces.append(data)

    def _mark(self, kind: str, on: bool) -> None:
        if kind == "t":
            self._text = on
        elif kind == "rPh":
            self._guide = on


def date_styles(package: zipfile.ZipFile, part: str, names: set[str]) -> frozenset[str]:
    """The style numbers (attribute ``s``) whose number format shows a date."""
    if part not in names:
        return frozenset()
    own: dict[int, bool] = {}
    styles: list[int] = []
    inside = False
    for name, attrs in elements(package, part):
        if name == "numFmt":
            own.setdefault(int(attrs.get("numFmtId", 0)), is_date(attrs.get("formatCode", "")))
        elif name in ("cellXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            styles.append(int(attrs.get("numFmtId", 0)))
    return frozenset(str(i) for i, fmt in enumerate(styles) if own.get(fmt, fmt in _BUILT_IN_DATES))


def is_date(code: str) -> bool:
    """Whether a number format shows a date.

    >>> is_date("dd/mm/yyyy"), is_date('#,##0 "đồng"'), is_date("[Red]0.0")
    (True, False, False)
    """
    return any(c in "ymdhYMDH" for c in _NOT_CODE.sub("", code).replace("General", ""))


def unescape(text: str) -> str:
    """``_x0041_`` -> ``A``, as the format writes characters that XML cannot hold.

    Raises ``TooLargeError`` for a text of millions of letters.
    """
    if len(text) > MOST_LETTERS:
        raise TooLargeError
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda m: chr(int(m.group(1), 16)).replace("\r", ""), text)
