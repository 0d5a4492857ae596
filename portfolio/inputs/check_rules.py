"""Checks of limits and links."""

from __future__ import annotations

from portfolio.domain import Limit, LimitKind, Link, LinkKind
from portfolio.i18n import _
from portfolio.inputs.build import Draft
from portfolio.inputs.cells import quoted
from portfolio.inputs.check_money import outside
from portfolio.inputs.findings import Findings
from portfolio.inputs.table import Row


def limits(draft: Draft, findings: Findings) -> None:
    """An amount or a share, the source they need, one year or the whole plan."""
    years = draft.portfolio.settings.years
    for row, limit in draft.rows["limits"]:
        if row.sound("amount", "share") and (limit.amount is None) == (limit.share is None):
            findings.error(
                "limit-amount", row.at("amount"),
                _("neither an amount nor a share") if limit.amount is None
                else _("an amount and a share"),
                _("exactly one of the two"), _("keep the one that holds"),
            )  # fmt: skip
        _check_source(row, limit, draft, findings)
        if limit.whole_plan and (limit.year is not None or limit.kind is LimitKind.EARMARK):
            findings.error(
                "limit-whole-plan", row.at("whole_plan"),
                _("the whole plan together with one year, or for an earmark"),
                _("one year, each year, or the whole plan; an earmark is yearly"),
                _("clear one of the two cells"),
            )  # fmt: skip
        if limit.year is not None and limit.year not in years:
            outside(row, "year", limit.year, years, findings)


def _check_source(row: Row, limit: Limit, draft: Draft, findings: Findings) -> None:
    if not row.sound("source"):
        return
    needs = limit.share is not None or limit.kind is LimitKind.EARMARK
    source = draft.portfolio.source.get(limit.source or "")
    if needs and limit.source is None:
        findings.error(
            "limit-source", row.at("source"), _("the cell is empty"),
            _("a source, for a share or an earmark"), _("name the source"),
        )  # fmt: skip
    elif needs and source is not None and source.unlimited:
        findings.error(
            "limit-source", row.at("source"),
            _("{source} is unlimited").format(source=quoted(source.id)),
            _("a source with an envelope"), _("give an amount, or another source"),
        )  # fmt: skip


def links(draft: Draft, findings: Findings) -> None:
    """A project cannot wait for itself; one that waits for an uncosted line never starts."""
    projects = draft.tables.get("projects")
    costs_read = projects is not None and "cost" in projects.letters
    for row, link in draft.rows["links"]:
        if not row.sound("first", "second"):
            continue
        if link.first == link.second:
            findings.error("link-itself", row.at("second"), quoted(link.second),
                           _("another project"), _("correct one of the two"))  # fmt: skip
            continue
        if link.kind is LinkKind.EXCLUSION:
            continue
        first = draft.portfolio.project.get(link.first)
        if costs_read and first is not None and first.cost is None:
            findings.warning(
                "link-uncosted", row.at("first"),
                _("{first} has no estimate, so {second} never starts").format(
                    first=quoted(link.first), second=quoted(link.second)),
                remedy=_("give it a cost, or remove the link"),
            )  # fmt: skip


def cycles(draft: Draft, findings: Findings) -> None:
    """No project may, through others, wait for itself; each circle is told once."""
    after: dict[str, list[tuple[str, Row]]] = {}
    for row, link in draft.rows["links"]:
        if row.sound("first", "second") and _waits(link):
            after.setdefault(link.first, []).append((link.second, row))
    done: set[str] = set()
    for start in after:
        _walk(start, after, done, findings)


def _waits(link: Link) -> bool:
    return link.kind is not LinkKind.EXCLUSION and link.first != link.second


def _walk(
    start: str, after: dict[str, list[tuple[str, Row]]], done: set[str], findings: Findings
) -> None:
    """Depth first without recursion (chains may be long); ``done`` is finished for good."""
    if start in done:
        return
    path = [start]
    on_path = {start}
    stack = [iter(after.get(start, ()))]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            on_path.discard(path[-1])
            done.add(path.pop())
        elif step[0] in on_path:
            circle = [*path[path.index(step[0]) :], step[0]]
            findings.error(
                "precedence-cycle", step[1].at("second"), " → ".join(circle),
                _("no circle of projects that wait for each other"),
                _("remove one link of the circle"),
            )  # fmt: skip
        elif step[0] not in done:
            path.append(step[0])
            on_path.add(step[0])
            stack.append(iter(after.get(step[0], ())))
