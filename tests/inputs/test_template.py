"""The empty form and the reference page follow the schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.errors import Severity
from portfolio.inputs import write_template
from portfolio.inputs.reference import reference
from portfolio.inputs.schema import LANGS, all_sheets
from portfolio.inputs.settings import SETTINGS
from portfolio.inputs.words import Unit, fold
from tests.inputs.books import check, told

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("form") / "a.xlsx", "vi")


def test_the_sheets_stand_in_order_and_the_guide_is_first(form: Path) -> None:
    book = load_workbook(form)
    assert book.sheetnames == [sheet.vi for sheet in all_sheets()]
    text = "\n".join(str(cell.value) for row in book["Huong_dan"] for cell in row)
    assert all(name in text for name in book.sheetnames[1:])


def test_headings_carry_their_units_and_stay_in_sight(form: Path) -> None:
    ws = load_workbook(form)["Du_an"]
    headings = [cell.value for cell in ws[1]]
    assert "TMĐT (tỷ đồng)" in headings
    assert "Tối đa mỗi năm (%)" in headings
    assert ws.freeze_panes == "C2"
    assert ws.page_setup.orientation == "landscape"


def test_cells_offer_their_choices_and_their_meaning(form: Path) -> None:
    ws = load_workbook(form)["Du_an"]
    rules = {str(rule.sqref).split("2:")[0]: rule for rule in ws.data_validations.dataValidation}
    headings = [cell.value for cell in ws[1]]
    assert len(rules) == len(headings)
    status = rules["E"]
    assert "chuyển tiếp" in str(status.formula1)
    assert "Linh_vuc!$A$2" in str(rules["C"].formula1)
    assert all(rule.prompt for rule in rules.values())
    assert all(len(str(rule.formula1 or "")) <= 255 for rule in rules.values())
    assert all(len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32 for rule in rules.values())


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_form_lacks_only_its_lists(tmp_path: Path, lang: str) -> None:
    _portfolio, problems = check(write_template(tmp_path / "a.xlsx", lang))
    assert {code for code, _where in told(problems, Severity.ERROR)} == {"list-empty"}
    assert told(problems, Severity.WARNING) == set()


def test_a_form_filled_in_by_hand_is_read(form: Path, tmp_path: Path) -> None:
    book = load_workbook(form)

    def fill(name: str, **values: object) -> None:
        ws = book[name]
        assert isinstance(ws, Worksheet)
        row = max(c.row for r in ws.iter_rows() for c in r if c.value is not None) + 1
        columns = {fold(str(cell.value).split(" (")[0]): cell.column for cell in ws[1]}
        for heading, value in values.items():
            ws.cell(row, columns[fold(heading)], value)

    fill("Du_an", Ma_du_an="DA1", Ten_du_an="Đường", Linh_vuc="GT", TMDT=135)
    fill("Nguon_von", Ma_nguon_von="TP", Ten_nguon_von="Ngân sách", Cap_ngan_sach="thành phố")
    fill("Nguon_thu", Ma_nguon_thu="T", Ten_nguon_thu="Thu", Nam=2021, Tong_thu=100)
    fill("Dieu_tiet", Ma_nguon_thu="T", Ma_nguon_von="TP", Ty_le_duoc_huong=0.6)
    fill("Linh_vuc", Ma_linh_vuc="GT", Ten_linh_vuc="Giao thông")
    path = tmp_path / "b.xlsx"
    book.save(path)
    portfolio, problems = check(path)
    assert portfolio is not None, problems
    assert portfolio.project["DA1"].cost == 135_000
    assert told(problems, Severity.WARNING) == {("revenue-years", "Nguon_thu!A2")}


def test_names_of_a_sheet_do_not_collide() -> None:
    names = [fold(form.name(lang)) for form in all_sheets() for lang in LANGS]
    assert len(set(names)) == len(names)
    for form in all_sheets():
        seen: dict[str, str] = {}
        for column in form.columns:
            for lang in LANGS:
                assert seen.setdefault(fold(column.name(lang)), column.key) == column.key


def test_every_choice_is_spelt_once() -> None:
    for column in [c for form in all_sheets() for c in form.columns] + list(SETTINGS):
        seen: dict[str, object] = {}
        for key, word in column.choices.items():
            for spelling in (*word.vi, *word.en, str(key)):
                assert seen.setdefault(fold(spelling), key) == key


def test_units() -> None:
    assert [unit.factor for unit in Unit] == [1000, 1]


@pytest.mark.parametrize(("lang", "name"), [("en", "workbook.md"), ("vi", "workbook.vi.md")])
def test_the_reference_page_is_up_to_date(lang: str, name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == reference(lang)
