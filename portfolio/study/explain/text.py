"""Explanations in words, as a colleague of the planning office would say them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten

from portfolio.domain import Portfolio, Project, Tier
from portfolio.i18n import N_, _
from portfolio.money import number, percent, ty
from portfolio.plan.explanation import (
    Affordable,
    Change,
    Entry,
    Exchange,
    Loss,
    Most,
    Move,
    Payer,
    Price,
    Shift,
    Shortage,
    Unfunded,
)

SHORT = 44
"""Letters of a line's name that are enough to know it."""

_MOVES = {
    Move.DROP: N_("{line} drops out"),
    Move.ENTER: N_("{line} comes in, starting in {after}"),
    Move.EARLIER: N_("{line} starts in {after} instead of {before}"),
    Move.LATER: N_("{line} starts in {after} instead of {before}"),
    Move.LESS: N_("{line} gets {after} tỷ instead of {before} tỷ"),
    Move.MORE: N_("{line} gets {after} tỷ instead of {before} tỷ"),
    Move.OVERHANG: N_("{line} leaves {after} tỷ to the next plan instead of {before} tỷ"),
}
_TIERS = {
    Tier.ARREARS: N_("lines in arrears"),
    Tier.ADVANCE: N_("advances to repay"),
    Tier.FINISHED: N_("finished lines"),
    Tier.COUNTERPART: N_("counterpart capital"),
    Tier.PPP: N_("PPP shares"),
    Tier.TRANSITIONAL: N_("transitional and urgent lines"),
    Tier.REST: N_("the other public lines"),
    Tier.PRIVATE: N_("private lines"),
}
_RULES = {
    "owner_capacity": N_("{subject} would have to disburse {amount} tỷ more than it can in {year}"),
    "limits": N_("limit {subject} ({year}) would be passed by {amount} tỷ"),
    "earmarks": N_("{amount} tỷ of what is set aside in {subject} for {year} would be used"),
    "overhang": N_("{amount} tỷ more than allowed would be left to the next plan"),
    "new_starts": N_("{amount} new start more than allowed in {year}"),
    "arrears_first": N_("the arrears would not yet be paid in {year}"),
    "pins": N_("it was left out or fixed by the user (pins)"),
}


