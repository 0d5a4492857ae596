"""The hidden sheet of a plan workbook -> the plan as it was exported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from portfolio.domain import Cell, Origin, Pin, PinKind, Provenance
from portfolio.i18n import _
from portfolio.inputs.edited.records import Exported, FormColumn, Heading, Original
from portfolio.inputs.edited.seal import MARKER, VERSION, Field, seal
from portfolio.inputs.opening import refuse
from portfolio.inputs.xlsx import CellIn, RawSheet

WIDTH = 8
"""Fields of the longest row."""


def find_original(path: Path, sheets: Iterable[RawSheet]) -> tuple[RawSheet, Original]:
    """The hidden sheet and what it says.

    Raises ``InputError`` when the workbook is not a plan, or its hidden sheet was changed.
    """
    for raw in sheets:
        first = raw.rows[0][1] if raw.rows else {}
        if first.get(1) == MARKER:
            if first.get(2) != VERSION:
                refuse("plan-version", path,
                       _("the plan was written by another version of the program"),
                       _("make the plan again with this version"))  # fmt: skip
            return raw, _read(path, raw)
    refuse("plan-not-plan", path,
           _("this is not a plan written by portfolio plan, or its hidden sheet was deleted"),
           _("edit a copy of the plan file itself, with all its sheets"))  # fmt: skip


def _read(path: Path, raw: RawSheet) -> Original:
    rows = [tuple(_field(cells.get(i)) for i in range(1, WIDTH + 1)) for _n, cells in raw.rows[1:]]
    kinds = [str(row[0]) for row in rows]
    end = kinds.index("end") if "end" in kinds else None
    if end is None or rows[end][1] != end or rows[end][2] != seal(rows[:end]):
        refuse("plan-original-changed", path,
               _("the hidden sheet {sheet} was changed; edits can no longer be told").format(
                   sheet=raw.name),
               _("edit a fresh copy of the plan file"))  # fmt: skip
    return _original(rows[:end])


def _field(value: CellIn | None) -> Field:
    if isinstance(value, float):
        return int(value)
    return value if isinstance(value, str) else None


def _original(rows: Sequence[tuple[Field, ...]]) -> Original:
    of: dict[str, list[tuple[Field, ...]]] = {}
    for kind, *fields in rows:
        of.setdefault(str(kind), []).append(tuple(fields))
    cells: dict[Cell, int] = {
        (str(f[0]), str(f[1]), _whole(f[2])): _whole(f[3]) for f in of.get("cell", [])
    }
    return Original(
        facts={str(f[0]): str(f[1]) for f in of.get("fact", [])},
        columns=tuple(_column(f) for f in of.get("column", [])),
        headings=tuple(Heading(*(_text(x) for x in f[:5])) for f in of.get("heading", [])),
        lines={
            _text(f[0]): Exported(_text(f[1]), _text(f[2]), *map(_whole, f[3:6]))
            for f in of.get("line", [])
        },
        cells=cells,
        titles={str(f[0]): str(f[1]) for f in of.get("data", [])},
        pins=tuple(_pin(f) for f in of.get("pin", [])),
        shown={(_text(f[0]), _text(f[1])): f[2] for f in of.get("shown", [])},
    )


def _column(f: tuple[Field, ...]) -> FormColumn:
    year = f[2] if isinstance(f[2], int) else None
    source = f[3] if isinstance(f[3], str) else None
    return FormColumn(
        _whole(f[0]), _text(f[1]), (year, source), (_text(f[4]), _text(f[5]), _text(f[6]))
    )


def _pin(f: tuple[Field, ...]) -> Pin:
    return Pin(
        PinKind(_text(f[0])),
        _text(f[1]),
        f[2] if isinstance(f[2], int) else None,
        f[3] if isinstance(f[3], str) else None,
        f[4] if isinstance(f[4], int) else None,
        Origin(Provenance.ASSUMED, _text(f[5])),
    )


def _text(field: Field) -> str:
    return "" if field is None else str(field)


def _whole(field: Field) -> int:
    return field if isinstance(field, int) else 0
