"""``portfolio check`` and what is fixed beside the workbook, as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.inputs import write_workbook
from tests.factories import toy


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from portfolio.cli import main

    folder = tmp_path_factory.mktemp("office")
    write_workbook(toy(), folder / "list.xlsx", "vi")
    code = main(["plan", str(folder / "list.xlsx"), "-o", str(folder / "plan.xlsx"), "-q",
                 "--lang", "en"])  # fmt: skip
    assert code == 0
    return folder


def edited(office: Path, name: str, change: Callable[[Worksheet], object]) -> str:
    wb = load_workbook(office / "plan.xlsx")
    change(wb.worksheets[1])
    wb.save(office / name)
    return str(office / name)


def raise_p1(ws: Worksheet) -> None:
    """P1 of the toy gets 1 triệu more in its first cell with capital."""
    row = next(r for r in ws.iter_rows() if r[2].value == "P1")
    cell = next(c for c in row[14:] if isinstance(c.value, int) and c.value)
    cell.value += 1


def test_an_untouched_plan_passes(portfolio_cli: Any, office: Path) -> None:
    result = portfolio_cli("check", str(office / "plan.xlsx"))
    assert result.code == 0, result.err
    assert "Nothing was edited" in result.out
    assert "No rule is broken" in result.out
    assert "list.xlsx" in result.out  # the workbook that the plan names


def test_a_broken_rule_is_told_with_cell_amounts_and_article(
    portfolio_cli: Any, office: Path
) -> None:
    path = edited(office, "edited.xlsx", raise_p1)
    result = portfolio_cli("check", path)
    assert result.code == 1
    assert "1 edit (triệu đồng)" in result.out
    # P1 needs 30 000 and is given 30 001
    (row,) = [x for x in result.out.splitlines() if "enough capital to finish  " in x]
    assert "  P1 Đường thoát lũ khẩn cấp  " in row
    assert row.split("  = 30,000")[0].endswith("30,001")
    assert "Art. 51.5" in row
    assert "Phasing!" in row
    assert "not a fair one" in result.out


def test_json_says_it_all(portfolio_cli: Any, office: Path) -> None:
    path = edited(office, "edited.xlsx", raise_p1)
    document = json.loads(portfolio_cli("check", path, "--json").out)
    assert document["status"] == "broken"
    (edit,) = document["edits"]
    assert (edit["kind"], edit["project"], edit["after"] - edit["before"]) == ("amount", "P1", 1)
    rules = {b["rule"]: b for b in document["broken"]}
    assert (rules["completion"]["found"], rules["completion"]["allowed"]) == (30_001, 30_000)
    assert edit["cell"] in rules["completion"]["cells"]
    assert {c["tier"] for c in document["costs"]} == {"transitional", "rest", "private"}


def test_quiet_says_only_the_verdict(portfolio_cli: Any, office: Path) -> None:
    path = edited(office, "edited.xlsx", raise_p1)
    result = portfolio_cli("check", path, "-q")
    assert (result.code, result.out) == (1, "")
    assert "broken" in result.err


def test_every_kind_of_line_can_be_shown(portfolio_cli: Any, office: Path) -> None:
    def delete(ws: Worksheet) -> None:
        ws.delete_rows(next(r[0].row for r in ws.iter_rows() if r[2].value == "P1"))

    result = portfolio_cli("check", edited(office, "edited.xlsx", delete))
    assert result.code == 1
    assert "line deleted" in result.out
    assert "0 starts  = 1 start" in result.out


def test_a_file_that_is_no_plan_is_refused(portfolio_cli: Any, office: Path) -> None:
    result = portfolio_cli("check", str(office / "list.xlsx"))
    assert result.code == 1
    assert "The edited plan has 1 error:" in result.err
    document = json.loads(portfolio_cli("check", str(office / "list.xlsx"), "--json").out)
    assert document["error"]["kind"] == "plan_file"


def test_another_workbook_is_told(portfolio_cli: Any, office: Path, tmp_path: Path) -> None:
    write_workbook(toy(), tmp_path / "other.xlsx", "en")
    result = portfolio_cli(
        "check", str(office / "plan.xlsx"), "--workbook", str(tmp_path / "other.xlsx")
    )
    assert "was not the same" in result.out


def test_edits_are_kept(portfolio_cli: Any, office: Path, tmp_path: Path) -> None:
    def less(ws: Worksheet) -> None:
        overhang = next(
            c for c in next(ws.iter_rows(min_row=7, max_row=7)) if "Left" in str(c.value)
        )
        row = next(r for r in ws.iter_rows() if r[2].value == "P1")
        next(c for c in row[14:] if isinstance(c.value, int) and c.value).value = 11_111
        ws.cell(row[0].row, overhang.column).value = 1

    path, out = edited(office, "edited.xlsx", less), str(tmp_path / "kept.xlsx")
    result = portfolio_cli("plan", "--keep", path, "-o", out)  # the workbook that the plan names
    assert result.code == 0, result.err
    assert "cannot be fixed; it is planned anew" in result.err
    assert portfolio_cli("check", out).code == 0
    wb = load_workbook(out)
    texts = [c.value for r in wb["Information"].iter_rows() for c in r if isinstance(c.value, str)]
    assert any("edited.xlsx, Phasing!" in text for text in texts)
    assert any(text.startswith("P1, amount fixed") for text in texts)
    assert 11_111 in [c.value for r in wb["Phasing"].iter_rows() for c in r]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (29_000, "No plan"),  # at most 60% of 30 000 in a year
        ("nhiều", "The edited plan has 1 error:"),
        (31_000, "What is fixed has 1 error:"),  # P1 needs 30 000
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(
    portfolio_cli: Any, office: Path, tmp_path: Path, typed: object, told: str
) -> None:
    def type_it(ws: Worksheet) -> None:
        row = next(r for r in ws.iter_rows() if r[2].value == "P1")
        next(c for c in row[14:] if isinstance(c.value, int) and c.value).value = typed

    path, out = edited(office, "edited.xlsx", type_it), tmp_path / "never.xlsx"
    result = portfolio_cli("plan", str(office / "list.xlsx"), "--keep", path, "-o", str(out))
    assert result.code == 1
    assert told in result.err
    assert not out.exists()


def test_pins_of_the_command_line(portfolio_cli: Any, office: Path, tmp_path: Path) -> None:
    out = tmp_path / "pinned.json"
    result = portfolio_cli(
        "plan", str(office / "list.xlsx"), "--pin", "P2:2022", "--exclude", "P6",
        "--amount", "P1:TW:2021=12,345", "-o", str(out),
    )  # fmt: skip
    assert result.code == 1  # 12,345: 12 345 triệu or 12 345 tỷ?
    assert "12,345 or 12,345,000 triệu" in result.err
    result = portfolio_cli(
        "plan", str(office / "list.xlsx"), "--pin", "P2:2022", "--exclude", "P6",
        "--amount", "P1:TW:2021=12,35", "--json", "-o", str(out),
    )  # fmt: skip
    document = json.loads(result.out)
    assert result.code == 0
    assert {line["project"] for line in document["unfunded"]} >= {"P6"}


def test_what_is_fixed_wrongly_is_told_at_once(portfolio_cli: Any, office: Path) -> None:
    result = portfolio_cli(
        "plan", str(office / "list.xlsx"), "--pin", "P7:2022", "--exclude", "P1", "-o", "x.json"
    )
    assert result.code == 1
    assert "What is fixed has 2 errors:" in result.err
