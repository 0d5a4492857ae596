"""What the rows of a sheet may be called by other sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portfolio.inputs.schema import all_sheets
from portfolio.inputs.table import Table
from portfolio.inputs.words import fold_id

_ID_OF = {"streams": "stream"}
"""The column that holds a sheet's ids, where it is not ``id``."""


@dataclass(frozen=True)
class Names:
    """What a sheet's rows may be called: their ids, and their names where no two are alike."""

    ids: Mapping[str, str]
    named: Sequence[tuple[str, str]]

    def find(self, text: str) -> str | None:
        """The id meant by ``text`` (an id, else a name), or None."""
        folded = fold_id(text)
        return self.ids.get(folded) or self.names.get(folded)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The id of each name that only one row has; rarely asked for."""
        owners: dict[str, set[str]] = {}
        for id, name in self.named:
            owners.setdefault(fold_id(name), set()).add(id)
        return {name: next(iter(own)) for name, own in owners.items() if len(own) == 1}


def collect_names(tables: Mapping[str, Table]) -> dict[str, Names]:
    """The ids and names of every sheet that others refer to."""
    targets = {c.target for form in all_sheets() for c in form.columns if c.target}
    targets.add("criteria")
    return {key: names_of(tables.get(key), key) for key in targets}


def id_column(key: str) -> str:
    """The column that holds the ids of a sheet."""
    return _ID_OF.get(key, "id")


def names_of(table: Table | None, key: str) -> Names:
    """The ids of a table, and its names; ``key`` is the sheet's."""
    ids: dict[str, str] = {}
    named: list[tuple[str, str]] = []
    for row in table.rows if table else ():
        text = row.get(id_column(key))
        if text is None:
            continue
        id = ids.setdefault(fold_id(text), text)
        if row.get("name"):
            named.append((id, row.get("name")))
    return Names(ids, named)
