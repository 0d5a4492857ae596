"""What a scenario file may say, in one table, and how each value is read.

A new override is one entry here and, when it is more than a field of its record, one branch in
``applying``.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from portfolio.domain import MECHANISMS, Group, Status
from portfolio.i18n import _
from portfolio.inputs.findings import nearest
from portfolio.inputs.scenario.records import Value
from portfolio.money import PER_TY

_PLAIN_BITS = 10_000
"""longer whole numbers are not written out in decimals (Python refuses, and for good reason)"""

NONE = "none"
"""the word that clears an optional figure (TOML has no empty value)"""

_LARGEST = 1_000_000
"""tỷ đồng: above it, an amount of any city or province is a slip"""


class Form(Enum):
    """What a value is written as."""

    AMOUNT = "amount"
    SHARE = "share"
    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"
    TEXT = "text"
    ID = "id"
    IDS = "ids"
    SHARES = "shares"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a section.

    ``thing``: keys with the same one set the same figure, so that one file may give only one
    of them. ``optional``: ``"none"`` clears it. ``yearly``: one value, or a table by year.
    ``low``, ``high``: bounds of WHOLE and NUMBER, inclusive. ``words``: the only texts allowed.
    """

    form: Form
    thing: str = ""
    optional: bool = False
    yearly: bool = False
    low: int = 0
    high: int = 1_000_000
    words: tuple[str, ...] = ()


class Refused(Exception):
    """A value that cannot be used: found, expected, remedy, in the user's language."""

    def __init__(self, code: str, found: str, expected: str = "", remedy: str = "") -> None:
        super().__init__(found)
        self.code, self.found, self.expected, self.remedy = code, found, expected, remedy


ON = "on"
"""the key that turns off a mechanism of an extended scenario, or a link of the workbook"""

_AMOUNT = Field(Form.AMOUNT)
_SHARE = Field(Form.SHARE)
_FLAG = Field(Form.FLAG)
_TEXT = Field(Form.TEXT)
_YEAR = Field(Form.WHOLE, optional=True, low=1900, high=2200)
_YEARS = Field(Form.WHOLE, low=1, high=30)

SETTINGS: Mapping[str, Field] = {
    "first_year": Field(Form.WHOLE, low=1900, high=2200),
    "last_year": Field(Form.WHOLE, low=1900, high=2200),
    "legal_years_a": _YEARS,
    "legal_years_b": _YEARS,
    "legal_years_c": _YEARS,
    "overhang_share": _SHARE,
    "overhang_charge": Field(Form.NUMBER),
    "discount": _SHARE,
    "new_starts": Field(Form.WHOLE, optional=True),
    "gap": _SHARE,
    "time_limit": Field(Form.WHOLE, low=1),
    "seed": Field(Form.WHOLE, high=2_147_483_647),
    "threads": Field(Form.WHOLE, low=1, high=1024),
    "title": _TEXT,
    "place": _TEXT,
    "agency": _TEXT,
    "signer": _TEXT,
}

