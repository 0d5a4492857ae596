"""The key figures of a plan that a comparison sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain import Kind, Project, Tier
from portfolio.i18n import N_
from portfolio.plan.earmarked import earmarked_idle
from portfolio.plan.schedule import Plan
from portfolio.study.significance import PRIVATE_TIERS, PUBLIC_TIERS


class Unit(StrEnum):
    """Of a figure: whole triệu đồng, or a number of lines."""

    MONEY = "money"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure. ``of``: its value, triệu đồng or a number of lines.

    ``tiers``: those whose solution it depends on; none for a figure of the inputs, which
    no solver can move.
    """

    key: str
    text: str
    unit: Unit
    of: Callable[[Plan], int]
    tiers: tuple[Tier, ...] = PUBLIC_TIERS


def capital_of(plan: Plan, kind: Kind) -> int:
    """Capital within the plan of the lines of a kind, triệu đồng."""
    project = plan.portfolio.project
    return sum(amount for pid, amount in plan.capital.items() if project[pid].kind is kind)


def _public(plan: Plan, chosen: Callable[[Project], object] = bool) -> list[Project]:
    return [p for p in plan.portfolio.costed if p.kind is Kind.PUBLIC and chosen(p)]


def _needs(lines: Iterable[Project]) -> int:
    return sum(p.need for p in lines)


def _out(plan: Plan) -> list[Project]:
    return _public(plan, lambda p: p.id not in plan.solution.starts)


FIGURES = (
    Figure(
        "spendable", N_("Spendable money of the budget sources"), Unit.MONEY,
        lambda plan: sum(plan.envelope.spendable.values()), (),
    ),
    Figure(
        "feedback", N_("Plus or less: what the plan itself brings (land revenue, offsets)"),
        Unit.MONEY,
        lambda plan: (
            sum(b.spendable for b in plan.balances.values())
            - sum(plan.envelope.spendable.values())
        ),
    ),
    Figure(
        "public", N_("Capital of the public lines"), Unit.MONEY,
        lambda plan: capital_of(plan, Kind.PUBLIC),
    ),
    Figure(
        "idle", N_("Money left idle over the plan"), Unit.MONEY,
        lambda plan: sum(b.idle for b in plan.balances.values()),
    ),
    Figure(
        "earmarked_idle", N_("of which set aside by earmarks that nothing can use"), Unit.MONEY,
        lambda plan: sum(earmarked_idle(plan).values()),
    ),
    Figure(
        "need", N_("Need of all costed public lines"), Unit.MONEY,
        lambda plan: _needs(_public(plan)), (),
    ),
    Figure(
        "unfunded_need", N_("Need of the public lines without funds"), Unit.MONEY,
        lambda plan: _needs(_out(plan)),
    ),
    Figure(
        "overhang", N_("Left to the next plan"), Unit.MONEY,
        lambda plan: sum(plan.solution.overhang.values()), tuple(Tier),
    ),
    Figure(
        "private", N_("Capital of the private lines"), Unit.MONEY,
        lambda plan: capital_of(plan, Kind.PRIVATE), PRIVATE_TIERS,
    ),
    Figure(
        "costed", N_("Costed public lines"), Unit.LINES,
        lambda plan: len(_public(plan)), (),
    ),
    Figure(
        "started", N_("Public lines started"), Unit.LINES,
        lambda plan: len(_public(plan, lambda p: p.id in plan.solution.starts)),
    ),
    Figure(
        "full", N_("Public lines fully funded in the plan"), Unit.LINES,
        lambda plan: len(_public(plan, plan.is_full)),
    ),
    Figure("out", N_("Public lines without funds"), Unit.LINES, lambda plan: len(_out(plan))),
    Figure(
        "private_started", N_("Private lines started"), Unit.LINES,
        lambda plan: sum(
            p.kind is Kind.PRIVATE and p.id in plan.solution.starts for p in plan.portfolio.costed
        ),
        PRIVATE_TIERS,
    ),
)  # fmt: skip
"""In the order of every table."""
