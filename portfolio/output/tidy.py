"""The plan as tidy tables for other programs: CSV, JSON, Parquet. Amounts in triệu đồng."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.output.files import check_target, deliver, need_package
from portfolio.plan.schedule import Plan

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "portfolio-plan/1"
UNIT = "triệu đồng"

_WHOLE = {"year", "amount", "cost", "allocated", "need", "capital", "overhang", "start", "last"}
_WHOLE |= {"spendable", "carried_in", "spent", "carried_out", "idle"}
_REAL = {"left", "right", "slack"}
_FLAG = {"full", "ok"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Format(StrEnum):
    """The file formats of the tidy tables."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def write_tidy(
    plan: Plan, folder_or_file: Path, fmt: Format | str, force: bool = False
) -> list[Path]:
    """Write the plan's tables and return the files made.

    JSON is one document: ``plan.json`` in the folder, or the file named. CSV and Parquet are
    one file a table (``allocation.csv``, ...) with a table ``metadata`` in the folder; when
    the name ends in ``.csv`` or ``.parquet`` the allocation alone goes there and its metadata
    beside (``NAME.metadata.csv``), so that a plan not proven optimal always says so.

    Raises ``OutputError`` when a file exists and not ``force``, cannot be written, or when
    Parquet lacks its package.
    """
    fmt = Format(fmt)
    if fmt is Format.PARQUET:
        need_package("pyarrow")
    single = folder_or_file.suffix.lower() == f".{fmt}"
    if fmt is Format.JSON:
        path = folder_or_file if single else folder_or_file / "plan.json"
        return [deliver(path, partial(_write_json, plan), force=force)]
    frames = tables(plan) | {"metadata": _metadata_table(plan)}
    if single:
        beside = folder_or_file.with_suffix(f".metadata.{fmt}")
        targets = {folder_or_file: frames["allocation"], beside: frames["metadata"]}
    else:
        targets = {folder_or_file / f"{name}.{fmt}": frame for name, frame in frames.items()}
    for path in targets:
        check_target(path, force=force)
    write = _write_csv if fmt is Format.CSV else _write_parquet
    return [deliver(path, partial(write, frame), force=force) for path, frame in targets.items()]


def tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """The tidy tables by name, each column of one type whatever the plan holds."""
    frames = {
        "allocation": plan.allocation,
        "projects": plan.projects,
        "sources": plan.sources,
        "unfunded": plan.unfunded,
        "ledger": plan.ledger,
        "checks": checks(plan),
    }
    return {name: frame.astype(_types(frame)) for name, frame in frames.items()}


def checks(plan: Plan) -> pd.DataFrame:
    """Every line that the checker verified.

    Columns: rule, subject, year (missing: the whole plan), left, relation, right, slack, ok.
    """
    import pandas as pd

    rows = [
        {
            "rule": line.rule,
            "subject": ", ".join(line.subject),
            "year": line.year,
            "left": float(line.left),
            "relation": line.relation,
            "right": float(line.right),
            "slack": float(line.slack),
            "ok": line.ok,
        }
        for line in plan.checks.lines
    ]
    columns = ["rule", "subject", "year", "left", "relation", "right", "slack", "ok"]
    return pd.DataFrame(rows, columns=columns)


def metadata(plan: Plan) -> dict[str, str | int | float | None]:
    """What a reader of the tables must know: unit, status, gap, bound, where it comes from.

    ``gap`` and ``bound`` are missing when the solver proved none.
    """
    report, info, settings = plan.solution.report, plan.info, plan.portfolio.settings
    return {
        "schema": SCHEMA,
        "unit": UNIT,
        "first_year": settings.first_year,
        "last_year": settings.last_year,
        "status": report.outcome.value,
        "gap": _finite(report.gap),
        "asked_gap": report.asked_gap,
        "objective": _finite(report.objective),
        "bound": _finite(report.bound),
        "rules_verified": len(plan.checks.lines),
        "scenario": info.scenario,
        "scenario_citation": info.scenario_citation,
        "workbook": Path(plan.portfolio.path).name,
        "workbook_sha256": plan.portfolio.sha256,
        "solver": f"{report.solver} {report.solver_version}".strip(),
        "seed": report.seed,
        "command": info.command,
        "created": info.created,
    }


def _types(frame: pd.DataFrame) -> Mapping[str, Any]:
    kinds = ((_WHOLE, "Int64"), (_REAL, "Float64"), (_FLAG, "boolean"))
    return {
        column: next((dtype for names, dtype in kinds if column in names), "string")
        for column in frame.columns
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _metadata_table(plan: Plan) -> pd.DataFrame:
    import pandas as pd

    rows = [(key, "" if value is None else str(value)) for key, value in metadata(plan).items()]
    return pd.DataFrame(rows, columns=["key", "value"], dtype="string")


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    safe = frame.copy()
    for column in safe.columns[safe.dtypes == "string"]:
        safe[column] = safe[column].map(_neutral, na_action="ignore")
    # with the mark, Excel reads the file as UTF-8 and shows Vietnamese right
    safe.to_csv(path, index=False, encoding="utf-8-sig", float_format="%.15g")


def _neutral(text: str) -> str:
    """Text that a spreadsheet would run as a formula, made text again."""
    return f"'{text}" if len(text) > 1 and text.startswith(_FORMULA) else text


def _write_json(plan: Plan, path: Path) -> None:
    document = metadata(plan) | {
        "tables": {
            name: frame.astype(object).where(frame.notna(), None).to_dict("records")
            for name, frame in tables(plan).items()
        }
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, engine="pyarrow", index=False)
