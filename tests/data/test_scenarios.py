"""The shipped scenarios on the shipped workbook: what they promise is what the ledger holds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest

from portfolio.domain import MECHANISMS, Kind, LimitKind, Portfolio, Provenance, SiteClearance
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.funding.records import Step
from portfolio.i18n import language
from portfolio.inputs import read_workbook
from portfolio.inputs.scenario import apply_scenario, read_scenario
from portfolio.model.engine import Options
from portfolio.output.excel.assumptions import assumptions
from portfolio.study.run import run

ROOT = Path(__file__).parents[2]
IDS = sorted(path.stem for path in (ROOT / "scenarios").glob("*.toml"))


@pytest.fixture(scope="module")
def city() -> Portfolio:
    return read_workbook(ROOT / "data" / "projects.xlsx")


def granted(city: Portfolio, id: str) -> Portfolio:
    return grant(apply_scenario(city, read_scenario(ROOT / "scenarios" / f"{id}.toml")))


def total(city: Portfolio, id: str, source: str) -> int:
    spendable = build_envelope(granted(city, id)).spendable
    return sum(amount for (k, _), amount in spendable.items() if k == source)


@pytest.mark.parametrize("id", IDS)
def test_the_ledger_adds_up_to_every_envelope(city: Portfolio, id: str) -> None:
    envelope = build_envelope(granted(city, id))
    for (source, year), spendable in envelope.spendable.items():
        own = [x for x in envelope.ledger if (x.source, x.year) == (source, year)]
        assert sum(x.amount for x in own if x.step is not Step.SPENDABLE) == spendable
        assert [x.amount for x in own if x.step is Step.SPENDABLE] == [spendable]


def test_every_mechanism_has_a_scenario_of_its_own(city: Portfolio) -> None:
    for kind in MECHANISMS.values():
        (own,) = granted(city, f"co-che-{kind.number}").mechanisms
        assert own == kind(citation=kind.clause)
    assert [m.id for m in granted(city, "bay-co-che").mechanisms] == list(MECHANISMS)


def test_what_land_revenue_brings(city: Portfolio) -> None:
    """Gross 540 small and 1,260 other over five years; 10% reserve.

    Today 60%: 972. 80%: 20 points of 1,800 are 360, less 36. Small at 100%: 40% of 540 = 216,
    less 21.6. All at 100%: 40% of 1,800 = 720, less 72.
    """
    assert total(city, "hien-hanh", "TP_DAT") == 972_000
    assert total(city, "giu-80", "TP_DAT") == 972_000 + 324_000
    assert total(city, "giu-100-duoi-20ha", "TP_DAT") == 972_000 + 194_400
    assert total(city, "giu-100", "TP_DAT") == 972_000 + 648_000
    # small at 100%, the other 1,260 at 80%: 194.4 + 252 × 0.9
    assert total(city, "bay-co-che", "TP_DAT") == 972_000 + 194_400 + 226_800


def test_planning_money_is_for_planning_alone(city: Portfolio) -> None:
    """20 points of 1,800 less the reserve are 324; without them the 80% are free."""
    marks = [x for x in granted(city, "giu-80").limits if x.kind is LimitKind.EARMARK]
    assert sum(x.amount or 0 for x in marks) == 324_000
    assert {(x.source, x.sector) for x in marks} == {("TP_DAT", "QH")}
    assert granted(city, "giu-80-ha-tang").limits == city.limits


def test_eighty_percent_as_worded_leaves_most_of_it_idle(city: Portfolio) -> None:
    """Only P14 (20 tỷ) is a planning line that the city may pay; 304 of 324 wait."""
    scenario = read_scenario(ROOT / "scenarios" / "giu-80.toml")
    plan = run(city, scenario, options=Options(gap=1e-3))
    (aside,) = plan.set_aside
    assert (aside.amount, aside.used, aside.idle) == (324_000, 20_000, 304_000)
    assert sum(b.idle for b in plan.balances.values()) >= 304_000


@pytest.mark.parametrize("offset", [F(7, 10), F(9, 10), F(95, 100)])
def test_construction_money_cuts_the_support_by_any_share(city: Portfolio, offset: F) -> None:
    """Where the cut is nearly all of the year's support, neither old money nor the part of a triệu
    that a charge leaves over may pay twice: the checker, which every run calls, would refuse it.
    """
    own = replace(granted(city, "hien-hanh"), mechanisms=(SiteClearance(offset=offset),))
    plan = run(own)
    built = [x for (_, source, _), x in plan.solution.cells.items() if source == "TINH_XL"]
    assert sum(built) > 0
    assert plan.checks.broken == ()


@pytest.mark.parametrize("group", "abc")
def test_the_legal_years_are_printed_with_the_origin_that_the_workbook_gives(
    city: Portfolio, group: str
) -> None:
    own = city.settings.origins[f"legal_years_{group}"]
    assert own.provenance is Provenance.DOCUMENT
    with language("en"):
        told = {a.subject: a.origin for a in assumptions(city)}
    assert told[f"years of capital, group {group.upper()}"] == own


@pytest.mark.parametrize(("id", "crumbs", "public"), [
    ("co-che-1", 0, 4_600_579),
    ("bay-co-che", 5, 4_606_000),  # all 29 lines in full
])  # fmt: skip
def test_rounding_makes_hardly_any_payments_of_a_triệu(
    city: Portfolio, id: str, crumbs: int, public: int
) -> None:
    """Where a share binds (construction by clearance) whole amounts must move to make room for
    the others, those that pay anyway: no council reads of 1 triệu for a ring road. But no
    promised triệu is lost for it.
    """
    plan = run(city, read_scenario(ROOT / "scenarios" / f"{id}.toml"))
    cells = plan.solution.cells
    assert sum(amount <= 2 for amount in cells.values()) <= crumbs
    kinds = {p.id: p.kind for p in plan.portfolio.projects}
    assert sum(x for (p, _, _), x in cells.items() if kinds[p] is Kind.PUBLIC) == public
