"""Fonts, colours, number formats: one named style for each kind of cell in each tone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, NamedStyle, PatternFill, Side

FONT = "Times New Roman"
SIZE = 11

AMOUNT = '#,##0;-#,##0;"–"'
"""Whole triệu with thousands separators; a dash for zero, as the printed forms have it."""
TY = "#,##0,"
"""A figure in triệu shown in tỷ (chart axes only)."""

INK = "1F3044"
LINE = "9AA8B5"
RED = "C00000"
SHADES = ("E3EDF7", "BDD7EE", "8DB9E0", "5B95CC", "2F6DAE")
"""Gantt cells, palest for the least capital."""
ALARM_FONT = Font(bold=True, color=RED)
ALARM_FILL = PatternFill(bgColor="FFE3E0")
PALETTE = ("1F4E79", "5B95CC", "A9C8E6", "C58B2A", "E8C98B", "6B7F5E", "A9B89C", "7F7F7F")
"""Series of a chart, in order."""
PAIR = ("C9CFD6", "1F4E79")
"""Need and what answers it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a cell holds: horizontal alignment and number format."""

    align: str
    format: str = "General"
    vertical: str = "center"


@dataclass(frozen=True, slots=True)
class Tone:
    """How loud a cell speaks."""

    bold: bool = False
    italic: bool = False
    fill: str | None = None
    border: bool = True
    size: int = SIZE
    colour: str = INK


KINDS = {
    "text": Kind("left"),
    "center": Kind("center"),
    "top": Kind("center", vertical="top"),
    "right": Kind("right"),
    "number": Kind("right", AMOUNT),
    "exact": Kind("right", "#,##0"),
    "decimal": Kind("right", "#,##0.00"),
    "percent": Kind("right", "0.0%"),
    "fine": Kind("right", "0.0000%"),
    "year": Kind("center", "0"),
    "start": Kind("center", '0;-0;"–"'),
    "shift": Kind("center", '+0;-0;"–"'),
    "change": Kind("right", '+#,##0;-#,##0;"–"'),
    "worth_change": Kind("right", '+#,##0.00;-#,##0.00;"–"'),
    "fact": Kind("left"),
    "fact_decimal": Kind("left", "#,##0.00"),
    "fact_fine": Kind("left", "0.0000%"),
    "flag": Kind("center", '0;-0;"–"'),
    "six": Kind("right", "0.000000"),
    "gain": Kind("right", '+#,##0;-#,##0;"–"'),
    "rate": Kind("right", "0.000"),
}
TONES = {
    "plain": Tone(),
    "head": Tone(bold=True, fill="D6E0EA"),
    "index": Tone(italic=True, fill="EEF2F6", size=9),
    "total": Tone(bold=True, fill="D9E5C9"),
    "section": Tone(bold=True, fill="DCE6F1"),
    "group": Tone(bold=True, fill="ECF1F7"),
    "sub": Tone(bold=True, italic=True),
    "bare": Tone(border=False),
    "note": Tone(italic=True, border=False),
    "small": Tone(size=9),
    "strong": Tone(bold=True, border=False),
    "title": Tone(bold=True, border=False, size=14),
    "heading": Tone(bold=True, border=False, size=12),
    "banner": Tone(bold=True, fill="FFE3E0", size=13, colour=RED),
    "good": Tone(colour="2E6B34"),
} | {f"shade{i}": Tone(fill=fill) for i, fill in enumerate(SHADES)}


class Styles:
    """The named styles of one workbook, each added when it is first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._known: dict[tuple[str, str, bool], int] = {}
        # openpyxl has no public way to its default style
        workbook._named_styles["Normal"].font = Font(name=FONT, size=SIZE)  # type: ignore[attr-defined]

    def number(self, kind: str, tone: str, *, quoted: bool = False) -> int:
        """The number, in this workbook, of the style of a kind in a tone.

        ``quoted``: for text that would else become a formula when somebody edits the cell.
        """
        known = self._known.get((kind, tone, quoted))
        if known is None:
            known = self._known[kind, tone, quoted] = self._add(kind, tone, quoted)
        return known

    def _add(self, kind: str, tone: str, quoted: bool) -> int:
        name = f"{kind}.{tone}"
        if name not in self._workbook.named_styles:
            self._workbook.add_named_style(_named(name, KINDS[kind], TONES[tone]))
        cell: Any = Cell(self._workbook.worksheets[0], 1, 1)
        cell.style = name
        cell.quotePrefix = quoted
        return int(cell.style_id)


def inline_font(look: str) -> InlineFont:
    """The font of a run inside a cell: ``b`` bold, ``i`` italic."""
    return InlineFont(rFont=FONT, sz=SIZE, b="b" in look, i="i" in look, color=Color(INK))


def dark(tone: str) -> bool:
    """Whether the fill of a Gantt tone asks for white figures."""
    return tone in {f"shade{i}" for i in range(3, len(SHADES))}


def _named(name: str, kind: Kind, tone: Tone) -> NamedStyle:
    side = Side(style="thin", color=LINE)
    named = NamedStyle(name=name)
    colour = "FFFFFF" if dark(name.partition(".")[2]) else tone.colour
    named.font = Font(name=FONT, size=tone.size, bold=tone.bold, italic=tone.italic, color=colour)
    if tone.fill:
        named.fill = PatternFill("solid", start_color=tone.fill)
    if tone.border:
        named.border = Border(left=side, right=side, top=side, bottom=side)
    named.alignment = Alignment(horizontal=kind.align, vertical=kind.vertical, wrap_text=True)
    named.number_format = kind.format
    return named
