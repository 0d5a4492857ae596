"""The sheet Kiểm tra: every rule with both its sides, the room left and the verdict, live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from portfolio.i18n import _
from portfolio.output.excel.book import Book
from portfolio.output.excel.frame import heading
from portfolio.output.excel.live import Live
from portfolio.output.excel.pages import A4, page
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.plan.basis import BASIS
from portfolio.plan.check_text import RULES, WORDS
from portfolio.plan.records import CheckLine

RULE, BASED, ID, SUBJECT, YEAR, LEFT, RELATION, RIGHT, SLACK, VERDICT = range(1, 11)
COUNTED = 4
"""The column of the verdict in the summary."""
LISTED = 20_000
"""Check lines on the sheet; beyond, those that hold are only counted."""
_TOLERANCE = "0.000001"
"""Relative, for figures that are not whole (the objective)."""


def write_checks(book: Book, live: Live) -> None:
    """A summary by rule, then every line of the checker, filterable."""
    sheet, lines = book.sheets["checks"], _listed(book.plan.checks.lines)
    sheet.set_widths([32, 54, 13, 54, 9, 15, 6, 15, 15, 12])
    top = heading(book, sheet, _("Check of every rule"), VERDICT)
    head = top + len(RULES) + 4
    detail = range(head + 1, head + 1 + max(1, len(lines)))
    count = len(book.plan.checks.lines)
    whole = len(lines) == count
    _summary(book, top, detail, whole=whole)
    listed = _("{listed} of {count} check lines (the others hold)")
    text = _("Every line") if whole else listed.format(listed=len(lines), count=count)
    sheet.merge((head - 1, 1), (head - 1, VERDICT), text, "text", "heading")
    titles = [
        _("Rule"), _("Basis"), _("Id"), _("Subject"), _("Year"), _("Left side"), "",
        _("Right side"), _("Slack"), _("Verdict"),
    ]  # fmt: skip
    sheet.row(head, [(title, "center") for title in titles], "head")
    for row, line in enumerate(lines, detail.start):
        _line(book, live, row, line)
    verdicts = f"{at(detail[0], VERDICT)}:{at(detail[-1], VERDICT)}"
    for cells in (verdicts, f"{at(top + 1, COUNTED)}:{at(head - 2, COUNTED)}"):
        sheet.alarm(cells, _verdict(False))
    sheet.ws.auto_filter.ref = f"{at(head, 1)}:{at(detail[-1], VERDICT)}"
    page(book, sheet, repeat=range(head, head + 1), paper=A4)


def _listed(lines: Sequence[CheckLine]) -> Sequence[CheckLine]:
    """All lines; of a list too long for a sheet, the broken ones and the first of each rule."""
    if len(lines) <= LISTED:
        return lines
    first: Counter[str] = Counter()
    found = []
    for line in lines:
        first[line.rule] += line.ok
        if not line.ok or first[line.rule] <= LISTED // len(RULES):
            found.append(line)
    return found


def _summary(book: Book, top: int, detail: range, *, whole: bool) -> None:
    """How many lines each rule has and how many are broken, counted live.

    ``whole``: whether every line is listed, so that they can be counted there.
    """
    sheet = book.sheets["checks"]
    titles = [(_("Rule"), "center"), (_("Basis"), "center"), (_("Check lines"), "center")]
    titles += [(_("Verdict"), "center"), (_("Broken"), "center")]
    sheet.row(top, titles, "head")
    rules, verdicts = (
        f"{at(detail[0], column, fixed=True)}:{at(detail[-1], column, fixed=True)}"
        for column in (RULE, VERDICT)
    )
    count = Counter(line.rule for line in book.plan.checks.lines)
    broken = Counter(line.rule for line in book.plan.checks.broken)
    for row, rule in enumerate(RULES, top + 1):
        sheet.row(row, [(_(RULES[rule]), "text"), (_(BASIS[rule]), "text")])
        lines = Formula(f"=COUNTIFS({rules},A{row})", count[rule])
        sheet.put(row, 3, lines if whole else count[rule], "exact")
        bad = f'=COUNTIFS({rules},A{row},{verdicts},"{_verdict(False)}")'
        sheet.put(row, 5, Formula(bad, broken[rule]), "exact")
        _count_verdict(sheet, row, count[rule], broken[rule])
    end = top + len(RULES) + 1
    sheet.row(end, [(_("All rules"), "text"), ("", "text")], "total")
    for column in (3, 5):
        total = sheet.sum_down(column, range(top + 1, end))
        sheet.put(end, column, total, "exact", "total")
    _count_verdict(sheet, end, count.total(), broken.total(), "total")


def _count_verdict(sheet: Sheet, row: int, lines: int, broken: int, tone: str = "plain") -> None:
    """The verdict on a rule from its counts, live."""
    nothing = _("No case")
    text = f'=IF(C{row}=0,"{nothing}",IF(E{row}=0,"{_verdict(True)}","{_verdict(False)}"))'
    value = _verdict(not broken) if lines else nothing
    sheet.put(row, COUNTED, Formula(text, value), "center", tone)


def _verdict(ok: bool) -> str:
    return _("Holds") if ok else _("BROKEN")


def _line(book: Book, live: Live, row: int, line: CheckLine) -> None:
    sheet, kind = book.sheets["checks"], _kind(line)
    texts = (_(RULES[line.rule]), _(BASIS[line.rule]))
    sheet.row(row, [(text, "text") for text in texts], "small")
    first = line.subject[0] if line.subject else ""
    own = WORDS.get((line.rule, first))
    sheet.put(row, ID, _(own) if own else first, "center", "small")
    sheet.put(row, SUBJECT, _subject(book, line), "text", "small")
    sheet.put(row, YEAR, line.year, "year")
    sheet.put(row, LEFT, live.left(line, row) or line.left, kind)
    sheet.put(row, RELATION, {"<=": "≤", ">=": "≥"}.get(line.relation, line.relation), "center")
    sheet.put(row, RIGHT, live.right(line) or line.right, kind)
    sheet.put(row, SLACK, _slack(line, row), kind)
    sheet.put(row, VERDICT, _verdict_formula(line, row), "center", "good")


def _kind(line: CheckLine) -> str:
    """Years without separators, whole figures whole, shares as percentages."""
    if line.rule == "window" and line.subject[-1:] == ("start",):
        return "year"
    if line.rule == "objective":
        return "fine" if line.subject[-1] == "gap" else "decimal"
    whole = all(Fraction(side).denominator == 1 for side in (line.left, line.right))
    return "exact" if whole else "decimal"


def _subject(book: Book, line: CheckLine) -> str:
    """Names for ids, words for marks."""
    portfolio = book.plan.portfolio
    texts = []
    for part in line.subject:
        found = (
            portfolio.project.get(part) or portfolio.source.get(part) or portfolio.owner.get(part)
        )
        own = WORDS.get((line.rule, part))
        texts.append(_(own) if own else found.name if found else part)
    return ", ".join(texts) or _("the whole plan")


def _slack(line: CheckLine, row: int) -> Formula:
    left, right = at(row, LEFT), at(row, RIGHT)
    text = {
        "<=": f"={right}-{left}",
        ">=": f"={left}-{right}",
        "=": f"=-ABS({left}-{right})",
    }[line.relation]
    slack = line.slack
    return Formula(text, int(slack) if slack == int(slack) else float(slack))


def _verdict_formula(line: CheckLine, row: int) -> Value:
    slack, right = at(row, SLACK), at(row, RIGHT)
    room = f"-{_TOLERANCE}*MAX(1,ABS({right}))" if line.rule == "objective" else "0"
    text = f'=IF({slack}>={room},"{_verdict(True)}","{_verdict(False)}")'
    return Formula(text, _verdict(line.ok))
