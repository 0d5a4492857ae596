"""The workbook of a comparison: live differences, the account line by line, marks of doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from portfolio.domain import Limit, LimitKind
from portfolio.errors import OutputError
from portfolio.i18n import language
from portfolio.model.records import Outcome
from portfolio.output.excel.compare import write_comparison
from portfolio.plan.schedule import Plan
from portfolio.study.comparison import Comparison
from tests.output.excel.evaluate import Evaluator
from tests.output.excel.recalculate import SOFFICE, recalculated
from tests.output.excel.test_recalculate import formulas
from tests.study.comparisons import hand_made


@dataclass(frozen=True)
class Book:
    comparison: Comparison
    path: Path
    formulas: Workbook
    stored: Workbook

    def row(self, sheet: str, label: str, column: int = 1) -> list[Any]:
        """The stored values of the first row whose cell says ``label``."""
        for row in self.stored[sheet].iter_rows(values_only=True):
            if row[column - 1] == label:
                return list(row)
        raise AssertionError(label)


def written(comparison: Comparison, folder: Path) -> Book:
    path = folder / "compare.xlsx"
    with language("en"):
        write_comparison(comparison, path)
    return Book(comparison, path, load_workbook(path), load_workbook(path, data_only=True))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return written(hand_made(), tmp_path_factory.mktemp("compare"))


def check_formulas(book: Book) -> int:
    evaluate, count = Evaluator(book.formulas), 0
    for sheet, row, column in formulas(book.formulas):
        count += 1
        found, told = evaluate.value(sheet, row, column), book.stored[sheet].cell(row, column).value
        text = book.formulas[sheet].cell(row, column).value
        if isinstance(found, str):
            assert found == (told or ""), (sheet, row, column, text)
        else:
            assert found == pytest.approx(told, rel=1e-12, abs=1e-9), (sheet, row, column, text)
    return count


def test_every_formula_gives_the_figure_stored_beside_it(book: Book) -> None:
    assert check_formulas(book) > 150


def test_key_figures_stand_side_by_side_with_live_differences(book: Book) -> None:
    # by hand, tests/study/comparisons.py: figures of the base, bot, som; two differences
    expected = {
        "Spendable money of the budget sources": [108_600, 108_600, 108_600, 0, None, 0, None],
        "Capital of the public lines": [60_000, 40_000, 60_000, -20_000, "≈", 0, None],
        "Money left idle over the plan": [48_600, 68_600, 48_600, 20_000, "≈", 0, None],
        "Need of the public lines without funds": [
            100_000, 120_000, 100_000, 20_000, "≈", 0, None,
        ],
        "Public lines started": [3, 2, 3, -1, "≈", 0, None],
        "Private lines started": [1, 1, 1, 0, None, 0, None],
        "The other public lines": [11_400, 11_000, 12_000, -400, None, 600, None],
    }  # fmt: skip
    for label, values in expected.items():
        assert [
            x or None if isinstance(x, str) else x for x in book.row("Comparison", label)[1:8]
        ] == values
    ws = book.formulas["Comparison"]
    place = next(r for r in range(1, 60) if ws.cell(r, 1).value == "Capital of the public lines")
    assert ws.cell(place, 5).value == f"=C{place}-B{place}"
    assert ws.cell(place, 7).value == f"=D{place}-B{place}"


def test_only_disjoint_intervals_are_significant(book: Book) -> None:
    row = book.row("Comparison", "Difference of the public lines")
    assert (row[4], row[6]) == ("Within the gap", "Significant")
    row = book.row("Comparison", "Difference of the private lines")
    assert (row[4], row[6]) == ("None", "None")


def test_the_account_tells_every_line(book: Book) -> None:
    ws = book.stored["Line by line"]
    head = next(r for r in range(1, 20) if ws.cell(r, 6).value == "Start year")
    titles = [ws.cell(head, c).value for c in range(6, 18)]
    assert titles == [
        "Start year", "Capital in the plan",
        "Start year", "Against the base", "Years", "Capital in the plan", "Capital, difference",
        "Start year", "Against the base", "Years", "Capital in the plan", "Capital, difference",
    ]  # fmt: skip
    rows = {row[2]: row[5:17] for row in ws.iter_rows(values_only=True) if row[2]}
    assert rows["P2"] == (
        2022, 20_000, 0, "Lost", 0, 0, -20_000, 2021, "Earlier", -1, 20_000, 0,
    )  # fmt: skip
    assert rows["P1"][3] == "Unchanged"
    assert rows["P4"] == (0, 0, 0, "–", 0, 0, 0, 0, "–", 0, 0, 0)
    total = next(row for row in ws.iter_rows(values_only=True) if row[1] == "GRAND TOTAL")
    assert total[5:8] == (4, 110_000, 3)


def test_capital_by_line_source_and_year_is_the_plans(book: Book) -> None:
    c = book.comparison
    data = list(book.stored["Data"].iter_rows(values_only=True))
    told = {(r[0], r[2], r[5], r[7]): r[8] for r in data if isinstance(r[0], int)}
    cells = {
        (place, *cell): x
        for place, plan in enumerate(c.plans, 1)
        for cell, x in plan.solution.cells.items()
    }
    assert told == cells
    ws = book.stored["Source and year"]
    block, seen = 0, 0
    for row in ws.iter_rows(values_only=True):
        if isinstance(row[0], str) and re.match(r"I+\. ", row[0]):
            block += 1
        elif isinstance(row[0], str) and row[0].startswith("Difference"):
            break
        elif row[1] in c.portfolio.source:
            assert list(row[2:5]) == [c.by_source[block - 1, row[1], year] for year in c.base.years]
            seen += 1
    assert seen == 9


def test_ledger_goes_from_gross_to_idle_in_each_scenario(book: Book) -> None:
    rows = [r for r in book.stored["Source ledger"].iter_rows(values_only=True) if r[1]]
    first = next(i for i, r in enumerate(rows) if r[2] == "TP")
    told = {r[1]: r[3:6] for r in rows[first + 1 : first + 10]}
    # 3 × 30 000 × 60%, less a tenth: tests/factories.py
    assert told["Gross revenue: Nguồn thu DAT"] == (90_000,) * 3
    assert told["Less: share of other budget levels"] == (-36_000,) * 3
    assert told["Less: reserve"] == (-5_400,) * 3
    assert told["Spendable envelope"] == (48_600,) * 3
    assert told["Less: allocated to projects"] == (-30_000, -10_000, -30_000)
    assert told["Left idle"] == (18_600, 38_600, 18_600)


def test_a_comparison_with_itself_shows_no_difference(tmp_path: Path) -> None:
    plan = hand_made().base
    book = written(Comparison(("goc", "goc (2)"), (plan, plan)), tmp_path)
    check_formulas(book)
    rows = [
        row for row in book.stored["Comparison"].iter_rows(min_row=1, values_only=True)
        if isinstance(row[1], int | float)
    ]  # fmt: skip
    assert len(rows) > 15
    for row in rows:
        assert row[1] == row[2], row
        assert row[3] in (0, None, "None"), row
        assert not row[4], row
    changes = {str(v) for r in book.stored["Line by line"].iter_rows(values_only=True) for v in r}
    assert not changes & {"Gained", "Lost", "Earlier", "Later"}


def earmarked(plan: Plan) -> Plan:
    """The plan with 1 000 a year of TP set aside for a sector without lines."""
    mark = Limit("CNTT", LimitKind.EARMARK, amount=1_000, source="TP", sector="CNTT")
    return replace(plan, portfolio=replace(plan.portfolio, limits=(mark,)))


def test_idle_money_of_an_earmark_is_shown_as_such(tmp_path: Path) -> None:
    """1 000 idle in 2021 (of 5 340), in 2022 (of 2 200) and in 2023 (of 11 060)."""
    c = hand_made()
    plan = earmarked(c.base)
    book = written(Comparison(("goc", "danh-rieng"), (c.base, plan)), tmp_path)
    row = book.row("Comparison", "of which set aside by earmarks that nothing can use")
    assert row[1:4] == [0, 3_000, 3_000]
    check_formulas(book)


def test_a_plan_that_is_not_proven_is_told_on_every_sheet(tmp_path: Path) -> None:
    c = hand_made()
    loose = c.plans[1]
    report = replace(loose.solution.report, outcome=Outcome.TIME_LIMIT, bound=float("inf"))
    tiers = tuple(replace(t, bound=float("inf"), gap=float("inf")) for t in report.tiers)
    report = replace(report, tiers=tiers, gap=float("inf"))
    loose = replace(loose, solution=replace(loose.solution, report=report))
    book = written(Comparison(("goc", "bot"), (c.base, loose)), tmp_path)
    for ws in book.stored:
        texts = [str(v) for r in ws.iter_rows(max_row=8, values_only=True) for v in r]
        assert any("PROVISIONAL" in text and "bot" in text for text in texts), ws.title
    check_formulas(book)


def test_ids_that_sumifs_would_misread_are_compared_exactly(tmp_path: Path) -> None:
    c = hand_made()

    def odd(plan: Plan) -> Plan:
        """The source TP named ``tw``, which SUMIFS takes for TW."""
        portfolio = plan.portfolio
        sources = tuple(replace(k, id="tw") if k.id == "TP" else k for k in portfolio.sources)
        cells = {
            (p, "tw" if k == "TP" else k, t): x for (p, k, t), x in plan.solution.cells.items()
        }
        sharings = tuple(
            replace(s, source="tw") if s.source == "TP" else s for s in portfolio.sharings
        )
        from portfolio.funding.envelope import build_envelope

        portfolio = replace(portfolio, sources=sources, sharings=sharings)
        solution = replace(plan.solution, cells=cells)
        return replace(plan, portfolio=portfolio, envelope=build_envelope(portfolio),
                       solution=solution)  # fmt: skip

    book = written(Comparison(("a", "b"), (odd(c.base), odd(c.plans[1]))), tmp_path)
    check_formulas(book)
    texts = [c.value for r in book.formulas["Source and year"].iter_rows() for c in r]
    assert any("EXACT(" in str(text) for text in texts)


def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    path.write_text("mine")
    with pytest.raises(OutputError):
        write_comparison(hand_made(), path)
    assert path.read_text() == "mine"
    write_comparison(hand_made(), path, force=True)
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
def test_libreoffice_recalculates_to_the_same_figures(book: Book, tmp_path: Path) -> None:
    again = recalculated(book.path, tmp_path)
    assert [ws.title for ws in again] == [ws.title for ws in book.formulas]
    for sheet, row, column in formulas(book.formulas):
        found = again[sheet].cell(row, column).value
        told = book.stored[sheet].cell(row, column).value
        same = (told or "") if isinstance(found or told, str) else pytest.approx(told, abs=1e-6)
        assert (found or "" if isinstance(same, str) else found) == same, (sheet, row, column)
    errors = [c.coordinate for ws in again for r in ws.iter_rows() for c in r if c.data_type == "e"]
    assert errors == []
    assert len(again["Comparison"]._charts) == 2
