"""Overrides of scores, weights, who may pay, phasing profiles and links between lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from portfolio.domain import Band, Eligibility
from portfolio.i18n import _
from portfolio.inputs.scenario.draft import Draft, origin_of
from portfolio.inputs.scenario.fields import ON
from portfolio.inputs.scenario.records import Override


def _criterion(draft: Draft, override: Override) -> None:
    old = draft.criteria[override.id]
    weight = cast("Fraction", override.value)
    new = replace(old, weight=weight, origin=origin_of(override, old.origin))
    draft.criteria[override.id] = new


def _score(draft: Draft, override: Override) -> None:
    project, criterion = override.id.split("->")
    draft.scores[project, criterion] = cast("Fraction", override.value)


def _eligibility(draft: Draft, override: Override) -> None:
    """A pair that the workbook lacks is added: from nothing up to everything."""
    scope, source = override.id.split("->")
    old = draft.eligibility.get((scope, source))
    if old is None:
        old = Eligibility(scope, source, Band(Fraction(0), Fraction(1)))
    given: Any = {override.field: override.value}
    band = replace(old.band, **given)
    new = replace(old, band=band, origin=origin_of(override, old.origin))
    draft.eligibility[scope, source] = new


def _profile(draft: Draft, override: Override) -> None:
    old = draft.profiles[override.id]
    given = cast("tuple[Fraction, ...]", override.value)
    if len(given) != len(old.bands):
        text = _("{found} shares, where the profile has {years} years")
        draft.refuse(
            "scenario-profile", override, text.format(found=len(given), years=len(old.bands))
        )
        return
    change: Any = [{override.field: share} for share in given]
    bands = tuple(replace(b, **c) for b, c in zip(old.bands, change, strict=True))
    new = replace(old, bands=bands, origin=origin_of(override, old.origin))
    draft.profiles[override.id] = new


def _link(draft: Draft, override: Override) -> None:
    """Another lag for the links of a pair, or none of them."""
    first, second = override.id.split("->")
    own = draft.links.get((first, second), [])
    if not own:
        text = _("the workbook has no link from {first} to {second}")
        draft.refuse("scenario-link", override, text.format(first=first, second=second))
    elif override.field == ON:
        draft.links[first, second] = own if override.value else []
    else:
        lag = cast("int", override.value)
        draft.links[first, second] = [
            replace(link, lag=lag, origin=origin_of(override, link.origin)) for link in own
        ]


RULING: Mapping[str, Callable[[Draft, Override], None]] = {
    "criterion": _criterion,
    "score": _score,
    "eligibility": _eligibility,
    "profile": _profile,
    "link": _link,
}
