"""One cell -> one domain value, or a problem that says what stands there and how to mend it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from portfolio.errors import Place, Severity
from portfolio.i18n import _, current_language
from portfolio.inputs.figures import COUNTABLE, exact, figure_text, snapped
from portfolio.inputs.findings import Findings, problem_at
from portfolio.inputs.numbers import Reading, read_number, read_ratio
from portfolio.inputs.schema import TYPE_NAMES, Column, Type
from portfolio.inputs.words import Unit, find_choice, fold
from portfolio.inputs.xlsx import CellIn, Fault
from portfolio.money import number

BAD = object()
"""What a cell reads as when it holds a problem (already told)."""
EXCEL_ERRORS = frozenset(
    ("#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
MOST_TRIEU = 10**11
"""An amount above it (100 million tỷ đồng) is absurd whatever the unit."""
LEAST_COST = 10
"""A project cheaper than 10 triệu đồng was probably typed in the wrong unit."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
_REPLACED = {"\u200b": "", "\ufeff": "", "\u2060": "", "\u00a0": " ", "\u202f": " "}
_INVISIBLE = re.compile(  # the rest may stand in no XML, so that no plan could be written with it
    "[" + "".join(_REPLACED) + "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)
MOST_TEXT = 32_767
"""Characters of a cell, as in Excel: a plan could not be written with more."""
_SHOWN = 60
_REMEMBERED = 2000
_PLAIN = (str, float)


class CellError(Exception):
    """Why a cell cannot be used."""

    def __init__(self, code: str, found: str, expected: str = "", remedy: str = "") -> None:
        super().__init__(found)
        self.code, self.found, self.expected, self.remedy = code, found, expected, remedy


@dataclass(frozen=True, slots=True)
class Context:
    """What the reading of cells depends on. ``largest``: plausible triệu đồng, None: unchecked."""

    findings: Findings
    lang: str = "vi"
    unit: Unit = Unit.TY
    largest: int | None = None


class ColumnReader:
    """Reads the cells of one column; ``column_at`` is ``Sheet!F`` without the row.

    ``known``: texts and numbers read before without any remark, and what they became.
    """

    def __init__(self, column: Column, column_at: Place, context: Context) -> None:
        self.column, self._column_at, self._context = column, column_at, context
        self._parse: Callable[[CellIn, int], Any] = getattr(self, f"_read_{column.type.value}")
        self.known: dict[CellIn, Any] = {}
        self._factor = context.unit.factor
        self._noted = False
        self._empty_words = frozenset(fold(word) for word in column.empty_words)

    def read(self, value: CellIn, row: int) -> Any:
        """The value, None for an empty cell, or ``BAD`` after telling the problem."""
        try:
            if isinstance(value, Fault):
                raise _fault(value)
            self._noted = False
            result = self._parse(value, row)
            if type(value) in _PLAIN and not self._noted and len(self.known) < _REMEMBERED:
                self.known[value] = result
            return result
        except CellError as error:
            self._context.findings.error(
                error.code, self._at(row), error.found, error.expected, error.remedy
            )
            return BAD

    def _note(
        self, code: str, row: int, found: str, severity: Severity = Severity.NOTICE,
        remedy: str = "",
    ) -> None:  # fmt: skip
        self._noted = True
        problem = problem_at(code, self._at(row), found, remedy=remedy, severity=severity)
        self._context.findings.repeated(self._column_at.where, problem)

    def _at(self, row: int) -> Place:
        return Place(f"{self._column_at.where}{row}", self._column_at.heading)

    # texts

    def _read_any(self, value: CellIn, _row: int) -> CellIn:
        return value

    def _read_note(self, _value: CellIn, _row: int) -> None:
        return None

    def _read_text(self, value: CellIn, row: int) -> str | None:
        if not isinstance(value, str):
            return as_text(value)
        text = value
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
            self._note("spelling-nfd", row, _("decomposed Vietnamese letters were joined"))
        if not text.isprintable() and _INVISIBLE.search(text):
            text = _INVISIBLE.sub(lambda m: _REPLACED.get(m.group(), ""), text)
            self._note("spaces", row, _("needless spaces or invisible characters were removed"))
        if len(text) > MOST_TEXT:
            raise CellError("text-too-long", _("a text of {n} characters").format(
                                n=number(len(text))),
                            _("at most {n} characters, as in Excel").format(n=number(MOST_TEXT)),
                            _("shorten it"))  # fmt: skip
        trimmed = text.strip()
        if len(trimmed) != len(text):
            self._note("spaces", row, _("needless spaces or invisible characters were removed"))
        if trimmed in EXCEL_ERRORS:
            raise _fault(Fault(trimmed))
        return trimmed or None

    def _read_id(self, value: CellIn, row: int) -> str | None:
        text = self._read_text(value, row)
        if text is None:
            return None
        joined = " ".join(text.split())
        if joined != text:
            self._note("spaces", row, _("needless spaces or invisible characters were removed"))
        return joined

    _read_ref = _read_id
    _read_scope = _read_id

    def _read_choice(self, value: CellIn, row: int) -> Any:
        text = self._read_text(value, row)
        if text is None:
            return None
        found = find_choice(self.column.choices, text)
        if found is None:
            words = self.column.words(self._context.lang)
            raise CellError(
                "choice-unknown",
                _("{text} is not in the list of choices").format(text=quoted(text)),
                _("one of: {words}").format(words=", ".join(words)),
                self._context.findings.nearest(text, words),
            )  # fmt: skip
        return found

    def _read_flag(self, value: CellIn, row: int) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, float) and value in (0.0, 1.0):
            return value == 1.0
        return self._read_choice(value, row)

    # numbers

    def _figure(self, value: CellIn, row: int) -> float | Fraction | None:
        """A finite number; a number typed as text is converted, and a notice says so."""
        if isinstance(value, float):
            if not math.isfinite(value):
                raise CellError("not-finite", str(value), _("a finite number"), _type_again())
            return value
        if isinstance(value, date):
            raise CellError("date-for-number", value.strftime("%d/%m/%Y"), self._expected(),
                            _("format the cell as a number and type the number again"))  # fmt: skip
        text = None if isinstance(value, bool) else self._read_text(value, row)
        if text is None and not isinstance(value, bool):
            return None
        return self._figure_from_text(str(value).upper() if text is None else text, row)

    def _figure_from_text(self, text: str, row: int) -> Fraction:
        if self.column.type in (Type.SHARE, Type.NUMBER, Type.VALUE):
            ratio = read_ratio(text)
            if ratio is not None:
                return ratio
        if fold(text) in ("nan", "inf", "infinity", "vo cung"):
            raise CellError("not-finite", quoted(text), _("a finite number"), _type_again())
        reading = read_number(text, self._context.lang)
        if reading is None:
            raise CellError("not-a-number", _("{text} is text").format(text=quoted(text)),
                            self._expected(), _type_again())  # fmt: skip
        if reading.other is not None:
            both = (figure_text(reading.value), figure_text(reading.other))
            raise CellError(
                "number-ambiguous",
                _("{text} may mean {one} or {other}").format(
                    text=quoted(text), one=both[0], other=both[1]
                ),
                self._expected(), _("type it again as a number, without separators"),
            )  # fmt: skip
        figure = self._in_unit(reading, text)
        self._note_text(reading, text, row)
        return figure

    def _note_text(self, reading: Reading, text: str, row: int) -> None:
        """A notice, or a warning where the same text may mean a figure a thousand times less."""
        whole_only = self.column.type in (Type.YEAR, Type.INT)
        if reading.unlikely is None or whole_only:
            found = _("{text} is text; it was read as {value}")
            plain = self.column.type is Type.YEAR
            shown = str(reading.value) if plain else figure_text(reading.value)
            self._note("number-text", row, found.format(text=quoted(text), value=shown))
            return
        unit = ""
        if self.column.type in (Type.AMOUNT, Type.VALUE):
            money = Unit(reading.tail) if reading.tail else self._context.unit
            unit = f" {money.word(current_language())}"
        less = figure_text(reading.unlikely)
        found = _("{text} is text; it was read as {value}, not as {other}").format(
            text=quoted(text), value=f"{reading.value}{unit}", other=f"{less}{unit}"
        )
        remedy = _("if {other} is meant, type it as a number").format(other=less)
        self._note("number-text-thousands", row, found, Severity.WARNING, remedy)

    def _in_unit(self, reading: Reading, text: str) -> Fraction:
        if not reading.tail or (reading.tail == "%" and self.column.type is Type.SHARE):
            return reading.value
        if self.column.type in (Type.AMOUNT, Type.VALUE) and reading.tail != "%":
            return reading.value * Unit(reading.tail).factor / self._context.unit.factor
        raise CellError("not-a-number", _("{text} is text").format(text=quoted(text)),
                        self._expected(), _type_again())  # fmt: skip

    def _expected(self) -> str:
        unit = self.column.unit_text(current_language(), self._context.unit)
        name = _(TYPE_NAMES[self.column.type])
        return f"{name} ({unit})" if unit and self.column.type is not Type.SHARE else name

    def _refuse_negative(self, figure: float | Fraction) -> None:
        if figure < 0:
            money = self.column.type is Type.AMOUNT
            shown = self._money(figure) if money else figure_text(figure)
            raise CellError("negative", shown, _("a number from 0"),
                            _("remove the minus sign or the figure"))  # fmt: skip

    def _read_amount(self, value: CellIn, row: int) -> int | None:
        if isinstance(value, str) and self._empty_words and fold(value) in self._empty_words:
            return None
        figure = self._figure(value, row)
        if figure is None:
            return None
        self._refuse_negative(figure)
        if figure > MOST_TRIEU:
            raise CellError("amount-absurd", self._money(figure), _("a plausible amount"),
                            _type_again())  # fmt: skip
        fine = figure * self._factor
        whole = round(fine)
        if abs(float(fine - whole)) > 1e-5:
            raise CellError(
                "amount-too-fine", self._money(figure), _("whole million VND (triệu đồng)"),
                _("round it, for instance to {amount}").format(
                    amount=self._money(Fraction(whole, self._context.unit.factor))),
            )  # fmt: skip
        self._check_size(whole, figure, row)
        return whole

    def _check_size(self, trieu: int, figure: float | Fraction, row: int) -> None:
        if trieu > MOST_TRIEU:
            raise CellError("amount-absurd", self._money(figure), _("a plausible amount"),
                            _type_again())  # fmt: skip
        largest = self._context.largest
        if largest is not None and trieu > largest:
            other = Unit.TRIEU.word(current_language())
            raise CellError(
                "unit-suspected", self._money(figure),
                _("at most {amount}").format(
                    amount=self._money(Fraction(largest, self._context.unit.factor))),
                _("did you mean {amount}? If it is right, raise “{setting}” in the settings")
                .format(amount=f"{figure_text(figure)} {other}", setting=largest_name()),
            )  # fmt: skip
        if self.column.key == "cost" and 0 < trieu < LEAST_COST:
            self._note("unit-suspected", row,
                       _("{amount} for a whole project: is the unit right?").format(
                           amount=self._money(figure)), Severity.WARNING)  # fmt: skip

    def _money(self, figure: float | Fraction) -> str:
        return f"{figure_text(figure)} {self._context.unit.word(current_language())}"

    def _read_value(self, value: CellIn, row: int) -> Fraction | None:
        figure = self._figure(value, row)
        if figure is None:
            return None
        if abs(float(figure)) * self._context.unit.factor > MOST_TRIEU:
            raise CellError("amount-absurd", self._money(figure), _("a plausible amount"),
                            _type_again())  # fmt: skip
        return exact(figure) * self._context.unit.factor

    def _read_share(self, value: CellIn, row: int) -> Fraction | None:
        figure = self._figure(value, row)
        if figure is None:
            return None
        self._refuse_negative(figure)
        share = snapped(figure)
        if share > 1:
            meant = figure_text(figure)
            remedy = _type_again()
            if share <= 100:
                text = _("write {meant}% or {share}")
                remedy = text.format(meant=meant, share=figure_text(share / 100))
            raise CellError("share-range", meant, _("a share from 0% to 100%"), remedy)
        return share

    def _read_number(self, value: CellIn, row: int) -> Fraction | None:
        figure = self._figure(value, row)
        if figure is None:
            return None
        self._check_range(figure)
        return exact(figure)

    def _check_range(self, figure: float | Fraction) -> None:
        low, high = self.column.low, self.column.high
        if (low is not None and figure < low) or (high is not None and figure > high):
            if high is None and low == 0:
                self._refuse_negative(figure)
            code = "mark-range" if self.column.key == "mark" else "out-of-range"
            raise CellError(code, figure_text(figure),
                            _("from {low} to {high}").format(low=low, high=high))  # fmt: skip

    def _read_int(self, value: CellIn, row: int) -> int | None:
        figure = self._figure(value, row)
        if figure is None:
            return None
        if figure != round(figure):
            raise CellError("not-whole", figure_text(figure), _("whole number"))
        self._check_range(figure)
        return round(figure)

    def _read_year(self, value: CellIn, row: int) -> int | None:
        if isinstance(value, date):
            raise CellError(
                "year-date", _("the date {date}").format(date=value.strftime("%d/%m/%Y")),
                _("a year such as 2021"),
                _("format the cell as a number and type the year only"),
            )  # fmt: skip
        figure = self._figure(value, row)
        if figure is None:
            return None
        if figure != round(figure) or not FIRST_YEAR <= figure <= LAST_YEAR:
            whole = figure == round(figure) and -COUNTABLE < figure < COUNTABLE
            shown = str(round(figure)) if whole else figure_text(figure)  # 20211, not 20.211
            raise CellError("year-range", shown, _("a year from {first} to {last}").format(
                                first=FIRST_YEAR, last=LAST_YEAR))  # fmt: skip
        return round(figure)


def as_text(value: CellIn) -> str:
    """A cell that is no text, as the text a reader would see."""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def shortened(text: str) -> str:
    """A text, cut when it is very long."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def quoted(text: str) -> str:
    """A text in quotation marks, cut when it is very long."""
    return f"“{shortened(text)}”"


def largest_name() -> str:
    """The name of the setting that bounds plausible amounts, in the current language."""
    from portfolio.inputs.settings import SETTINGS

    return next(s for s in SETTINGS if s.key == "largest").name(current_language())


def _type_again() -> str:
    return _("type the number again")


def _fault(fault: Fault) -> CellError:
    if fault.formula:
        return CellError(
            "formula-no-value", _("a formula without a calculated value"), "",
            _("open the file in Excel or LibreOffice, let it calculate, and save it"),
        )  # fmt: skip
    return CellError("cell-error", _("the Excel error {text}").format(text=fault.text), "",
                     _("mend the formula or type the value"))  # fmt: skip
