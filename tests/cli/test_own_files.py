"""No command replaces a file that it reads, not even with --force."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Engine


@pytest.mark.parametrize(
    ("command", "own"),
    [
        ("plan list.xlsx -o list.xlsx", "list.xlsx"),
        ("plan list.xlsx -o ./x/../list", "list.xlsx"),
        ("plan list.xlsx --keep kept.xlsx -o kept.xlsx", "kept.xlsx"),
        ("compare a b -w list.xlsx -o list.xlsx", "list.xlsx"),
        ("attribute -w list.xlsx -o list.xlsx", "list.xlsx"),
        ("curve -w list.xlsx --target P1 -o list.xlsx", "list.xlsx"),
        ("marginal -w list.xlsx -o list.xlsx", "list.xlsx"),
        ("replan kept.xlsx --actuals facts.xlsx -o kept.xlsx", "kept.xlsx"),
        ("replan kept.xlsx --actuals facts.xlsx -o facts.xlsx", "facts.xlsx"),
        ("replan kept.xlsx --template kept.xlsx --year 2021", "kept.xlsx"),
        ("annual kept.xlsx --year 2022 -o kept.xlsx", "kept.xlsx"),
        ("annual kept.xlsx --year 2022 --actuals facts.xlsx -o facts.xlsx", "facts.xlsx"),
    ],
)
def test_it_stays_as_it_was(
    portfolio_cli: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch, command: str, own: str
) -> None:
    monkeypatch.setattr("portfolio.cli.planning.of_plan", lambda _plan: (Path("list.xlsx"), None))
    Path("x").mkdir()
    for name in ("list.xlsx", "kept.xlsx", "facts.xlsx"):
        Path(name).write_bytes(name.encode())
    result = portfolio_cli(*command.split(), "--force")
    assert result.code == 1
    assert "is a file that this command reads" in result.err
    assert Path(own).read_bytes() == own.encode()
    assert engine.calls == []


def test_not_even_under_another_name(portfolio_cli: Any, engine: Engine) -> None:
    Path("list.xlsx").write_bytes(b"mine")
    os.link("list.xlsx", "other.xlsx")
    result = portfolio_cli("plan", "list.xlsx", "-o", "other.xlsx", "--force")
    assert result.code == 1
    assert "other.xlsx is a file that this command reads" in result.err
