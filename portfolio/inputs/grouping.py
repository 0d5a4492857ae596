"""Project groups by total cost and sector (Law 39/2019/QH14, Art. 8-10)."""

from __future__ import annotations

from portfolio.domain import Group, Sector


def group_of(sector: Sector | None, cost: int | None) -> Group:
    """The group that the sector's thresholds give; ``cost`` in triệu đồng, C without one.

    >>> group_of(Sector("GT", "Giao thông", 1_500_000, 80_000), 80_000)
    <Group.B: 'B'>
    """
    if sector is None or cost is None:
        return Group.C
    if sector.a_from is not None and cost >= sector.a_from:
        return Group.A
    if sector.b_from is not None and cost >= sector.b_from:
        return Group.B
    return Group.C
