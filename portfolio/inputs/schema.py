"""The workbook, described once: sheets, columns, types, units, ranges, references, help.

The reader, the template, the texts of the errors and docs/workbook.md all follow this
description. A new column is one entry in ``tables.py`` and one field in ``domain``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from portfolio.i18n import N_, _
from portfolio.inputs.words import Unit, Word

LANGS = ("vi", "en")


class Type(StrEnum):
    """What a cell holds, and what it becomes."""

    ID = "id"
    REF = "ref"
    SCOPE = "scope"
    TEXT = "text"
    INT = "int"
    YEAR = "year"
    AMOUNT = "amount"
    VALUE = "value"
    NUMBER = "number"
    SHARE = "share"
    FLAG = "flag"
    CHOICE = "choice"
    NOTE = "note"
    ANY = "any"


TYPE_NAMES = {
    Type.ID: N_("identifier"),
    Type.REF: N_("reference"),
    Type.SCOPE: N_("project id, sector id, public, private or all"),
    Type.TEXT: N_("text"),
    Type.INT: N_("whole number"),
    Type.YEAR: N_("year"),
    Type.AMOUNT: N_("amount of money"),
    Type.VALUE: N_("amount of money, may be negative"),
    Type.NUMBER: N_("number"),
    Type.SHARE: N_("share, 0% to 100%"),
    Type.FLAG: N_("yes or no"),
    Type.CHOICE: N_("one of a list"),
    Type.NOTE: N_("free text, not read"),
    Type.ANY: N_("depends on the row"),
}
"""What a type is called, for the reference page and the error texts (through ``_``)."""

_UNITS = {
    Type.SHARE: {"vi": "%", "en": "%"},
}
YEARS = {"vi": "năm", "en": "years"}
METRES = {"vi": "m", "en": "m"}
POINTS = {"vi": "0-100", "en": "0-100"}
MARK = {"vi": "1-5", "en": "1-5"}


@dataclass(frozen=True)
class Column:
    """One column (or one setting): how it is called, what it holds, what it means.

    ``help`` is an English message id, ``{unit}`` in it stands for the money unit. ``low`` and
    ``high`` are inclusive. ``target``: the key of the sheet that the ids come from. ``repeat``:
    the heading has a hole (``{n}``, ``{id}``) and the column stands once for every year of
    execution or criterion. ``default``: what an empty cell means, in words (a message id).
    ``needed``: the column must exist; ``required``: and every row must fill it. ``also``: other
    headings that mean the same, such as the one on the printed form.
    """

    key: str
    vi: str
    en: str
    type: Type
    help: str
    required: bool = False
    needed: bool = False
    default: str = ""
    low: int | None = None
    high: int | None = None
    choices: Mapping[Any, Word] = field(default_factory=dict)
    target: str = ""
    repeat: str = ""
    unit: Mapping[str, str] = field(default_factory=dict)
    width: int = 12
    empty_words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        """The heading without its unit."""
        return self.en if lang == "en" else self.vi

    def unit_text(self, lang: str, money: Unit) -> str:
        """The unit as the heading prints it, or nothing."""
        if self.type in (Type.AMOUNT, Type.VALUE):
            return money.word(lang)
        return (self.unit or _UNITS.get(self.type, {})).get(lang, "")

    def heading(self, lang: str, money: Unit = Unit.TY, hole: object = "") -> str:
        """The heading with its unit: ``TMĐT (tỷ đồng)``; ``hole`` fills a repeated column."""
        name = self.name(lang)
        if self.repeat:
            name = name.format(n=hole, id=hole)
        unit = self.unit_text(lang, money)
        return f"{name} ({unit})" if unit else name

    def help_text(self, lang: str, money: Unit = Unit.TY) -> str:
        """The meaning, in the current language; ``lang`` names the unit."""
        return _(self.help).replace("{unit}", money.word(lang))

    def words(self, lang: str) -> list[str]:
        """The printed spellings of a choice."""
        return [word.text(lang) for word in self.choices.values()]


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``key_of``: the columns that together name a row, for duplicates.

    ``optional`` sheets may be absent or empty. ``help``: message id of what the sheet is for.
    """

    key: str
    vi: str
    en: str
    help: str
    columns: tuple[Column, ...] = ()
    key_of: tuple[str, ...] = ()
    optional: bool = True
    color: str = "7F7F7F"

    def name(self, lang: str) -> str:
        """The sheet's tab name."""
        return self.en if lang == "en" else self.vi

    @cached_property
    def column(self) -> Mapping[str, Column]:
        """Columns by key."""
        return {c.key: c for c in self.columns}


def all_sheets() -> tuple[Sheet, ...]:
    """Every sheet of the form, in the order of the workbook."""
    from portfolio.inputs.tables import SHEETS

    return SHEETS


def sheet(key: str) -> Sheet:
    """The sheet with this key, of the workbook or of the actuals; raises ``KeyError``."""
    from portfolio.inputs.tables_actuals import ACTUAL_SHEETS

    return {s.key: s for s in (*all_sheets(), *ACTUAL_SHEETS)}[key]
