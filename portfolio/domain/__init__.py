"""The records everything else speaks of: frozen, plain, with units in the docstrings.

Amounts are whole **triệu đồng** (int). Shares are exact fractions (``Fraction``), 0 to 1.
Years are calendar years (int). Records hold what the workbook says, resolved as little as
possible: the model derives what it needs in ``model/``, and the checker derives it again
on its own in ``plan/check.py``, so that an error in one is seen by the other.
"""

from portfolio.domain.kinds import (
    Anchor,
    Band,
    Cell,
    Group,
    Kind,
    Level,
    LimitKind,
    LinkKind,
    Origin,
    PinKind,
    Provenance,
    SourceYear,
    Status,
    Tier,
)
from portfolio.domain.places import Places, SheetPlaces
from portfolio.domain.portfolio import LandRevenue, Portfolio, Project, Settings
from portfolio.domain.rows import (
    Criterion,
    Eligibility,
    Limit,
    Link,
    Owner,
    Pin,
    Profile,
    Revenue,
    RevenueStream,
    Sector,
    Sharing,
    Source,
)

__all__ = [
    "Anchor",
    "Band",
    "Cell",
    "Criterion",
    "Eligibility",
    "Group",
    "Kind",
    "LandRevenue",
    "Level",
    "Limit",
    "LimitKind",
    "Link",
    "LinkKind",
    "Origin",
    "Owner",
    "Pin",
    "PinKind",
    "Places",
    "Portfolio",
    "Profile",
    "Project",
    "Provenance",
    "Revenue",
    "RevenueStream",
    "Sector",
    "Settings",
    "Sharing",
    "SheetPlaces",
    "Source",
    "SourceYear",
    "Status",
    "Tier",
]
