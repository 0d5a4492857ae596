"""Rows -> domain records. What is wrong has been told; here every row gives its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from portfolio.domain import (
    Anchor,
    Band,
    Criterion,
    Eligibility,
    Kind,
    LandRevenue,
    Level,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Origin,
    Owner,
    Pin,
    PinKind,
    Places,
    Portfolio,
    Profile,
    Project,
    Provenance,
    Revenue,
    RevenueStream,
    Sector,
    Settings,
    Sharing,
    SheetPlaces,
    Source,
    Status,
)
from portfolio.inputs.grouping import group_of
from portfolio.inputs.table import Row, Table

ZERO, ONE = Fraction(0), Fraction(1)
_TEXTS = ("place", "code", "capacity", "decision", "clause", "printed", "note")
_OPTIONAL = (
    "score", "value", "max_years", "profile", "least_year", "most_year", "earliest", "latest",
    "deadline", "road_width", "clearance",
)  # fmt: skip


@dataclass
class Draft:
    """The records with the rows they came from, before the checks that need several sheets."""

    tables: Mapping[str, Table]
    portfolio: Portfolio
    rows: dict[str, list[tuple[Row, Any]]] = field(default_factory=dict)

    def sound(self, *keys: str) -> bool:
        """Whether no row of these sheets holds a problem."""
        return not any(row.bad for key in keys if key in self.tables for row in
                       self.tables[key].rows)  # fmt: skip


def build(
    tables: Mapping[str, Table], settings: Settings, setting_places: SheetPlaces | None = None
) -> Draft:
    """A portfolio of everything that could be read, and the row of every record."""
    rows: dict[str, list[tuple[Row, Any]]] = {}
    for key, make in _MAKERS.items():
        table = tables.get(key)
        rows[key] = [(row, make(row)) for row in table.rows] if table else []
    sectors = {sector.id: sector for _row, sector in rows["sectors"]}
    allocated = _allocated(tables.get("allocated"))
    totals: dict[str, int] = {}
    for (project, _source), amount in allocated.items():
        totals[project] = totals.get(project, 0) + amount
    table = tables.get("projects")
    rows["projects"] = [
        (row, _project(row, sectors, totals)) for row in (table.rows if table else ())
    ]
    records: dict[str, Any] = {
        key: tuple(record for _row, record in pairs) for key, pairs in rows.items()
    }
    projects: tuple[Project, ...] = records["projects"]
    portfolio = Portfolio(
        settings=settings,
        streams=_streams(tables.get("streams")),
        scores=_scores(tables.get("scores")),
        allocated_by=allocated,
        **records,
    )
    portfolio = replace(portfolio, places=_places(tables, setting_places))
    portfolio = _with_derived(portfolio, tables, projects)
    return Draft(tables, portfolio, rows)


def _places(tables: Mapping[str, Table], settings: SheetPlaces | None) -> Places:
    """The cell of every record's fields, by the columns that name a row."""
    sheets = {} if settings is None else {"settings": settings}
    for key, table in tables.items():
        columns = table.form.key_of
        rows = {tuple([row.values.get(c) for c in columns]): row.number for row in table.rows}
        sheets[key] = SheetPlaces(table.name, table.letters, rows)
    return Places(sheets)


def _with_derived(
    portfolio: Portfolio, tables: Mapping[str, Table], projects: tuple[Project, ...]
) -> Portfolio:
    """Sectors and owners from the projects, and eligibility by kind, where a sheet is absent."""
    found: dict[str, Any] = {}
    if "sectors" not in tables or not portfolio.sectors:
        found["sectors"] = tuple(
            Sector(s, s) for s in dict.fromkeys(p.sector for p in projects) if s
        )
    if "owners" not in tables or not portfolio.owners:
        found["owners"] = tuple(Owner(o, o) for o in dict.fromkeys(p.owner for p in projects) if o)
    if not portfolio.eligibility:
        found["eligibility"] = tuple(
            Eligibility("private" if k.level is Level.PRIVATE else "public", k.id, Band(ZERO, ONE))
            for k in portfolio.sources
        )
    return replace(portfolio, **found)


def _origin(row: Row) -> Origin:
    return Origin(row.get("provenance", Provenance.ASSUMED), row.get("citation", ""))


def _project(row: Row, sectors: Mapping[str, Sector], totals: Mapping[str, int]) -> Project:
    values, get = row.values, row.get
    id, sector, cost = get("id", ""), get("sector", ""), get("cost")
    more: dict[str, Any] = {key: values[key] for key in _OPTIONAL if key in values}
    more |= {key: values[key] for key in _TEXTS if key in values}
    return Project(
        id=id,
        name=get("name", ""),
        cost=cost,
        sector=sector,
        group=get("group") or group_of(sectors.get(sector), cost),
        status=get("status", Status.NEW),
        kind=get("kind", Kind.PUBLIC),
        owner=get("owner", ""),
        allocated=get("allocated", totals.get(id, 0)),
        urgent=get("urgent", False),
        mandatory=get("mandatory", False),
        divisible=get("divisible", False),
        least_funded=get("least_funded", ZERO),
        land=_land(row),
        origin=_origin(row),
        **more,
    )


