"""Checks of shares and revenue: bands, thresholds, low and high, sharing, weights."""

from __future__ import annotations

from fractions import Fraction

from portfolio.errors import Place, Severity
from portfolio.i18n import _
from portfolio.inputs.build import Draft
from portfolio.inputs.cells import quoted
from portfolio.inputs.findings import Findings, problem_at
from portfolio.inputs.table import Row
from portfolio.money import percent, ty

ONE = Fraction(1)


def bands(draft: Draft, findings: Findings) -> None:
    """Phasing profiles: no least above most, a first year, and 100% within reach."""
    for row, profile in draft.rows["profiles"]:
        if row.bad:
            continue
        if not profile.bands:
            findings.error("profile-empty", row.at("id"), _("a profile without any year"),
                           _("a share in at least one year"))  # fmt: skip
            continue
        for n, band in enumerate(profile.bands, 1):
            if band.least > band.most:
                reversed_band(row, ("least", n), band.least, band.most, findings)
        if any(band.least > band.most for band in profile.bands):
            continue
        most = sum((band.most for band in profile.bands), Fraction(0))
        least = sum((band.least for band in profile.bands), Fraction(0))
        last = ("most", len(profile.bands))
        if most < ONE:
            findings.error(
                "profile-short", row.at(last),
                _("the most shares add up to {share}").format(share=percent(most)),
                "100%", _("raise the most shares or add a year"),
            )  # fmt: skip
        if least > ONE:
            findings.error(
                "profile-over", row.at(("least", 1)),
                _("the least shares add up to {share}").format(share=percent(least)),
                _("at most 100%"),
                _("lower the least shares"),
            )  # fmt: skip


def reversed_band(
    row: Row, key: str | tuple[str, object], least: Fraction, most: Fraction, findings: Findings
) -> None:
    """Tell that a least share is above its most share."""
    findings.error(
        "band-reversed", row.at(key),
        percent(least), _("not above the most share, {share}").format(share=percent(most)),
        _("correct one of the two"),
    )  # fmt: skip


def thresholds(draft: Draft, findings: Findings) -> None:
    """Group A begins above group B."""
    for row, sector in draft.rows["sectors"]:
        if None not in (sector.a_from, sector.b_from) and sector.a_from <= sector.b_from:
            findings.error(
                "thresholds-reversed", row.at("a_from"), _amount(sector.a_from),
                _("more than group B, {amount}").format(amount=_amount(sector.b_from)),
                _("correct one of the two"),
            )  # fmt: skip


def _amount(trieu: int) -> str:
    return _("{amount} billion VND").format(amount=ty(trieu))


def revenue(draft: Draft, findings: Findings) -> None:
    """Revenue rows: year and amount together, low to high in order, one name for a stream."""
    table = draft.tables.get("streams")
    years = draft.portfolio.settings.years
    names: dict[str, str] = {}
    for row in table.rows if table else ():
        id, year, gross = row.get("stream"), row.get("year"), row.get("gross")
        if row.sound("year", "gross") and (year is None) != (gross is None):
            key = "year" if year is None else "gross"
            row.bad.add(key)
            findings.error("required", row.at(key), _("the cell is empty"),
                           _("a year and an amount together"),
                           _("fill it in, or clear the whole row"))  # fmt: skip
        if year is not None and year not in years:
            outside(row, "year", year, years, findings)
        _check_range(row, gross, findings)
        name = row.get("name")
        if id is not None and name is not None and names.setdefault(id, name) != name:
            findings.error(
                "name-differs", row.at("name"), quoted(name), quoted(names[id]),
                _("one name for one stream; leave the cell empty"),
            )  # fmt: skip
    _check_years(draft, findings)
    _check_shared(draft, findings)


