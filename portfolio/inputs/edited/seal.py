"""The form of the hidden sheet that a plan workbook carries, shared by its writer and reader."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

MARKER = "portfolio-plan"
"""Stands in A1 of the hidden sheet."""
VERSION = 1

Field = str | int | None


def seal(rows: Iterable[Sequence[Field]]) -> str:
    """A hash of the rows that survives every program that saves the workbook."""
    digest = hashlib.sha256()
    for row in rows:
        texts = ["" if field is None else str(field) for field in row]
        while texts and not texts[-1]:
            texts.pop()
        digest.update("\x1f".join(texts).encode() + b"\x1e")
    return digest.hexdigest()
