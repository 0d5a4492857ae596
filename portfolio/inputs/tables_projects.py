"""The sheets of projects and their scores. Help texts are message ids (English)."""

from __future__ import annotations

from portfolio.i18n import N_
from portfolio.inputs.schema import MARK, METRES, POINTS, YEARS, Column, Sheet, Type
from portfolio.inputs.tables_common import ORIGIN, REMARK, id_column, name_column
from portfolio.inputs.words import ANCHOR, FLAG, GROUP, KIND, STATUS

T = Type

_PROJECT_WHO = (
    id_column("Mã dự án", "Project id",
        N_("A short code of your own, used once; the other sheets refer to it.")),
    name_column("Tên dự án", "Project name",
                N_("The name of the line, as it should be printed."), 52),
    Column("sector", "Lĩnh vực", "Sector", T.REF, N_("The sector's id in the sheet of sectors."),
           required=True, needed=True, target="sectors", width=12),
    Column("group", "Nhóm", "Group", T.CHOICE,
           N_("Project group A, B or C (Law 39/2019/QH14, Art. 8-10)."), choices=GROUP, width=8,
           default=N_("from the sector's thresholds by cost; without a cost: C")),
    Column("status", "Trạng thái", "Status", T.CHOICE,
           N_("Where the line stands in the legal order of priority (Art. 51.4-51.5)."),
           choices=STATUS, default=N_("new"), width=17),
    Column("kind", "Loại vốn", "Kind", T.CHOICE,
           N_("Public: paid by the budget. Private: paid by an investor."),
           choices=KIND, default=N_("public"), width=12),
    Column("owner", "Chủ đầu tư", "Owner", T.REF,
           N_("The owner agency's id in the sheet of owners."), target="owners", width=13),
)  # fmt: skip
_PROJECT_MONEY = (
    Column("cost", "TMĐT", "Total cost", T.AMOUNT,
           N_("Total approved cost. Leave it empty, or write 'no estimate', for a line without "
              "an estimate: it is reported, never planned."), needed=True, width=14,
           empty_words=("chưa có dự toán", "no estimate", "chưa có", "n/a", "-"),
           also=("Tổng mức đầu tư", "Total investment"),
           default=N_("no estimate")),
    Column("allocated", "Lũy kế vốn đã bố trí", "Allocated so far", T.AMOUNT,
           N_("Capital allocated before the plan. With the sheet of allocated capital filled in, "
              "both must agree."), default=N_("the sum in the sheet of allocated capital, or 0"),
           width=14),
    Column("clearance", "Trong đó GPMB", "Of which site clearance", T.AMOUNT,
           N_("The part of the total cost that is site clearance."), width=13),
)  # fmt: skip
_PROJECT_PRIORITY = (
    Column("urgent", "Khẩn cấp", "Urgent", T.FLAG,
           N_("Urgent works: must start, and stand with the transitional lines."),
           choices=FLAG, default=N_("no"), width=10),
    Column("mandatory", "Bắt buộc", "Mandatory", T.FLAG,
           N_("Must start within the plan."), choices=FLAG, default=N_("no"), width=10),
    Column("score", "Điểm", "Score", T.NUMBER,
           N_("A score of your own, instead of the weighted criteria."), low=0, high=100,
           unit=POINTS, default=N_("from the sheet of scores"), width=10),
    Column("value", "Lợi ích quy tiền", "Monetary benefit", T.VALUE,
           N_("Benefit in money (an NPV), instead of score times need."), width=13),
)  # fmt: skip
_PROJECT_TIME = (
    Column("earliest", "Khởi công sớm nhất", "Earliest start", T.YEAR,
           N_("First year in which the line may start."), width=11,
           default=N_("the first year of the plan")),
    Column("latest", "Khởi công muộn nhất", "Latest start", T.YEAR,
           N_("Last year in which the line may start."), width=11,
           default=N_("the last year of the plan")),
    Column("deadline", "Hạn hoàn thành", "Deadline", T.YEAR,
           N_("Last year in which the line may get capital."), width=11, default=N_("none")),
    Column("max_years", "Số năm bố trí vốn tối đa", "Most years of capital", T.INT,
           N_("Most consecutive years of capital, when the council allows other than the law "
              "(Art. 52.2: A 6, B 4, C 3)."), low=1, high=30, unit=YEARS, width=12,
           default=N_("the number of the group")),
    Column("profile", "Mẫu phân kỳ", "Profile", T.REF,
           N_("A phasing profile of the sheet of profiles."), target="profiles", width=11,
           default=N_("the profile named as the group, if there is one")),
    Column("least_year", "Tối thiểu mỗi năm", "Least share a year", T.SHARE,
           N_("Least share of the capital in every year under way, instead of a profile."),
           width=11),
    Column("most_year", "Tối đa mỗi năm", "Most share a year", T.SHARE,
           N_("Most share of the capital in any year, instead of a profile."), width=11),
    Column("divisible", "Bố trí một phần", "Divisible", T.FLAG,
           N_("May be funded in part (a programme line)."), choices=FLAG, default=N_("no"),
           width=10),
    Column("least_funded", "Phần tối thiểu phải bố trí", "Least funded share", T.SHARE,
           N_("For a line that may be funded in part: the least share of its need."),
           default="0%", width=12),
)  # fmt: skip
_PROJECT_LAND = (
    Column("land_stream", "Nguồn thu từ đất", "Land revenue stream", T.REF,
           N_("The revenue stream that the project's own land revenue belongs to."),
           target="streams", width=13),
    Column("land_gross", "Thu từ đất của dự án", "Land revenue", T.AMOUNT,
           N_("Gross land-use revenue that the project brings once."), width=13),
    Column("land_anchor", "Tính thu từ đất từ", "Land revenue counted from", T.CHOICE,
           N_("The event from which the years to the land revenue are counted."),
           choices=ANCHOR, default=N_("completion"), width=13),
    Column("land_lag", "Độ trễ thu từ đất", "Land revenue lag", T.INT,
           N_("Years from that event to the land revenue."), low=0, high=30, unit=YEARS,
           default="0", width=11),
)  # fmt: skip
_PROJECT_PRINT = (
    Column("place", "Địa điểm xây dựng", "Place", T.TEXT,
           N_("Ward or commune, as printed; the sheet of limits may select by it."), width=18),
    Column("road_width", "Bề rộng đường", "Road width", T.NUMBER,
           N_("Width of the road; a mechanism applies from 28 m."), low=0, high=1000, unit=METRES,
           width=10),
    Column("code", "Mã số chương trình", "Official code", T.TEXT,
           N_("The project code in the national system, as printed."), width=13),
    Column("capacity", "Năng lực thiết kế", "Design capacity", T.TEXT,
           N_("Length, area, number of classes, as printed."), width=24),
    Column("decision", "Quyết định đầu tư", "Investment decision", T.TEXT,
           N_("Number and date of the decision, as printed."), width=22),
    Column("clause", "Điều khoản", "Clause", T.TEXT,
           N_("The clause of the programme that names this line."), width=22),
    Column("printed", "Nguyên văn trong văn bản", "Printed wording", T.TEXT,
           N_("The line as the document prints it, misprints included."), width=60),
    Column("note", "Ghi chú", "Note", T.TEXT, N_("Printed in the last column of the plan."),
           width=60),
)  # fmt: skip
PROJECTS = Sheet(
    "projects", "Du_an", "Projects",
    N_("Every line of the programme, one row each. Lines without an estimate stay in the list."),
    (*_PROJECT_WHO, *_PROJECT_MONEY, *_PROJECT_PRIORITY, *_PROJECT_TIME, *_PROJECT_LAND,
     *_PROJECT_PRINT, *ORIGIN),
    key_of=("id",), optional=False, color="1F3864",
)  # fmt: skip

