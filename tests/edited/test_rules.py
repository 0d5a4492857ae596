"""Each rule of the checker names the cells of the form that break it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest

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
    Source,
    Status,
)
from portfolio.plan.check_text import RULES
from portfolio.study.edited import EditVerdict, check_plan, read_plan
from portfolio.study.places import _FINDERS
from tests.edited.desk import FORM, Desk, Sheets, at, broken, cells_of, codes, put
from tests.factories import toy


def check_under(desk: Desk, portfolio: Portfolio, *edits: Any) -> EditVerdict:
    """The plan of the toy, edited, under another workbook."""
    path = Path(desk.edit(*edits).form.path)
    return check_plan(read_plan(path, portfolio))


def test_every_rule_but_the_solvers_own_has_its_finder():
    of_a_line = {"one_start", "completion", "window", "phasing"}
    assert set(_FINDERS) | of_a_line | {"ledger", "mechanisms", "objective"} == set(RULES)


def test_window_capital_after_its_years(desk: Desk):
    # group C may get capital in 3 years; here in 1: P2 2022 only, so 2023 is outside
    settings = replace(toy().settings, legal_years=dict.fromkeys(toy().settings.legal_years, 1))
    only = replace(toy(), settings=settings, profiles=())
    verdict = check_under(desk, only)
    found = [row for row in broken(verdict) if row[:2] == ("window", ("P2",))]
    assert found == [("window", ("P2",), None, 10_000, 0)]
    assert at(verdict.plan, "P2", None, None) in cells_of(verdict, "window")


def test_window_a_start_too_early(desk: Desk):
    late = _with_project(toy(), "P2", earliest=2023)
    verdict = check_under(desk, late)
    assert ("window", ("P2", "start"), 2022, 2022, 2023) in broken(verdict)
    assert cells_of(verdict, "window") == [at(verdict.plan, "P2", 2022, "TP")]


def _with_project(portfolio: Portfolio, id: str, **more: Any) -> Portfolio:
    projects = tuple(replace(p, **more) if p.id == id else p for p in portfolio.projects)
    return replace(portfolio, projects=projects)


def test_cofunding_a_source_that_may_not_pay(desk: Desk):
    # the investor's money is for private lines
    verdict = desk.check(put("P2", 2022, "NDT", 1_000), put("P2", 2022, "TP", 9_000))
    assert broken(verdict) == [("cofunding", ("P2", "NDT"), None, 1_000, 0)]
    plan = verdict.plan
    cells = [at(plan, "P2", None, "NDT"), at(plan, "P2", 2022, "NDT")]
    assert cells_of(verdict, "cofunding") == cells


def test_cofunding_a_new_source_in_a_column_of_its_own(desk: Desk):
    lottery = Source("XS", "Xổ số kiến thiết", Level.CITY)
    more = replace(toy(), sources=(*toy().sources, lottery))

    def insert(sheets: Sheets) -> None:
        row, column = sheets.row("P2"), sheets.column(2022, "NDT") + 1
        sheets.amount("P2", 2022, "TP").value = 9_000
        sheets.insert_column(column)
        sheets.form.cell(sheets.index - 3, column).value = "Năm 2022"
        sheets.form.cell(sheets.index - 1, column).value = "Xổ số kiến thiết"
        sheets.form.cell(row, column).value = 1_000

    verdict = check_under(desk, more, insert)
    assert "column-added" in codes(verdict.plan)
    assert verdict.plan.solution.cells["P2", "XS", 2022] == 1_000
    # nobody said that it may pay, and it has no money
    assert broken(verdict) == [
        ("cofunding", ("P2", "XS"), None, 1_000, 0), ("envelope", ("XS",), 2022, 1_000, 0),
    ]  # fmt: skip
    assert at(verdict.plan, "P2", 2022, "XS") in cells_of(verdict, "envelope")


def test_limits_name_what_was_raised(desk: Desk):
    cap = Limit("GD_2022", LimitKind.CAP, amount=10_000, sector="GD", year=2022)
    # P2 is the only line of the sector; TP 2022: 4 000 + 11 000 of 16 200
    verdict = check_under(
        desk, replace(toy(), limits=(cap,)), put("P2", 2022, "TP", 11_000),
        put("P2", 2023, "TP", 9_000),
    )  # fmt: skip
    assert broken(verdict) == [("limits", ("GD_2022",), 2022, 11_000, 10_000)]
    assert cells_of(verdict, "limits") == [at(verdict.plan, "P2", 2022, "TP")]


def test_earmarks_name_the_money_of_the_source(desk: Desk):
    mark = Limit("DAT_GD", LimitKind.EARMARK, amount=11_000, source="TP", sector="GD", year=2021)
    # P3 takes 6 000 of TP in 2021, only 16 200 - 11 000 = 5 200 is not set aside
    verdict = check_under(desk, replace(toy(), limits=(mark,)))
    assert ("earmarks", ("TP", "DAT_GD"), 2021, 6_000, 5_200) in broken(verdict)
    plan = verdict.plan
    total = plan.form.at(plan.form.total_row, plan.form.columns[2021, "TP"])
    assert cells_of(verdict, "earmarks")[0] == total


def test_owner_capacity_names_the_edit_then_the_lines(desk: Desk):
    # BQL 2022: 12 000 + 4 000 + 10 000 = 26 000
    small = replace(toy(), owners=(Owner("BQL", "Ban QLDA", 26_000), *toy().owners[1:]))
    verdict = check_under(
        desk, small, put("P2", 2022, "TP", 10_500), put("P2", 2023, "TP", 9_500)
    )  # fmt: skip
    assert broken(verdict) == [("owner_capacity", ("BQL",), 2022, 26_500, 26_000)]
    cells = cells_of(verdict, "owner_capacity")
    assert cells[0] == at(verdict.plan, "P2", 2022, "TP")
    assert at(verdict.plan, "P1", 2022, None) in cells


@pytest.mark.parametrize(
    ("link", "found", "allowed"),
    [
        (Link(LinkKind.AFTER_START, "P2", "P1", 1), 1, 0),  # P1 2021, P2 2022
        (Link(LinkKind.EXCLUSION, "P1", "P2"), 2, 1),
    ],
)
def test_links_name_both_lines(desk: Desk, link: Link, found: int, allowed: int):
    verdict = check_under(desk, replace(toy(), links=(link,)))
    assert [row[3:] for row in broken(verdict)] == [(found, allowed)]
    firsts = {at(verdict.plan, "P1", 2021, "TW"), at(verdict.plan, "P2", 2022, "TP")}
    assert set(cells_of(verdict, "links")) == firsts


def test_new_starts_name_the_lines_that_start(desk: Desk):
    # P1 (urgent, but new) in 2021 and P2 in 2022: none is allowed
    none = replace(toy(), settings=replace(toy().settings, new_starts=0))
    verdict = check_under(desk, none)
    assert broken(verdict) == [("new_starts", (), 2021, 1, 0), ("new_starts", (), 2022, 1, 0)]
    cells = [at(verdict.plan, "P1", 2021, "TW"), at(verdict.plan, "P2", 2022, "TP")]
    assert cells_of(verdict, "new_starts") == cells
    assert verdict.costs == ()  # P1 must start: no plan at all, and that is said
    assert verdict.no_optimum


def test_arrears_first_name_the_arrears(desk: Desk):
    # P3 as arrears of 10 000, paid by 6 000 in 2021, when P1 starts
    arrears = _with_project(toy(), "P3", status=Status.ARREARS, least_year=F(0), most_year=F(1))
    verdict = check_under(desk, arrears)
    assert ("arrears_first", (), 2021, 6_000, 10_000) in broken(verdict)
    assert cells_of(verdict, "arrears_first") == [at(verdict.plan, "P3", 2021, None)]


@pytest.mark.parametrize(
    ("pin", "cell"),
    [
        (Pin(PinKind.START, "P2", 2021), ("P2", 2022, "TP")),
        (Pin(PinKind.EXCLUDE, "P2"), ("P2", 2022, "TP")),
        (Pin(PinKind.AMOUNT, "P1", 2021, "TW", 11_000), ("P1", 2021, "TW")),
    ],
)
def test_pins_of_the_workbook_are_rules(desk: Desk, pin: Pin, cell: tuple[str, int, str]):
    verdict = check_under(desk, replace(toy(), pins=(pin,)))
    assert [row[0] for row in broken(verdict)] == ["pins"]
    assert cells_of(verdict, "pins") == [at(verdict.plan, *cell)]


def test_pins_on_a_line_that_is_gone_name_the_sheet(desk: Desk):
    pinned = replace(toy(), pins=(Pin(PinKind.START, "P2", 2022),))
    verdict = check_under(desk, pinned, lambda s: s.form.delete_rows(s.row("P2")))
    assert cells_of(verdict, "pins") == [FORM]


def test_cofunding_shares_name_the_total_of_the_source(desk: Desk):
    # at least half of public lines from TP
    half = Eligibility("public", "TP", Band(F(1, 2), F(1)))
    rows = tuple(half if r.source == "TP" else r for r in toy().eligibility)
    verdict = check_under(desk, replace(toy(), eligibility=rows))
    assert broken(verdict) == [("cofunding", ("P1", "TP"), None, 0, 15_000)]
    assert cells_of(verdict, "cofunding") == [at(verdict.plan, "P1", None, "TP")]
