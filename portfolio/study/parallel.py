"""Many independent questions on several processes, with the same answers on one."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from portfolio.errors import NoSolution
from portfolio.i18n import _

Told = Callable[[int, int], None]
"""How many are done, of how many."""


def processors() -> int:
    """How many processes this machine can run at once."""
    return os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count() or 1


def run_all[Item, Result](
    function: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int = 1,
    progress: Told | None = None,
) -> list[Result]:
    """``function`` of every item, in the order of the items, whatever the number of ``workers``.

    With one worker everything runs here; with more, ``function`` and the items are pickled and
    sent to fresh processes (spawned, as Windows does), each with a solver of its own. A script
    that asks for more than one needs the usual ``if __name__ == "__main__"``.

    Raises what ``function`` raises, the first in the order of completion, and ``NoSolution``
    when a process was ended from outside.
    """
    workers = min(workers, len(items))
    if workers <= 1:
        return list(_here(function, items, progress))
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)
    try:
        futures = [pool.submit(function, item) for item in items]
        for done, future in enumerate(as_completed(futures), 1):
            future.result()
            if progress is not None:
                progress(done, len(items))
        return [future.result() for future in futures]
    except BrokenProcessPool as error:
        text = _("A process of this run was ended from outside. Try again with one worker.")
        raise NoSolution(text) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _here[Item, Result](
    function: Callable[[Item], Result], items: Sequence[Item], progress: Told | None
) -> list[Result]:
    results = []
    for done, item in enumerate(items, 1):
        results.append(function(item))
        if progress is not None:
            progress(done, len(items))
    return results
