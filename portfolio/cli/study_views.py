"""Studies as tables for the terminal."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from portfolio.cli.tables import Table
from portfolio.i18n import N_, _, ngettext
from portfolio.money import number, percent, ty
from portfolio.study.attribute import Attribution, Share
from portfolio.study.break_even import BreakEven
from portfolio.study.curve import Curve, LineChange, LineChangeKind
from portfolio.study.marginal import MarginalValues, Move
from portfolio.study.parameter_text import parameter_words, premises
from portfolio.study.points import CAPITAL, FIGURES, IDLE, LINES, VALUE
from portfolio.study.vary import Range

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIGNS = {LineChangeKind.ENTERS: "+", LineChangeKind.LEAVES: "−", LineChangeKind.MOVES: "↔"}
_TITLES = {
    CAPITAL: N_("Public capital in the plan (tỷ đồng)"),
    VALUE: N_("Weighted value of the plan, last public tier (tỷ đồng)"),
    LINES: N_("Public lines started (number)"),
    IDLE: N_("Money left idle over the plan (tỷ đồng)"),
}


def attribution_tables(a: Attribution) -> list[Table]:
    """One table a figure: what each mechanism adds alone, last, and as its fair share."""
    return [_attribution_table(a, figure) for figure in FIGURES]


def _attribution_table(a: Attribution, figure: str) -> Table:
    rows = [
        (a.names[s.player], *(_amount(figure, v) for v in (s.first, s.last, s.reported)), _open(s))
        for s in a.shares[figure]
    ]
    total = sum((s.reported for s in a.shares[figure]), Fraction(0))
    rows.append((_("Total"), "", "", _amount(figure, total), ""))
    for name, point in ((_("Without any mechanism"), a.none), (_("With all of them"), a.all)):
        rows.append((name, "", "", _amount(figure, point.figures[figure]), ""))
    last = _("Standard error") if a.orders else _("Open by the gaps") if figure == VALUE else ""
    heads = (_("Mechanism"), _("Alone, first"), _("Added last"), _("Share"), last)
    note = _attribution_note(a) if figure == list(FIGURES)[-1] else ""
    strong = frozenset({len(a.players)})
    return Table(
        _(_TITLES[figure]), heads, rows, frozenset({1, 2, 3, 4}), strong,
        "green" if a.proven else "yellow", note,
    )  # fmt: skip


def _attribution_note(a: Attribution) -> str:
    text = _(
        "Shapley values over {count} coalitions ({solved} solves, every plan checked) at an asked "
        "gap of {asked}, widest gap {gap}; {seconds} s."
    )
    if a.orders:
        text = _(
            "Shapley values estimated from random orders: {count} coalitions ({solved} solves, "
            "every plan checked) at an asked gap of {asked}, widest gap {gap}; {seconds} s."
        )
    return text.format(
        count=number(len(a.points)), solved=number(a.solved), asked=percent(a.asked_gap, 4),
        gap=percent(a.gap, 4), seconds=number(a.seconds, 1),
    )  # fmt: skip


def _amount(figure: str, value: int | Fraction | None) -> str:
    if value is None:
        return "–"
    if figure == LINES:
        return number(value, 2)
    return ty(int(value))


def _open(share: Share) -> str:
    if share.error is not None:
        return number(share.error / 1000, 3)
    if share.low is None or share.high is None:
        return ""
    return f"{ty(round(share.low))} … {ty(round(share.high))}"


def written(along: Range, value: Fraction) -> str:
    """A value of the parameter as people write it."""
    return along.parameter.written(value)


def curve_tables(curve: Curve) -> list[Table]:
    """The curve at its breakpoints, and what happens at each."""
    along = curve.range
    rows = [
        (
            f"{written(along, b.low)} → {written(along, b.high)}",
            ty(curve.points[b.high].figures[VALUE]),
            ty(curve.points[b.high].figures[CAPITAL]),
            changes_text(b.changes),
            "" if b.significant else _("not significant"),
        )
        for b in curve.breakpoints
    ]
    first, last = (curve.points[v] for v in (along.low, along.high))
    ends = _("weighted value {a} → {b} tỷ, public capital {c} → {d} tỷ").format(
        a=ty(first.figures[VALUE]), b=ty(last.figures[VALUE]),
        c=ty(first.figures[CAPITAL]), d=ty(last.figures[CAPITAL]),
    )  # fmt: skip
    doubtful = sum(not b.significant for b in curve.breakpoints)
    text = ngettext(
        "{ends}. {count} breakpoint, {doubtful} not significant; {points} values solved at an "
        "asked gap of {asked}, widest gap {gap}; {seconds} s. + enters, − leaves, ↔ moves.",
        "{ends}. {count} breakpoints, {doubtful} not significant; {points} values solved at an "
        "asked gap of {asked}, widest gap {gap}; {seconds} s. + enters, − leaves, ↔ moves.",
        len(rows),
    )
    note = text.format(
        ends=ends, count=number(len(rows)), doubtful=number(doubtful),
        points=number(len(curve.points)), asked=percent(curve.asked_gap, 4),
        gap=percent(curve.gap, 4), seconds=number(curve.seconds, 1),
    )  # fmt: skip
    heads = (along.parameter.name, _("Weighted value"), _("Public capital"), _("Lines"), "")
    words = parameter_words(along.parameter, curve.plan.portfolio)
    title = _("The optimum along {name} (tỷ đồng)").format(name=words)
    return [Table(title, heads, rows, frozenset({1, 2}), note="\n".join([note, *_premises(curve)]))]


def _premises(curve: Curve) -> list[str]:
    """The mechanism that is varied, on which terms, and the value in force."""
    return list(premises(curve).lines(curve.range.parameter))


def changes_text(changes: Sequence[LineChange]) -> str:
    """``+P03 2022 −P07 ↔P08 2021→2023``."""
    parts = []
    for c in changes:
        years = {
            LineChangeKind.ENTERS: f" {c.after}",
            LineChangeKind.LEAVES: "",
            LineChangeKind.MOVES: f" {c.before}→{c.after}",
        }
        parts.append(f"{_SIGNS[c.kind]}{c.project}{years[c.kind]}")
    return " ".join(parts)


def target_table(curve: Curve, project: str) -> Table:
    """At which value a line first starts, and where it leaves again."""
    along, found = curve.range, curve.first_start(project)
    name = curve.plan.portfolio.project[project].name
    title = f"{project}: {name}"
    note = "\n".join([parameter_words(along.parameter, curve.plan.portfolio), *_premises(curve)])
    if found is None:
        text = _("does not start anywhere from {low} to {high}")
        values = {"low": written(along, along.low), "high": written(along, along.high)}
        return Table(title, ("", ""), [(along.parameter.name, text.format(**values))], note=note)
    first, before = found
    if before is None:
        rows = [(_("Starts from the first value on"), written(along, first))]
    else:
        rows = [
            (_("First starts at"), written(along, first)),
            (_("Does not start at"), written(along, before)),
        ]
    for b in curve.breakpoints:
        for c in b.changes:
            if c.project == project and c.kind is not LineChangeKind.MOVES and b.high != first:
                word = _("Leaves again at") if c.after is None else _("Starts again at")
                mark = "" if b.significant else f" ({_('not significant')})"
                rows.append((word, written(along, b.high) + mark))
    return Table(title, ("", ""), rows, note=note)


def break_even_table(found: Sequence[BreakEven], base: str) -> Table:
    """From which offset on each scenario brings nothing."""
    rows = []
    for one in found:
        start = one.points[one.range.low].objective - one.base.objective
        end = one.points[one.range.high].objective - one.base.objective
        rows.append((
            one.scenario, ty(round(start)), _value(one, one.last_gain), _value(one, one.first_none),
            _value(one, one.first_loss), ty(round(end)),
        ))  # fmt: skip
    low, high = found[0].range.low, found[0].range.high
    heads = (
        _("Scenario"), _("Gain at {value}").format(value=written(found[0].range, low)),
        _("Still a gain at"), _("Nothing from"), _("A loss from"),
        _("Gain at {value}").format(value=written(found[0].range, high)),
    )  # fmt: skip
    title = _("Break-even of {name} against {base} (weighted value, tỷ đồng)")
    note = _(
        "Found by halving, to {step}; a gain or a loss counts when the proven intervals of the two "
        "optima do not meet."
    ).format(step=written(found[0].range, found[0].range.step))
    name = parameter_words(found[0].range.parameter, found[0].plan.portfolio)
    return Table(title.format(name=name, base=base), heads, rows, frozenset(range(1, 6)), note=note)


def _value(one: BreakEven, value: Fraction | None) -> str:
    return "–" if value is None else written(one.range, value)


def marginal_table(values: MarginalValues) -> Table:
    """One row a source and year."""
    rows = [
        (
            row.source, str(row.year), ty(row.spendable), *_move(values, row.more),
            *_move(values, row.less), "–" if row.price is None else number(row.price, 3),
        )
        for row in values.rows
    ]  # fmt: skip
    step = ty(values.step)
    heads = (
        _("Source"), _("Year"), _("Spendable"), f"+{step}", _("Lines"), f"−{step}", _("Lines"),
        _("Shadow price"),
    )  # fmt: skip
    note = _(
        "+ and −: weighted triệu for each triệu, by solving again with the budget moved by {step} "
        "tỷ (≈: within the gap of {gap}, may be nothing). Shadow price: dual of the envelope with "
        "every start fixed; a plan of whole starts has none. {count} plans in {seconds} s."
    ).format(
        step=step, gap=percent(values.asked_gap, 4), seconds=number(values.seconds, 1),
        count=number(1 + sum(1 + (r.less is not None) for r in values.rows)),
    )  # fmt: skip
    return Table(
        _("What one more tỷ is worth, by source and year"), heads, rows,
        frozenset({2, 3, 5, 7}), note=note,
    )  # fmt: skip


def _move(values: MarginalValues, move: Move | None) -> tuple[str, str]:
    if move is None:
        return "–", ""
    if move.point is None:
        return _("no plan"), ""
    each = move.per_trieu(values.base) or 0.0
    mark = " ≈" if move.is_open else ""
    return number(each, 3) + mark, " ".join(f"{_SIGNS[c.kind]}{c.project}" for c in move.changes)
