"""Whether a mechanism can act on the workbook at hand: its ids exist, its shares fit."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from portfolio.domain import Mechanism, Portfolio, Raised, SiteClearance
from portfolio.i18n import _
from portfolio.inputs.scenario.fields import did_you_mean
from portfolio.money import percent

Fault = tuple[str, str]
"""What is wrong, and how to mend it."""


def mechanism_faults(portfolio: Portfolio, id: str) -> Iterator[Fault]:
    """Everything that keeps the mechanism from acting; nothing when the scenario took it back."""
    for mechanism in portfolio.mechanisms:
        if mechanism.id == id:
            faults = list(_ids(portfolio, mechanism))
            yield from faults
            if not faults and isinstance(mechanism, Raised):
                yield from _shares(portfolio, mechanism)


def _ids(portfolio: Portfolio, mechanism: Mechanism) -> Iterator[Fault]:
    tables = _tables(portfolio, mechanism)
    for name, table in tables.items():
        value = getattr(mechanism, name, ())
        for id in (value,) if isinstance(value, str) else value:
            if id not in table:
                text = _("{name}: no “{id}” in the workbook").format(name=name, id=id)
                yield text, did_you_mean(id, table) or _("write {name} = ...").format(name=name)
    if isinstance(mechanism, SiteClearance) and mechanism.source in portfolio.source:
        text = _(
            "source: “{id}” is in the workbook already; this mechanism makes a source of its own"
        )
        yield text.format(id=mechanism.source), _("choose another id")


def _tables(portfolio: Portfolio, mechanism: Mechanism) -> Mapping[str, Mapping[str, Any]]:
    """Of each parameter that names something, what it may name."""
    limited = {k.id: k for k in portfolio.sources if not k.unlimited}
    tables: dict[str, Mapping[str, Any]] = {
        "streams": portfolio.stream,
        "source": limited,
        "owner": portfolio.owner,
        "province": portfolio.owner,
        "city": portfolio.owner,
        "keep": portfolio.project,
        "sector": portfolio.sector,
    }
    if getattr(mechanism, "offset", 0):
        tables["support"] = limited
    if isinstance(mechanism, SiteClearance):
        del tables["source"]
    own = {field.name for field in dataclasses.fields(mechanism)}
    return {name: table for name, table in tables.items() if name in own}


def _shares(portfolio: Portfolio, mechanism: Raised) -> Iterator[Fault]:
    """What other sources keep of the stream leaves room for the share asked for."""
    for stream in mechanism.streams:
        rows = [r for r in portfolio.sharings if r.stream == stream]
        for year in portfolio.settings.years:
            kept = {r.source: r.retained for r in rows if r.year is None}
            kept |= {r.source: r.retained for r in rows if r.year == year}
            others = sum(share for source, share in kept.items() if source != mechanism.source)
            if others + mechanism.share > 1:
                text = _(
                    "share: {share} of stream {stream} is more than the {rest} that other sources "
                    "leave in {year}"
                )
                values = {"share": percent(mechanism.share), "rest": percent(1 - others)}
                yield text.format(**values, stream=stream, year=year), _("lower the share")
                return
