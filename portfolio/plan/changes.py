"""What a new plan changes of the plan in force, counted from whole triệu.

Nothing of this comes from the model: it is how the prices of change that the model was given
are verified.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from portfolio.domain import Cell, Kind, Portfolio
from portfolio.model.records import Solution


@dataclass(frozen=True, slots=True)
class Change:
    """One line. ``amount``: Σ_t |new − old| of its yearly capital in the open years, triệu đồng;
    ``source``: the money that only changed its source. Starts are None outside the plan.
    """

    project: str
    old_start: int | None
    new_start: int | None
    amount: int
    source: int
    need: int
    movable: bool
    private: bool

    @property
    def moved(self) -> bool:
        """In both plans, with another start."""
        both = self.old_start is not None and self.new_start is not None
        return both and self.old_start != self.new_start

    @property
    def dropped(self) -> bool:
        """In the plan in force only."""
        return self.old_start is not None and self.new_start is None

    @property
    def added(self) -> bool:
        """In the new plan only."""
        return self.old_start is None and self.new_start is not None

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return bool(self.amount or self.source or self.moved or self.dropped or self.added)

    @property
    def start_need(self) -> int:
        """The need that the start's price is for: only of starts that could have been kept."""
        return self.need if self.movable and self.old_start != self.new_start else 0

    @property
    def left_need(self) -> int:
        """The need of a line that is left out."""
        return self.need if self.dropped else 0


@dataclass(frozen=True)
class Changes:
    """Every line of either plan, in the order of the workbook."""

    lines: tuple[Change, ...]

    def total(self, kind: str, *, private: bool | None = None) -> int:
        """Σ of ``amount``, ``source``, ``start_need`` or ``left_need``, triệu đồng.

        Over the lines of the plan in force, the ones that are charged.
        """
        return sum(
            int(getattr(line, kind))
            for line in self.lines
            if line.old_start is not None and private in (None, line.private)
        )

    def count(self, what: str) -> int:
        """How many lines are ``moved``, ``dropped``, ``added`` or changed in ``any`` way."""
        return sum(bool(getattr(line, what)) for line in self.lines)

    def price(
        self, start: Fraction, source: Fraction, amount: Fraction, *, private: bool | None = None
    ) -> Fraction:
        """Weighted triệu that the changes cost at these prices.

        A line left out pays its start once more, and its need as an amount.
        """
        moved, left, shifted, changed = (
            self.total(kind, private=private)
            for kind in ("start_need", "left_need", "source", "amount")
        )
        return start * (moved + left) + source * shifted + amount * (changed + left)


def changes(
    portfolio: Portfolio,
    old_cells: Mapping[Cell, int],
    old_starts: Mapping[str, int],
    closed: int,
    solution: Solution,
) -> Changes:
    """Compare the open years of the plan in force with a new plan, line by line."""
    found = []
    for p in portfolio.costed:
        before, after = old_starts.get(p.id), solution.starts.get(p.id)
        if before is None and after is None:
            continue
        amount, source = _moved(_open(old_cells, p.id, closed), _open(solution.cells, p.id, closed))
        movable = before is not None and before > closed
        private = p.kind is Kind.PRIVATE
        found.append(Change(p.id, before, after, amount, source, p.need, movable, private))
    return Changes(tuple(found))


def _open(cells: Mapping[Cell, int], project: str, closed: int) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for (p, source, year), amount in cells.items():
        if p == project and year > closed:
            found[year][source] = amount
    return found


def _moved(old: Mapping[int, dict[str, int]], new: Mapping[int, dict[str, int]]) -> tuple[int, int]:
    """Triệu by which yearly amounts differ, and triệu that only changed their source."""
    amount = source = 0
    for year in old.keys() | new.keys():
        before, after = old.get(year, {}), new.get(year, {})
        more = sum(max(0, after.get(k, 0) - x) for k, x in before.items())
        more += sum(x for k, x in after.items() if k not in before)
        less = sum(max(0, x - after.get(k, 0)) for k, x in before.items())
        amount += abs(more - less)
        source += min(more, less)
    return amount, source
