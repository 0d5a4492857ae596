"""Pairs of rules 10 to 12, and of what the checker verifies beside the model's rules."""

from __future__ import annotations

from dataclasses import replace

from portfolio.domain import (
    Anchor,
    Kind,
    LandRevenue,
    Link,
    LinkKind,
    Pin,
    PinKind,
    Portfolio,
    Project,
    Settings,
    Status,
)
from portfolio.funding.envelope import build_envelope
from portfolio.funding.records import Feedback, LedgerLine, Step
from portfolio.model.records import Solution
from tests.plan.points import A21, AB21, Case, line, pair, solved, tp, workbook

A22 = {"A": 2022}
A, B = line("A", 10, max_years=2), line("B", 10, max_years=2)


def links() -> dict[str, tuple[Case, Case]]:
    def tied(kind: LinkKind, lag: int, first: Project = A) -> Portfolio:
        return workbook(first, B, links=(Link(kind, "A", "B", lag),))

    def b_in(year: int) -> tuple[dict[str, int], dict[tuple[str, str, int], int]]:
        return {"A": 2021, "B": year}, {**tp("A", 10), **tp("B", 10, first=year)}

    start, finish = tied(LinkKind.AFTER_START, 1), tied(LinkKind.AFTER_FINISH, 1)
    alone = {"B": 2021}, tp("B", 10)
    no_estimate = tied(LinkKind.AFTER_START, 0, line("A", None))
    return {
        "links": pair(start, b_in(2022), b_in(2021)),
        "links/together": pair(tied(LinkKind.AFTER_START, 0), b_in(2021), alone),
        "links/after the end": pair(finish, b_in(2023), b_in(2022)),
        "links/exclusion": pair(tied(LinkKind.EXCLUSION, 0), alone, b_in(2021)),
        "links/no estimate": pair(no_estimate, ({}, {}), alone),
    }


def starts() -> dict[str, tuple[Case, Case]]:
    one_a_year = Settings(first_year=2021, last_year=2023, new_starts=1)
    new = workbook(A, B, settings=one_a_year)
    others = (
        line("C", 1, kind=Kind.PRIVATE),
        line("D", 1, status=Status.PREPARATION),
        line("E", 1, status=Status.TRANSITIONAL),
    )
    mixed = workbook(A, B, *others, settings=one_a_year)
    started = {"A": 2021, "C": 2021, "D": 2021, "E": 2021}
    paid = tp("A", 10) | tp("C", 1, source="NDT") | tp("D", 1) | tp("E", 1)
    owed = workbook(line("A", 10, status=Status.ARREARS), B)
    b = tp("B", 10)
    return {
        "new_starts": pair(
            new,
            ({"A": 2021, "B": 2022}, tp("A", 10) | tp("B", 10, first=2022)),
            (AB21, tp("A", 10) | b),
        ),
        "new_starts/new public lines": pair(
            mixed,
            ({**started, "B": 2022}, paid | tp("B", 10, first=2022)),
            ({**started, "B": 2021}, paid | b),
        ),
        "arrears_first": pair(owed, (AB21, tp("A", 10) | b), (AB21, tp("A", 9, 1) | b)),
    }


def pins() -> dict[str, tuple[Case, Case]]:
    def pinned(kind: PinKind, **more: object) -> Portfolio:
        return workbook(A, pins=(Pin(kind, "A", **more),))  # type: ignore[arg-type]

    amount = pinned(PinKind.AMOUNT, year=2022, source="TP", amount=5)
    start, out = pinned(PinKind.START, year=2022), pinned(PinKind.EXCLUDE)
    paid = tp("A", 10)
    return {
        "pins": pair(amount, (A21, tp("A", 5, 5)), (A21, tp("A", 6, 4))),
        "pins/start": pair(start, (A22, tp("A", 10, first=2022)), (A21, paid)),
        "pins/exclude": pair(out, ({}, {}), (A21, paid)),
    }


