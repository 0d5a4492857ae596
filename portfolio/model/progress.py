"""What a long solve tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of the solve: seconds since its start, best plan so far, proven bound, gap.

    ``incumbent`` and ``gap`` are None until a plan is known, ``bound`` until one is proven.
    """

    seconds: float
    incumbent: float | None
    bound: float | None
    gap: float | None


Listener = Callable[[Progress], None]
