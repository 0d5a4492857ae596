"""A parameter in words, and what a curve along one takes for granted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from portfolio.domain import MECHANISMS, Mechanism, Portfolio, Raised
from portfolio.funding.envelope import share_rows
from portfolio.i18n import N_, _, current_language
from portfolio.inputs.scenario.fields import Form
from portfolio.inputs.settings import SETTINGS
from portfolio.inputs.tables import SHEETS
from portfolio.money import PER_TY
from portfolio.plan.mechanism_text import FIGURES, terms, title
from portfolio.study.curve import Curve
from portfolio.study.vary import Parameter

_COLUMNS = {("settings", c.key): c for c in SETTINGS} | {
    (s.key.removesuffix("s"), c.key): c for s in SHEETS for c in s.columns
}
_OTHERS = {
    ("project", "start"): N_("start year"),
    ("stream", "scale"): N_("factor of the revenue"),
    ("stream", "growth"): N_("growth of the revenue"),
}
"""Figures of a scenario that no column of the workbook has."""


def parameter_words(parameter: Parameter, portfolio: Portfolio) -> str:
    """``share of mechanism 6 (A higher share ...)``, ``Reserve: city budget``."""
    if parameter.section == "mechanism":
        kind = MECHANISMS[parameter.id]
        text = _("{figure} of mechanism {number} ({name})")
        figure = _(FIGURES[parameter.field])
        return text.format(figure=figure, number=kind.number, name=_(kind.title))
    place = (parameter.section, parameter.field)
    column = _COLUMNS.get(place)
    figure = column.name(current_language()) if column else _(_OTHERS[place])
    names = [_name(portfolio, id) for id in parameter.id.split("->") if id]
    words = ": ".join(filter(None, (figure, " → ".join(names))))
    return words if parameter.year is None else f"{words}, {parameter.year}"


def _name(portfolio: Portfolio, id: str) -> str:
    for known in (portfolio.source, portfolio.stream, portfolio.owner, portfolio.project):
        if id in known:
            return known[id].name
    return id


@dataclass(frozen=True, slots=True)
class Premises:
    """What a curve takes for granted.

    ``terms``: of the varied mechanism, empty for a parameter of the workbook. ``now``: the
    value that the scenario has, None when there is no single one. ``added``: the scenario has
    no such mechanism.
    """

    terms: str
    now: Fraction | None
    added: bool

    def lines(self, parameter: Parameter) -> Iterator[str]:
        """The same as sentences."""
        if self.terms:
            text = _("Mechanism of the scenario: {terms}.")
            if self.added:
                text = _("Mechanism added, on its usual terms where nothing is said: {terms}.")
            yield text.format(terms=self.terms)
        if self.now is not None:
            text = _("In the scenario now: {value}.")
            if self.added:
                text = _(
                    "In the scenario now, without the mechanism: {value}. The mechanism brings its "
                    "other terms too, so that the best plan at this value need not be the "
                    "scenario's."
                )
            yield text.format(value=parameter.written(self.now))


def premises(curve: Curve) -> Premises:
    """The terms on which the curve was made, and where on it the scenario stands."""
    own, base = curve.range.parameter, curve.base
    if own.section != "mechanism":
        return Premises("", _in_workbook(own, base), added=False)
    asked = {m.id: m for m in base.mechanisms}
    mechanism = asked.get(own.id) or MECHANISMS[own.id]()
    ends = {"low": own.written(curve.range.low), "high": own.written(curve.range.high)}
    span = _("from {low} to {high}").format(**ends)
    told = f"{title(mechanism)}: {terms(mechanism, {own.field: span})}"
    if own.id in asked:
        return Premises(told, getattr(asked[own.id], own.field), added=False)
    return Premises(told, _kept(mechanism, base) if own.field == "share" else None, added=True)


def _kept(mechanism: Mechanism, base: Portfolio) -> Fraction | None:
    """The share of its streams that reaches its source without it, when that is one figure."""
    if not isinstance(mechanism, Raised) or _shared(mechanism, base):
        return None
    rows = share_rows(base)
    known = [s.id for s in base.streams if s.id in mechanism.streams]
    found = {
        sum((r.retained for r in rows.get((stream, year), ()) if r.source == mechanism.source),
            Fraction(0))
        for stream in known for year in base.settings.years
    }  # fmt: skip
    return found.pop() if len(found) == 1 else None


def _shared(mechanism: Raised, base: Portfolio) -> bool:
    """Whether another mechanism changes what is kept of the same streams."""
    others = (m for m in base.mechanisms if isinstance(m, Raised))
    return any(set(m.streams) & set(mechanism.streams) for m in others)


def _in_workbook(own: Parameter, base: Portfolio) -> Fraction | None:
    """The figure of the record that has it; what a stream or a sharing has is told by year."""
    records: dict[str, object] = {
        "settings": base.settings, "source": base.source.get(own.id),
        "owner": base.owner.get(own.id), "project": base.project.get(own.id),
        "limit": next((limit for limit in base.limits if limit.id == own.id), None),
    }  # fmt: skip
    value = getattr(records.get(own.section), own.field, None)
    if value is None:
        return None
    return Fraction(value) / (PER_TY if own.form is Form.AMOUNT else 1)
