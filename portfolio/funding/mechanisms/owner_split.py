"""Mechanism 2: lines of the provincial project board pass to the city's."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from portfolio.domain import Kind, Origin, OwnerSplit, Portfolio, Provenance
from portfolio.money import floor_share


def split_owners(portfolio: Portfolio, mechanism: OwnerSplit) -> Portfolio:
    """The lines with their new owner, and the capacity that goes with their part of the need.

    01-CTr/TU, I.4 Thứ hai. A board without a capacity has no limit, and keeps none.
    """
    own = [
        p for p in portfolio.projects
        if p.owner == mechanism.province and p.kind is Kind.PUBLIC
    ]  # fmt: skip
    passing = {p.id for p in own if p.id not in mechanism.keep}
    need = sum(p.need for p in own)
    part = Fraction(sum(p.need for p in own if p.id in passing), need) if need else Fraction(0)
    province, city = (portfolio.owner[id] for id in (mechanism.province, mechanism.city))
    leaves = floor_share(part, province.capacity or 0)
    origin = Origin(Provenance.ASSUMED, mechanism.basis)
    owners = []
    for owner in portfolio.owners:
        if owner.id == province.id and province.capacity is not None:
            owner = replace(owner, capacity=province.capacity - leaves, origin=origin)
        elif owner.id == city.id and city.capacity is not None:
            arrives = floor_share(mechanism.realisation, leaves)
            owner = replace(owner, capacity=city.capacity + arrives, origin=origin)
        owners.append(owner)
    return replace(
        portfolio,
        owners=tuple(owners),
        projects=tuple(
            replace(p, owner=mechanism.city) if p.id in passing else p for p in portfolio.projects
        ),
    )
