"""Planted conflicts: the entries named are irreducible, and every proposal restores a plan.

Amounts in triệu, horizon 2021-2023, 100 a year of TP unless told otherwise (tests/plan/points).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction as F
from functools import cache
from typing import Any

import pytest

import portfolio.model.conflicts as analysis
from portfolio.cli.console import error_document
from portfolio.domain import (
    Band,
    LimitKind,
    Link,
    LinkKind,
    Owner,
    PinKind,
    Portfolio,
    Profile,
    Status,
)
from portfolio.errors import Change, Conflict, Infeasible, Proposal
from portfolio.funding.envelope import build_envelope
from portfolio.i18n import language
from portfolio.inputs import read_workbook
from portfolio.inputs.scenario import apply_scenario, read_scenario
from portfolio.model.conflicts.changes import Input, lift
from portfolio.model.conflicts.entries import Entry, EntryKind, entries_of
from portfolio.model.conflicts.words import clause
from portfolio.model.engine import Options
from portfolio.model.lines import prepare
from portfolio.model.solve import search
from portfolio.study.run import run
from tests.factories import stream
from tests.model.planted import PLANTED, Planted, deadline, money, must
from tests.model.test_against_enumeration import book_of
from tests.plan.points import workbook


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loaded machine may take its time."""
    monkeypatch.setattr(analysis, "SECONDS", 600.0)


@cache
def planted(plant: Callable[[], Planted]) -> tuple[Planted, Infeasible]:
    """A planted conflict and what the analysis says of it."""
    one = plant()
    return one, refusal(one.book)


def refusal(book: Portfolio) -> Infeasible:
    with pytest.raises(Infeasible) as caught:
        run(book)
    return caught.value


def kinds(conflict: Conflict) -> list[str]:
    return sorted(clause.kind for clause in conflict.clauses)


def only(proposals: tuple[Proposal, ...], kind: str, year: int | None = None) -> Change:
    """The one change of this kind among the proposals of a single change."""
    single = [p.changes[0] for p in proposals if len(p.changes) == 1]
    (found,) = [c for c in single if c.kind == kind and year in (None, c.year)]
    return found


def has_plan_with(book: Portfolio, keep: list[Entry]) -> bool:
    """Whether the book has a plan when all entries but these are lifted."""
    given = Input(book)
    rest = [e for e in entries_of(given.data()) if e not in keep]
    free = lift(given, rest)
    envelope = build_envelope(free.portfolio)
    spendable = {
        key: 10**9 if key in free.free else money for key, money in envelope.spendable.items()
    }
    projects = tuple(
        replace(p, mandatory=False, urgent=False, status=Status.PREPARATION)
        if p.id in free.excused
        and (p.status is not Status.ARREARS or "arrears_first" in free.without)  # still owed
        else p
        for p in free.portfolio.projects
    )
    if "arrears_first" in free.without:
        projects = tuple(
            replace(p, status=Status.TRANSITIONAL) if p.status is Status.ARREARS else p
            for p in projects
        )
    settings = free.portfolio.settings
    if "overhang" in free.without:
        settings = replace(settings, overhang_share=F(1000))
    portfolio = replace(free.portfolio, projects=projects, settings=settings)
    data = prepare(portfolio, replace(envelope, spendable=spendable))
    return search(data, Options(gap=0.01)) is not None


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_conflict(plant: Callable[[], Planted]) -> None:
    expected, error = planted(plant)
    (conflict,) = error.conflicts
    assert conflict.irreducible
    assert kinds(conflict) == expected.kinds
    for kind, amount in expected.least.items():
        assert only(error.proposals, kind).amount == amount, kind


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_none_of_the_entries_can_be_spared(plant: Callable[[], Planted]) -> None:
    book, error = planted(plant)[0].book, planted(plant)[1]
    (conflict,) = error.conflicts
    entries = [Entry(EntryKind(c.kind), c.subject, c.year) for c in conflict.clauses]
    assert not has_plan_with(book, entries)
    for entry in entries:
        assert has_plan_with(book, [e for e in entries if e != entry]), entry


@pytest.mark.parametrize("seed", [0, 11, 25, 41, 54, 73])
def test_a_random_refusal_is_irreducible_and_can_be_mended(seed: int) -> None:
    book = book_of(seed)
    error = refusal(book)
    first = error.conflicts[0]
    entries = [Entry(EntryKind(c.kind), c.subject, c.year) for c in first.clauses]
    assert first.irreducible
    assert not has_plan_with(book, entries)
    for entry in entries:
        assert has_plan_with(book, [e for e in entries if e != entry]), entry
    assert error.proposals


