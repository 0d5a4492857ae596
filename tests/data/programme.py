"""The programme's own text, cut into the paragraphs that a clause names."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

TEXT = Path(__file__).with_name("01-CTr-TU.txt")

_CHAPTER = re.compile(r"(IV|VI|V|III|II|I)\. Chương trình")
_PART = re.compile(r"\((\d)\)\.")
_SECTION = re.compile(r"(\d(?:\.\d)?)\.? ")
_CLAUSE = re.compile(r"01-CTr/TU, (\w+\.\d(?:\.\d)?(?: \(\d\))?), (gạch đầu dòng|đoạn) (\d+)")


@cache
def paragraphs() -> dict[tuple[str, str, int], str]:
    """(section, "gạch đầu dòng" or "đoạn", number) -> text. Continuation lines are "đoạn"."""
    found: dict[tuple[str, str, int], str] = {}
    chapter = section = ""
    counts = {"gạch đầu dòng": 0, "đoạn": 0}
    for line in TEXT.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if match := _CHAPTER.match(line):
            chapter = match[1]
        elif match := _PART.match(line):
            section, counts = f"{chapter}.1 ({match[1]})", dict.fromkeys(counts, 0)
        elif match := _SECTION.match(line):
            section, counts = f"{chapter}.{match[1]}", dict.fromkeys(counts, 0)
        elif line and "Nhiệm vụ giải pháp" not in line:
            kind = "gạch đầu dòng" if line[0] in "+-" else "đoạn"
            counts[kind] += 1
            found[section, kind, counts[kind]] = line
    return found


def located(clause: str) -> tuple[str, str, int]:
    """The paragraph that a citation names; the whole citation must be understood."""
    match = _CLAUSE.fullmatch(clause)
    assert match, clause
    return match[1], match[2], int(match[3])


def costs(text: str) -> list[int]:
    """Every "... tỷ đồng" of a text, in triệu đồng."""
    return [int(n.replace(".", "")) * 1000 for n in re.findall(r"(\d[\d.]*) tỷ đồng", text)]
