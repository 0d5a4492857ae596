"""``explain``: the answers for some lines of a plan, or for all that it leaves out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from portfolio.domain import Portfolio, Tier
from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.model.engine import Options
from portfolio.plan.explanation import Explanation, Funded, Uncosted
from portfolio.plan.schedule import Plan
from portfolio.study.explain.funded import funded, payers
from portfolio.study.explain.solving import GAP, Case, case_of
from portfolio.study.explain.uncosted import alike, uncosted
from portfolio.study.explain.unfunded import unfunded
from portfolio.study.parallel import run_all

if TYPE_CHECKING:
    import pandas as pd

Told = Callable[[int, int], None]
"""How many lines are done, of how many."""


@dataclass(frozen=True)
class Explanations:
    """What was asked about a plan, line by line, in the order of the workbook.

    ``gap``: relative, that every re-solve was asked to prove. ``worth``: what the best plan
    found reaches in each tier of the objective, weighted triệu đồng.
    """

    portfolio: Portfolio
    lines: tuple[Explanation, ...]
    worth: Mapping[Tier, float]
    gap: float = GAP

    def __getitem__(self, project: str) -> Explanation:
        """The explanation of one line."""
        return next(x for x in self.lines if x.project == project)

    @property
    def uncosted(self) -> list[list[Uncosted]]:
        """The lines without an estimate, those with the same answers together."""
        groups: dict[Uncosted, list[Uncosted]] = {}
        for line in self.lines:
            if isinstance(line, Uncosted):
                groups.setdefault(replace(line, project=""), []).append(line)
        return list(groups.values())

    @property
    def frame(self) -> pd.DataFrame:
        """One row per fact: see ``portfolio.study.explain.tidy.frame``."""
        from portfolio.study.explain.tidy import frame

        return frame(self)


def explain(
    plan: Plan,
    *ids: str,
    options: Options | None = None,
    workers: int | None = 1,
    progress: Told | None = None,
) -> Explanations:
    """Why lines are in the plan or not, and what would change that (docs/explain.md).

    Without ids: every line that has no capital. ``options``: by default those of the
    workbook's settings, with the gap of ``Explanations``. ``workers``: processes (None: one a
    core); the answers do not depend on it. Raises ``PortfolioError`` for an unknown id,
    ``NoSolution`` when the solver stopped without an answer.
    """
    asked = _asked(plan, ids)
    case = case_of(plan, options)
    same = {id: alike(case, plan.portfolio.project[id]) for id in asked if _is_uncosted(plan, id)}
    first: dict[Hashable, str] = {}
    for id, key in same.items():
        first.setdefault(key, id)
    solved = [id for id in asked if id not in same or first[same[id]] == id]
    done = count(1)

    def told(_place: int, _answer: Explanation) -> None:
        if progress is not None:
            progress(next(done), len(solved))

    found = run_all(partial(_answer, case), solved, workers, told)
    answers = dict(zip(solved, found, strict=True))
    lines = tuple(
        _finished(plan, id, answers[first[same[id]] if id in same else id]) for id in asked
    )
    return Explanations(plan.portfolio, lines, case.best.reached, case.options.gap)


def _asked(plan: Plan, ids: Sequence[str]) -> list[str]:
    known = plan.portfolio.project
    for id in ids:
        if id not in known:
            near = get_close_matches(id, known, 1)
            text = _("There is no line {id} in the workbook.").format(id=id)
            if near:
                text += " " + _("Did you mean {near}?").format(near=near[0])
            raise PortfolioError(text)
    wanted: Iterable[str] = ids or (p for p in known if p not in plan.solution.starts)
    chosen = set(wanted)
    return [id for id in known if id in chosen]


def _is_uncosted(plan: Plan, id: str) -> bool:
    return plan.portfolio.project[id].cost is None


def _answer(case: Case, id: str) -> Explanation:
    if case.portfolio.project[id].cost is None:
        return uncosted(case, id)
    return funded(case, id) if id in case.starts else unfunded(case, id)


def _finished(plan: Plan, id: str, answer: Explanation) -> Explanation:
    """The answer of a line that is alike as its own, and what the plan itself tells."""
    project = plan.portfolio.project[id]
    if isinstance(answer, Uncosted):
        marked = project.score is not None or any(p == id for p, _c in plan.portfolio.scores)
        return replace(answer, project=id, marked=marked)
    if isinstance(answer, Funded):
        return replace(answer, payers=payers(plan, project))
    return answer
