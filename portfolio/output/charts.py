"""Four charts of a plan, each readable at the width of an A4 page. Amounts in tỷ đồng."""

from __future__ import annotations

import io
import textwrap
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.domain import Kind, Level, Project
from portfolio.i18n import _, current_language
from portfolio.model.records import Outcome
from portfolio.money import PER_TY, number, percent, ty
from portfolio.output.files import check_target, deliver, need_package
from portfolio.plan.schedule import Plan

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.2
"""inches: an A4 page less its margins"""

GANTT_ROWS = 80
"""the most lines that one Gantt chart shows; beyond, the largest are shown and it says so"""

_DPI = 200
_ALERT = "#b00020"
_GREY = "#9a9a9a"
# Okabe and Ito, "Color Universal Design" (2008): told apart by colour-blind readers
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # ships with matplotlib and has every Vietnamese letter
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,  # a $ in a project name is a dollar, not a formula
    "svg.hashsalt": "portfolio",
}


def write_charts(plan: Plan, folder: Path, force: bool = False) -> list[Path]:
    """Draw every chart as a PNG in ``folder`` (made when missing); the files, in order.

    Raises ``OutputError`` when one exists and not ``force``, cannot be written, or when
    matplotlib is not installed.
    """
    targets = {folder / f"{name}.png": draw for name, draw in CHARTS.items()}
    for path in targets:
        check_target(path, force=force)
    return [
        deliver(path, partial(save, partial(draw, plan)), force=force)
        for path, draw in targets.items()
    ]


def svg(plan: Plan, name: str) -> bytes:
    """One chart of ``CHARTS`` as an SVG document, letters drawn as shapes."""
    return as_svg(partial(CHARTS[name], plan))


def as_svg(draw: Callable[[], Figure]) -> bytes:
    """A chart as an SVG document, letters drawn as shapes."""
    buffer = io.BytesIO()
    with _styled():
        draw().savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def save(draw: Callable[[], Figure], path: Path) -> None:
    """A chart as a PNG file."""
    with _styled():
        draw().savefig(path, format="png", dpi=_DPI, metadata={"Software": None})


def scenario_name(plan: Plan) -> str:
    """The scenario's name in the current language."""
    info = plan.info
    return (info.scenario_en or info.scenario) if current_language() == "en" else info.scenario


def capital_by_source(plan: Plan) -> Figure:
    """Stacked columns: capital by source and year, public and private on axes of their own."""
    amounts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (_project, source, year), amount in plan.solution.cells.items():
        amounts[source][year] += amount
    used = [k.id for k in plan.portfolio.sources if k.id in amounts]
    level = {k.id: k.level for k in plan.portfolio.sources}
    public = [k for k in used if level[k] is not Level.PRIVATE]
    private = [k for k in used if level[k] is Level.PRIVATE]
    panels = [(_("Public capital"), public), (_("Private capital"), private)]
    panels = [panel for panel in panels if panel[1]] or panels[:1]
    figure = _figure(3.1 + 0.17 * len(used), _("Capital by source and year (tỷ đồng)"), plan)
    axes = figure.subplots(1, len(panels), squeeze=False, width_ratios=(5, 3)[: len(panels)])[0]
    for axis, (title, sources) in zip(axes, panels, strict=True):
        axis.set_title(title)
        _stack(axis, plan, sources, amounts, first_colour=0 if sources == public else len(public))
    return figure


def need_by_sector(plan: Plan) -> Figure:
    """Bars: need and capital in the plan by sector, public and private on axes of their own."""
    panels = [(_("Public lines"), Kind.PUBLIC), (_("Private lines"), Kind.PRIVATE)]
    rows = [(title, _sector_rows(plan, kind)) for title, kind in panels]
    rows = [row for row in rows if row[1]] or rows[:1]
    counts = [len(row[1]) + 1.2 for row in rows]
    title = _("Need and capital in the plan by sector (tỷ đồng)")
    figure = _figure(1.3 + 0.42 * sum(counts), title, plan)
    axes = figure.subplots(len(rows), 1, squeeze=False, height_ratios=counts)[:, 0]
    for axis, (heading, sectors) in zip(axes, rows, strict=True):
        axis.set_title(heading)
        _pairs(axis, sectors)
    axes[-1].legend(loc="upper center", bbox_to_anchor=(0.4, -0.12), ncols=2, frameon=False)
    return figure


