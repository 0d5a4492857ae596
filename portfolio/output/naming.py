"""What a plan's scenario is called in the current language."""

from __future__ import annotations

from portfolio.i18n import _, current_language
from portfolio.plan.schedule import Plan


def scenario_title(plan: Plan) -> str:
    """The scenario's name, or that the workbook stands as it is."""
    info = plan.info
    name = (info.scenario_en or info.scenario) if current_language() == "en" else info.scenario
    return name or _("the workbook as it is")
