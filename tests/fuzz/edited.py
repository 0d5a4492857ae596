"""Damage to a plan that was exported, edited and is to be checked."""

from __future__ import annotations

import io
import tempfile
import warnings
import zipfile
from functools import cache
from pathlib import Path
from random import Random

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

import portfolio as pf
from portfolio.i18n import language
from tests.fuzz.cells import value
from tests.fuzz.parts import damage
from tests.fuzz.trial import BOOK, Trial, pack, whole

PLAN = "plan.xlsx"


@cache
def exported() -> bytes:
    """The plan of the whole workbook, as the program writes it."""
    with tempfile.TemporaryDirectory() as folder, language("vi"):
        book, path = Path(folder) / BOOK, Path(folder) / PLAN
        book.write_bytes(whole())
        return pf.write_plan(pf.run(pf.read_workbook(book)), path).read_bytes()


def edited_plans(dice: Random) -> Trial:
    """Two in three edited as people do in Excel, the others damaged as files."""
    kind = dice.randrange(6)
    if kind == 0:
        data = bytearray(exported())
        for _ in range(dice.randrange(1, 20)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        plan = bytes(data)
    elif kind == 1:
        with zipfile.ZipFile(io.BytesIO(exported())) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        plan = pack(list(damage(parts, dice).items()))
    else:
        plan = _edited(dice)
    files = {BOOK: whole(), PLAN: plan}
    return Trial(files, ("check", PLAN, "--workbook", BOOK, *dice.sample(["--json"], kind % 2)))


def _edited(dice: Random) -> bytes:
    book = load_workbook(io.BytesIO(exported()))
    for _ in range(dice.randrange(1, 5)):
        ws = book.worksheets[0 if dice.randrange(3) else dice.randrange(len(book.worksheets))]
        dice.choice((_value, _value, _value, _swap, _row, _column, _sheet))(book, ws, dice)
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book.save(made)
    return made.getvalue()


def _value(_book: Workbook, ws: Worksheet, dice: Random) -> None:
    cell = ws.cell(dice.randrange(1, ws.max_row + 1), dice.randrange(1, ws.max_column + 1))
    new = dice.choice([value(dice), dice.randrange(60_000), None])
    try:
        cell.value = new
    except (AttributeError, IllegalCharacterError):  # under a merge; no text of a workbook
        return


def _swap(_book: Workbook, ws: Worksheet, dice: Random) -> None:
    """Two rows change places, as a sort does."""
    one, two = (dice.randrange(1, ws.max_row + 1) for _ in range(2))
    for column in range(1, ws.max_column + 1):
        a, b = ws.cell(one, column), ws.cell(two, column)
        try:
            a.value, b.value = b.value, a.value
        except AttributeError:
            continue


def _row(_book: Workbook, ws: Worksheet, dice: Random) -> None:
    at = dice.randrange(1, ws.max_row + 1)
    if dice.randrange(3) == 0:
        ws.row_dimensions[at].hidden = True
    else:
        (ws.delete_rows if dice.randrange(2) else ws.insert_rows)(at)


def _column(_book: Workbook, ws: Worksheet, dice: Random) -> None:
    at = dice.randrange(1, ws.max_column + 1)
    (ws.delete_cols if dice.randrange(2) else ws.insert_cols)(at)


def _sheet(book: Workbook, ws: Worksheet, dice: Random) -> None:
    if dice.randrange(2) and len(book.worksheets) > 2:
        book.remove(ws)
    else:
        ws.title = dice.choice(["a", "Kế hoạch", "Sheet1", ws.title + "2"])