def gantt(plan: Plan) -> Figure:
    """Years across, started lines down; the darker a cell, the more of the line's capital."""
    lines, hidden = _gantt_lines(plan)
    title = _("Progress: capital by line and year (tỷ đồng)")
    figure = _figure(1.6 + 0.3 * len(lines), title, plan)
    axis = figure.subplots()
    years = plan.years
    by_year: dict[tuple[str, int], int] = defaultdict(int)
    for (project, _source, year), amount in plan.solution.cells.items():
        by_year[project, year] += amount
    for row, line in enumerate(lines):
        whole = max(1, plan.capital.get(line.id, 0))
        for year in years:
            amount = by_year[line.id, year]
            if amount:
                _cell(axis, row, year, amount, amount / whole)
        left = plan.solution.overhang.get(line.id, 0)
        if left:
            _later(axis, row, years[-1] + 1, left)
    columns = [*years, years[-1] + 1] if plan.solution.overhang else [*years]
    axis.set_xlim(columns[0] - 0.5, columns[-1] + 0.5)
    axis.set_xticks(columns, [*map(str, years), _("later")][: len(columns)])
    axis.xaxis.tick_top()
    axis.set_yticks(range(len(lines)), [short_label(line.name, 46) for line in lines], fontsize=7.5)
    axis.set_ylim(len(lines) - 0.4, -0.6)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    if hidden:
        text = _("and {n} smaller lines that started").format(n=number(hidden))
        axis.set_xlabel(text, fontsize=8)
    return figure


def cumulative(plan: Plan) -> Figure:
    """Lines: what the public sources make available up to a year, and what is spent of it."""
    available, spent = [0], [0]
    for year in plan.years:
        balances = [b for (_source, t), b in plan.balances.items() if t == year]
        available.append(available[-1] + sum(b.spendable for b in balances))
        spent.append(spent[-1] + sum(b.spent for b in balances))
    years = list(plan.years)
    upper = [amount / PER_TY for amount in available[1:]]
    lower = [amount / PER_TY for amount in spent[1:]]
    title = _("Public capital available and spent, cumulative (tỷ đồng)")
    figure = _figure(3.7, title, plan)
    axis = figure.subplots()
    axis.plot(years, upper, "o--", color=COLOURS[5], label=_("available"))
    axis.plot(years, lower, "s-", color=COLOURS[0], label=_("spent"))
    axis.fill_between(years, lower, upper, color=COLOURS[5], alpha=0.12, label=_("not spent"))
    for heights, above in ((upper, True), (lower, False)):
        for year, height in zip(years, heights, strict=True):
            offset = (-4, 7) if above else (4, -13)
            axis.annotate(
                number(height), (year, height), offset, textcoords="offset points",
                ha="right" if above else "left", fontsize=8,
            )  # fmt: skip
    axis.set_xticks(years)
    axis.set_xlim(years[0] - 0.4, years[-1] + 0.4)
    axis.set_ylim(0, 1.12 * max(*upper, 1))
    axis.yaxis.set_major_formatter(lambda value, _position: number(value))
    axis.legend(loc="upper left", frameon=False)
    return figure


CHARTS: Mapping[str, Callable[[Plan], Figure]] = {
    "capital-by-source": capital_by_source,
    "need-by-sector": need_by_sector,
    "gantt": gantt,
    "cumulative": cumulative,
}
"""every chart by the name of its file"""


@contextmanager
def _styled() -> Iterator[None]:
    need_package("matplotlib")
    import matplotlib

    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        # a letter the font lacks is drawn as a box; it must not stop the plan
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _figure(height: float, title: str, plan: Plan) -> Figure:
    """An empty page with title, scenario, and a loud mark when the plan is not proven."""
    report = plan.solution.report
    if report.outcome is not Outcome.OPTIMAL:
        text = _("NOT PROVEN OPTIMAL: gap {gap}").format(gap=percent(report.gap, 4))
        return blank(height, title, alarm=text)
    name = scenario_name(plan)
    return blank(height, title, _("Scenario: {name}").format(name=name) if name else "")