SECTIONS: Mapping[str, Mapping[str, Field]] = {
    "project": {
        "cost": Field(Form.AMOUNT, optional=True),
        "allocated": _AMOUNT,
        "clearance": Field(Form.AMOUNT, optional=True),
        "score": Field(Form.NUMBER, optional=True, high=100),
        "status": Field(Form.TEXT, words=tuple(Status)),
        "group": Field(Form.TEXT, words=tuple(Group)),
        "sector": _TEXT,
        "owner": _TEXT,
        "urgent": _FLAG,
        "mandatory": _FLAG,
        "excluded": Field(Form.FLAG, thing="start"),
        "start": Field(Form.WHOLE, thing="start", optional=True, low=1900, high=2200),
        "earliest": _YEAR,
        "latest": _YEAR,
        "deadline": _YEAR,
        "max_years": Field(Form.WHOLE, optional=True, low=1, high=30),
        "profile": Field(Form.TEXT, optional=True),
        "least_year": Field(Form.SHARE, optional=True),
        "most_year": Field(Form.SHARE, optional=True),
        "divisible": _FLAG,
        "least_funded": _SHARE,
        "value": Field(Form.NUMBER, optional=True, high=1_000_000_000),
        "road_width": Field(Form.NUMBER, optional=True, high=1000),
        "place": _TEXT,
    },
    "source": {"carry_over": _SHARE, "reserve": _SHARE},
    "stream": {
        "gross": Field(Form.AMOUNT, thing="gross", yearly=True),
        "case": Field(Form.TEXT, thing="gross", yearly=True, words=("low", "high")),
        "scale": Field(Form.NUMBER, thing="gross", yearly=True, high=20),
        "growth": Field(Form.NUMBER, thing="gross", high=5),
    },
    "sharing": {
        "retained": Field(Form.SHARE, yearly=True),
        "invested": Field(Form.SHARE, yearly=True),
    },
    "owner": {"capacity": Field(Form.AMOUNT, optional=True)},
    "limit": {
        "amount": Field(Form.AMOUNT, thing="bound"),
        "share": Field(Form.SHARE, thing="bound"),
    },
    "criterion": {"weight": Field(Form.NUMBER)},
    "score": {"mark": Field(Form.NUMBER, low=1, high=5)},
    "eligibility": {"least": _SHARE, "most": _SHARE},
    "profile": {"least": Field(Form.SHARES), "most": Field(Form.SHARES)},
    "link": {ON: _FLAG, "lag": Field(Form.WHOLE, high=30)},
}

PAIRS: Mapping[str, str] = {
    "sharing": '[sharing."DAT->TP_DAT"]',
    "score": '[score."P03->SAN_SANG"]',
    "eligibility": '[eligibility."P03->TW"]',
    "link": '[link."P14->P16"]',
}
"""Sections whose ids name two things, with an example of each."""

_FORMS = {
    "share": _SHARE,
    "metres": Field(Form.NUMBER, high=200),
    "id": Field(Form.ID),
    "ids": Field(Form.IDS),
}

MECHANISM_FIELDS: Mapping[str, Mapping[str, Field]] = {
    id: {ON: _FLAG}
    | {f.name: _FORMS[f.metadata["form"]] for f in dataclasses.fields(kind) if f.metadata}
    for id, kind in MECHANISMS.items()
}
"""Of each mechanism the parameters that its record has."""


def field_of(section: str, id: str, name: str) -> Field:
    """The field behind an override."""
    if section == "mechanism":
        return MECHANISM_FIELDS[id][name]
    return (SETTINGS if section == "settings" else SECTIONS[section])[name]


def parse(field: Field, raw: Any) -> Value:
    """The value as the domain holds it: triệu đồng, exact share, year, flag or text.

    Raises ``Refused`` with the words for the user.
    """
    if field.optional and raw == NONE:
        return None
    if field.form in _WORDED:
        return _WORDED[field.form](field, raw)
    number = _number(field, raw)
    if field.form is Form.AMOUNT:
        return _amount(number)
    if field.form is Form.SHARE:
        return _share(number)
    if not field.low <= number <= field.high:
        expected = _("expected {low} to {high}").format(low=field.low, high=field.high)
        raise Refused("scenario-range", found(raw), expected)
    if field.form is Form.NUMBER:
        return number
    if number.denominator != 1:
        raise Refused("scenario-type", found(raw), _("expected a whole number"))
    return int(number)


def found(raw: Any) -> str:
    """What stands in the file, as a finding."""
    return _("found {value}").format(value=written(raw))


