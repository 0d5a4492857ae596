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
from portfolio.domain.mechanisms import (
    MECHANISMS,
    AssetSales,
    LandUseRetention,
    Mechanism,
    NonStateRevenue,
    OwnerSplit,
    Raised,
    SiteClearance,
    SmallLand,
    SmartCity,
)
from portfolio.domain.places import Places, SheetPlaces
from portfolio.domain.portfolio import Clearing, LandRevenue, Portfolio, Project, Settings
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
    "MECHANISMS",
    "Anchor",
    "AssetSales",
    "Band",
    "Cell",
    "Clearing",
    "Criterion",
    "Eligibility",
    "Group",
    "Kind",
    "LandRevenue",
    "LandUseRetention",
    "Level",
    "Limit",
    "LimitKind",
    "Link",
    "LinkKind",
    "Mechanism",
    "NonStateRevenue",
    "Origin",
    "Owner",
    "OwnerSplit",
    "Pin",
    "PinKind",
    "Places",
    "Portfolio",
    "Profile",
    "Project",
    "Provenance",
    "Raised",
    "Revenue",
    "RevenueStream",
    "Sector",
    "Settings",
    "Sharing",
    "SheetPlaces",
    "SiteClearance",
    "SmallLand",
    "SmartCity",
    "Source",
    "SourceYear",
    "Status",
    "Tier",
]
