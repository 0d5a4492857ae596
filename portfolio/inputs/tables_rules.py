"""The sheets of rules, owners, sectors and settings. Help texts are message ids (English)."""

from __future__ import annotations

from portfolio.i18n import N_
from portfolio.inputs.schema import YEARS, Column, Sheet, Type
from portfolio.inputs.tables_common import ORIGIN, REMARK, id_column, name_column
from portfolio.inputs.words import FLAG, LIMIT, LINK, PIN

T = Type

LIMITS = Sheet(
    "limits", "Han_muc", "Limits",
    N_("Caps, floors and earmarks. An empty selector matches everything."),
    (
        id_column("Mã hạn mức", "Limit id", N_("A short code.")),
        Column("kind", "Loại", "Kind", T.CHOICE,
               N_("Cap: at most. Floor: at least. Earmark: set aside, nobody else may use it."),
               required=True, needed=True, choices=LIMIT),
        Column("amount", "Số tiền", "Amount", T.AMOUNT, N_("Either an amount ..."), width=13),
        Column("share", "Tỷ lệ", "Share", T.SHARE,
               N_("... or a share of the source's spendable money; exactly one of the two.")),
        Column("source", "Mã nguồn vốn", "Source id", T.REF,
               N_("Only money of this source; a share and an earmark need it."),
               target="sources", width=14, default=N_("any")),
        Column("sector", "Lĩnh vực", "Sector", T.REF, N_("Only projects of this sector."),
               target="sectors", default=N_("any")),
        Column("owner", "Chủ đầu tư", "Owner", T.REF, N_("Only projects of this owner."),
               target="owners", default=N_("any"), width=13),
        Column("place", "Địa điểm xây dựng", "Place", T.TEXT,
               N_("Only projects at this place."), default=N_("any"), width=18),
        Column("year", "Năm", "Year", T.YEAR, N_("Only in this year."),
               default=N_("each year on its own"), width=9),
        Column("whole_plan", "Tính cả kỳ", "Whole plan", T.FLAG,
               N_("All years together instead of each on its own."), choices=FLAG,
               default=N_("no"), width=10),
        *ORIGIN, REMARK,
    ),
    key_of=("id",), color="C55A11",
)  # fmt: skip
OWNERS = Sheet(
    "owners", "Chu_dau_tu", "Owners", N_("The owner agencies and what they can disburse a year."),
    (
        id_column("Mã chủ đầu tư", "Owner id", N_("A short code.")),
        name_column("Tên chủ đầu tư", "Owner name", N_("The agency, as it should be printed.")),
        Column("capacity", "Khả năng giải ngân một năm", "Capacity a year", T.AMOUNT,
               N_("Most that the agency can disburse in a year."), default=N_("no limit"),
               width=15),
        *ORIGIN, REMARK,
    ),
    key_of=("id",), color="7F7F7F",
)  # fmt: skip
PROFILES = Sheet(
    "profiles", "Phan_ky", "Profiles",
    N_("Phasing profiles: least and most share of the capital in each year of execution. A "
       "profile named A, B or C is the default of that group. Least = most fixes the year."),
    (
        id_column("Mã mẫu", "Profile id", N_("A short code, or A, B, C for a group's default.")),
        name_column("Tên mẫu", "Profile name", N_("What it is for."), 28),
        Column("least", "Năm {n} tối thiểu", "Year {n} least", T.SHARE,
               N_("Least share in that year of execution."), repeat="year", default="0%"),
        Column("most", "Năm {n} tối đa", "Year {n} most", T.SHARE,
               N_("Most share in that year of execution; the last filled year is the last of the "
                  "profile."), repeat="year", default="100%"),
        *ORIGIN, REMARK,
    ),
    key_of=("id",), color="C55A11",
)  # fmt: skip
LINKS = Sheet(
    "links", "Quan_he", "Links", N_("Which project must wait for another, and which exclude "
                                    "each other."),
    (
        Column("kind", "Loại quan hệ", "Relation", T.CHOICE,
               N_("After start, after finish, or exclusion."), required=True, needed=True,
               choices=LINK, width=16),
        Column("first", "Dự án trước", "First project", T.REF, N_("The one that goes first."),
               required=True, needed=True, target="projects", width=14),
        Column("second", "Dự án sau", "Second project", T.REF, N_("The one that waits."),
               required=True, needed=True, target="projects", width=14),
        Column("lag", "Độ trễ", "Lag", T.INT,
               N_("Years between; after a finish, 1 is the next year."), low=0, high=30,
               unit=YEARS, default="0", width=10),
        *ORIGIN, REMARK,
    ),
    key_of=("kind", "first", "second"), color="C55A11",
)  # fmt: skip
ALLOCATED = Sheet(
    "allocated", "Da_bo_tri", "Allocated", N_("Capital allocated before the plan, by source."),
    (
        Column("project", "Mã dự án", "Project id", T.REF, N_("The project."), required=True,
               needed=True, target="projects"),
        Column("source", "Mã nguồn vốn", "Source id", T.REF, N_("The source that paid."),
               required=True, needed=True, target="sources", width=14),
        Column("amount", "Số vốn", "Amount", T.AMOUNT, N_("Capital allocated before the plan."),
               required=True, needed=True, width=14),
        REMARK,
    ),
    key_of=("project", "source"), color="7F7F7F",
)  # fmt: skip
PINS = Sheet(
    "pins", "Ghim", "Pins", N_("Decisions that you fix yourself; the plan obeys them."),
    (
        Column("kind", "Loại", "Kind", T.CHOICE,
               N_("A start year, no capital at all, or one amount."), required=True, needed=True,
               choices=PIN, width=16),
        Column("project", "Mã dự án", "Project id", T.REF, N_("The project."), required=True,
               needed=True, target="projects"),
        Column("year", "Năm", "Year", T.YEAR, N_("The start year, or the amount's year."),
               width=9),
        Column("source", "Mã nguồn vốn", "Source id", T.REF, N_("For an amount: who pays."),
               target="sources", width=14),
        Column("amount", "Số vốn", "Amount", T.AMOUNT, N_("For an amount: how much."), width=14),
        *ORIGIN, REMARK,
    ),
    key_of=("kind", "project", "year", "source"), color="C55A11",
)  # fmt: skip
SECTORS = Sheet(
    "sectors", "Linh_vuc", "Sectors",
    N_("The sectors, with the total cost from which a project is of group A or B."),
    (
        id_column("Mã lĩnh vực", "Sector id", N_("A short code.")),
        name_column("Tên lĩnh vực", "Sector name", N_("The sector, as it should be printed.")),
        Column("a_from", "Nhóm A từ", "Group A from", T.AMOUNT,
               N_("Total cost from which a project is of group A."), default=N_("none"), width=14),
        Column("b_from", "Nhóm B từ", "Group B from", T.AMOUNT,
               N_("Total cost from which a project is of group B."), default=N_("none"), width=14),
        *ORIGIN, REMARK,
    ),
    key_of=("id",), color="7F7F7F",
)  # fmt: skip
SETTINGS_SHEET = Sheet(
    "settings", "Thiet_lap", "Settings",
    N_("The plan period, the legal parameters and the solver's, and the printed headings."),
    (
        Column("name", "Thông số", "Setting", T.TEXT, N_("The setting; do not change this text."),
               required=True, needed=True, width=44),
        Column("value", "Giá trị", "Value", T.ANY, N_("Its value; empty: the default."),
               needed=True, width=24),
        Column("unit", "Đơn vị tính", "Unit of the value", T.NOTE,
               N_("The unit; the program does not read it."), width=14),
        Column("meaning", "Ý nghĩa", "Meaning", T.NOTE,
               N_("For the eye only; the program does not read it."), width=64),
        *ORIGIN,
    ),
    key_of=("name",), color="7F7F7F",
)  # fmt: skip
