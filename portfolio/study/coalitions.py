"""The plan of every coalition of mechanisms, with as few solves as will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from portfolio.domain import Portfolio, Project
from portfolio.errors import Infeasible
from portfolio.funding.envelope import build_envelope
from portfolio.funding.mechanisms import grant
from portfolio.i18n import _
from portfolio.model.engine import Options
from portfolio.plan.check import check
from portfolio.plan.schedule import Plan
from portfolio.study.crew import crew
from portfolio.study.points import Point, essence, model_key, point_of
from portfolio.study.run import run
from portfolio.study.shapley import Coalition


@dataclass(frozen=True)
class Job:
    """Portfolios that differ at most in what owners can disburse; ``wanted``: keep the plan."""

    members: tuple[Portfolio, ...]
    wanted: tuple[bool, ...]
    options: Options


@dataclass(frozen=True)
class Done:
    """A plan for each member, those wanted in full, and how many solves it took."""

    points: tuple[Point, ...]
    plans: tuple[Plan | None, ...]
    solves: int


@dataclass(frozen=True)
class Solved:
    """Every coalition's point, the plan of the largest, and how many solves it took."""

    points: dict[Coalition, Point]
    plan: Plan
    solves: int


def solve_coalitions(
    base: Portfolio,
    asked: Sequence[Coalition],
    options: Options,
    workers: int | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> Solved:
    """A verified plan for each coalition of the mechanisms of ``base``.

    Coalitions that make the same model are solved once. Those that differ only in the owners'
    capacities are solved without any capacity first: where that plan obeys each one's own, it
    is the best of both, by one bound; else each is solved on its own. Raises ``Infeasible``
    when one of them has no plan.
    """
    portfolios = {members: with_only(base, members) for members in asked}
    first_of: dict[object, Coalition] = {}
    twin = {s: first_of.setdefault(model_key(p), s) for s, p in portfolios.items()}
    groups: dict[object, list[Coalition]] = {}
    for members in first_of.values():
        groups.setdefault(_ownerless(portfolios[members]), []).append(members)
    largest = max(asked, key=len)
    order = [*groups.values()][::-1]  # the large coalitions take longest
    jobs = [
        Job(
            tuple(portfolios[members] for members in group),
            tuple(members == twin[largest] for members in group),
            options,
        )
        for group in order
    ]
    told = None if on_done is None else (lambda done: on_done(done, len(jobs)))
    try:
        with crew(workers) as run_all:
            results = run_all(solve_group, jobs, told)
    except Infeasible as error:
        text = _("A coalition of the mechanisms has no plan, so nothing can be divided: {reason}")
        raise Infeasible(text.format(reason=error), error.conflicts) from error
    found: dict[Coalition, tuple[Point, Plan | None]] = {}
    for group, done in zip(order, results, strict=True):
        found |= dict(zip(group, zip(done.points, done.plans, strict=True), strict=True))
    plan = found[twin[largest]][1]
    assert plan is not None
    points = {members: found[twin[members]][0] for members in asked}
    return Solved(points, plan, sum(done.solves for done in results))


def with_only(portfolio: Portfolio, members: Coalition) -> Portfolio:
    """The portfolio with only these of its mechanisms, in their order."""
    kept = tuple(mechanism for mechanism in portfolio.mechanisms if mechanism.id in members)
    return replace(portfolio, mechanisms=kept)


def solve_group(job: Job) -> Done:
    """A plan for each member of a job. Raises as ``run``."""
    shared = _without_capacities(job) if len(job.members) > 1 else None
    plans, solves = [], int(shared is not None)
    for portfolio in job.members:
        plan = None if shared is None else _as_plan_of(portfolio, shared)
        if plan is None:
            plan = run(portfolio, options=job.options)
            solves += 1
        plans.append(plan)
    kept = (plan if wanted else None for plan, wanted in zip(plans, job.wanted, strict=True))
    return Done(tuple(map(point_of, plans)), tuple(kept), solves)


def _without_capacities(job: Job) -> Plan:
    """The best plan when owners can disburse whatever is needed: none of the members has a
    better one.
    """
    granted = grant(job.members[0])
    owners = tuple(replace(owner, capacity=None) for owner in granted.owners)
    return run(replace(granted, owners=owners), options=job.options)


def _as_plan_of(portfolio: Portfolio, plan: Plan) -> Plan | None:
    """The same solution as a plan of another portfolio, when it obeys that one's rules."""
    granted = grant(portfolio)
    envelope = build_envelope(granted)
    checks = check(granted, plan.solution, envelope)
    return None if checks.broken else Plan(granted, envelope, plan.solution, checks, plan.info)


def _ownerless(portfolio: Portfolio) -> object:
    """A key that leaves the owners out, unless a limit asks who the owner is."""
    granted = grant(portfolio)
    if any(limit.owner is not None for limit in granted.limits):
        return model_key(portfolio)
    projects = tuple(map(_orphan, granted.projects))
    bare = replace(granted, owners=(), projects=projects)
    return essence((bare, build_envelope(granted)))


def _orphan(project: Project) -> Project:
    clearing = project.clearing and replace(project.clearing, owner="")
    return replace(project, owner="", clearing=clearing)
