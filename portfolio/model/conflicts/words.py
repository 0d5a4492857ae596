"""Entries in words: what the user wrote, with figure, unit and place."""

from __future__ import annotations

from fractions import Fraction

from portfolio.domain import (
    Band,
    Group,
    Limit,
    LimitKind,
    LinkKind,
    Pin,
    PinKind,
    Portfolio,
    Project,
    Status,
)
from portfolio.errors import Clause
from portfolio.i18n import N_, _, ngettext
from portfolio.model.conflicts.entries import Entry, EntryKind, pin_entry
from portfolio.model.lines import Data
from portfolio.money import floor_share, percent, ty

STATUS = {
    Status.ARREARS: N_("arrears"),
    Status.ADVANCE: N_("repayment of an advance"),
    Status.FINISHED: N_("finished, still to be paid"),
    Status.COUNTERPART: N_("counterpart capital"),
    Status.PPP: N_("share of a PPP"),
    Status.TRANSITIONAL: N_("transitional"),
}
LIMIT = {
    LimitKind.CAP: N_("{id}: at most {figure}"),
    LimitKind.FLOOR: N_("{id}: at least {figure}"),
    LimitKind.EARMARK: N_("{id}: {figure} set aside"),
}
LINK = {
    LinkKind.AFTER_START: N_("{second} starts at least {lag} after {first} starts"),
    LinkKind.AFTER_FINISH: N_("{second} starts at least {lag} after {first} is finished"),
    LinkKind.EXCLUSION: N_("{first} and {second} exclude each other"),
}
FIELD = {
    EntryKind.DEADLINE: N_("{line}: no capital after {year} (deadline)"),
    EntryKind.LATEST: N_("{line}: starts in {year} at the latest"),
    EntryKind.EARLIEST: N_("{line}: starts in {year} at the earliest"),
}


def clause(data: Data, entry: Entry) -> Clause:
    """The entry as the error carries it."""
    text = _text(data, entry)
    return Clause(entry.kind.value, entry.subject, entry.year, places(data, entry), text)


def line_name(held: Portfolio, id: str) -> str:
    """``P01 (Đường ...)``."""
    project = held.project.get(id)
    return id if project is None or project.name == id else f"{id} ({project.name})"


def years(n: int) -> str:
    """A number of years."""
    return ngettext("{n} year", "{n} years", n).format(n=n)


def _text(data: Data, entry: Entry) -> str:
    held, subject = data.portfolio, entry.subject
    match entry.kind:
        case EntryKind.START:
            return _start(held, held.project[subject[0]])
        case EntryKind.DEADLINE | EntryKind.LATEST | EntryKind.EARLIEST:
            year = getattr(held.project[subject[0]], entry.kind.value)
            return _(FIELD[entry.kind]).format(line=line_name(held, subject[0]), year=year)
        case EntryKind.CAPITAL:
            money = ty(data.envelope.spendable[subject[0], entry.year or 0])
            text = _("{source}, {year}: {money} tỷ đồng to spend")
            return text.format(source=source_name(held, subject[0]), year=entry.year, money=money)
        case EntryKind.CARRY:
            share = percent(held.source[subject[0]].carry_over)
            text = _("{source}: at most {share} of a year's money is carried to the next year")
            return text.format(source=source_name(held, subject[0]), share=share)
        case EntryKind.CAPACITY:
            owner = held.owner[subject[0]]
            text = _("{owner} can disburse {money} tỷ đồng a year")
            return text.format(owner=owner.name, money=ty(owner.capacity or 0))
        case EntryKind.LIMIT:
            return _limit(held, next(x for x in held.limits if x.id == subject[0]))
        case EntryKind.PIN:
            return _pin(held, next(x for x in held.pins if pin_entry(x) == entry))
    return _rule(data, entry)


