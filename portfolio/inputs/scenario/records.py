"""A scenario as records."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Value = int | Fraction | bool | str | tuple[str, ...] | tuple[Fraction, ...] | None


@dataclass(frozen=True, slots=True)
class Override:
    """One figure that a scenario sets.

    ``section``: ``settings``, ``project``, ``source``, ... ``id``: of the record (empty for the
    settings, ``STREAM->SOURCE`` for a sharing; of a mechanism, whose field ``on`` says whether
    it is asked for). ``year``: one year, or None for every year.
    ``value``: triệu đồng (int), share or number (``Fraction``), year, flag, text; None clears.
    ``where``: ``file: key``. ``citation``: of the file that says it.
    """

    section: str
    id: str
    field: str
    year: int | None
    value: Value
    where: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario file with everything it extends.

    ``chain``: ids of what it extends, the farthest first. ``overrides``: those of the chain,
    then its own, so that a later one replaces an earlier one of the same thing.
    """

    id: str
    name: str
    name_en: str = ""
    citation: str = ""
    path: str = ""
    chain: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def settings(self) -> dict[str, Value]:
        """The settings that the scenario sets, by field."""
        return {o.field: o.value for o in self.overrides if o.section == "settings"}
