"""Columns that several sheets share."""

from __future__ import annotations

from portfolio.i18n import N_
from portfolio.inputs.schema import Column, Type
from portfolio.inputs.words import PROVENANCE

T = Type

PROVENANCE_COLUMN = Column(
    "provenance", "Nguồn số liệu", "Provenance", T.CHOICE,
    N_("Where the figures of this row come from."),
    choices=PROVENANCE, default=N_("assumed"), width=13,
)  # fmt: skip
CITATION_COLUMN = Column(
    "citation", "Căn cứ", "Citation", T.TEXT,
    N_("The document, article or report that the figures rest on."), width=52,
)  # fmt: skip
ORIGIN = (PROVENANCE_COLUMN, CITATION_COLUMN)
REMARK = Column(
    "remark", "Ghi chú", "Remark", T.NOTE,
    N_("For your own notes; the program does not read it."), width=30,
)  # fmt: skip


def id_column(vi: str, en: str, help: str, width: int = 12) -> Column:
    """The column of identifiers that other sheets refer to."""
    return Column("id", vi, en, T.ID, help, required=True, needed=True, width=width)


def name_column(vi: str, en: str, help: str, width: int = 36) -> Column:
    """The column of printed names."""
    return Column("name", vi, en, T.TEXT, help, required=True, needed=True, width=width)
