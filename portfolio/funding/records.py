"""The envelope and its ledger, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain import SourceYear


class Step(StrEnum):
    """The steps from gross revenue to spendable envelope, in the order of the ledger."""

    GROSS = "gross"
    NOT_RETAINED = "not_retained"
    NOT_INVESTED = "not_invested"
    GRANTED = "granted"
    NOT_CAPITAL = "not_capital"
    OFFSET = "offset"
    RESERVE = "reserve"
    LAPSED = "lapsed"
    BEYOND = "beyond"
    SPENDABLE = "spendable"


BELOW = (Step.RESERVE, Step.LAPSED, Step.BEYOND)
"""Steps on the sum of all streams, below them in the ledger."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One step of one source in one year.

    ``amount``: signed triệu đồng; GROSS is positive, the deductions are negative, SPENDABLE is
    their sum. LAPSED and BEYOND are of closed years: money that neither was spent nor passed on,
    and money paid that the workbook does not have. ``stream`` is empty from RESERVE on. ``text``:
    why, with its citation.
    ``mechanism``: the id of the one that moves the money: GRANTED (what more of the stream is
    kept), NOT_CAPITAL (the part of that for recurrent spending), OFFSET (what the level that
    loses it cuts from its support).
    """

    source: str
    year: int
    step: Step
    amount: int
    stream: str = ""
    text: str = ""
    mechanism: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Spendable triệu đồng that ``source`` gains in ``year`` if ``project`` starts in ``start``.

    ``carry``: the part of ``amount`` that may be carried over. Both are negative for a source
    whose support is cut because of that revenue.
    """

    project: str
    start: int
    source: str
    year: int
    amount: int
    carry: int


@dataclass(frozen=True)
class Envelope:
    """What may be spent: E[k,t], triệu đồng, for every limited source and year of the horizon.

    ``carry_limit``: the most that may pass from the year to the next. ``feedback``: additions
    that depend on the plan. ``unlimited``: sources without an envelope (private investors).
    """

    spendable: Mapping[SourceYear, int]
    carry_limit: Mapping[SourceYear, int]
    feedback: tuple[Feedback, ...]
    ledger: tuple[LedgerLine, ...]
    unlimited: frozenset[str]
