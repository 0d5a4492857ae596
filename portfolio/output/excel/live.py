"""Sides of check lines that other sheets hold: as formulas where they give the same figure."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain import Limit
from portfolio.output.excel.book import Book
from portfolio.output.excel.columns import Money
from portfolio.output.excel.ledger import AVAILABLE, SPENDABLE, SPENT, Ledger
from portfolio.output.excel.phasing import Phasing
from portfolio.output.excel.rows import Formula
from portfolio.plan.records import CheckLine

ID, YEAR = "C", "E"
"""Columns of the sheet Kiểm tra that hold a line's first id and its year."""


@dataclass(frozen=True)
class Live:
    """The sheets that formulas may refer to."""

    book: Book
    phasing: Phasing
    ledger: Ledger

    def left(self, line: CheckLine, row: int) -> Formula | None:
        """A formula for the left side, or None where only the checker's figure is known."""
        finders = {
            "completion": self._completion,
            "phasing": self._phasing,
            "cofunding": self._cofunding,
            "overhang": self._overhang,
            "envelope": self._spent,
            "ledger": self._spendable,
            "limits": self._limit,
            "pins": self._pin,
        }
        if line.rule == "owner_capacity":
            return _same(self._owner(line, row), line.left)
        finder = finders.get(line.rule)
        return _same(finder(line), line.left) if finder else None

    def right(self, line: CheckLine) -> Formula | None:
        """A formula for the right side: the available money of an envelope."""
        if line.rule != "envelope":
            return None
        return _same(self._of_ledger(line, AVAILABLE), line.right)

    def _cell(self, project: str, column: int | None) -> Formula | None:
        row = self.phasing.rows.get(project)
        return self.phasing.sheet.link(row, column) if row and column else None

    def _completion(self, line: CheckLine) -> Formula | None:
        if len(line.subject) > 1:
            return None
        parts = [
            self._cell(line.subject[0], self.phasing.places[Money(None, None)]),
            self._cell(line.subject[0], self.phasing.overhang),
        ]
        found = [part for part in parts if part]
        if not found:
            return None
        text = "+".join(part.text[1:] for part in found)
        return Formula(f"={text}", sum(p.value for p in found if not isinstance(p.value, str)))

    def _phasing(self, line: CheckLine) -> Formula | None:
        if line.year is None:
            return self._cell(line.subject[0], self.phasing.overhang)
        return self._cell(line.subject[0], self.phasing.places.get(Money(line.year, None)))

    def _cofunding(self, line: CheckLine) -> Formula | None:
        project, source = line.subject
        return self._cell(project, self.phasing.places.get(Money(None, source)))

    def _overhang(self, line: CheckLine) -> Formula | None:
        if line.subject:
            return self._cell(line.subject[0], self.phasing.overhang)
        sections = self.phasing.nodes[0].children
        if not sections:
            return None
        return self.phasing.sheet.link(self.phasing.first + sections[0], self.phasing.overhang)

    def _of_ledger(self, line: CheckLine, item: str, sign: int = 1) -> Formula | None:
        row = self.ledger.rows.get((line.subject[0], item))
        if row is None or line.year is None:
            return None
        link = self.ledger.sheet.link(row, self.ledger.column(line.year))
        assert not isinstance(link.value, str)
        return link if sign > 0 else Formula(f"=-{link.text[1:]}", -link.value)

    def _spent(self, line: CheckLine) -> Formula | None:
        return self._of_ledger(line, SPENT, -1)

    def _spendable(self, line: CheckLine) -> Formula | None:
        return None if line.subject[1:] == ("carry",) else self._of_ledger(line, SPENDABLE)

    def _owner(self, line: CheckLine, row: int) -> Formula:
        owner = f"{ID}{row}", line.subject[0]
        return self.book.sum_where({"owner": owner, "year": (f"{YEAR}{row}", line.year or 0)})

    def _limit(self, line: CheckLine) -> Formula | None:
        found = {limit.id: limit for limit in self.book.plan.portfolio.limits}
        limit = found.get(line.subject[0])
        return self._selected(limit, line.year) if limit and not limit.place else None

    def _selected(self, limit: Limit, year: int | None) -> Formula | None:
        texts = {"source": limit.source, "sector": limit.sector, "owner": limit.owner}
        where: dict[str, tuple[str, str | int]] = {
            key: (_quoted(text), text) for key, text in texts.items() if text
        }
        if year is not None:
            where["year"] = (str(year), year)
        return self.book.sum_where(where) if where else None

    def _pin(self, line: CheckLine) -> Formula | None:
        if len(line.subject) != len(("project", "source")):
            return None
        project, source = line.subject
        return self._cell(project, self.phasing.places.get(Money(line.year, source)))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _same(formula: Formula | None, figure: object) -> Formula | None:
    """The formula when it gives the checker's figure."""
    return formula if formula and formula.value == figure else None
