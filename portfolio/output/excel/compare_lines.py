"""The sheet Từng danh mục: what becomes of every line in every scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portfolio.domain import Kind
from portfolio.i18n import N_, _
from portfolio.output.excel.compare_book import CompareBook
from portfolio.output.excel.compare_sources import Paid
from portfolio.output.excel.frame import heading, notes
from portfolio.output.excel.outline import Node, outline
from portfolio.output.excel.pages import A3, page, side_by_side
from portfolio.output.excel.rows import Formula
from portfolio.output.excel.sheet import Sheet, Value, at
from portfolio.study.comparison import Change

CHANGES = {
    Change.SAME: N_("Unchanged"),
    Change.GAINED: N_("Gained"),
    Change.LOST: N_("Lost"),
    Change.EARLIER: N_("Earlier"),
    Change.LATER: N_("Later"),
    Change.OUT: "–",
}
"""Words of the changes."""

_FILLS = {
    Change.GAINED: "CDEBDF",
    Change.LOST: "F8D3D3",
    Change.EARLIER: "D3EAF8",
    Change.LATER: "FBE5BF",
}
_FIRST_PAGE = 3
"""Scenarios that the first of the pages side by side holds for sure: the title stands there."""
_LABELS = 5
_START, _CHANGE, _SHIFT, _CAPITAL, _DIFFERENCE, _OVERHANG = range(6)
_WIDTHS = {_START: 10.0, _CHANGE: 11.0, _SHIFT: 8.5, _CAPITAL: 13.0, _DIFFERENCE: 13.0,
           _OVERHANG: 12.0}  # fmt: skip


@dataclass
class Lines:
    """Where things stand: project id -> row, kind -> row of its heading, the columns."""

    sheet: Sheet
    columns: dict[tuple[int, int], int]
    first: int
    nodes: list[Node]
    total: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    sections: dict[Kind, int] = field(default_factory=dict)

    def capital(self, scenario: int) -> int:
        """The column of a scenario's capital."""
        return self.columns[scenario, _CAPITAL]

    def start(self, scenario: int) -> int:
        """The column of its start years; on headings, of the number of lines started."""
        return self.columns[scenario, _START]

    def overhang(self, scenario: int) -> int | None:
        """The column of what is left to the next plan, where anything is."""
        return self.columns.get((scenario, _OVERHANG))


def write_lines(book: CompareBook, paid: Paid) -> Lines:
    """Lines nested as in the printed form; a block of columns a scenario."""
    sheet, c = book.sheets["lines"], book.comparison
    columns = _columns(book)
    widths = [6.5, 44, 9, 7, 13, *(_WIDTHS[item] for _scenario, item in columns)]
    sheet.set_widths(widths)
    span = max(column for (s, _item), column in columns.items() if s < _FIRST_PAGE)
    top = heading(book, sheet, _("Every line in every scenario"), span)
    _heads(book, sheet, top, columns)
    lines = Lines(sheet, columns, top + 2, outline(c.portfolio, c.projects))
    lines.total = lines.first
    for place, node in enumerate(lines.nodes):
        if node.project is not None:
            lines.rows[node.project.id] = lines.first + place
    for child in lines.nodes[0].children:
        kind = next(n.project.kind for n in lines.nodes[child + 1 :] if n.project)
        lines.sections[kind] = lines.first + child
    for place in reversed(range(len(lines.nodes))):  # what is summed before its sum
        _node(book, lines, paid, place)
    last = lines.first + len(lines.nodes)
    for (_scenario, item), column in columns.items():
        if item == _CHANGE:
            cells = f"{at(lines.first, column)}:{at(last, column)}"
            for change, fill in _FILLS.items():
                sheet.colour(cells, _(CHANGES[change]), fill)
    notes(sheet, last + 1, range(3, span + 1), [
        _("On headings the column of the start year holds the number of lines started."),
        _("Gained: with funds here, without in the base. Lost: the other way round. "
          "Years: how much later (+) or earlier (−) than in the base."),
    ])  # fmt: skip
    frozen = at(top + 2, _LABELS + 1)
    page(book, sheet, repeat=range(top, top + 2), paper=A3, frozen=frozen)
    places = [[c for (s, _item), c in columns.items() if s == n] for n in range(len(c.plans))]
    blocks = [range(3, _LABELS + 1), *(range(block[0], block[-1] + 1) for block in places)]
    side_by_side(sheet, A3, 2, blocks)
    return lines


