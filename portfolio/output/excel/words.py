"""The words of the records, as a Vietnamese planning department writes them."""

from __future__ import annotations

from enum import Enum

from portfolio.domain import Kind, Level, LimitKind, LinkKind, PinKind, Provenance, Status, Tier
from portfolio.funding.records import Step
from portfolio.i18n import N_, _
from portfolio.model.records import Outcome

_TEXTS: tuple[tuple[Enum, str], ...] = (
    (Status.ARREARS, N_("Arrears in capital construction")),
    (Status.ADVANCE, N_("Repaying advances")),
    (Status.FINISHED, N_("Finished, short of capital")),
    (Status.COUNTERPART, N_("Counterpart capital")),
    (Status.PPP, N_("State share in PPP")),
    (Status.TRANSITIONAL, N_("Transitional projects")),
    (Status.NEW, N_("New starts")),
    (Status.PREPARATION, N_("Investment preparation and planning")),
    (Kind.PUBLIC, N_("Public capital")),
    (Kind.PRIVATE, N_("Private capital")),
    (Level.CENTRAL, N_("Central budget")),
    (Level.PROVINCIAL, N_("Provincial budget")),
    (Level.CITY, N_("City budget")),
    (Level.PRIVATE, N_("Private")),
    (Tier.ARREARS, N_("Arrears")),
    (Tier.ADVANCE, N_("Advances to repay")),
    (Tier.FINISHED, N_("Finished, short of capital")),
    (Tier.COUNTERPART, N_("Counterpart capital")),
    (Tier.PPP, N_("State share in PPP")),
    (Tier.TRANSITIONAL, N_("Transitional and urgent")),
    (Tier.REST, N_("The other public lines")),
    (Tier.PRIVATE, N_("Private lines")),
    (Provenance.DOCUMENT, N_("document")),
    (Provenance.REPORTED, N_("reported")),
    (Provenance.ASSUMED, N_("assumption")),
    (Step.GROSS, N_("Gross revenue")),
    (Step.NOT_RETAINED, N_("Less: share of other budget levels")),
    (Step.NOT_INVESTED, N_("Less: not for investment")),
    (Step.GRANTED, N_("Plus: kept under a special mechanism")),
    (Step.NOT_CAPITAL, N_("Less: for recurrent spending")),
    (Step.OFFSET, N_("Less: support cut in return")),
    (Step.RESERVE, N_("Less: reserve")),
    (Step.LAPSED, N_("Less: lapsed, not carried over")),
    (Step.BEYOND, N_("Plus: paid beyond the money of the workbook")),
    (Step.SPENDABLE, N_("Spendable envelope")),
    (LimitKind.CAP, N_("cap")),
    (LimitKind.FLOOR, N_("floor")),
    (LimitKind.EARMARK, N_("earmark")),
    (LinkKind.AFTER_START, N_("starts after the start of")),
    (LinkKind.AFTER_FINISH, N_("starts after the completion of")),
    (LinkKind.EXCLUSION, N_("excludes")),
    (PinKind.START, N_("start year fixed")),
    (PinKind.EXCLUDE, N_("left out by the user")),
    (PinKind.AMOUNT, N_("amount fixed")),
    (Outcome.OPTIMAL, N_("Optimal within the asked gap")),
    (Outcome.WIDER_GAP, N_("Proven within a wider gap than asked")),
    (Outcome.TIME_LIMIT, N_("Stopped by the time limit, not proven optimal")),
    (Outcome.INTERRUPTED, N_("Interrupted, not proven optimal")),
)
_WORDS = {(type(item), item): text for item, text in _TEXTS}
"""Members of two enumerations may be equal texts, so the type is part of the key."""


def word(item: Enum) -> str:
    """The item in the current language."""
    return _(_WORDS[type(item), item])


def roman(number: int) -> str:
    """A Roman numeral for headings.

    >>> roman(4), roman(9), roman(14)
    ('IV', 'IX', 'XIV')
    """
    signs = [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    text = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        text += sign * count
    return text
