"""Charts of the studies: a waterfall of mechanisms, the optimum along a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.i18n import _
from portfolio.inputs.scenario.fields import Form
from portfolio.money import PER_TY, number, percent, ty
from portfolio.output.charts import COLOURS, blank, save, short_label
from portfolio.output.files import check_target, deliver
from portfolio.output.naming import scenario_title
from portfolio.study.attribute import Attribution
from portfolio.study.curve import Curve, moving_lines
from portfolio.study.parameter_text import parameter_words
from portfolio.study.points import CAPITAL, FIGURES, LINES, VALUE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOTAL, _RISE, _FALL = COLOURS[0], COLOURS[2], COLOURS[5]
_GREY = "#9a9a9a"


def write_attribution_charts(
    attribution: Attribution, folder: Path, *, force: bool = False
) -> list[Path]:
    """A waterfall of every key figure as PNG files in ``folder``. Raises ``OutputError``."""
    targets = {folder / f"waterfall-{figure}.png": figure for figure in FIGURES}
    for path in targets:
        check_target(path, force=force)
    return [
        deliver(path, partial(save, partial(waterfall, attribution, figure)), force=force)
        for path, figure in targets.items()
    ]


def write_curve_chart(curve: Curve, folder: Path, *, force: bool = False) -> list[Path]:
    """The curve and its lines as a PNG file in ``folder``. Raises ``OutputError``."""
    path = folder / "curve.png"
    return [deliver(path, partial(save, partial(along, curve)), force=force)]


def waterfall(a: Attribution, figure: str) -> Figure:
    """From no mechanism to all of them, a step a mechanism. Tỷ đồng, or lines."""
    count = figure == LINES
    title = _(FIGURES[figure])
    unit = _("lines") if count else _("tỷ đồng")
    alarm = "" if a.proven else _("NOT PROVEN OPTIMAL: gap {gap}").format(gap=percent(a.gap, 4))
    under = _("Scenario: {name}. Shapley values, every coalition solved to a gap of {gap}")
    if a.orders:
        under = _("Scenario: {name}. Shapley values, estimated from random orders; gap {gap}")
    text = under.format(name=scenario_title(a.plan), gap=percent(a.asked_gap, 4))
    figure_ = blank(1.7 + 0.42 * (len(a.players) + 2), f"{title} ({unit})", text, alarm=alarm)
    axis = figure_.subplots()
    scale = 1 if count else PER_TY
    names = [_("Without any mechanism"), *(a.names[p] for p in a.players), _("With all of them")]
    level = Fraction(a.none.figures[figure])
    _bar(axis, 0, Fraction(0), level / scale, _TOTAL, _figure(level / scale, count))
    for row, share in enumerate(a.shares[figure], 1):
        after = level + share.reported
        colour = _RISE if share.reported >= 0 else _FALL
        text = _signed(share.reported, count)
        _bar(axis, row, level / scale, after / scale, colour, text)
        _link(axis, row, level / scale)
        level = after
    last = len(names) - 1
    _link(axis, last, level / scale)
    _bar(axis, last, Fraction(0), level / scale, _TOTAL, _figure(level / scale, count))
    axis.set_yticks(range(len(names)), [short_label(name, 44) for name in names], fontsize=8)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.set_major_formatter(lambda value, _position: number(value))
    axis.margins(x=0.14)
    return figure_


def _bar(axis: Axes, row: int, start: Fraction, end: Fraction, colour: str, text: str) -> None:
    low, high = sorted((float(start), float(end)))
    axis.barh(row, high - low, 0.7, low, color=colour)
    axis.annotate(
        text, (high, row), (4, 0), textcoords="offset points", va="center", ha="left", fontsize=8
    )


def _link(axis: Axes, row: int, level: Fraction) -> None:
    """A thin line from the bar above to this one, behind both."""
    axis.plot([float(level)] * 2, [row - 1.35, row + 0.35], color=_GREY, lw=0.7, zorder=0)


def _figure(value: Fraction, count: bool) -> str:
    return number(value, 2 if count and value.denominator > 1 else 0)


def _signed(value: Fraction, count: bool) -> str:
    """A step with its sign: lines in hundredths, money in tỷ, to the triệu below one tỷ."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if count:
        return sign + number(abs(value), 2)
    small = abs(value) < PER_TY
    return sign + (ty(int(abs(value))) if small else number(abs(value) / PER_TY, 1))


def along(curve: Curve) -> Figure:
    """The weighted value and the public capital along the parameter; below, who starts when."""
    lines = moving_lines(curve)
    alarm = "" if curve.proven else _("NOT PROVEN OPTIMAL: gap {gap}").format(
        gap=percent(curve.gap, 4)
    )  # fmt: skip
    words = parameter_words(curve.range.parameter, curve.plan.portfolio)
    title = short_label(_("The optimum along {name}").format(name=words), 64)
    under = _("Scenario: {name}").format(name=scenario_title(curve.plan))
    figure = blank(4.3 + 0.22 * len(lines), title, under, alarm=alarm)
    heights = [2.2, max(0.6, 0.22 * len(lines))]
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=heights)
    _curves(upper, curve)
    _starts(lower, curve, lines)
    if curve.range.parameter.form is Form.SHARE:
        lower.xaxis.set_major_formatter(lambda value, _position: percent(value))
    lower.set_xlabel(curve.range.parameter.name, fontsize=8)
    return figure


def _curves(axis: Axes, curve: Curve) -> None:
    values = [float(value) for value in curve.points]
    for figure, colour, mark in ((VALUE, COLOURS[0], "o-"), (CAPITAL, COLOURS[5], "s--")):
        heights = [point.figures[figure] / PER_TY for point in curve.points.values()]
        axis.plot(values, heights, mark, color=colour, ms=2.5, lw=1.1, label=_(FIGURES[figure]))
    axis.set_ylabel(_("tỷ đồng"), fontsize=8)
    axis.yaxis.set_major_formatter(lambda value, _position: number(value))
    axis.legend(loc="best", frameon=False, fontsize=8)


def _starts(axis: Axes, curve: Curve, lines: Sequence[str]) -> None:
    """A bar wherever a line starts, coloured by its year; a tick at every breakpoint."""
    from matplotlib.patches import Patch

    years = list(curve.plan.years)
    colour = {year: COLOURS[i % len(COLOURS)] for i, year in enumerate(years)}
    values = list(curve.points)
    for row, project in enumerate(lines):
        for low, high in zip(values, [*values[1:], values[-1]], strict=True):
            start = curve.points[low].starts.get(project)
            if start is not None and high > low:
                axis.barh(row, float(high - low), 0.72, float(low), align="center",
                          color=colour[start], linewidth=0)  # fmt: skip
    names = curve.plan.portfolio.project
    labels = [short_label(f"{p} {names[p].name}", 42).split("\n")[0] for p in lines]
    axis.set_yticks(range(len(lines)), labels, fontsize=7)
    axis.set_ylim(max(1, len(lines)) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    used = {point.starts[p] for point in curve.points.values() for p in lines if p in point.starts}
    patches = [Patch(color=colour[year], label=str(year)) for year in years if year in used]
    if patches:
        axis.legend(handles=patches, title=_("start"), loc="center left", fontsize=7,
                    bbox_to_anchor=(1.0, 0.5), frameon=False, title_fontsize=7)  # fmt: skip
