"""On the sheet Chưa bố trí: what keeps each line out, and what would bring it in."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.i18n import _, ngettext
from portfolio.money import number, percent, ty
from portfolio.output.excel.book import Book
from portfolio.output.excel.sheet import Sheet
from portfolio.plan.explanation import Uncosted, Unfunded
from portfolio.study.explain.ask import Explanations
from portfolio.study.explain.text import Words, afford

_BLOCKS = ((1, 1), (2, 2), (3, 5), (6, 9), (10, 11), (12, 12))
"""First and last column of each text, in the columns of the table above."""
_SPAN = _BLOCKS[-1][1]
_PAIR = ((1, 1), (2, 5), (6, 10), (11, 12))


def write_explained(book: Book, row: int, found: Explanations) -> int:
    """Both tables from ``row`` on; the next row."""
    sheet, words = book.sheets["unfunded"], Words(found.portfolio)
    lines = [line for line in found.lines if isinstance(line, Unfunded)]
    if lines:
        title = _("Why each line is left out, and what would bring it in")
        sheet.merge((row, 1), (row, _SPAN), title, "text", "heading")
        row = _texts(sheet, row + 1, _BLOCKS, _heads(), "head")
        for count, line in enumerate(lines, 1):
            row = _texts(sheet, row, _BLOCKS, _line(found, words, count, line), "plain")
        sheet.merge((row, 1), (row, _SPAN), _note(found), "text", "note")
        row += 2
    if groups := found.uncosted:
        row = _uncosted(sheet, row, words, groups)
    return row


def _heads() -> Sequence[str]:
    return (
        _("No."),
        _("Project list"),
        _("What keeps it out"),
        _("Capital that would bring it in"),
        _("If it had to be in"),
        _("TMĐT and score at which it is in"),
    )


def _line(found: Explanations, words: Words, count: int, line: Unfunded) -> Sequence[str]:
    return (
        str(count),
        f"{line.project} · {words.portfolio.project[line.project].name}",
        words.blocked(line),
        words.price(line),
        words.exchange(line.exchange, found.worth),
        "\n".join((words.ceilings(line), words.score(line.entry, line.score))),
    )


def _note(found: Explanations) -> str:
    text = _(
        "Value: score × need, in triệu đồng weighted, as on the sheet {sheet}. Amounts in these "
        "texts are tỷ đồng. Every answer is the plan solved again, proven to a gap of {gap}."
    )
    return text.format(sheet=_("Information"), gap=percent(found.gap, 4))


def _uncosted(sheet: Sheet, row: int, words: Words, groups: Sequence[Sequence[Uncosted]]) -> int:
    """What the plan could pay for a line without an estimate; equal lines share a row."""
    title = _("The greatest TMĐT that the plan could pay for a line without an estimate")
    sheet.merge((row, 1), (row, _SPAN), title, "text", "heading")
    heads = (
        _("No."),
        _("Project list"),
        _("With nothing else lost, by year of start"),
        _("With the plan made anew and the line at its score, by year of start"),
    )
    row = _texts(sheet, row + 1, _PAIR, heads, "head")
    for count, group in enumerate(groups, 1):
        row = _texts(sheet, row, _PAIR, _group(words, count, group), "plain")
    return row


def _group(words: Words, count: int, group: Sequence[Uncosted]) -> Sequence[str]:
    line = group[0]
    name = words.portfolio.project[line.project].name
    ids = ", ".join(x.project for x in group)
    text = ngettext("{ids} · {name}", "{count} lines: {ids}", len(group))
    who = text.format(ids=ids, name=name, count=number(len(group)))
    notes = [_("{score} points").format(score=number(line.score, 1))]
    if not line.marked:
        notes.append(_("not yet marked, the neutral score"))
    if line.group_from is not None:
        more = _("from {amount} tỷ on of the next group")
        notes.append(more.format(amount=ty(line.group_from)))
    answers = [(year.year, *afford(year)) for year in line.by_year]
    spare = {text for _year, text, _more in answers}
    anew = {text for _year, _text, text in answers}
    return (
        str(count),
        f"{who} ({'; '.join(notes)})",
        _by_year([(year, text) for year, text, _more in answers], spare),
        _by_year([(year, more) for year, _text, more in answers], anew),
    )


def _by_year(answers: Sequence[tuple[int, str]], different: set[str]) -> str:
    """``2022: 12 tỷ; 2023: ...``; once when all years have the same answer."""
    if len(different) == 1 and len(answers) > 1:
        return f"{answers[0][0]}-{answers[-1][0]}: {answers[0][1]}"
    return "; ".join(f"{year}: {text}" for year, text in answers)


def _texts(
    sheet: Sheet,
    row: int,
    blocks: Sequence[tuple[int, int]],
    texts: Sequence[str],
    tone: str,
) -> int:
    for place, ((first, last), text) in enumerate(zip(blocks, texts, strict=True)):
        kind = "center" if tone == "head" or place == 0 else "text"
        sheet.merge((row, first), (row, last), text, kind, tone)
    return row + 1
