"""What damaged input once did to the reader, one case each, and the limits it now keeps."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from portfolio.errors import InputError, Problem, Severity, printable
from portfolio.i18n import language
from portfolio.inputs import package, read_workbook, xlsx
from portfolio.inputs.package import DamagedError, TooLargeError, read_strings
from portfolio.inputs.words import fold_id
from tests.inputs.books import SHEETS, add, check, drop, make, put, told
from tests.inputs.test_files import only_code, repack
from tests.inputs.test_parts import package as parts_of
from tests.inputs.test_parts import rows

SHEET = "xl/worksheets/sheet1.xml"


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(path) as whole:
        body = whole.read(part)
    assert old in body
    return repack(path, path.with_name("b.xlsx"), {part: body.replace(old, new, 1)})


def errors(path: Path) -> set[tuple[str, str]]:
    return told(check(path)[1], Severity.ERROR)


@pytest.mark.parametrize("area", ["A1:ZZZZZ9", "A1:B" + "9" * 5000, "ZZZ1:ZZZ2", "", "a1:b2"])
def test_a_merge_of_cells_that_no_sheet_has(tmp_path: Path, area: str) -> None:
    merge = f'<mergeCells><mergeCell ref="{area}"/></mergeCells></worksheet>'
    bad = changed(make(tmp_path / "a.xlsx"), SHEET, b"</worksheet>", merge.encode())
    assert only_code(bad) == "file-truncated"


def test_an_encoding_that_nobody_knows(tmp_path: Path) -> None:
    bad = repack(
        make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx",
        {SHEET: b'<?xml version="1.0" encoding="x"?><worksheet/>'},
    )  # fmt: skip
    assert only_code(bad) == "file-truncated"


@pytest.mark.parametrize("number", ["0", "1048577", "99999999"])
@pytest.mark.parametrize("quick", [True, False])
def test_rows_beyond_the_sheet(monkeypatch: pytest.MonkeyPatch, number: str, quick: bool) -> None:
    if not quick:
        monkeypatch.setattr(xlsx, "MOST_BYTES", 0)
    with pytest.raises(DamagedError):
        rows(f'<row r="{number}"><c r="A1"><v>1</v></c></row>')
    assert rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>') == [(1_048_576, {1: 1.0})]


@pytest.mark.parametrize("quick", [True, False])
def test_too_many_rows(monkeypatch: pytest.MonkeyPatch, quick: bool) -> None:
    if not quick:
        monkeypatch.setattr(xlsx, "MOST_BYTES", 0)
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    three = '<row r="1"></row>' * 3
    assert rows(three) == []
    with pytest.raises(TooLargeError):
        rows(three + '<row r="1"></row>')


@pytest.mark.parametrize("quick", [True, False])
def test_too_many_strings(monkeypatch: pytest.MonkeyPatch, quick: bool) -> None:
    if not quick:
        monkeypatch.setattr(package, "MOST_BYTES", 0)
    made = parts_of("<worksheet/>")
    names = set(made.namelist())
    monkeypatch.setattr(package, "MOST_STRINGS", 2)
    assert read_strings(made, "xl/strings.xml", names) == ["không", "một"]
    monkeypatch.setattr(package, "MOST_STRINGS", 1)
    with pytest.raises(TooLargeError):
        read_strings(made, "xl/strings.xml", names)


def test_a_text_that_is_not_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_LETTERS", 5)
    inside = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
    assert rows(inside.format("abcde")) == [(1, {1: "abcde"})]
    with pytest.raises(TooLargeError):
        rows(inside.format("abcdef"))


def test_too_many_elements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "a.xlsx")
    with monkeypatch.context() as patch:
        patch.setattr(package, "MOST_ELEMENTS", 10)
        assert only_code(path) == "file-too-large"
    merges = b"<mergeCells>" + b'<mergeCell ref="A9:B9"/>' * 50 + b"</mergeCells></worksheet>"
    many = changed(path, SHEET, b"</worksheet>", merges)
    monkeypatch.setattr(xlsx, "MOST_ELEMENTS", 40)
    assert only_code(many) == "file-too-large"


@pytest.mark.parametrize(("depth", "sound"), [(90, True), (101, False), (100_000, False)])
def test_elements_within_elements(tmp_path: Path, depth: int, sound: bool) -> None:
    nest = b"<x>" * depth + b"</x>" * depth + b"</styleSheet>"
    path = changed(make(tmp_path / "a.xlsx"), "xl/styles.xml", b"</styleSheet>", nest)
    assert (check(path)[0] is not None) is sound


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    assert only_code(tmp_path / "a.xlsx") == "file-not-workbook"


@pytest.mark.parametrize("value", [1e308, 1e300, 1e15])
def test_an_amount_beyond_counting(tmp_path: Path, value: float) -> None:
    assert errors(make(tmp_path / "a.xlsx", put("Du_an!D2", value))) == {
        ("amount-absurd", "Du_an!D2")
    }


def test_a_text_longer_than_a_cell_of_excel(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", put("Du_an!B3", "TEXT"))
    assert errors(changed(path, SHEET, b"TEXT", b"a" * 32_767)) == set()
    long = changed(path, SHEET, b"TEXT", b"a" * 32_768)
    assert errors(long) == {("text-too-long", "Du_an!B3")}


@pytest.mark.parametrize("hidden", ["_x0007_", "_xD800_", "_xFFFF_", "\ufeff"])
def test_characters_that_no_plan_could_hold_are_removed(tmp_path: Path, hidden: str) -> None:
    path = make(tmp_path / "a.xlsx", put("Du_an!B3", "TEXT"))
    portfolio = read_workbook(changed(path, SHEET, b"TEXT", f"Duong{hidden} hai".encode()))
    assert portfolio.project["P2"].name == "Duong hai"
    assert "spaces" in {p.code for p in portfolio.notices}


def test_no_message_rings_the_bell() -> None:
    problem = Problem("c", "a\x07.xlsx", "\x1b[2J", "one\nline", "half \ud800")
    assert str(problem) == "a�.xlsx: �[2J; one line; half �"
    assert printable("Đường một") == "Đường một"


def test_a_sheet_without_a_needed_column_is_told_once(tmp_path: Path) -> None:
    """Its rows are not looked up by what they lack."""
    path = make(tmp_path / "a.xlsx", put("Ghim!B1", "Cột lạ"))
    assert errors(path) == {("column-missing", "Ghim!A1")}


@pytest.mark.parametrize("head", ["Phan_ky!A1", "Nguon_von!A1"])
def test_ids_that_could_not_be_read_are_told_once(tmp_path: Path, head: str) -> None:
    """One renamed heading is one problem, not one in every row that refers to the sheet."""
    path = make(tmp_path / "a.xlsx", put(head, "Cột lạ"))
    assert errors(path) == {("column-missing", head)}


def test_an_empty_sheet_leaves_no_reference_unsaid(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", drop("Phan_ky"), lambda book: book.create_sheet("Phan_ky"))
    assert errors(path) == {("unknown-reference", "Du_an!J2")}


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b"])
def test_marks_under_a_heading_with_an_unseen_letter_count(tmp_path: Path, mark: str) -> None:
    whole = read_workbook(make(tmp_path / "a.xlsx"))
    seen = read_workbook(make(tmp_path / "b.xlsx", put("Cham_diem!C1", f"{mark}CB (1-5) ")))
    assert seen.scores == whole.scores
    assert fold_id(f"{mark}P1") == fold_id("p1")


def test_marks_typed_as_text_under_an_unknown_heading_are_not_left_out(tmp_path: Path) -> None:
    marks = [put(f"Cham_diem!C{row}", str(line[2]))
             for row, line in enumerate(SHEETS["Cham_diem"][1:], 2)]  # fmt: skip
    path = make(tmp_path / "a.xlsx", put("Cham_diem!C1", "CBX"), *marks)
    assert errors(path) == {("unknown-reference", "Cham_diem!C1")}
    words = make(tmp_path / "b.xlsx", put("Cham_diem!C1", "Ý kiến"), put("Cham_diem!C2", "tốt"))
    assert check(words)[0] is not None


# the words of the most frequent messages


def message(path: Path) -> str:
    with language("en"), pytest.raises(InputError) as caught:
        read_workbook(path)
    return str(caught.value.problems[0])


@pytest.mark.parametrize(
    ("place", "value", "text"),
    [
        ("Da_bo_tri!B2", "475", "Da_bo_tri!B2 (Mã nguồn vốn): “475” is not in the sheet Nguon_von; "
         "correct the id here, or add its row to that sheet"),
        ("Du_an!E2", "xong", "Du_an!E2 (Trạng thái): “xong” is not in the list of choices; "),
        ("Du_an!D2", -5, "Du_an!D2 (TMĐT): -5 billion VND; expected: a number from 0; "),
        ("Nguon_von!E2", 1e9, "Nguon_von!E2 (Dự phòng): 1,000,000,000; expected: a share from 0% "
         "to 100%; type the number again"),
        ("Du_an!H2", 60.97, "Du_an!H2 (Khởi công sớm nhất): 60.97; expected: a year from"),
    ],
)  # fmt: skip
def test_what_is_wrong_where_with_its_unit_and_what_to_do(
    tmp_path: Path, place: str, value: object, text: str
) -> None:
    assert message(make(tmp_path / "a.xlsx", put(place, value))).startswith(text)


def test_years_and_figures_are_written_as_the_language_does(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", put("Du_an!H2", 60.97))
    with language("vi"), pytest.raises(InputError) as caught:
        read_workbook(path)
    assert "60,97" in str(caught.value)
    path = make(tmp_path / "b.xlsx", drop("Chu_dau_tu"), add("Thiet_lap", ["Năm đầu kỳ", 20211]))
    assert check(path)[0] is None
