"""A totals row below a list would be read as one more record: it is known by its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portfolio.inputs.schema import Sheet, Type
from portfolio.inputs.words import fold
from portfolio.inputs.xlsx import CellIn

_WORDS = frozenset(("tong cong", "cong tong", "tong so", "cong don", "total", "grand total"))
_MARKED = frozenset(("cộng", "tổng"))
_BARE = frozenset(("cong", "tong", "sum"))
"""Without marks these may be codes of one's own: "CONG" for sewers (cống)."""
_NAMES = ("name", "project_name")
_TEXTS = (Type.ID, Type.REF, Type.SCOPE, Type.TEXT, Type.CHOICE, Type.NOTE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Labels:
    """The columns, by number, that say what a row is; ``coded``: an id alone may be a record."""

    columns: Sequence[int]
    coded: bool


def labels_of(form: Sheet, keys: Mapping[int, object]) -> Labels:
    """The label columns of a sheet whose columns, by number, have these keys."""
    names = {k for k in (*form.key_of, *_NAMES)
             if k in form.column and form.column[k].type in _TEXTS}  # fmt: skip
    columns = [index for index, key in keys.items() if key in names]
    return Labels(columns, "name" in form.column and not form.column["name"].required)


def totals_cell(cells: Mapping[int, CellIn], labels: Labels) -> int | None:
    """The column whose text makes this row a totals row, or None.

    A row without any label is an error whatever stands in it, so that there every text counts.
    """
    filled = [index for index in labels.columns if index in cells] or list(cells)
    texts = dict(_texts(cells, filled))
    said = next((index for index, text in texts.items() if says_total(text)), None)
    if said is None and texts and not (labels.coded and len(texts) == 1):
        bare = len(texts) == len(filled) and all(fold(t) in _BARE and t.isascii() for t in
                                                 texts.values())  # fmt: skip
        return next(iter(texts)) if bare else None
    return said


def _texts(cells: Mapping[int, CellIn], columns: Sequence[int]) -> Iterator[tuple[int, str]]:
    for index in columns:
        value = cells[index]
        if isinstance(value, str) and value.strip():
            yield index, value


def says_total(text: str) -> bool:
    """Whether a label can only be that of a totals row.

    >>> [says_total(t) for t in ("CỘNG:", "Tổng cộng nhóm A", "Tong so")]
    [True, True, True]
    >>> [says_total(t) for t in ("Công", "Cống", "Tổng công ty Xây dựng", "Cộng đồng")]
    [False, False, False, False]
    """
    if fold(text) in _WORDS:
        return True
    marked = " ".join(_WORD.findall(unicodedata.normalize("NFC", text.casefold())))
    return marked in _MARKED or marked.startswith("tổng cộng ")
