"""A cell of a money column -> whole triệu đồng, or why it cannot be read."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from portfolio.i18n import _
from portfolio.inputs.cells import as_text, quoted
from portfolio.inputs.numbers import read_number
from portfolio.inputs.xlsx import CellIn, Fault
from portfolio.money import PER_TY, number

_NOTHING = frozenset(("", "-", "–", "—"))
_NEAR = 1e-6
"""A calculated whole number may be off by less than this."""
_MOST = 10**12
"""An amount above it (a billion tỷ đồng) is a slip of the keyboard."""


class AmountError(Exception):
    """Why a cell is no amount: ``code``, what was found, how to mend it."""

    def __init__(self, code: str, found: str, remedy: str = "") -> None:
        super().__init__(found)
        self.code, self.found, self.remedy = code, found, remedy


def read_amount(value: CellIn | None, lang: str) -> tuple[int, str]:
    """The amount in triệu đồng (0 for an empty cell), and how a text was understood.

    ``lang``: of the workbook, for points and commas in texts. Raises ``AmountError``.
    """
    if value is None:
        return 0, ""
    if isinstance(value, Fault):
        raise _of_fault(value)
    if isinstance(value, bool | date):
        raise AmountError("amount-type", _shown(value), _("type a whole number of triệu đồng"))
    if isinstance(value, str):
        return _from_text(value, lang)
    whole = round(value) if abs(value) < _MOST else 0
    if abs(value) >= _MOST:
        raise AmountError("amount-huge", _shown(value), _("type a whole number of triệu đồng"))
    if abs(value - whole) > _NEAR:
        raise _not_whole(value)
    return whole, ""


def _of_fault(fault: Fault) -> AmountError:
    if not fault.formula:
        found = _("the Excel error {text}").format(text=fault.text)
        return AmountError("amount-error", found, _("type the number"))
    remedy = _("open the file in Excel or LibreOffice and save it, or type the number")
    return AmountError("amount-formula", _("a formula that was never calculated"), remedy)


def _not_whole(value: float) -> AmountError:
    shown = number(value, 3).rstrip("0")
    if 0 < abs(value) <= 1:
        remedy = _("type the amount in triệu đồng, not a percentage or a share")
        return AmountError("amount-share", _("found {value}").format(value=shown), remedy)
    remedy = _("type a whole number of triệu đồng")
    return AmountError("amount-not-whole", _("found {value}").format(value=shown), remedy)


def _from_text(text: str, lang: str) -> tuple[int, str]:
    if text.strip() in _NOTHING:
        return 0, ""
    reading = read_number(text, lang)
    if reading is None:
        raise AmountError("amount-text", _shown(text), _("type a whole number of triệu đồng"))
    if reading.tail == "%":
        remedy = _("type the amount in triệu đồng, not a percentage or a share")
        raise AmountError("amount-share", _shown(text), remedy)
    factor = PER_TY if reading.tail == "ty" else 1
    found = {reading.value, reading.value if reading.other is None else reading.other}
    whole = sorted(_whole(value * factor) for value in found if (value * factor).denominator == 1)
    if not whole:
        raise _not_whole(float(reading.value * factor))
    if len(whole) > 1:
        one, other = number(whole[0]), number(whole[1])
        raise AmountError(
            "amount-ambiguous", _shown(text),
            _("{one} or {other}? type it as a number").format(one=one, other=other),
        )  # fmt: skip
    if whole[0] > _MOST:
        raise AmountError("amount-huge", _shown(text), _("type a whole number of triệu đồng"))
    note = _("the text {text} was read as {amount} triệu đồng")
    return whole[0], note.format(text=quoted(text), amount=number(whole[0]))


def _whole(value: Fraction) -> int:
    return value.numerator


def _shown(value: CellIn) -> str:
    return _("found {value}").format(value=quoted(as_text(value)))