def _check_years(draft: Draft, findings: Findings) -> None:
    """A stream with revenue in some years of the plan and none in others: nothing comes then."""
    table, years = draft.tables.get("streams"), draft.portfolio.settings.years
    if table is None or not draft.sound("streams"):
        return
    first = {row.get("stream"): row for row in reversed(table.rows)}
    for stream in draft.portfolio.streams:
        missing = [str(t) for t in years if t not in stream.by_year]
        if 0 < len(missing) < len(years):
            row = first[stream.id]
            problem = problem_at(
                "revenue-years", row.at("stream"),
                _("“{id}” has no revenue in {years}").format(
                    id=stream.id, years=", ".join(missing)),
                _("a row for every year of the plan"),
                _("write 0 where nothing comes"), Severity.WARNING,
            )  # fmt: skip
            findings.repeated("revenue-years", problem)


def outside(row: Row, key: str, year: int, years: range, findings: Findings) -> None:
    """A row for a year that the plan does not have: it has no effect."""
    problem = problem_at(
        "year-outside", row.at(key), str(year),
        _("a year of the plan, {first}-{last}").format(first=years[0], last=years[-1]),
        _("as it stands the row has no effect"), Severity.WARNING,
    )  # fmt: skip
    findings.repeated(f"{row.table.form.key}.{key}", problem)


def _check_range(row: Row, gross: int | None, findings: Findings) -> None:
    if gross is None:
        return
    low, high = row.get("low", gross), row.get("high", gross)
    for key, wrong, expected in (
        ("low", low > gross, _("at most the gross revenue, {amount}")),
        ("high", high < gross, _("at least the gross revenue, {amount}")),
    ):
        if wrong:
            findings.error(
                "range-reversed", row.at(key), _amount(row.get(key)),
                expected.format(amount=_amount(gross)), _("correct one of the figures"),
            )  # fmt: skip


def _check_shared(draft: Draft, findings: Findings) -> None:
    """A stream that reaches no source, and a source that no stream reaches."""
    if not draft.sound("streams", "sources", "sharings"):
        return
    portfolio = draft.portfolio
    shared = {row.stream for row in portfolio.sharings}
    reached = {row.source for row in portfolio.sharings}
    table = draft.tables.get("streams")
    told: set[str] = set()
    for row in table.rows if table else ():
        stream = row.get("stream")
        if stream not in shared and stream not in told:
            told.add(stream)
            findings.warning("stream-unshared", row.at("stream"), quoted(stream), "",
                             _("no source gets anything of it; add it to the sharing"))  # fmt: skip
    for row, source in draft.rows["sources"]:
        if not source.unlimited and source.id not in reached:
            findings.warning("source-empty", row.at("id"), quoted(source.id), "",
                             _("no revenue reaches it; add it to the sharing"))  # fmt: skip


def sharing(draft: Draft, findings: Findings) -> None:
    """The kept shares of one stream in one year add up to 100% at most."""
    years = draft.portfolio.settings.years
    rows: dict[str, list[Row]] = {}
    for row, share in draft.rows["sharings"]:
        if row.get("year") is not None and row.get("year") not in years:
            outside(row, "year", row.get("year"), years, findings)
        if row.sound("stream", "source", "retained", "year"):
            rows.setdefault(share.stream, []).append(row)
    for stream, its_rows in rows.items():
        told: set[Place] = set()
        for year in years:
            _check_sum(stream, year, its_rows, told, findings)


def _check_sum(
    stream: str, year: int, rows: list[Row], told: set[Place], findings: Findings
) -> None:
    best: dict[str, Row] = {}
    for row in rows:
        source, own = row.get("source"), row.get("year")
        if own == year or (own is None and source not in best):
            best[source] = row
    total = sum((row.get("retained", Fraction(0)) for row in best.values()), Fraction(0))
    where = list(best.values())[-1].at("retained") if best else Place("")
    if total > ONE and where not in told:
        told.add(where)
        findings.error(
            "sharing-over", where,
            _("the sources together keep {share} of {stream} in {year}").format(
                share=percent(total), stream=quoted(stream), year=year),
            _("at most 100%"), _("lower the kept shares of this stream"),
        )  # fmt: skip


def weights(draft: Draft, findings: Findings) -> None:
    """A weight is a positive number."""
    for row, criterion in draft.rows["criteria"]:
        if row.sound("weight") and criterion.weight <= 0:
            findings.error("weight-zero", row.at("weight"), "0", _("a number above 0"),
                           _("remove the criterion if it does not count"))  # fmt: skip