def ledgers() -> dict[str, tuple[Case, Case]]:
    portfolio = workbook(A)
    plan = solved(portfolio, A21, tp("A", 10))
    true = build_envelope(portfolio)
    key = ("TP", 2022)
    richer = replace(true, spendable={**true.spendable, key: true.spendable[key] + 1})
    carries = replace(true, carry_limit={**true.carry_limit, key: 1})
    *steps, last = true.ledger
    amiss = replace(true, ledger=(replace(steps[0], amount=101), *steps[1:], last))
    purse = replace(true, unlimited=frozenset())
    good = Case(portfolio, plan, true)
    # a triệu in a year that the plan does not have, with a ledger that agrees
    stray = LedgerLine("TP", 2030, Step.GROSS, 1), LedgerLine("TP", 2030, Step.SPENDABLE, 1)
    later = replace(
        true, spendable={**true.spendable, ("TP", 2030): 1}, ledger=(*true.ledger, *stray)
    )
    gain, carried = (
        replace(true, feedback=(Feedback("A", 2021, "TP", 2022, amount, carry),))
        for amount, carry in ((1, 0), (0, 1))
    )
    sold = workbook(replace(A, land=LandRevenue("NS", 1, Anchor.START)))
    told = build_envelope(sold)
    sale = solved(sold, A21, tp("A", 10))
    return {
        "ledger/year": (good, Case(portfolio, plan, later)),
        "ledger/gain": (good, Case(portfolio, plan, gain)),
        "ledger/gain carried": (good, Case(portfolio, plan, carried)),
        "ledger/gain forgotten": (
            Case(sold, sale, told),
            Case(sold, sale, replace(told, feedback=())),
        ),
        "ledger": (good, Case(portfolio, plan, richer)),
        "ledger/carry": (good, Case(portfolio, plan, carries)),
        "ledger/steps": (good, Case(portfolio, plan, amiss)),
        "ledger/unlimited": (good, Case(portfolio, plan, purse)),
    }


def reports() -> dict[str, tuple[Case, Case]]:
    """10 triệu at score 60 are 6, a year of waiting takes 0.3."""
    portfolio = workbook(A)
    plan = solved(portfolio, A22, tp("A", 10, first=2022))
    (rest,) = plan.report.tiers
    assert (rest.value, round(rest.waiting, 9), round(rest.objective, 9)) == (6.0, 0.3, 5.7)

    def told(**more: float) -> Case:
        tier = replace(rest, **more)
        main = {k: v for k, v in more.items() if k in ("objective", "bound", "gap")}
        return Case(portfolio, replace(plan, report=replace(plan.report, tiers=(tier,), **main)))

    wider = told(bound=5.7 * 1.01, gap=0.01)
    return {
        "objective": (told(), told(value=6.001)),
        "objective/sum": (told(), told(objective=5.701)),
        "objective/bound": (told(bound=5.7 - 1e-6, gap=0.0), told(bound=5.69, gap=-0.01 / 5.7)),
        "objective/gap": (wider, told(bound=5.7 * 1.01, gap=0.001)),
        "objective/tier": (told(), Case(portfolio, replace(
            plan, report=replace(plan.report, tiers=())))),
        "objective/plan": (told(), Case(portfolio, replace(
            plan, report=replace(plan.report, objective=5.0)))),
    }  # fmt: skip


def ill_formed() -> dict[str, tuple[Case, Case]]:
    portfolio = workbook(line("A", 10), line("B", 10), line("Z", None))
    plan = solved(portfolio, A21, tp("A", 10))
    good = Case(portfolio, plan)

    def more(cells: dict[tuple[str, str, int], int]) -> Solution:
        return replace(plan, cells={**plan.cells, **cells})

    return {
        "integrity": (good, Case(portfolio, more({("X", "TP", 2021): 1}))),
        "integrity/source": (good, Case(portfolio, more({("A", "X", 2021): 1}))),
        "integrity/year": (good, Case(portfolio, more({("A", "TP", 2024): 1}))),
        "integrity/no estimate": (good, Case(portfolio, more({("Z", "TP", 2021): 1}))),
        "integrity/whole": (good, Case(portfolio, more({("A", "TP", 2021): 10.0}))),  # type: ignore[dict-item]
        "integrity/promise": (good, Case(portfolio, replace(plan, funded={"A": 10, "B": 1}))),
    }


PAIRS = links() | starts() | pins() | ledgers() | reports() | ill_formed()