def _columns(book: CompareBook) -> dict[tuple[int, int], int]:
    """(scenario, item) -> column. The base has no changes to tell."""
    c = book.comparison
    overhang = any(plan.solution.overhang for plan in c.plans)
    items = [_START, _CHANGE, _SHIFT, _CAPITAL, _DIFFERENCE, *([_OVERHANG] if overhang else [])]
    keys = [
        (scenario, item)
        for scenario in range(len(c.plans))
        for item in items
        if scenario or item not in (_CHANGE, _SHIFT, _DIFFERENCE)
    ]
    return {key: column for column, key in enumerate(keys, _LABELS + 1)}


def _heads(book: CompareBook, sheet: Sheet, top: int, columns: dict[tuple[int, int], int]) -> None:
    c = book.comparison
    titles = [_("No."), _("Project list"), _("Id"), _("Group"), _("Need in the base")]
    for column, title in enumerate(titles, 1):
        sheet.merge((top, column), (top + 1, column), title, "center", "head")
    names = {
        _START: _("Start year"), _CHANGE: _("Against the base"), _SHIFT: _("Years"),
        _CAPITAL: _("Capital in the plan"), _DIFFERENCE: _("Capital, difference"),
        _OVERHANG: _("Left to the next plan"),
    }  # fmt: skip
    for scenario, name in enumerate(c.names):
        own = [column for (s, _item), column in columns.items() if s == scenario]
        text = _("{name} (base)").format(name=name) if scenario == 0 else name
        sheet.merge((top, own[0]), (top, own[-1]), text, "center", "head")
    for (_scenario, item), column in columns.items():
        sheet.put(top + 1, column, names[item], "center", "head")


def _node(book: CompareBook, lines: Lines, paid: Paid, place: int) -> None:
    node, row, sheet = lines.nodes[place], lines.first + place, lines.sheet
    project = node.project
    group = project.group.value if project else ""
    id = project.id if project else ""
    below = [lines.first + child for child in node.children]
    need: Value = project.need if project else sheet.sum_down(_LABELS, below)
    labels: list[tuple[Value, str]] = [(node.number, "center"), (node.name, "text")]
    labels += [(id, "center"), (group, "center"), (need, "number")]
    sheet.row(row, labels, node.tone)
    for (scenario, item), column in lines.columns.items():
        if project is None:
            value, kind = _of_heading(lines, item, column, below, row, scenario)
        else:
            value, kind = _of_line(book, lines, paid, project.id, scenario, item)
        sheet.put(row, column, value, kind, node.tone)


def _of_heading(
    lines: Lines, item: int, column: int, below: Sequence[int], row: int, scenario: int
) -> tuple[Value, str]:
    if item in (_CHANGE, _SHIFT):
        return None, "center"
    if item == _DIFFERENCE:
        return _minus(lines, row, scenario), "change"
    if item != _START:
        return lines.sheet.sum_down(column, below), "number"
    if lines.nodes[below[0] - lines.first].project is None:
        return lines.sheet.sum_down(column, below), "start"
    cells = f"{at(below[0], column)}:{at(below[-1], column)}"
    started = sum(lines.sheet.figure(line, column) > 0 for line in below)
    return Formula(f"=SUMPRODUCT(({cells}>0)*1)", started), "start"


def _of_line(
    book: CompareBook, lines: Lines, paid: Paid, pid: str, scenario: int, item: int
) -> tuple[Value, str]:
    account = book.comparison.accounts[pid, scenario]
    row = lines.rows[pid]
    base, mine = (at(row, lines.start(s)) for s in (0, scenario))
    if item == _START:
        return account.start or 0, "start"
    if item == _CHANGE:
        words = {change: _(text) for change, text in CHANGES.items()}
        text = (
            f'=IF(AND({base}=0,{mine}=0),"–",IF({base}=0,"{words[Change.GAINED]}",'
            f'IF({mine}=0,"{words[Change.LOST]}",IF({mine}<{base},"{words[Change.EARLIER]}",'
            f'IF({mine}>{base},"{words[Change.LATER]}","{words[Change.SAME]}")))))'
        )
        return Formula(text, words[account.change]), "center"
    if item == _SHIFT:
        return Formula(f"=IF({base}*{mine}>0,{mine}-{base},0)", account.shift or 0), "shift"
    if item == _CAPITAL:
        if pid in paid.rows:
            return paid.sheet.link(paid.rows[pid], paid.sides.value(scenario)), "number"
        return 0, "number"
    if item == _DIFFERENCE:
        return _minus(lines, row, scenario), "change"
    return account.overhang, "number"


def _minus(lines: Lines, row: int, scenario: int) -> Formula:
    mine, base = (row, lines.capital(scenario)), (row, lines.capital(0))
    value = lines.sheet.figure(*mine) - lines.sheet.figure(*base)
    return Formula(f"={at(*mine)}-{at(*base)}", value)