def changed(book: Portfolio, change: Change) -> Portfolio:
    """The book as the user would write it after a proposal, by hand and not by the analysis."""
    id, amount = (change.subject or ("",))[0], int(change.amount or 0)

    def project(**new: Any) -> Portfolio:
        return replace(
            book, projects=tuple(replace(p, **new) if p.id == id else p for p in book.projects)
        )

    match change.kind:
        case "start":
            return project(mandatory=False)
        case "deadline" | "latest":
            return project(**{change.kind: getattr(book.project[id], change.kind) + amount})
        case "earliest":
            return project(earliest=(book.project[id].earliest or 0) - amount)
        case "capital":
            return more_revenue(book, id, change.year or 0, amount)
        case "limit":
            (limit,) = book.limits
            new = (limit.amount or 0) + (amount if limit.kind is LimitKind.CAP else -amount)
            return replace(book, limits=(replace(limit, amount=new),))
        case "capacity":
            (owner,) = book.owners
            return replace(book, owners=(replace(owner, capacity=(owner.capacity or 0) + amount),))
    (pin,) = book.pins
    start = pin.kind is PinKind.START
    new_pin = replace(pin, year=amount) if start else replace(pin, amount=amount)
    return replace(book, pins=(new_pin,))


def more_revenue(book: Portfolio, source: str, year: int, amount: int) -> Portfolio:
    """The stream that only this source gets, higher in a year."""
    (flow,) = [s.stream for s in book.sharings if s.source == source]
    (old,) = [s for s in book.streams if s.id == flow]
    gross = {t: r.gross for t, r in old.by_year.items()}
    gross[year] = gross.get(year, 0) + amount
    return replace(
        book, streams=tuple(stream(flow, gross) if s.id == flow else s for s in book.streams)
    )


BY_HAND = ("start", "deadline", "latest", "earliest", "capital", "limit", "capacity", "pin")
CASES = [(plant, kind) for plant in PLANTED for kind in plant().least if kind in BY_HAND]


@pytest.mark.parametrize(("plant", "kind"), CASES, ids=lambda x: getattr(x, "__name__", x))
def test_a_proposal_written_into_the_book_gives_a_plan(
    plant: Callable[[], Planted], kind: str
) -> None:
    book, error = planted(plant)[0].book, planted(plant)[1]
    change = only(error.proposals, kind)
    run(changed(book, change))  # verified by the checker
    if change.amount is not None and kind != "pin":  # and a step less is not enough
        with pytest.raises(Infeasible):
            run(changed(book, replace(change, amount=change.amount - 1)), analyse=False)


def test_money_is_missing_in_all_and_not_in_one_year() -> None:
    error = refusal(money().book)
    years = [(c.year, c.amount) for p in error.proposals for c in p.changes if c.kind == "capital"]
    assert years == [(2021, 200), (2022, 200), (2023, 200)]
    with language("en"):
        text = str(refusal(money().book))
    assert "1 line must start and needs 0.5 tỷ đồng in all" in text
    assert "have 0.3 tỷ đồng to spend in 2021-2023: 0.2 tỷ đồng are missing" in text
    assert "0.2 tỷ đồng more to spend in one of these: TP: 2021, 2022, 2023" in text


def test_two_conflicts_at_once_are_both_told_and_mended_together() -> None:
    # A cannot be paid in two years of 40% at most; B and C exclude each other.
    bands = (Band(F(0), F(2, 5)),) * 3
    tie = Link(LinkKind.EXCLUSION, "B", "C")
    book = workbook(
        must("A", 100, deadline=2022, profile="M"), must("B", 20), must("C", 30), links=(tie,),
        profiles=(Profile("M", "Mẫu", bands),),
    )  # fmt: skip
    error = refusal(book)
    found = {tuple(kinds(c)) for c in error.conflicts}
    assert found == {("deadline", "profile", "start"), ("link", "start", "start")}
    assert all(c.irreducible for c in error.conflicts)
    assert all(len(p.changes) == 2 for p in error.proposals)  # no single change is enough
    first = {c.kind: c for c in error.proposals[0].changes}
    assert {kind: c.amount for kind, c in first.items()} == {"deadline": 1, "link": None}
    run(replace(changed(book, first["deadline"]), links=()))


