"""Decisions fixed beside the workbook: on the command line, or by editing a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from portfolio.domain import Origin, Pin, PinKind, Portfolio, Project, Provenance
from portfolio.errors import PinError
from portfolio.i18n import _
from portfolio.inputs.cells import quoted
from portfolio.inputs.findings import Findings
from portfolio.inputs.numbers import read_number
from portfolio.inputs.words import fold_id
from portfolio.money import PER_TY, number, ty
from portfolio.timing import last_year, possible_starts

START, EXCLUDE, AMOUNT = "--pin", "--exclude", "--amount"
"""The options of the command line."""
FORMS = {START: "P02:2023", EXCLUDE: "P11", AMOUNT: "P03:TP_DAT:2022=50"}
_DECISIONS = (PinKind.START, PinKind.EXCLUDE)


def parse_pins(
    portfolio: Portfolio,
    starts: Sequence[str] = (),
    excludes: Sequence[str] = (),
    amounts: Sequence[str] = (),
) -> tuple[Pin, ...]:
    """``P02:2023``, ``P11``, ``P03:TP_DAT:2022=50`` (tỷ đồng, exact to the triệu) as pins.

    ``portfolio``: with its scenario. Raises ``PinError`` with every problem at once; where
    they stand is the option as typed.
    """
    findings = Findings()
    reader = _Reader(portfolio, findings)
    pins: list[Pin] = []
    for option, texts, read in (
        (START, starts, reader.start),
        (EXCLUDE, excludes, reader.exclude),
        (AMOUNT, amounts, reader.amount),
    ):
        pins += _read_all(option, texts, read)
    _verify(portfolio, pins, findings)
    if findings.failed:
        raise PinError(findings.problems())
    return tuple(pins)


def _read_all(
    option: str, texts: Iterable[str], read: Callable[[str, str], Pin | None]
) -> Iterator[Pin]:
    for text in texts:
        pin = read(text, f"{option} {text}")
        if pin is not None:
            yield pin


def with_pins(portfolio: Portfolio, pins: Sequence[Pin]) -> Portfolio:
    """The portfolio with these pins; each takes the place of an older one of the same thing.

    Raises ``PinError`` for pins that cannot be or that contradict each other.
    """
    if not pins:
        return portfolio
    findings = Findings()
    whole = _verify(portfolio, pins, findings)
    if findings.failed:
        raise PinError(findings.problems())
    return replace(portfolio, pins=whole)


def _verify(portfolio: Portfolio, pins: Sequence[Pin], findings: Findings) -> tuple[Pin, ...]:
    """All pins that now hold; those that cannot be, or not together, are told."""
    for pin in pins:
        _check(pin, portfolio, findings)
    decided = {pin.project for pin in pins if pin.kind in _DECISIONS}
    fixed = {_cell(pin) for pin in pins if pin.kind is PinKind.AMOUNT}
    kept = [
        pin
        for pin in portfolio.pins
        if not (pin.kind in _DECISIONS and pin.project in decided)
        and not (pin.kind is PinKind.AMOUNT and _cell(pin) in fixed)
    ]
    whole = (*kept, *dict.fromkeys(pins))
    for project in dict.fromkeys(pin.project for pin in pins):
        own = [pin for pin in whole if pin.project == project]
        _check_together(project, own, portfolio, findings)
    return whole


def _cell(pin: Pin) -> tuple[str, str | None, int | None]:
    return pin.project, pin.source, pin.year


class _Reader:
    """Texts of the command line; a problem is told and gives None."""

    def __init__(self, portfolio: Portfolio, findings: Findings) -> None:
        self._portfolio, self._findings = portfolio, findings
        self._projects = {fold_id(p.id): p.id for p in portfolio.projects}
        self._sources = {fold_id(k.id): k.id for k in portfolio.sources}

    def start(self, text: str, where: str) -> Pin | None:
        head, colon, year = text.rpartition(":")
        if not colon:
            self._malformed(START, where)
            return None
        project, when = self._project(head, where), self._year(year, where)
        if project is None or when is None:
            return None
        return Pin(PinKind.START, project, when, origin=_origin(where))

    def exclude(self, text: str, where: str) -> Pin | None:
        project = self._project(text, where)
        return Pin(PinKind.EXCLUDE, project, origin=_origin(where)) if project else None

    def amount(self, text: str, where: str) -> Pin | None:
        head, equals, size = text.rpartition("=")
        parts = head.rsplit(":", 2)
        if not equals or len(parts) != 3:
            self._malformed(AMOUNT, where)
            return None
        project, year = self._project(parts[0], where), self._year(parts[2], where)
        source = self._known(parts[1], self._sources, where, _("the source {id} is not known"))
        amount = self._money(size, where)
        if project is None or source is None or year is None or amount is None:
            return None
        return Pin(PinKind.AMOUNT, project, year, source, amount, _origin(where))

    def _malformed(self, option: str, where: str) -> None:
        form = f"{option} {FORMS[option]}"
        self._findings.error("pin-form", where, _("not understood"),
                             _("the form {form}").format(form=form))  # fmt: skip

    def _project(self, text: str, where: str) -> str | None:
        return self._known(text, self._projects, where, _("the line {id} is not known"))

    def _known(self, text: str, ids: dict[str, str], where: str, unknown: str) -> str | None:
        id = ids.get(fold_id(text))
        if id is None:
            remedy = self._findings.nearest(text, ids.values()) or self._all(ids)
            self._findings.error(
                "pin-unknown", where, unknown.format(id=quoted(text)), remedy=remedy
            )
        return id

    def _all(self, ids: dict[str, str]) -> str:
        return _("known: {names}").format(names=", ".join(ids.values())) if len(ids) <= 25 else ""

    def _year(self, text: str, where: str) -> int | None:
        years = self._portfolio.settings.years
        year = int(text) if text.strip().isdecimal() and len(text) < 10 else None
        if year in years:
            return year
        self._findings.error(
            "pin-year", where, _("the year {year} is not one of the plan").format(
                year=quoted(text)),
            _("a year of the plan, {first}-{last}").format(first=years[0], last=years[-1]),
        )  # fmt: skip
        return None

    def _money(self, text: str, where: str) -> int | None:
        found: set[Fraction] = set()
        for lang in ("vi", "en"):
            reading = read_number(text, lang)
            if reading is None or reading.tail == "%" or reading.value < 0:
                continue
            factor = 1 if reading.tail == "trieu" else PER_TY
            both = (reading.value, reading.value if reading.other is None else reading.other)
            found |= {value * factor for value in both}
        expected = _("an amount in tỷ đồng, such as 50 or 12,5")
        found = {value for value in found if value.denominator == 1} or found
        if len(found) > 1:
            small, large = (number(value) for value in sorted(found))
            self._findings.error(
                "pin-amount", where,
                _("{text} may be {small} or {large} triệu đồng").format(
                    text=quoted(text), small=small, large=large),
                remedy=_("write it without separators, with its unit: {amount}triệu").format(
                    amount=int(min(found))),
            )  # fmt: skip
        elif not found:
            self._findings.error("pin-amount", where, _("{text} is not an amount").format(
                text=quoted(text)), expected)  # fmt: skip
        elif (amount := found.pop()).denominator == 1:
            return amount.numerator
        else:
            self._findings.error(
                "pin-amount", where, _("{text} is not a whole number of triệu đồng").format(
                    text=quoted(text)),
                remedy=_("at most three decimals: a whole number of triệu đồng"),
            )  # fmt: skip
        return None


def _origin(citation: str) -> Origin:
    return Origin(Provenance.ASSUMED, citation)


def _check(pin: Pin, portfolio: Portfolio, findings: Findings) -> None:
    """A pin that its line can never meet."""
    where, project = pin.origin.citation, portfolio.project.get(pin.project)
    if project is None:
        findings.error("pin-unknown", where,
                       _("the line {id} is not known").format(id=quoted(pin.project)))  # fmt: skip
    elif project.cost is None:
        findings.error(
            "pin-uncosted", where,
            _("the line {id} has no estimate and is not planned").format(id=quoted(project.id)),
            remedy=_("give its cost in the workbook or in the scenario"),
        )  # fmt: skip
    elif pin.kind is PinKind.EXCLUDE and project.must_start:
        findings.error("pin-conflict", where,
                       _("{id} must start").format(id=quoted(project.id)), "",
                       _("remove the pin or what makes the line mandatory"))  # fmt: skip
    elif pin.kind is not PinKind.EXCLUDE and pin.amount != 0:
        _check_when(pin, project, portfolio, findings)
        _check_payer(pin, project, portfolio, findings)


def _check_when(pin: Pin, project: Project, portfolio: Portfolio, findings: Findings) -> None:
    starts = possible_starts(portfolio, project)
    if not starts or pin.year is None:
        return
    last = starts[-1]
    if pin.kind is PinKind.AMOUNT:
        last = min(last_year(portfolio, project, last), portfolio.settings.last_year)
    if not starts[0] <= pin.year <= last:
        what = (
            _("{id} cannot start in {year}")
            if pin.kind is PinKind.START
            else _("{id} cannot have capital in {year}")
        )
        findings.error(
            "pin-window", pin.origin.citation,
            what.format(id=quoted(project.id), year=pin.year),
            _("a year from {first} to {last}").format(first=starts[0], last=last),
        )  # fmt: skip


def _check_payer(pin: Pin, project: Project, portfolio: Portfolio, findings: Findings) -> None:
    if pin.source is None:
        return
    scopes = {project.id, project.sector, project.kind.value, "*"}
    payers = [row.source for row in portfolio.eligibility if row.scope in scopes]
    if pin.source not in payers:
        findings.error(
            "pin-payer", pin.origin.citation,
            _("{source} may not pay for {id}").format(
                source=quoted(pin.source), id=quoted(project.id)),
            _("one of {names}").format(names=", ".join(dict.fromkeys(payers))) if payers else "",
        )  # fmt: skip


def _check_together(
    project: str, pins: Sequence[Pin], portfolio: Portfolio, findings: Findings
) -> None:
    """What is fixed for one line can hold together."""
    starts = {pin.year for pin in pins if pin.kind is PinKind.START}
    out = [pin for pin in pins if pin.kind is PinKind.EXCLUDE]
    paid = {_cell(pin): set[int]() for pin in pins if pin.kind is PinKind.AMOUNT}
    for pin in pins:
        if pin.kind is PinKind.AMOUNT:
            paid[_cell(pin)].add(pin.amount or 0)
    funded = bool(starts) or any(amount for found in paid.values() for amount in found)
    where = ", ".join(dict.fromkeys(pin.origin.citation for pin in pins if pin.origin.citation))
    if len(starts) > 1 or (out and funded) or any(len(found) > 1 for found in paid.values()):
        findings.error(
            "pin-conflict", where or project,
            _("pins of {id} contradict each other").format(id=quoted(project)),
            _("one start year, or the exclusion"), _("keep one of the two"),
        )  # fmt: skip
        return
    total, line = sum(sum(found) for found in paid.values()), portfolio.project.get(project)
    if line is not None and line.cost is not None and total > line.need:
        findings.error(
            "pin-need", where or project,
            _("{amount} tỷ đồng fixed for {id}").format(amount=ty(total), id=quoted(project)),
            _("at most what it still needs, {need} tỷ đồng").format(need=ty(line.need)),
        )  # fmt: skip
