"""One scalar of the workbook or of a mechanism, by name, that a study moves along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil

from portfolio.domain import Portfolio
from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.inputs.scenario import Override, Scenario
from portfolio.inputs.scenario.fields import (
    MECHANISM_FIELDS,
    ON,
    SECTIONS,
    SETTINGS,
    Field,
    Form,
    Refused,
    did_you_mean,
    parse,
)
from portfolio.money import PER_TY, number, percent

_SCALARS = frozenset({Form.AMOUNT, Form.SHARE, Form.NUMBER, Form.WHOLE})
_NOT_VARIED = frozenset({"first_year", "last_year", "gap", "time_limit", "seed", "threads"})
"""Settings that are no parameter of the problem, or change what it is about."""
_YEAR = re.compile(r"(.+)\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A scalar that a scenario could set. ``year``: one year of it, None for every year."""

    name: str
    section: str
    id: str
    field: str
    form: Form
    known: Field
    year: int | None = None

    def written(self, value: Fraction) -> str:
        """A value of it as people write it: 80%, 1.05 (tỷ đồng, factors)."""
        if self.form is Form.SHARE:
            return percent(value)
        return number(value, 3) if value.denominator > 1 else number(value)

    def override(self, value: Fraction) -> Override:
        """The parameter at a value (tỷ đồng, share, number) as a scenario would set it.

        Raises ``PortfolioError`` when the value cannot be.
        """
        decimal = Decimal(value.numerator) / Decimal(value.denominator)
        try:
            parsed = parse(self.known, decimal)
        except Refused as no:
            raise _refusal(self.name, no.found, no.expected, no.remedy) from no
        return Override(self.section, self.id, self.field, self.year, parsed, self.name)

    def set(self, scenario: Scenario, value: Fraction) -> Scenario:
        """The scenario with this parameter at a value; its other overrides stay.

        A mechanism that the scenario does not have is added to it.
        """
        own = [self.override(value)]
        if self.section == "mechanism":
            own.insert(0, Override("mechanism", self.id, ON, None, True, self.name))
        told = [replace(override, citation=scenario.citation) for override in own]
        return replace(scenario, overrides=(*scenario.overrides, *told))


@dataclass(frozen=True, slots=True)
class Range:
    """Equally spaced values of a parameter, ``low`` to ``high``, ``step`` apart.

    The last step may be shorter. ``values`` are exact: tỷ đồng, shares, numbers.
    """

    parameter: Parameter
    low: Fraction
    high: Fraction
    step: Fraction

    @property
    def values(self) -> list[Fraction]:
        """The values in rising order."""
        count = ceil((self.high - self.low) / self.step)
        return [*(self.low + n * self.step for n in range(count)), self.high]


def parameters(portfolio: Portfolio) -> dict[str, Parameter]:
    """Every scalar of the portfolio by its name, such as ``source.TP_DAT.reserve``.

    The mechanisms' are ``land_use_retention.share`` and the like; a mechanism that the scenario
    does not have is added when it is varied.
    """
    return {p.name: p for p in _all(portfolio)}


def _all(portfolio: Portfolio) -> Iterator[Parameter]:
    for id, fields in MECHANISM_FIELDS.items():
        yield from _fields(id, "mechanism", id, fields)
    settings = {name: f for name, f in SETTINGS.items() if name not in _NOT_VARIED}
    yield from _fields("settings", "settings", "", settings)
    pairs = dict.fromkeys(f"{s.stream}->{s.source}" for s in portfolio.sharings)
    ids: Mapping[str, list[str]] = {
        "source": [k.id for k in portfolio.sources if not k.unlimited],
        "stream": [s.id for s in portfolio.streams],
        "sharing": list(pairs),
        "owner": [o.id for o in portfolio.owners],
        "limit": [limit.id for limit in portfolio.limits],
        "project": [p.id for p in portfolio.costed],
    }
    for section, found in ids.items():
        for id in found:
            yield from _fields(f"{section}.{id}", section, id, SECTIONS[section])


def _fields(prefix: str, section: str, id: str, fields: Mapping[str, Field]) -> Iterator[Parameter]:
    for name, known in fields.items():
        if known.form in _SCALARS:
            yield Parameter(f"{prefix}.{name}", section, id, name, known.form, known)


def find_parameter(portfolio: Portfolio, name: str) -> Parameter:
    """The parameter of that name, with a year behind it where it has one by year.

    Raises ``PortfolioError`` with the nearest known name.
    """
    known = parameters(portfolio)
    if name in known:
        return known[name]
    dated = _YEAR.fullmatch(name)
    if dated and dated[1] in known and known[dated[1]].known.yearly:
        year = int(dated[2])
        if year in portfolio.settings.years:
            return replace(known[dated[1]], name=name, year=year)
        first, last = portfolio.settings.first_year, portfolio.settings.last_year
        expected = _("expected a year of the plan, {first} to {last}")
        text = _("found {value}").format(value=year)
        raise _refusal(name, text, expected.format(first=first, last=last))
    raise _refusal(name, _("no parameter of this name"), "", did_you_mean(name, known))


def read_range(portfolio: Portfolio, text: str, tolerance: Fraction | None = None) -> Range:
    """``NAME=LOW:HIGH`` as a range; amounts in tỷ đồng, shares 0-1 or with %.

    ``tolerance``: the step, in the unit of the parameter; by default one percentage point of a
    share, a whole unit of a count, a hundredth of the range otherwise. Raises ``PortfolioError``.
    """
    name, equals, ends = text.partition("=")
    low, colon, high = ends.partition(":")
    if not (equals and colon):
        expected = _("expected NAME=LOW:HIGH, such as land_use_retention.share=0:1")
        raise _refusal(text, _("not a range"), expected)
    parameter = find_parameter(portfolio, name.strip())
    first, last = _number(parameter, low), _number(parameter, high)
    if first >= last:
        text = _("found {value}").format(value=ends)
        raise _refusal(parameter.name, text, _("expected LOW below HIGH"))
    for value in (first, last):
        parameter.override(value)
    return Range(parameter, first, last, _step(parameter, first, last, tolerance))


def _step(
    parameter: Parameter, low: Fraction, high: Fraction, tolerance: Fraction | None
) -> Fraction:
    finest = {Form.WHOLE: Fraction(1), Form.AMOUNT: Fraction(1, PER_TY)}.get(parameter.form)
    if tolerance is None:
        tolerance = Fraction(1, 100) if parameter.form is Form.SHARE else (high - low) / 100
    if tolerance <= 0:
        text = _("found {value}").format(value=tolerance)
        raise _refusal(parameter.name, text, _("expected a tolerance above 0"))
    return tolerance if finest is None else max(finest, ceil(tolerance / finest) * finest)


def _number(parameter: Parameter, text: str) -> Fraction:
    plain = text.strip().replace(",", ".")
    try:
        value = Fraction(Decimal(plain.removesuffix("%")))
    except (InvalidOperation, ValueError, OverflowError) as error:
        found = _("found {value}").format(value=text.strip() or "–")
        raise _refusal(parameter.name, found, _("expected a number")) from error
    return value / 100 if plain.endswith("%") else value


def _refusal(name: str, found: str, expected: str = "", remedy: str = "") -> PortfolioError:
    return PortfolioError(f"{name}: " + "; ".join(filter(None, (found, expected, remedy))))
