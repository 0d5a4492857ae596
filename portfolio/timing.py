"""When a line may start, and how long its window is: docs/model.md, "Sets and data"."""

from __future__ import annotations

from fractions import Fraction

from portfolio.domain import Anchor, Band, Kind, Portfolio, Project, Status

ANY = Band(Fraction(0), Fraction(1))


def bands(portfolio: Portfolio, project: Project) -> tuple[Band, ...]:
    """Least and most share of the capital in each year of the window; its length is L_p.

    Law 39/2019/QH14, Art. 52.2 for the length.
    """
    legal = project.max_years or portfolio.settings.legal_years[project.group]
    if project.least_year is not None or project.most_year is not None:
        least = ANY.least if project.least_year is None else project.least_year
        most = ANY.most if project.most_year is None else project.most_year
        return (Band(least, most),) * legal
    profiles = {profile.id: profile.bands for profile in portfolio.profiles}
    own = profiles.get(project.profile or project.group.value)
    return (ANY,) * legal if own is None else own[:legal]


def last_year(portfolio: Portfolio, project: Project, start: int) -> int:
    """W_p(τ): the last year in which a line started in ``start`` may get capital."""
    end = start + len(bands(portfolio, project)) - 1
    return end if project.deadline is None else min(end, project.deadline)


def possible_starts(portfolio: Portfolio, project: Project) -> range:
    """The years in which the line may start, within the horizon."""
    years = portfolio.settings.years
    under_way = project.status not in (Status.NEW, Status.PREPARATION)
    if under_way and project.kind is Kind.PUBLIC:
        return years[:1]
    first = max(years[0], project.earliest or years[0])
    last = min(years[-1], project.latest or years[-1], project.deadline or years[-1])
    return range(first, last + 1)


def anchor_year(portfolio: Portfolio, project: Project, start: int) -> int:
    """The year from which the project's land revenue is counted."""
    if project.land is not None and project.land.anchor is Anchor.START:
        return start
    return last_year(portfolio, project, start)
