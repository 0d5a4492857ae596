"""data/projects.xlsx holds exactly the records it was written from."""

from __future__ import annotations

from dataclasses import fields

from data.build import WORKBOOK, portfolio
from portfolio.domain import Portfolio
from portfolio.inputs import read_workbook

READING = {"path", "sha256", "notices", "places"}


def test_the_workbook_has_not_drifted_from_the_records() -> None:
    """After a change of the records: ``python data/build.py``."""
    found, expected = read_workbook(WORKBOOK), portfolio()
    for field in fields(Portfolio):
        if field.name not in READING:
            assert getattr(found, field.name) == getattr(expected, field.name), field.name


def test_the_shipped_workbook_raises_no_warning() -> None:
    assert read_workbook(WORKBOOK).notices == ()
