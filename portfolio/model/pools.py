"""Sources that are the same for a line, taken together: the model's search is over less.

Where a line has no share to keep for several of its sources, which of them pays it matters only
through what all such lines take of each source. So the search decides how much such a line gets
in a year, and how much all the lines of a pool take of each source; when the starts are known,
``whole`` places every triệu. Nothing is lost: the pool's payment of a year, split in proportion
to what each line gets, obeys every rule that each line's own payments would.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from portfolio.domain import PinKind
from portfolio.model.lines import Data, Line, matches

POOL = ""
"""Stands for the sources of the line's pool in the key of a cell."""
_Key = tuple[tuple[str, ...], tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Pool:
    """Lines with these sources, all public or all private, that every limit on them treats alike.

    ``sources`` and ``lines`` are ids.
    """

    sources: tuple[str, ...]
    lines: tuple[str, ...]


def pools(data: Data) -> tuple[Pool, ...]:
    """The pools of two or more lines with two or more sources, in the order of the lines."""
    pinned = {
        (pin.project, pin.source) for pin in data.portfolio.pins if pin.kind is PinKind.AMOUNT
    }
    found: dict[_Key, list[str]] = defaultdict(list)
    for line in data.lines:
        free = tuple(
            source
            for source, band in line.sources.items()
            if band.least == 0 and band.most == 1 and (line.id, source) not in pinned
            if line.project.clearing is None  # it matters which level pays
        )
        if len(free) > 1:
            found[free, _limits(data, line, free), line.project.kind].append(line.id)
    return tuple(
        Pool(sources, tuple(lines)) for (sources, _, _), lines in found.items() if len(lines) > 1
    )


def _limits(data: Data, line: Line, sources: tuple[str, ...]) -> tuple[str, ...]:
    """The limits on some of these sources that select the line."""
    return tuple(
        limit.id
        for limit in data.portfolio.limits
        if limit.source in sources and matches(limit, line)
    )
