"""The form of the workbook: sheets, texts, languages, print set-up, edges."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.domain import Kind, Level, LimitKind, LinkKind, PinKind, Provenance, Status, Tier
from portfolio.errors import OutputError
from portfolio.funding.records import Step
from portfolio.i18n import language
from portfolio.model.records import Outcome, Solution
from portfolio.output.excel import checks, write_plan
from portfolio.output.excel.words import roman, word
from portfolio.plan.basis import BASIS
from portfolio.plan.check import check
from portfolio.plan.check_text import RULES
from portfolio.plan.schedule import Plan
from tests.factories import toy_plan
from tests.output.excel import big

ENGLISH = ["Summary", "Phasing", "Schedule", "By source", "By year", "Unfunded", "Source ledger",
           "Checks", "Data", "Information"]  # fmt: skip
VIETNAMESE = ["Tổng hợp", "Phân kỳ vốn", "Tiến độ", "Theo nguồn", "Theo năm", "Chưa bố trí",
              "Sổ nguồn vốn", "Kiểm tra", "Dữ liệu", "Thông tin"]  # fmt: skip


def write(plan: Plan, path: Path, lang: str = "en") -> Workbook:
    with language(lang):
        write_plan(plan, path)
    return load_workbook(path)


def visible(wb: Workbook) -> list[Worksheet]:
    return [ws for ws in wb.worksheets if ws.sheet_state == "visible"]


def texts(ws: Worksheet) -> list[str]:
    return [c.value for row in ws.iter_rows() for c in row if isinstance(c.value, str)]


@pytest.mark.parametrize(("lang", "titles"), [("en", ENGLISH), ("vi", VIETNAMESE)])
def test_sheets_are_those_of_the_issue(tmp_path: Path, lang: str, titles: list[str]):
    wb = write(toy_plan(), tmp_path / "plan.xlsx", lang)
    assert [ws.title for ws in visible(wb)] == titles
    assert all(len(title) <= 31 for title in wb.sheetnames)
    assert len(wb.sheetnames) == len(titles) + 1  # the hidden record of what was exported


def test_an_existing_file_is_refused_and_replaced_with_force(tmp_path: Path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(OutputError):
        write_plan(toy_plan(), path)
    assert path.read_bytes() == b"mine"
    assert write_plan(toy_plan(), path, force=True) == path
    assert load_workbook(path).sheetnames
    assert list(tmp_path.iterdir()) == [path]


def test_hostile_texts_stay_texts_everywhere(limited: Workbook):
    formulas = {c.value for ws in limited for r in ws.iter_rows() for c in r if c.data_type == "f"}
    assert not formulas & {"=1+1", "=Tiền sử dụng đất", "=12/QĐ-UBND", "=Báo cáo số 1"}
    shown = [c for r in limited["Phasing"].iter_rows() for c in r if c.value == "=1+1"]
    assert [(c.data_type, c.quotePrefix) for c in shown] == [("s", True)]
    plain = {text for ws in limited for text in texts(ws)}
    assert {"+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "*", "Q&A"} <= plain
    assert "t\u00eenh ba " in plain or any(t.startswith("t\u00eenh ba") for t in plain)
    for text in plain:
        assert unicodedata.is_normalized("NFC", text)
        assert not [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cs")]


def test_long_names_wrap_in_rows_high_enough(limited: Workbook):
    for sheet, width in (("Phasing", 38), ("Schedule", 46), ("By source", 60)):
        ws = limited[sheet]
        (cell,) = [c for r in ws.iter_rows() for c in r if c.value == big.LONG.strip()][:1] or [
            c for r in ws.iter_rows() for c in r if str(c.value).startswith(big.LONG[:40])
        ][:1]
        assert cell.alignment.wrap_text
        lines = len(big.LONG) / (width * 1.15)
        assert ws.row_dimensions[cell.row].height >= 13 * lines


def test_a_stopped_plan_says_so_on_every_sheet(limited: Workbook, tmp_path: Path):
    for ws in visible(limited):
        (banner,) = [t for t in texts(ws) if t.startswith("PROVISIONAL PLAN")]
        assert "gap not proven, asked 0.01%" in banner
        assert "PROVISIONAL" in ws.oddHeader.center.text
    for ws in visible(write(toy_plan(), tmp_path / "plan.xlsx")):
        assert not any("PROVISIONAL" in t for t in texts(ws))
        assert not ws.oddHeader.center.text


def test_every_sheet_is_ready_to_print(limited: Workbook):
    for ws in visible(limited):
        assert ws.page_setup.paperSize in (8, 9), ws.title
        assert "&P" in ws.oddFooter.center.text
        assert "Unit: triệu đồng" in texts(ws)
    phasing = limited["Phasing"]
    assert phasing.page_setup.orientation == "landscape"
    assert phasing.page_setup.paperSize == 8
    assert phasing.print_title_rows
    assert phasing.freeze_panes
    assert any("HEAD OF THE AGENCY" in t and "Nguyễn Văn A" in t for t in texts(phasing))
    assert any("Notes:" in t for t in texts(phasing))


def test_a_wide_form_breaks_between_years_and_repeats_the_names(limited: Workbook):
    ws = limited["Phasing"]
    assert ws.print_title_cols == "$A:$B"
    breaks = [b.id + 1 for b in ws.col_breaks.brk]
    assert breaks
    tops = [ws.cell(r, c).value for c in breaks for r in range(1, 12)]
    assert len([t for t in tops if str(t).startswith("Year ")]) == len(breaks)


def test_charts_have_titles_axes_and_cached_figures(limited: Workbook, tmp_path: Path):
    charts = limited["Summary"]._charts
    assert len(charts) == 2
    for chart in charts:
        assert chart.title is not None
        assert chart.x_axis.delete is False
        assert chart.y_axis.delete is False
        assert all(s.val.numRef.numCache.ptCount for s in chart.series)
    assert charts[0].grouping == "stacked"
    paying = {"TW", "TP", "T?"}
    assert len(charts[0].series) == len(paying)


def test_the_data_is_a_table_with_named_columns(limited: Workbook):
    ws = limited["Data"]
    (table,) = ws.tables.values()
    assert table.autoFilter is not None
    assert {"DL_VON", "DL_NGUON", "DL_NAM"} <= set(limited.defined_names)
    plan = big.plan()
    last = int(table.ref.split(":")[1].strip("ABCDEFGHIJKLMNOP"))
    first = last - len(plan.solution.cells) + 1
    amounts = [ws.cell(row, 15).value for row in range(first, last + 1)]
    assert sum(amounts) == sum(plan.capital.values())
    assert ws.cell(first - 1, 15).value == "Capital (triệu đồng)"


def test_unfunded_tells_every_line_left_out_with_its_reason(limited: Workbook):
    ws, plan = limited["Unfunded"], big.plan()
    out = [p for p in plan.portfolio.projects if p.id not in plan.solution.starts]
    found = {row[2].value: row for row in ws.iter_rows() if row[2].value}
    assert {p.id for p in out} <= found.keys()
    assert found["D20"][9].value == "Left out by the user (sheet of pins)"
    assert found["D21"][9].value == "Waits for Chợ chưa có dự toán, which is not in the plan"
    assert found["D22"][9].value.endswith("another set of lines is worth more in all")
    assert found["D23"][9].value.startswith("Excluded by ")
    assert found["U1"][9].value.startswith("No estimate yet")
    assert found["U1"][8].value == pytest.approx(45)  # 100 x (3 x 2 + 1 x 3) / (5 x 4)
    assert found["U2"][8].value is None
    (line,) = (p for p in plan.portfolio.costed if p.divisible)  # funded for 3/5
    notes = [row[0].value for row in ws.iter_rows() if str(row[0].value).startswith("Besides")]
    amount = f"{line.need - line.need * 3 // 5:,}"
    assert notes == [
        f"Besides, 1 line funded in part stays {amount} triệu đồng short (see the sheet Phasing)."
    ]


def test_information_cites_every_assumption(limited: Workbook):
    shown = texts(limited["Information"])
    assert "0" * 64 in shown
    assert "=Báo cáo số 1" in shown
    assert {"Du_an!B7 (Tên dự án)", "khoảng trắng"} <= set(shown)
    assert "not proven" in shown  # no bound, no gap
    for p in big.plan().portfolio.projects:
        assert any(t.startswith(p.name[:30].strip()) for t in shown) or not p.name.isprintable()


def test_a_plan_without_any_capital(tmp_path: Path):
    plan = toy_plan()
    empty = Solution({}, {}, {}, {}, plan.solution.report)
    report = check(plan.portfolio, empty, plan.envelope)
    wb = write(replace(plan, solution=empty, checks=report), tmp_path / "plan.xlsx")
    assert len(visible(wb)) == len(ENGLISH)


def test_public_lines_only_and_no_frills(tmp_path: Path):
    plan = toy_plan()
    bare = replace(plan.portfolio, settings=replace(
        plan.portfolio.settings, place="", title="", agency=""), sectors=(), owners=())  # fmt: skip
    wb = write(replace(plan, portfolio=bare), tmp_path / "plan.xlsx")
    assert "CAPITAL PHASING PLAN" in texts(wb["Phasing"])


def test_every_word_and_rule_has_a_text():
    with language("en"):
        for kind in (Kind, Level, Status, Tier, Provenance, Step, LimitKind, LinkKind, PinKind,
                     Outcome):  # fmt: skip
            assert all(word(item) for item in kind)
        assert word(Kind.PRIVATE) != word(Level.PRIVATE)
    assert set(BASIS) == set(RULES)


def test_roman():
    assert [roman(n) for n in (1, 4, 8, 9, 14, 40)] == ["I", "IV", "VIII", "IX", "XIV", "XL"]


def test_a_very_long_check_lists_what_is_broken_and_counts_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checks, "LISTED", len(RULES))  # one line that holds a rule
    plan = big.plan()
    ws = write(plan, tmp_path / "plan.xlsx")["Checks"]
    first, last = (int(cell.strip("AJ")) for cell in ws.auto_filter.ref.split(":"))
    rules = {line.rule for line in plan.checks.lines if line.ok}
    assert last - first == len(plan.checks.broken) + len(rules)
    counts = {ws.cell(r, 1).value: ws.cell(r, 3).value for r in range(1, first)}
    with language("en"):
        assert counts[RULES["cofunding"]] == sum(x.rule == "cofunding" for x in plan.checks.lines)


def test_headers_and_footers_stay_within_what_excel_reads(tmp_path: Path):
    plan = toy_plan()
    report = replace(plan.solution.report, outcome=Outcome.INTERRUPTED)
    plan = replace(plan, solution=replace(plan.solution, report=report))
    settings = replace(plan.portfolio.settings, title="Kế hoạch & " + "rất dài " * 60)
    long = replace(plan, portfolio=replace(plan.portfolio, settings=settings))
    for lang in ("en", "vi"):
        for ws in visible(write(long, tmp_path / f"{lang}.xlsx", lang)):
            for item in (ws.oddHeader, ws.oddFooter):
                assert len(str(item)) <= 255
            assert "&&" in str(ws.oddFooter)
            assert "&P" in str(ws.oddFooter)
