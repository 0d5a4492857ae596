"""A line that has started: what the closed years gave it, and what is left for it to get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain import Band, Eligibility, Pin, PinKind, Profile, Project
from portfolio.i18n import _
from portfolio.model.lines import Line as Before
from portfolio.money import percent
from portfolio.timing import ANY

Paid = Mapping[tuple[str, int], int]
"""(source, year) -> triệu đồng of one project in the closed years."""


@dataclass(frozen=True)
class Line:
    """A project with its past fixed, and the rows that fix it."""

    project: Project
    profile: Profile | None = None
    pins: tuple[Pin, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    notices: tuple[str, ...] = ()


def line_after(
    line: Before, start: int, paid: Paid, closed: int, last: int, *, stretch: bool = False
) -> Line:
    """``line`` started in ``start`` and got ``paid`` up to ``closed``; it must go on.

    Its window stays, and so do its shares of the open years, unless what is left to pay cannot
    be paid within them: then they widen by as little as that takes, and a notice says so.
    ``stretch``: it may go on after the last year of the plan, ``last``, and rest in between.
    """
    p, need = line.project, line.need
    by_year = {t: sum(x for (_k, y), x in paid.items() if y == t) for t in range(start, closed + 1)}
    left = 1 - Fraction(sum(by_year.values()), need)
    notices: list[str] = []
    open_bands, deadline = _open_bands(line, len(by_year), left, closed, notices)
    if deadline is not None:
        deadline = max([deadline, *(t for t, x in by_year.items() if x)])
    if stretch and left > 0:
        beyond = last + 1 - closed - len(open_bands)
        open_bands = [Band(Fraction(0), b.most) for b in open_bands] + [ANY] * beyond
        deadline = None
    past = [
        ANY if line.divisible and x else Band(Fraction(x, need), Fraction(x, need))
        for x in by_year.values()
    ]
    bands = (*past, *open_bands)
    project = replace(
        p, earliest=start, latest=start, deadline=deadline, profile=f"~{p.id}",
        least_year=None, most_year=None, max_years=len(bands), begun=bool(paid),
    )  # fmt: skip
    eligibility, barred = _payers(line, paid, need, notices)
    end = min(last, start + len(bands) - 1, deadline or last)
    sources = [*line.sources, *(e.source for e in eligibility if e.source not in line.sources)]
    pins = [
        Pin(PinKind.AMOUNT, p.id, t, k, paid.get((k, t), 0))
        for t, total in by_year.items()
        if total
        for k in sources
    ]
    pins += [Pin(PinKind.AMOUNT, p.id, t, k, 0) for t in range(closed + 1, end + 1) for k in barred]
    profile = Profile(f"~{p.id}", p.name, bands)
    return Line(project, profile, tuple(pins), tuple(eligibility), tuple(notices))


def _open_bands(
    line: Before, gone: int, left: Fraction, closed: int, notices: list[str]
) -> tuple[Sequence[Band], int | None]:
    """The bands of the open years and the deadline, widened where the rest would not fit."""
    bands, deadline = list(line.bands[gone:]), line.project.deadline
    if deadline is not None:
        bands = bands[: max(0, deadline - closed)]
    if not bands and left > 0:
        bands = [ANY]
        text = _("{project} has had its years of capital and still needs money: one more year")
        notices.append(text.format(project=line.id) + " (" + _("the council decides") + ")")
        deadline = None if deadline is None else max(deadline, closed + 1)
    least, most = sum(b.least for b in bands), sum(b.most for b in bands)
    if most < left:
        text = _("{project} is behind: {share} of its need is left, more than its profile allows")
        notices.append(text.format(project=line.id, share=percent(left, 1)))
        bands = [Band(b.least, min(Fraction(1), b.most * left / most)) for b in bands]
    if least > left:
        bands = [Band(b.least * left / least, b.most) for b in bands]
    return bands, deadline


def _payers(
    line: Before, paid: Paid, need: int, notices: list[str]
) -> tuple[list[Eligibility], list[str]]:
    """Rows for the sources whose share of the line can no longer be what it should.

    And the sources that have paid too much already and pay no more.
    """
    rows: list[Eligibility] = []
    barred: list[str] = []
    total = sum(paid.values())
    for source in dict.fromkeys([*line.sources, *(k for k, _t in paid)]):
        own = sum(x for (k, _t), x in paid.items() if k == source)
        band = line.sources.get(source)
        if own and (band is None or own > band.most * need):
            barred.append(source)
            rows.append(Eligibility(line.id, source, ANY))
            text = _("{source} has paid more of {project} than its share; it pays no more")
            notices.append(text.format(source=source, project=line.id))
        elif band is not None and total - own > (1 - band.least) * need:
            rows.append(Eligibility(line.id, source, Band(Fraction(0), band.most)))
            text = _("{source} can no longer pay its least share of {project}")
            notices.append(text.format(source=source, project=line.id))
    return rows, barred
