"""The lexicographic objective: one expression a tier, its three terms kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from portfolio.domain import Tier
from portfolio.model.lines import Data, Line, is_public
from portfolio.model.variables import Term, Variables


@dataclass(frozen=True)
class TierTerms:
    """A tier's objective = value − waiting − overhang, as terms, in triệu đồng weighted.

    ``most``: what it reaches when every line starts at once, in full and within the plan: an
    upper bound on the tier whatever the rules.
    """

    tier: Tier
    value: list[Term] = field(default_factory=list)
    waiting: list[Term] = field(default_factory=list)
    overhang: list[Term] = field(default_factory=list)
    most: float = 0.0

    @property
    def terms(self) -> list[Term]:
        """The objective itself."""
        less = [(x, -c) for x, c in (*self.waiting, *self.overhang)]
        total: dict[int, Term] = {}
        for x, c in (*self.value, *less):
            total[x.id] = (x, total.get(x.id, (x, 0.0))[1] + c)
        return list(total.values())


def tiers(v: Variables) -> list[TierTerms]:
    """The objective of each tier that has lines, in the legal order.

    Law 39/2019/QH14, Art. 51.4-51.5; docs/model.md, "Objective".
    """
    found: dict[Tier, TierTerms] = {}
    most: dict[Tier, float] = {}
    for line in v.data.lines:
        tier = line.project.tier
        terms = found.setdefault(tier, TierTerms(tier))
        _add(v, line, terms)
        most[tier] = most.get(tier, 0.0) + max(0.0, float(line.weight * line.worth))
    return [
        TierTerms(t, found[t].value, found[t].waiting, found[t].overhang, most[t])
        for t in sorted(found)
    ]


def _add(v: Variables, line: Line, into: TierTerms) -> None:
    settings = v.data.portfolio.settings
    for start, variable in v.starts(line):
        full = line.weight * line.worth
        lost = full * (1 - settings.discount ** (start - line.first))
        promised, per_unit = v.promised(line, start), Fraction(1)
        if line.divisible:
            variable, per_unit = promised[0], Fraction(1, line.need)
        into.value.append((variable, float(full * per_unit)))
        if lost:
            into.waiting.append((variable, float(lost * per_unit)))
    if is_public(line) and line.id in v.overhang and settings.overhang_charge:
        into.overhang.append((v.overhang[line.id], float(settings.overhang_charge)))


@dataclass(frozen=True, slots=True)
class Worth:
    """A tier's three terms on a finished plan, exact, in triệu đồng weighted."""

    value: Fraction = Fraction(0)
    waiting: Fraction = Fraction(0)
    overhang: Fraction = Fraction(0)

    @property
    def objective(self) -> Fraction:
        """Value less waiting less overhang."""
        return self.value - self.waiting - self.overhang


def worth(
    data: Data, starts: Mapping[str, int], funded: Mapping[str, int], overhang: Mapping[str, int]
) -> dict[Tier, Worth]:
    """The terms of every tier with lines, from whole triệu."""
    charge = data.portfolio.settings.overhang_charge
    discount = data.portfolio.settings.discount
    total: dict[Tier, Worth] = {line.project.tier: Worth() for line in data.lines}
    for line, start in _started(data, starts):
        part = Fraction(funded[line.id], line.need) if line.need else Fraction(1)
        value = line.weight * line.worth * part
        before = total[line.project.tier]
        owed = overhang.get(line.id, 0) if is_public(line) else 0
        total[line.project.tier] = Worth(
            before.value + value,
            before.waiting + value * (1 - discount ** (start - line.first)),
            before.overhang + charge * owed,
        )
    return total


def _started(data: Data, starts: Mapping[str, int]) -> Iterator[tuple[Line, int]]:
    for line in data.lines:
        if line.id in starts:
            yield line, starts[line.id]
