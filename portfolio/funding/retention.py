"""How far each mechanism changes what is kept of a stream, in shares of the gross revenue.

Mechanisms act one after the other, each on what the ones before it left, so that every share is
credited once. Mechanism 4 claims its streams: the others have only the part that it does not
realise, whatever the order (docs/mechanisms.md, "4 with 6").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from portfolio.domain import Portfolio, Raised, Sharing

ShareRows = Mapping[tuple[str, int], list[Sharing]]
"""(stream, year) -> the sharing rows in force."""


@dataclass(frozen=True, slots=True)
class Points:
    """What a mechanism changes, in shares of the gross: ``kept`` by the city, and of that
    ``planning``, set aside. Either may be negative.
    """

    mechanism: Raised
    kept: Fraction
    planning: Fraction

    @property
    def free(self) -> Fraction:
        """The part that may be invested in any line."""
        return self.kept * self.mechanism.capital_share - self.planning


@dataclass(slots=True)
class _State:
    """Of the part of a stream that mechanism 4 has not claimed."""

    part: Fraction
    kept: Fraction
    planning: Fraction


Changes = Mapping[tuple[str, int], list[Points]]
"""(stream, year) -> what each mechanism changes there, in the scenario's order."""


def points(portfolio: Portfolio, rows: ShareRows) -> Changes:
    """Every change, streams that the workbook lacks included (they have no revenue)."""
    found: dict[tuple[str, int], list[Points]] = {}
    states: dict[tuple[str, int, str], _State] = {}
    for mechanism in portfolio.mechanisms:
        if not isinstance(mechanism, Raised):
            continue
        for stream in mechanism.streams:
            for year in portfolio.settings.years:
                key = (stream, year, mechanism.source)
                if key not in states:
                    states[key] = _base(rows.get((stream, year), ()), mechanism.source)
                found.setdefault((stream, year), []).append(_act(mechanism, states[key]))
    return found


def _base(rows: list[Sharing] | tuple[()], source: str) -> _State:
    kept = sum((row.retained for row in rows if row.source == source), Fraction(0))
    return _State(Fraction(1), kept, Fraction(0))


def _act(mechanism: Raised, state: _State) -> Points:
    """What the mechanism changes of the state, which is left as the next one finds it."""
    kept = mechanism.realisation * (mechanism.share - state.kept)
    planning = mechanism.realisation * (mechanism.planning_share - state.planning)
    changed = Points(mechanism, state.part * kept, state.part * planning)
    if mechanism.claims:
        state.part *= 1 - mechanism.realisation
    else:
        state.kept += kept
        state.planning += planning
    return changed
