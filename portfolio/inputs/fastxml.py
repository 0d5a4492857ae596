"""The quick way through the two large parts of a workbook, for the form every program writes.

Patterns read the rows and the shared strings three times as fast as an XML parser with
handlers. They claim a part only if they matched each of its cells; anything unusual returns
None and is left to the parser in ``xlsx.py``, which alone decides what is damaged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

Emit = Callable[[int, list[tuple[bytes, bytes, bytes, bytes, bytes]], bool], None]
"""Called with a row's number, its cells (letters, attributes, formula, value, inline text) and
whether it is hidden."""

MOST_BYTES = 200 * 2**20
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})\d+"([^<>]*?)(?:/>|>'
    rb"(<f[^<>]*(?:/>|>[^<]*</f>))?"
    rb"(?:<v>([^<]*)</v>|<v/>|<is><t[^<>]*>([^<]*)</t></is>)?</c>)"
)
_ROW = re.compile(rb"<row\b([^<>]*)>")
_NUMBER = re.compile(rb'\br="(\d{1,8})"')
_STRING = re.compile(rb"<si><t(?: [^<>]*)?>([^<]*)</t></si>")
_ENTITY = re.compile(r"&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{1,4});")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ODD = (b"<!", b"<?", b"\x00")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')


def fast_strings(data: bytes) -> list[str] | None:
    """The shared strings, or None when one of them is not a plain text."""
    start = data.find(b"<si")
    if not _plain_utf8(data, start):
        return None
    found = _STRING.findall(data)
    if len(found) != data.count(b"<si"):
        return None
    return [decode(text) for text in found]


def fast_rows(data: bytes, emit: Emit) -> bytes | None:
    """Give every row to ``emit`` and return the part without its rows.

    None: the part is unusual and what was given is to be forgotten.
    """
    start, end = data.find(b"<row"), data.rfind(b"</row>")
    if end < start or not _plain_utf8(data, start) or b"</sheetData>" not in data[end : end + 64]:
        return None
    position = start
    while position < end:
        stop = data.find(b"</row>", position)
        chunk = data[position:stop]
        heads, cells = _ROW.findall(chunk), _CELL.findall(chunk)
        numbers = [_NUMBER.search(head) for head in heads]
        if not heads or len(heads) != chunk.count(b"<row") or len(cells) != chunk.count(b"<c "):
            return None
        for index, (head, number) in enumerate(zip(heads, numbers, strict=True), 1):
            if number is None:
                return None
            own = cells if index == len(heads) else []
            emit(int(number.group(1)), own, _HIDDEN.search(head) is not None)
        position = stop + 6
    return data[:start] + data[end + 6 :]


def _plain_utf8(data: bytes, start: int) -> bool:
    """UTF-8 (or nothing said) before the first row, and no comment, CDATA or doctype inside."""
    if start < 0 or len(data) > MOST_BYTES:
        return False
    head = data[:start].lower()
    said = re.search(rb'encoding=["\']([^"\']+)', head)
    if (said and said.group(1) != b"utf-8") or b"<!" in head:
        return False
    return all(data.find(mark, start) < 0 for mark in _ODD)


@lru_cache(maxsize=1 << 16)  # a list repeats its words
def decode(raw: bytes) -> str:
    """The text of an element; raises ``ValueError`` for an entity that XML does not have."""
    text = raw.decode()
    if b"\r" in raw:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_entity, text) if b"&" in raw else text


def _entity(match: re.Match[str]) -> str:
    name = match.group(1)
    if name.startswith("#x"):
        return chr(int(name[2:], 16))
    if name.startswith("#"):
        return chr(int(name[1:]))
    if name not in _NAMED:
        raise ValueError(name)
    return _NAMED[name]
