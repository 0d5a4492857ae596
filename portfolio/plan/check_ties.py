"""The rules that tie lines together: docs/model.md, rules 8 and 10 to 12."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from portfolio.domain import Level, Link, LinkKind, Pin, PinKind, Status
from portfolio.plan.check_facts import Facts
from portfolio.plan.check_projects import at_least, at_most, equal
from portfolio.plan.records import CheckLine


def owner_capacity(facts: Facts) -> Iterator[CheckLine]:
    """∀ owner with a capacity, t: capital of all its lines ≤ what it can disburse.

    The city's money for a site that another agency clears (mechanism 1) counts on that one.
    """
    spent: Counter[tuple[str, int]] = Counter()
    for project, yearly in facts.by_year.items():
        owned_by = facts.rows[project].project.owner
        for year, amount in yearly.items():
            spent[owned_by, year] += amount
    city = {k.id for k in facts.portfolio.sources if k.level is Level.CITY and not k.unlimited}
    for project, paid in facts.cells.items():
        p = facts.rows[project].project
        for source, year, amount in paid if p.clearing is not None else ():
            if p.clearing is not None and source in city:
                spent[p.owner, year] -= amount
                spent[p.clearing.owner, year] += amount
    for owner in facts.portfolio.owners:
        if owner.capacity is None:
            continue
        for year in facts.years:
            left = spent[owner.id, year]
            yield at_most("owner_capacity", (owner.id,), year, left, owner.capacity)


def links(facts: Facts) -> Iterator[CheckLine]:
    """A successor starts only ``lag`` years after its predecessor; of two rivals one starts.

    In starts: 1 ≤ 0 is a successor that comes too early. A line without an estimate never
    starts, so nothing may follow it.
    """
    for link in facts.portfolio.links:
        subject = (link.kind.value, link.first, link.second)
        if link.kind is LinkKind.EXCLUSION:
            both = (link.first in facts.starts) + (link.second in facts.starts)
            yield at_most("links", subject, None, both, 1)
            continue
        second = facts.starts.get(link.second)
        ready = second is not None and _ready(facts, link) <= second
        yield at_most("links", subject, second, int(second is not None), int(ready))


def _ready(facts: Facts, link: Link) -> float:
    """The first year in which the successor may start; never, without its predecessor."""
    start = facts.starts.get(link.first)
    if start is None:
        return float("inf")
    anchor = start if link.kind is LinkKind.AFTER_START else facts.rows[link.first].end(start)
    return anchor + link.lag


def _new_starts(facts: Facts) -> Counter[int]:
    return Counter(start for row, start in facts.started() if row.new)


def new_starts(facts: Facts) -> Iterator[CheckLine]:
    """∀ t: new public lines that start ≤ the limit (khởi công mới), counted in starts."""
    limit = facts.portfolio.settings.new_starts
    counts = _new_starts(facts)
    for year in facts.years if limit is not None else ():
        yield at_most("new_starts", (), year, counts[year], limit or 0)


def arrears_first(facts: Facts) -> Iterator[CheckLine]:
    """∀ t: a new public line starts only when all arrears are paid by the end of the year.

    Law 39/2019/QH14, Art. 51.4 and 101.
    """
    counts = _new_starts(facts)
    arrears = [row for row in facts.rows.values() if row.project.status is Status.ARREARS]
    due, paid = sum(row.need for row in arrears), 0
    for year in facts.years:
        paid += sum(facts.by_year.get(row.id, {}).get(year, 0) for row in arrears)
        yield at_least("arrears_first", (), year, paid, due if counts[year] else 0)


def pins(facts: Facts) -> Iterator[CheckLine]:
    """What the user fixed: a start (counted), an exclusion (counted), an amount (triệu)."""
    for pin in facts.portfolio.pins:
        if pin.kind is PinKind.AMOUNT:
            yield _amount_pin(facts, pin)
            continue
        start = facts.starts.get(pin.project)
        if pin.kind is PinKind.EXCLUDE:
            yield equal("pins", (pin.project,), None, int(start is not None), 0)
        else:
            meets = start is not None and pin.year in (None, start)
            yield equal("pins", (pin.project,), pin.year, int(meets), 1)


def _amount_pin(facts: Facts, pin: Pin) -> CheckLine:
    source, year = pin.source or "", pin.year or 0
    paid = facts.solution.cells.get((pin.project, source, year), 0)
    return equal("pins", (pin.project, source), pin.year, paid, pin.amount or 0)
