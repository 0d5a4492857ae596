"""The portfolio as a scenario sees it: overrides in order, then a look at what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from portfolio.domain import (
    MECHANISMS,
    Group,
    Pin,
    PinKind,
    Portfolio,
    Revenue,
    Sharing,
    Status,
)
from portfolio.errors import ScenarioError
from portfolio.i18n import _
from portfolio.inputs.scenario.draft import Draft, origin_of
from portfolio.inputs.scenario.fields import ON, PAIRS, did_you_mean
from portfolio.inputs.scenario.records import Override, Scenario
from portfolio.inputs.scenario.ruling import RULING
from portfolio.inputs.scenario.sanity import look
from portfolio.money import floor_share, ty

_UNIT_SLIP = 300
"""a new amount this many times the old one was probably meant in triệu đồng"""


def apply_scenario(portfolio: Portfolio, scenario: Scenario) -> Portfolio:
    """A new portfolio with the overrides of the scenario; the given one stays as it is.

    ``scale`` and ``case`` take the workbook's own figures, not those of an extended scenario.
    What is set counts as an assumption and cites the scenario. Raises ``ScenarioError`` with
    every unknown id and every figure that cannot be, at once.
    """
    if not scenario.overrides:
        return portfolio
    draft = Draft.of(portfolio)
    for override in scenario.overrides:
        if override.section == "settings":
            _settings(draft, override)
    for override in scenario.overrides:
        if override.section != "settings" and _known(draft, override) and _in_plan(draft, override):
            _APPLY[override.section](draft, override)
    places = portfolio.places.and_changed({_place_key(o): o.where for o in scenario.overrides})
    result = replace(draft.finish(), places=places)
    problems = draft.problems or list(look(result, scenario.overrides))
    if problems:
        raise ScenarioError(problems)
    return result


def _place_key(override: Override) -> tuple[object, ...]:
    """The figure as ``Places`` knows it: the table, the key of the record, the field."""
    if override.section == "settings":
        return "settings", override.field, "value"
    table = f"{override.section}s"
    field = {"scale": "gross", "case": "gross"}.get(override.field, override.field)
    if override.section == "sharing":
        return table, *override.id.split("->"), override.year, field
    if override.section == "stream":
        return table, override.id, override.year, field
    return table, override.id, field


def _settings(draft: Draft, override: Override) -> None:
    value: Any = override.value
    if override.field.startswith("legal_years_"):
        group = Group(override.field[-1].upper())
        years = {**draft.settings.legal_years, group: value}
        draft.settings = replace(draft.settings, legal_years=years)
    else:
        draft.settings = replace(draft.settings, **{override.field: value})
    origins = {**draft.settings.origins, override.field: origin_of(override)}
    draft.settings = replace(draft.settings, origins=origins)


def _known(draft: Draft, override: Override) -> bool:
    """The ids that the override speaks of exist; refused with the nearest one otherwise."""
    names: list[tuple[str, Mapping[str, Any]]]
    if override.section == "mechanism":
        return True  # what its ids speak of is looked at when all parameters are known
    if override.section in PAIRS:
        names = list(
            zip(override.id.split("->"), _pair_tables(draft)[override.section], strict=True)
        )
    else:
        names = [(override.id, _tables(draft)[override.section])]
    if override.section == "project" and override.field in _REFERENCES and override.value:
        names.append((str(override.value), _references(draft)[override.field]))
    for name, table in names:
        if name not in table:
            text = _("no “{name}” in the workbook").format(name=name)
            draft.refuse("scenario-id", override, text, "", did_you_mean(name, table))
    return all(name in table for name, table in names)


def _pair_tables(draft: Draft) -> Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """What the two sides of ``A->B`` may name."""
    everyone = {"public": None, "private": None, "*": None}
    return {
        "sharing": (draft.revenues, draft.sources),
        "score": (draft.projects, draft.criteria),
        "eligibility": ({**draft.projects, **draft.base.sector, **everyone}, draft.sources),
        "link": (draft.projects, draft.projects),
    }


_REFERENCES = ("owner", "sector", "profile")


def _tables(draft: Draft) -> Mapping[str, Mapping[str, Any]]:
    return {
        "project": draft.projects,
        "source": draft.sources,
        "stream": draft.revenues,
        "owner": draft.owners,
        "limit": draft.limits,
        "criterion": draft.criteria,
        "profile": draft.profiles,
    }


def _references(draft: Draft) -> Mapping[str, Mapping[str, Any]]:
    profiles = {profile.id: profile for profile in draft.base.profiles}
    return {"owner": draft.owners, "sector": draft.base.sector, "profile": profiles}


def _in_plan(draft: Draft, override: Override) -> bool:
    years = draft.settings.years
    year = override.value if override.field == "start" else override.year
    if year is None or year in years:
        return True
    expected = _("expected a year of the plan, {first} to {last}")
    text = _("found {value}").format(value=year)
    bounds = expected.format(first=draft.settings.first_year, last=draft.settings.last_year)
    draft.refuse("scenario-year", override, text, bounds)
    return False


def _project(draft: Draft, override: Override) -> None:
    old, value = draft.projects[override.id], override.value
    if override.field in ("excluded", "start"):
        _decide(draft, override)
        return
    words: dict[str, Callable[[str], Any]] = {"status": Status, "group": Group}
    if override.field in words:
        value = words[override.field](str(value))
    if override.field in ("cost", "allocated", "clearance"):
        _unit(draft, override, getattr(old, override.field))
    given: Any = {override.field: value}
    draft.projects[override.id] = replace(old, **given, origin=origin_of(override, old.origin))


def _decide(draft: Draft, override: Override) -> None:
    """An exclusion or a start year: a pin instead of the pins there were for it."""
    decisions = (PinKind.START, PinKind.EXCLUDE)
    draft.pins = [
        pin for pin in draft.pins if pin.project != override.id or pin.kind not in decisions
    ]
    origin = origin_of(override)
    if override.field == "start" and override.value is not None:
        year = int(cast("int", override.value))
        draft.pins.append(Pin(PinKind.START, override.id, year, origin=origin))
    elif override.field == "excluded" and override.value:
        draft.pins.append(Pin(PinKind.EXCLUDE, override.id, origin=origin))


def _source(draft: Draft, override: Override) -> None:
    old = draft.sources[override.id]
    given: Any = {override.field: override.value}
    draft.sources[override.id] = replace(old, **given, origin=origin_of(override, old.origin))


def _stream(draft: Draft, override: Override) -> None:
    stream = next(s for s in draft.base.streams if s.id == override.id)
    years = draft.settings.years if override.year is None else (override.year,)
    for year in years:
        old = stream.by_year.get(year)
        gross = _gross(draft, override, year, old)
        if gross is None:
            continue
        given = Revenue(0) if old is None else old
        origin = origin_of(override, given.origin)
        draft.revenues[override.id][year] = replace(given, gross=gross, origin=origin)


def _gross(draft: Draft, override: Override, year: int, old: Revenue | None) -> int | None:
    """The new gross revenue of the year, or None when the override says nothing about it."""
    if override.field == "gross":
        _unit(draft, override, None if old is None else old.gross)
        return int(cast("int", override.value or 0))
    if old is None:  # nothing to scale, no range: an error only where the year was named
        if override.year is not None:
            text = _("stream {id} has no revenue in {year}").format(id=override.id, year=year)
            draft.refuse("scenario-case", override, text, "", _("give gross instead"))
        return None
    if override.field == "growth":
        return _grown(draft, override, year)
    if override.field == "scale":
        return floor_share(Fraction(cast("Fraction", override.value or 0)), old.gross)
    figure = old.low if override.value == "low" else old.high
    if figure is None:
        text = _("stream {id} has no “{case}” figure in {year}")
        given = text.format(id=override.id, case=override.value, year=year)
        remedy = _("fill it in the workbook, or give scale or gross here")
        draft.refuse("scenario-case", override, given, "", remedy)
    return figure


def _grown(draft: Draft, override: Override, year: int) -> int:
    """The workbook's revenue of the stream's first year, grown by a share of itself every year."""
    stream = next(s for s in draft.base.streams if s.id == override.id)
    first = min(t for t in stream.by_year if t in draft.settings.years)
    growth = 1 + Fraction(cast("Fraction", override.value))
    return floor_share(growth ** (year - first), stream.by_year[first].gross)


def _sharing(draft: Draft, override: Override) -> None:
    stream, source = override.id.split("->")
    given: Any = {override.field: override.value}
    pair = [s for s in draft.sharings if (s.stream, s.source) == (stream, source)]
    if not pair and override.field == "invested":
        text = _("the workbook shares nothing of {stream} with {source}")
        remedy = _("give retained, too")
        draft.refuse(
            "scenario-sharing", override, text.format(stream=stream, source=source), "", remedy
        )
        return
    if override.year is not None:
        pair = [s for s in pair if s.year == override.year] or [
            replace(s, year=override.year) for s in pair if s.year is None
        ]
    elif not any(s.year is None for s in pair):
        pair.append(Sharing(stream, source, Fraction(0)))
    new = pair or [Sharing(stream, source, Fraction(0), year=override.year)]
    places = {(s.stream, s.source, s.year): i for i, s in enumerate(draft.sharings)}
    for row in new:
        changed = replace(row, **given, origin=origin_of(override, row.origin))
        place = places.get((row.stream, row.source, row.year))
        if place is None:
            draft.sharings.append(changed)
        else:
            draft.sharings[place] = changed


def _owner(draft: Draft, override: Override) -> None:
    old = draft.owners[override.id]
    _unit(draft, override, old.capacity)
    given: Any = {override.field: override.value}
    draft.owners[override.id] = replace(old, **given, origin=origin_of(override, old.origin))


def _limit(draft: Draft, override: Override) -> None:
    old = draft.limits[override.id]
    other = "share" if override.field == "amount" else "amount"
    if override.field == "amount":
        _unit(draft, override, old.amount)
    given: Any = {override.field: override.value, other: None}
    draft.limits[override.id] = replace(old, **given, origin=origin_of(override, old.origin))


def _mechanism(draft: Draft, override: Override) -> None:
    """Ask for a mechanism, take it back, or change one of its parameters."""
    if override.field == ON:
        if override.value:
            kind = MECHANISMS[override.id]
            draft.mechanisms.setdefault(override.id, kind(citation=override.citation))
        else:
            draft.mechanisms.pop(override.id, None)
        return
    old = draft.mechanisms.get(override.id)
    if old is not None:
        given: Any = {override.field: override.value}
        draft.mechanisms[override.id] = replace(old, **given, citation=override.citation)


_APPLY: Mapping[str, Callable[[Draft, Override], None]] = {
    "project": _project,
    "source": _source,
    "stream": _stream,
    "sharing": _sharing,
    "owner": _owner,
    "limit": _limit,
    "mechanism": _mechanism,
    **RULING,
}


def _unit(draft: Draft, override: Override, old: int | None) -> None:
    new = override.value
    if old and isinstance(new, int) and new >= _UNIT_SLIP * old:
        text = _("{new} tỷ đồng, where the workbook has {old}").format(new=ty(new), old=ty(old))
        remedy = _("amounts are in tỷ đồng; is this triệu đồng?")
        draft.refuse("scenario-unit", override, text, "", remedy)
