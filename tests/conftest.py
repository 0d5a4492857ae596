"""Property tests draw anew at each run at the desk, and the same examples in CI."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from portfolio.i18n import language

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """No test speaks the language that another one left behind."""
    with language("vi"):
        yield
