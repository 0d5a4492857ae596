"""Whether an input has a plan, asked of the solver many times within one time limit."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pulp

from portfolio.domain import SourceYear
from portfolio.model.build import Model, build, expression
from portfolio.model.conflicts.changes import Input
from portfolio.model.engine import Answer, End, Session, maximise
from portfolio.model.variables import Term
from portfolio.model.whole import allocate

SURE = 1e-6
"""Gap of the solves that look for a least change."""


@dataclass
class Probe:
    """Solves within ``seconds``. ``solves`` counts them."""

    session: Session
    seconds: float
    solves: int = 0
    _model: _Switched | None = None

    @property
    def late(self) -> bool:
        """Whether the time is up, or the user said stop."""
        return self.session.stopped or self.session.elapsed > self.seconds

    def feasible(self, given: Input, *, sure: bool = False) -> bool | None:
        """Whether some plan obeys what is left; None when the time was up before.

        ``sure``: "no" is believed only of the solver without presolve.
        """
        if self.late:
            return None
        answer = self._solve(self._switched(given), [], sure=sure)
        if answer.objective is not None:
            return True
        return False if answer.end is End.INFEASIBLE else None

    def has_plan(self, given: Input) -> bool:
        """Whether there is a plan in whole triệu; as ``feasible`` where a rule is left out."""
        if self.late:
            return False
        model = self._switched(given)
        if self._solve(model, []).objective is None:
            return False
        return bool(given.free or given.without) or self.can_place(given, _starts(model))

    def can_place(self, given: Input, starts: Mapping[str, int]) -> bool:
        """Whether these starts have a plan in whole triệu, with every rule in force."""
        if self.late or given.free or given.without:
            return False
        self.solves += 1
        return allocate(given.data(), starts, self.session) is not None

    def least_capital(
        self, given: Input, sought: Collection[SourceYear]
    ) -> tuple[dict[SourceYear, int], dict[str, int]]:
        """The least triệu more in these source-years that leave a plan, and its starts.

        Nothing when no amount does.
        """
        if self.late or not sought:
            return {}, {}
        model = self._switched(given, sought)
        terms = [(model.variables.more[key], -1.0) for key in sought]
        if self._solve(model, terms).objective is None:
            return {}, {}
        more = {key: math.ceil(model.value(model.variables.more[key]) - 1e-4) for key in sought}
        return {key: amount for key, amount in more.items() if amount > 0}, _starts(model)

    def least_dropped(self, given: Input, excusable: Collection[str]) -> list[str] | None:
        """The mandatory lines of the least total need that must not start."""
        if self.late:
            return None
        model = self._switched(replace(given, excused=given.excused.union(excusable)))
        v = model.variables
        lines = [line for line in v.data.lines if line.id in excusable]
        terms = [(s, max(1, line.need) / v.unit) for line in lines for _, s in v.starts(line)]
        if self._solve(model, terms).objective is None:
            return None
        return [
            line.id for line in lines if not any((s.varValue or 0) > 0.5 for _, s in v.starts(line))
        ]

    def nearest_amount(self, given: Input, cell: tuple[str, str, int], amount: int) -> int | None:
        """The possible amount of a cell that is nearest to one that is not."""
        if self.late:
            return None
        data = given.data()
        model = build(data, excused=given.excused, without=given.without, unbounded=given.free)
        v = model.variables
        x = v.cell.get(cell)
        if x is None:
            return 0
        over = v.problem.add_variable("over", 0)
        under = v.problem.add_variable("under", 0)
        apart = expression([(x, 1.0), (over, -1.0), (under, 1.0)])
        v.problem.addConstraint(apart == amount / v.unit, "apart")
        if self._solve(model, [(over, -1.0), (under, -1.0)]).objective is None:
            return None
        return round(model.value(x))

    def _solve(self, model: Model, objective: list[Term], *, sure: bool = False) -> Answer:
        self.solves += 1
        return maximise(model.problem, expression(objective), self.session, gap=SURE, sure=sure)

    def _switched(self, given: Input, sought: Collection[SourceYear] = ()) -> Model:
        """The model of an input, the last one again where only switches differ."""
        if self._model is None or not self._model.is_of(given):
            self._model = _Switched.of(given)
        return self._model.switch(given, sought)


def _starts(model: Model) -> dict[str, int]:
    return {p: t for (p, t), s in model.variables.start.items() if (s.varValue or 0) > 0.5}


@dataclass(frozen=True)
class _Switched:
    """A model in which lines can be excused and capital set free without building it again."""

    given: Input
    model: Model
    must: Mapping[str, pulp.LpConstraint]

    @classmethod
    def of(cls, given: Input) -> _Switched:
        data = given.data()
        every = [line.id for line in data.lines if line.project.must_start]
        money = list(data.envelope.spendable)
        model = build(data, pooled=True, excused=every, without=given.without, unbounded=money)
        must: dict[str, pulp.LpConstraint] = {}
        for line in data.lines:
            if line.project.must_start:
                starts = expression([(s, 1.0) for _, s in model.variables.starts(line)])
                row = model.problem.addConstraint(starts >= 1, f"must_{len(must)}")
                must[line.id] = row
        return cls(given, model, must)

    def is_of(self, given: Input) -> bool:
        """Whether the input differs from this one by its switches at most."""
        own = self.given
        same = own.without == given.without and own.extra == given.extra
        return same and own.portfolio == given.portfolio

    def switch(self, given: Input, sought: Collection[SourceYear]) -> Model:
        """Excuse and set free as the input says; ``sought`` is set free, too."""
        for id, row in self.must.items():
            row.changeRHS(0 if id in given.excused else 1)
        for key, more in self.model.variables.more.items():
            more.bounds(0, None if key in given.free or key in sought else 0)
        return self.model
