"""A scenario file, and everything it extends, as a ``Scenario``."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from portfolio.errors import Problem, ScenarioError, os_reason
from portfolio.i18n import N_, _
from portfolio.inputs.scenario.fields import (
    MECHANISM_FIELDS,
    ON,
    PAIRS,
    SECTIONS,
    SETTINGS,
    Field,
    Refused,
    did_you_mean,
    field_of,
    found,
    parse,
)
from portfolio.inputs.scenario.records import Override, Scenario

FOLDER = "scenarios"
"""where the shipped scenarios live, in the current folder or the project's"""

MOST_BYTES = 2**20
"""of one scenario file"""
MOST_EXTENDED = 20
"""files that extend one another"""

_TEXTS = ("name", "name_en", "citation", "extends")
_TOP = (*_TEXTS, "settings", *SECTIONS, "mechanism")
_YEAR = re.compile(r"\d{4}")
_PLACE = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")
_REASONS = (
    (r"overwrite|twice|declare|redefin|mutate|[Dd]uplicate",
     N_("a key or a table is given twice")),
    (r"Invalid value", N_("what stands after = is no number, text in quotes, true or false")),
    (r"Expected '='", N_("there is no = after the key")),
    (r"Unclosed|Unterminated|Expected '\]|Expected \"",
     N_("a bracket or a quotation mark is not closed")),
    (r"Expected newline", N_("there is something more after the value")),
    (r"Invalid statement|Invalid initial|Illegal character|Found invalid|Unescaped|[Hh]ex",
     N_("a character that may not stand here")),
    (r"4300", N_("a number with too many digits")),
)  # fmt: skip
"""What the reader of TOML says, and how a colleague says it."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def read_scenario(path_or_id: str | Path) -> Scenario:
    """Read a scenario: a file, or the id of one in ``scenarios/`` (``"thu-thap"``).

    Amounts in the file are tỷ đồng, shares 0 to 1, both taken exactly. Raises ``ScenarioError``
    with every problem of the file and of the files it extends.
    """
    problems: list[Problem] = []
    path = find_scenario(path_or_id)
    if path is None:
        raise ScenarioError([_missing(str(path_or_id), str(path_or_id), Path())])
    scenario = _read(path, (), problems)
    if problems:
        raise ScenarioError(problems)
    return scenario


def find_scenario(path_or_id: str | Path, folder: Path | None = None) -> Path | None:
    """The file meant by a path or an id, or None.

    Looked for as given, in ``folder`` (that of the file which extends it), then by id in
    ``scenarios/`` here and where the project is installed.
    """
    asked = Path(path_or_id)
    places = [folder] if folder is not None else [Path()]
    candidates = [place / asked for place in places]
    if asked.suffix != ".toml" and len(asked.parts) == 1:
        named = Path(f"{asked}.toml")
        shipped = [Path(FOLDER), Path(__file__).resolve().parents[3] / FOLDER]
        candidates = [place / named for place in [*places, *shipped]] + candidates
    return next((path for path in candidates if os.path.isfile(path)), None)  # never raises


@dataclass
class _File:
    """One file being read: its data, its overrides, its problems."""

    path: Path
    problems: list[Problem]
    citation: str = ""
    overrides: list[Override] = field(default_factory=list)

    def refuse(self, code: str, key: str, text: str, expected: str = "", remedy: str = "") -> None:
        where = f"{self.path.name}: {key}" if key else self.path.name
        self.problems.append(Problem(code, where, text, expected, remedy))


def _read(path: Path, above: tuple[Path, ...], problems: list[Problem]) -> Scenario:
    """``above``: the files that led here by ``extends``, the first one first."""
    file = _File(path, problems)
    scenario = Scenario(_compose(path.stem), _compose(path.stem), path=str(path))
    data = _load(file)
    if data is None:
        return scenario
    texts = _texts(file, data)
    file.citation = texts["citation"] or texts["name"]
    for key in data:
        if key not in _TOP:
            _unknown_top(file, key)
    _table(file, SETTINGS, "settings", "", data.get("settings", {}))
    for section in SECTIONS:
        _records(file, section, data.get(section, {}))
    _mechanisms(file, data.get("mechanism", {}))
    _twice(file)
    base = _base(file, texts["extends"], (*above, path.resolve()))
    return replace(
        scenario,
        name=texts["name"],
        name_en=texts["name_en"],
        citation=texts["citation"],
        chain=() if base is None else (*base.chain, base.id),
        overrides=(*(() if base is None else base.overrides), *file.overrides),
    )


def _load(file: _File) -> dict[str, Any] | None:
    try:
        if file.path.stat().st_size > MOST_BYTES:
            most = _("expected at most {most} MB").format(most=MOST_BYTES // 2**20)
            remedy = _("is it a scenario file? one has a few lines")
            file.refuse("scenario-too-large", "", _("the file is too large"), most, remedy)
            return None
        content = file.path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        remedy = _("save it as UTF-8 in a text editor")
        file.refuse("scenario-toml", "", _("not a text file in UTF-8"), remedy=remedy)
        return None
    except OSError as error:
        found = _("cannot be read: {reason}").format(reason=os_reason(error))
        file.refuse("scenario-missing", "", found)
        return None
    try:
        return tomllib.loads(content, parse_float=_exact)
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        _not_toml(file, content, str(error))
    except RecursionError:
        file.refuse(
            "scenario-toml",
            "",
            _("cannot be read: {reason}").format(reason=_("too many brackets within brackets")),
        )  # fmt: skip)
    return None


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        text = _("the number {number} is out of range").format(number=text)
        raise ValueError(text) from error


def _not_toml(file: _File, content: str, message: str) -> None:
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    reason = next((_(said) for form, said in _REASONS if re.search(form, reason)), reason)
    key = ""
    if place and place[1]:
        line = content.split("\n")[int(place[1]) - 1].strip()
        key = _("line {n}").format(n=place[1])
        reason = f"{reason}: {line[:60]}" if line else reason
    remedy = _("text in quotes, numbers with a decimal point, each key once; see docs/scenarios.md")
    file.refuse(
        "scenario-toml", key, _("cannot be read: {reason}").format(reason=reason), "", remedy
    )


def _texts(file: _File, data: Mapping[str, Any]) -> dict[str, str]:
    texts = dict.fromkeys(_TEXTS, "")
    for key in _TEXTS:
        value = data.get(key, "")
        if isinstance(value, str):
            texts[key] = _compose(value).strip()
        else:
            file.refuse("scenario-type", key, found(value), _("expected a text in quotes"))
    if not texts["name"] and isinstance(data.get("name", ""), str):
        expected = _('expected the name of the scenario: name = "..."')
        file.refuse("scenario-name", "name", _("missing"), expected)
    return texts


def _unknown_top(file: _File, key: str) -> None:
    file.refuse("scenario-key", _key(key), _("unknown key"), "", did_you_mean(key, _TOP))


def _records(file: _File, section: str, tables: Any) -> None:
    if not isinstance(tables, dict):
        expected = _("expected tables by id: {example}").format(example=f"[{section}.ID]")
        file.refuse("scenario-type", section, found(tables), expected)
        return
    for name, table in tables.items():
        id = _compose(name)
        if section in PAIRS:
            id = "->".join(part.strip() for part in id.split("->"))
            if id.count("->") != 1:
                expected = _("expected two ids: {example}").format(example=PAIRS[section])
                file.refuse("scenario-id", _key(section, name), _("not a pair"), expected)
                continue
        _table(file, SECTIONS[section], section, id, table)


def _mechanisms(file: _File, tables: Any) -> None:
    """``[mechanism.ID]``: asked for by its very table, unless ``on = false``."""
    if not isinstance(tables, dict):
        expected = _("expected tables by id: {example}").format(example="[mechanism.small_land]")
        file.refuse("scenario-type", "mechanism", found(tables), expected)
        return
    for id, table in tables.items():
        if id not in MECHANISM_FIELDS:
            remedy = did_you_mean(id, MECHANISM_FIELDS)
            file.refuse("scenario-key", _key("mechanism", id), _("no such mechanism"), "", remedy)
            continue
        if isinstance(table, dict) and ON not in table:
            place = f"{file.path.name}: {_key('mechanism', id)}"
            file.overrides.append(Override("mechanism", id, ON, None, True, place, file.citation))
        _table(file, MECHANISM_FIELDS[id], "mechanism", id, table)


def _table(file: _File, fields: Mapping[str, Field], section: str, id: str, table: Any) -> None:
    here = _key(section, id)
    if not isinstance(table, dict):
        remedy = did_you_mean(id, fields) if id else ""
        file.refuse("scenario-type", here, found(table), _("expected a table of keys"), remedy)
        return
    order = {name: place for place, name in enumerate(fields)}
    for name, raw in sorted(table.items(), key=lambda item: order.get(item[0], -1)):
        known = fields.get(name)
        key = _key(section, id, name)
        if known is None:
            file.refuse("scenario-key", key, _("unknown key"), "", did_you_mean(name, fields))
            continue
        for year, value, where in _by_year(file, known, raw, key):
            try:
                parsed = parse(known, value)
            except Refused as no:
                file.refuse(no.code, where, no.found, no.expected, no.remedy)
            else:
                place = f"{file.path.name}: {where}"
                file.overrides.append(
                    Override(section, id, name, year, parsed, place, file.citation)
                )


def _by_year(
    file: _File, known: Field, raw: Any, key: str
) -> Iterator[tuple[int | None, Any, str]]:
    """(year or None, value, key): a value for every year, or those of a table by year."""
    if not (known.yearly and isinstance(raw, dict)):
        yield None, raw, key
        return
    if not raw:
        file.refuse("scenario-type", key, found(raw), _("expected at least one year"))
    for name, value in raw.items():
        if _YEAR.fullmatch(name):
            yield int(name), value, f"{key}.{name}"
        else:
            expected = _("expected years: {example}").format(example="{2021 = 0.6, 2022 = 0.8}")
            file.refuse("scenario-year", f"{key}.{name}", _("not a year"), expected)


def _twice(file: _File) -> None:
    """Two keys of one file that set the same figure are refused, not ordered by luck."""
    seen: dict[tuple[str, str, str], list[Override]] = {}
    for override in file.overrides:
        known = field_of(override.section, override.id, override.field)
        thing = known.thing or override.field
        others = seen.setdefault((override.section, override.id, thing), [])
        for other in others:
            if None in (other.year, override.year) or other.year == override.year:
                text = _("sets the same figure as {other}").format(
                    other=other.where.split(": ", 1)[1]
                )
                key = override.where.split(": ", 1)[1]
                file.refuse("scenario-twice", key, text, "", _("keep one of the two"))
                break
        others.append(override)


def _base(file: _File, asked: str, chain: tuple[Path, ...]) -> Scenario | None:
    if not asked:
        return None
    path = find_scenario(asked, file.path.parent)
    if path is None:
        file.problems.append(_missing(asked, f"{file.path.name}: extends", file.path.parent))
        return None
    if path.resolve() in chain:
        circle = [*(p.name for p in chain[chain.index(path.resolve()) :]), path.name]
        text = _("extends itself: {circle}").format(circle=" → ".join(circle))
        file.refuse("scenario-cycle", "extends", text, "", _("remove one of these extends"))
        return None
    if len(chain) >= MOST_EXTENDED:
        text = _("more than {most} files extend one another").format(most=MOST_EXTENDED)
        file.refuse("scenario-chain", "extends", text, "", _("write them as fewer files"))
        return None
    return _read(path, chain, file.problems)


def _missing(asked: str, where: str, folder: Path) -> Problem:
    folders = (folder, Path(FOLDER), Path(__file__).resolve().parents[3] / FOLDER)
    known = tuple(dict.fromkeys(p.stem for f in folders for p in sorted(f.glob("*.toml"))))
    text = _("no scenario file “{name}”").format(name=asked)
    expected = _("expected a .toml file, or the name of one in scenarios/")
    name = Path(asked).name.removesuffix(".toml")
    return Problem("scenario-missing", where, text, expected, did_you_mean(name, known))


def _compose(text: str) -> str:
    """NFC: one spelling for the letters of an id, whatever the editor wrote."""
    return unicodedata.normalize("NFC", text)


def _key(*parts: str) -> str:
    """A dotted key as TOML writes it, quotes where they are needed."""
    return ".".join(p if _BARE.fullmatch(p) else f'"{p}"' for p in parts if p)
