"""From which offset on a scenario brings nothing against the base."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from portfolio.domain import Portfolio
from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.inputs.scenario import Scenario, apply_scenario
from portfolio.model.engine import Options
from portfolio.plan.schedule import Plan
from portfolio.study.crew import crew
from portfolio.study.points import Difference, Point, point_of, solve_point
from portfolio.study.run import run
from portfolio.study.vary import Range


@dataclass(frozen=True)
class BreakEven:
    """Where the optimum of a scenario meets that of the base as a parameter rises.

    ``last_gain``: the highest value with a proven gain, None when there is none from the start.
    ``first_none``: the lowest value above it without one, None when the gain stays to the end.
    ``first_loss``: the lowest value with a proven loss, None when there is none. ``points``: the
    values that were solved. Each is found by halving, which takes the optimum to fall (or stay)
    as the parameter rises, to one step of ``range``. ``plan``: that of the base, in full.
    """

    scenario: str
    range: Range
    base: Point
    points: Mapping[Fraction, Point]
    last_gain: Fraction | None
    first_none: Fraction | None
    first_loss: Fraction | None
    plan: Plan

    @property
    def proven(self) -> bool:
        """Every plan is optimal within the asked gap."""
        return self.base.proven and all(point.proven for point in self.points.values())

    def difference(self, value: Fraction) -> Difference:
        """The scenario's optimum less the base's at a value that was solved."""
        return Difference.of(self.base, self.points[value])


def break_even(
    portfolio: Portfolio,
    base: Scenario,
    scenario: Scenario,
    along: Range,
    *,
    options: Options | None = None,
    workers: int | None = None,
    on_done: Callable[[int], None] | None = None,
    command: str = "",
) -> BreakEven:
    """The value of ``along`` (an offset share, usually) at which ``scenario`` brings nothing.

    The difference of the optima is judged by the proven intervals of both solves. Raises
    ``PortfolioError`` when the parameter is that of a mechanism which the scenario does not ask
    for, or makes no difference to the scenario at all.
    """
    _need_mechanism(portfolio, scenario, along)
    options = options or Options.of(apply_scenario(portfolio, base).settings)
    values = along.values
    made: dict[int, Point] = {}
    with crew(workers) as run_all:

        def solve(*places: int) -> None:
            new = [n for n in dict.fromkeys(places) if n not in made]
            jobs = [
                (apply_scenario(portfolio, along.parameter.set(scenario, values[n])), options)
                for n in new
            ]
            made.update(zip(new, run_all(solve_point, jobs), strict=True))
            if on_done is not None:
                on_done(len(made) + 1)

        plan = run(portfolio, base, options=options, command=command)
        start = point_of(plan)
        solve(0, len(values) - 1)
        _need_effect(along, made[0], made[len(values) - 1])
        no_gain = _first(len(values), solve, lambda n: not Difference.of(start, made[n]).is_gain)
        loss = _first(len(values), solve, lambda n: Difference.of(start, made[n]).is_loss)
    return BreakEven(
        scenario.id,
        along,
        start,
        {values[n]: made[n] for n in sorted(made)},
        None if no_gain == 0 else values[-1 if no_gain is None else no_gain - 1],
        None if no_gain is None else values[no_gain],
        None if loss is None else values[loss],
        plan,
    )


def _need_mechanism(portfolio: Portfolio, scenario: Scenario, along: Range) -> None:
    """To set it would add the mechanism: what then breaks even is another scenario."""
    own = along.parameter
    asked = [m.id for m in apply_scenario(portfolio, scenario).mechanisms]
    if own.section == "mechanism" and own.id not in asked:
        text = _("{scenario} does not ask for the mechanism {id}").format(
            scenario=scenario.id, id=own.id
        )
        if asked:
            names = ", ".join(f"--vary {id}.{own.field}=0:1" for id in asked)
            text += "; " + _("try {names}").format(names=names)
        raise PortfolioError(text)


def _need_effect(along: Range, first: Point, last: Point) -> None:
    if first == last or (first.figures, first.starts) == (last.figures, last.starts):
        text = _("{name} changes nothing from {low} to {high}: there is nothing to break even")
        own = along.parameter
        values = {"low": own.written(along.low), "high": own.written(along.high)}
        raise PortfolioError(text.format(name=own.name, **values))


def _first(count: int, solve: Callable[..., None], holds: Callable[[int], bool]) -> int | None:
    """The first place at which something holds that goes on holding; None if nowhere.

    Places 0 and ``count`` − 1 are solved already.
    """
    if holds(0):
        return 0
    low, high = 0, count - 1
    if not holds(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        solve(middle)
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
