"""Files -> domain: the schema, the workbook reader, the template, the scenario files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portfolio.inputs.template import write_template, write_workbook
    from portfolio.inputs.workbook import check_workbook, read_workbook

__all__ = ["check_workbook", "read_workbook", "write_template", "write_workbook"]

_HOMES = {
    "check_workbook": "workbook",
    "read_workbook": "workbook",
    "write_template": "template",
    "write_workbook": "template",
}


def __getattr__(name: str) -> Any:
    """Load the public functions when they are first asked for (the template needs openpyxl)."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
