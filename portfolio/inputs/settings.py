"""The settings sheet, described once: one entry for every row of it."""

from __future__ import annotations

from portfolio.i18n import N_
from portfolio.inputs.schema import YEARS, Column, Type
from portfolio.inputs.words import UNIT

T = Type
SECONDS = {"vi": "giây", "en": "seconds"}

SETTINGS: tuple[Column, ...] = (
    Column("unit", "Đơn vị tiền", "Money unit", T.CHOICE,
           N_("The unit of every amount in this workbook."), choices=UNIT,
           default=N_("billion VND")),
    Column("first_year", "Năm đầu kỳ", "First year", T.YEAR, N_("First year of the plan."),
           default="2021"),
    Column("last_year", "Năm cuối kỳ", "Last year", T.YEAR, N_("Last year of the plan."),
           default="2025"),
    Column("title", "Tên kế hoạch", "Title", T.TEXT, N_("Printed above the tables.")),
    Column("place", "Địa phương", "Locality", T.TEXT, N_("Printed above the tables.")),
    Column("agency", "Cơ quan lập", "Agency", T.TEXT, N_("Printed above the tables.")),
    Column("signer", "Người ký", "Signer", T.TEXT, N_("Printed in the signature block.")),
    Column("legal_years_a", "Số năm bố trí vốn nhóm A", "Years of capital, group A", T.INT,
           N_("Most consecutive years of capital (Law 39/2019/QH14, Art. 52.2)."), low=1, high=30,
           unit=YEARS, default="6"),
    Column("legal_years_b", "Số năm bố trí vốn nhóm B", "Years of capital, group B", T.INT,
           N_("Most consecutive years of capital (Law 39/2019/QH14, Art. 52.2)."), low=1, high=30,
           unit=YEARS, default="4"),
    Column("legal_years_c", "Số năm bố trí vốn nhóm C", "Years of capital, group C", T.INT,
           N_("Most consecutive years of capital (Law 39/2019/QH14, Art. 52.2)."), low=1, high=30,
           unit=YEARS, default="3"),
    Column("overhang_share", "Vốn chuyển sang kỳ sau tối đa", "Most overhang", T.SHARE,
           N_("Capital left to the next plan, as a share of this plan (Art. 89.2)."),
           default="20%"),
    Column("new_starts", "Số dự án khởi công mới tối đa một năm", "Most new starts a year", T.INT,
           N_("Most public projects that may start in one year."), low=0, high=1_000_000,
           default=N_("no limit")),
    Column("discount", "Hệ số chiết khấu mỗi năm chờ", "Discount for a year's wait", T.SHARE,
           N_("What a project's value is worth when its start waits a year."), default="95%"),
    Column("overhang_charge", "Hệ số phạt vốn chuyển kỳ sau", "Charge for overhang", T.NUMBER,
           N_("Taken from the objective for each unit of overhang."), low=0, high=1_000_000,
           default="0.1"),
    Column("gap", "Sai số tối ưu chấp nhận", "Optimality gap", T.SHARE,
           N_("The solver may stop when the plan is proven this close to the best."),
           default="0.01%"),
    Column("time_limit", "Thời gian tính tối đa", "Time limit", T.INT,
           N_("Most time for the solver."), low=1, high=1_000_000, unit=SECONDS, default="120"),
    Column("seed", "Hạt giống ngẫu nhiên", "Seed", T.INT, N_("Same seed, same plan."), low=0,
           high=2_147_483_647, default="1", also=("Mầm ngẫu nhiên",)),
    Column("threads", "Số luồng tính", "Threads", T.INT, N_("Threads of the solver."), low=1,
           high=1024, default="1"),
    Column("largest", "Mức kinh phí lớn nhất hợp lý", "Largest plausible amount", T.AMOUNT,
           N_("An amount above it is refused, for its unit is probably wrong."), default="50000"),
)  # fmt: skip
"""Rows of the settings sheet. All but ``unit`` and ``largest`` are fields of
``domain.Settings``; those two guide the reading only."""
