"""How the lines of the plan nest on paper: kind, status, sector, project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portfolio.domain import Kind, Portfolio, Project, Status
from portfolio.i18n import _
from portfolio.output.excel.words import roman, word


@dataclass(frozen=True, slots=True)
class Node:
    """One printed row. ``children``: positions, in the outline, of the rows it sums.
    ``covers``: kind, status and sector of the lines a heading sums; the first ones, or none.
    """

    number: str
    name: str
    tone: str
    project: Project | None = None
    children: tuple[int, ...] = ()
    covers: tuple[str, ...] = ()


def outline(portfolio: Portfolio, projects: Iterable[Project]) -> list[Node]:
    """Rows in printed order, each heading before what it sums; the grand total first.

    Public and private lines apart (A, B), then status (I, II), sector (I.1) and project (1).
    """
    nodes: list[Node] = [Node("", "", "total")]
    sections = []
    projects = list(projects)
    for kind in Kind:
        lines = [p for p in projects if p.kind is kind]
        if lines:
            sections.append(len(nodes))
            _section(portfolio, kind, "AB"[len(sections) - 1], lines, nodes)
    nodes[0] = Node("", _("GRAND TOTAL"), "total", children=tuple(sections))
    return nodes


def _section(
    portfolio: Portfolio, kind: Kind, letter: str, lines: Sequence[Project], nodes: list[Node]
) -> None:
    here = len(nodes)
    nodes.append(Node(letter, word(kind).upper(), "section"))
    count = 0
    groups = []
    statuses = [s for s in Status if any(p.status is s for p in lines)]
    for index, status in enumerate(statuses, 1):
        groups.append(len(nodes))
        of_status = [p for p in lines if p.status is status]
        count = _status(portfolio, status, roman(index), of_status, count, nodes)
    nodes[here] = Node(
        letter, word(kind).upper(), "section", children=tuple(groups), covers=(kind.value,)
    )


def _status(
    portfolio: Portfolio,
    status: Status,
    number: str,
    lines: Sequence[Project],
    count: int,
    nodes: list[Node],
) -> int:
    here = len(nodes)
    nodes.append(Node(number, word(status), "group"))
    of_sector: dict[str, list[Project]] = defaultdict(list)
    for p in lines:
        of_sector[p.sector].append(p)
    order = [s for s in portfolio.sector if s in of_sector]
    order += [s for s in of_sector if s not in portfolio.sector]
    heads = []
    for index, sector in enumerate(order, 1):
        heads.append(len(nodes))
        found = of_sector[sector]
        rows = tuple(range(len(nodes) + 1, len(nodes) + 1 + len(found)))
        name = portfolio.sector[sector].name if sector in portfolio.sector else sector
        covers = (found[0].kind.value, status.value, sector)
        nodes.append(Node(f"{number}.{index}", name, "sub", children=rows, covers=covers))
        for p in found:
            count += 1
            nodes.append(Node(str(count), p.name, "plain", project=p))
    both = (lines[0].kind.value, status.value)
    nodes[here] = Node(number, word(status), "group", children=tuple(heads), covers=both)
    return count
