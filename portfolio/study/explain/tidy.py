"""Explanations as one tidy table and as plain documents. Amounts in triệu đồng."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from portfolio.plan.explanation import (
    Exchange,
    Explanation,
    Funded,
    Most,
    Price,
    Shift,
    Shortage,
    Uncosted,
    Unfunded,
)

if TYPE_CHECKING:
    import pandas as pd

    from portfolio.study.explain.ask import Explanations

COLUMNS = ("project", "fact", "item", "subject", "source", "year", "amount", "bound", "value")
Row = dict[str, Any]


def frame(explanations: Explanations) -> pd.DataFrame:
    """One row per fact.

    ``fact``: blocked, price, whole_price, exchange, loss, ceiling, saving, entry, earlier, later,
    payer, spare, exchanged. ``item``: the rule, the move, the tier, or what the fact says of a
    whole (``start``, ``none``, ``left``, ``unlimited``). ``subject``: other lines, owners or limits
    it speaks of. ``amount`` and ``bound``: triệu đồng, or starts for rules that count them.
    ``value``: weighted triệu of a loss, points of a score, year after of a move.
    """
    import pandas as pd

    rows = [row for line in explanations.lines for row in _rows(line)]
    whole = dict.fromkeys(("year", "amount", "bound"), "Int64")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(whole | {"value": "Float64"})


def documents(explanations: Explanations) -> list[dict[str, Any]]:
    """Each explanation as plain lists, dictionaries and numbers, for JSON."""
    found = []
    for line in explanations.lines:
        kind = type(line).__name__.lower()
        document = {"kind": kind, **{f.name: _plain(getattr(line, f.name)) for f in fields(line)}}
        found.append(document)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name.lower()
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(x) for x in value]
    if isinstance(value, dict):
        if all(isinstance(k, tuple) for k in value):  # money by source and year
            return [{"source": k[0], "year": k[1], "amount": x} for k, x in value.items()]
        return {str(k): _plain(x) for k, x in value.items()}
    return value


def _rows(line: Explanation) -> Iterator[Row]:
    match line:
        case Unfunded():
            found = _unfunded(line)
        case Funded():
            found = _funded(line)
        case Uncosted():
            found = _uncosted(line)
    for row in found:
        yield {"project": line.project, **row}


def _unfunded(line: Unfunded) -> Iterator[Row]:
    if line.blocked is None:
        yield {"fact": "blocked", "item": "none"}
    for shortage in line.blocked or ():
        yield _shortage("blocked", shortage)
    yield from _price("price", line.price)
    yield from _price("whole_price", line.whole_price)
    yield from _exchange("exchange", line.exchange)
    yield from _most("ceiling", line.ceiling)
    yield from _most("saving", line.saving)
    if line.entry is not None:
        item = "none" if line.entry.score is None else ""
        yield {"fact": "entry", "item": item, "value": line.entry.score}


def _funded(line: Funded) -> Iterator[Row]:
    yield from _shift("earlier", line.earlier)
    yield from _shift("later", line.later)
    for payer in line.payers:
        for year in payer.window:
            paid = payer.paid.get(year, 0)
            item = "full" if year in payer.full else ""
            at = {"source": payer.source, "year": year}
            yield {"fact": "payer", "item": item, **at, "amount": paid}


def _uncosted(line: Uncosted) -> Iterator[Row]:
    for year in line.by_year:
        if year.unlimited:
            yield {"fact": "spare", "item": "unlimited", "year": year.year}
            continue
        yield from _most("spare", year.spare, year.year)
        yield from _most("exchanged", year.exchanged, year.year)


def _shortage(fact: str, s: Shortage) -> Row:
    row: Row = {"fact": fact, "item": s.rule, "year": s.year, "amount": s.amount}
    if s.rule in ("envelope", "earmarks"):
        row["source"], *rest = s.subject
        return row | {"subject": ", ".join(rest)}
    return row | {"subject": ", ".join(s.subject)}


def _price(fact: str, price: Price | None) -> Iterator[Row]:
    if price is None:
        yield {"fact": fact, "item": "none"}
        return
    yield {"fact": fact, "item": "start", "year": price.start, "amount": price.total,
           "bound": price.bound}  # fmt: skip
    for (source, year), amount in price.added.items():
        yield {"fact": fact, "item": "envelope", "source": source, "year": year, "amount": amount}
    if price.left:
        yield {"fact": fact, "item": "left", "amount": price.left}
    for other in price.along:
        yield {"fact": fact, "item": "enter", "subject": other}


def _exchange(fact: str, exchange: Exchange | None) -> Iterator[Row]:
    if exchange is None:
        yield {"fact": fact, "item": "none"}
        return
    yield {"fact": fact, "item": "start", "year": exchange.start}
    for change in exchange.changes:
        row: Row = {"fact": fact, "item": change.move.value, "subject": change.project}
        if change.move.value in ("less", "more", "overhang"):
            yield row | {"amount": (change.after or 0) - (change.before or 0)}
        else:
            yield row | {"year": change.before, "value": change.after}
    for loss in exchange.losses:
        item = loss.tier.name.lower()
        yield {"fact": "loss", "item": item, "subject": fact, "value": loss.lost}


def _most(fact: str, most: Most | None, year: int | None = None) -> Iterator[Row]:
    if most is None:
        yield {"fact": fact, "item": "none", "year": year}
        return
    yield {"fact": fact, "item": "start", "year": most.start, "amount": most.amount,
           "bound": most.bound}  # fmt: skip
    if most.left:
        yield {"fact": fact, "item": "left", "year": most.start, "amount": most.left}


def _shift(fact: str, shift: Shift) -> Iterator[Row]:
    if shift.exchange is not None:
        yield from _exchange(fact, shift.exchange)
        return
    if shift.blocked is None:
        yield {"fact": fact, "item": "none", "year": shift.year}
    for shortage in shift.blocked or ():
        yield _shortage(fact, shortage)
