"""A special mechanism in words: its name, and the terms on which a scenario asks for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from portfolio.domain import Mechanism
from portfolio.i18n import N_, _
from portfolio.money import number, percent

TERMS = {
    "share": N_("share {value}"),
    "planning": N_("of which for planning {value}"),
    "invested": N_("of the gain for investment {value}"),
    "new_money": N_("of which new money {value}"),
    "width": N_("roads of {value} m and wider"),
    "realisation": N_("realised {value}"),
    "offset": N_("offset by a cut of support {value}"),
}
"""The figures of a mechanism's record, in the order in which they are told."""
FIGURES = {
    "share": N_("share"),
    "planning": N_("part for planning"),
    "invested": N_("part of the gain for investment"),
    "new_money": N_("part of new money"),
    "width": N_("least width of the roads"),
    "realisation": N_("part realised"),
    "offset": N_("offset share"),
}
"""What each figure is called by itself."""


def title(mechanism: Mechanism) -> str:
    """The number and the name: ``1. City clears sites of wide roads``."""
    return f"{mechanism.number}. {_(mechanism.title)}"


def terms(mechanism: Mechanism, varied: Mapping[str, str] = MappingProxyType({})) -> str:
    """Every figure of the mechanism: ``share 80%, of which for planning 20%, realised 100%``.

    ``varied``: words in place of a figure.
    """
    own = {field.name for field in dataclasses.fields(mechanism)}
    parts = []
    for name, text in TERMS.items():
        if name in own:
            value = getattr(mechanism, name)
            figure = number(value) if name == "width" else percent(value)
            parts.append(_(text).format(value=varied.get(name, figure)))
    return ", ".join(parts)
