"""Which line a row is, when codes and names are not unique."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portfolio.domain import Portfolio
from portfolio.errors import Place
from portfolio.inputs.edited.identify import Label, Names, Nobody
from portfolio.inputs.edited.records import Heading, Original
from portfolio.inputs.findings import Findings
from tests.factories import project, toy

ORIGINAL = Original({}, (), (), {}, {}, {})


def phases() -> Portfolio:
    """One code for the two phases of a road, one name for two markets."""
    return replace(toy(), projects=(
        project("R1", 1, name="Đường 1", code="7001"),
        project("R2", 1, name="Đường 2", code="7001"),
        project("M1", 1, name="Chợ", code="7002"), project("M2", 1, name="Chợ", code="7003"),
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name", "found", "told"),
    [
        ("7001", "Đường 1", "R1", []),
        ("7001", "Đường 2", "R2", []),
        ("7002", "Chợ", "M1", []),
        ("7003", "", "M2", ["line-renamed"]),
        ("", "Đường 2", "R2", ["line-code"]),
        ("7001", "", Nobody.CONTRADICTION, ["line-contradiction"]),  # which of the two?
        ("", "Chợ", Nobody.CONTRADICTION, ["line-contradiction"]),
        ("7002", "Đường 1", Nobody.CONTRADICTION, ["line-contradiction"]),
        ("R1", "", "R1", ["line-renamed"]),  # the id, where no code is the same
        ("9999", "Cầu", Nobody.UNKNOWN, []),
    ],
)
def test_code_and_name_together(code: str, name: str, found: object, told: list[str]):
    findings = Findings()
    label = Label("1", code, name, Place("C12"), Place("B12"))
    assert Names(phases(), ORIGINAL).find(label, findings) == found
    assert [p.code for p in findings.problems()] == told


def test_headings_of_one_name_come_in_the_order_of_the_export():
    first = Heading("I", "Dự án khởi công mới", "public", "new", "")
    second = replace(first, kind="private")
    names = Names(toy(), replace(ORIGINAL, headings=(first, second)))
    label = Label("I", "", "Dự án khởi công mới", Place("C12"), Place("B12"))
    assert names.headings.take(label) is first
    assert names.headings.take(label) is second
    assert names.headings.take(label) is None  # a third one is nobody's
    assert names.headings.take(replace(label, code="P1")) is None
