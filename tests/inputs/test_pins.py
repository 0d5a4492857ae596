"""Pins typed on the command line: every problem at once, exact amounts in both spellings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portfolio.domain import Pin, PinKind, Portfolio
from portfolio.errors import PinError
from portfolio.i18n import language
from portfolio.inputs.pins import parse_pins, with_pins
from tests.factories import toy


def codes(error: PinError) -> list[tuple[str, str]]:
    return [(p.where, p.code) for p in error.problems]


def test_the_three_forms():
    pins = parse_pins(toy(), ["P2:2022"], ["P4"], ["P1:TW:2021=12,5"])
    assert [(p.kind, p.project, p.year, p.source, p.amount) for p in pins] == [
        (PinKind.START, "P2", 2022, None, None),
        (PinKind.EXCLUDE, "P4", None, None, None),
        (PinKind.AMOUNT, "P1", 2021, "TW", 12_500),
    ]
    assert [p.origin.citation for p in pins] == [
        "--pin P2:2022", "--exclude P4", "--amount P1:TW:2021=12,5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12", 12_000), ("12.5", 12_500), ("12,5", 12_500), ("0", 0), ("0,001", 1),
     ("1.234,5", 1_234_500), ("1,234.5", 1_234_500), ("12.500triệu", 12_500),
     ("12500 trieu", 12_500), ("12tỷ", 12_000), ("0.125", 125)],
)  # fmt: skip
def test_amounts_are_exact_in_both_spellings(text: str, amount: int):
    big = replace(toy(), projects=tuple(
        replace(p, cost=9_000_000) if p.id == "P1" else p for p in toy().projects
    ))  # fmt: skip
    (pin,) = parse_pins(big, amounts=[f"P1:TW:2021={text}"])
    assert pin.amount == amount


@pytest.mark.parametrize("text", ["1.753", "1,753"])
def test_an_amount_with_two_meanings_is_refused(text: str):
    with language("en"), pytest.raises(PinError, match="1,753 or 1,753,000 triệu") as raised:
        parse_pins(toy(), amounts=[f"P1:TW:2021={text}"])
    assert "1753triệu" in str(raised.value)


@pytest.mark.parametrize("text", ["", "-5", "20%", "x", "0,0005", "1e3"])
def test_what_is_no_amount_is_refused(text: str):
    with pytest.raises(PinError) as raised:
        parse_pins(toy(), amounts=[f"P1:TW:2021={text}"])
    assert [code for _where, code in codes(raised.value)] == ["pin-amount"]


def test_every_problem_is_told_at_once_with_the_nearest_name():
    with language("en"), pytest.raises(PinError) as raised:
        parse_pins(
            toy(), ["P22:2022", "P2:1999", "P2", "P5:2021"], ["P1"],
            ["P1:TV:2021=1", "P2:NDT:2022=1", "P1:2021=1", "P2:TP:2021"],
        )  # fmt: skip
    assert codes(raised.value) == [
        ("--pin P22:2022", "pin-unknown"),
        ("--pin P2:1999", "pin-year"),
        ("--pin P2", "pin-form"),
        ("--amount P1:TV:2021=1", "pin-unknown"),
        ("--amount P1:2021=1", "pin-form"),
        ("--amount P2:TP:2021", "pin-form"),
        ("--pin P5:2021", "pin-uncosted"),
        ("--exclude P1", "pin-conflict"),  # urgent: it must start
        ("--amount P2:NDT:2022=1", "pin-payer"),
    ]
    assert "did you mean “P2”?" in raised.value.problems[0].remedy


@pytest.mark.parametrize(
    ("starts", "excludes", "amounts"),
    [
        (["P2:2021", "P2:2022"], [], []),
        (["P2:2021"], ["P2"], []),
        ([], ["P2"], ["P2:TP:2021=1"]),
        ([], [], ["P2:TP:2021=1", "P2:TP:2021=2"]),
    ],
)
def test_contradictions_are_refused(starts: list[str], excludes: list[str], amounts: list[str]):
    with pytest.raises(PinError) as raised:
        parse_pins(toy(), starts, excludes, amounts)
    ((where, code),) = codes(raised.value)
    assert code == "pin-conflict"
    assert "P2" in where


def test_a_line_may_be_excluded_and_given_nothing():
    assert len(parse_pins(toy(), [], ["P2"], ["P2:TP:2021=0"])) == 2


def test_a_start_outside_its_years_is_refused():
    late = _with(toy(), "P2", earliest=2022)
    with pytest.raises(PinError) as raised:
        parse_pins(late, ["P2:2021"], [], ["P2:TP:2021=1"])
    assert [code for _where, code in codes(raised.value)] == ["pin-window", "pin-window"]


def _with(portfolio: Portfolio, id: str, **more: int) -> Portfolio:
    projects = tuple(replace(p, **more) if p.id == id else p for p in portfolio.projects)
    return replace(portfolio, projects=projects)


def test_more_than_the_need_is_refused():
    with language("en"), pytest.raises(PinError, match="25 tỷ đồng fixed for “P2”"):
        parse_pins(toy(), amounts=["P2:TP:2021=12", "P2:TP:2022=13"])  # it needs 20


def test_a_new_pin_takes_the_place_of_an_older_one():
    start, out = Pin(PinKind.START, "P2", 2021), Pin(PinKind.EXCLUDE, "P4")
    amount = Pin(PinKind.AMOUNT, "P1", 2021, "TW", 9_000)
    pinned = replace(toy(), pins=(start, out, amount))
    new = (Pin(PinKind.START, "P2", 2022), Pin(PinKind.AMOUNT, "P1", 2021, "TW", 8_000))
    assert with_pins(pinned, new).pins == (out, *new)
    assert with_pins(pinned, ()) is pinned


def test_a_new_amount_against_an_older_exclusion_is_a_contradiction():
    pinned = replace(toy(), pins=(Pin(PinKind.EXCLUDE, "P2"),))
    with pytest.raises(PinError):
        with_pins(pinned, (Pin(PinKind.AMOUNT, "P2", 2021, "TP", 5),))


def test_an_unknown_line_is_refused():
    with pytest.raises(PinError):
        with_pins(toy(), (Pin(PinKind.EXCLUDE, "P77"),))
