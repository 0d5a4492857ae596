"""What one damaged input is, and the small whole workbook that all of them are made from."""

from __future__ import annotations

import io
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
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder) / BOOK).read_bytes()


@cache
def whole_parts() -> dict[str, bytes]:
    """Its parts by name."""
    with zipfile.ZipFile(io.BytesIO(whole())) as package:
        return {name: package.read(name) for name in package.namelist()}


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
