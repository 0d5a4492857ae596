"""The sheet Kiểm tra: every rule with both its sides, the room left and the verdict, live."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from openpyxl.utils import get_column_letter

from portfolio.i18n import _
from portfolio.output.excel.book import Book
from portfolio.output.excel.frame import A4, heading, page
from portfolio.output.excel.live import Live
from portfolio.output.excel.rules import BASIS
from portfolio.output.excel.sheet import Formula, Value, at
from portfolio.plan.check_text import RULES, WORDS
from portfolio.plan.records import CheckLine

RULE, BASED, ID, SUBJECT, YEAR, LEFT, RELATION, RIGHT, SLACK, VERDICT = range(1, 11)
_TOLERANCE = "0.000001"
"""Relative, for figures that are not whole (the objective)."""


def write_checks(book: Book, live: Live) -> None:
    """A summary by rule, then every line of the checker, filterable."""
    sheet, lines = book.sheets["checks"], book.plan.checks.lines
    sheet.set_widths([32, 54, 13, 54, 7, 15, 6, 15, 15, 12])
    top = heading(book, sheet, _("Check of every rule"), VERDICT)
    rules = list(dict.fromkeys(line.rule for line in lines))
    head = top + len(rules) + 4
    first = head + 1
    _summary(book, top, rules, range(first, first + len(lines)))
    sheet.merge((head - 1, 1), (head - 1, VERDICT), _("Every line"), "text", "heading")
    titles = [
        _("Rule"), _("Basis"), _("Id"), _("Subject"), _("Year"), _("Left side"), "",
        _("Right side"), _("Slack"), _("Verdict"),
    ]  # fmt: skip
    sheet.row(head, [(title, "center") for title in titles], "head")
    for row, line in enumerate(lines, first):
        _line(book, live, row, line)
    last = max(head, first + len(lines) - 1)
    sheet.ws.auto_filter.ref = f"A{head}:{get_column_letter(VERDICT)}{last}"
    page(book, sheet, repeat=range(head, head + 1), paper=A4)


def _summary(book: Book, top: int, rules: Sequence[str], detail: range) -> None:
    """How many lines each rule has and how many are broken, counted live."""
    sheet, lines = book.sheets["checks"], book.plan.checks.lines
    titles = [(_("Rule"), "center"), (_("Basis"), "center"), (_("Check lines"), "center")]
    titles += [(_("Verdict"), "center"), (_("Broken"), "center")]
    sheet.row(top, titles, "head")
    last = max(detail, default=detail.start)
    ranges = [
        f"{at(detail.start, column, fixed=True)}:{at(last, column, fixed=True)}"
        for column in (RULE, VERDICT)
    ]
    for row, rule in enumerate(rules, top + 1):
        own = [line for line in lines if line.rule == rule]
        broken = sum(not line.ok for line in own)
        sheet.row(row, [(_(RULES[rule]), "text"), (_(BASIS[rule]), "text")])
        sheet.put(row, 3, Formula(f"=COUNTIFS({ranges[0]},A{row})", len(own)), "exact")
        bad = f'=COUNTIFS({ranges[0]},A{row},{ranges[1]},"{_verdict(False)}")'
        sheet.put(row, 5, Formula(bad, broken), "exact")
        verdict = f'=IF(E{row}=0,"{_verdict(True)}","{_verdict(False)}")'
        sheet.put(row, 4, Formula(verdict, _verdict(not broken)), "center", _tone(not broken))
    end = top + len(rules) + 1
    rows = range(top + 1, end)
    good = not book.plan.checks.broken
    sheet.row(end, [(_("All rules"), "text"), ("", "text")], "total")
    sheet.put(end, 3, sheet.sum_down(3, rows), "exact", "total")
    sheet.put(end, 5, sheet.sum_down(5, rows), "exact", "total")
    verdict = f'=IF(E{end}=0,"{_verdict(True)}","{_verdict(False)}")'
    sheet.put(end, 4, Formula(verdict, _verdict(good)), "center", "total")


def _verdict(ok: bool) -> str:
    return _("Holds") if ok else _("BROKEN")


def _tone(ok: bool) -> str:
    return "good" if ok else "banner"


def _line(book: Book, live: Live, row: int, line: CheckLine) -> None:
    sheet, kind = book.sheets["checks"], _kind(line)
    texts = (_(RULES[line.rule]), _(BASIS[line.rule]))
    sheet.row(row, [(text, "text") for text in texts], "small")
    sheet.put(row, ID, line.subject[0] if line.subject else "", "center")
    sheet.put(row, SUBJECT, _subject(book, line), "text", "small")
    sheet.put(row, YEAR, line.year, "year")
    sheet.put(row, LEFT, live.left(line, row) or line.left, kind)
    sheet.put(row, RELATION, {"<=": "≤", ">=": "≥"}.get(line.relation, line.relation), "center")
    sheet.put(row, RIGHT, live.right(line) or line.right, kind)
    sheet.put(row, SLACK, _slack(line, row), kind)
    sheet.put(row, VERDICT, _verdict_formula(line, row), "center", _tone(line.ok))


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
