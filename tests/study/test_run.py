"""One call from records to a checked plan, as a notebook makes it."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest

import portfolio as pf
from portfolio.i18n import language
from portfolio.plan.records import CheckLine, CheckReport
from portfolio.study import run as room
from tests.factories import toy


def test_the_frames_add_up_to_the_triệu() -> None:
    plan = pf.run(toy())
    capital = plan.allocation["amount"].sum()
    assert capital == plan.projects["capital"].sum()
    public = plan.allocation[plan.allocation["kind"] == "public"]["amount"].sum()
    assert public == plan.sources["spent"].sum()
    ledger = plan.ledger
    spendable = ledger[ledger["step"] == "spendable"].set_index(["source", "year"])["amount"]
    balances = plan.sources.set_index(["source", "year"])["spendable"]
    assert (spendable == balances).all()
    assert set(plan.unfunded["reason"]) == {"not_selected", "no_estimate"}
    assert set(plan.unfunded["project"]) | set(plan.solution.starts) == set(plan.portfolio.project)


def test_a_plan_says_what_it_is() -> None:
    plan = pf.run(toy())
    with language("en"):
        assert "optimal" in repr(plan)
        assert "<table" in plan._repr_html_()
    assert "2021-2023" in repr(plan.portfolio)
    assert "objective at most" in repr(pf.relax(toy()))


def test_names_are_escaped_in_a_notebook() -> None:
    base = toy()
    bad = replace(base.projects[0], name="<script>alert(1)</script>")
    plan = pf.run(replace(base, projects=(bad, *base.projects[1:])))
    assert "<script>" not in plan._repr_html_()


def test_the_run_says_with_what_it_was_made() -> None:
    info = pf.run(toy(), command="portfolio plan x.xlsx").info
    assert info.command == "portfolio plan x.xlsx"
    assert {"portfolio", "pulp", "HiGHS", "Python"} <= set(info.versions)


def test_a_plan_that_breaks_a_rule_is_never_delivered() -> None:
    broken = CheckReport((CheckLine("envelope", ("TP",), 2021, 101, "<=", 100, False),))
    with patch.object(room, "check", return_value=broken), pytest.raises(pf.PlanError):
        pf.run(toy())


def test_relaxation_is_an_upper_bound_with_prices() -> None:
    plan, bound = pf.run(toy()), pf.relax(toy())
    assert bound.objective >= plan.solution.report.objective - 1
    assert set(bound.prices.columns) == {"source", "year", "shadow_price"}
    assert (bound.prices["shadow_price"] >= 0).all()
