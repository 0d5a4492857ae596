"""Every sheet of the workbook, in its order."""

from __future__ import annotations

from portfolio.i18n import N_
from portfolio.inputs.schema import Sheet
from portfolio.inputs.tables_money import ELIGIBILITY, SHARINGS, SOURCES, STREAMS
from portfolio.inputs.tables_projects import CRITERIA, PROJECTS, SCORES
from portfolio.inputs.tables_rules import (
    ALLOCATED,
    LIMITS,
    LINKS,
    OWNERS,
    PINS,
    PROFILES,
    SECTORS,
    SETTINGS_SHEET,
)

GUIDE = Sheet("guide", "Huong_dan", "Guide", N_("Explains the other sheets."), color="1F3864")

SHEETS = (
    GUIDE, PROJECTS, CRITERIA, SCORES, SOURCES, ELIGIBILITY, STREAMS, SHARINGS, LIMITS, OWNERS,
    PROFILES, LINKS, ALLOCATED, PINS, SECTORS, SETTINGS_SHEET,
)  # fmt: skip
