"""The workbooks that several tests read, written once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from portfolio.i18n import language
from portfolio.model.records import Outcome
from portfolio.output.excel import write_plan
from portfolio.plan.schedule import Plan
from tests.factories import toy_plan
from tests.output.excel import big

PLANS: dict[str, Callable[[], Plan]] = {
    "toy": toy_plan,
    "big": lambda: big.plan(Outcome.TIME_LIMIT),
}


@dataclass(frozen=True)
class Written:
    """A plan and its workbook, read back with formulas and with stored figures."""

    plan: Plan
    path: Path
    formulas: Workbook
    stored: Workbook


Writer = Callable[[str], Written]


@pytest.fixture(scope="session")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    @cache
    def write(name: str) -> Written:
        plan = PLANS[name]()
        path = tmp_path_factory.mktemp(name) / "plan.xlsx"
        with language("en"):
            write_plan(plan, path)
        return Written(plan, path, load_workbook(path), load_workbook(path, data_only=True))

    return write


@pytest.fixture(params=PLANS)
def written(request: pytest.FixtureRequest, writer: Writer) -> Written:
    return writer(request.param)


@pytest.fixture
def limited(writer: Writer) -> Workbook:
    """The big plan, stopped by the time limit."""
    return writer("big").formulas
