"""Exact money: whole triệu đồng, exact shares, and how people write both.

A share of an amount that must be *available* (an envelope, a cap) is rounded down; a share
that bounds a cell from below is rounded down and from above rounded up, so that a bound never
asks for a fraction of a triệu (docs/model.md, "Whole triệu").
"""

from __future__ import annotations

from fractions import Fraction

from portfolio.i18n import current_language

PER_TY = 1000
"""triệu đồng in a tỷ đồng"""


def floor_share(share: Fraction, amount: int) -> int:
    """``share × amount`` rounded down to the whole triệu.

    >>> floor_share(Fraction(1, 3), 100)
    33
    """
    return (share.numerator * amount) // share.denominator


def ceil_share(share: Fraction, amount: int) -> int:
    """``share × amount`` rounded up to the whole triệu.

    >>> ceil_share(Fraction(1, 3), 100)
    34
    """
    return -((-share.numerator * amount) // share.denominator)


def number(value: float | int | Fraction, decimals: int = 0) -> str:
    """A number as the current language writes it: 1.753,5 in Vietnamese, 1,753.5 in English."""
    text = f"{float(value):,.{decimals}f}" if decimals else f"{round(value):,}"
    if current_language() == "vi":
        return text.translate(str.maketrans(",.", ".,"))
    return text


def ty(amount: int) -> str:
    """An amount in tỷ đồng, without needless decimals: 135, 1.753,5 (vi).

    >>> from portfolio.i18n import language
    >>> with language("vi"):
    ...     ty(1753500)
    '1.753,5'
    """
    whole, rest = divmod(abs(amount), PER_TY)
    text = number(whole)
    if rest:
        point = "," if current_language() == "vi" else "."
        text += point + f"{rest:03d}".rstrip("0")
    return f"-{text}" if amount < 0 else text


def percent(share: float | Fraction, decimals: int = 2) -> str:
    """A share as a percentage: 0.8 -> 80%, without trailing zeros."""
    text = number(float(share) * 100, decimals)
    point = "," if current_language() == "vi" else "."
    if point in text:
        text = text.rstrip("0").rstrip(point)
    return f"{text}%"