def written(raw: Any) -> str:
    """A value as a TOML file writes it, shortened."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        return _("a table")
    if isinstance(raw, list):
        return _("a list")
    if isinstance(raw, int) and raw.bit_length() > _PLAIN_BITS:
        text = hex(raw)  # a number of that length can only have been written so
    else:
        text = f'"{raw}"' if isinstance(raw, str) else str(raw)
    return text if len(text) <= 60 else text[:59] + "…"


def did_you_mean(text: str, names: Mapping[str, Any] | tuple[str, ...]) -> str:
    """The question after the nearest known name, else the names when they are few."""
    close = nearest(text, names)
    if close:
        return _("did you mean “{name}”?").format(name=close)
    if names and len(names) <= 25:
        return _("known: {names}").format(names=", ".join(names))
    return ""


def _flag(_field: Field, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Refused("scenario-type", found(raw), _("expected true or false"))
    return raw


def _text(field: Field, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Refused("scenario-type", found(raw), _("expected a text in quotes"))
    if field.form is not Form.TEXT and not raw.strip():
        raise Refused("scenario-type", found(raw), _("expected an id"))
    if field.words and raw not in field.words:
        names = ", ".join(f'"{word}"' for word in field.words)
        expected = _("expected one of {names}").format(names=names)
        raise Refused("scenario-word", found(raw), expected)
    return raw if field.form is Form.TEXT else unicodedata.normalize("NFC", raw.strip())


def _ids(field: Field, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list):
        expected = _("expected a list of ids: {example}").format(example='["DAT", "DAT_NHO"]')
        raise Refused("scenario-type", found(raw), expected)
    return tuple(dict.fromkeys(_text(field, item) for item in raw))


def _shares(_field: Field, raw: Any) -> tuple[Fraction, ...]:
    if not isinstance(raw, list):
        expected = _("expected a list of shares, one a year: {example}")
        raise Refused("scenario-type", found(raw), expected.format(example="[0.3, 0.4, 0.3]"))
    return tuple(_share(_number(_SHARE, item)) for item in raw)


_WORDED: Mapping[Form, Callable[[Field, Any], Value]] = {
    Form.FLAG: _flag,
    Form.TEXT: _text,
    Form.ID: _text,
    Form.IDS: _ids,
    Form.SHARES: _shares,
}


def _number(field: Field, raw: Any) -> Fraction:
    """An exact number: TOML fractions come as ``Decimal``."""
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise Refused("scenario-type", found(raw), _EXPECTED[field.form](), _remedy(field, raw))
    if isinstance(raw, Decimal) and (not raw.is_finite() or abs(raw.adjusted()) > 30):
        raise Refused("scenario-type", found(raw), _EXPECTED[field.form]())
    return Fraction(raw)


_EXPECTED = {
    Form.AMOUNT: lambda: _("expected an amount in tỷ đồng"),
    Form.SHARE: lambda: _("expected a share from 0 to 1"),
    Form.NUMBER: lambda: _("expected a number"),
    Form.WHOLE: lambda: _("expected a whole number"),
}


def _remedy(field: Field, raw: Any) -> str:
    if not isinstance(raw, str):
        return ""
    if field.form is Form.SHARE:
        return _("write a share without quotes: 0.8 for 80%")
    return _("write the number without quotes, with a decimal point: 1753.5")


def _amount(number: Fraction) -> int:
    expected = _("expected an amount in tỷ đồng")
    if number < 0:
        raise Refused("scenario-amount", found(_plain(number)), _("expected 0 or more (tỷ đồng)"))
    if number > _LARGEST:
        remedy = _("the unit is tỷ đồng; is this triệu đồng?")
        raise Refused("scenario-amount", found(_plain(number)), expected, remedy)
    if (number * PER_TY).denominator != 1:
        remedy = _("at most three decimals: a whole number of triệu đồng")
        raise Refused("scenario-amount", found(_plain(number)), expected, remedy)
    return int(number * PER_TY)


def _share(number: Fraction) -> Fraction:
    if 0 <= number <= 1:
        return number
    remedy = ""
    if 1 < number <= 100:
        meant = _plain(number / 100)
        remedy = _("write {share} for {percent}%").format(share=meant, percent=_plain(number))
    raise Refused("scenario-share", found(_plain(number)), _EXPECTED[Form.SHARE](), remedy)


def _plain(number: Fraction) -> Decimal | int:
    """An exact decimal, as the file would write it."""
    if number.denominator == 1:
        return number.numerator
    return Decimal(number.numerator) / Decimal(number.denominator)