def blank(height: float, title: str, under: str = "", *, alarm: str = "") -> Figure:
    """An empty page with a title, and a line below in grey, or loud and red."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle(title, fontsize=12, fontweight="bold")
    if alarm:
        figure.supxlabel(alarm, color=_ALERT, fontweight="bold", fontsize=10)
    elif under:
        figure.supxlabel(short_label(under, 100), color="#555555", fontsize=8)
    return figure


def _stack(
    axis: Axes,
    plan: Plan,
    sources: Sequence[str],
    amounts: Mapping[str, Mapping[int, int]],
    first_colour: int,
) -> None:
    years = list(plan.years)
    below = [0.0] * len(years)
    for index, source in enumerate(sources):
        heights = [amounts[source].get(year, 0) / PER_TY for year in years]
        colour = COLOURS[(first_colour + index) % len(COLOURS)]
        label = short_label(plan.portfolio.source[source].name, 44)
        axis.bar(years, heights, 0.7, below, label=label, color=colour, edgecolor="white")
        below = [low + height for low, height in zip(below, heights, strict=True)]
    for year, total in zip(years, below, strict=True):
        if total:
            axis.annotate(
                number(total), (year, total), (0, 2), textcoords="offset points",
                ha="center", fontsize=8,
            )  # fmt: skip
    axis.set_xticks(years)
    axis.tick_params(axis="x", length=0)
    axis.yaxis.set_major_formatter(lambda value, _position: number(value))
    axis.margins(y=0.1)
    if sources:
        legend = axis.legend(loc="upper center", frameon=False, fontsize=8, reverse=True)
        legend.set_bbox_to_anchor((0.5, -0.1), axis.transAxes)


def _sector_rows(plan: Plan, kind: Kind) -> list[tuple[str, int, int]]:
    """(sector name, need, capital in the plan), largest need first."""
    need: dict[str, int] = defaultdict(int)
    paid: dict[str, int] = defaultdict(int)
    known = plan.portfolio.sector
    for line in plan.portfolio.costed:
        if line.kind is kind:
            name = known[line.sector].name if line.sector in known else line.sector
            need[name] += line.need
            paid[name] += plan.capital.get(line.id, 0)
    return [(name, need[name], paid[name]) for name in sorted(need, key=lambda n: (-need[n], n))]


def _pairs(axis: Axes, sectors: Sequence[tuple[str, int, int]]) -> None:
    need, paid = [row[1] for row in sectors], [row[2] for row in sectors]
    bars = ((need, -0.2, "#c8c8c8", _("need")), (paid, 0.2, COLOURS[0], _("capital in the plan")))
    for amounts, shift, colour, label in bars:
        values = [amount / PER_TY for amount in amounts]
        places = [index + shift for index in range(len(sectors))]
        drawn = axis.barh(places, values, 0.4, color=colour, label=label)
        axis.bar_label(drawn, [number(value) for value in values], padding=2, fontsize=8)
    axis.set_yticks(range(len(sectors)), [short_label(row[0], 30) for row in sectors])
    axis.set_ylim(max(1, len(sectors)) - 0.5, -0.5)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.set_visible(False)
    axis.spines["bottom"].set_visible(False)
    axis.margins(x=0.12)


def _gantt_lines(plan: Plan) -> tuple[list[Project], int]:
    """The started lines to show, earliest first, and how many are left out."""
    started = [p for p in plan.portfolio.costed if p.id in plan.solution.starts]
    largest = sorted(started, key=lambda p: -plan.capital.get(p.id, 0))[:GANTT_ROWS]
    shown = {p.id for p in largest}
    lines = [p for p in started if p.id in shown]
    lines.sort(key=lambda p: (p.kind is Kind.PRIVATE, plan.solution.starts[p.id]))
    return lines, len(started) - len(lines)


def _cell(axis: Axes, row: int, year: int, amount: int, share: float) -> None:
    strength = 0.25 + 0.75 * min(1.0, share)
    axis.barh(row, 0.96, 0.8, year - 0.48, color=COLOURS[0], alpha=strength)
    colour = "white" if strength > 0.7 else "black"
    axis.text(year, row, _short(amount), ha="center", va="center", fontsize=7.5, color=colour)


def _later(axis: Axes, row: int, year: int, amount: int) -> None:
    axis.barh(row, 0.96, 0.8, year - 0.48, color="white", edgecolor=_GREY, hatch="////")
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    axis.text(year, row, _short(amount), ha="center", va="center", fontsize=7.5, bbox=box)


def _short(amount: int) -> str:
    """Tỷ đồng for a small cell: whole from 10 tỷ on, then tenths, then all of it."""
    if amount >= 10 * PER_TY:
        return number(amount / PER_TY)
    return ty(round(amount, -2) if amount >= 100 else amount)


def short_label(text: str, width: int) -> str:
    """At most two lines of ``width`` letters, composed letters, no control characters."""
    clean = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return "\n".join(_two_lines(textwrap.wrap(clean, width)))


def _two_lines(lines: Iterable[str]) -> list[str]:
    first, *rest = list(lines) or [""]
    if len(rest) <= 1:
        return [first, *rest]
    return [first, rest[0][:-1].rstrip() + "…"]
