"""All mechanisms of a scenario at once, in an order that makes their result the same."""

from __future__ import annotations

from dataclasses import replace

from portfolio.domain import OwnerSplit, Portfolio, SiteClearance
from portfolio.funding.mechanisms.earmarks import set_money_aside
from portfolio.funding.mechanisms.owner_split import split_owners
from portfolio.funding.mechanisms.site_clearance import clear_sites


def grant(portfolio: Portfolio) -> Portfolio:
    """The portfolio with what its mechanisms change beside the money; itself when there are none.

    A mechanism that is not realised at all is left out: it is as absent. Granting twice
    changes nothing more. Raises nothing: the scenario is checked.
    """
    if portfolio.granted or not portfolio.mechanisms:
        return portfolio
    real = tuple(m for m in portfolio.mechanisms if m.realisation > 0)
    result = replace(portfolio, mechanisms=real, granted=True)
    for mechanism in real:
        if isinstance(mechanism, OwnerSplit):
            result = split_owners(result, mechanism)
    for mechanism in real:
        if isinstance(mechanism, SiteClearance):
            result = clear_sites(result, mechanism)
    return set_money_aside(result)