def test_a_shortage_of_money_beside_a_shortage_of_hands() -> None:
    # TP lacks 50 in 2021 for A; the owner of B lacks 20 in 2022.
    own = must("A", 150, latest=2021, max_years=1)
    other = must("B", 60, earliest=2022, latest=2022, max_years=1, owner="X")
    book = workbook(own, other, owners=(Owner("BQL", "Ban"), Owner("X", "Phòng X", 40)))
    error = refusal(book)
    assert len(error.conflicts) == 2
    sets = [{c.kind: c.amount for c in p.changes} for p in error.proposals]
    assert {"capital": 50, "capacity": 20} in sets


@cache
def shipped() -> Portfolio:
    return apply_scenario(read_workbook("data/projects.xlsx"), read_scenario("hien-hanh"))


def with_projects(book: Portfolio, **changes: dict[str, Any]) -> Portfolio:
    projects = (replace(p, **changes.get(p.id, {})) for p in book.projects)
    return replace(book, projects=tuple(projects))


def test_the_shipped_workbook_names_its_cells() -> None:
    # Profile B: at most 40% a year, so 800 need three years.
    book = with_projects(shipped(), P03={"mandatory": True, "deadline": 2022})
    error = refusal(book)
    (conflict,) = error.conflicts
    assert {c.kind: c.where for c in conflict.clauses} == {
        "start": ("Du_an!L4",), "deadline": ("Du_an!Q4",), "profile": ("Phan_ky!A3",),
    }  # fmt: skip
    change = only(error.proposals, "deadline")
    assert change.amount == 2
    assert "P03" in run(with_projects(book, P03={"deadline": 2024})).solution.starts
    with pytest.raises(Infeasible):
        run(with_projects(book, P03={"deadline": 2023}), analyse=False)


def test_the_shipped_workbook_with_two_conflicts() -> None:
    changes = {"mandatory": True, "latest": 2021, "earliest": 2023}
    book = with_projects(shipped(), P01={"deadline": 2021}, P02=changes)
    error = refusal(book)
    assert len(error.conflicts) == 2
    assert all(c.irreducible for c in error.conflicts)
    first = {(c.kind, c.subject, c.amount) for c in error.proposals[0].changes}
    assert first == {("latest", ("P02",), 2), ("deadline", ("P01",), 2)}
    run(with_projects(book, P01={"deadline": 2023}, P02={"latest": 2023}))


def test_a_pin_of_a_scenario_is_named_by_its_key(tmp_path: Any) -> None:
    text = 'name = "Ghim"\n[project.P03]\nstart = 2025\n'
    (tmp_path / "ghim.toml").write_text(text, "utf-8")
    book = with_projects(shipped(), P03={"deadline": 2025})
    book = apply_scenario(book, read_scenario(tmp_path / "ghim.toml"))
    (conflict,) = refusal(book).conflicts
    where = {c.kind: c.where for c in conflict.clauses}
    assert where["pin"] == ("ghim.toml: project.P03.start",)
    assert where["deadline"] == ("Du_an!Q4",)


def test_revenue_that_a_scenario_sets_is_named_by_its_key(tmp_path: Any) -> None:
    (tmp_path / "hut.toml").write_text('name = "Hụt thu"\n[stream.DAT]\nscale = 0.5\n', "utf-8")
    book = apply_scenario(shipped(), read_scenario(tmp_path / "hut.toml"))
    data = prepare(book, build_envelope(book))
    entry = Entry(EntryKind.CAPITAL, ("TP_DAT",), 2022)  # fed by DAT_NHO and DAT
    assert clause(data, entry).where == ("Nguon_thu!D18", "hut.toml: stream.DAT.scale")
    data = prepare(shipped(), build_envelope(shipped()))
    assert clause(data, entry).where == ("Nguon_thu!D18", "Nguon_thu!D23")


def test_the_analysis_can_be_left_out() -> None:
    with pytest.raises(Infeasible) as caught:
        run(money().book, analyse=False)
    assert (caught.value.conflicts, caught.value.proposals) == ((), ())


def test_time_that_is_up_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "SECONDS", 0.0)
    with language("en"):
        error = refusal(money().book)
    assert "time for looking was up" in str(error)
    assert error.proposals == ()
    assert not any(c.irreducible for c in error.conflicts)


def test_the_error_as_data() -> None:
    document = error_document(refusal(deadline().book))
    assert document["kind"] == "infeasible"
    (conflict,) = document["conflicts"]
    assert {c["kind"] for c in conflict["clauses"]} == {"deadline", "profile", "start"}
    assert "years" in {c["unit"] for p in document["proposals"] for c in p["changes"]}
