"""``portfolio curve``: one question about one parameter, from reading to writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.cli import studying
from portfolio.cli.console import State
from portfolio.errors import PortfolioError
from portfolio.i18n import _

if TYPE_CHECKING:
    from portfolio.domain import Portfolio
    from portfolio.study.curve import Curve


@dataclass(frozen=True, slots=True)
class Question:
    """``text``: the parameter and its range. ``target``: a line whose first start is asked."""

    text: str
    tolerance: Fraction | None
    every: bool
    target: str | None


def make_curve(name: str | None, question: Question, more: Mapping[str, Any], state: State) -> int:
    """The curve, or the first start of a line on it; the exit code."""
    from portfolio.cli.study_documents import curve_document
    from portfolio.cli.study_views import curve_tables, target_table
    from portfolio.study.curve import curve
    from portfolio.study.vary import read_range

    asked = studying.Asked(**more)
    scenario = studying.scenario(name)
    title = scenario.id if scenario is not None else ""
    portfolio = studying.read(asked)
    along = read_range(portfolio, question.text, question.tolerance)
    stem = ("duong-toi-uu", title, along.parameter.name, question.target or "")
    targets = studying.targets(asked, file_name(*stem))
    if question.target is not None:
        _need_line(portfolio, question.target)
    options = studying.options(asked, portfolio, scenario)
    with studying.progress(state) as done:
        found = curve(
            portfolio, along, scenario, options=options, workers=asked.workers,
            every=question.every, on_done=done, command=studying.command_line(state),
        )  # fmt: skip
    target = question.target
    return studying.finish(
        state,
        tables=lambda: curve_tables(found) if target is None else [target_table(found, target)],
        document=lambda files: curve_document(found, files, target),
        write=lambda: _write(found, targets, force=asked.force),
        proven=found.proven,
    )


def file_name(*parts: str) -> str:
    """What is asked, in characters that every file system takes; empty parts are left out."""
    return "-".join(re.sub(r"[^A-Za-z0-9._]+", "-", _ascii(part)) for part in parts if part)


def _ascii(text: str) -> str:
    """Without the marks of Vietnamese: ``Đồng Xoài`` is ``Dong Xoai``."""
    plain = unicodedata.normalize("NFD", text).translate(str.maketrans("Đđ", "Dd"))
    return plain.encode("ascii", "ignore").decode()


def _write(found: Curve, targets: studying.Targets, *, force: bool) -> list[Path]:
    from portfolio.output.excel.curve import write_curve

    files = [write_curve(found, targets.workbook, force=force)]
    if targets.charts is not None:
        from portfolio.output.charts_study import write_curve_chart

        files += write_curve_chart(found, targets.charts, force=force)
    return files


def _need_line(portfolio: Portfolio, id: str) -> None:
    """Raises ``PortfolioError`` with the nearest id when no costed line has this one."""
    from portfolio.inputs.scenario.fields import did_you_mean

    known = {p.id: p for p in portfolio.costed}
    if id not in known:
        text = _("no line with an estimate has the id “{id}”").format(id=id)
        raise PortfolioError("; ".join(filter(None, (text, did_you_mean(id, known)))))


def make_break_even(
    names: Sequence[str], question: Question, more: Mapping[str, Any], state: State
) -> int:
    """Where scenarios bring nothing against the rules in force; the exit code."""
    from portfolio.cli.study_documents import break_even_document
    from portfolio.cli.study_views import break_even_table
    from portfolio.inputs.scenario import Scenario
    from portfolio.output.excel.break_even import write_break_even
    from portfolio.study.break_even import break_even
    from portfolio.study.vary import read_range

    asked = studying.Asked(**more)
    base = studying.scenario(None) or Scenario("", "")
    cases = [case for name in names if (case := studying.scenario(name)) is not None]
    portfolio = studying.read(asked)
    along = read_range(portfolio, question.text, question.tolerance)
    stem = ("hoa-von", *(case.id for case in cases), along.parameter.name)
    targets = studying.targets(asked, file_name(*stem))
    options = studying.options(asked, portfolio, base)
    found = []
    for case in cases:
        with studying.progress(state) as done:
            found.append(
                break_even(
                    portfolio, base, case, along, options=options, workers=asked.workers,
                    on_done=done, command=studying.command_line(state),
                )
            )  # fmt: skip
    return studying.finish(
        state,
        tables=lambda: [break_even_table(found, base.id)],
        document=lambda files: break_even_document(found, base.id, files),
        write=lambda: [write_break_even(found, targets.workbook, force=asked.force)],
        proven=all(one.proven for one in found),
    )
