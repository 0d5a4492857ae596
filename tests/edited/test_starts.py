"""Start, promise and overhang follow from the amounts."""

from __future__ import annotations

from tests.edited.desk import Desk, Sheets, at, broken, cells_of, put


def test_the_start_is_the_first_year_with_capital(desk: Desk):
    # P2 a year earlier: TP 2021: 6 000 + 10 000 of 16 200; 2022: 4 000 + 10 000
    verdict = desk.check(
        put("P2", 2023, "TP", None), put("P2", 2021, "TP", 10_000), put("P2", 2022, "TP", 10_000)
    )
    assert verdict.plan.solution.starts["P2"] == 2021
    assert broken(verdict) == []
    # by hand: 60% of 20 000 without waiting; the plan as exported loses 5% of it, 600
    rest = next(c for c in verdict.costs if c.tier.name == "REST")
    assert (rest.edited, rest.optimum, rest.loss) == (12_000, 12_000, 0)
    exported = desk.check()
    rest = next(c for c in exported.costs if c.tier.name == "REST")
    assert (rest.edited, rest.loss) == (11_400, 600)


def test_a_line_under_way_starts_with_the_plan_whenever_its_capital_comes(desk: Desk):
    # P3: 20% of 10 000 at least in 2021
    verdict = desk.check(put("P3", 2021, "TP", None), put("P3", 2022, "TP", 10_000))
    assert verdict.plan.solution.starts["P3"] == 2021
    assert ("phasing", ("P3",), 2021, 0, 2_000) in broken(verdict)
    assert at(verdict.plan, "P3", 2021, None) in cells_of(verdict, "phasing")


def test_what_the_form_leaves_to_the_next_plan_is_the_overhang(desk: Desk):
    # P2 2022-2024: 4 000 of 20 000 may fall to 2024 (at most 40%); 4 000 of 56 000 is under 20%
    def leave(sheets: Sheets) -> None:
        sheets.amount("P2", 2023, "TP").value = 6_000
        sheets.form.cell(sheets.row("P2"), sheets.overhang).value = 4_000

    verdict = desk.check(leave)
    assert dict(verdict.plan.solution.overhang) == {"P2": 4_000}
    assert [e.kind.value for e in verdict.plan.edits] == ["amount", "overhang"]
    assert broken(verdict) == []


def test_an_overhang_that_is_no_longer_needed_breaks_completion(desk: Desk):
    def leave(sheets: Sheets) -> None:
        sheets.form.cell(sheets.row("P1"), sheets.overhang).value = 15_000

    verdict = desk.check(leave)
    # P1 2021-2023 ends with the plan: nothing may be left; 30 000 + 15 000 is not its need;
    # 15 000 is more than a fifth of 60 000
    assert broken(verdict) == [
        ("completion", ("P1",), None, 45_000, 30_000),
        ("overhang", ("P1",), None, 15_000, 0),
        ("overhang", (), None, 15_000, 12_000),
    ]
    line = verdict.plan.form.at(verdict.plan.form.rows["P1"], verdict.plan.form.overhang_column)
    total = verdict.plan.form.at(verdict.plan.form.total_row, verdict.plan.form.overhang_column)
    assert cells_of(verdict, "overhang") == [line, total, line]
