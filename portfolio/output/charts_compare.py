"""Four charts of a comparison, each readable at the width of an A4 page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from portfolio.domain import Kind, Level, Project
from portfolio.i18n import _
from portfolio.money import PER_TY, number
from portfolio.output.charts import COLOURS, blank, save, short_label
from portfolio.output.files import check_target, deliver
from portfolio.plan.earmarked import earmarked_idle
from portfolio.study.comparison import Account, Change, Comparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LINES = 70
"""lines that one chart of start years shows; those that change come first"""

_FILLS = {
    Change.SAME: ("#e6e6e6", "#333333"),
    Change.GAINED: ("#009E73", "white"),
    Change.LOST: ("white", "#b00020"),
    Change.EARLIER: ("#56B4E9", "black"),
    Change.LATER: ("#E69F00", "black"),
}


def write_comparison_charts(
    comparison: Comparison, folder: Path, force: bool = False
) -> list[Path]:
    """Draw every chart as a PNG in ``folder`` (made when missing); the files, in order.

    Raises ``OutputError`` when one exists and not ``force``, cannot be written, or when
    matplotlib is not installed.
    """
    targets = {folder / f"{name}.png": draw for name, draw in CHARTS.items()}
    for path in targets:
        check_target(path, force=force)
    return [
        deliver(path, partial(save, partial(draw, comparison)), force=force)
        for path, draw in targets.items()
    ]


def capital_by_source(c: Comparison) -> Figure:
    """Clustered bars: capital of each budget source over the plan, a bar a scenario."""
    totals: dict[tuple[int, str], int] = {}
    for (place, source, _year), amount in c.by_source.items():
        totals[place, source] = totals.get((place, source), 0) + amount
    sources = [
        k
        for k in c.sources
        if k.level is not Level.PRIVATE and any(totals.get((s, k.id)) for s in range(len(c.plans)))
    ]
    height = 1.3 + len(sources) * (0.22 * len(c.plans) + 0.25)
    figure = _figure(c, height, _("Capital of the budget sources over the plan (tỷ đồng)"))
    axis = figure.subplots()
    thick = 0.8 / len(c.plans)
    for place, name in enumerate(c.names):
        values = [totals.get((place, k.id), 0) / PER_TY for k in sources]
        rows = [row - 0.4 + thick * (place + 0.5) for row in range(len(sources))]
        colour = COLOURS[place % len(COLOURS)]
        bars = axis.barh(rows, values, thick, color=colour, label=short_label(name, 40))
        axis.bar_label(bars, [number(value, 1) for value in values], padding=2, fontsize=7.5)
    axis.set_yticks(range(len(sources)), [short_label(k.name, 34) for k in sources])
    axis.set_ylim(max(1, len(sources)) - 0.5, -0.5)
    _bare(axis)
    axis.margins(x=0.14)
    axis.legend(loc="upper center", bbox_to_anchor=(0.4, -0.02), ncols=3, frameon=False)
    return figure


def lines(c: Comparison) -> Figure:
    """Stacked bars: public lines fully funded, funded in part, without funds."""
    parts: list[tuple[str, str, list[int]]] = [
        (_("fully funded in the plan"), "#0072B2", []),
        (_("started, funded in part"), "#56B4E9", []),
        (_("without funds"), "#c8c8c8", []),
    ]
    for place in range(len(c.plans)):
        public = [c.accounts[p.id, place] for p in c.projects if p.kind is Kind.PUBLIC]
        started = sum(a.start is not None for a in public)
        full = sum(a.full for a in public)
        for part, count in zip(parts, (full, started - full, len(public) - started), strict=True):
            part[2].append(count)
    figure = _figure(c, 1.3 + 0.42 * len(c.plans), _("Public lines with and without funds"))
    axis = figure.subplots()
    _stack(axis, c, [(name, colour, list(map(float, counts))) for name, colour, counts in parts])
    return figure


def money(c: Comparison) -> Figure:
    """Stacked bars: what the budget sources pay, and what stays idle, earmarked or not."""
    spent, aside, idle = [], [], []
    for plan in c.plans:
        balances = plan.balances.values()
        spent.append(sum(b.spent for b in balances) / PER_TY)
        aside.append(sum(earmarked_idle(plan).values()) / PER_TY)
        idle.append(sum(b.idle for b in balances) / PER_TY - aside[-1])
    title = _("Money of the budget sources: used and idle (tỷ đồng)")
    figure = _figure(c, 1.3 + 0.42 * len(c.plans), title)
    axis = figure.subplots()
    _stack(axis, c, [
        (_("allocated to lines"), "#0072B2", spent),
        (_("idle, set aside by earmarks"), "#D55E00", aside),
        (_("idle, other"), "#E69F00", idle),
    ])  # fmt: skip
    return figure


def starts(c: Comparison) -> Figure:
    """A grid of lines and scenarios: start years, coloured by the change from the base."""
    shown, hidden = _shown(c)
    height = 1.9 + 0.24 * len(shown)
    figure = _figure(c, height, _("Start year of the public lines in each scenario"))
    axis = figure.subplots()
    for row, project in enumerate(shown):
        for place in range(len(c.plans)):
            _cell(axis, row, place, c.accounts[project.id, place])
    axis.set_xlim(-0.5, len(c.plans) - 0.5)
    axis.set_xticks(range(len(c.plans)), [short_label(name, 14) for name in c.names])
    axis.xaxis.tick_top()
    names = [shorten(short_label(f"{p.id} {p.name}", 200), 60, placeholder=" …") for p in shown]
    axis.set_yticks(range(len(shown)), names, fontsize=7)
    axis.set_ylim(max(1, len(shown)) - 0.4, -0.6)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    _legend(axis)
    if hidden:
        axis.set_xlabel(_("and {n} more lines").format(n=number(hidden)), fontsize=8)
    return figure


CHARTS: Mapping[str, Callable[[Comparison], Figure]] = {
    "capital-by-source": capital_by_source,
    "lines": lines,
    "money": money,
    "starts": starts,
}
"""every chart by the name of its file"""


def chart_title(name: str) -> str:
    """What a chart shows, for those who cannot see it."""
    return {
        "capital-by-source": _("Capital of the budget sources over the plan (tỷ đồng)"),
        "lines": _("Public lines with and without funds"),
        "money": _("Money of the budget sources: used and idle (tỷ đồng)"),
        "starts": _("Start year of the public lines in each scenario"),
    }[name]


def _figure(c: Comparison, height: float, title: str) -> Figure:
    text = _("Base: {base}").format(base=f"{c.names[0]} ({c.title(0)})")
    alarm = "" if c.proven else _("NOT ALL PLANS ARE PROVEN OPTIMAL")
    return blank(height, title, text, alarm=alarm)


def _stack(axis: Axes, c: Comparison, parts: list[tuple[str, str, list[float]]]) -> None:
    """Horizontal bars, one a scenario, its parts side by side; parts of nothing are left out."""
    rows = range(len(c.plans))
    left = [0.0] * len(c.plans)
    for name, colour, values in parts:
        if not any(values):
            continue
        bars = axis.barh(rows, values, 0.7, left, color=colour, edgecolor="white", label=name)
        dark = colour in ("#0072B2", "#D55E00")
        whole = max(sum(part[2][row] for part in parts) for row in rows)
        texts = [_inside(value, whole) for value in values]
        ink = "white" if dark else "black"
        axis.bar_label(bars, texts, label_type="center", fontsize=8, color=ink)
        left = [start + value for start, value in zip(left, values, strict=True)]
    axis.set_yticks(rows, [short_label(name, 24) for name in c.names])
    axis.set_ylim(len(c.plans) - 0.5, -0.5)
    _bare(axis)
    axis.legend(loc="upper center", bbox_to_anchor=(0.45, -0.02), ncols=3, frameon=False)


def _inside(value: float, whole: float) -> str:
    """The figure, where the bar has room for it."""
    decimals = 0 if value == round(value) else 1
    return number(value, decimals) if value > 0.04 * whole else ""


def _bare(axis: Axes) -> None:
    axis.tick_params(axis="y", length=0)
    axis.xaxis.set_visible(False)
    axis.spines["bottom"].set_visible(False)


def _shown(c: Comparison) -> tuple[list[Project], int]:
    """The public lines to show, in workbook order, and how many are left out."""
    public = [p for p in c.projects if p.kind is Kind.PUBLIC]
    places = range(1, len(c.plans))

    def calm(p: Project) -> bool:
        return all(c.accounts[p.id, s].change in (Change.SAME, Change.OUT) for s in places)

    kept = {p.id for p in sorted(public, key=calm)[:MOST_LINES]}
    return [p for p in public if p.id in kept], max(0, len(public) - MOST_LINES)


def _cell(axis: Axes, row: int, place: int, account: Account) -> None:
    if account.change is Change.OUT:
        axis.text(place, row, "–", ha="center", va="center", fontsize=8, color="#888888")
        return
    fill, ink = _FILLS[account.change]
    edge = "#b00020" if account.change is Change.LOST else "white"
    axis.barh(row, 0.94, 0.86, place - 0.47, color=fill, edgecolor=edge)
    text = _("lost") if account.start is None else str(account.start)
    axis.text(place, row, text, ha="center", va="center", fontsize=7.5, color=ink)


def _legend(axis: Axes) -> None:
    from matplotlib.patches import Patch

    names = {
        Change.SAME: _("as in the base"),
        Change.GAINED: _("gained"),
        Change.LOST: _("lost"),
        Change.EARLIER: _("starting earlier"),
        Change.LATER: _("starting later"),
    }
    patches = [
        Patch(facecolor=_FILLS[change][0], label=name,
              edgecolor="#b00020" if change is Change.LOST else "white")
        for change, name in names.items()
    ]  # fmt: skip
    axis.legend(handles=patches, loc="upper center", bbox_to_anchor=(0.3, 0.0), ncols=5,
                frameon=False, fontsize=8)  # fmt: skip
