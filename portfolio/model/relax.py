"""The linear relaxation: what the optimum could be at most, and what a triệu more is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.domain import SourceYear, Tier
from portfolio.errors import Infeasible
from portfolio.i18n import _
from portfolio.model.build import build
from portfolio.model.engine import Options, Session
from portfolio.model.lexicographic import lexicographic
from portfolio.model.lines import Data

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Relaxation:
    """The optimum when lines may start in part.

    ``objective``: of the main tier, triệu đồng weighted: an upper bound on any plan.
    ``starts``: (project, year) -> the part started, non-zero. ``shadow_prices``: (source,
    year) -> what one more triệu there would add to ``objective``: duals of the relaxation, not
    of the plan (a mixed-integer program has none).
    """

    objective: float
    starts: dict[tuple[str, int], float]
    shadow_prices: dict[SourceYear, float]

    @property
    def prices(self) -> pd.DataFrame:
        """Columns: source, year, shadow_price (weighted triệu per triệu đồng)."""
        import pandas as pd

        rows = [(k, t, price) for (k, t), price in self.shadow_prices.items()]
        return pd.DataFrame(rows, columns=["source", "year", "shadow_price"])

    def __repr__(self) -> str:
        return f"<Relaxation: objective at most {self.objective:,.4f}>"


def relaxation(data: Data, options: Options) -> Relaxation:
    """Solve the linear relaxation. Raises ``Infeasible`` when even that has no solution."""
    session = Session(options)
    model = build(data, relaxed=True)
    if lexicographic(model, session) is None:
        raise Infeasible(_("No plan obeys all the rules, even with lines started in part."))
    prices = {
        (row.subject[0], row.year or 0): constraint.pi or 0.0
        for row, constraint in zip(model.rows, model.problem.constraints(), strict=False)
        if row.rule == "envelope" and len(row.subject) == 1
    }
    starts = {
        key: s.varValue or 0.0
        for key, s in model.variables.start.items()
        if (s.varValue or 0.0) > 1e-9
    }
    main = [t for t in model.tiers if t.tier is Tier.REST] or model.tiers[-1:]
    objective = model.reached(main[0]) if main else 0.0
    return Relaxation(objective, starts, prices)
