"""What the cells become: numbers as meant, both languages, both units, defaults."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from portfolio.domain import Band, Eligibility, Group, Kind, Level, Origin, Portfolio, Provenance
from portfolio.errors import Severity
from portfolio.inputs import xlsx
from portfolio.inputs.fastxml import fast_rows, fast_strings
from portfolio.inputs.findings import nearest
from portfolio.inputs.numbers import read_number, read_ratio
from portfolio.inputs.package import is_date, unescape
from tests.inputs.books import SHEETS, add, check, drop, make, put, told

F = Fraction


def read(path: Path) -> Portfolio:
    portfolio, problems = check(path)
    assert portfolio is not None, problems
    return portfolio


@pytest.mark.parametrize(
    ("text", "lang", "value", "other"),
    [
        ("1.753", "vi", F(1753), None),
        ("1.753,5", "vi", F(17535, 10), None),
        ("1.753.000", "vi", F(1753000), None),
        ("1,5", "vi", F(3, 2), None),
        ("12.5", "vi", F(25, 2), None),
        ("0.300", "vi", F(3, 10), None),
        ("1,753", "vi", F(1753, 1000), F(1753)),
        ("1,753", "en", F(1753), None),
        ("1.753", "en", F(1753, 1000), F(1753)),
        ("1,753.5", "vi", F(17535, 10), None),
        ("1 753", "vi", F(1753), None),
        ("-5", "vi", F(-5), None),
        ("80%", "vi", F(4, 5), None),
        ("12,345%", "vi", F(12345, 100000), None),
    ],
)
def test_numbers_typed_as_text(text: str, lang: str, value: F, other: F | None) -> None:
    reading = read_number(text, lang)
    assert reading is not None
    assert (reading.value, reading.other) == (value, other)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1,2.3,4", "12.34,5", "1e5", "--1", "1" * 50])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text, "vi") is None


def test_ratios() -> None:
    assert read_ratio("2/3") == F(2, 3)
    assert read_ratio("1/0") is None
    assert read_ratio("1/2021/3") is None


@pytest.mark.parametrize(
    ("typed", "trieu"),
    [
        ("1.753", 1_753_000),
        ("30 tỷ đồng", 30_000),
        ("20.500 triệu", 20_500),
        ("1.753,5", 1_753_500),
    ],
)
def test_an_amount_typed_as_text(tmp_path: Path, typed: str, trieu: int) -> None:
    assert read(make(tmp_path / "a.xlsx", put("Du_an!D5", typed))).project["P4"].cost == trieu


@pytest.mark.parametrize("typed", ["chưa có dự toán", "Chưa có dự toán ", "-", "   ", None])
def test_a_line_without_an_estimate(tmp_path: Path, typed: Any) -> None:
    assert read(make(tmp_path / "a.xlsx", put("Du_an!D4", typed))).project["P3"].cost is None


@pytest.mark.parametrize(
    ("typed", "share"),
    [(0.6, F(3, 5)), ("60%", F(3, 5)), ("1/3", F(1, 3)), (1 / 3, F(1, 3)), (0.1 + 0.2, F(3, 10))],
)
def test_shares(tmp_path: Path, typed: Any, share: F) -> None:
    portfolio = read(make(tmp_path / "a.xlsx", put("Dieu_tiet!C3", typed)))
    assert portfolio.sharings[1].retained == share


def test_amounts_calculated_with_a_little_noise(tmp_path: Path) -> None:
    portfolio = read(make(tmp_path / "a.xlsx", put("Du_an!D4", 1.1 + 2.2)))
    assert portfolio.project["P3"].cost == 3_300


def test_everything_of_the_clean_workbook(tmp_path: Path) -> None:
    portfolio = read(make(tmp_path / "a.xlsx"))
    first, second, third, fourth = portfolio.projects
    assert (first.mandatory, first.earliest, first.profile) == (True, 2021, "DEU")
    assert (second.allocated, portfolio.allocated_by) == (5_000, {("P2", "TW"): 5_000})
    assert (third.group, fourth.kind, fourth.owner) == (Group.C, Kind.PRIVATE, "NDT")
    assert portfolio.source["TP"].carry_over == F(3, 10)
    assert portfolio.source["NDT"].level is Level.PRIVATE
    assert portfolio.streams[1].by_year[2021].high == 40_000
    assert portfolio.profiles[0].bands[2] == Band(F(0), F(2, 5))
    assert portfolio.scores["P1", "CB"] == 4
    assert portfolio.settings.years == range(2021, 2024)
    assert portfolio.settings.origins == {"title": Origin(Provenance.DOCUMENT, "01-CTr/TU")}
    assert len(portfolio.sha256) == 64


def test_groups_follow_the_thresholds(tmp_path: Path) -> None:
    costs = put("Du_an!D2", 1500), put("Du_an!D3", 80), put("Du_an!D4", 79.999)
    portfolio = read(make(tmp_path / "a.xlsx", *costs, put("Du_an!N4", 1)))
    assert [p.group for p in portfolio.projects[:3]] == [Group.A, Group.B, Group.C]


def test_a_workbook_in_trieu(tmp_path: Path) -> None:
    def convert(book: Workbook) -> None:
        for ws in book:
            for row in ws.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        cell.value = cell.value.replace("(tỷ đồng)", "(triệu đồng)")

    unit = add("Thiet_lap", ["Đơn vị tiền", "triệu đồng"])
    edits = [put("Du_an!D2", 30_000), put("Du_an!D3", 20_500), put("Da_bo_tri!C2", 5_000)]
    edits += [put("Du_an!K3", 5_000), put("Ghim!E2", 4_000), put("Linh_vuc!C2", 1_500_000)]
    edits += [put("Linh_vuc!D2", 80_000), put("Du_an!D5", 50_000)]
    edits += [put(f"Nguon_thu!D{row}", 30_000) for row in range(2, 8)]
    edits += [put("Nguon_thu!E5", 10_000), put("Nguon_thu!F5", 40_000)]
    portfolio = read(make(tmp_path / "a.xlsx", convert, unit, *edits))
    assert portfolio.project["P2"].cost == 20_500
    assert portfolio.streams[0].by_year[2021].gross == 30_000


def test_names_are_recognised_however_they_are_spelt(tmp_path: Path) -> None:
    def respell(book: Workbook) -> None:
        book["Du_an"].title = "DỰ ÁN"
        book["Nguon_von"].title = "Sources"
        book["DỰ ÁN"]["A1"] = "  mã   DỰ ÁN "
        book["DỰ ÁN"]["B1"] = "Project name"
        book["DỰ ÁN"]["E2"] = "KHỞI CÔNG MỚI"
        book["Sources"]["C2"] = "central"
        book["DỰ ÁN"]["C2"] = "giao thông"
        book["DỰ ÁN"]["F2"] = "bql "

    assert read(make(tmp_path / "a.xlsx", respell)).project["P1"].owner == "BQL"


@pytest.mark.parametrize("name", ["Hạt giống ngẫu nhiên", "Mầm ngẫu nhiên", "Seed"])
def test_the_seed_by_its_earlier_name_too(tmp_path: Path, name: str) -> None:
    portfolio = read(make(tmp_path / "a.xlsx", add("Thiet_lap", [name, 7])))
    assert portfolio.settings.seed == 7


def test_titles_above_the_headings(tmp_path: Path) -> None:
    def title(book: Workbook) -> None:
        book["Du_an"].insert_rows(1, 3)
        book["Du_an"]["A1"] = "DANH MỤC DỰ ÁN"
        book["Du_an"].merge_cells("A1:F1")

    portfolio, problems = check(make(tmp_path / "a.xlsx", title))
    assert (portfolio is not None, problems) == (True, ())


def test_sheets_that_may_be_absent(tmp_path: Path) -> None:
    few = drop("Tieu_chi", "Cham_diem", "Co_cau_nguon", "Han_muc", "Chu_dau_tu", "Quan_he",
               "Da_bo_tri", "Ghim", "Linh_vuc", "Thiet_lap", "Phan_ky")  # fmt: skip
    portfolio = read(make(tmp_path / "a.xlsx", few, put("Du_an!J2", None)))
    every = Band(F(0), F(1))
    assert portfolio.eligibility == (
        Eligibility("public", "TW", every),
        Eligibility("public", "TP", every),
        Eligibility("private", "NDT", every),
    )
    assert [s.id for s in portfolio.sectors] == ["GT"]
    assert [o.id for o in portfolio.owners] == ["BQL", "NDT"]
    assert portfolio.settings.last_year == 2025
    assert portfolio.project["P2"].allocated == 5_000


def test_text_that_looks_like_something_else(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        cell = book["Du_an"]["B2"]
        cell.value, cell.data_type = "=Đường & <một>", "s"
        book["Du_an"]["A4"] = 7

    portfolio = read(make(tmp_path / "a.xlsx", edit))
    assert portfolio.projects[0].name == "=Đường & <một>"
    assert portfolio.projects[2].id == "7"


def test_a_stream_fed_by_land_revenue_only(tmp_path: Path) -> None:
    edits = (
        add("Nguon_thu", ["KDC", "Khu dân cư"]), add("Dieu_tiet", ["KDC", "TW", 1]),
        put("Du_an!P2", "KDC"), put("Du_an!Q2", 10),
    )  # fmt: skip
    portfolio = read(make(tmp_path / "a.xlsx", *edits))
    assert portfolio.streams[2].by_year == {}
    assert portfolio.project["P1"].land is not None
    assert portfolio.project["P1"].land.gross == 10_000


def test_what_land_revenue_adds_may_be_pinned(tmp_path: Path) -> None:
    """TW has 20 in 2021; 4 and 17 are too much unless P1 brings 10 more."""
    pin = add("Ghim", ["mức vốn", "P1", 2021, "TW", 17])
    land = put("Du_an!P2", "NSTW"), put("Du_an!Q2", 10)
    assert read(make(tmp_path / "a.xlsx", pin, *land)).pins[1].amount == 17_000


def test_carry_over_counts_for_pins(tmp_path: Path) -> None:
    """TP: 30 × 60% less 10% = 16.2 a year, of which 4.86 passes on: 21.06 in 2022."""
    for amount, fits in ((21.06, True), (21.061, False)):
        pin = add("Ghim", ["mức vốn", "P1", 2022, "TP", amount])
        _portfolio, problems = check(make(tmp_path / "a.xlsx", pin))
        assert (told(problems, Severity.ERROR) == set()) is fits


def both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    with zipfile.ZipFile(path) as package:
        quick = list(xlsx.read_sheets(package))
        monkeypatch.setattr(xlsx, "MOST_BYTES", 0)
        slow = list(xlsx.read_sheets(package))
    return quick, slow


def test_the_quick_way_reads_what_the_parser_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dress(book: Workbook) -> None:
        ws = book["Du_an"]
        ws["B2"] = 'A & B "c" <d>\nhai dòng _x0041_'
        ws["D2"] = "=1+2"
        ws.row_dimensions[3].hidden = True
        ws.column_dimensions["E"].hidden = True
        ws.merge_cells("A9:B9")
        ws["Z30"] = True

    quick, slow = both_ways(make(tmp_path / "a.xlsx", dress), monkeypatch)
    assert quick == slow
    assert quick[0].rows[1][1][4] == xlsx.Fault("", formula=True)
    assert quick[0].hidden_rows == [3]


ROWS = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    "data",
    [
        b"<worksheet/>",
        ROWS.replace(b"<v>", b"<!-- x --><v>"),
        ROWS.replace(b"<v>1</v>", b"<is><r><t>a</t></r></is>"),
        ROWS.replace(b'r="1"', b""),
        b'<?xml version="1.0" encoding="UTF-16"?>' + ROWS,
        b"<!DOCTYPE x>" + ROWS,
        ROWS.replace(b"</sheetData>", b""),
    ],
)
def test_the_quick_way_leaves_what_is_unusual(data: bytes) -> None:
    assert fast_rows(data, lambda *_args: None) is None


def test_the_quick_way_takes_plain_rows() -> None:
    rows: list[Any] = []
    rest = fast_rows(ROWS.replace(b"<row", b'<row r="5" hidden="1"/><row', 1),
                     lambda *args: rows.append(args))  # fmt: skip
    assert rest == b"<worksheet><sheetData></sheetData></worksheet>"
    assert [(number, len(cells), hidden) for number, cells, hidden in rows] == [
        (5, 0, True), (1, 1, False),
    ]  # fmt: skip


def test_shared_strings() -> None:
    head = b'<?xml version="1.0"?><sst>'
    plain = head + b'<si><t xml:space="preserve">a &amp; b</t></si><si><t>&#272;&#x1ea5;t</t></si>'
    assert fast_strings(plain) == ["a & b", "Đất"]
    assert fast_strings(plain + b"<si><r><t>c</t></r></si>") is None


def test_rich_text_and_phonetic_guides(tmp_path: Path) -> None:
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><r><t>Đường </t></r><r><t>một</t></r><rPh><t>x</t></rPh></si></sst>"
    )
    package = zipfile.ZipFile(io.BytesIO(), "w")
    package.writestr("s.xml", shared)
    from portfolio.inputs.package import read_strings

    assert read_strings(package, "s.xml", {"s.xml"}) == ["Đường một"]


def test_small_helpers() -> None:
    assert is_date("dd/mm/yyyy")
    assert not is_date('#,##0.0 "tỷ đồng"')
    assert not is_date("General")
    assert unescape("_x0041_b_x000D_") == "Ab"
    assert nearest("Khan cap", ["Khẩn cấp", "Bắt buộc"]) == "Khẩn cấp"
    assert nearest("xyz", ["Khẩn cấp"]) == ""


def test_a_list_saved_by_another_program_is_the_same(tmp_path: Path) -> None:
    """openpyxl reads and saves it again: shared strings, other styles, the same portfolio."""
    path = make(tmp_path / "a.xlsx")
    again = tmp_path / "b.xlsx"
    load_workbook(path).save(again)
    one, two = read(path), read(again)
    assert replace(one, path="", sha256="") == replace(two, path="", sha256="")


def test_the_clean_workbook_uses_known_headings_only() -> None:
    assert len(SHEETS) == 15
