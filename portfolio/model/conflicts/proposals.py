"""Changes in words: what to write instead, where, by how much."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain import LimitKind, PinKind, Portfolio
from portfolio.errors import Change, Proposal
from portfolio.i18n import N_, _, ngettext
from portfolio.model.conflicts.changes import THOUSAND
from portfolio.model.conflicts.entries import Entry, EntryKind
from portfolio.model.conflicts.remedies import Remedy, Side, Unit
from portfolio.model.conflicts.words import line_name, places, source_name, years
from portfolio.model.lines import Data
from portfolio.money import number, percent, ty

GONE = {
    EntryKind.DEADLINE: N_("{name}: no deadline"),
    EntryKind.LATEST: N_("{name}: no latest start"),
    EntryKind.EARLIEST: N_("{name}: no earliest start"),
    EntryKind.LIMIT: N_("without the limit {name}"),
    EntryKind.LINK: N_("without the relation of {name}"),
    EntryKind.PIN: N_("{name}: not fixed"),
    EntryKind.OVERHANG: N_("no limit on the capital left to the next plan"),
    EntryKind.CAPACITY: N_("{name}: no limit on what is disbursed in a year"),
    EntryKind.NEW_STARTS: N_("no limit on new starts a year"),
    EntryKind.PROFILE: N_("without the phasing profile {name}"),
    EntryKind.BAND: N_("{name}: no least or most share a year"),
    EntryKind.SHARE: N_("{name}: no least or most share"),
    EntryKind.CARRY: N_("{name}: all of a year's money may be carried over"),
    EntryKind.YEARS: N_("{name}: no limit on the years of capital"),
}
SIDES = {
    Side.MOST: N_("{name}: the most share {points} higher"),
    Side.LEAST: N_("{name}: the least share {points} lower"),
    Side.BOTH: N_("{name}: the least share {points} lower and the most share {points} higher"),
}


def proposal(data: Data, remedies: Sequence[Remedy]) -> Proposal:
    """The remedies as the error carries them."""
    return Proposal(tuple(_change(data, remedy) for remedy in remedies))


def _change(data: Data, remedy: Remedy) -> Change:
    entry, amount = remedy.entry, remedy.amount
    told: int | float | None = amount
    if remedy.unit is Unit.SHARE and amount is not None:
        told = amount / THOUSAND
    where = places(data, entry)
    text = _text(data, remedy)
    unit = remedy.unit.value
    return Change(entry.kind.value, entry.subject, entry.year, where, text, told, unit)


def _text(data: Data, remedy: Remedy) -> str:
    held, entry, n = data.portfolio, remedy.entry, remedy.amount
    name = _name(held, entry)
    if n is None:
        if entry.kind is EntryKind.START:
            text = _("{name} need not start in this plan ({money} tỷ đồng less)")
            return text.format(name=name, money=ty(held.project[entry.subject[0]].need))
        return _(GONE[entry.kind]).format(name=name)
    match entry.kind:
        case EntryKind.CAPITAL:
            text = _("{name}, {year}: {money} tỷ đồng more to spend")
            return text.format(name=name, year=entry.year, money=ty(n))
        case EntryKind.DEADLINE | EntryKind.LATEST | EntryKind.EARLIEST:
            return _moved(held, entry, n)
        case EntryKind.YEARS:
            text = _("{name}: {years} of capital more")
            return text.format(name=name, years=years(n))
        case EntryKind.PROFILE | EntryKind.BAND | EntryKind.SHARE:
            return _(SIDES[remedy.side]).format(name=name, points=points(n))
        case EntryKind.CAPACITY:
            text = _("{name}: can disburse {money} tỷ đồng more a year")
            return text.format(name=name, money=ty(n))
        case EntryKind.LINK:
            text = _("{name}: the lag {years} shorter")
            return text.format(name=name, years=years(n))
        case EntryKind.PIN:
            return _pin(held, entry, n)
    return _of_rule(held, remedy, name, n)


def _of_rule(held: Portfolio, remedy: Remedy, name: str, n: int) -> str:
    entry = remedy.entry
    match entry.kind:
        case EntryKind.LIMIT:
            kind = next(x.kind for x in held.limits if x.id == entry.subject[0])
            by = (
                points(n) if remedy.unit is Unit.SHARE else _("{money} tỷ đồng").format(money=ty(n))
            )
            higher, lower = _("the limit {name}: {by} higher"), _("the limit {name}: {by} lower")
            return (higher if kind is LimitKind.CAP else lower).format(name=name, by=by)
        case EntryKind.CARRY:
            share = percent(held.source[entry.subject[0]].carry_over + _share(n))
            text = _("{name}: up to {share} of a year's money may be carried over")
            return text.format(name=name, share=share)
        case EntryKind.NEW_STARTS:
            text = ngettext("{n} new start a year more", "{n} new starts a year more", n)
            return text.format(n=n)
    share = percent(held.settings.overhang_share + _share(n))
    return _("capital left to the next plan: up to {share} of this one's").format(share=share)


def _share(thousandths: int) -> float:
    return thousandths / THOUSAND


def _moved(held: Portfolio, entry: Entry, n: int) -> str:
    project = held.project[entry.subject[0]]
    before = getattr(project, entry.kind.value)
    texts = {
        EntryKind.DEADLINE: _("{name}: deadline {years} later, {year}"),
        EntryKind.LATEST: _("{name}: latest start {years} later, {year}"),
        EntryKind.EARLIEST: _("{name}: earliest start {years} earlier, {year}"),
    }
    to = before - n if entry.kind is EntryKind.EARLIEST else before + n
    name = line_name(held, project.id)
    return texts[entry.kind].format(name=name, years=years(n), year=to)


def _pin(held: Portfolio, entry: Entry, to: int) -> str:
    project, kind, source = entry.subject
    name = line_name(held, project)
    if kind == PinKind.AMOUNT:
        text = _("{name}: fix {money} tỷ đồng of {source} in {year} instead")
        where = source_name(held, source)
        return text.format(name=name, money=ty(to), source=where, year=entry.year)
    return _("{name}: fix the start in {year} instead").format(name=name, year=to)


def _name(held: Portfolio, entry: Entry) -> str:
    subject = entry.subject
    match entry.kind:
        case EntryKind.CAPITAL | EntryKind.CARRY:
            return source_name(held, subject[0])
        case EntryKind.YEARS if not subject[0]:
            return _("group {group}").format(group=subject[1])
        case EntryKind.CAPACITY:
            return held.owner[subject[0]].name
        case EntryKind.PROFILE:
            return _("phasing profile {id}").format(id=subject[0])
        case EntryKind.SHARE:
            text = _("{source} for “{scope}”")
            return text.format(source=source_name(held, subject[1]), scope=subject[0])
        case EntryKind.LINK:
            return f"{line_name(held, subject[1])} – {line_name(held, subject[2])}"
        case EntryKind.LIMIT:
            return subject[0]
    return line_name(held, subject[0]) if subject else ""


def points(thousandths: int) -> str:
    """Thousandths as percentage points: 25 -> 2,5 điểm phần trăm."""
    whole, rest = divmod(thousandths, 10)
    figure = number(whole + rest / 10, 1) if rest else number(whole)
    return _("{n} percentage points").format(n=figure)
