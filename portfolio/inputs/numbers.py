"""Numbers typed as text, read the way the person who typed them meant them, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_FORM = re.compile(
    r"^(?P<sign>[+-]?)(?P<digits>\d[\d.,]*)(?P<tail>%|(?:tỷ|tỉ|ty|triệu|trieu)(?:đồng|dong)?|)$"
)
_PLAIN = re.compile(r"\d+$")
_GROUPS = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+$") for mark in ".,"}
_DECIMAL = {mark: re.compile(rf"\d+\{mark}\d+$") for mark in ".,"}
_BOTH = {
    ",": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+$"),
    ".": re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+$"),
}
_RATIO = re.compile(r"^(-?\d{1,18})/(\d{1,18})$")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
MOST_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text may mean. ``other``: the second reading of an ambiguous text; ``unlikely``: the
    one that the workbook's language rules out, though a careless typist may have meant it.

    ``tail``: "%", "ty", "trieu" or nothing; a percentage is already divided by 100.
    """

    value: Fraction
    other: Fraction | None = None
    tail: str = ""
    unlikely: Fraction | None = None


def read_ratio(text: str) -> Fraction | None:
    """``"1/3"`` as an exact fraction, or None.

    >>> read_ratio("1/3")
    Fraction(1, 3)
    """
    match = _RATIO.match(text)
    if match is None or int(match.group(2)) == 0:
        return None
    return Fraction(int(match.group(1)), int(match.group(2)))


def read_number(text: str, lang: str) -> Reading | None:
    """A number typed as text, or None when it is no number.

    In a Vietnamese workbook a point groups thousands ("1.753" is 1753) and "1,753" could be
    either; in an English one it is the other way round.

    >>> read_number("1.753,5", "vi").value, read_number("80%", "vi").value
    (Fraction(3507, 2), Fraction(4, 5))
    >>> read_number("1,753", "vi").other, read_number("1.500", "vi").unlikely
    (Fraction(1753, 1), Fraction(3, 2))
    """
    match = _FORM.match(_SPACES.sub("", text).casefold())
    if match is None or len(text) > MOST_DIGITS:
        return None
    tail = match.group("tail")
    tail = "ty" if tail[:2] in ("tỷ", "tỉ", "ty") else "trieu" if tail.startswith("tri") else tail
    readings, unlikely = _readings(match.group("digits"), lang)
    if tail == "%" and len(readings) == 2:
        readings = [min(readings)]
    scale = Fraction(-1 if match.group("sign") == "-" else 1, 100 if tail == "%" else 1)
    values = [value * scale for value in readings]
    if not values:
        return None
    other = values[1] if len(values) == 2 else None
    return Reading(values[0], other, tail, None if unlikely is None else unlikely * scale)


def _readings(digits: str, lang: str) -> tuple[list[Fraction], Fraction | None]:
    """Every sensible value of a run of digits, points and commas, and an unlikely one."""
    if _PLAIN.match(digits):
        return [Fraction(int(digits))], None
    for point, form in _BOTH.items():
        if form.match(digits):
            grouping = "." if point == "," else ","
            return [Fraction(digits.replace(grouping, "").replace(point, "."))], None
    for mark in ".,":
        if _GROUPS[mark].match(digits):
            grouped = Fraction(int(digits.replace(mark, "")))
            if digits.count(mark) > 1:
                return [grouped], None
            decimal = Fraction(digits.replace(mark, "."))
            own_grouping = "." if lang == "vi" else ","
            return ([grouped], decimal) if mark == own_grouping else ([decimal, grouped], None)
        if _DECIMAL[mark].match(digits):
            return [Fraction(digits.replace(mark, "."))], None
    return [], None
