"""Portfolio -> rows of the workbook: for every sheet a list of {column: domain value}.

A repeated column is keyed ``(column, hole)``: ``("least", 1)``, ``("mark", "HT")``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from portfolio.domain import Group, Origin, Portfolio, Project, Settings
from portfolio.inputs.settings import SETTINGS
from portfolio.inputs.tables_projects import PROJECTS
from portfolio.inputs.words import Unit

Key = str | tuple[str, object]
RowValues = dict[Key, Any]


def sheet_rows(portfolio: Portfolio) -> Mapping[str, list[RowValues]]:
    """The rows of every sheet but the guide and the settings, by sheet key."""
    return {key: make(portfolio) for key, make in _MAKERS.items()}


def setting_values(settings: Settings, largest: int | None = None) -> dict[str, Any]:
    """The value of every setting by its key; ``largest`` in triệu đồng."""
    values: dict[str, Any] = {"unit": Unit.TY, "largest": largest}
    for group in Group:
        values[f"legal_years_{group.value.lower()}"] = settings.legal_years[group]
    for setting in SETTINGS:
        if setting.key not in values:
            values[setting.key] = getattr(settings, setting.key)
    return values


def _origin(origin: Origin) -> RowValues:
    return {"provenance": origin.provenance, "citation": origin.citation}


def _plain(record: Any, *keys: str) -> RowValues:
    """The fields of a record that are columns of the same name, and its origin."""
    return {key: getattr(record, key) for key in keys} | _origin(record.origin)


def _project(project: Project) -> RowValues:
    own = {c.key for c in PROJECTS.columns if hasattr(project, c.key)}
    row = _plain(project, *own)
    for key in ("allocated", "least_funded"):  # 0 is what an empty cell means
        row[key] = row[key] or None
    if project.land is not None:
        row |= {f"land_{k}": getattr(project.land, k) for k in ("stream", "gross", "anchor", "lag")}
    return row


def _scores(portfolio: Portfolio) -> list[RowValues]:
    rows: dict[str, RowValues] = {}
    for (project, criterion), mark in portfolio.scores.items():
        name = portfolio.project[project].name
        row = rows.setdefault(project, {"project": project, "project_name": name})
        row["mark", criterion] = mark
    return list(rows.values())


def _streams(portfolio: Portfolio) -> list[RowValues]:
    rows: list[RowValues] = []
    for stream in portfolio.streams:
        head: RowValues = {"stream": stream.id, "name": stream.name}
        for year, revenue in stream.by_year.items():
            rows.append(head | {"year": year} | _plain(revenue, "gross", "low", "high"))
        if not stream.by_year:
            rows.append(head)
    return rows


def _profiles(portfolio: Portfolio) -> list[RowValues]:
    rows: list[RowValues] = []
    for profile in portfolio.profiles:
        row = _plain(profile, "id", "name")
        for n, band in enumerate(profile.bands, 1):
            row["least", n] = band.least
            row["most", n] = band.most
        rows.append(row)
    return rows


def _eligibility(portfolio: Portfolio) -> list[RowValues]:
    return [
        _plain(e, "scope", "source") | {"least": e.band.least, "most": e.band.most}
        for e in portfolio.eligibility
    ]


def _allocated(portfolio: Portfolio) -> list[RowValues]:
    return [
        {"project": project, "source": source, "amount": amount}
        for (project, source), amount in portfolio.allocated_by.items()
    ]


_LIMIT = ("id", "kind", "amount", "share", "source", "sector", "owner", "place", "year")
_SOURCE = ("id", "name", "level", "carry_over", "reserve", "unlimited")

_MAKERS: Mapping[str, Callable[[Portfolio], list[RowValues]]] = {
    "projects": lambda p: [_project(x) for x in p.projects],
    "criteria": lambda p: [_plain(x, "id", "name", "weight") for x in p.criteria],
    "scores": _scores,
    "sources": lambda p: [_plain(x, *_SOURCE) for x in p.sources],
    "eligibility": _eligibility,
    "streams": _streams,
    "sharings": lambda p: [
        _plain(x, "stream", "source", "retained", "invested", "year") for x in p.sharings
    ],
    "limits": lambda p: [_plain(x, *_LIMIT, "whole_plan") for x in p.limits],
    "owners": lambda p: [_plain(x, "id", "name", "capacity") for x in p.owners],
    "profiles": _profiles,
    "links": lambda p: [_plain(x, "kind", "first", "second", "lag") for x in p.links],
    "allocated": _allocated,
    "pins": lambda p: [_plain(x, "kind", "project", "year", "source", "amount") for x in p.pins],
    "sectors": lambda p: [_plain(x, "id", "name", "a_from", "b_from") for x in p.sectors],
}
