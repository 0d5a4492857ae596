"""The Vietnamese catalogue says everything that the code can say, with the same placeholders."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import portfolio
from portfolio.i18n import LANGUAGES, N_, _, language, ngettext, set_language

ROOT = Path(portfolio.__file__).parent
METHODS = [("**.py", "python"), ("output/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "NN_": (1, 2)}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    path = ROOT / "locale" / "vi" / "LC_MESSAGES" / "portfolio.po"
    with path.open("rb") as handle:
        return read_po(handle, locale="vi", abort_invalid=True)


@pytest.fixture(scope="module")
def said() -> Catalog:
    """Every message id of the source."""
    found = Catalog()
    for _file, _line, text, _comments, _context in extract_from_dir(
        str(ROOT), METHODS, keywords=KEYWORDS
    ):
        found.add(text)
    return found


def ids(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue if message.id}


def test_every_message_is_translated(catalogue: Catalog, said: Catalog) -> None:
    translated = {m.id for m in catalogue if m.id and not m.fuzzy and all(texts(m))}
    assert ids(said) - translated == set(), "run `make messages` and translate what is new"


def test_no_message_is_obsolete(catalogue: Catalog, said: Catalog) -> None:
    assert ids(catalogue) - ids(said) == set()
    assert not catalogue.obsolete


def test_no_message_is_fuzzy(catalogue: Catalog) -> None:
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []


def test_placeholders_are_the_same(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else message.id
            allowed = set().union(*(fields(form) for form in forms))
            for text in texts(message):
                assert fields(text) <= allowed, message.id
                if isinstance(message.id, str):
                    assert fields(text) == allowed, message.id


def test_ends_are_the_same(catalogue: Catalog) -> None:
    """A lost space or colon glues two words together on the screen."""
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            (text,) = texts(message)
            assert text[:1].isspace() == message.id[:1].isspace(), message.id
            assert text[-1:].isspace() == message.id[-1:].isspace(), message.id
            assert text.endswith(":") == message.id.endswith(":"), message.id


def texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def fields(text: str) -> set[str]:
    return set(_fields(text))


def _fields(text: str) -> Iterator[str]:
    for _before, name, spec, conversion in string.Formatter().parse(text):
        if name is not None:
            yield f"{name}!{conversion or ''}:{spec or ''}"


def test_languages_switch_and_come_back() -> None:
    with language("vi"):
        assert _("Total") == "Tổng số"
        with language("en"):
            assert _("Total") == "Total"
            assert ngettext("{count} error", "{count} errors", 2) == "{count} errors"
        assert ngettext("{count} error", "{count} errors", 2) == "{count} lỗi"
    assert N_("Total") == "Total"


def test_an_unknown_language_is_refused() -> None:
    assert LANGUAGES == ("vi", "en")
    with pytest.raises(ValueError, match="de"):
        set_language("de")
