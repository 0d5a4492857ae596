"""Mechanism 1: the city clears the sites of wide roads, then the province pays construction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from portfolio.domain import (
    Band,
    Clearing,
    Eligibility,
    Kind,
    Level,
    Origin,
    Portfolio,
    Project,
    Provenance,
    SiteClearance,
    Source,
)
from portfolio.i18n import _


def clear_sites(portfolio: Portfolio, mechanism: SiteClearance) -> Portfolio:
    """Wide roads with the terms of their clearance, and the source that pays their construction.

    01-CTr/TU, I.4 Thứ nhất. The source pays what its roads need: at most the construction part
    of each, times the realisation.
    """
    origin = Origin(Provenance.ASSUMED, mechanism.basis)
    roads = {p.id: _part(p) for p in portfolio.costed if is_wide(p, mechanism.width)}
    source = Source(
        mechanism.source,
        _("Provincial budget: construction after site clearance"),
        Level.PROVINCIAL,
        unlimited=True,
        charged_to=mechanism.support,
        charge=mechanism.offset,
        origin=origin,
    )
    return replace(
        portfolio,
        projects=tuple(
            replace(p, clearing=_terms(mechanism, roads[p.id])) if p.id in roads else p
            for p in portfolio.projects
        ),
        sources=tuple(_after_public(portfolio.sources, source)),
        eligibility=(
            *portfolio.eligibility,
            *(
                Eligibility(id, source.id, Band(Fraction(0), _most(mechanism, part)), origin)
                for id, part in roads.items()
            ),
        ),
    )


def is_wide(project: Project, width: Fraction) -> bool:
    """A public road of that width whose clearance is known and not all there is to it."""
    cost, clearance = project.cost or 0, project.clearance or 0
    wide = project.road_width is not None and project.road_width >= width
    return wide and project.kind is Kind.PUBLIC and 0 < clearance < cost


def _part(project: Project) -> Fraction:
    """The part of the cost that is clearance."""
    return Fraction(project.clearance or 0, project.cost or 1)


def _most(mechanism: SiteClearance, part: Fraction) -> Fraction:
    return mechanism.realisation * (1 - part)


def _terms(mechanism: SiteClearance, part: Fraction) -> Clearing:
    return Clearing(mechanism.source, mechanism.owner, _most(mechanism, part) / part)


def _after_public(sources: tuple[Source, ...], new: Source) -> Iterator[Source]:
    """The new source behind the last one of a budget, before the investors'."""
    last = max((i for i, k in enumerate(sources) if k.level is not Level.PRIVATE), default=-1)
    yield from sources[: last + 1]
    yield new
    yield from sources[last + 1 :]
