"""Why a line is or is not in a plan, as records (docs/explain.md). Amounts in triệu đồng."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain import SourceYear, Tier


@dataclass(frozen=True, slots=True)
class Shortage:
    """A rule that gives way, and by how much.

    ``rule`` and ``subject`` as in docs/model.md. ``year``: None for the whole plan. ``amount``:
    triệu đồng, rounded up, or a number of starts for the rules that count them.
    """

    rule: str
    subject: tuple[str, ...]
    year: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Price:
    """The least capital to add so that the line is funded and nothing else is lost.

    ``start``: when the line then starts, the earliest at this price. ``added``: non-zero triệu
    đồng by source and year. ``bound``: no smaller sum can do, proven. ``promised``: what the line
    gets in all (a part, when it is divisible); ``left``: of it, to the next plan. ``along``: lines
    that are not in the plan either and start with it (it waits for them, or they bring revenue).
    ``alone``: the sources of which each could add the same sum by itself, in years of its own.
    """

    start: int
    added: Mapping[SourceYear, int]
    bound: int
    promised: int
    left: int = 0
    along: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All added capital, triệu đồng."""
        return sum(self.added.values())


class Move(StrEnum):
    """What happens to a line when another is forced into the plan."""

    DROP = "drop"
    ENTER = "enter"
    EARLIER = "earlier"
    LATER = "later"
    LESS = "less"
    MORE = "more"
    OVERHANG = "overhang"


@dataclass(frozen=True, slots=True)
class Change:
    """A line that is not as in the plan.

    ``before``, ``after``: start years for EARLIER and LATER (DROP has no ``after``, ENTER no
    ``before``); triệu đồng promised for LESS and MORE, left to the next plan for OVERHANG.
    """

    project: str
    move: Move
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Loss:
    """What a tier of the objective loses, weighted triệu đồng.

    ``lost``: the reference less the changed plan, as found. ``least`` and ``most``: what the
    two bounds prove. The difference is ``significant`` when it cannot be nothing.
    """

    tier: Tier
    lost: float
    least: float
    most: float

    @property
    def significant(self) -> bool:
        """Whether the proven range leaves out zero."""
        return self.least > 0 or self.most < 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """The best plan with the line forced in, against the best without it.

    ``losses``: by tier, in the legal order, only tiers that change.
    """

    start: int
    changes: tuple[Change, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Most:
    """A greatest amount, triệu đồng: ``amount`` can be had, more than ``bound`` cannot.

    ``start``: when the line then starts. ``left``: the part that goes to the next plan.
    """

    amount: int
    bound: int
    start: int
    left: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """The score at which a line enters the plan.

    ``score``: from here on a plan with the line is proven as good as any without it; None when
    not even 100 is enough. ``out_below``: under this score it is proven that none is.
    """

    score: float | None
    out_below: float


@dataclass(frozen=True, slots=True)
class Unfunded:
    """A line with an estimate that does not start.

    ``blocked``: what gives way, in all as little as possible, when the line starts and every
    other decision stays; None when the line's own figures leave it no start. ``price``: None
    when no amount of capital is enough. ``whole_price``: the same with the line's whole need
    paid within the plan; None when that cannot be, equal to ``price`` when that is so already.
    ``exchange``: None when no plan has the line in.
    ``ceiling``: greatest TMĐT at which it is funded, its value in proportion; ``saving``: the
    same when it keeps its present value. ``entry``: None when its score does not count.
    """

    project: str
    score: float
    blocked: tuple[Shortage, ...] | None
    blocked_start: int | None
    price: Price | None
    whole_price: Price | None
    exchange: Exchange | None
    ceiling: Most | None
    saving: Most | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Shift:
    """What it costs to start a line in another year.

    ``blocked``: None when the line's own years do not allow it; shortages when the rules do
    not (with everything else free); empty when it can be, and then ``exchange`` says the price.
    """

    year: int
    blocked: tuple[Shortage, ...] | None
    exchange: Exchange | None


@dataclass(frozen=True, slots=True)
class Payer:
    """A source that may pay for a line.

    ``least`` and ``most``: share of the line's capital. ``paid``: by year. ``full``: the years
    of the line's window in which the source has nothing left, neither idle nor to carry.
    ``spendable``: what it has in the window in all, triệu đồng; None without an envelope.
    """

    source: str
    least: float
    most: float
    paid: Mapping[int, int]
    full: tuple[int, ...]
    window: tuple[int, ...]
    spendable: int | None


@dataclass(frozen=True, slots=True)
class Funded:
    """A line of the plan: why this year, and who pays."""

    project: str
    start: int
    score: float
    earlier: Shift
    later: Shift
    payers: tuple[Payer, ...]


@dataclass(frozen=True, slots=True)
class Affordable:
    """What the plan could pay for a line without an estimate that starts in ``year``.

    ``spare``: nothing else lost. ``exchanged``: with the plan made anew, the line at its score.
    None: no plan has the line start then, whatever it costs. ``unlimited``: its payers have no
    envelope.
    """

    year: int
    spare: Most | None
    exchanged: Most | None
    unlimited: bool = False


@dataclass(frozen=True, slots=True)
class Uncosted:
    """A line without an estimate: the greatest cost by start year.

    ``marked``: whether its score comes from marks of the workbook, or is the neutral one.
    ``group_from``: TMĐT from which the sector's next group begins: other years of capital.
    """

    project: str
    score: float
    marked: bool
    by_year: tuple[Affordable, ...]
    group_from: int | None = None


Explanation = Unfunded | Funded | Uncosted
