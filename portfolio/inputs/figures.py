"""Figures of cells: exact values, and how they are shown in a message."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from portfolio.money import number

COUNTABLE: float = 1e18
"""Figures beyond it are shown as Excel shows them."""


def figure_text(figure: float | Fraction) -> str:
    """A figure as the current language writes it, at most six decimals, no trailing zeros."""
    if not -COUNTABLE < figure < COUNTABLE:
        return f"{float(figure):.3G}"  # as Excel shows it
    if figure == round(figure):
        return number(round(figure))
    text = number(float(figure), 6)
    return text.rstrip("0").rstrip(",.")


@lru_cache(maxsize=4096)
def exact(figure: float | Fraction) -> Fraction:
    """The number as typed: 0.1 is 1/10, and 0.1 + 0.2 is 3/10."""
    if isinstance(figure, Fraction):
        return figure
    return Fraction(int(figure)) if figure.is_integer() else Fraction(f"{figure:.15g}")


@lru_cache(maxsize=4096)
def snapped(figure: float | Fraction) -> Fraction:
    """A share as meant: a calculated 0.333333333333333 is one third."""
    whole = exact(figure)
    near = whole.limit_denominator(1000)
    return near if abs(near - whole) < Fraction(1, 10**11) else whole