def _land(row: Row) -> LandRevenue | None:
    if row.get("land_stream") is None or row.get("land_gross") is None:
        return None
    return LandRevenue(
        row.get("land_stream"), row.get("land_gross"),
        row.get("land_anchor", Anchor.COMPLETION), row.get("land_lag", 0),
    )  # fmt: skip


def _allocated(table: Table | None) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in table.rows if table else ():
        key = (row.get("project"), row.get("source"))
        if None not in key and row.get("amount") is not None:
            found[key] = row.get("amount")
    return found


def _scores(table: Table | None) -> dict[tuple[str, str], Fraction]:
    found: dict[tuple[str, str], Fraction] = {}
    criteria = table.holes("mark") if table else []
    for row in table.rows if table else ():
        project = row.get("project")
        for criterion in criteria:
            mark = row.get(("mark", criterion))
            if project is not None and mark is not None:
                found[project, criterion] = mark
    return found


def _streams(table: Table | None) -> tuple[RevenueStream, ...]:
    names: dict[str, str] = {}
    years: dict[str, dict[int, Revenue]] = {}
    for row in table.rows if table else ():
        id = row.get("stream")
        if id is None:
            continue
        by_year = years.setdefault(id, {})
        names[id] = names.get(id) or row.get("name", "")
        if row.get("year") is not None and row.get("gross") is not None:
            by_year[row.get("year")] = Revenue(
                row.get("gross"), row.get("low"), row.get("high"), _origin(row)
            )
    return tuple(RevenueStream(id, names[id] or id, by_year) for id, by_year in years.items())


def _profile(row: Row) -> Profile:
    filled = [n for n in (*row.table.holes("least"), *row.table.holes("most"))
              if ("least", n) in row.values or ("most", n) in row.values]  # fmt: skip
    bands = tuple(
        Band(row.get(("least", n), ZERO), row.get(("most", n), ONE))
        for n in range(1, max(filled, default=0) + 1)
    )
    return Profile(row.get("id", ""), row.get("name", ""), bands, _origin(row))


def _source(row: Row) -> Source:
    return Source(
        row.get("id", ""), row.get("name", ""), row.get("level", Level.CITY),
        row.get("carry_over", ZERO), row.get("reserve", ZERO), row.get("unlimited", False),
        _origin(row),
    )  # fmt: skip


def _eligibility(row: Row) -> Eligibility:
    band = Band(row.get("least", ZERO), row.get("most", ONE))
    return Eligibility(row.get("scope", ""), row.get("source", ""), band, _origin(row))


def _sharing(row: Row) -> Sharing:
    return Sharing(
        row.get("stream", ""), row.get("source", ""), row.get("retained", ZERO),
        row.get("invested", ONE), row.get("year"), _origin(row),
    )  # fmt: skip


def _limit(row: Row) -> Limit:
    get = row.get
    return Limit(
        get("id", ""), get("kind", LimitKind.CAP), get("amount"), get("share"), get("source"),
        get("sector"), get("owner"), get("place"), get("year"), get("whole_plan", False),
        _origin(row),
    )  # fmt: skip


def _link(row: Row) -> Link:
    return Link(
        row.get("kind", LinkKind.EXCLUSION), row.get("first", ""), row.get("second", ""),
        row.get("lag", 0), _origin(row),
    )  # fmt: skip


def _pin(row: Row) -> Pin:
    return Pin(
        row.get("kind", PinKind.EXCLUDE), row.get("project", ""), row.get("year"),
        row.get("source"), row.get("amount"), _origin(row),
    )  # fmt: skip


def _named(row: Row) -> tuple[str, str]:
    return row.get("id", ""), row.get("name", "")


_MAKERS: Mapping[str, Any] = {
    "criteria": lambda row: Criterion(*_named(row), row.get("weight", ONE), _origin(row)),
    "sources": _source,
    "eligibility": _eligibility,
    "sharings": _sharing,
    "limits": _limit,
    "owners": lambda row: Owner(*_named(row), row.get("capacity"), _origin(row)),
    "profiles": _profile,
    "links": _link,
    "pins": _pin,
    "sectors": lambda row: Sector(*_named(row), row.get("a_from"), row.get("b_from"),
                                  _origin(row)),
}  # fmt: skip
