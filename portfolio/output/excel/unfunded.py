"""The sheet Chưa bố trí: every line without capital, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain import Kind, LinkKind, PinKind, Project
from portfolio.i18n import _, ngettext
from portfolio.model.lines import Scores
from portfolio.money import number
from portfolio.output.excel.book import Book
from portfolio.output.excel.explained import WIDTHS as MORE_WIDTHS
from portfolio.output.excel.explained import Explained
from portfolio.output.excel.explained import titles as more_titles
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.pages import A3, page, side_by_side
from portfolio.output.excel.sheet import Value
from portfolio.output.excel.words import word
from portfolio.plan.schedule import Plan
from portfolio.timing import possible_starts

_OWN = 12
"""Columns of the table itself; those of the explanations stand to its right."""


def write_unfunded(book: Book) -> None:
    """Public lines not selected, private ones, and lines without an estimate."""
    plan, sheet = book.plan, book.sheets["unfunded"]
    titles = [
        (_("No."), "center"), (_("Project list"), "text"), (_("Project code"), "center"),
        (_("Sector"), "text"), (_("Status"), "text"), (_("Group"), "center"),
        (_("Total investment"), "number"), (_("Need"), "number"), (_("Score"), "decimal"),
        (_("Reason"), "text"), (_("Clause"), "text"), (_("Note"), "text"),
    ]  # fmt: skip
    explained = None if book.explanations is None else Explained(book.explanations)
    titles += [] if explained is None else more_titles()
    widths = [6, 48, 12, 20, 20, 8, 13, 13, 9, 40, 24, 52]
    sheet.set_widths([*widths, *(() if explained is None else MORE_WIDTHS)])
    top = heading(book, sheet, _("Lines without capital in the plan"), _OWN)
    sheet.row(top, [(title, "center") for title, _kind in titles], "head")
    out = [p for p in plan.portfolio.projects if p.id not in plan.solution.starts]
    sections = [
        (_("PUBLIC LINES NOT SELECTED"), [p for p in out if _costed(p, Kind.PUBLIC)]),
        (_("PRIVATE LINES NOT SELECTED"), [p for p in out if _costed(p, Kind.PRIVATE)]),
        (_("LINES WITHOUT AN ESTIMATE"), [p for p in out if p.cost is None]),
    ]
    row, heads = top + 2, []
    for letter, (title, lines) in zip("ABC", sections, strict=True):
        heads.append(row)
        row = _section(book, row, f"{letter}", title, lines, titles, explained)
    total = [("", "center"), (_("TOTAL ({count} lines)").format(count=len(out)), "text")]
    blank: list[tuple[Value, str]] = [("", "text")] * (len(titles) - len(total))
    sheet.row(top + 1, [*total, *blank], "total")
    for column, (_title, kind) in enumerate(titles[:_OWN], 1):
        if kind == "number":
            sheet.put(top + 1, column, sheet.sum_down(column, heads), kind, "total")
    if texts := [*_remainders(plan), *_asking(explained, len(out))]:
        notes(sheet, row + 1, range(1, _OWN + 1), texts)
    page(book, sheet, repeat=range(top, top + 1), paper=A3, frozen=f"C{top + 1}")
    side_by_side(sheet, A3, 2, [range(1, _OWN + 1), range(_OWN + 1, len(titles) + 1)])


def _asking(explained: Explained | None, count: int) -> list[str]:
    """How the last columns are to be read, or how to get them."""
    if explained is not None:
        return explained.notes()
    text = _(
        "What keeps each line out, and what would bring it in: `portfolio explain ID`, or "
        "`portfolio plan --explain` for all of them on this sheet."
    )
    return [text] if count else []


def _remainders(plan: Plan) -> list[str]:
    """What lines funded in part still need, so that this sheet adds up with the summary."""
    needs = {project.id: project.need for project in plan.portfolio.costed}
    short = [needs[id] - paid for id, paid in plan.solution.funded.items() if paid < needs[id]]
    if not short:
        return []
    text = ngettext(
        "Besides, {count} line funded in part stays {amount} triệu đồng short "
        "(see the sheet {sheet}).",
        "Besides, {count} lines funded in part stay {amount} triệu đồng short "
        "(see the sheet {sheet}).",
        len(short),
    )
    amount = number(sum(short))
    return [text.format(count=number(len(short)), amount=amount, sheet=_("Phasing"))]


def _costed(project: Project, kind: Kind) -> bool:
    return project.cost is not None and project.kind is kind


def _section(
    book: Book,
    head: int,
    letter: str,
    title: str,
    lines: Sequence[Project],
    titles: Sequence[tuple[str, str]],
    explained: Explained | None,
) -> int:
    """A heading with its sums and the lines under it; the next row."""
    plan, sheet = book.plan, book.sheets["unfunded"]
    scores, reasons = Scores(plan.portfolio), _Reasons(plan)
    marked = {p for p, _criterion in plan.portfolio.scores}
    for row, p in enumerate(lines, head + 1):
        known = p.cost is not None
        score = scores[p] if known or p.id in marked else None
        sector = plan.portfolio.sector.get(p.sector)
        values: list[Value] = [
            str(row - head), p.name, p.code or p.id, sector.name if sector else p.sector,
            word(p.status), p.group.value, p.cost, p.need if known else None,
            score, reasons.of(p), p.clause, p.note,
        ]  # fmt: skip
        values += [] if explained is None else explained.cells(p.id)
        sheet.row(row, [(v, kind) for v, (_t, kind) in zip(values, titles, strict=True)])
    heading_text = _("{title} ({count} lines)").format(title=title, count=len(lines))
    blank: list[tuple[Value, str]] = [("", "text")] * (len(titles) - 2)
    sheet.row(head, [(letter, "center"), (heading_text, "text"), *blank], "section")
    rows = range(head + 1, head + 1 + len(lines))
    for column, (_title, kind) in enumerate(titles[:_OWN], 1):
        if kind == "number":
            sheet.put(head, column, sheet.sum_down(column, rows), kind, "section")
    return rows.stop


class _Reasons:
    """Why a line has no capital, as far as the records tell."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pinned = {x.project for x in plan.portfolio.pins if x.kind is PinKind.EXCLUDE}

    def of(self, project: Project) -> str:
        """One sentence."""
        portfolio, starts = self.plan.portfolio, self.plan.solution.starts
        if project.cost is None:
            return _("No estimate yet: reported, not part of the optimisation")
        if project.id in self.pinned:
            return _("Left out by the user (sheet of pins)")
        if not possible_starts(portfolio, project):
            return _("Cannot start within the plan period")
        for link in portfolio.links:
            before = link.second == project.id and link.kind is not LinkKind.EXCLUSION
            if before and link.first not in starts:
                return _("Waits for {project}, which is not in the plan").format(
                    project=self._name(link.first)
                )
            pair = {link.first, link.second}
            if link.kind is LinkKind.EXCLUSION and project.id in pair:
                (other,) = pair - {project.id} or {project.id}
                if other in starts:
                    return _("Excluded by {project}").format(project=self._name(other))
        return _(
            "Not selected: within the money and the rules, another set of lines is worth more "
            "in all"
        )

    def _name(self, project: str) -> str:
        found = self.plan.portfolio.project.get(project)
        return found.name if found else project
