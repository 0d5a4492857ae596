"""The settings sheet -> ``Settings``, the money unit and the largest plausible amount."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from portfolio.domain import Group, Origin, Provenance, Settings, SheetPlaces
from portfolio.errors import Place
from portfolio.i18n import _
from portfolio.inputs.cells import BAD, ColumnReader, Context, quoted
from portfolio.inputs.findings import Findings
from portfolio.inputs.schema import LANGS, Column
from portfolio.inputs.settings import SETTINGS
from portfolio.inputs.table import Row, Table
from portfolio.inputs.words import Unit, fold

LARGEST = 50_000_000
"""Triệu đồng above which an amount is refused unless the settings allow it."""
LONGEST_PLAN = 30
_PERIOD = re.compile(r"((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)")
_BY_NAME = {
    fold(name): setting
    for setting in SETTINGS
    for name in (*map(setting.name, LANGS), *setting.also)
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the settings sheet says. ``largest`` in triệu đồng; ``places``: the row of each one."""

    settings: Settings = field(default_factory=Settings)
    unit: Unit = Unit.TY
    largest: int = LARGEST
    places: SheetPlaces | None = None


def read_settings(table: Table | None, findings: Findings) -> Reading:
    """The settings, the defaults where a row is absent or empty."""
    if table is None:
        return Reading()
    rows = _known_rows(table, findings)
    values: dict[str, Any] = {}
    unit = _value(rows, "unit", Context(findings, table.lang)) or Unit.TY
    context = Context(findings, table.lang, unit)
    for key in rows:
        value = _value(rows, key, context) if key != "unit" else None
        if value is not None:
            values[key] = value
    largest = values.pop("largest", LARGEST)
    legal = dict(Settings().legal_years)
    for group in Group:
        legal[group] = values.pop(f"legal_years_{group.value.lower()}", legal[group])
    origins = {key: _origin(row) for key, (row, _setting) in rows.items() if _has_origin(row)}
    settings = Settings(legal_years=legal, origins=origins, **values)
    _check_title(settings, rows, findings)
    numbers: dict[tuple[object, ...], int] = {
        (key,): row.number for key, (row, _setting) in rows.items()
    }
    places = SheetPlaces(table.name, table.letters, numbers)
    return Reading(_checked(settings, rows, findings), unit, largest, places)


_Rows = dict[str, tuple[Row, Column]]


def _known_rows(table: Table, findings: Findings) -> _Rows:
    rows: _Rows = {}
    names = [s.name(table.lang) for s in SETTINGS]
    for row in table.rows:
        text = row.get("name", "")
        setting = _BY_NAME.get(fold(text))
        if setting is not None and setting.key not in rows:
            rows[setting.key] = (row, setting)
        elif text:
            findings.warning(
                "setting-unknown", row.at("name"),
                _("{text} is not known and was not read").format(text=quoted(text)),
                remedy=findings.nearest(text, names),
            )  # fmt: skip
    return rows


def _value(rows: _Rows, key: str, context: Context) -> Any:
    if key not in rows:
        return None
    row, setting = rows[key]
    raw = row.get("value")
    if raw is None:
        return None
    place = Place(f"{row.table.name}!{row.table.letters['value']}", row.get("name"))
    value = ColumnReader(setting, place, context).read(raw, row.number)
    return None if value is BAD else value


def _at(row: Row) -> Place:
    """The cell of a setting's value; the setting is named, not the column of all values."""
    return Place(row.at("value").where, row.get("name"))


def _has_origin(row: Row) -> bool:
    return row.get("provenance") is not None or row.get("citation") is not None


def _origin(row: Row) -> Origin:
    return Origin(row.get("provenance", Provenance.ASSUMED), row.get("citation", ""))


def _check_title(settings: Settings, rows: _Rows, findings: Findings) -> None:
    """The years in the printed title are those of the plan."""
    period = _PERIOD.search(settings.title)
    said = f"{settings.first_year}-{settings.last_year}"
    if period is not None and "title" in rows and "-".join(period.groups()) != said:
        row, _setting = rows["title"]
        findings.warning(
            "title-period", _at(row), quoted(settings.title), said,
            _("the title is printed as it stands; correct it or the years of the plan"),
        )  # fmt: skip


def _checked(settings: Settings, rows: _Rows, findings: Findings) -> Settings:
    """The plan period must run forward and not for ever."""
    first, last = settings.first_year, settings.last_year
    if first <= last < first + LONGEST_PLAN:
        return settings
    row = rows.get("last_year", rows.get("first_year"))
    assert row is not None  # the defaults are in order
    findings.error(
        "plan-period", _at(row[0]), f"{first}-{last}",
        _("a last year from the first year on, at most {n} years").format(n=LONGEST_PLAN),
        _("correct the first or the last year"),
    )  # fmt: skip
    return Settings()
