"""The seven special mechanisms of 01-CTr/TU, I.4, as records: what is asked for, on what terms.

What each one does is in ``portfolio/funding/mechanisms``; docs/mechanisms.md defines them. The
ids of streams, sources, owners and sectors are those of the shipped workbook unless a scenario
names others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from portfolio.i18n import N_


def _given(form: str, default: Any) -> Any:
    """A parameter with the form in which a scenario file writes it."""
    return field(default=default, metadata={"form": form})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """What all mechanisms share.

    ``realisation``: the part of the promise that arrives, 0-1; at 0 the mechanism is as absent.
    ``citation``: the authority that the scenario gives, beside the clause of the programme.
    """

    id: ClassVar[str]
    number: ClassVar[int]
    title: ClassVar[str]
    clause: ClassVar[str]

    realisation: Fraction = _given("share", Fraction(1))
    citation: str = ""

    @property
    def basis(self) -> str:
        """What reports print as the reason."""
        if self.citation.startswith(self.clause):
            return self.citation
        known = self.clause.startswith(self.citation)
        return self.clause if known else f"{self.clause}; {self.citation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised(Mechanism):
    """The city keeps ``share`` of the gross revenue of ``streams``, in ``source``.

    ``support``: the source whose money the level that loses the revenue may cut, by ``offset``
    (share of its loss), year by year and never below nothing.
    """

    streams: tuple[str, ...] = _given("ids", ())
    source: str = _given("id", "")
    share: Fraction = _given("share", Fraction(1))
    support: str = _given("id", "TINH")
    offset: Fraction = _given("share", Fraction(0))

    claims: ClassVar[bool] = False
    """Whether other mechanisms have only what it does not realise of its streams."""
    of_the_budget: ClassVar[bool] = False
    """Whether its gain makes the city's yearly budget larger (mechanism 7)."""

    @property
    def capital_share(self) -> Fraction:
        """The part of the gain that is investment money."""
        return Fraction(1)

    @property
    def planning_share(self) -> Fraction:
        """Of the gross, what is set aside for planning."""
        return Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteClearance(Mechanism):
    """1: the city clears the sites of roads of ``width`` metres or more, then the province pays.

    The construction of such a road is paid from ``source``, a new provincial source, for as
    much as the clearance paid before stands for. ``owner``: the agency that clears. What
    ``source`` pays cuts ``support`` by the share ``offset``.
    """

    id: ClassVar[str] = "site_clearance"
    number: ClassVar[int] = 1
    title: ClassVar[str] = N_("City clears sites of wide roads, province pays construction")
    clause: ClassVar[str] = "01-CTr/TU, I.4 Thứ nhất"

    width: Fraction = _given("metres", Fraction(28))
    source: str = _given("id", "TINH_XL")
    owner: str = _given("id", "BQL_TP")
    support: str = _given("id", "TINH")
    offset: Fraction = _given("share", Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSplit(Mechanism):
    """2: the lines of ``province`` pass to ``city``, with their part of its capacity.

    ``keep``: lines that stay (roads between districts and provinces, lakes and dams). The part
    of the capacity is that of the need moved; ``realisation`` is the part of it that arrives.
    """

    id: ClassVar[str] = "owner_split"
    number: ClassVar[int] = 2
    title: ClassVar[str] = N_("Owner split between the provincial and the city project boards")
    clause: ClassVar[str] = "01-CTr/TU, I.4 Thứ hai"

    province: str = _given("id", "BQL_TINH")
    city: str = _given("id", "BQL_TP")
    keep: tuple[str, ...] = _given("ids", ("P09", "P11", "P12"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetSales(Raised):
    """3: the city keeps a share of the sale of surplus public assets and resettlement land."""

    id: ClassVar[str] = "asset_sales"
    number: ClassVar[int] = 3
    title: ClassVar[str] = N_("Sale of surplus public assets and resettlement land")
    clause: ClassVar[str] = "01-CTr/TU, I.4 Thứ ba"

    streams: tuple[str, ...] = _given("ids", ("TSC",))
    source: str = _given("id", "TP_TS")
    share: Fraction = _given("share", Fraction(1, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallLand(Raised):
    """4: all land-use revenue of projects under 20 ha stays, for any investment.

    It claims its streams: mechanism 6 has only what is not realised here.
    """

    id: ClassVar[str] = "small_land"
    number: ClassVar[int] = 4
    title: ClassVar[str] = N_("Land-use revenue of projects under 20 ha stays with the city")
    clause: ClassVar[str] = "01-CTr/TU, I.4 Thứ tư"

    claims: ClassVar[bool] = True

    streams: tuple[str, ...] = _given("ids", ("DAT_NHO",))
    source: str = _given("id", "TP_DAT")


@dataclass(frozen=True, slots=True, kw_only=True)
class NonStateRevenue(Raised):
    """5: all revenue from non-state enterprises stays; ``invested`` of the gain goes to capital."""

    id: ClassVar[str] = "nonstate_revenue"
    number: ClassVar[int] = 5
    title: ClassVar[str] = N_("Revenue from non-state enterprises stays with the city")
    clause: ClassVar[str] = "01-CTr/TU, I.4 Thứ năm"

    of_the_budget: ClassVar[bool] = True

    streams: tuple[str, ...] = _given("ids", ("NQD",))
    source: str = _given("id", "TP_NQD")
    invested: Fraction = _given("share", Fraction(1, 5))

    @property
    def capital_share(self) -> Fraction:
        """``invested``."""
        return self.invested


@dataclass(frozen=True, slots=True, kw_only=True)
class LandUseRetention(Raised):
    """6: ``share`` of land-use revenue stays, of which ``planning`` is for plans.

    Both are shares of the gross. The planning money (never more than what is kept) is set aside
    for lines of ``sector``; the rest is free.
    """

    id: ClassVar[str] = "land_use_retention"
    number: ClassVar[int] = 6
    title: ClassVar[str] = N_("A higher share of land-use revenue stays with the city")
    clause: ClassVar[str] = "01-CTr/TU, I.4 Thứ sáu"

    streams: tuple[str, ...] = _given("ids", ("DAT", "DAT_NHO"))
    source: str = _given("id", "TP_DAT")
    share: Fraction = _given("share", Fraction(4, 5))
    planning: Fraction = _given("share", Fraction(1, 5))
    sector: str = _given("id", "QH")

    @property
    def planning_share(self) -> Fraction:
        """``planning``, and never more than what is kept."""
        return min(self.planning, self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmartCity(Mechanism):
    """7: ``share`` of the city's yearly budget is set aside for e-government and the smart city.

    The budget is that of ``streams``, with what mechanism 5 adds to it. The money is set aside
    in ``source`` for lines of ``sector``; ``new_money``: the part of it that comes from
    recurrent spending, so that it is more capital and not only capital set aside.
    """

    id: ClassVar[str] = "smart_city"
    number: ClassVar[int] = 7
    title: ClassVar[str] = N_("1.5% of the city budget for e-government and the smart city")
    clause: ClassVar[str] = "01-CTr/TU, I.4 Thứ bảy"

    streams: tuple[str, ...] = _given("ids", ("NSTP",))
    source: str = _given("id", "TP_CD")
    share: Fraction = _given("share", Fraction(15, 1000))
    sector: str = _given("id", "CNTT")
    new_money: Fraction = _given("share", Fraction(0))


MECHANISMS: dict[str, type[Mechanism]] = {
    kind.id: kind
    for kind in (
        SiteClearance,
        OwnerSplit,
        AssetSales,
        SmallLand,
        NonStateRevenue,
        LandUseRetention,
        SmartCity,
    )
}
"""Every mechanism by its id, in the order of the programme."""
