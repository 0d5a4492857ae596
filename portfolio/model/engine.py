"""Run a solver on a PuLP problem and read its answer honestly."""

from __future__ import annotations

import contextlib
import gc
import math
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import pulp

from portfolio.errors import NoSolution
from portfolio.i18n import _
from portfolio.model.progress import Listener, Progress

if TYPE_CHECKING:
    from portfolio.domain import Settings

HIGHS = "HiGHS"
_FEASIBILITY = 1e-8
"""Starts are read as 0 or 1 and multiplied by whole projects: the default 1e-6 is too loose, and
1e-9 was seen to take half as long again."""
_ROOM_TO_ROUND = 0.98
"""Part of the asked gap given to the solver."""

_TINY = 300
"""Variables up to which presolve gains nothing: that of HiGHS 1.11 to 1.15 was seen to call tiny
problems infeasible that zero solves, and others solved that were not."""

_LARGE = 10_000
"""Variables from which a linear program is solved by the interior point method."""

_SMALL = 2000
"""Variables up to which the costly heuristics at the root, and cuts after it, cost more than they
save."""

LIMITS = frozenset(
    {
        pulp.LpSolveStatus.TimeLimit,
        pulp.LpSolveStatus.NodeLimit,
        pulp.LpSolveStatus.IterationLimit,
        pulp.LpSolveStatus.SolutionLimit,
        pulp.LpSolveStatus.MemoryLimit,
        pulp.LpSolveStatus.Stopped,
    }
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve. ``gap`` relative, ``time_limit`` seconds for the whole run."""

    solver: str = HIGHS
    gap: float = 1e-4
    time_limit: float = 120.0
    seed: int = 1
    threads: int = 1

    @classmethod
    def of(cls, settings: Settings, solver: str = HIGHS) -> Options:
        """The options that a workbook's settings ask for."""
        gap, limit = float(settings.gap), float(settings.time_limit)
        return cls(solver, gap, limit, settings.seed, settings.threads)


class End(Enum):
    """How one solve ended. The last two may have an incumbent."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Answer:
    """``objective`` is None without an incumbent. ``bound``: proven, None when unknown."""

    end: End
    objective: float | None
    bound: float | None


@dataclass
class Session:
    """One run: its options, its clock, its listener, and whether the user said stop.

    ``ahead``: triệu that the solver's plan in hand counts more than it is worth (``room``).
    """

    options: Options
    listener: Listener | None = None
    began: float = field(default_factory=time.monotonic)
    stopped: bool = False
    solver_seconds: float = 0.0
    version: str = ""
    unit: int = 1
    ahead: float = 0.0

    @property
    def asked(self) -> float:
        """The gap asked of the solver; making the plan whole may cost the rest."""
        return _ROOM_TO_ROUND * self.options.gap

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began

    @contextlib.contextmanager
    def interruptible(self) -> Iterator[None]:
        """The first Ctrl-C asks the solver to stop with its incumbent, the second kills."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def stop(_signal: int, _frame: object) -> None:
            self.stopped = True
            signal.signal(signal.SIGINT, before)

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """No search for garbage meanwhile: a model is a million small objects, all of them in use."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def maximise(
    problem: pulp.LpProblem,
    objective: pulp.LpAffineExpression,
    session: Session,
    *,
    unit: int = 1,
    gap: float | None = None,
    sure: bool = True,
) -> Answer:
    """Maximise ``objective`` over ``problem``; values are in the variables afterwards.

    The answer and the progress are told in triệu: ``unit`` times the problem's own figures.
    ``sure``: believe "infeasible" only without presolve (see ``_TINY``).

    Raises ``NoSolution`` when the solver is not installed or fails.
    """
    problem.objective = objective
    session.unit = unit
    asked = session.asked if gap is None else gap
    presolve = "off" if problem.numVariables() < _TINY else "choose"
    answer = _run(problem, _solver(session, problem, asked, presolve), session)
    doubtful = presolve != "off" and session.options.solver == HIGHS
    if sure and doubtful and answer.end is End.INFEASIBLE:
        answer = _run(problem, _solver(session, problem, asked, "off"), session)
    objective_value, bound = (
        None if v is None else v * unit for v in (answer.objective, answer.bound)
    )
    return Answer(answer.end, objective_value, bound)


def _run(problem: pulp.LpProblem, solver: Any, session: Session) -> Answer:
    began = time.monotonic()
    try:
        stats = problem.solve(solver)
    except pulp.PulpSolverError as error:
        message = _("The solver {name} failed: {reason}")
        raise NoSolution(message.format(name=session.options.solver, reason=error)) from error
    highs = problem.solverModel if session.options.solver == HIGHS else None
    session.solver_seconds += highs.getRunTime() if highs else time.monotonic() - began
    session.version = highs.version() if highs else (stats.solver_version or "")
    return _read(stats, session.options)


def _read(stats: pulp.LpSolveStats, options: Options) -> Answer:
    found = stats.objective if stats.has_solution else None
    bound = stats.best_bound
    match stats.status:
        case pulp.LpSolveStatus.Optimal | pulp.LpSolveStatus.GapLimit if found is not None:
            if bound is None:  # a linear program, or a solver that does not tell
                bound = found + (options.gap * abs(found) if stats.is_mip else 0.0)
            return Answer(End.OPTIMAL, found, max(bound, found))
        case pulp.LpSolveStatus.Infeasible:
            return Answer(End.INFEASIBLE, None, None)
        case pulp.LpSolveStatus.Undefined if found is None:
            # all variables are bounded, so "infeasible or unbounded" is infeasible
            return Answer(End.INFEASIBLE, None, None)
        case pulp.LpSolveStatus.Interrupted:
            return Answer(End.INTERRUPTED, found, bound)
        case status if status in LIMITS:
            return Answer(End.TIME_LIMIT, found, bound)
    message = _("The solver {name} stopped without an answer ({status}).")
    raise NoSolution(message.format(name=options.solver, status=stats.status_str))


def _solver(session: Session, problem: pulp.LpProblem, gap: float, presolve: str) -> Any:
    options, size, linear = session.options, problem.numVariables(), not problem.isMIP()
    left = max(0.1, options.time_limit - session.elapsed)
    if options.solver != HIGHS:
        if options.solver not in pulp.listSolvers(onlyAvailable=True):
            message = _("The solver {name} is not installed. Installed: {names}.")
            names = ", ".join(pulp.listSolvers(onlyAvailable=True))
            raise NoSolution(message.format(name=options.solver, names=names))
        return pulp.getSolver(options.solver, msg=False, timeLimit=left, gapRel=gap)
    import highspy

    kinds = highspy.cb.HighsCallbackType
    return pulp.HiGHS(
        msg=False,
        gapRel=gap,
        timeLimit=left,
        presolve=presolve,
        threads=options.threads,
        random_seed=options.seed,
        mip_feasibility_tolerance=_FEASIBILITY,
        mip_allow_restart=False,
        mip_allow_cut_separation_at_nodes=size >= _SMALL,
        mip_heuristic_run_rins=size >= _SMALL,
        solver="ipm" if linear and size >= _LARGE else "choose",
        mip_heuristic_run_rens=size >= _SMALL,
        callbackTuple=(_callback(session, kinds), None),
        callbacksToActivate=[
            kinds.kCallbackMipInterrupt,
            kinds.kCallbackSimplexInterrupt,
            kinds.kCallbackIpmInterrupt,
        ],
    )


def _callback(session: Session, kinds: Any) -> Any:
    """Stop on request, and tell the listener what is known, at most twice a second."""
    told = 0.0

    def callback(kind: Any, _message: str, out: Any, into: Any, _data: object) -> None:
        nonlocal told
        if session.stopped:
            into.user_interrupt = True
        now = session.elapsed
        is_mip = kind == kinds.kCallbackMipInterrupt
        if session.listener is not None and is_mip and now - told > 0.5:
            told = now
            best, bound = (_known(v) for v in (out.mip_primal_bound, out.mip_dual_bound))
            best, bound = (None if v is None else v * session.unit for v in (best, bound))
            best = None if best is None else best - session.ahead
            session.listener(Progress(now, best, bound, _known(out.mip_gap)))

    return callback


def _known(value: float) -> float | None:
    """None for the solver's infinities."""
    return value if math.isfinite(value) and abs(value) < 1e15 else None
