"""The words of the workbook's cells: Vietnamese and English for every choice, and folding.

Folding makes spellings comparable: NFC and NFD, case, spaces, punctuation and Vietnamese marks
do not matter when a heading, a sheet name or a choice is recognised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache, lru_cache

from portfolio.domain import (
    Anchor,
    Group,
    Kind,
    Level,
    LimitKind,
    LinkKind,
    PinKind,
    Provenance,
    Status,
)

_UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF))
_SEPARATORS = re.compile(r"[^0-9a-z*]+")


class Unit(StrEnum):
    """The money unit of a workbook; its value is the factor's name."""

    TY = "ty"
    TRIEU = "trieu"

    @property
    def factor(self) -> int:
        """Triệu đồng in one unit."""
        return 1000 if self is Unit.TY else 1

    def word(self, lang: str) -> str:
        """The unit as the headings print it."""
        words = {Unit.TY: ("tỷ đồng", "billion VND"), Unit.TRIEU: ("triệu đồng", "million VND")}
        return words[self][lang == "en"]


@cache
def fold(text: str) -> str:
    """A spelling reduced to what identifies it.

    >>> fold("  Dự_ÁN "), fold("du an")
    ('du an', 'du an')
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", bare).strip()


@lru_cache(maxsize=100_000)
def fold_id(text: str) -> str:
    """An identifier reduced to what identifies it: marks count, case and spaces do not.

    >>> fold_id(" Đường  1 ") == fold_id("đường 1"), fold_id("Tân") == fold_id("Tấn")
    (True, False)
    """
    seen = text if text.isascii() else unicodedata.normalize("NFC", text).translate(_UNSEEN)
    return " ".join(seen.casefold().split())


@dataclass(frozen=True, slots=True)
class Word:
    """How one choice is written: first spelling printed, every spelling accepted."""

    vi: tuple[str, ...]
    en: tuple[str, ...]

    def text(self, lang: str) -> str:
        """The spelling that is printed."""
        return self.en[0] if lang == "en" else self.vi[0]


def _word(vi: str, en: str) -> Word:
    return Word(tuple(vi.split("|")), tuple(en.split("|")))


STATUS = {
    Status.ARREARS: _word("nợ đọng|nợ đọng XDCB|trả nợ", "arrears"),
    Status.ADVANCE: _word("thu hồi ứng trước|hoàn ứng|ứng trước", "advance|advances"),
    Status.FINISHED: _word("hoàn thành|đã hoàn thành", "finished|completed"),
    Status.COUNTERPART: _word("đối ứng|vốn đối ứng", "counterpart"),
    Status.PPP: _word("đối tác công tư|PPP", "PPP"),
    Status.TRANSITIONAL: _word("chuyển tiếp", "transitional"),
    Status.NEW: _word("khởi công mới|mới", "new|new start"),
    Status.PREPARATION: _word("chuẩn bị đầu tư|CBĐT", "preparation"),
}
LEVEL = {
    Level.CENTRAL: _word("trung ương|TW|NSTW", "central"),
    Level.PROVINCIAL: _word("tỉnh|NS tỉnh", "provincial|province"),
    Level.CITY: _word("thành phố|NS thành phố|huyện", "city"),
    Level.PRIVATE: _word("tư nhân|xã hội hóa", "private"),
}
GROUP = {g: Word((g.value, f"nhóm {g}"), (g.value, f"group {g}")) for g in Group}
KIND = {
    Kind.PUBLIC: _word("đầu tư công|công|vốn công|nhà nước", "public"),
    Kind.PRIVATE: _word("tư nhân|tư|xã hội hóa|vốn tư nhân", "private"),
}
PROVENANCE = {
    Provenance.DOCUMENT: _word("văn bản", "document"),
    Provenance.REPORTED: _word("báo cáo", "reported|report"),
    Provenance.ASSUMED: _word("giả định", "assumed|assumption"),
}
ANCHOR = {
    Anchor.START: _word("khởi công", "start"),
    Anchor.COMPLETION: _word("hoàn thành", "completion"),
}
LIMIT = {
    LimitKind.CAP: _word("trần|tối đa|không quá", "cap|at most"),
    LimitKind.FLOOR: _word("sàn|tối thiểu|ít nhất", "floor|at least"),
    LimitKind.EARMARK: _word("dành riêng", "earmark"),
}
LINK = {
    LinkKind.AFTER_START: _word("sau khởi công", "after start"),
    LinkKind.AFTER_FINISH: _word("sau hoàn thành", "after finish"),
    LinkKind.EXCLUSION: _word("loại trừ", "exclusion"),
}
PIN = {
    PinKind.START: _word("năm khởi công|khởi công", "start"),
    PinKind.EXCLUDE: _word("không bố trí|loại", "exclude"),
    PinKind.AMOUNT: _word("mức vốn|số vốn", "amount"),
}
FLAG = {
    True: _word("có|x|đúng", "yes|true|y|1"),
    False: _word("không|sai", "no|false|n|0"),
}
UNIT = {
    Unit.TY: _word("tỷ đồng|tỷ|tỉ đồng|tỉ", "billion VND|billion"),
    Unit.TRIEU: _word("triệu đồng|triệu", "million VND|million"),
}
SCOPE = {
    "public": KIND[Kind.PUBLIC],
    "private": KIND[Kind.PRIVATE],
    "*": _word("tất cả|*", "all|*"),
}

Choices = Mapping[Enum, Word]


@cache
def _index(pairs: tuple[tuple[object, Word], ...]) -> dict[str, object]:
    return {fold(s): key for key, word in pairs for s in (*word.vi, *word.en, str(key))}


def find_choice[K](choices: Mapping[K, Word], text: str) -> K | None:
    """The choice that ``text`` spells, in either language, or None.

    >>> find_choice(STATUS, "CHUYỂN  TIẾP")
    <Status.TRANSITIONAL: 'transitional'>
    """
    found = _index(tuple(choices.items())).get(fold(text))
    return found  # type: ignore[return-value]
