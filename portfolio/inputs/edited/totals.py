"""Sums of the form held against their parts: the parts count, what differs is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portfolio.domain import Portfolio
from portfolio.errors import Place
from portfolio.i18n import N_, _, ngettext
from portfolio.inputs.edited.amounts import AmountError, read_amount
from portfolio.inputs.edited.grid import Grid
from portfolio.inputs.edited.layout import Layout
from portfolio.inputs.edited.lines import Lines
from portfolio.inputs.edited.records import Heading, MoneyKey
from portfolio.inputs.findings import Findings
from portfolio.inputs.xlsx import Fault
from portfolio.money import number

Sums = Mapping[str, Mapping[MoneyKey, int]]
"""Line -> (year, source) -> capital, with None for all years or all sources."""

_TEXTS = {
    "total-typed": N_("the total was typed over: {found}, its parts add up to {parts}; the parts "
                      "were counted"),
    "total-differs": N_("the total says {found}, its parts add up to {parts}; the parts were "
                        "counted"),
    "total-empty": N_("the total is empty, its parts add up to {parts}; the parts were counted"),
}  # fmt: skip
"""By the code of the warning."""


def check_totals(
    grid: Grid, layout: Layout, lines: Lines, portfolio: Portfolio, lang: str, findings: Findings
) -> None:
    """One warning a row whose sums are not those of their parts; typed sums that agree: one."""
    reader = _Totals(grid, layout, lang, findings)
    sums = _sums(lines)
    for id, row in lines.rows.items():
        whole = {k: c for k, c in layout.money.items() if None in k}
        reader.compare(row, {c: sums[id].get(k, 0) for k, c in whole.items()})
    for row, heading in lines.headings.items():
        below = [id for id in lines.rows if _covers(heading, id, portfolio)]
        wanted = {c: sum(sums[id].get(k, 0) for id in below) for k, c in layout.money.items()}
        overhang = layout.find("overhang")
        if overhang is not None:
            wanted[overhang] = sum(lines.overhang.get(id, 0) for id in below)
        reader.compare(row, wanted)
    reader.tell()


def _sums(lines: Lines) -> Sums:
    sums: dict[str, dict[MoneyKey, int]] = {id: {} for id in lines.rows}
    for (id, source, year), amount in lines.cells.items():
        keys: list[MoneyKey] = [(year, source), (year, None), (None, source), (None, None)]
        for key in keys:
            sums[id][key] = sums[id].get(key, 0) + amount
    return sums


def _covers(heading: Heading, id: str, portfolio: Portfolio) -> bool:
    p = portfolio.project.get(id)
    if p is None:
        return not heading.kind
    pairs = (
        (heading.kind, p.kind.value), (heading.status, p.status.value), (heading.sector, p.sector)
    )  # fmt: skip
    return all(wanted in ("", found) for wanted, found in pairs)


class _Totals:
    def __init__(self, grid: Grid, layout: Layout, lang: str, findings: Findings) -> None:
        self._grid, self._layout, self._lang, self._findings = grid, layout, lang, findings
        self._typed: list[Place] = []
        self._stale: list[Place] = []

    def compare(self, row: int, wanted: Mapping[int, int]) -> None:
        """The sums of one row: column -> what its parts add up to."""
        wrong = list(self._wrong(row, wanted))
        if not wrong:
            return
        column, code, found = wrong[0]
        text = _(_TEXTS[code]).format(found=found, parts=number(wanted[column]))
        if more := len(wrong) - 1:
            tail = ngettext("and {n} more total of this row", "and {n} more totals of this row",
                            more)  # fmt: skip
            text = f"{text} ({tail.format(n=more)})"
        remedy = _("write the formula again, or change the parts")
        self._findings.warning(code, self._at(row, column), text, remedy=remedy)

    def _at(self, row: int, column: int) -> Place:
        return self._layout.place(self._grid, row, column)

    def _wrong(self, row: int, wanted: Mapping[int, int]) -> Iterator[tuple[int, str, str]]:
        """Column, what is wrong with its sum, what stands there."""
        for column, parts in sorted(wanted.items()):
            value = self._grid.shown(row, column)
            if isinstance(value, Fault) and value.formula:
                self._stale.append(self._at(row, column))
                continue
            typed = (row, column) not in self._grid.formulas
            code = "total-typed" if typed else "total-differs"
            try:
                found, _note = read_amount(value, self._lang)
            except AmountError as error:
                yield column, code, error.found
                continue
            if found != parts:
                yield column, "total-empty" if value is None else code, number(found)
            elif typed and value is not None:
                self._typed.append(self._at(row, column))

    def tell(self) -> None:
        """What needs no mending, once."""
        if self._typed:
            text = ngettext(
                "a total is typed instead of calculated ({n}); it agrees with its parts",
                "totals are typed instead of calculated ({n}); they agree with their parts",
                len(self._typed),
            ).format(n=len(self._typed))
            self._findings.notice("totals-typed", self._typed[0], text)
        if self._stale:
            text = ngettext(
                "a total was not calculated when the file was saved ({n}); the parts were read",
                "totals were not calculated when the file was saved ({n}); the parts were read",
                len(self._stale),
            ).format(n=len(self._stale))
            self._findings.notice("totals-stale", self._stale[0], text)
