"""The records of data/dong_xoai/ as a portfolio, and data/projects.xlsx from it.

``python data/build.py`` writes the workbook again after a change of the records. Amounts in
the records are tỷ đồng and shares are percent; inside they become triệu đồng and fractions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from portfolio.domain import (
    Band,
    Criterion,
    Eligibility,
    Group,
    Kind,
    Level,
    Link,
    LinkKind,
    Origin,
    Owner,
    Portfolio,
    Profile,
    Project,
    Provenance,
    Revenue,
    RevenueStream,
    Sector,
    Settings,
    Sharing,
    Source,
    Status,
)
from portfolio.money import PER_TY

RECORDS = Path(__file__).parent / "dong_xoai"
WORKBOOK = Path(__file__).parent / "projects.xlsx"

Record = dict[str, Any]

_PROJECT_DEFAULTS = {
    "public.toml": {},
    "private.toml": {"kind": "private", "owner": "NDT", "place": "Thành phố Đồng Xoài"},
    "uncosted_works.toml": {"group": "C", "place": "Thành phố Đồng Xoài"},
    "uncosted_plans.toml": {
        "group": "C",
        "place": "Thành phố Đồng Xoài",
        "sector": "QH",
        "owner": "P_QLDT",
        "status": "preparation",
    },
}
_PROGRAMME = Origin(Provenance.DOCUMENT, "01-CTr/TU Thành ủy Đồng Xoài, nhiệm kỳ 2020-2025")


def portfolio() -> Portfolio:
    """Đồng Xoài 2021-2025, every line of the programme, the baseline without mechanisms."""
    funding, rules, scoring = (_read(f"{n}.toml") for n in ("funding", "rules", "scoring"))
    return Portfolio(
        projects=tuple(_projects()),
        settings=_settings(rules),
        sectors=tuple(_sector(r) for r in rules["sector"]),
        owners=tuple(_owner(r) for r in rules["owner"]),
        profiles=tuple(_profile(r) for r in rules["profile"]),
        links=tuple(link for r in rules["link"] for link in _links(r)),
        sources=tuple(_source(r) for r in funding["source"]),
        streams=tuple(_stream(r, funding["years"]) for r in funding["stream"]),
        sharings=tuple(_sharing(r) for r in funding["sharing"]),
        eligibility=tuple(row for r in funding["eligibility"] for row in _eligibility(r)),
        criteria=tuple(_criterion(r) for r in scoring["criterion"]),
        scores=_scores(scoring),
    )


def _read(name: str) -> Record:
    with (RECORDS / name).open("rb") as handle:
        return tomllib.load(handle)


def _share(percent: int) -> Fraction:
    return Fraction(percent, 100)


def _money(ty: int | None) -> int | None:
    return None if ty is None else ty * PER_TY


def _origin(record: Record) -> Origin:
    return Origin(Provenance(record.get("provenance", "assumed")), record.get("citation", ""))


def _projects() -> Iterator[Project]:
    """Costed lines first, then the uncosted ones by id, which is their printed order."""
    costed = [_project(r, f) for f in ("public.toml", "private.toml") for r in _rows(f)]
    uncosted = [
        _project(r, f) for f in ("uncosted_works.toml", "uncosted_plans.toml") for r in _rows(f)
    ]
    yield from costed
    yield from sorted(uncosted, key=lambda p: p.id)


def _rows(file: str) -> list[Record]:
    rows: list[Record] = _read(file)["project"]
    return rows


def _project(record: Record, file: str) -> Project:
    given = _PROJECT_DEFAULTS[file] | record
    width = given.pop("road_width", None)
    return Project(
        cost=_money(given.pop("cost", None)),
        clearance=_money(given.pop("clearance", None)),
        group=Group(given.pop("group")),
        status=Status(given.pop("status", "new")),
        kind=Kind(given.pop("kind", "public")),
        least_funded=_share(given.pop("least_funded", 0)),
        road_width=None if width is None else Fraction(width),
        origin=_PROGRAMME,
        **given,
    )


def _settings(rules: Record) -> Settings:
    origins = {key: Origin(Provenance(p), text) for key, (p, text) in rules["origins"].items()}
    given = dict(rules["settings"])
    charge = _share(given.pop("overhang_charge"))
    return Settings(**given, overhang_charge=charge, origins=origins)


def _sector(record: Record) -> Sector:
    a_from, b_from = _money(record.get("a_from")), _money(record.get("b_from"))
    return Sector(record["id"], record["name"], a_from, b_from, _origin(record))


def _owner(record: Record) -> Owner:
    capacity = _money(record.get("capacity"))
    return Owner(record["id"], record["name"], capacity, _origin(record))


def _bands(record: Record) -> tuple[Band, ...]:
    pairs = zip(record["least"], record["most"], strict=True)
    return tuple(Band(_share(least), _share(most)) for least, most in pairs)


def _profile(record: Record) -> Profile:
    return Profile(record["id"], record["name"], _bands(record), _origin(record))


def _links(record: Record) -> Iterator[Link]:
    for second in record["seconds"]:
        yield Link(
            LinkKind(record["kind"]),
            record["first"],
            second,
            record.get("lag", 0),
            _origin(record),
        )


def _source(record: Record) -> Source:
    return Source(
        record["id"],
        record["name"],
        Level(record["level"]),
        carry_over=_share(record.get("carry_over", 0)),
        reserve=_share(record.get("reserve", 0)),
        unlimited=record.get("unlimited", False),
        origin=_origin(record),
    )


def _stream(record: Record, years: list[int]) -> RevenueStream:
    """``gross`` year by year, or ``first`` growing by ``growth`` percent a year."""
    if "gross" in record:
        gross = [ty * PER_TY for ty in record["gross"]]
    else:
        growth = 1 + _share(record["growth"])
        gross = [round(record["first"] * PER_TY * growth**i) for i in range(len(years))]
    low, high = _share(record["low"]), _share(record["high"])
    by_year = {
        year: Revenue(amount, round(low * amount), round(high * amount), _origin(record))
        for year, amount in zip(years, gross, strict=True)
    }
    return RevenueStream(record["id"], record["name"], by_year)


def _sharing(record: Record) -> Sharing:
    return Sharing(
        record["stream"],
        record["source"],
        _share(record["retained"]),
        _share(record.get("invested", 100)),
        origin=_origin(record),
    )


def _eligibility(record: Record) -> Iterator[Eligibility]:
    band = Band(_share(record.get("least", 0)), _share(record.get("most", 100)))
    for scope in record["scopes"]:
        for source in record["sources"]:
            yield Eligibility(scope, source, band, _origin(record))


def _criterion(record: Record) -> Criterion:
    return Criterion(record["id"], record["name"], Fraction(record["weight"]), _origin(record))


def _scores(scoring: Record) -> dict[tuple[str, str], Fraction]:
    ids = [r["id"] for r in scoring["criterion"]]
    return {
        (project, criterion): Fraction(mark)
        for project, marks in scoring["marks"].items()
        for criterion, mark in zip(ids, marks, strict=True)
    }


if __name__ == "__main__":
    from portfolio.inputs.template import write_workbook

    write_workbook(portfolio(), WORKBOOK, "vi", overwrite=True)
