"""Capital portfolio and budget allocation for a city's medium-term public investment plan.

    >>> import portfolio as pf                                     # doctest: +SKIP
    >>> city = pf.read_workbook("data/projects.xlsx")              # doctest: +SKIP
    >>> plan = pf.run(city, pf.read_scenario("scenarios/hien-hanh.toml"))  # doctest: +SKIP
    >>> plan.allocation                                            # doctest: +SKIP

Public names are loaded when they are first used, so that ``import portfolio`` (and every help
page of the command line) does not wait for pandas, the solver or openpyxl.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portfolio.domain import (
        Anchor,
        AssetSales,
        Band,
        Clearing,
        Criterion,
        Eligibility,
        Group,
        Kind,
        LandRevenue,
        LandUseRetention,
        Level,
        Limit,
        LimitKind,
        Link,
        LinkKind,
        Mechanism,
        NonStateRevenue,
        Origin,
        Owner,
        OwnerSplit,
        Pin,
        PinKind,
        Portfolio,
        Profile,
        Project,
        Provenance,
        Revenue,
        RevenueStream,
        Sector,
        Settings,
        Sharing,
        SiteClearance,
        SmallLand,
        SmartCity,
        Source,
        Status,
        Tier,
    )
    from portfolio.errors import (
        Conflict,
        Infeasible,
        InputError,
        NoSolution,
        OutputError,
        PinError,
        PlanError,
        PlanFileError,
        PortfolioError,
        Problem,
        ScenarioError,
        Severity,
        StudyError,
    )
    from portfolio.funding.envelope import build_envelope
    from portfolio.funding.mechanisms import grant
    from portfolio.funding.records import Envelope, Feedback, LedgerLine, Step
    from portfolio.i18n import language, set_language
    from portfolio.inputs import read_workbook, write_template
    from portfolio.inputs.actuals import Actuals, Fact, read_actuals
    from portfolio.inputs.exported import ExportedPlan, read_exported
    from portfolio.inputs.scenario import apply_scenario, read_scenario
    from portfolio.model.progress import Progress
    from portfolio.model.records import Outcome, Solution, SolveReport, TierReport
    from portfolio.model.stability import Prices
    from portfolio.output.charts import write_charts
    from portfolio.output.charts_compare import write_comparison_charts
    from portfolio.output.charts_study import write_attribution_charts, write_curve_chart
    from portfolio.output.excel import write_plan
    from portfolio.output.excel.adjust import write_adjustment
    from portfolio.output.excel.annual import annual_of, write_annual
    from portfolio.output.excel.attribution import write_attribution
    from portfolio.output.excel.break_even import write_break_even
    from portfolio.output.excel.compare import write_comparison
    from portfolio.output.excel.curve import write_curve
    from portfolio.output.excel.marginal import write_marginal
    from portfolio.output.page import write_page
    from portfolio.output.page_compare import write_comparison_page
    from portfolio.output.tidy import write_tidy
    from portfolio.plan.check import check
    from portfolio.plan.explanation import Explanation, Funded, Uncosted, Unfunded
    from portfolio.plan.records import CheckLine, CheckReport, RunInfo
    from portfolio.plan.schedule import Balance, Plan
    from portfolio.plan.set_aside import SetAside
    from portfolio.study.attribute import Attribution, attribute
    from portfolio.study.break_even import BreakEven, break_even
    from portfolio.study.compare import compare
    from portfolio.study.comparison import Account, Change, Comparison
    from portfolio.study.curve import Curve, curve
    from portfolio.study.edited import EditedPlan, EditVerdict, check_plan, pins_of, read_plan
    from portfolio.study.explain.ask import Explanations, explain
    from portfolio.study.marginal import MarginalValues, marginal
    from portfolio.study.replan import Replan, replan
    from portfolio.study.run import relax, run
    from portfolio.study.significance import Verdict
    from portfolio.study.vary import read_range

__version__ = "0.1.0"

_HOMES = {
    "portfolio.domain": (
        "Anchor AssetSales Band Clearing Criterion Eligibility Group Kind LandRevenue "
        "LandUseRetention Level Limit LimitKind Link LinkKind Mechanism NonStateRevenue "
        "Origin Owner OwnerSplit Pin PinKind Portfolio Profile Project Provenance Revenue "
        "RevenueStream Sector Settings Sharing SiteClearance SmallLand SmartCity Source "
        "Status Tier"
    ),
    "portfolio.errors": (
        "Conflict Infeasible InputError NoSolution OutputError PinError PlanError "
        "PlanFileError PortfolioError Problem ScenarioError Severity StudyError"
    ),
    "portfolio.funding.envelope": "build_envelope",
    "portfolio.funding.mechanisms": "grant",
    "portfolio.funding.records": "Envelope Feedback LedgerLine Step",
    "portfolio.i18n": "language set_language",
    "portfolio.inputs": "read_workbook write_template",
    "portfolio.inputs.actuals": "Actuals Fact read_actuals",
    "portfolio.inputs.exported": "ExportedPlan read_exported",
    "portfolio.inputs.scenario": "apply_scenario read_scenario",
    "portfolio.model.progress": "Progress",
    "portfolio.model.records": "Outcome Solution SolveReport TierReport",
    "portfolio.model.stability": "Prices",
    "portfolio.output.charts": "write_charts",
    "portfolio.output.charts_compare": "write_comparison_charts",
    "portfolio.output.charts_study": "write_attribution_charts write_curve_chart",
    "portfolio.output.excel": "write_plan",
    "portfolio.output.excel.adjust": "write_adjustment",
    "portfolio.output.excel.annual": "annual_of write_annual",
    "portfolio.output.excel.attribution": "write_attribution",
    "portfolio.output.excel.break_even": "write_break_even",
    "portfolio.output.excel.compare": "write_comparison",
    "portfolio.output.excel.curve": "write_curve",
    "portfolio.output.excel.marginal": "write_marginal",
    "portfolio.output.page": "write_page",
    "portfolio.output.page_compare": "write_comparison_page",
    "portfolio.output.tidy": "write_tidy",
    "portfolio.plan.check": "check",
    "portfolio.plan.explanation": "Explanation Funded Uncosted Unfunded",
    "portfolio.plan.records": "CheckLine CheckReport RunInfo",
    "portfolio.plan.schedule": "Balance Plan",
    "portfolio.plan.set_aside": "SetAside",
    "portfolio.study.attribute": "Attribution attribute",
    "portfolio.study.break_even": "BreakEven break_even",
    "portfolio.study.compare": "compare",
    "portfolio.study.comparison": "Account Change Comparison",
    "portfolio.study.curve": "Curve curve",
    "portfolio.study.edited": "EditVerdict EditedPlan check_plan pins_of read_plan",
    "portfolio.study.explain.ask": "Explanations explain",
    "portfolio.study.marginal": "MarginalValues marginal",
    "portfolio.study.replan": "Replan replan",
    "portfolio.study.run": "relax run",
    "portfolio.study.significance": "Verdict",
    "portfolio.study.vary": "read_range",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Account",
    "Actuals",
    "Anchor",
    "AssetSales",
    "Attribution",
    "Balance",
    "Band",
    "BreakEven",
    "Change",
    "CheckLine",
    "CheckReport",
    "Clearing",
    "Comparison",
    "Conflict",
    "Criterion",
    "Curve",
    "EditVerdict",
    "EditedPlan",
    "Eligibility",
    "Envelope",
    "Explanation",
    "Explanations",
    "ExportedPlan",
    "Fact",
    "Feedback",
    "Funded",
    "Group",
    "Infeasible",
    "InputError",
    "Kind",
    "LandRevenue",
    "LandUseRetention",
    "LedgerLine",
    "Level",
    "Limit",
    "LimitKind",
    "Link",
    "LinkKind",
    "MarginalValues",
    "Mechanism",
    "NoSolution",
    "NonStateRevenue",
    "Origin",
    "Outcome",
    "OutputError",
    "Owner",
    "OwnerSplit",
    "Pin",
    "PinError",
    "PinKind",
    "Plan",
    "PlanError",
    "PlanFileError",
    "Portfolio",
    "PortfolioError",
    "Prices",
    "Problem",
    "Profile",
    "Progress",
    "Project",
    "Provenance",
    "Replan",
    "Revenue",
    "RevenueStream",
    "RunInfo",
    "ScenarioError",
    "Sector",
    "SetAside",
    "Settings",
    "Severity",
    "Sharing",
    "SiteClearance",
    "SmallLand",
    "SmartCity",
    "Solution",
    "SolveReport",
    "Source",
    "Status",
    "Step",
    "StudyError",
    "Tier",
    "TierReport",
    "Uncosted",
    "Unfunded",
    "Verdict",
    "__version__",
    "annual_of",
    "apply_scenario",
    "attribute",
    "break_even",
    "build_envelope",
    "check",
    "check_plan",
    "compare",
    "curve",
    "explain",
    "grant",
    "language",
    "marginal",
    "pins_of",
    "read_actuals",
    "read_exported",
    "read_plan",
    "read_range",
    "read_scenario",
    "read_workbook",
    "relax",
    "replan",
    "run",
    "set_language",
    "write_adjustment",
    "write_annual",
    "write_attribution",
    "write_attribution_charts",
    "write_break_even",
    "write_charts",
    "write_comparison",
    "write_comparison_charts",
    "write_comparison_page",
    "write_curve",
    "write_curve_chart",
    "write_marginal",
    "write_page",
    "write_plan",
    "write_template",
    "write_tidy",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
