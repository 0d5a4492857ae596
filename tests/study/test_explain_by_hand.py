"""Explanations of portfolios that are solved by hand. Amounts in triệu, 100 a year from TP."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from unittest.mock import patch

import pytest

import portfolio as pf
from portfolio.domain import (
    Band,
    Eligibility,
    Level,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Owner,
    Pin,
    PinKind,
    Portfolio,
    Project,
    Settings,
    Sharing,
    Source,
    Tier,
)
from portfolio.model.engine import Answer, End
from portfolio.plan.explanation import Change, Move, Price, Shortage
from portfolio.study.explain import solving
from tests.factories import stream
from tests.plan.points import ANY, NDT, TP, line, workbook


def one_year(id: str, cost: int, score: int, **more: object) -> Project:
    """All its capital in the year it starts."""
    return line(id, cost, score=F(score), max_years=1, **more)


def crowded(*more: Project, **fields: object) -> Portfolio:
    """A and B fill 2021 and 2022; C and E take 90 of the 100 of 2023; D is left out.

    Weighted: A 90, B 80, C 0.7 × 70 = 49, E 0.95 × 20 = 19, D 0.6 × 50 = 30. A start a year
    later is worth 0.95 of it. Best: A, B, then C with E: 90 + 76 + 0.9025 × 68 = 227.37. The
    other orders: C with E first and A, B after, 68 + 85.5 + 72.2 = 225.7; between, 226.8.
    """
    lines = (one_year("A", 100, 90), one_year("B", 100, 80), one_year("C", 70, 70),
             one_year("E", 20, 95), one_year("D", 50, 60))  # fmt: skip
    return workbook(*lines, *more, **fields)


def explained(book: Portfolio, id: str) -> pf.Unfunded:
    found = pf.explain(pf.run(book), id)[id]
    assert isinstance(found, pf.Unfunded)
    return found


def test_the_plan_is_the_one_worked_out_above() -> None:
    plan = pf.run(crowded())
    assert plan.solution.starts == {"A": 2021, "B": 2022, "C": 2023, "E": 2023}
    assert plan.solution.report.objective == pytest.approx(227.37)


def test_what_blocks_it_is_the_money_of_one_year() -> None:
    # 2023 has 10 left of 100, D needs 50; the other years have nothing left
    found = explained(crowded(), "D")
    assert found.blocked_start == 2023
    assert found.blocked == (Shortage("envelope", ("TP",), 2023, 40),)


def test_the_price_is_what_is_missing() -> None:
    found = explained(crowded(), "D")
    assert found.price == Price(
        start=2023, added={("TP", 2023): 40}, bound=40, promised=50, alone=("TP",)
    )
    assert found.price.total == 40
    assert found.whole_price == found.price


def test_the_exchange_drops_the_line_that_is_worth_least_for_its_room() -> None:
    # D with E and without C: 0.9025 × (68 - 30 - 19) = 17.1475 lost; without B it is 46 and more
    found = explained(crowded(), "D").exchange
    assert found is not None
    assert found.start == 2023
    assert found.changes == (Change("C", Move.DROP, 2023, None),)
    (loss,) = found.losses
    assert loss.tier is Tier.REST
    assert loss.lost == pytest.approx(17.1475)
    assert loss.significant


def test_the_cost_ceiling_with_the_value_in_proportion() -> None:
    # 10 fit beside C and E. For more, E must go: 0.6 y >= 19 needs y = 31.7, only 30 are there.
    # Without C and E: 0.6 y + 19 >= 68 needs 81.7, more than the present 50.
    found = explained(crowded(), "D").ceiling
    assert found is not None
    assert (found.amount, found.bound) == (10, 10)


def test_the_cost_ceiling_with_the_present_value() -> None:
    # worth 30 whatever it costs: it is worth more than E (19), and beside C are 30
    found = explained(crowded(), "D").saving
    assert found is not None
    assert found.amount == 30


def test_the_score_at_which_it_enters() -> None:
    # in the place of C: 0.5 s + 19 >= 68, so s = 98
    found = explained(crowded(), "D").entry
    assert found is not None
    assert found.score == pytest.approx(98.0, abs=0.01)
    assert found.out_below == pytest.approx(98.0, abs=0.2)


def test_no_score_is_enough() -> None:
    # D of 45: 0.45 × 100 + 19 = 64, less than the 68 of C with E
    small = [replace(p, cost=45) if p.id == "D" else p for p in crowded().projects]
    found = explained(workbook(*small), "D").entry
    assert found is not None
    assert found.score is None


def test_the_plan_made_with_the_answers_has_the_line() -> None:
    """The answers are put into the workbook and the plan is made again."""
    for change, has in (({"score": F(981, 10)}, True), ({"score": F(979, 10)}, False)):
        lines = [replace(p, **change) if p.id == "D" else p for p in crowded().projects]
        assert ("D" in pf.run(workbook(*lines)).solution.starts) is has
    for cost, has in ((10, True), (11, False), (30, False)):
        lines = [replace(p, cost=cost) if p.id == "D" else p for p in crowded().projects]
        assert ("D" in pf.run(workbook(*lines)).solution.starts) is has


def test_a_line_that_waits_for_another_says_so_and_pays_for_both() -> None:
    # D after G (40): with 10 left in 2023, both need 90 there: 80 more. G alone blocks by rule.
    more = one_year("G", 40, 10)
    book = crowded(more, links=(Link(LinkKind.AFTER_START, "G", "D"),))
    found = explained(book, "D")
    assert found.blocked is not None
    assert Shortage("links", ("G", "D"), 2023, 1) in found.blocked
    assert found.price is not None
    assert found.price.along == ("G",)
    assert found.price.total == 80


def test_a_line_left_out_by_the_user_has_no_price() -> None:
    found = explained(crowded(pins=(Pin(PinKind.EXCLUDE, "D"),)), "D")
    assert found.blocked is not None
    assert [s.rule for s in found.blocked] == ["envelope", "pins"]
    assert found.price is None
    assert found.exchange is None
    assert found.ceiling is None
    assert found.entry is None


def test_a_line_that_cannot_start_has_no_answers_but_that() -> None:
    late = [replace(p, earliest=2023, deadline=2022) if p.id == "D" else p
            for p in crowded().projects]  # fmt: skip
    found = explained(workbook(*late), "D")
    assert found.blocked is None
    assert found.price is None
    assert found.exchange is None


def test_capacity_and_caps_block_too() -> None:
    # its owner can disburse 30 a year; a cap on its sector is 20: 20 and 30 too much
    alone = workbook(
        one_year("D", 50, 60, owner="X", sector="GD"),
        owners=(Owner("X", "Ban X", 30),),
        limits=(Limit("T", LimitKind.CAP, 20, sector="GD", whole_plan=True),),
    )
    found = explained(alone, "D")
    assert found.blocked_start == 2021
    assert found.blocked == (
        Shortage("limits", ("T",), None, 30), Shortage("owner_capacity", ("X",), 2021, 20)
    )  # fmt: skip
    assert found.price is None
    assert found.ceiling is not None
    assert found.ceiling.amount == 20


def test_money_set_aside_is_named_and_counted_once() -> None:
    # 2021 to 2023: 60 of 100 set aside for GD; D of GT finds 40
    book = workbook(
        one_year("D", 50, 60),
        limits=(Limit("E", LimitKind.EARMARK, 60, source="TP", sector="GD"),),
    )
    found = explained(book, "D")
    assert found.blocked == (Shortage("earmarks", ("TP", "E"), 2021, 10),)
    assert found.price is not None
    assert found.price.total == 10


def test_an_earmark_by_share_grows_with_the_added_money() -> None:
    # of every triệu added, 60% are set aside: 10 / 0.4 = 25
    book = workbook(
        one_year("D", 50, 60),
        limits=(Limit("E", LimitKind.EARMARK, share=F(3, 5), source="TP", sector="GD"),),
    )
    found = explained(book, "D").price
    assert found is not None
    assert found.total == 25


def test_a_line_without_overhang_and_one_with() -> None:
    # 2023 only, at most half a year: 100 of D's 200 may be left to the next plan, half of the
    # 100 spent are allowed: 2/3 × 200 now is not allowed by the phasing. With the share 1 it is.
    half = line("D", 240, score=F(60), earliest=2023, max_years=2, most_year=F(1, 2),
                least_year=F(0))  # fmt: skip
    found = explained(workbook(half), "D")
    # 120 in 2023 and 120 after; 100 are there
    assert found.price is not None
    assert found.price.total == 20
    assert found.price.left == 120
    assert found.whole_price is None  # half of it cannot be paid within the plan at all


def test_a_funded_line_and_its_neighbouring_years() -> None:
    # B a year later takes the room of C and E, which come before: 226.8 against 227.37
    found = pf.explain(pf.run(crowded()), "B")["B"]
    assert isinstance(found, pf.Funded)
    assert found.start == 2022
    assert found.later.exchange is not None
    (loss,) = found.later.exchange.losses
    assert loss.lost == pytest.approx(227.37 - (90 + 0.95 * 68 + 0.9025 * 80))
    # a year earlier: A comes after: 80 + 85.5 + 61.37 = 226.87
    assert found.earlier.exchange is not None
    (loss,) = found.earlier.exchange.losses
    assert loss.lost == pytest.approx(0.5)
    (payer,) = found.payers
    assert (payer.source, payer.paid, payer.full) == ("TP", {2022: 100}, (2022,))


def test_a_year_that_the_rules_forbid_names_the_rule() -> None:
    # S starts with F at the earliest, F in 2022 at the earliest
    book = workbook(
        one_year("F", 10, 50, earliest=2022), one_year("S", 10, 50),
        links=(Link(LinkKind.AFTER_START, "F", "S"),),
    )  # fmt: skip
    found = pf.explain(pf.run(book), "S")["S"]
    assert isinstance(found, pf.Funded)
    assert found.start == 2022
    assert found.earlier.exchange is None
    assert found.earlier.blocked == (Shortage("links", ("F", "S"), 2021, 1),)


def test_its_own_years_forbid_an_earlier_start() -> None:
    found = pf.explain(pf.run(workbook(one_year("F", 10, 50, earliest=2022))), "F")["F"]
    assert isinstance(found, pf.Funded)
    assert found.earlier.blocked is None
    assert found.earlier.exchange is None


def test_what_the_plan_could_pay_for_a_line_without_an_estimate() -> None:
    """2023 has 10 left. At 60 points the line enters in the place of others as far as it pays.

    Start 2023, its value 0.9025 × 0.6 y: without E 0.6 y >= 19 needs 31.7 of the 30 there are;
    without C 0.6 y >= 49 needs 81.7 of 80; without both 0.6 y >= 68 needs 113 of 100. So 10.
    """
    market = one_year("M", 1, 60)
    book = crowded(replace(market, cost=None))
    found = pf.explain(pf.run(book), "M")["M"]
    assert isinstance(found, pf.Uncosted)
    assert [(y.year, y.spare.amount if y.spare else None) for y in found.by_year] == [
        (2021, 0), (2022, 0), (2023, 10)
    ]  # fmt: skip
    last = found.by_year[-1].exchanged
    assert last is not None
    assert last.amount == 10


def test_a_line_paid_by_an_investor_has_no_greatest_cost() -> None:
    private = replace(one_year("M", 1, 60), cost=None, kind=pf.Kind.PRIVATE)
    found = pf.explain(pf.run(crowded(private)), "M")["M"]
    assert isinstance(found, pf.Uncosted)
    assert all(year.unlimited for year in found.by_year)


def test_a_source_that_may_pay_only_a_part() -> None:
    # TW may pay half of D, TP of 2021 has nothing: 25 more from each
    tw = Source("TW", "Trung ương", Level.CENTRAL)
    book = workbook(
        one_year("D", 50, 60),
        yearly=0,
        sources=(TP, tw, NDT),
        settings=Settings(first_year=2021, last_year=2021),
        streams=(stream("NS", {2021: 0}), stream("T", {2021: 0})),
        sharings=(Sharing("NS", "TP", F(1)), Sharing("T", "TW", F(1))),
        eligibility=(
            Eligibility("public", "TP", Band(F(1, 2), F(1, 2))),
            Eligibility("public", "TW", ANY),
        ),
    )
    found = explained(book, "D").price
    assert found is not None
    assert found.added == {("TP", 2021): 25, ("TW", 2021): 25}
    assert found.alone == ()


def test_without_ids_every_line_without_capital_in_the_order_of_the_workbook() -> None:
    book = crowded(replace(one_year("M", 1, 60), cost=None), one_year("Z", 90, 1))
    found = pf.explain(pf.run(book))
    assert [line.project for line in found.lines] == ["D", "M", "Z"]
    assert set(found.frame["project"]) == {"D", "M", "Z"}


def test_lines_without_an_estimate_that_are_alike_are_solved_once() -> None:
    one, two = (replace(one_year(id, 1, 60), cost=None) for id in ("M", "N"))
    other = replace(one, id="O", earliest=2022)
    found = pf.explain(pf.run(crowded(one, two, other)), "M", "N", "O")
    assert [[x.project for x in group] for group in found.uncosted] == [["M", "N"], ["O"]]


def test_an_unknown_line_is_refused_with_the_nearest() -> None:
    with pf.language("en"), pytest.raises(pf.PortfolioError, match=r"no line DD.*Did you mean D"):
        pf.explain(pf.run(crowded()), "DD")


def test_several_processes_give_the_same_answers() -> None:
    book = crowded(replace(one_year("M", 1, 60), cost=None), one_year("Z", 90, 1))
    plan = pf.run(book)
    told: list[tuple[int, int]] = []
    two = pf.explain(plan, workers=2, progress=lambda done, of: told.append((done, of)))
    assert two == pf.explain(plan)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_answer_that_is_not_proven_is_none() -> None:
    """The solver's clock is over before it begins."""
    plan = pf.run(crowded())
    stopped = Answer(End.TIME_LIMIT, 1.0, 2.0)
    with (
        patch.object(solving, "maximise", return_value=stopped),
        pf.language("en"),
        pytest.raises(pf.NoSolution, match="not proven within 120 seconds"),
    ):
        pf.explain(plan, "D")
