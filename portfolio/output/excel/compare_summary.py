"""The sheet So sánh: key figures side by side, what is significant, capital by source, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

from portfolio.domain import Kind, Level, Tier
from portfolio.i18n import N_, _
from portfolio.output.excel import charts
from portfolio.output.excel.compare_book import DOUBT, CompareBook, Sides
from portfolio.output.excel.compare_ledger import EARMARKED, Ledger
from portfolio.output.excel.compare_lines import Lines
from portfolio.output.excel.compare_sources import Years
from portfolio.output.excel.frame import heading, notes, signatures
from portfolio.output.excel.ledger import FEEDBACK, IDLE, SPENDABLE
from portfolio.output.excel.pages import A3, A4, page
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.output.excel.words import word
from portfolio.study.figures import FIGURES, Figure, Unit
from portfolio.study.significance import NOISE, PRIVATE_TIERS, PUBLIC_TIERS, Verdict, interval

VERDICTS = {
    Verdict.EQUAL: N_("None"),
    Verdict.WITHIN_GAP: N_("Within the gap"),
    Verdict.SIGNIFICANT: N_("Significant"),
}
"""Of the difference of an objective, in one cell."""

_UPRIGHT = 3
"""Scenarios up to which the sheet is one upright page."""
_ON_A4 = 5
"""Scenarios up to which the sheet is legible on A4."""
_SIDES = 2
"""The column of the base."""


@dataclass
class _Page:
    """The sheet while it is written. ``verdicts``: (tiers, scenario) -> cell of the verdict."""

    book: CompareBook
    sheet: Sheet
    sides: Sides
    verdicts: dict[tuple[tuple[Tier, ...], int], str] = field(default_factory=dict)


def write_summary(book: CompareBook, lines: Lines, ledger: Ledger, years: Years) -> None:
    """Write the sheet that the council reads first."""
    c = book.comparison
    p = _Page(book, book.sheets["summary"], Sides(_SIDES, len(c.plans), marks=True))
    p.sheet.set_widths([50, *p.sides.widths])
    span = p.sides.last
    top = heading(book, p.sheet, _("Comparison of scenarios"), span)
    _heads(p, top)
    tiers = [t for t in Tier if any(interval(plan, t) != (0.0, 0.0) for plan in c.plans)]
    first = top + 2
    judged = first + len(FIGURES) + 1
    after = _tiers(p, judged, tiers)
    _overall(p, judged - 1)
    for row, figure in enumerate(FIGURES, first):
        _figure(p, row, figure, _value_cells(book, figure, lines, ledger))
    sources, after = _sources(p, after + 1, years)
    below = _charts(p, after + 1, top, first, sources)
    below = notes(p.sheet, below, range(1, span + 1), _notes(c.measure_note()))
    half = _half(p)
    signatures(book, p.sheet, below + 1, (1, half), (half + 1, span))
    page(book, p.sheet, repeat=range(0), paper=A4 if len(c.plans) <= _ON_A4 else A3)
    setup = p.sheet.ws.page_setup
    setup.fitToHeight = 2
    if len(c.plans) <= _UPRIGHT:
        setup.orientation, setup.fitToHeight = "portrait", 1


def _notes(measure: str) -> list[str]:
    return [
        *filter(None, [measure]),
        _("The optimum of a tier lies between the objective of the plan and the bound that the "
          "solver proved. The difference of two scenarios is significant only where these two "
          "intervals do not overlap; otherwise it is within the gap."),
        _("Figures other than the objective are those of the one plan found: another plan, "
          "equally good, may show others. ≈ marks a difference that the gap alone may explain."),
    ]  # fmt: skip


def _heads(p: _Page, top: int) -> None:
    """Short names, and below them the full ones."""
    c = p.book.comparison
    p.sheet.put(top, 1, _("Key figures"), "center", "head")
    p.sides.heads(c, p.sheet, top)
    p.sheet.put(top + 1, 1, _("Full name"), "text", "index")
    for place in range(len(c.plans)):
        p.sheet.put(top + 1, p.sides.value(place), c.title(place), "center", "index")
    for place in range(1, len(c.plans)):
        where = (top + 1, p.sides.difference(place)), (top + 1, p.sides.mark(place))
        p.sheet.merge(*where, "", "center", "index")


def _value_cells(book: CompareBook, figure: Figure, lines: Lines, ledger: Ledger) -> list[Value]:
    """The figure of each scenario: a link to the sheet that works it out, where one does."""
    c = book.comparison
    of_ledger = {
        "spendable": SPENDABLE, "feedback": FEEDBACK, "idle": IDLE, "earmarked_idle": EARMARKED,
    }  # fmt: skip
    kinds = {
        "public": Kind.PUBLIC, "started": Kind.PUBLIC,
        "private": Kind.PRIVATE, "private_started": Kind.PRIVATE,
    }  # fmt: skip
    values: list[Value] = []
    for place, plan in enumerate(c.plans):
        overhang = lines.overhang(place)
        if figure.key in of_ledger:
            row = ledger.together[of_ledger[figure.key]]
            values.append(ledger.sheet.link(row, ledger.sides.value(place)))
        elif figure.key in kinds and kinds[figure.key] in lines.sections:
            column = lines.start(place) if "started" in figure.key else lines.capital(place)
            values.append(lines.sheet.link(lines.sections[kinds[figure.key]], column))
        elif figure.key == "overhang" and overhang is not None:
            values.append(lines.sheet.link(lines.total, overhang))
        else:
            values.append(figure.of(plan))
    return values


def _figure(p: _Page, row: int, figure: Figure, values: Sequence[Value]) -> None:
    tone = "group" if figure.key in ("public", "private", "started") else "plain"
    p.sheet.put(row, 1, _(figure.text), "text", tone)
    p.sides.put(p.sheet, row, values, "number" if figure.unit is Unit.MONEY else "exact", tone)
    for place in range(1, p.sides.count):
        _mark(p, row, place, figure.tiers, tone, p.book.comparison.doubtful(figure, place))


def _mark(p: _Page, row: int, place: int, tiers: Sequence[Tier], tone: str, doubtful: bool) -> None:
    """The live mark of doubt beside a difference; nothing for figures of the inputs."""
    groups = [g for g in (PUBLIC_TIERS, PRIVATE_TIERS) if set(g) & set(tiers)]
    if not groups:
        return
    yes = f'"{_(VERDICTS[Verdict.SIGNIFICANT])}"'
    proven = ",".join(f"{p.verdicts[group, place]}={yes}" for group in groups)
    test = f"AND({at(row, p.sides.difference(place))}<>0,NOT(OR({proven})))"
    mark = Formula(f'=IF({test},"{DOUBT}","")', DOUBT if doubtful else "")
    p.sheet.put(row, p.sides.mark(place), mark, "center", tone)


def _overall(p: _Page, row: int) -> None:
    """A heading for the rows of the objective."""
    text = _("Objective by tier (triệu đồng weighted): is the difference significant?")
    p.sheet.merge((row, 1), (row, p.sides.last), text, "text", "section")


def _tiers(p: _Page, row: int, tiers: Sequence[Tier]) -> int:
    """Objective and bound of each tier with the verdict, then of public and private lines."""
    cells: dict[tuple[Tier, int], str] = {}
    for tier in tiers:
        _objective(p, row, tier)
        for place in range(1, p.sides.count):
            cells[tier, place] = at(row + 1, p.sides.difference(place))
        row += 2
    for group, text in (
        (PUBLIC_TIERS, _("Difference of the public lines")),
        (PRIVATE_TIERS, _("Difference of the private lines")),
    ):
        p.sheet.put(row, 1, text, "text", "group")
        for place in range(p.sides.count):
            p.sheet.put(row, p.sides.value(place), None, "center", "group")
        for place in range(1, p.sides.count):
            own = [cells[tier, place] for tier in tiers if tier in group]
            _verdict_of(p, row, place, group, own)
        row += 1
    return row


def _objective(p: _Page, row: int, tier: Tier) -> None:
    c = p.book.comparison
    p.sheet.put(row, 1, word(tier), "text")
    found = [interval(plan, tier) for plan in c.plans]
    objectives: list[Value] = [objective for objective, _bound in found]
    p.sides.put(p.sheet, row, objectives, "decimal", change="worth_change")
    p.sheet.put(row + 1, 1, _("bound proven by the solver"), "right", "small")
    for place, (_objective, bound) in enumerate(found):
        value: Value = bound if isfinite(bound) else _("not proven")
        p.sheet.put(row + 1, p.sides.value(place), value, "decimal", "small")
    for place in range(1, p.sides.count):
        finite = isfinite(found[0][1]), isfinite(found[place][1])
        _verdict(p, row, place, c.verdict(place, (tier,)), finite)


def _verdict(p: _Page, row: int, place: int, verdict: Verdict, finite: tuple[bool, bool]) -> None:
    """Live: whether the intervals [objective, bound] of a scenario and the base overlap."""
    words = {v: f'"{_(text)}"' for v, text in VERDICTS.items()}
    mine, base = p.sides.value(place), p.sides.value(0)
    a, b = at(row, base), at(row, mine)
    noise = f"{NOISE:.9f}*MAX(1,ABS({a}),ABS({b}))"
    tests = []
    if finite[0]:
        tests.append(f"{b}-{at(row + 1, base)}>{noise}")
    if finite[1]:
        tests.append(f"{a}-{at(row + 1, mine)}>{noise}")
    close = f"IF(ABS({b}-{a})>{noise},{words[Verdict.WITHIN_GAP]},{words[Verdict.EQUAL]})"
    text = f"=IF(OR({','.join(tests)}),{words[Verdict.SIGNIFICANT]},{close})" if tests else close
    text = text if text.startswith("=") else f"={text}"
    where = (row + 1, p.sides.difference(place)), (row + 1, p.sides.mark(place))
    p.sheet.merge(*where, Formula(text, _(VERDICTS[verdict])), "center", "small")


def _verdict_of(
    p: _Page, row: int, place: int, group: tuple[Tier, ...], cells: Sequence[str]
) -> None:
    """The strongest verdict of some tiers, live."""
    words = {v: f'"{_(text)}"' for v, text in VERDICTS.items()}
    text = words[Verdict.EQUAL]
    for verdict in (Verdict.WITHIN_GAP, Verdict.SIGNIFICANT):
        tests = ",".join(f"{cell}={words[verdict]}" for cell in cells)
        text = f"IF(OR({tests}),{words[verdict]},{text})" if cells else text
    value = _(VERDICTS[p.book.comparison.verdict(place, group)])
    first = row, p.sides.difference(place)
    where = first, (row, p.sides.mark(place))
    p.sheet.merge(*where, Formula(f"={text}", value), "center", "group")
    p.verdicts[group, place] = at(*first, fixed=True)


def _sources(p: _Page, head: int, years: Years) -> tuple[list[int], int]:
    """Capital by source over the plan; the rows of the budget sources, the next row."""
    c = p.book.comparison
    p.sheet.put(head, 1, _("Capital by source over the plan"), "center", "head")
    p.sides.heads(c, p.sheet, head)
    rows = range(head + 1, head + 1 + len(c.sources))
    for row, source in zip(rows, c.sources, strict=True):
        p.sheet.put(row, 1, source.name, "text")
        places = range(len(c.plans))
        values: list[Value] = [
            years.sheet.link(years.rows[place, source.id], years.total) for place in places
        ]
        p.sides.put(p.sheet, row, values)
        tiers = PRIVATE_TIERS if source.level is Level.PRIVATE else PUBLIC_TIERS
        for place in places[1:]:
            moved = p.sheet.figure(row, p.sides.difference(place)) != 0
            doubtful = moved and c.verdict(place, tiers) is not Verdict.SIGNIFICANT
            _mark(p, row, place, tiers, "plain", doubtful)
    columns = (p.sides.value(place) for place in range(len(c.plans)))
    totals: list[Value] = [p.sheet.sum_down(column, rows) for column in columns]
    p.sheet.put(rows.stop, 1, _("Total"), "text", "total")
    p.sides.put(p.sheet, rows.stop, totals, tone="total")
    limited = [
        row
        for row, source in zip(rows, c.sources, strict=True)
        if source.level is not Level.PRIVATE
    ]
    return limited, rows.stop + 1


def _charts(p: _Page, row: int, top: int, first: int, sources: list[int]) -> int:
    """Capital by source, and lines with and without funds; the next free row."""
    values = [p.sides.value(place) for place in range(p.sides.count)]
    rows = {figure.key: first + place for place, figure in enumerate(FIGURES)}
    split, last = _half(p), p.sides.last
    paying = [row for row in sources if any(p.sheet.figure(row, column) for column in values)]
    charts.clustered(
        p.sheet, top, paying, values, charts.Place(row, range(1, split + 1)),
        _("Capital of the budget sources over the plan (tỷ đồng)"),
    )  # fmt: skip
    charts.clustered(
        p.sheet, top, [rows["started"], rows["full"], rows["out"]], values,
        charts.Place(row, range(split + 1, last + 1)),
        _("Public lines with and without funds"), money=False, by_row=True,
    )  # fmt: skip
    return row + charts.ROWS + 1


def _half(p: _Page) -> int:
    """The column at which about half of the width is taken."""
    columns = range(1, p.sides.last)
    middle = p.sheet.millimetres(range(1, p.sides.last + 1)) / 2
    return min(columns, key=lambda c: abs(p.sheet.millimetres(range(1, c + 1)) - middle))
