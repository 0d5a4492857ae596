"""Which line of the programme a row of the form is: by its code, by its name, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from portfolio.domain import Portfolio
from portfolio.errors import Place
from portfolio.i18n import _
from portfolio.inputs.cells import quoted
from portfolio.inputs.edited.records import Heading, Original
from portfolio.inputs.findings import Findings
from portfolio.inputs.words import fold, fold_id


class Nobody(Enum):
    """A row that is no known line."""

    UNKNOWN = "unknown"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Label:
    """What a row says of itself: number, code, name; the cells of its code and of its name."""

    number: str
    code: str
    name: str
    where: Place
    name_where: Place


class Names:
    """Codes and names of every line, those of the workbook and those of the export."""

    def __init__(self, portfolio: Portfolio, original: Original) -> None:
        self._names = {p.id: p.name for p in portfolio.projects}
        self._by_code: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for p in portfolio.projects:
            self._add(p.id, p.name, p.code or p.id)
        ids = {fold_id(p.id): p.id for p in portfolio.projects}
        for key, id in ids.items():  # an id counts where no code is the same
            self._by_code.setdefault(key, {id})
        for id, line in original.lines.items():
            self._add(id, line.name, line.code)
        self.headings = _Headings(original.headings)

    def _add(self, id: str, name: str, code: str) -> None:
        self._by_code.setdefault(fold_id(code), set()).add(id)
        self._by_name.setdefault(fold(name), set()).add(id)

    def find(self, label: Label, findings: Findings) -> str | Nobody:
        """The line's id; how it was found is told when that was not plain."""
        named = self._by_name.get(fold(label.name), set()) if label.name else set()
        coded = self._by_code.get(fold_id(label.code), set()) if label.code else set()
        both = coded & named
        if len(both) == 1 or (len(coded) == 1 and not named):
            (id,) = both or coded
            if not both:
                self._tell_renamed(label, id, findings)
            return id
        if coded and named:
            return self._contradiction(label, coded, named, findings)
        if len(named) == 1:
            (id,) = named
            self._tell_by_name(label, id, findings)
            return id
        if coded or named:
            return self._contradiction(label, coded, named, findings)
        return Nobody.UNKNOWN

    def _tell_renamed(self, label: Label, id: str, findings: Findings) -> None:
        if label.name:
            found = _("another name, {name}; read by its code as line {id}")
            findings.notice("line-renamed", label.name_where,
                            found.format(name=quoted(label.name), id=quoted(id)))  # fmt: skip
        else:
            found = _("the name is empty; read by its code as line {id}")
            findings.notice("line-renamed", label.name_where, found.format(id=quoted(id)))

    def _tell_by_name(self, label: Label, id: str, findings: Findings) -> None:
        if label.code:
            found = _("the code {code} is not known; read by its name as line {id}")
            text = found.format(code=quoted(label.code), id=quoted(id))
            findings.warning("line-code", label.where, text)
        else:
            found = _("the code is empty; read by its name as line {id}")
            findings.notice("line-code", label.where, found.format(id=quoted(id)))

    def _contradiction(
        self, label: Label, coded: set[str], named: set[str], findings: Findings
    ) -> Nobody:
        findings.error(
            "line-contradiction", label.where,
            _("code and name do not tell one line: code {code} ({coded}), name {name} ({named}); "
              "the row was not counted").format(
                code=quoted(label.code), name=quoted(label.name), coded=_listed(coded),
                named=_listed(named)),
            remedy=_("mend the code or the name"),
        )  # fmt: skip
        return Nobody.CONTRADICTION


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids)) or _("no line")


class _Headings:
    """The headings of the form; those of one number and name come in the order of the export."""

    def __init__(self, headings: Iterable[Heading]) -> None:
        self._found: dict[tuple[str, str], list[Heading]] = {}
        for heading in headings:
            self._found.setdefault(_mark(heading.number, heading.name), []).append(heading)
        self._met: Counter[tuple[str, str]] = Counter()

    def take(self, label: Label) -> Heading | None:
        """The heading that this row is."""
        mark = _mark(label.number, label.name)
        found = self._found.get(mark, [])
        if label.code or self._met[mark] >= len(found):
            return None
        self._met[mark] += 1
        return found[self._met[mark] - 1]


def _mark(number: str, name: str) -> tuple[str, str]:
    return fold(number), fold(name)
