"""The closed years as facts: each rule that history may have kept less well than it asks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from portfolio.domain import (
    Anchor,
    Band,
    Cell,
    Eligibility,
    LandRevenue,
    Level,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Owner,
    Pin,
    PinKind,
    Portfolio,
    Profile,
    Sharing,
    Source,
    Status,
    Tier,
)
from portfolio.funding.envelope import build_envelope
from portfolio.funding.records import Step
from portfolio.inputs.actuals import Actuals, Fact
from portfolio.model.lines import prepare
from portfolio.plan.check import check
from portfolio.plan.schedule import Balance, Plan
from portfolio.study.past import Past, freeze
from portfolio.study.past_money import Left, pots
from portfolio.study.run import run
from tests.factories import stream
from tests.plan.points import line
from tests.study.replans import city, one_year

F = Fraction


def fixed(portfolio: Portfolio, facts: dict[Cell, int | Fact], closed: int = 2021) -> Past:
    """Whole numbers were allocated and disbursed."""
    known = {c: f if isinstance(f, Fact) else Fact(f, f) for c, f in facts.items()}
    return freeze(portfolio, Actuals(closed, known))


def planned(past: Past) -> Plan:
    """The plan of the fixed portfolio; its past is what it was."""
    plan = run(past.portfolio)
    cells = {c: x for c, x in plan.solution.cells.items() if c[2] <= past.closed}
    assert cells == dict(past.cells)
    return plan


def test_a_line_that_started_is_transitional_and_must_go_on():
    past = fixed(city(line("A", 100), line("B", 50)), {("A", "TP", 2021): 40})
    a, b = past.portfolio.project["A"], past.portfolio.project["B"]
    assert (a.begun, a.must_start, a.is_new, a.tier) == (True, True, False, Tier.TRANSITIONAL)
    assert (b.begun, b.must_start, b.is_new, b.tier) == (False, False, True, Tier.REST)
    assert planned(past).solution.starts["A"] == 2021


def test_a_line_that_did_not_start_starts_in_an_open_year_only():
    past = fixed(city(line("A", 10), line("B", 10, earliest=2023)), {})
    starts = planned(past).solution.starts
    assert starts == {"A": 2022, "B": 2023}


@pytest.mark.parametrize("must", [True, False])
def test_a_line_whose_last_start_is_over_starts_late_or_never(must: bool):
    past = fixed(city(one_year("A", 10, 50, latest=2021, mandatory=must)), {})
    assert planned(past).solution.starts == ({"A": 2022} if must else {})
    assert len(past.notices) == 1


def test_money_that_lapsed_is_still_needed():
    """40 allocated, 25 disbursed, 5 carried over: 10 lapse, and 70 of 100 are still to pay."""
    past = fixed(city(line("A", 100)), {("A", "TP", 2021): Fact(40, 25, 5, 5)})
    plan = planned(past)
    assert plan.solution.cells["A", "TP", 2021] == 30
    assert sum(x for (_p, _k, t), x in plan.solution.cells.items() if t > 2021) == 70


def test_what_is_left_of_a_year_passes_on_within_the_limit_less_what_projects_carry():
    """TP has 100 and may carry 30%. 60 reached A, 10 of them carried over: of the 40 left (20 of
    them lapsed) 30 - 10 = 20 pass on, so 2022 has 120.
    """
    tp = Source("TP", "TP", Level.CITY, carry_over=F(3, 10))
    facts = {("A", "TP", 2021): Fact(80, 50, 10, 10)}
    base = city(line("A", 180), tp=tp)
    actuals = Actuals(2021, facts)
    data = prepare(base, build_envelope(base))
    assert pots(data, {("A", "TP", 2021): 60}, actuals) == {("TP", 2021): Left(100, 60, 20, 80)}
    plan = planned(freeze(base, actuals))
    assert plan.balances["TP", 2021].carried_out == 20
    assert plan.balances["TP", 2022].available == 120
    assert plan.solution.cells["A", "TP", 2022] == 120


@pytest.mark.parametrize(("carry", "spent"), [(F(0), 60), (F(3, 10), 0), (F(9, 10), 5), (F(1), 0)])
@pytest.mark.parametrize("reserve", [F(0), F(1, 10), F(1, 3)])
def test_the_open_years_get_exactly_what_may_pass_on(
    carry: Fraction, spent: int, reserve: Fraction
):
    tp = Source("TP", "TP", Level.CITY, carry_over=carry, reserve=reserve)
    base = city(line("A", 60), tp=tp)
    facts: dict[Cell, int | Fact] = {("A", "TP", 2021): spent} if spent else {}
    past = fixed(base, facts)
    envelope = build_envelope(base)
    left = envelope.spendable["TP", 2021] - spent
    limit = envelope.carry_limit["TP", 2021]
    assert planned(past).balances["TP", 2021].carried_out == min(left, limit)


def test_two_closed_years_pass_on_one_after_the_other():
    """100 a year, carry 30%: 2021 leaves 100, 30 pass on; 2022 has 130, 50 go, 80 left, 30 pass."""
    tp = Source("TP", "TP", Level.CITY, carry_over=F(3, 10))
    past = fixed(city(line("A", 150), tp=tp), {("A", "TP", 2022): 50}, closed=2022)
    assert planned(past).balances["TP", 2023].available == 130


def test_more_spent_than_the_workbook_has_is_a_fact_and_is_told():
    past = fixed(city(line("A", 180)), {("A", "TP", 2021): 130})
    assert planned(past).balances["TP", 2022].carried_in == 0
    assert any("30" in text and "2021" in text for text in past.notices)


def ledger_of(plan: Plan, year: int = 2021, source: str = "TP") -> list[tuple[str, int]]:
    """The steps of a year, those of nothing left out."""
    lines = (x for x in plan.envelope.ledger if (x.source, x.year) == (source, year))
    return [(x.step.value, x.amount) for x in lines]


def test_the_ledger_of_a_closed_year_is_the_workbooks_less_what_lapsed():
    """180 of 200 after the reserve; 100 reached A, 10 of them carried over by A itself: of the 80
    left 54 - 10 = 44 pass on, and 36 lapse, on a line of their own.
    """
    tp = Source("TP", "TP", Level.CITY, carry_over=F(3, 10), reserve=F(1, 10))
    base = city(line("A", 280), tp=tp)
    base = replace(base, streams=(stream("NS", dict.fromkeys(range(2021, 2024), 200)),))
    plan = planned(fixed(base, {("A", "TP", 2021): Fact(120, 90, 10, 10)}))
    assert ledger_of(plan) == [
        ("gross", 200), ("reserve", -20), ("lapsed", -36), ("spendable", 144)
    ]  # fmt: skip
    assert ledger_of(plan, 2022) == ledger_of(run(base), 2022)
    assert plan.balances["TP", 2021] == Balance(144, 0, 100, 44, 0)
    assert plan.balances["TP", 2022].carried_in == 44
    assert plan.portfolio.streams == base.streams
    (text,) = {x.text for x in plan.envelope.ledger if x.step is Step.LAPSED}
    assert "2021" in text
    assert "39/2019/QH14" in text


def test_a_ledger_that_hides_what_lapsed_is_not_the_workbooks():
    """The 40 of 2021 that lapsed told as reserve: the sum is right, the lines are not."""
    plan = planned(fixed(city(line("A", 160)), {("A", "TP", 2021): 60}))
    hidden = tuple(
        replace(x, step=Step.RESERVE) if x.step is Step.LAPSED else x for x in plan.envelope.ledger
    )
    report = check(plan.portfolio, plan.solution, replace(plan.envelope, ledger=hidden))
    (broken,) = report.broken
    assert (broken.subject, broken.year, broken.right) == (("TP", "lapsed"), 2021, -40)


def test_old_money_that_a_closed_year_did_not_spend_is_idle_there():
    """30 of 2021 come over, 20 go in 2022: 10 of them and 70 of its own 100 are gone."""
    tp = Source("TP", "TP", Level.CITY, carry_over=F(3, 10))
    past = fixed(city(line("A", 140), tp=tp), {("A", "TP", 2022): 20}, closed=2022)
    plan = planned(past)
    assert ledger_of(plan, 2021) == [("gross", 100), ("lapsed", -70), ("spendable", 30)]
    assert ledger_of(plan, 2022) == [("gross", 100), ("lapsed", -70), ("spendable", 30)]
    assert plan.balances["TP", 2021] == Balance(30, 0, 0, 30, 0)
    assert plan.balances["TP", 2022] == Balance(30, 30, 20, 30, 10)
    assert plan.balances["TP", 2023].available == 130


def test_what_another_source_charges_in_a_closed_year_is_gone():
    """X pays 40 and takes half of that from TP, which paid 50: 30 of its 100 are left."""
    base = city(line("A", 150))
    base = replace(
        base,
        sources=(replace(base.sources[0], carry_over=F(1)),
                 Source("X", "X", Level.PROVINCIAL, unlimited=True, charge=F(1, 2),
                        charged_to="TP")),
        eligibility=(*base.eligibility, Eligibility("A", "X", Band(F(0), F(1)))),
    )  # fmt: skip
    past = fixed(base, {("A", "TP", 2021): 50, ("A", "X", 2021): 40})
    plan = planned(past)
    assert plan.balances["TP", 2021] == Balance(80, 0, 50, 30, 0)
    assert ledger_of(plan) == [("gross", 100), ("spendable", 100)]


def test_what_was_paid_beyond_the_workbook_has_its_own_line():
    plan = planned(fixed(city(line("A", 180)), {("A", "TP", 2021): 130}))
    assert ledger_of(plan) == [("gross", 100), ("beyond", 30), ("spendable", 130)]


def test_a_source_that_is_all_reserve_paid_beyond_what_the_workbook_has():
    tp, x = Source("TP", "TP", Level.CITY, reserve=F(1)), Source("X", "X", Level.CITY)
    base = city(line("A", 50), tp=tp)
    base = replace(
        base,
        sources=(*base.sources, x),
        sharings=(*base.sharings, Sharing("NS", "X", F(1))),
        eligibility=(*base.eligibility, Eligibility("A", "X", Band(F(0), F(1)))),
    )
    past = fixed(base, {("A", "TP", 2021): 10})
    assert any("10" in text and "2021" in text for text in past.notices)
    assert planned(past).capital["A"] == 50


HALVES = Profile("H", "Hai năm", (Band(F(2, 5), F(3, 5)), Band(F(2, 5), F(3, 5))))


def test_a_line_behind_its_profile_catches_up_and_is_told():
    """40-60% a year: 10% in the first year leave 90% for the second, beyond its 60%."""
    base = replace(city(line("A", 100, profile="H")), profiles=(HALVES,))
    past = fixed(base, {("A", "TP", 2021): 10})
    assert planned(past).solution.cells["A", "TP", 2022] == 90
    assert len(past.notices) == 1


def test_a_line_ahead_of_its_profile_needs_no_least_share():
    """80% in the first year leave 20%, less than the 40% that the second year asks for."""
    base = replace(city(line("A", 100, profile="H")), profiles=(HALVES,))
    past = fixed(base, {("A", "TP", 2021): 80})
    assert planned(past).solution.cells["A", "TP", 2022] == 20


def test_a_line_on_its_profile_keeps_it():
    base = replace(city(line("A", 100, profile="H")), profiles=(HALVES,))
    past = fixed(base, {("A", "TP", 2021): 50})
    assert past.notices == ()
    assert past.portfolio.profiles[-1].bands[1] == HALVES.bands[1]


@pytest.mark.parametrize("more", [{"max_years": 1}, {"deadline": 2021}])
def test_a_window_that_is_over_opens_for_one_more_year(more: dict[str, int]):
    past = fixed(city(line("A", 100, **more)), {("A", "TP", 2021): 60})
    assert planned(past).solution.cells["A", "TP", 2022] == 40
    assert len(past.notices) == 1
    done = fixed(city(line("A", 100, **more)), {("A", "TP", 2021): 100})
    assert done.notices == ()
    assert planned(done).solution.starts == {"A": 2021}


def test_a_line_under_way_before_the_plan_counts_its_years_from_the_first():
    """Transitional, 2 years of capital, nothing in 2021: all of it in 2022, not in 2023."""
    past = fixed(city(line("A", 80, status=Status.TRANSITIONAL, max_years=2)), {})
    assert planned(past).solution.cells == {("A", "TP", 2022): 80}


def test_a_part_funded_line_keeps_its_facts():
    base = city(line("A", 300, divisible=True, least_funded=F(1, 2), max_years=3))
    past = fixed(base, {("A", "TP", 2021): 70})
    assert sum(planned(past).solution.cells.values()) == 270


def payers(least: Fraction, most: Fraction) -> Portfolio:
    """TP pays ``least`` to ``most`` of A, X may pay all of it."""
    base = city(line("A", 100), line("B", 10))
    return replace(
        base,
        sources=(*base.sources, Source("X", "X", Level.CITY), Source("Y", "Y", Level.CITY)),
        streams=(*base.streams, stream("S", dict.fromkeys(range(2021, 2024), 100))),
        sharings=(*base.sharings, Sharing("S", "X", F(1)), Sharing("S", "Y", F(1))),
        eligibility=(
            Eligibility("A", "TP", Band(least, most)),
            Eligibility("public", "X", Band(F(0), F(1))),
        ),
    )


def test_a_source_that_paid_beyond_its_share_pays_no_more():
    past = fixed(payers(F(0), F(2, 5)), {("A", "TP", 2021): 60})
    cells = planned(past).solution.cells
    assert {k: x for (p, k, t), x in cells.items() if p == "A" and t > 2021} == {"X": 40}


def test_a_source_that_cannot_reach_its_least_share_may_stay_below():
    past = fixed(payers(F(3, 5), F(1)), {("A", "X", 2021): 70})
    assert sum(planned(past).solution.cells.values()) == 110
    assert len(past.notices) == 1


def test_a_source_that_should_not_have_paid_stays_in_the_books_and_pays_no_more():
    past = fixed(payers(F(0), F(1)), {("A", "Y", 2021): 30})
    cells = planned(past).solution.cells
    assert {k for (p, k, t) in cells if p == "A" and t > 2021} <= {"TP", "X"}
    assert len(past.notices) == 1


@pytest.mark.parametrize(
    ("limit", "kept"),
    [
        (Limit("L", LimitKind.CAP, 50), ["L 2022", "L 2023"]),
        (Limit("L", LimitKind.CAP, 80), ["L"]),
        (Limit("L", LimitKind.FLOOR, 70), ["L 2022", "L 2023"]),
        (Limit("L", LimitKind.FLOOR, 50), ["L"]),
        (Limit("L", LimitKind.CAP, 10, year=2021), []),
        (Limit("L", LimitKind.CAP, 90, year=2022), ["L"]),
        (Limit("L", LimitKind.CAP, share=F(1, 2), source="TP"), ["L 2022", "L 2023"]),
        (Limit("L", LimitKind.EARMARK, 20, source="TP", owner="X"), ["L 2022", "L 2023"]),
        (Limit("L", LimitKind.CAP, 200, whole_plan=True), ["L"]),
        (Limit("L", LimitKind.CAP, share=F(2, 3), source="TP", whole_plan=True), ["L"]),
    ],
)
def test_limits_bind_the_open_years(limit: Limit, kept: list[str]):
    """60 were spent in 2021; A needs 140, at most 50 a year may be the rule for the rest."""
    low = limit.kind is LimitKind.FLOOR
    base = replace(city(line("A", 200 if low else 140)), limits=(limit,))
    past = fixed(base, {("A", "TP", 2021): 60})
    assert [x.id for x in past.portfolio.limits] == kept
    plan = planned(past)
    assert plan.solution.starts == {"A": 2021}


def test_a_whole_plan_cap_that_was_passed_lets_nothing_more_through():
    base = replace(
        city(line("A", 100, owner="X"), line("B", 10, owner="X", deadline=2023)),
        limits=(Limit("L", LimitKind.CAP, 50, owner="X", whole_plan=True),),
    )
    past = fixed(base, {("A", "TP", 2021): 100})
    assert planned(past).solution.starts == {"A": 2021}
    assert len(past.notices) == 1


def test_a_share_of_the_whole_plan_counts_the_true_money_of_the_closed_years():
    """Half of 3 × 100 = 150, though 2021 gave out only 10 of its 100."""
    limit = Limit("L", LimitKind.CAP, share=F(1, 2), source="TP", whole_plan=True)
    past = fixed(replace(city(line("A", 100)), limits=(limit,)), {("A", "TP", 2021): 10})
    assert past.portfolio.limits[0].amount == 150


@pytest.mark.parametrize(("spent", "capacity"), [(40, 50), (60, None)])
def test_an_owner_beyond_its_capacity_in_the_past_is_held_to_it_from_now_on(
    spent: int, capacity: int | None
):
    base = replace(city(line("A", 140)), owners=(Owner("BQL", "Ban", 50),))
    past = fixed(base, {("A", "TP", 2021): spent})
    assert past.portfolio.owners[0].capacity == capacity
    cells = planned(past).solution.cells
    assert max(x for (_p, _k, t), x in cells.items() if t > 2021) <= 50


def test_new_starts_and_arrears_of_the_past_are_not_judged_again():
    """Two starts in 2021 where one is allowed, and arrears unpaid: B and C go on, D waits."""
    base = city(line("A", 60, status=Status.ARREARS), line("B", 20), line("C", 20), line("D", 20))
    base = replace(base, settings=replace(base.settings, new_starts=1))
    past = fixed(base, {("B", "TP", 2021): 10, ("C", "TP", 2021): 10, ("A", "TP", 2021): 10})
    starts = planned(past).solution.starts
    assert (starts["B"], starts["C"], starts["D"]) == (2021, 2021, 2022)


def test_links_of_what_has_started_are_history():
    links = (
        Link(LinkKind.AFTER_START, "A", "B", 1),
        Link(LinkKind.AFTER_START, "B", "C", 1),
        Link(LinkKind.EXCLUSION, "A", "B"),
    )
    base = replace(city(*(line(p, 30) for p in "ABC")), links=links)
    past = fixed(base, {("A", "TP", 2021): 10, ("B", "TP", 2021): 10})
    assert past.portfolio.links == links[1:2]
    assert planned(past).solution.starts["C"] == 2022


def test_only_the_users_pins_on_open_years_are_kept():
    pins = (
        Pin(PinKind.AMOUNT, "A", 2021, "TP", 5),
        Pin(PinKind.AMOUNT, "A", 2023, "TP", 15),
        Pin(PinKind.START, "A", 2021),
        Pin(PinKind.START, "B", 2021),
        Pin(PinKind.EXCLUDE, "C"),
        Pin(PinKind.EXCLUDE, "D"),
    )
    base = replace(city(*(line(p, 40) for p in "ABCD")), pins=pins)
    past = fixed(base, {("A", "TP", 2021): 10, ("C", "TP", 2021): 10})
    plan = planned(past)
    assert plan.solution.cells["A", "TP", 2023] == 15
    assert plan.solution.starts == {"A": 2021, "B": 2022, "C": 2021}
    assert len(past.notices) == 2  # the start of B, the exclusion of C


def test_land_revenue_that_came_in_a_closed_year_is_not_counted_twice():
    land = LandRevenue("NS", 1000, Anchor.START, 0)
    later = LandRevenue("NS", 50, Anchor.START, 1)
    base = city(line("A", 40, land=land), line("B", 40, land=later))
    past = fixed(base, {("A", "TP", 2021): 10, ("B", "TP", 2021): 10})
    plan = planned(past)
    assert plan.balances["TP", 2021].spendable == 20
    assert plan.balances["TP", 2022].spendable == 150
