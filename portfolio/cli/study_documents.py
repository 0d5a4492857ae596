"""Studies as JSON documents: amounts in whole triệu đồng, parameters as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from portfolio.study.attribute import Attribution, Share
from portfolio.study.break_even import BreakEven
from portfolio.study.curve import Curve, LineChange
from portfolio.study.marginal import MarginalValues, Move
from portfolio.study.points import FIGURES, Point

UNIT = "triệu đồng"


def attribution_document(a: Attribution, files: list[str]) -> dict[str, Any]:
    """The attribution for ``--json``. Amounts in whole triệu đồng, exact values as fractions."""
    return {
        "status": "attribution",
        "unit": UNIT,
        "method": "sampled" if a.orders else "exact",
        "orders": a.orders,
        "seed": a.seed,
        "scenario": {"name": a.plan.info.scenario, "name_en": a.plan.info.scenario_en},
        "coalitions": len(a.points),
        "solved": a.solved,
        "asked_gap": a.asked_gap,
        "widest_gap": _finite(a.gap),
        "proven": a.proven,
        "seconds": round(a.seconds, 3),
        "figures": {
            figure: {
                "without": a.none.figures[figure],
                "with_all": a.all.figures[figure],
                "difference": a.total(figure),
                "mechanisms": [_share_document(s) for s in a.shares[figure]],
            }
            for figure in FIGURES
        },
        "files": files,
    }


def _share_document(s: Share) -> dict[str, Any]:
    reported = s.reported
    return {
        "mechanism": s.player,
        "first": s.first,
        "last": s.last,
        "share": int(reported) if reported.denominator == 1 else float(reported),
        "exact": str(s.exact),
        "low": None if s.low is None else float(s.low),
        "high": None if s.high is None else float(s.high),
        "standard_error": s.error,
    }


def curve_document(curve: Curve, files: list[str], target: str | None) -> dict[str, Any]:
    """The curve for ``--json``. Values of the parameter as fractions and numbers."""
    document: dict[str, Any] = {
        "status": "curve",
        "unit": UNIT,
        "parameter": curve.range.parameter.name,
        "low": float(curve.range.low),
        "high": float(curve.range.high),
        "step": float(curve.range.step),
        "asked_gap": curve.asked_gap,
        "widest_gap": _finite(curve.gap),
        "proven": curve.proven,
        "seconds": round(curve.seconds, 3),
        "points": [{"at": float(v), **point_document(p)} for v, p in curve.points.items()],
        "breakpoints": [
            {
                "above": float(b.low),
                "up_to": float(b.high),
                "significant": b.significant,
                "kept": b.kept,
                "early": b.early,
                "changes": changes_document(b.changes),
            }
            for b in curve.breakpoints
        ],
        "falls": [[float(a), float(b)] for a, b in curve.falls],
        "files": files,
    }
    if target is not None:
        found = curve.first_start(target)
        document["target"] = {
            "project": target,
            "first": None if found is None else float(found[0]),
            "below": None if found is None or found[1] is None else float(found[1]),
        }
    return document


def point_document(point: Point) -> dict[str, Any]:
    """One solve in short."""
    return {
        **point.figures,
        "objective": point.objective,
        "bound": _finite(point.bound),
        "gap": _finite(point.gap),
        "outcome": point.outcome.value,
        "starts": dict(point.starts),
    }


def changes_document(changes: Sequence[LineChange]) -> list[dict[str, Any]]:
    """Lines that enter, leave or move."""
    return [
        {"project": c.project, "change": c.kind.value, "before": c.before, "after": c.after}
        for c in changes
    ]


def break_even_document(found: Sequence[BreakEven], base: str, files: list[str]) -> dict[str, Any]:
    """The break-even for ``--json``."""
    return {
        "status": "break_even",
        "unit": UNIT,
        "base": base,
        "scenarios": [
            {
                "scenario": one.scenario,
                "parameter": one.range.parameter.name,
                "step": float(one.range.step),
                "last_gain": _number(one.last_gain),
                "first_none": _number(one.first_none),
                "first_loss": _number(one.first_loss),
                "proven": one.proven,
                "points": [
                    {"at": float(v), "objective": p.objective, "bound": _finite(p.bound)}
                    for v, p in one.points.items()
                ],
                "base": {"objective": one.base.objective, "bound": _finite(one.base.bound)},
            }
            for one in found
        ],
        "files": files,
    }


def marginal_document(values: MarginalValues, files: list[str]) -> dict[str, Any]:
    """The marginal values for ``--json``."""
    return {
        "status": "marginal",
        "unit": UNIT,
        "step": values.step,
        "asked_gap": values.asked_gap,
        "proven": values.proven,
        "seconds": round(values.seconds, 3),
        "base": point_document(values.base),
        "rows": [
            {
                "source": row.source,
                "year": row.year,
                "spendable": row.spendable,
                "more": _move_document(values, row.more),
                "less": _move_document(values, row.less),
                "shadow_price": row.price,
            }
            for row in values.rows
        ],
        "files": files,
    }


def _move_document(values: MarginalValues, move: Move | None) -> dict[str, Any] | None:
    if move is None:
        return None
    return {
        "feasible": move.point is not None,
        "difference": None if move.point is None else move.point.objective - values.base.objective,
        "per_trieu": move.per_trieu(values.base),
        "within_gap": move.is_open,
        "changes": changes_document(move.changes),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
