from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from portfolio.cli import main
from portfolio.domain import Portfolio
from portfolio.errors import PortfolioError
from portfolio.i18n import current_language, set_language
from portfolio.plan.schedule import Plan

# loaded before a test puts something in place of the solver: they would keep that
from portfolio.study import attribute, curve, marginal, replan  # noqa: F401
from tests.factories import toy, toy_plan


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Texts are compared in English; each test leaves the language as it was."""
    before = current_language()
    monkeypatch.setenv("PORTFOLIO_LANG", "en")
    yield
    set_language(before)


@dataclass
class Engine:
    """Stands for the reader and the solver: the command line is tested without them."""

    portfolio: Portfolio = field(default_factory=toy)
    plan: Plan = field(default_factory=toy_plan)
    error: PortfolioError | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)

    def read_workbook(self, path: Path) -> Portfolio:
        if self.error is not None:
            raise self.error
        return replace(self.portfolio, path=str(path))

    def run(self, portfolio: Portfolio, scenario: object = None, **more: Any) -> Plan:
        self.calls.append({"scenario": scenario, **more})
        return self.plan


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    """The toy portfolio and plan behind every file name; the current folder is empty."""
    made = Engine()
    monkeypatch.setattr("portfolio.inputs.read_workbook", made.read_workbook)
    monkeypatch.setattr("portfolio.study.run.run", made.run)
    monkeypatch.chdir(tmp_path)
    return made


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def portfolio_cli(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*args: str) -> Result:
        code = main(args)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call
