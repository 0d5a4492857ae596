"""The progress line of a long run, on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from shutil import get_terminal_size
from types import TracebackType
from typing import IO

from portfolio.cli.console import on_terminal
from portfolio.i18n import _
from portfolio.model.progress import Progress
from portfolio.money import number, percent

QUIET_SECONDS = 1.0
"""A run shorter than this shows no solver figures."""

PIPE_SECONDS = 30.0
"""Time between two lines when nobody watches a terminal."""


class ProgressLine:
    """Refreshed in place on a terminal; a line now and then in a pipe; nothing when ``quiet``.

    Used as a context; the line is wiped at the end, so that what follows stands alone.
    """

    def __init__(
        self,
        *,
        quiet: bool = False,
        stream: IO[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self._live = not quiet and on_terminal(self._stream)
        self._quiet = quiet
        self._clock = clock
        self._next = clock() + PIPE_SECONDS
        self._shown = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.wipe()

    def stage(self, text: str) -> None:
        """Say what is being done; only a terminal shows it."""
        if self._live:
            self._draw(text)

    def solving(self, progress: Progress) -> None:
        """Take a moment of the solve."""
        if self._live and progress.seconds >= QUIET_SECONDS:
            self._draw(solve_text(progress))
        elif not self._quiet and not self._live and self._clock() >= self._next:
            self._next = self._clock() + PIPE_SECONDS
            print(solve_text(progress), file=self._stream, flush=True)

    def _draw(self, text: str) -> None:
        text = text[: get_terminal_size().columns - 1]  # a wrapped line cannot be refreshed
        blank = " " * max(0, self._shown - len(text))
        print(f"\r{text}{blank}", end="", file=self._stream, flush=True)
        self._shown = len(text)

    def wipe(self) -> None:
        """Take the line away, for something else to be said."""
        if self._shown:
            print(f"\r{' ' * self._shown}\r", end="", file=self._stream, flush=True)
            self._shown = 0


def solve_text(progress: Progress) -> str:
    """Elapsed time, best plan, bound and gap; a dash for what is not known yet."""
    text = _("Solving: {seconds} s, best plan {incumbent}, bound {bound}, gap {gap}")
    return text.format(
        seconds=number(progress.seconds),
        incumbent=_figure(progress.incumbent),
        bound=_figure(progress.bound),
        gap="–" if progress.gap is None else percent(progress.gap, 3),
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else number(value)