class Words:
    """The names of a workbook's lines and sources, and sentences made of them."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio

    def line(self, id: str) -> str:
        """``P18 (Xây dựng đường số 11...)``."""
        name = shorten(self.portfolio.project[id].name, SHORT, placeholder="…")
        return f"{id} ({name})"

    def source(self, id: str) -> str:
        """The source's name."""
        return self.portfolio.source[id].name

    def blocked(self, line: Unfunded) -> str:
        """Which rules and which source-years keep the line out of the plan as it is."""
        if line.blocked is None:
            return _("By its own years, phasing or payers it cannot start within the plan period.")
        start = line.blocked_start
        if not line.blocked:
            text = _(
                "Nothing: there is room for it (start {year}), but the plan is worth more without "
                "it, for it would leave capital to the next plan."
            )
            return text.format(year=start)
        text = _("Started in {year}, with every other line kept as it is: {what}.")
        return text.format(year=start, what="; ".join(self.shortages(line.blocked)))

    def shortages(self, found: Sequence[Shortage]) -> list[str]:
        """One text for each rule that gives way; missing money first."""
        money = {(s.subject[0], s.year or 0): s.amount for s in found if s.rule == "envelope"}
        texts = []
        if money:
            text = _("{amount} tỷ are missing ({where})")
            texts.append(text.format(amount=ty(sum(money.values())), where=self.money(money)))
        return texts + [self._rule(s) for s in found if s.rule != "envelope"]

    def _rule(self, s: Shortage) -> str:
        if s.rule == "links":
            return self._link(*s.subject[:2])
        amount = number(s.amount) if s.rule == "new_starts" else ty(s.amount)
        year = _("the whole plan") if s.year is None else str(s.year)
        return _(_RULES[s.rule]).format(subject=self._subject(s), amount=amount, year=year)

    def _link(self, first: str, second: str) -> str:
        portfolio = self.portfolio
        pair = [link for link in portfolio.links if (link.first, link.second) == (first, second)]
        if any(link.kind.value == "exclusion" for link in pair):
            text = _("only one of {first} and {second} may start")
        else:
            text = _("{second} may only start after {first}")
        return text.format(first=self.line(first), second=self.line(second))

    def _subject(self, s: Shortage) -> str:
        names = {o.id: o.name for o in self.portfolio.owners}
        names |= {k.id: k.name for k in self.portfolio.sources}
        return ", ".join(names.get(i, i) for i in s.subject)

    def money(self, by: dict[tuple[str, int], int]) -> str:
        """``Ngân sách tỉnh 2022: 48 tỷ``, one part a source and year; one alone has no amount."""
        if len(by) == 1:
            (((source, year), _amount),) = by.items()
            return _("{source} {year}").format(source=self.source(source), year=year)
        parts = (
            _("{source} {year}: {amount} tỷ").format(
                source=self.source(source), year=year, amount=ty(amount)
            )
            for (source, year), amount in by.items()
        )
        return ", ".join(parts)

    def price(self, line: Unfunded) -> str:
        """The least capital to add, and to pay all of it within the plan."""
        least, whole = line.price, line.whole_price
        if least is None:
            return _("No amount of capital is enough: what keeps it out is not money.")
        texts = [self._one_price(least)]
        if whole is not None and whole != least:
            text = _("To pay all of it within the plan: {amount} tỷ ({where}).")
            where = self.money(dict(whole.added))
            texts.append(text.format(amount=ty(whole.total), where=where or "–"))
        return " ".join(texts)

    def _one_price(self, price: Price) -> str:
        if price.added:
            text = _("{amount} tỷ more ({where}): it then starts in {year}, nothing else is lost")
            where = self.money(dict(price.added))
            text = text.format(amount=ty(price.total), where=where, year=price.start)
        else:
            text = _("No capital need be added: it could start in {year} with nothing else lost")
            text = text.format(year=price.start)
        others = [k for k in price.alone if any(k != used for used, _year in price.added)]
        if others:
            more = _("the same sum may instead come from one of: {sources}")
            text += "; " + more.format(sources=" / ".join(map(self.source, others)))
        if price.left:
            more = _("{left} of its {promised} tỷ are left to the next plan")
            text += "; " + more.format(left=ty(price.left), promised=ty(price.promised))
        if price.along:
            more = _("these must come in with it: {lines}")
            text += "; " + more.format(lines=", ".join(map(self.line, price.along)))
        return text + "."

    def exchange(self, exchange: Exchange | None, worth: Mapping[Tier, float]) -> str:
        """What would move if the line had to be in, and the value lost."""
        if exchange is None:
            return _("No plan that obeys the rules has it in.")
        moves = "; ".join(map(self._move, exchange.changes)) or _("no other line changes")
        start = _("It would start in {year}: {moves}.").format(year=exchange.start, moves=moves)
        return f"{start} {self.losses(exchange.losses, worth)}"

    def _move(self, change: Change) -> str:
        years = change.move in (Move.DROP, Move.ENTER, Move.EARLIER, Move.LATER)
        before, after = (str(x) if years else ty(x or 0) for x in (change.before, change.after))
        text = _(_MOVES[change.move])
        return text.format(line=self.line(change.project), before=before, after=after)

    def losses(self, losses: Iterable[Loss], worth: Mapping[Tier, float]) -> str:
        """By how much the plan's value falls, tier by tier."""
        texts = []
        for loss in losses:
            if not loss.significant:
                texts.append(
                    _("the difference for {tier} is within the proven gap: not significant").format(
                        tier=_(_TIERS[loss.tier])
                    )
                )
                continue
            total = worth.get(loss.tier, 0.0)
            part = percent(abs(loss.lost) / total) if total else "–"
            text = (
                _("the value of {tier} falls by {amount} ({part})")
                if loss.lost > 0
                else _("the value of {tier} rises by {amount} ({part})")
            )
            amount = number(abs(loss.lost))
            texts.append(text.format(tier=_(_TIERS[loss.tier]), amount=amount, part=part))
        if not texts:
            return _("The plan is worth the same.")
        text = "; ".join(texts)
        return text[0].upper() + text[1:] + "."

    def ceilings(self, line: Unfunded) -> str:
        """The greatest TMĐT at which the line would be funded, its value treated in two ways."""
        if line.ceiling is None:
            return _("Not at any cost.")
        texts = []
        own = self.portfolio.project[line.project].value is not None
        if not own:
            texts.append(
                _("If the project is made smaller, its value in proportion: {most}.").format(
                    most=_most(line.ceiling)
                )
            )
        if line.saving is not None:
            text = _("If it costs less and serves the same: {most}.")
            texts.append(text.format(most=_most(line.saving)))
        return " ".join(texts)

    def score(self, entry: Entry | None, score: float) -> str:
        """The score at which the line enters."""
        if entry is None:
            return _("Its score does not decide.")
        now = number(score, 1)
        if entry.score is None:
            return _("Not even at 100 points (now {now}).").format(now=now)
        needed = number(math.ceil(entry.score * 10 - 1e-6) / 10, 1)
        return _("From {score} points (now {now}).").format(score=needed, now=now)

    def shift(self, id: str, shift: Shift, worth: Mapping[Tier, float]) -> str:
        """What a start in another year would cost."""
        if shift.exchange is not None:
            return self.exchange(shift.exchange, worth)
        if shift.blocked is None:
            return self._own_years(self.portfolio.project[id], shift.year)
        what = "; ".join(self.shortages(shift.blocked))
        text = _("Not possible, whatever else changes: {what}.")
        return text.format(what=what or _("its own figures forbid it"))

    def _own_years(self, project: Project, year: int) -> str:
        """Why the line's own years leave out a start year."""
        if year not in self.portfolio.settings.years:
            return _("Not possible: outside the plan period.")
        if project.earliest is not None and year < project.earliest:
            text = _("Not possible: by the workbook it starts in {year} at the earliest.")
            return text.format(year=project.earliest)
        if project.latest is not None and year > project.latest:
            text = _("Not possible: by the workbook it starts in {year} at the latest.")
            return text.format(year=project.latest)
        if project.deadline is not None and year > project.deadline:
            text = _("Not possible: by the workbook its last year of capital is {year}.")
            return text.format(year=project.deadline)
        return _("Not possible: it is under way and goes on in the first year of the plan.")

    def payer(self, payer: Payer) -> str:
        """What a source pays, what it may pay, and when it has nothing left."""
        if payer.spendable == 0:
            return _("may pay, but has no money in these years")
        paid = ", ".join(f"{year}: {ty(x)}" for year, x in payer.paid.items())
        texts = [
            _("{amount} tỷ ({by_year})").format(amount=ty(sum(payer.paid.values())), by_year=paid)
            if paid
            else _("nothing")
        ]
        if payer.least > 0 or payer.most < 1:
            text = _("may pay {least} to {most} of the line")
            texts.append(text.format(least=percent(payer.least), most=percent(payer.most)))
        if payer.full:
            text = _("spent to the last in {years}")
            texts.append(text.format(years=", ".join(map(str, payer.full))))
        return "; ".join(texts)


def afford(year: Affordable) -> tuple[str, str]:
    """The greatest cost with nothing else lost, and with the plan made anew."""
    if year.unlimited:
        text = _("no limit: its payers have no envelope")
        return text, text
    return _most(year.spare, _("no money left for it")), _most(year.exchanged)


def _most(most: Most | None, nothing: str = "") -> str:
    if most is None:
        return _("cannot start")
    if not most.amount:
        return nothing or _("at no cost")
    text = _("at most {amount} tỷ").format(amount=ty(most.amount))
    if most.left:
        left = _("of which {left} tỷ left to the next plan").format(left=ty(most.left))
        text += f" ({left})"
    return text
