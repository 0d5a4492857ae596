"""Two languages by gettext: messages are English in the code, Vietnamese by default on screen.

``_`` translates now, ``N_`` only marks a text for the catalogue (for tables that are read
before the language is known). Catalogues live in ``locale/<lang>/LC_MESSAGES``; the compiled
``.mo`` is made from the ``.po`` when it is missing or older.
"""

from __future__ import annotations

import contextlib
import gettext
import io
import os
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")
DEFAULT = "vi"
_DIR = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def N_(text: str) -> str:
    """Mark a text for the catalogue without translating it now."""
    return text


def _(text: str) -> str:
    """The text in the current language."""
    return _catalogue(_language.get()).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """The singular or plural form in the current language."""
    return _catalogue(_language.get()).ngettext(one, many, n)


def current_language() -> str:
    """``"vi"`` or ``"en"``."""
    return _language.get()


def set_language(lang: str) -> None:
    """Switch the language of all messages from here on.

    Raises ``ValueError`` for an unknown language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"unknown language: {lang}")
    _language.set(lang)


@contextlib.contextmanager
def language(lang: str) -> Iterator[None]:
    """Switch the language for a block."""
    before = _language.get()
    set_language(lang)
    try:
        yield
    finally:
        _language.set(before)


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    po = _DIR / lang / "LC_MESSAGES" / "portfolio.po"
    mo = po.with_suffix(".mo")
    if not po.exists() and not mo.exists():
        return gettext.NullTranslations()
    if not mo.exists() or (po.exists() and po.stat().st_mtime > mo.stat().st_mtime):
        return gettext.GNUTranslations(io.BytesIO(_compile(po, mo)))
    with mo.open("rb") as handle:
        return gettext.GNUTranslations(handle)


def _compile(po: Path, mo: Path) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    buffer = io.BytesIO()
    with po.open("rb") as handle:
        write_mo(buffer, read_po(handle))
    beside = mo.with_suffix(f".{os.getpid()}.tmp")
    with contextlib.suppress(OSError):  # a read-only installation works from memory
        beside.write_bytes(buffer.getvalue())
        beside.replace(mo)
    return buffer.getvalue()
