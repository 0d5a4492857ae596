"""Processes that stay for several rounds of solves: starting one takes longer than one solve."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Protocol

from portfolio.errors import NoSolution
from portfolio.i18n import _, current_language, set_language
from portfolio.study.parallel import default_workers


class RunAll(Protocol):
    """``parallel.run_all`` with the processes already there; ``on_done`` is told how many are."""

    def __call__[A, B](
        self,
        function: Callable[[A], B],
        items: Sequence[A],
        on_done: Callable[[int], None] | None = None,
    ) -> list[B]:
        """The results in the order of the items."""


@contextmanager
def crew(workers: int | None = None) -> Iterator[RunAll]:
    """A crew of ``workers`` processes (all cores by default; 1 works in this process).

    Functions, items and results are pickled. Raises what a function raises, and ``NoSolution``
    when a process dies; what has not begun by then is not begun.
    """
    workers = workers or default_workers()
    if workers <= 1:
        yield _here
        return
    context = get_context("spawn")  # as on Windows; no state of a solver is inherited
    with ProcessPoolExecutor(workers, context, _begin, (current_language(),)) as pool:

        def there[A, B](
            function: Callable[[A], B],
            items: Sequence[A],
            on_done: Callable[[int], None] | None = None,
        ) -> list[B]:
            futures = [pool.submit(function, item) for item in items]
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                if on_done is not None:
                    on_done(done)
            return [future.result() for future in futures]

        try:
            yield there
        except BrokenProcessPool as error:
            text = _("A process of the study died (not enough memory?); try fewer --workers.")
            raise NoSolution(text) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(lang: str) -> None:
    """Ctrl-C reaches every process of a terminal; only the first one answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_language(lang)


def _here[A, B](
    function: Callable[[A], B],
    items: Sequence[A],
    on_done: Callable[[int], None] | None = None,
) -> list[B]:
    results = []
    for done, item in enumerate(items, 1):
        results.append(function(item))
        if on_done is not None:
            on_done(done)
    return results
