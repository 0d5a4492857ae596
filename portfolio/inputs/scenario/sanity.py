"""What a scenario has touched must still make sense, whatever the workbook says elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from portfolio.domain import Band, PinKind, Portfolio
from portfolio.errors import Problem
from portfolio.i18n import _
from portfolio.inputs.scenario.mechanisms import mechanism_faults
from portfolio.inputs.scenario.records import Override
from portfolio.money import percent, ty


def look(portfolio: Portfolio, overrides: Sequence[Override]) -> Iterator[Problem]:
    """Every contradiction in the records that the overrides touched, at the last touch."""
    last: dict[tuple[str, str], Override] = {(o.section, o.id): o for o in overrides}
    for (section, id), override in last.items():
        faults = _FAULTS.get(section)
        texts = faults(portfolio, id) if faults is not None else iter(())
        for text, remedy in texts:
            yield Problem("scenario-sense", override.where, text, "", remedy)


def _settings(portfolio: Portfolio, _id: str) -> Iterator[tuple[str, str]]:
    first, last = portfolio.settings.first_year, portfolio.settings.last_year
    if not first <= last <= first + 29:
        text = _("the plan would run from {first} to {last}").format(first=first, last=last)
        yield text, _("set first_year and last_year, at most 30 years")


def _project(portfolio: Portfolio, id: str) -> Iterator[tuple[str, str]]:
    project = portfolio.project[id]
    cost, allocated = project.cost, project.allocated
    if cost == 0:
        yield _("the cost would be 0"), _('write cost = "none" for a line without an estimate')
    if cost is not None and allocated > cost:
        text = _("capital allocated before ({allocated}) above the cost ({cost}), tỷ đồng")
        yield text.format(allocated=ty(allocated), cost=ty(cost)), _("set cost or allocated")
    if cost is not None and (project.clearance or 0) > cost:
        text = _("site clearance ({clearance}) above the cost ({cost}), tỷ đồng")
        yield (
            text.format(clearance=ty(project.clearance or 0), cost=ty(cost)),
            _("set cost or clearance"),
        )
    for name, limit in (("latest", project.latest), ("deadline", project.deadline)):
        if project.earliest is not None and limit is not None and project.earliest > limit:
            text = _("earliest start {earliest} after {name} {limit}")
            values = {"earliest": project.earliest, "name": name, "limit": limit}
            yield text.format(**values), _("set earliest or {name}").format(name=name)
    least, most = project.least_year, project.most_year
    if least is not None and most is not None and least > most:
        text = _("least_year {least} above most_year {most}")
        yield text.format(least=percent(least), most=percent(most)), _("exchange the two")
    excluded = any(p.kind is PinKind.EXCLUDE and p.project == project.id for p in portfolio.pins)
    if excluded and project.must_start:
        text = _("excluded, but the line must start: mandatory, urgent or already under way")
        remedy = _("set mandatory = false, urgent = false, or its status, too")
        yield text, remedy


def _source(portfolio: Portfolio, id: str) -> Iterator[tuple[str, str]]:
    if portfolio.source[id].unlimited:
        text = _("source {id} is unlimited: it has no envelope to change").format(id=id)
        yield text, _("remove it here")


def _sharing(portfolio: Portfolio, id: str) -> Iterator[tuple[str, str]]:
    stream, source = id.split("->")
    yield from _source(portfolio, source)
    rows = [row for row in portfolio.sharings if row.stream == stream]
    for year in portfolio.settings.years:
        by_source = {row.source: row.retained for row in rows if row.year is None}
        by_source |= {row.source: row.retained for row in rows if row.year == year}
        total = sum(by_source.values())
        if total > 1:
            text = _("the shares of stream {stream} reach {total} in {year}")
            remedy = _("lower the retained share of another source")
            yield text.format(stream=stream, total=percent(total), year=year), remedy
            return


def _limit(portfolio: Portfolio, id: str) -> Iterator[tuple[str, str]]:
    limit = next(limit for limit in portfolio.limits if limit.id == id)
    if limit.share is not None and limit.source is None:
        text = _("a share needs the source it is a share of, and this limit has none")
        yield text, _("give amount instead, or a source in the workbook")


def _eligibility(portfolio: Portfolio, id: str) -> Iterator[tuple[str, str]]:
    scope, source = id.split("->")
    own = [r for r in portfolio.eligibility if (r.scope, r.source) == (scope, source)]
    yield from _bands([row.band for row in own])


def _profile(portfolio: Portfolio, id: str) -> Iterator[tuple[str, str]]:
    bands = next(profile.bands for profile in portfolio.profiles if profile.id == id)
    yield from _bands(bands)
    least, most = sum(b.least for b in bands), sum(b.most for b in bands)
    if least > 1 or most < 1:
        text = _("the least shares make {least}, the most {most}: no year-by-year sum can be 100%")
        yield text.format(least=percent(least), most=percent(most)), _("set least or most")


def _bands(bands: Sequence[Band]) -> Iterator[tuple[str, str]]:
    for band in bands:
        if band.least > band.most:
            text = _("least {least} above most {most}")
            yield (
                text.format(least=percent(band.least), most=percent(band.most)),
                _("exchange the two"),
            )
            return


def _weights(portfolio: Portfolio, _id: str) -> Iterator[tuple[str, str]]:
    if not any(c.weight for c in portfolio.criteria):
        yield _("all criteria have the weight 0"), _("give one of them a weight")


_FAULTS: Mapping[str, Callable[[Portfolio, str], Iterator[tuple[str, str]]]] = {
    "settings": _settings,
    "project": _project,
    "sharing": _sharing,
    "source": _source,
    "limit": _limit,
    "mechanism": mechanism_faults,
    "eligibility": _eligibility,
    "profile": _profile,
    "criterion": _weights,
}
