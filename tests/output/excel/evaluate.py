"""A small evaluator of the formulas the workbook uses, so that every machine can recalculate."""

from __future__ import annotations

from functools import cache
from math import factorial
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries

OPERATORS = {"=": "==", "<>": "!="}


def _flat(args: tuple[Any, ...]) -> list[Any]:
    return [x for a in args for x in (a.flat if isinstance(a, np.ndarray) else [a])]


def _numbers(*args: Any) -> list[Any]:
    return [x for x in _flat(args) if isinstance(x, int | float)]


def _matches(cells: np.ndarray, criterion: Any) -> np.ndarray:
    """As SUMIFS compares: texts without case; no wildcard is expected to reach it."""
    assert not (isinstance(criterion, str) and set(criterion) & set("*?~<>="))

    def plain(x: Any) -> Any:
        return x.casefold() if isinstance(x, str) else x

    return np.array([plain(x) == plain(criterion) for x in cells.flat])


def _where(pairs: tuple[Any, ...]) -> np.ndarray:
    return np.logical_and.reduce(
        [_matches(pairs[i], pairs[i + 1]) for i in range(0, len(pairs), 2)]
    )


FUNCTIONS = {
    "SUM": lambda *a: sum(_numbers(*a)),
    "SUBTOTAL": lambda _which, *a: sum(_numbers(*a)),
    "SUMPRODUCT": lambda a: float(np.nan_to_num(a.astype(float)).sum()),
    "SUMIFS": lambda a, *pairs: sum(_numbers(a.reshape(-1)[_where(pairs)])),
    "COUNTIFS": lambda *pairs: int(_where(pairs).sum()),
    "EXACT": lambda a, b: np.array([x == b for x in a.flat]),
    "AND": lambda *tests: all(tests),
    "OR": lambda *tests: any(tests),
    "NOT": lambda test: not test,
    "IF": lambda test, yes, no: yes() if test() else no(),
    "ABS": abs,
    "MAX": lambda *a: max(_numbers(*a)),
    "MIN": lambda *a: min(_numbers(*a)),
    "ROUND": round,
    "FACT": factorial,
}


class Evaluator:
    """Values of a workbook's cells, formulas worked out on demand."""

    def __init__(self, wb: Workbook) -> None:
        self.wb = wb
        self.value = cache(self._value)

    def _value(self, sheet: str, row: int, column: int) -> Any:
        cell = self.wb[sheet].cell(row, column)
        if cell.data_type != "f":
            return cell.value
        tokens = Tokenizer(cell.value).items
        code = self._formula(tokens)
        found = eval(code, {"R": lambda text: self._range(sheet, text), **FUNCTIONS})
        return 0 if found is None else found

    def _formula(self, tokens: list[Token]) -> str:
        """Python for a formula; the arguments of IF wait until they are asked for."""
        code, within = [], []
        for token in tokens:
            if token.subtype == Token.OPEN:
                within.append(token.value)
                code.append(token.value + ("lambda:" if token.value == "IF(" else ""))
            elif token.subtype == Token.CLOSE:
                within.pop()
                code.append(token.value)
            elif token.type == Token.SEP and within[-1] == "IF(":
                code.append(",lambda:")
            else:
                code.append(self._code(token))
        return "".join(code)

    def _code(self, token: Token) -> str:
        if token.type == Token.OPERAND:
            return f"R({token.value!r})" if token.subtype == Token.RANGE else token.value
        if token.type == Token.SEP:
            return ","
        return OPERATORS.get(token.value, token.value)

    def _range(self, sheet: str, text: str) -> Any:
        if text in self.wb.defined_names:
            text = self.wb.defined_names[text].attr_text
        if "!" in text:
            name, text = text.rsplit("!", 1)
            sheet = name.strip("'").replace("''", "'")
        left, top, right, bottom = range_boundaries(text)
        cells = [
            [self.value(sheet, r, c) for c in range(left, right + 1)]
            for r in range(top, bottom + 1)
        ]
        if len(cells) == len(cells[0]) == 1 and ":" not in text:
            return 0 if cells[0][0] is None else cells[0][0]
        return np.array(cells, dtype=object).reshape(-1)
