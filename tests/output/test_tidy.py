"""The tidy tables come back from every format as they went in."""

import csv
import json
import sys
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from portfolio.errors import OutputError
from portfolio.i18n import language
from portfolio.model.records import Outcome
from portfolio.output.tidy import metadata, tables, write_tidy
from portfolio.plan.records import CheckLine, CheckReport
from portfolio.plan.schedule import Plan
from tests.factories import toy_plan

NAMES = ["allocation", "projects", "sources", "unfunded", "ledger", "checks"]


@pytest.fixture(autouse=True)
def _english():
    with language("en"):
        yield


@pytest.fixture(scope="module")
def plan() -> Plan:
    return toy_plan()


def test_tables_hold_the_hand_computed_plan(plan):
    frames = tables(plan)
    assert list(frames) == NAMES
    assert frames["allocation"]["amount"].sum() == 110_000  # 30 + 10 + 20 + 50 thousand
    assert frames["projects"].set_index("project")["capital"].to_dict() == {
        "P1": 30_000, "P2": 20_000, "P3": 10_000, "P4": 0, "P6": 50_000,
    }  # fmt: skip
    assert frames["unfunded"]["project"].tolist() == ["P4", "P5"]
    assert frames["checks"]["slack"].tolist() == [8_000, 0]


def test_csv_is_utf8_with_a_mark_and_comes_back(plan, tmp_path):
    made = write_tidy(plan, tmp_path / "out", "csv")
    assert [path.name for path in made] == [f"{name}.csv" for name in [*NAMES, "metadata"]]
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in made)
    for name, frame in tables(plan).items():
        types = frame.dtypes.to_dict()
        numbers = {column: [""] for column, kind in types.items() if kind != "string"}
        file = tmp_path / "out" / f"{name}.csv"
        back = pd.read_csv(file, dtype=types, keep_default_na=False, na_values=numbers)
        if "name" in frame:
            assert back["name"].str.startswith("'=").sum() == frame["name"].str.match("=").sum()
            back["name"] = back["name"].str.removeprefix("'")
        pd.testing.assert_frame_equal(back, frame)


def test_csv_neutralises_text_only(plan, tmp_path):
    lines = (CheckLine("limits", ("-S", "@x"), None, -5, "=", Fraction(1, 3), False),)
    write_tidy(replace(plan, checks=CheckReport(lines)), tmp_path, "csv")
    with (tmp_path / "checks.csv").open(encoding="utf-8-sig", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert row["subject"] == "'-S, @x"
    assert row["left"] == "-5"
    assert row["relation"] == "="
    assert row["right"] == "0.333333333333333"
    assert row["year"] == ""
    assert row["ok"] == "False"


def test_a_csv_name_gets_the_allocation_and_its_metadata(plan, tmp_path):
    made = write_tidy(plan, tmp_path / "plan.csv", "csv")
    assert [path.name for path in made] == ["plan.csv", "plan.metadata.csv"]
    assert pd.read_csv(made[0])["amount"].sum() == 110_000
    assert dict(pd.read_csv(made[1]).values)["unit"] == "triệu đồng"


def test_json_is_one_document_with_its_metadata(plan, tmp_path):
    (made,) = write_tidy(plan, tmp_path, "json")
    assert made == tmp_path / "plan.json"
    document = json.loads(made.read_text(encoding="utf-8"))
    assert {k: v for k, v in document.items() if k != "tables"} == metadata(plan)
    assert document["unit"] == "triệu đồng"
    assert document["status"] == "optimal"
    for name, frame in tables(plan).items():
        back = pd.DataFrame(document["tables"][name], columns=frame.columns)
        pd.testing.assert_frame_equal(back.astype(frame.dtypes.to_dict()), frame)
    first = document["tables"]["projects"][3]
    assert first["name"].startswith("=Đường")  # data, not a spreadsheet: nothing is added
    assert first["start"] is None
    assert first["full"] is False


def test_an_unproven_plan_says_so(plan, tmp_path):
    infinite = float("inf")
    report = replace(plan.solution.report, outcome=Outcome.TIME_LIMIT, gap=infinite, bound=infinite)
    stopped = replace(plan, solution=replace(plan.solution, report=report))
    (made,) = write_tidy(stopped, tmp_path / "a.json", "json")
    document = json.loads(made.read_text(encoding="utf-8"))
    assert document["status"] == "time_limit"
    assert document["gap"] is None
    assert document["bound"] is None
    write_tidy(stopped, tmp_path / "a.csv", "csv")
    assert "status,time_limit" in (tmp_path / "a.metadata.csv").read_text(encoding="utf-8-sig")


def test_parquet_comes_back(plan, tmp_path):
    write_tidy(plan, tmp_path, "parquet")
    for name, frame in tables(plan).items():
        back = pd.read_parquet(tmp_path / f"{name}.parquet")
        pd.testing.assert_frame_equal(back, frame)


def test_an_empty_table_keeps_its_types(plan, tmp_path):
    funded = tuple(p for p in plan.portfolio.projects if p.id in plan.solution.starts)
    everything = Plan(
        replace(plan.portfolio, projects=funded), plan.envelope, plan.solution, CheckReport(())
    )
    write_tidy(everything, tmp_path, "parquet")
    back = pd.read_parquet(tmp_path / "unfunded.parquet")
    assert len(back) == 0
    assert back.dtypes.equals(tables(plan)["unfunded"].dtypes)


def test_parquet_without_its_package_names_it(plan, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputError, match="pip install pyarrow"):
        write_tidy(plan, tmp_path / "out", "parquet")
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_when_one_table_exists(plan, tmp_path):
    (tmp_path / "checks.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"checks\.csv"):
        write_tidy(plan, tmp_path, "csv")
    assert [path.name for path in tmp_path.iterdir()] == ["checks.csv"]
    write_tidy(plan, tmp_path, "csv", force=True)
    assert len(list(tmp_path.iterdir())) == 7


def test_an_unknown_format_is_a_programming_error(plan, tmp_path):
    with pytest.raises(ValueError, match="xml"):
        write_tidy(plan, tmp_path, "xml")
