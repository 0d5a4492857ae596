"""attribute, curve, marginal from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from portfolio.cli.curving import file_name
from portfolio.domain import Portfolio
from tests.study.cities import wide
from tests.study.test_curve import indivisible

SALES = """name = "Bán tài sản"
[mechanism.asset_sales]
"""
BOTH = SALES + "[mechanism.small_land]\n"


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Portfolio]]:
    """What every workbook reads as; the current folder is empty but for two scenarios."""
    held = [wide()]
    monkeypatch.setattr("portfolio.inputs.read_workbook", lambda _path: held[0])
    monkeypatch.chdir(tmp_path)
    Path("sales.toml").write_text(SALES, "utf-8")
    Path("both.toml").write_text(BOTH, "utf-8")
    Path("none.toml").write_text('name = "Không"\n', "utf-8")
    return iter([held])


ONE = ("-w", "x.xlsx", "--workers", "1", "--gap", "0")


def test_attribute_tells_and_writes(portfolio_cli: Any, city: Any) -> None:
    result = portfolio_cli("attribute", "both.toml", *ONE, "--charts")
    assert result.code == 0
    lines = result.out.splitlines()
    sales = next(line for line in lines if line.startswith("Sale of surplus"))
    assert sales.split()[-3:] == ["15", "15", "15"]
    assert "4 coalitions" in result.out
    assert "an asked gap of 0%" in result.out
    assert "Written: out/gia-tri-co-che-both.xlsx" in result.out
    assert load_workbook("out/gia-tri-co-che-both.xlsx").sheetnames == [
        "Worth", "Waterfall", "Coalitions",
    ]  # fmt: skip
    assert len(list(Path("out/gia-tri-co-che-both-charts").glob("*.png"))) == 4


def test_attribute_as_json(portfolio_cli: Any, city: Any) -> None:
    result = portfolio_cli("attribute", "both.toml", *ONE, "--json", "-o", "a.xlsx")
    found = json.loads(result.out)
    assert found["status"] == "attribution"
    assert (found["coalitions"], found["solved"], found["proven"]) == (4, 4, True)
    capital = found["figures"]["capital"]
    assert capital["difference"] == 27_000
    shares = {m["mechanism"]: m["share"] for m in capital["mechanisms"]}
    assert shares == {"asset_sales": 15_000, "small_land": 12_000}
    assert found["files"] == ["a.xlsx"]


def test_a_file_in_the_way_stops_before_the_solves(portfolio_cli: Any, city: Any) -> None:
    Path("a.xlsx").write_bytes(b"mine")
    result = portfolio_cli("attribute", "both.toml", *ONE, "-o", "a.xlsx")
    assert result.code == 1
    assert Path("a.xlsx").read_bytes() == b"mine"


def test_a_scenario_without_mechanisms(portfolio_cli: Any, city: Any) -> None:
    result = portfolio_cli("attribute", "none.toml", *ONE)
    assert result.code == 1
    assert "no mechanisms" in result.err


def test_curve_tells_every_breakpoint(portfolio_cli: Any, city: Any) -> None:
    next(city)[0] = indivisible()
    vary = ("--vary", "land_use_retention.share=40%:60%")
    result = portfolio_cli("curve", "none.toml", *vary, *ONE, "-o", "c.xlsx", "--charts")
    assert result.code == 0
    assert "49% → 50%" in result.out
    assert "The optimum along share of mechanism 6 (A higher share" in result.out
    assert "share from 40% to 60%, of which for planning 0%" in result.out.replace("\n", " ")
    assert "+B 2021" in result.out
    assert Path("c.xlsx").exists()
    assert Path("c-charts/curve.png").exists()


def test_curve_as_json_with_a_target(portfolio_cli: Any, city: Any) -> None:
    next(city)[0] = indivisible()
    result = portfolio_cli(
        "curve", "none.toml", "--target", "B", "--vary", "land_use_retention.share=0.45:0.55",
        *ONE, "-o", "c.xlsx", "--json",
    )  # fmt: skip
    found = json.loads(result.out)
    assert found["target"] == {"project": "B", "first": 0.5, "below": 0.49}
    (point,) = found["breakpoints"]
    assert point["changes"] == [
        {"project": "B", "change": "enters", "before": None, "after": 2021}
    ]  # fmt: skip
    told = portfolio_cli(
        "curve", "none.toml", "--target", "B", "--vary", "land_use_retention.share=0.45:0.55",
        *ONE, "-o", "d.xlsx",
    )  # fmt: skip
    assert [line.split()[-1] for line in told.out.splitlines()[1:3]] == ["50%", "49%"]


def test_break_even(portfolio_cli: Any, city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    vary = ("--vary", "asset_sales.offset=0:1", "--tolerance", "10%")
    base = "portfolio.cli.studying.scenario"
    from portfolio.cli import studying

    real = studying.scenario
    monkeypatch.setattr(base, lambda name: real(name or "none.toml"))
    result = portfolio_cli("curve", "sales.toml", "--break-even", *vary, *ONE)
    assert result.code == 0
    row = next(line for line in result.out.splitlines() if line.startswith("sales"))
    assert row.split() == ["sales", "9", "90%", "100%", "–", "0"]  # 0.6 × 15,000 at 0
    name = "out/hoa-von-sales-asset_sales.offset.xlsx"
    assert f"Written: {name}" in result.out
    rows = [[c.value for c in row] for row in load_workbook(name, data_only=True)["Break-even"]]
    assert ["sales", 9_000, "90%", "100%", "–", 0] in rows
    found = json.loads(
        portfolio_cli(
            "curve", "sales.toml", "--break-even", *vary, *ONE, "--json", "-o", "b.xlsx"
        ).out
    )
    assert found["scenarios"][0]["first_none"] == 1.0
    assert found["files"] == ["b.xlsx"]
    assert Path("b.xlsx").exists()


def test_another_question_has_another_file(portfolio_cli: Any, city: Any) -> None:
    next(city)[0] = indivisible()
    vary = ("--vary", "land_use_retention.share=45%:55%")
    stem = "out/duong-toi-uu-none-land_use_retention.share"
    for more, name in (((), f"{stem}.xlsx"), (("--target", "B"), f"{stem}-B.xlsx")):
        result = portfolio_cli("curve", "none.toml", *vary, *more, *ONE)
        assert (result.code, Path(name).exists()) == (0, True), result.err
    assert file_name("", "Đường 1", "sharing.DAT->TP.retained.2022") == (
        "Duong-1-sharing.DAT-TP.retained.2022"
    )


def test_marginal(portfolio_cli: Any, city: Any) -> None:
    result = portfolio_cli("marginal", "none.toml", *ONE, "--step", "0,5", "-o", "m.xlsx")
    assert result.code == 0
    row = next(line for line in result.out.splitlines() if line.startswith("TINH"))
    assert row.split() == ["TINH", "2021", "10", "0.600", "0.600", "0.600"]
    assert Path("m.xlsx").exists()
    found = json.loads(portfolio_cli("marginal", "none.toml", *ONE, "--json", "-o", "n.xlsx").out)
    assert found["step"] == 1000
    assert found["rows"][0]["more"]["difference"] == pytest.approx(600)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("curve",), "--vary NAME=LOW:HIGH"),
        (("curve", "--break-even", "--target", "B"), "two questions"),
        (("curve", "--break-even", "--charts"), "no picture"),
        (("curve", "--break-even", "--every"), "no picture"),
        (("curve", "a", "b", "--target", "B"), "one scenario"),
        (("curve", "--target", "B", "--tolerance", "x"), "not a number above 0"),
        (("marginal", "--step", "-1"), "not an amount"),
        (("marginal", "--step", "0.0001"), "not an amount"),
        (("attribute", "--orders", "1"), "--orders"),
    ],
)
def test_misuse(portfolio_cli: Any, city: Any, args: tuple[str, ...], said: str) -> None:
    result = portfolio_cli(*args)
    assert result.code == 2
    assert said in result.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("curve", "none.toml", "--vary", "land_use.share=0:1"), "no parameter"),
        (("curve", "none.toml", "--target", "C"), "no line with an estimate"),
    ],
)
def test_unknown_names(portfolio_cli: Any, city: Any, args: tuple[str, ...], said: str) -> None:
    result = portfolio_cli(*args, "-w", "x.xlsx")
    assert result.code == 1
    assert said in result.err
