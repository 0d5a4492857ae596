"""The sheets of the actuals file: what became of the plan in the years that are closed."""

from __future__ import annotations

from portfolio.i18n import N_
from portfolio.inputs.schema import Column, Sheet, Type
from portfolio.inputs.tables_common import REMARK
from portfolio.inputs.words import UNIT

T = Type

CLOSING = Sheet(
    "closing", "Khoa_so", "Closing",
    N_("One row: the last year whose accounts are closed, and the money unit of this file."),
    (
        Column("year", "Năm khóa sổ gần nhất", "Last year closed", T.YEAR,
               N_("Every year up to this one is a fact; the years after it are planned anew."),
               required=True, needed=True, width=22),
        Column("unit", "Đơn vị tính", "Money unit", T.CHOICE,
               N_("Unit of every amount in this file."), choices=UNIT,
               default=N_("billion VND (tỷ đồng)"), width=16),
        REMARK,
    ),
    key_of=("year",), optional=False, color="7F7F7F",
)  # fmt: skip
ACTUALS = Sheet(
    "actuals", "Thuc_hien", "Actuals",
    N_("The closed years, one row for a project, source and year. A line without a row got "
       "nothing."),
    (
        Column("project", "Mã dự án", "Project id", T.REF, N_("The project."), required=True,
               needed=True, target="projects"),
        Column("project_name", "Tên dự án", "Project name", T.NOTE,
               N_("For the eye only; the program does not read it."), width=44),
        Column("source", "Mã nguồn vốn", "Source id", T.REF, N_("The source that paid."),
               required=True, needed=True, target="sources", width=14),
        Column("year", "Năm", "Year", T.YEAR, N_("The year of the annual plan."), required=True,
               needed=True, width=9),
        Column("allocated", "Vốn đã giao", "Allocated", T.AMOUNT,
               N_("Capital of the annual plan after its last adjustment, without what was carried "
                  "over into the year."), required=True, needed=True, width=14),
        Column("disbursed", "Đã giải ngân", "Disbursed", T.AMOUNT,
               N_("Of the allocated capital, what was disbursed by the end of the accounting "
                  "year (31 January)."), required=True, needed=True, width=14),
        Column("carried", "Kéo dài sang năm sau", "Carried over", T.AMOUNT,
               N_("Of the allocated capital, what may still be spent in the next year (Law "
                  "39/2019/QH14, Art. 68). What is neither disbursed nor carried lapses."),
               default="0", width=14),
        Column("spent_later", "Giải ngân phần kéo dài", "Disbursed of the carried", T.AMOUNT,
               N_("Of what was carried over, what the next year disbursed; only for years before "
                  "the last one closed."), default=N_("all of it"), width=14),
        REMARK,
    ),
    key_of=("project", "source", "year"), optional=False, color="1F3864",
)  # fmt: skip
REASONS = Sheet(
    "reasons", "Ly_do", "Reasons",
    N_("Your own words for the last column of the adjustment table, after those of the program."),
    (
        Column("project", "Mã dự án", "Project id", T.REF, N_("The project."), required=True,
               needed=True, target="projects"),
        Column("reason", "Lý do điều chỉnh", "Reason", T.TEXT,
               N_("Decision, date, cause, as it should be printed."), required=True, needed=True,
               width=70),
    ),
    key_of=("project",), color="2E75B6",
)  # fmt: skip

ACTUAL_SHEETS = (CLOSING, ACTUALS, REASONS)
