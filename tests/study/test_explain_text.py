"""Explanations in words, and as a table: each rule, each move, each kind of answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction as F

import pytest

import portfolio as pf
from portfolio.domain import Link, LinkKind, Owner, Tier
from portfolio.plan.explanation import (
    Change,
    Entry,
    Exchange,
    Loss,
    Most,
    Move,
    Payer,
    Price,
    Shift,
    Shortage,
    Unfunded,
)
from portfolio.study.explain.text import Words, afford
from portfolio.study.explain.tidy import documents
from tests.study.test_explain_by_hand import crowded, one_year

WORDS = Words(
    crowded(
        one_year("G", 40, 10),
        owners=(Owner("X", "Ban X"),),
        links=(Link(LinkKind.AFTER_START, "G", "D"), Link(LinkKind.EXCLUSION, "A", "B")),
    )
)
LINE = Unfunded("D", 60.0, (), 2023, None, None, None, None, None, None)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    from portfolio.i18n import language

    with language("en"):
        yield


@pytest.mark.parametrize(
    ("shortage", "text"),
    [
        (Shortage("envelope", ("TP",), 2022, 1500),
         "1.5 tỷ are missing (Ngân sách thành phố 2022)"),
        (Shortage("earmarks", ("TP", "E"), 2022, 500),
         "0.5 tỷ of what is set aside in Ngân sách thành phố, E for 2022 would be used"),
        (Shortage("owner_capacity", ("X",), 2022, 500),
         "Ban X would have to disburse 0.5 tỷ more than it can in 2022"),
        (Shortage("limits", ("T",), None, 500),
         "limit T (the whole plan) would be passed by 0.5 tỷ"),
        (Shortage("overhang", (), None, 500),
         "0.5 tỷ more than allowed would be left to the next plan"),
        (Shortage("new_starts", (), 2022, 1), "1 new start more than allowed in 2022"),
        (Shortage("arrears_first", ("D",), 2022, 1), "the arrears would not yet be paid in 2022"),
        (Shortage("pins", ("D",), None, 1), "it was left out or fixed by the user (pins)"),
        (Shortage("links", ("G", "D"), 2022, 1),
         "D (Dự án D) may only start after G (Dự án G)"),
        (Shortage("links", ("A", "B"), None, 1),
         "only one of A (Dự án A) and B (Dự án B) may start"),
    ],
)  # fmt: skip
def test_each_rule_in_words(shortage: Shortage, text: str) -> None:
    assert WORDS.shortages([shortage]) == [text]


def test_what_blocks_a_line() -> None:
    assert "room for it (start 2023)" in WORDS.blocked(LINE)
    assert WORDS.blocked(replace(LINE, blocked=None)).startswith("By its own years")


def test_the_price_with_all_its_conditions() -> None:
    price = Price(2022, {("TP", 2022): 10, ("TP", 2023): 5}, 15, 50, 20, ("G",), ("TP", "NDT"))
    text = WORDS.price(replace(LINE, price=price, whole_price=replace(price, left=0)))
    assert text == (
        "0.015 tỷ more (Ngân sách thành phố 2022: 0.01 tỷ, Ngân sách thành phố 2023: 0.005 tỷ): "
        "it then starts in 2022, nothing else is lost; "
        "the same sum may instead come from one of: Nhà đầu tư; "
        "0.02 of its 0.05 tỷ are left to the next plan; "
        "these must come in with it: G (Dự án G). "
        "To pay all of it within the plan: 0.015 tỷ (Ngân sách thành phố 2022: 0.01 tỷ, "
        "Ngân sách thành phố 2023: 0.005 tỷ)."
    )
    free = Price(2021, {}, 0, 50)
    assert WORDS.price(replace(LINE, price=free, whole_price=free)).startswith("No capital need")
    assert WORDS.price(LINE).startswith("No amount of capital is enough")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (Change("A", Move.DROP, 2021, None), "A (Dự án A) drops out"),
        (Change("A", Move.ENTER, None, 2022), "A (Dự án A) comes in, starting in 2022"),
        (Change("A", Move.EARLIER, 2022, 2021), "A (Dự án A) starts in 2021 instead of 2022"),
        (Change("A", Move.LATER, 2021, 2022), "A (Dự án A) starts in 2022 instead of 2021"),
        (Change("A", Move.LESS, 2000, 1500), "A (Dự án A) gets 1.5 tỷ instead of 2 tỷ"),
        (Change("A", Move.MORE, 1500, 2000), "A (Dự án A) gets 2 tỷ instead of 1.5 tỷ"),
        (Change("A", Move.OVERHANG, 0, 500),
         "A (Dự án A) leaves 0.5 tỷ to the next plan instead of 0 tỷ"),
    ],
)  # fmt: skip
def test_each_move_in_words(change: Change, text: str) -> None:
    told = WORDS.exchange(Exchange(2023, (change,), ()), {})
    assert told == f"It would start in 2023: {text}. The plan is worth the same."


def test_a_loss_within_the_gap_is_not_significant() -> None:
    losses = (
        Loss(Tier.TRANSITIONAL, 5.0, 4.0, 6.0), Loss(Tier.REST, -50.0, -51.0, -49.0),
        Loss(Tier.PRIVATE, 1.0, -2.0, 3.0),
    )  # fmt: skip
    assert [loss.significant for loss in losses] == [True, True, False]
    assert WORDS.losses(losses, {Tier.TRANSITIONAL: 100.0, Tier.REST: 1000.0}) == (
        "The value of transitional and urgent lines falls by 5 (5%); "
        "the value of the other public lines rises by 50 (5%); "
        "the difference for private lines is within the proven gap: not significant."
    )


def test_ceilings_and_scores() -> None:
    assert WORDS.ceilings(LINE) == "Not at any cost."
    both = replace(LINE, ceiling=Most(0, 0, 2021), saving=Most(3500, 3510, 2022, 500))
    assert WORDS.ceilings(both) == (
        "If the project is made smaller, its value in proportion: at no cost. "
        "If it costs less and serves the same: at most 3.5 tỷ "
        "(of which 0.5 tỷ left to the next plan)."
    )  # fmt: skip
    assert WORDS.score(None, 60.0) == "Its score does not decide."
    assert WORDS.score(Entry(None, 100.0), 60.0) == "Not even at 100 points (now 60.0)."
    # rounded up, so that the score told is enough
    assert WORDS.score(Entry(61.21, 61.2), 60.0) == "From 61.3 points (now 60.0)."


@pytest.mark.parametrize(
    ("fields", "year", "text"),
    [
        ({}, 2020, "outside the plan period"),
        ({"earliest": 2022}, 2021, "starts in 2022 at the earliest"),
        ({"latest": 2021}, 2022, "starts in 2021 at the latest"),
        ({"deadline": 2021}, 2022, "its last year of capital is 2021"),
        ({"status": pf.Status.TRANSITIONAL}, 2022, "under way"),
    ],
)
def test_why_its_own_years_forbid_a_start(fields: dict[str, object], year: int, text: str) -> None:
    book = crowded(one_year("S", 10, 50, **fields))
    assert text in Words(book).shift("S", Shift(year, None, None), {})


def test_a_payer_with_shares_and_one_without_money() -> None:
    payer = Payer("TP", 0.0, 0.8, {2021: 500}, (2021, 2022), (2021, 2022, 2023), 900)
    assert WORDS.payer(payer) == (
        "0.5 tỷ (2021: 0.5); may pay 0% to 80% of the line; spent to the last in 2021, 2022"
    )
    assert WORDS.payer(replace(payer, paid={}, spendable=0)) == (
        "may pay, but has no money in these years"
    )
    assert WORDS.payer(replace(payer, paid={}, full=(), most=1.0)) == "nothing"


def test_what_can_be_paid_for_a_line_without_an_estimate() -> None:
    from portfolio.plan.explanation import Affordable

    assert afford(Affordable(2021, Most(0, 0, 2021), None)) == (
        "no money left for it", "cannot start"
    )  # fmt: skip
    assert len(set(afford(Affordable(2021, None, None, unlimited=True)))) == 1


def test_the_tidy_table_and_the_documents_say_the_same() -> None:
    market = replace(one_year("M", 1, 60), cost=None)
    found = pf.explain(pf.run(crowded(market)), "D", "M", "A")
    frame = found.frame
    price = frame[(frame["project"] == "D") & (frame["fact"] == "price")]
    assert list(price["amount"]) == [40, 40]  # in all, and TP 2023
    assert list(price["source"].dropna()) == ["TP"]
    loss = frame[(frame["project"] == "D") & (frame["fact"] == "loss")]
    assert list(loss["value"]) == [pytest.approx(17.1475)]
    spare = frame[(frame["project"] == "M") & (frame["fact"] == "spare")]
    assert dict(zip(spare["year"], spare["amount"], strict=True)) == {2021: 0, 2022: 0, 2023: 10}
    paid = frame[(frame["project"] == "A") & (frame["fact"] == "payer")]
    assert list(paid["amount"]) == [100]
    texts = documents(found)
    assert [(d["project"], d["kind"]) for d in texts] == [
        ("A", "funded"), ("D", "unfunded"), ("M", "uncosted")
    ]  # fmt: skip
    assert texts[1]["entry"]["score"] == pytest.approx(float(F(98)), abs=0.01)
    assert texts[0]["earlier"] == {"year": 2020, "blocked": None, "exchange": None}