def _rule(data: Data, entry: Entry) -> str:
    held, subject = data.portfolio, entry.subject
    settings = held.settings
    match entry.kind:
        case EntryKind.YEARS:
            return _years(held, subject)
        case EntryKind.PROFILE:
            profile = next(x for x in held.profiles if x.id == subject[0])
            text = _("phasing profile {id}: {bands} of the capital, year after year")
            return text.format(id=profile.id, bands=", ".join(map(band, profile.bands)))
        case EntryKind.BAND:
            own = held.project[subject[0]]
            most = Fraction(1) if own.most_year is None else own.most_year
            text = _("{line}: {band} of the capital in every year")
            given = Band(own.least_year or Fraction(0), most)
            return text.format(line=line_name(held, own.id), band=band(given))
        case EntryKind.SHARE:
            row = next(x for x in held.eligibility if (x.scope, x.source) == subject)
            text = _("{source} pays {band} of the capital of “{scope}”")
            name = source_name(held, subject[1])
            return text.format(source=name, band=band(row.band), scope=subject[0])
        case EntryKind.LINK:
            link = next(x for x in held.links if (x.kind, x.first, x.second) == subject)
            first, second = (line_name(held, id) for id in (link.first, link.second))
            return _(LINK[link.kind]).format(first=first, second=second, lag=years(link.lag))
        case EntryKind.NEW_STARTS:
            text = ngettext(
                "at most {n} new start a year", "at most {n} new starts a year",
                settings.new_starts or 0,
            )  # fmt: skip
            return text.format(n=settings.new_starts)
        case EntryKind.ARREARS:
            owed = sum(p.need for p in held.costed if p.status is Status.ARREARS)
            text = _("no new start before the arrears, {money} tỷ đồng, are paid")
            return text.format(money=ty(owed))
    share = settings.overhang_share
    total = sum(data.envelope.spendable.values())
    text = _(
        "capital left to the next plan: at most {share} of the capital of this one, that is "
        "{money} tỷ đồng if all of it is spent"
    )
    return text.format(share=percent(share), money=ty(floor_share(share, total)))


def _start(held: Portfolio, project: Project) -> str:
    why = _(STATUS[project.status]) if project.status in STATUS else ""
    if project.urgent:
        why = _("urgent works")
    if project.mandatory:
        why = _("mandatory")
    text = _("{line} must start ({why}) and needs {money} tỷ đồng")
    return text.format(line=line_name(held, project.id), why=why, money=ty(project.need))


def _years(held: Portfolio, subject: tuple[str, ...]) -> str:
    if subject[0]:
        most = held.project[subject[0]].max_years or 0
        text = _("{line}: at most {years} of capital")
        return text.format(line=line_name(held, subject[0]), years=years(most))
    most = held.settings.legal_years[Group(subject[1])]
    return _("group {group}: at most {years} of capital").format(
        group=subject[1], years=years(most)
    )


def _limit(held: Portfolio, limit: Limit) -> str:
    if limit.amount is not None:
        figure = _("{money} tỷ đồng").format(money=ty(limit.amount))
    else:
        text = _("{share} of the money of {source}")
        source = source_name(held, limit.source or "")
        figure = text.format(share=percent(limit.share or 0), source=source)
    selected = [x for x in (limit.source, limit.sector, limit.owner, limit.place) if x is not None]
    period = _("whole plan") if limit.whole_plan and limit.year is None else _("each year")
    selected.append(str(limit.year) if limit.year is not None else period)
    return f"{_(LIMIT[limit.kind]).format(id=limit.id, figure=figure)} ({', '.join(selected)})"


def _pin(held: Portfolio, pin: Pin) -> str:
    line = line_name(held, pin.project)
    match pin.kind:
        case PinKind.START:
            return _("{line} is fixed to start in {year}").format(line=line, year=pin.year)
        case PinKind.EXCLUDE:
            return _("{line} is fixed to get no capital").format(line=line)
    text = _("{line} is fixed to get {money} tỷ đồng of {source} in {year}")
    source = source_name(held, pin.source or "")
    return text.format(line=line, money=ty(pin.amount or 0), source=source, year=pin.year)