CRITERIA = Sheet(
    "criteria", "Tieu_chi", "Criteria", N_("The scoring criteria and their weights."),
    (
        id_column("Mã tiêu chí", "Criterion id",
                  N_("A short code; it heads a column of the scores.")),
        name_column("Tên tiêu chí", "Criterion name",
                    N_("The criterion, as it should be printed.")),
        Column("weight", "Trọng số", "Weight", T.NUMBER,
               N_("Any positive number; the weights are scaled to a sum of 1."),
               required=True, needed=True, low=0, width=10),
        *ORIGIN, REMARK,
    ),
    key_of=("id",), color="2E75B6",
)  # fmt: skip
SCORES = Sheet(
    "scores", "Cham_diem", "Scores",
    N_("Marks 1 to 5: one row for a project, one column for a criterion. An empty cell counts 3."),
    (
        Column("project", "Mã dự án", "Project id", T.REF, N_("The project that is marked."),
               required=True, needed=True, target="projects"),
        Column("project_name", "Tên dự án", "Project name", T.NOTE,
               N_("For the eye only; the program does not read it."), width=44),
        Column("mark", "{id}", "{id}", T.NUMBER, N_("The mark for the criterion that heads the "
               "column (its id or its name)."), low=1, high=5, unit=MARK, repeat="criterion",
               default="3", width=10),
        REMARK,
    ),
    key_of=("project",), color="2E75B6",
)  # fmt: skip
