"""The shipped records against the text of the programme they come from."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from data.build import portfolio
from portfolio.domain import Group, Kind, Project, Provenance, Status
from tests.data.programme import TEXT, costs, located, paragraphs

MISPRINTS = (
    "Tân Đông", "Tiên Hưng", "Tiên Thành", "Đồng Tiên", "Phú Riêng", "nội dài", "đường cáp",
    "sản giao dịch", " áp ", "đa năng)", "Chính trang",
)  # fmt: skip
BOOK = portfolio()


def lines(prefix: str) -> list[Project]:
    return [p for p in BOOK.projects if p.id.rstrip("0123456789") == prefix]


def by_project(p: Project) -> str:
    return p.id


def test_public_lines() -> None:
    public = lines("P")
    assert [p.id for p in public] == [f"P{n:02}" for n in range(1, 29)]
    assert sum(p.cost or 0 for p in public) == 4_563_000
    assert {p.kind for p in public} == {Kind.PUBLIC}


def test_private_lines() -> None:
    private = lines("T")
    assert [p.cost for p in private] == [
        5_000_000, 746_000, 1_753_000, 1_338_000, 1_500_000, 150_000, 20_000,
    ]  # fmt: skip
    assert sum(p.cost or 0 for p in private) == 10_507_000
    assert {p.kind for p in private} == {Kind.PRIVATE}


def test_planning_tasks() -> None:
    (line,) = lines("QH")
    assert (line.cost, line.status, line.deadline) == (43_000, Status.PREPARATION, 2021)
    rows = {e.source: e.band for e in BOOK.eligibility if e.scope == line.id}
    assert list(rows) == ["TINH"]
    assert rows["TINH"].least == 1


def test_nothing_else_is_costed() -> None:
    assert len(BOOK.costed) == 28 + 7 + 1
    assert [p.id for p in BOOK.uncosted] == [f"C{n:02}" for n in range(1, 58)]


@pytest.mark.parametrize("p", BOOK.projects, ids=by_project)
def test_the_line_stands_in_its_clause(p: Project) -> None:
    assert p.printed in paragraphs()[located(p.clause)]
    assert p.origin.provenance is Provenance.DOCUMENT


@pytest.mark.parametrize("p", BOOK.costed, ids=by_project)
def test_the_cost_is_the_printed_cost(p: Project) -> None:
    assert costs(p.printed) == [p.cost]


@pytest.mark.parametrize("p", BOOK.uncosted, ids=by_project)
def test_an_uncosted_line_has_no_printed_cost(p: Project) -> None:
    assert costs(p.printed) == []


def test_every_printed_cost_is_a_line() -> None:
    text = TEXT.read_text(encoding="utf-8")
    assert Counter(costs(text)) == Counter(p.cost for p in BOOK.costed)


def test_lines_stand_in_the_order_of_the_document() -> None:
    order = list(paragraphs())
    for prefix in ("P", "T", "C"):
        places = [
            (order.index(located(p.clause)), paragraphs()[located(p.clause)].index(p.printed))
            for p in lines(prefix)
        ]
        assert places == sorted(places)


def test_every_clause_of_the_lists_has_a_line() -> None:
    """Nothing named in I.1 (1), I.1 (2) or I.2 is left out but one general sentence."""
    cited = {located(p.clause) for p in BOOK.projects}
    listed = {
        key for key in paragraphs() if key[0] in ("I.1 (1)", "I.1 (2)", "I.2") and key[1] != "đoạn"
    }
    assert listed - cited == {("I.2", "gạch đầu dòng", 2)}  # yearly review of plans


@pytest.mark.parametrize("p", BOOK.projects, ids=by_project)
def test_the_name_is_clean(p: Project) -> None:
    for text in (p.name, p.place, p.note, p.printed):
        assert unicodedata.is_normalized("NFC", text)
        assert text == " ".join(text.split())
    assert not [wrong for wrong in MISPRINTS if wrong in f" {p.name} {p.place} "]


@pytest.mark.parametrize("p", BOOK.costed, ids=by_project)
def test_the_group_follows_the_thresholds(p: Project) -> None:
    sector = BOOK.sector[p.sector]
    expected = Group.C
    if sector.a_from is not None and sector.b_from is not None and p.cost is not None:
        if p.cost >= sector.a_from:
            expected = Group.A
        elif p.cost >= sector.b_from:
            expected = Group.B
    assert p.group is expected


def test_named_references_in_the_notes_exist() -> None:

    for p in BOOK.projects:
        for other in re.findall(r"\b(?:[PCT]|QH)\d\d\b", p.note):
            assert other in BOOK.project
            assert other != p.id


def test_urgent_transitional_and_divisible() -> None:
    assert [p.id for p in BOOK.projects if p.urgent] == ["P01"]
    assert [p.id for p in BOOK.projects if p.status is Status.TRANSITIONAL] == ["P13"]
    assert [p.id for p in BOOK.projects if p.divisible] == ["P09", "P25", "P28"]
    assert all(p.least_funded > 0 for p in BOOK.projects if p.divisible)


def test_clearance_only_on_wide_roads() -> None:
    wide = [p for p in BOOK.projects if p.road_width is not None and p.road_width >= 28]
    assert {p.id for p in BOOK.projects if p.clearance is not None} == {p.id for p in wide}
    assert all(p.clearance and p.cost and p.clearance * 10 == p.cost * 4 for p in wide)


def test_marks_are_complete() -> None:
    ids = {c.id for c in BOOK.criteria}
    assert set(BOOK.scores) == {(p.id, c) for p in BOOK.costed for c in ids}
    assert all(1 <= mark <= 5 for mark in BOOK.scores.values())
    assert sum(c.weight for c in BOOK.criteria) == 100
