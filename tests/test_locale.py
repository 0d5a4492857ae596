"""The Vietnamese catalogue says everything that the code can say, with the same placeholders."""

from __future__ import annotations

import os
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import portfolio
from portfolio import i18n
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


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalogue of one message, not compiled yet."""
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "portfolio.po").write_text(head + 'msgid "Total"\nmsgstr "Cộng"\n', "utf-8")
    monkeypatch.setattr(i18n, "_DIR", tmp_path)
    i18n._catalogue.cache_clear()
    yield folder
    i18n._catalogue.cache_clear()


def test_a_catalogue_is_compiled_when_it_is_needed(own_folder: Path) -> None:
    with language("vi"):
        assert _("Total") == "Cộng"
    assert (own_folder / "portfolio.mo").exists()
    i18n._catalogue.cache_clear()
    with language("vi"):
        assert _("Total") == "Cộng"


def test_a_newer_text_replaces_the_compiled_catalogue(own_folder: Path) -> None:
    with language("vi"):
        assert _("Total") == "Cộng"
    po = own_folder / "portfolio.po"
    po.write_text(po.read_text("utf-8").replace("Cộng", "Tổng"), "utf-8")
    os.utime(po, (2_000_000_000, 2_000_000_000))
    i18n._catalogue.cache_clear()
    with language("vi"):
        assert _("Total") == "Tổng"


def test_an_installation_that_cannot_be_written_works_from_memory(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "write_bytes", read_only)
    with language("vi"):
        assert _("Total") == "Cộng"
    assert not (own_folder / "portfolio.mo").exists()


def test_a_sheet_is_called_by_one_word(catalogue: Catalog) -> None:
    """In Vietnamese "trang tính": neither the English word nor, as if on paper, "trang" alone."""
    for message in catalogue:
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[0]
            for text in texts(message):
                assert "sheet" not in re.sub(r"{\w+}", "", text).lower().split(), message.id
                if "{sheet}" in english:
                    assert not re.search(r"trang [“{]", text), message.id
