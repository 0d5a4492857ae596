"""What one damaged input is, and the small whole workbook that all of them are made from."""

from __future__ import annotations

import io
import re
import tempfile
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from tests.inputs.books import make

BOOK, SCENARIO, OUT = "book.xlsx", "scenario.toml", "out.xlsx"
_INLINE = re.compile(rb't="inlineStr"([^<>]*)><is>(<t[^<>]*>[^<]*</t>)</is>')
_SPACE = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
_RELATION = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
NAME = 'name = "Thử"\n'


@dataclass(frozen=True)
class Trial:
    """One damaged input.

    ``files``: name to content. ``args``: a command line, or None for the library (read the
    workbook, apply the scenario if there is one, plan, check). ``harmless``: the damage changes
    nothing that counts, so that the reader must give the portfolio of the whole workbook.
    ``write``: the plan is written over an old file, too.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    args: tuple[str, ...] | None = None
    harmless: bool = False
    write: bool = False


@cache
def whole() -> bytes:
    """The undamaged workbook."""
    return pack(list(whole_parts().items()))


@cache
def whole_parts() -> dict[str, bytes]:
    """Its parts by name, the texts in one table as Excel writes them."""
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / BOOK)
        with zipfile.ZipFile(path) as package:
            return with_shared_strings({n: package.read(n) for n in package.namelist()})


def with_shared_strings(parts: dict[str, bytes]) -> dict[str, bytes]:
    """openpyxl writes each text into its cell; Excel numbers them."""
    texts: dict[bytes, int] = {}

    def number(match: re.Match[bytes]) -> bytes:
        place = texts.setdefault(match.group(2), len(texts))
        return b't="s"%s><v>%d</v>' % (match.group(1), place)

    made = {
        name: _INLINE.sub(number, body) if "worksheets/" in name else body
        for name, body in parts.items()
    }
    items = b"".join(b"<si>%s</si>" % text for text in texts)
    made["xl/sharedStrings.xml"] = _SPACE % items
    relations = "xl/_rels/workbook.xml.rels"
    made[relations] = made[relations].replace(b"</Relationships>", _RELATION)
    return made


def pack(parts: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package; a name may stand in it twice."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", method) as package:
        warnings.simplefilter("ignore", UserWarning)
        for name, data in parts:
            package.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return made.getvalue()


def of_book(data: bytes, dice: Random) -> Trial:
    """The library's trial of a workbook; one plan in six is written."""
    return Trial({BOOK: data}, write=dice.randrange(6) == 0)
