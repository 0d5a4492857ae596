"""The sheets of sources, revenue and its sharing. Help texts are message ids (English)."""

from __future__ import annotations

from portfolio.i18n import N_
from portfolio.inputs.schema import Column, Sheet, Type
from portfolio.inputs.tables_common import ORIGIN, REMARK, id_column, name_column
from portfolio.inputs.words import FLAG, LEVEL, SCOPE

T = Type

SOURCES = Sheet(
    "sources", "Nguon_von", "Sources",
    N_("Who pays: the funding sources. Their order is the order in which equal plans use them."),
    (
        id_column("Mã nguồn vốn", "Source id", N_("A short code that the other sheets refer to.")),
        name_column("Tên nguồn vốn", "Source name", N_("The source, as it should be printed.")),
        Column("level", "Cấp ngân sách", "Level", T.CHOICE, N_("Whose money it is."),
               required=True, needed=True, choices=LEVEL, width=14),
        Column("carry_over", "Được kéo dài sang năm sau", "Carry-over", T.SHARE,
               N_("Share of a year's money that may be spent in the next year (Art. 68)."),
               default="0%", width=13),
        Column("reserve", "Dự phòng", "Reserve", T.SHARE,
               N_("Share of each year's money that is set aside first."), default="0%"),
        Column("unlimited", "Không giới hạn", "Unlimited", T.FLAG,
               N_("Pays whatever its projects need (private investors)."), choices=FLAG,
               default=N_("no")),
        *ORIGIN, REMARK,
    ),
    key_of=("id",), optional=False, color="548235",
)  # fmt: skip
ELIGIBILITY = Sheet(
    "eligibility", "Co_cau_nguon", "Eligibility",
    N_("Which source may pay for which projects, and how much of each. The most specific row "
       "counts: project, sector, public or private, all. Without this sheet every public source "
       "may pay for every public project, every private source for every private one."),
    (
        Column("scope", "Phạm vi", "Scope", T.SCOPE,
               N_("A project id, a sector id, or one of the words public, private, all."),
               required=True, needed=True, choices=SCOPE, width=16),
        Column("source", "Mã nguồn vốn", "Source id", T.REF, N_("The source that may pay."),
               required=True, needed=True, target="sources", width=14),
        Column("least", "Tỷ lệ tối thiểu", "Least share", T.SHARE,
               N_("Least share of the project's capital that this source pays."), default="0%"),
        Column("most", "Tỷ lệ tối đa", "Most share", T.SHARE,
               N_("Most share of the project's capital that this source pays; 0%: may not pay."),
               default="100%"),
        *ORIGIN, REMARK,
    ),
    key_of=("scope", "source"), color="548235",
)  # fmt: skip
STREAMS = Sheet(
    "streams", "Nguon_thu", "Revenue",
    N_("Gross revenue of each stream, one row for a stream and year."),
    (
        Column("stream", "Mã nguồn thu", "Stream id", T.ID,
               N_("A short code of the revenue stream."), required=True, needed=True, width=13),
        Column("name", "Tên nguồn thu", "Stream name", T.TEXT,
               N_("Its name; it is enough to write it in the stream's first row."), width=36),
        Column("year", "Năm", "Year", T.YEAR,
               N_("Empty together with the amount: a stream fed by project land revenue only."),
               needed=True, width=9),
        Column("gross", "Tổng thu", "Gross revenue", T.AMOUNT,
               N_("Gross revenue in that year, before any sharing."), needed=True, width=14),
        Column("low", "Mức thấp", "Low", T.AMOUNT, N_("What it may sink to."), width=12),
        Column("high", "Mức cao", "High", T.AMOUNT, N_("What it may rise to."), width=12),
        *ORIGIN, REMARK,
    ),
    key_of=("stream", "year"), optional=False, color="548235",
)  # fmt: skip
SHARINGS = Sheet(
    "sharings", "Dieu_tiet", "Sharing",
    N_("How much of a revenue stream reaches a source: revenue × kept × to investment."),
    (
        Column("stream", "Mã nguồn thu", "Stream id", T.REF, N_("The stream that is shared."),
               required=True, needed=True, target="streams", width=13),
        Column("source", "Mã nguồn vốn", "Source id", T.REF, N_("The source it flows to."),
               required=True, needed=True, target="sources", width=14),
        Column("retained", "Tỷ lệ được hưởng", "Share kept", T.SHARE,
               N_("Share of the stream that is kept for this source."), required=True,
               needed=True, width=13),
        Column("invested", "Tỷ lệ chi đầu tư", "Share to investment", T.SHARE,
               N_("Share of what is kept that goes to investment."), default="100%", width=13),
        Column("year", "Năm", "Year", T.YEAR, N_("Only for this year."), width=9,
               default=N_("every year without a row of its own")),
        *ORIGIN, REMARK,
    ),
    key_of=("stream", "source", "year"), optional=False, color="548235",
)  # fmt: skip
