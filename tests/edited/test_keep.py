"""What was edited is kept, the rest is planned anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from portfolio.domain import Pin, PinKind
from portfolio.errors import Infeasible, PinError, PlanFileError
from portfolio.study.edited import check_plan, pins_of, read_plan
from portfolio.study.run import run
from tests.edited.desk import CODE, Desk, Sheets, at, broken, codes, put, written
from tests.factories import toy


def facts(pins: tuple[Pin, ...]) -> list[tuple[object, ...]]:
    return [(p.kind, p.project, p.source, p.year, p.amount) for p in pins]


def test_nothing_edited_fixes_nothing(desk: Desk):
    assert pins_of(desk.edit()) == ()


def test_changed_amounts_are_fixed_and_the_rest_is_free(desk: Desk):
    plan = desk.edit(put("P2", 2022, "TP", 9_000))
    pins = pins_of(plan)
    assert facts(pins) == [(PinKind.AMOUNT, "P2", "TP", 2022, 9_000)]
    assert pins[0].origin.citation == f"edited.xlsx, {at(plan, 'P2', 2022, 'TP')}"
    made = run(toy(), pins=pins)
    assert made.solution.cells["P2", "TP", 2022] == 9_000
    # free: the start moves to 2021, where P2 loses nothing by waiting (60% of 20 000)
    assert made.solution.report.objective == pytest.approx(12_000)
    assert made.info.pins == pins


def test_deleted_and_emptied_lines_stay_out(desk: Desk):
    plan = desk.edit(
        lambda s: s.form.delete_rows(s.row("P2")),
        *(put("P6", year, "NDT", None) for year in (2021, 2022, 2023)),
    )
    assert facts(pins_of(plan)) == [
        (PinKind.EXCLUDE, "P6", None, None, None),
        (PinKind.EXCLUDE, "P2", None, None, None),
    ]
    assert set(run(toy(), pins=pins_of(plan)).solution.starts) == {"P1", "P3"}


def test_edits_that_cannot_hold_together_have_no_plan(desk: Desk):
    # TW has 20 000 in 2022; P1 and P2 are given 18 000 and 12 000 of it
    plan = desk.edit(put("P1", 2022, "TW", 18_000), put("P2", 2022, "TW", 12_000))
    with pytest.raises(Infeasible):
        run(toy(), pins=pins_of(plan))


def test_a_line_that_must_start_cannot_be_deleted(desk: Desk):
    plan = desk.edit(lambda s: s.form.delete_rows(s.row("P1")))
    with pytest.raises(PinError, match="“P1” must start"):
        run(toy(), pins=pins_of(plan))


def test_more_than_a_line_needs_is_refused_before_the_solve(desk: Desk):
    plan = desk.edit(put("P3", 2021, "TP", 6_000), put("P3", 2022, "TP", 11_000))
    with pytest.raises(PinError, match="11 tỷ đồng fixed for “P3”"):
        run(toy(), pins=pins_of(plan))


def test_a_plan_that_was_not_understood_is_not_kept(desk: Desk):
    with pytest.raises(PlanFileError) as raised:
        pins_of(desk.edit(put("P1", 2021, "TW", 0.4)))
    assert [p.code for p in raised.value.problems] == ["amount-share"]


def test_a_kept_plan_remembers_what_was_fixed(desk: Desk, tmp_path: Path):
    plan = run(toy(), pins=pins_of(desk.edit(put("P1", 2021, "TW", 11_000))))
    kept = written(plan, tmp_path)
    again = kept.edit()
    # read again: fixed still, and a rule of the check
    assert facts(pins_of(again)) == [(PinKind.AMOUNT, "P1", "TW", 2021, 11_000)]
    assert again.portfolio.pins[0].amount == 11_000
    assert broken(check_plan(again)) == []


def test_what_was_fixed_has_its_price_too(tmp_path: Path):
    # P2 is worth 60% of 20 000 when it starts in 2021
    out = written(run(toy(), pins=(Pin(PinKind.EXCLUDE, "P2"),)), tmp_path)
    verdict = check_plan(out.edit())
    rest = next(c for c in verdict.costs if c.tier.name == "REST")
    assert (rest.edited, rest.optimum, rest.loss) == (0, 12_000, 12_000)
    assert verdict.ok


def test_a_new_edit_takes_the_place_of_an_old_one(desk: Desk, tmp_path: Path):
    plan = run(toy(), pins=pins_of(desk.edit(put("P1", 2021, "TW", 11_000))))
    kept = written(plan, tmp_path)
    # P1 gets 30 000 in all: what 2021 loses is added in 2022
    more = plan.solution.cells["P1", "TW", 2022] + 1_000
    again = kept.edit(put("P1", 2021, "TW", 10_000), put("P1", 2022, "TW", more))
    assert "pin-replaced" in codes(again)
    assert again.portfolio.pins == ()
    assert (PinKind.AMOUNT, "P1", "TW", 2021, 10_000) in facts(pins_of(again))


def test_an_old_exclusion_gives_way_to_the_line_coming_back(tmp_path: Path):
    out = run(toy(), pins=(Pin(PinKind.EXCLUDE, "P2"),))
    desk = written(out, tmp_path)
    plan = desk.edit(_back)
    assert "pin-replaced" in codes(plan)
    assert PinKind.EXCLUDE not in {p.kind for p in pins_of(plan)}
    assert run(toy(), pins=pins_of(plan)).solution.starts["P2"] == 2021


def _back(sheets: Sheets) -> None:
    row = max(sheets.row(p) for p in ("P1", "P3", "P6")) + 1
    sheets.insert_row(row)
    sheets.form.cell(row, CODE).value = "P2"
    sheets.form.cell(row, sheets.column(2021, "TP")).value = 8_000


def test_an_edit_takes_the_place_of_a_pin_of_the_workbook(desk: Desk):
    pinned = replace(toy(), pins=(Pin(PinKind.AMOUNT, "P1", 2021, "TW", 12_000),))
    plan = desk.edit(put("P1", 2021, "TW", 11_000))
    made = run(pinned, pins=pins_of(read_plan(plan.form.path, pinned)))
    assert made.solution.cells["P1", "TW", 2021] == 11_000