def source_name(held: Portfolio, id: str) -> str:
    """``TP (Ngân sách thành phố)``."""
    source = held.source.get(id)
    return id if source is None or source.name == id else f"{id} ({source.name})"


def band(given: Band) -> str:
    """``10%-40%``, or one figure."""
    if given.least == given.most:
        return percent(given.least)
    return f"{percent(given.least)}-{percent(given.most)}"


def places(data: Data, entry: Entry) -> tuple[str, ...]:
    """The cells, scenario keys or options that say it; none for a portfolio made in memory."""
    found = _places(data, entry)
    return tuple(dict.fromkeys(place for place in found if place))


def _places(data: Data, entry: Entry) -> list[str]:
    at, subject = data.portfolio.places.of, entry.subject
    match entry.kind:
        case EntryKind.START:
            project = data.portfolio.project[subject[0]]
            names = [n for n in ("mandatory", "urgent") if getattr(project, n)]
            return [at("projects", subject, name) for name in names or ["status"]]
        case EntryKind.DEADLINE | EntryKind.LATEST | EntryKind.EARLIEST:
            return [at("projects", subject, entry.kind.value)]
        case EntryKind.YEARS if subject[0]:
            return [at("projects", subject, "max_years")]
        case EntryKind.YEARS:
            return [at("settings", (f"legal_years_{subject[1].lower()}",), "value")]
        case EntryKind.BAND:
            return [at("projects", subject, name) for name in ("least_year", "most_year")]
        case EntryKind.PROFILE:
            return [at("profiles", subject, "id")]
        case EntryKind.SHARE:
            return [at("eligibility", subject, name) for name in ("least", "most")]
        case EntryKind.CARRY:
            return [at("sources", subject, "carry_over")]
        case EntryKind.CAPITAL:
            return _of_capital(data.portfolio, subject[0], entry.year or 0)
    return _of_rule(data.portfolio, entry)


def _of_rule(held: Portfolio, entry: Entry) -> list[str]:
    at, subject = held.places.of, entry.subject
    match entry.kind:
        case EntryKind.CAPACITY:
            return [at("owners", subject, "capacity")]
        case EntryKind.LIMIT:
            limit = next(x for x in held.limits if x.id == subject[0])
            return [at("limits", subject, "share" if limit.amount is None else "amount")]
        case EntryKind.LINK:
            return [at("links", (LinkKind(subject[0]), *subject[1:]), "kind")]
        case EntryKind.PIN:
            return _of_pin(held, next(x for x in held.pins if pin_entry(x) == entry))
        case EntryKind.OVERHANG:
            return [at("settings", ("overhang_share",), "value")]
        case EntryKind.NEW_STARTS:
            return [at("settings", ("new_starts",), "value")]
    return []


def _of_pin(held: Portfolio, pin: Pin) -> list[str]:
    key = (pin.kind, pin.project, pin.year, pin.source)
    field = {PinKind.START: "start", PinKind.EXCLUDE: "excluded"}.get(pin.kind)
    changed = held.places.changed.get(("projects", pin.project, field))
    return [changed or held.places.of("pins", key, "kind") or pin.origin.citation]


def _of_capital(held: Portfolio, source: str, year: int) -> list[str]:
    """The revenue of the streams that reach the source, and what a scenario says of them."""
    places, changed = held.places, held.places.changed
    found = []
    for stream in dict.fromkeys(x.stream for x in held.sharings if x.source == source):
        every = changed.get(("streams", stream, None, "gross"))
        found.append(changed.get(("streams", stream, year, "gross")) or every or "")
        found[-1] = found[-1] or places.of("streams", (stream, year), "gross")
        keys = [("sharings", stream, source, t, f) for t in (year, None)
                for f in ("retained", "invested")]  # fmt: skip
        found += [changed[key] for key in keys if key in changed]
    return found
