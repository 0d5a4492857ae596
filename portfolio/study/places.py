"""Which cells of the form a broken rule speaks of: the sum it bounds, then the edits in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portfolio.domain import Limit, Portfolio, Status
from portfolio.inputs.edited.records import Edit, EditKind, Form
from portfolio.plan.records import CheckLine


def places(line: CheckLine, form: Form, portfolio: Portfolio) -> tuple[str, ...]:
    """Cells as ``Sheet!Cell``, the most telling first; the sheet alone when none can be named."""
    finder = _FINDERS.get(line.rule, _of_line)
    return tuple(dict.fromkeys(finder(line, form, portfolio))) or (form.sheet,)


Finder = Callable[[CheckLine, Form, Portfolio], Iterator[str]]


def _edited(form: Form, wanted: Callable[[Edit], bool]) -> Iterator[str]:
    yield from (edit.where for edit in form.edits if wanted(edit))


def _first(form: Form, id: str) -> str:
    """Where a line starts to have capital; its code when it has none."""
    capital = form.by_line.get(id)
    return form.place(id, *min(capital)) if capital else form.at(form.rows[id], form.code_column)


def _of_line(line: CheckLine, form: Form, _portfolio: Portfolio) -> Iterator[str]:
    """Rules of one line: its total of the year or of the plan, then what was edited there."""
    id = next((part for part in line.subject if part in form.rows), "")
    gone = {e.project for e in form.edits if e.kind is EditKind.DELETED}
    if not id:
        yield from (form.sheet for part in line.subject if part in gone)
        return
    if line.rule == "window":
        outside = line.subject[-1] != "start"
        yield form.place(id) if outside else _first(form, id)
    elif line.rule == "one_start":
        yield form.place(id)
    elif line.rule == "overhang" or line.subject[-1] == "next_plan":
        yield form.at(form.rows[id], form.overhang_column)
    else:
        yield form.place(id, line.year)
    year = line.year if line.rule == "phasing" else None
    yield from _edited(form, lambda e: e.project == id and year in (None, e.year))


def _cofunding(line: CheckLine, form: Form, _portfolio: Portfolio) -> Iterator[str]:
    id, source = line.subject
    yield form.place(id, None, source)
    yield from _edited(form, lambda e: e.project == id and e.source == source)


def _of_source(line: CheckLine, form: Form, portfolio: Portfolio) -> Iterator[str]:
    """Money of a source in a year: its total, then what was raised then or before."""
    source, year = line.subject[0], line.year or portfolio.settings.first_year
    column = form.columns.get((year, source))
    if form.total_row is not None and column is not None:
        yield form.at(form.total_row, column)
    yield from _edited(form, lambda e: e.source == source and e.year == year and _raised(e))
    yield from _edited(
        form, lambda e: e.source == source and (e.year or 0) < year and _raised(e)
    )  # fmt: skip


def _raised(edit: Edit) -> bool:
    return edit.after > edit.before


def _limits(line: CheckLine, form: Form, portfolio: Portfolio) -> Iterator[str]:
    limit = next(x for x in portfolio.limits if x.id == line.subject[0])
    up = line.relation == "<="
    yield from _edited(
        form,
        lambda e: (
            line.year in (None, e.year)
            and e.year is not None
            and _raised(e) == up
            and limit.source in (None, e.source)
            and _selects(limit, portfolio, e.project)
        ),
    )
    for id, source, year in form.cells:
        chosen = line.year in (None, year) and limit.source in (None, source)
        if chosen and _selects(limit, portfolio, id):
            yield form.place(id, year, source)


def _selects(limit: Limit, portfolio: Portfolio, id: str) -> bool:
    p = portfolio.project.get(id)
    if p is None:
        return False
    pairs = ((limit.sector, p.sector), (limit.owner, p.owner), (limit.place, p.place))
    return all(not wanted or wanted == found for wanted, found in pairs)


def _owner(line: CheckLine, form: Form, portfolio: Portfolio) -> Iterator[str]:
    own = [id for id in form.rows if _owned(portfolio, id) == line.subject[0]]
    yield from _edited(
        form, lambda e: e.project in own and e.year == line.year and _raised(e)
    )  # fmt: skip
    yield from (form.place(id, line.year) for id in own if _paid(form, id, line.year))


def _owned(portfolio: Portfolio, id: str) -> str:
    found = portfolio.project.get(id)
    return found.owner if found else ""


def _paid(form: Form, id: str, year: int | None) -> bool:
    return any(t == year for t, _source in form.by_line.get(id, ()))


def _overhang(line: CheckLine, form: Form, portfolio: Portfolio) -> Iterator[str]:
    if line.subject:
        yield from _of_line(line, form, portfolio)
        return
    yield form.at(form.total_row, form.overhang_column)
    yield from _edited(form, lambda e: e.kind is EditKind.OVERHANG)


def _links(line: CheckLine, form: Form, _portfolio: Portfolio) -> Iterator[str]:
    _kind, first, second = line.subject
    for id in (second, first):
        if id in form.rows:
            yield _first(form, id)


def _new_starts(line: CheckLine, form: Form, portfolio: Portfolio) -> Iterator[str]:
    for id in form.rows:
        p = portfolio.project.get(id)
        years = [year for year, _source in form.by_line.get(id, ())]
        if p is not None and p.is_new and years and min(years) == line.year:
            yield _first(form, id)


def _arrears(line: CheckLine, form: Form, portfolio: Portfolio) -> Iterator[str]:
    for p in portfolio.projects:
        if p.status is Status.ARREARS and p.id in form.rows:
            yield form.place(p.id, line.year)


def _pins(line: CheckLine, form: Form, _portfolio: Portfolio) -> Iterator[str]:
    id, *source = line.subject
    if id not in form.rows:
        yield form.sheet
    elif source:
        yield form.place(id, line.year, source[0])
    else:
        yield _first(form, id)


def _integrity(line: CheckLine, form: Form, _portfolio: Portfolio) -> Iterator[str]:
    negative = {id for (id, _k, _t), x in form.cells.items() if x < 0}
    for (id, source, year), amount in form.cells.items():
        if amount < 0 and line.subject[0] == "amount":
            yield form.place(id, year, source)
    for id in line.subject[1:]:
        if id in form.rows and not (line.subject[0] == "amount" and id in negative):
            yield form.place(id)


def _clearance(line: CheckLine, form: Form, portfolio: Portfolio) -> Iterator[str]:
    """Construction paid too early: what the province pays of the road, then the edits in it."""
    (id,) = line.subject
    terms = portfolio.project[id].clearing
    if terms is not None and id in form.rows:
        yield form.place(id, line.year, terms.source)
    yield from _edited(form, lambda e: e.project == id)


_FINDERS: dict[str, Finder] = {
    "cofunding": _cofunding,
    "envelope": _of_source,
    "earmarks": _of_source,
    "limits": _limits,
    "owner_capacity": _owner,
    "after_clearance": _clearance,
    "overhang": _overhang,
    "links": _links,
    "new_starts": _new_starts,
    "arrears_first": _arrears,
    "pins": _pins,
    "integrity": _integrity,
}
