from __future__ import annotations

from collections.abc import Iterator

import pytest

from portfolio.i18n import language
from tests.edited.desk import Desk, written
from tests.factories import toy_plan


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The workbook is Vietnamese, the messages are compared in English."""
    with language("en"):
        yield


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return written(toy_plan(), tmp_path_factory.mktemp("desk"))
