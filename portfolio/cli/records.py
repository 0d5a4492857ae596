"""What ``portfolio show --json`` prints: the views as records, amounts in whole triệu đồng."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from portfolio.domain import Portfolio
from portfolio.funding.envelope import build_envelope


def documents(portfolio: Portfolio, views: Sequence[str]) -> dict[str, Any]:
    """One entry a view, under the names of ``cli_show.VIEWS``."""
    return {"unit": "triệu đồng", **{view: RECORDS[view](portfolio) for view in views}}


def _overview(portfolio: Portfolio) -> dict[str, Any]:
    return {
        "costed": len(portfolio.costed),
        "uncosted": len(portfolio.uncosted),
        "need": sum(p.need for p in portfolio.costed),
        "years": list(portfolio.settings.years),
    }


def _projects(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {
            "project": p.id,
            "name": p.name,
            "kind": p.kind.value,
            "status": p.status.value,
            "group": p.group.value,
            "sector": p.sector,
            "cost": p.cost,
            "need": p.need,
        }
        for p in portfolio.projects
    ]


def _sources(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {
            "source": k.id,
            "name": k.name,
            "level": k.level.value,
            "carry_over": float(k.carry_over),
            "reserve": float(k.reserve),
            "unlimited": k.unlimited,
        }
        for k in portfolio.sources
    ]


def _streams(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {"stream": s.id, "name": s.name, "year": t, "gross": revenue.gross}
        for s in portfolio.streams
        for t, revenue in s.by_year.items()
    ]


def _envelope(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {"source": source, "year": year, "spendable": amount}
        for (source, year), amount in build_envelope(portfolio).spendable.items()
    ]


def _sectors(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {
            "sector": s.id,
            "name": s.name,
            "need": sum(p.need for p in portfolio.costed if p.sector == s.id),
        }
        for s in portfolio.sectors
    ]


RECORDS: dict[str, Callable[[Portfolio], Any]] = {
    "overview": _overview,
    "projects": _projects,
    "sources": _sources,
    "streams": _streams,
    "envelope": _envelope,
    "sectors": _sectors,
}
