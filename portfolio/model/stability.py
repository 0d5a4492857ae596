"""A price on each change against the plan in force, as linear terms of the model.

Changes are counted in the open years only, for the lines of the plan in force, in triệu đồng:

* start: the need of a line whose start is not the old one, Σ_p R_p·(1 − s[p, old start]), once
  more for a line that is left out;
* amount: Σ_{p,t} |X[p,t] − X°[p,t]| with X = Σ_k x, the capital of a line in a year, and the need
  of a line that is left out: so leaving out is always more of a change than moving;
* source: of a line in a year, the money that only changed its source,
  Σ_{p,t} (Σ_k |x − x°| − |X − X°|) / 2.

The price is Σ price × change; by line and year, with D = Σ_k |x − x°|, it is
(source/2)·D + (amount − source/2)·|X − X°|: convex, hence linear in two variables a cell, as long
as amount ≥ source/2. Where nothing was planned, |x − 0| = x needs no variable; elsewhere
|x − x°| = x° − x + 2u with u ≥ x − x°, u ≥ 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from portfolio.domain import Cell, Kind, Tier
from portfolio.model.build import Model, add_row
from portfolio.model.constraints import Row
from portfolio.model.limits import merged
from portfolio.model.lines import Line
from portfolio.model.objective import TierTerms
from portfolio.model.variables import Term, Variables

STAY = 5.0
"""What a triệu that stays counts in the placement of money (against 2 for a year earlier): among
plans of equal worth the nearest to the old one is taken, whatever the prices."""
FIRST = 1000
"""By how much keeping outweighs the rest in the placement when it comes first."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Weighted triệu for each triệu of a change, by kind; 0.05 is what waiting a year costs.

    Raises ``ValueError`` for a negative price, or one of source above twice that of amount.
    """

    start: Fraction = Fraction(1, 10)
    source: Fraction = Fraction(1, 50)
    amount: Fraction = Fraction(1, 20)

    def __post_init__(self) -> None:
        if min(self.start, self.source, self.amount) < 0 or self.source > 2 * self.amount:
            raise ValueError("a price is negative, or that of source above twice that of amount")

    def scaled(self, factor: Fraction) -> Prices:
        """Every price times ``factor``."""
        return Prices(self.start * factor, self.source * factor, self.amount * factor)


FREE = Prices(Fraction(0), Fraction(0), Fraction(0))
"""Free re-optimisation: no change costs anything."""


@dataclass(frozen=True)
class InForce:
    """The plan in force: triệu đồng by cell, start by line; years up to ``closed`` are facts."""

    cells: Mapping[Cell, int]
    starts: Mapping[str, int]
    closed: int


@dataclass
class Charge:
    """The price of the changes of some lines: ``constant`` + ``terms``, weighted triệu."""

    terms: list[Term] = field(default_factory=list)
    constant: float = 0.0

    def add(self, terms: list[Term], constant: float, price: float) -> None:
        """Count ``price`` times a change."""
        self.terms += [(x, price * c) for x, c in terms]
        self.constant += price * constant


def charges(model: Model, old: InForce, prices: Prices) -> tuple[dict[Tier, Charge], list[Term]]:
    """Add the variables of the changes to ``model``: their price, and their cells' changes plain.

    Public lines are charged in the tier of "the rest" (the legal tiers come first), private
    lines in their own.
    """
    v = model.variables
    found: dict[Tier, Charge] = {}
    plain: list[Term] = []
    planned = {project for project, _source, _year in old.cells} | old.starts.keys()
    for number, line in enumerate(v.data.lines):
        if line.id in planned:
            private = line.project.kind is Kind.PRIVATE
            charge = found.setdefault(Tier.PRIVATE if private else Tier.REST, Charge())
            plain += _line(v, line, f"{number}", old, prices, charge)
    return found, plain


def _line(
    v: Variables, line: Line, name: str, old: InForce, prices: Prices, charge: Charge
) -> list[Term]:
    start = old.starts.get(line.id)
    if start is not None and start > old.closed:
        s = v.start.get((line.id, start))
        moved = [(s, -float(line.need))] if s is not None else []
        charge.add(moved, float(line.need), float(prices.start))
    stays = [(s, -float(line.need)) for _t, s in v.starts(line)]
    charge.add(stays, float(line.need), float(prices.start + prices.amount))
    now: dict[tuple[str, int], Term] = {
        (source, year): (x, 1.0) for (_p, source, year), x in v.cells(line) if year > old.closed
    }
    before = {(k, t): a for (p, k, t), a in old.cells.items() if p == line.id and t > old.closed}
    cells = Charge()
    by_year: dict[int, list[Term]] = defaultdict(list)
    for (_source, year), term in now.items():
        by_year[year].append(term)
    for key in dict.fromkeys([*now, *before]):
        mine = [now[key]] if key in now else []
        _deviation(v, line, mine, before.get(key, 0), f"{name}_{len(v.problem.variables())}", cells)
    totals = Charge()
    for year in sorted({*by_year, *(t for _k, t in before)}):
        planned = sum(a for (_k, t), a in before.items() if t == year)
        mine = by_year.get(year, [])
        _deviation(v, line, mine, planned, f"{name}_{len(v.problem.variables())}", totals)
    half = prices.source / 2
    charge.add(cells.terms, cells.constant, float(half))
    charge.add(totals.terms, totals.constant, float(prices.amount - half))
    return cells.terms


def _deviation(
    v: Variables, line: Line, now: list[Term], planned: int, name: str, into: Charge
) -> None:
    """|Σ now − planned| as terms."""
    if not now:
        into.constant += planned
        return
    if not planned:
        into.terms += now
        return
    over = v.problem.add_variable(f"over_{name}", 0)
    row = Row("stability", (line.id,), None, [*now, (over, -1.0)], "<=", planned, line.id)
    add_row(v, row, f"stability_{name}")
    into.terms += [*((x, -c) for x, c in now), (over, 2.0)]
    into.constant += planned


@dataclass(frozen=True)
class Stability:
    """How the model is judged: tiers less the price of change, or, ``first``, change before all."""

    old: InForce
    prices: Prices
    first: bool = False

    def priced(self, model: Model) -> Model:
        """Each tier's value less the price of the changes charged to it."""
        found, _plain = charges(model, self.old, self.prices)
        return replace(model, tiers=_less(model.tiers, found))

    def only(self, model: Model) -> Model:
        """The legal tiers, then nothing but the price of change (what least can be had)."""
        found, _plain = charges(model, self.old, self.prices)
        empty = [
            TierTerms(t.tier) if t.tier in (Tier.REST, Tier.PRIVATE) else t for t in model.tiers
        ]
        return replace(model, tiers=_less(empty, found))

    def placed(self, model: Model) -> tuple[Model, list[Term]]:
        """For the placement of money: the tiers as ``priced``, and a mild wish to stay."""
        found, plain = charges(model, self.old, self.prices)
        if self.first:
            found = {
                tier: Charge([(x, c * FIRST) for x, c in charge.terms], charge.constant * FIRST)
                for tier, charge in found.items()
            }
        tiers = _less(model.tiers, found)
        return replace(model, tiers=tiers), [(x, -STAY * c) for x, c in plain]


def _less(tiers: list[TierTerms], charged: Mapping[Tier, Charge]) -> list[TierTerms]:
    """Tiers whose value is less the charge, without its constant; ``most`` bounds that."""
    by_tier = {t.tier: t for t in tiers}
    for tier, charge in charged.items():
        before = by_tier.get(tier, TierTerms(tier))
        by_tier[tier] = replace(
            before,
            overhang=[*before.overhang, *merged(charge.terms)],
            most=before.most + charge.constant,
        )
    return [by_tier[tier] for tier in sorted(by_tier)]
