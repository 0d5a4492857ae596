"""On the sheet Chưa bố trí, beside each line: what keeps it out and what would bring it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.i18n import _
from portfolio.money import number, percent, ty
from portfolio.output.excel.sheet import Value
from portfolio.plan.explanation import Affordable, Uncosted, Unfunded
from portfolio.study.explain.text import Words, afford

if TYPE_CHECKING:
    from portfolio.study.explain.ask import Explanations

WIDTHS = (46, 14, 56, 64, 56)
"""Of the columns, in characters."""


def titles() -> list[tuple[str, str]]:
    """The headings of the columns with their kinds."""
    return [
        (_("What keeps it out"), "text"),
        (_("Least capital to add"), "number"),
        (_("Capital that would bring it in"), "text"),
        (_("If it had to be in"), "text"),
        (_("TMĐT and score at which it is in"), "text"),
    ]


class Explained:
    """The cells of those columns for each line; empty for a line that was not asked about."""

    def __init__(self, found: Explanations) -> None:
        self.found = found
        self.words = Words(found.portfolio)
        self.lines = {line.project: line for line in found.lines}

    def cells(self, project: str) -> list[Value]:
        """One value a column, amounts in triệu đồng (in the texts tỷ đồng)."""
        line = self.lines.get(project)
        if isinstance(line, Unfunded):
            return self._unfunded(line)
        if isinstance(line, Uncosted):
            return _uncosted(line)
        return [""] * len(WIDTHS)

    def _unfunded(self, line: Unfunded) -> list[Value]:
        words = self.words
        return [
            words.blocked(line),
            None if line.price is None else line.price.total,
            words.price(line),
            words.exchange(line.exchange, self.found.worth),
            "\n".join((words.ceilings(line), words.score(line.entry, line.score))),
        ]

    def notes(self) -> list[str]:
        """What the figures in the texts are, and how sure they are."""
        text = _(
            "Value: score × need, in triệu đồng weighted, as on the sheet {sheet}. Amounts in the "
            "texts of the last columns are tỷ đồng. Every answer is the plan solved again, proven "
            "to a gap of {gap}."
        )
        return [text.format(sheet=_("Information"), gap=percent(self.found.gap, 4))]


def _uncosted(line: Uncosted) -> list[Value]:
    """What the plan could pay for a line without an estimate, by year of start."""
    spare = _("Greatest TMĐT with nothing else lost: {years}.")
    anew = _("Greatest TMĐT with the plan made anew, the line at {score} points: {years}.")
    notes = []
    if not line.marked:
        notes.append(_("Not yet marked: the neutral score is used."))
    if line.group_from is not None:
        text = _("From {amount} tỷ on it is of the next group, with other years of capital.")
        notes.append(text.format(amount=ty(line.group_from)))
    return [
        _("It has no estimate yet."),
        None,
        spare.format(years=_by_year(line.by_year, 0)),
        anew.format(score=number(line.score, 1), years=_by_year(line.by_year, 1)),
        " ".join(notes),
    ]


def _by_year(years: tuple[Affordable, ...], which: int) -> str:
    """``2022: 12 tỷ; 2023: ...``; once when all years have the same answer."""
    texts = [(year.year, afford(year)[which]) for year in years]
    if not texts:
        return _("cannot start")
    if len(texts) > 1 and len({text for _year, text in texts}) == 1:
        return f"{texts[0][0]}-{texts[-1][0]}: {texts[0][1]}"
    return "; ".join(f"{year}: {text}" for year, text in texts)
