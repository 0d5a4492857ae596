"""Domain value -> what stands in the cell, exactly: nothing is lost on the way back."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from portfolio.inputs.schema import Column, Type
from portfolio.inputs.words import Unit

CellValue = str | int | float | None

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CHOICES = (Type.CHOICE, Type.FLAG)
_MONEY = (Type.AMOUNT, Type.VALUE)


def cell_value(column: Column, value: Any, lang: str, money: Unit) -> CellValue:
    """What to write for ``value`` in ``column``; None leaves the cell empty.

    >>> from portfolio.inputs.tables_projects import PROJECTS
    >>> cell_value(PROJECTS.column["cost"], 1_753_500, "vi", Unit.TY)
    1753.5
    """
    if value is None or value is False or value == "":
        return None
    if column.type is Type.SCOPE:
        return column.choices[value].text(lang) if value in column.choices else clean(value)
    if column.type in _CHOICES:
        return column.choices[value].text(lang)
    if column.type in _MONEY:
        return exact(Fraction(value, money.factor))
    if isinstance(value, Fraction):
        return exact(value)
    return value if isinstance(value, int) else clean(str(value))


def exact(value: Fraction) -> CellValue:
    """A number the cell can hold exactly, else the fraction as text.

    >>> exact(Fraction(1, 4)), exact(Fraction(3)), exact(Fraction(1, 3))
    (0.25, 3, '1/3')
    """
    if value.denominator == 1 and abs(value) < 10**15:
        return value.numerator
    near = float(f"{float(value):.15g}")
    return near if Fraction(repr(near)) == value else str(value)


def clean(text: str) -> str:
    """Text without the characters a workbook cannot hold, its escapes kept literal."""
    return _ESCAPED.sub("_x005F_", _ILLEGAL.sub("", text))
