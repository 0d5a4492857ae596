"""Many runs side by side in processes of their own, their results in the order asked."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess

from portfolio.errors import NoSolution
from portfolio.i18n import _


def run_all[Item, Result](
    function: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int | None = None,
    on_done: Callable[[int, Result], None] | None = None,
) -> list[Result]:
    """``function`` of every item, in the order of the items whatever the order they finish in.

    ``function``, the items and the results must be picklable (processes are spawned, as on
    Windows). ``workers``: at most so many processes (default: one a core); with 1 everything
    runs in this process. ``on_done``: called here with the place of the item and its result.
    Raises what ``function`` raises, ``NoSolution`` when a process dies, and passes Ctrl-C on
    after ending its processes.
    """
    workers = min(workers or default_workers(), len(items))
    results: dict[int, Result] = {}
    if workers <= 1:
        for place, item in enumerate(items):
            results[place] = function(item)
            if on_done is not None:
                on_done(place, results[place])
        return list(results.values())
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _ignore_interrupts)
    try:
        futures = {pool.submit(function, item): place for place, item in enumerate(items)}
        for future in as_completed(futures):
            results[futures[future]] = future.result()
            if on_done is not None:
                on_done(futures[future], future.result())
    except BaseException as error:
        pool.shutdown(wait=False, cancel_futures=True)
        _end(set(multiprocessing.active_children()) - others)
        if isinstance(error, BrokenProcessPool):
            text = _("A process of the study died (not enough memory?); try fewer --workers.")
            raise NoSolution(text) from error
        raise
    pool.shutdown()
    return [results[place] for place in range(len(items))]


def default_workers() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal; only the first one answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(children: set[BaseProcess]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        child.join()
