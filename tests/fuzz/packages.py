"""Damage to the bytes of a workbook and to the members of its package."""

from __future__ import annotations

import zipfile
from functools import cache
from random import Random

from tests.fuzz.trial import Trial, of_book, pack, whole, whole_parts

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEGA = 2**20


def damaged_bytes(dice: Random) -> Trial:
    """Bytes overwritten, cut, doubled, put before or after."""
    data = bytearray(whole())
    place = dice.randrange(len(data))
    kind = dice.randrange(8)
    if kind == 0:
        data = data[:place]
    elif kind == 1:
        data[place : place + dice.randrange(1, 2000)] = b""
    elif kind == 2:
        data[place:place] = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 200)))
    elif kind == 3:
        data[place:place] = data[place : place + 500]
    elif kind == 4:
        data = data + bytes(dice.randrange(1, 70_000))
    elif kind == 5:
        data[:0] = dice.choice([b"\xef\xbb\xbf", b"MZ" + bytes(512), _OLE + bytes(504), b"PK"])
    else:
        for _ in range(dice.randrange(1, 30)):
            data[dice.randrange(len(data))] = dice.randrange(256)
    return of_book(bytes(data), dice)


def damaged_members(dice: Random) -> Trial:
    """Members missing, doubled, renamed, nested, cut, wrongly described."""
    parts = list(whole_parts().items())
    index = dice.randrange(len(parts))
    name, body = parts[index]
    kind = dice.randrange(10)
    if kind == 0:
        del parts[index]
    elif kind == 1:
        parts.append((name, dice.choice([body, b"", body[: len(body) // 2], parts[0][1]])))
    elif kind == 2:
        new = [name.upper(), name.replace("/", "\\"), "../" + name, "/" + name, name + " ", ""]
        parts[index] = (dice.choice(new) or "x" * 5000, body)
    elif kind == 3:
        parts[index] = (name, whole())
    elif kind == 4:
        parts[index] = (name, body[: dice.randrange(len(body))])
    elif kind == 5:
        parts[index] = (name, b"")
    elif kind == 6:
        other = dice.randrange(len(parts))
        parts[index], parts[other] = (name, parts[other][1]), (parts[other][0], body)
    elif kind == 7:
        parts += [("xl/embeddings/book.xlsx", whole()), ("xl/externalLinks/x.xml", b"<x/>")]
    else:
        return of_book(_misdescribed(pack(parts), kind, dice), dice)
    method = dice.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA])
    return of_book(pack(parts, method), dice)


def _misdescribed(data: bytes, kind: int, dice: Random) -> bytes:
    """A wrong field in a record of the central directory (8) or before a member (9)."""
    mark, fields = (b"PK\x01\x02", (8, 10, 16, 20, 24, 28, 42)) if kind == 8 else (
        b"PK\x03\x04", (6, 8, 14, 18, 22, 26))  # fmt: skip
    starts = [i for i in range(len(data)) if data.startswith(mark, i)]
    place = dice.choice(starts) + dice.choice(fields)
    value = dice.choice([b"\x01\x00", b"\xff\xff", b"\x00\x00", b"\x63\x00", b"\xff\xff\xff\x7f"])
    return data[:place] + value + data[place + len(value) :]


@cache
def bomb(kind: int) -> bytes:
    parts = dict(whole_parts())
    if kind == 0:  # zeros beside the sheets
        parts["xl/media/zero.bin"] = bytes(60 * _MEGA)
    elif kind == 1:  # more members than any workbook has
        parts |= {f"xl/x{n}.xml": b"<x/>" for n in range(6000)}
    elif kind == 2:  # just under the ratio, all of it one list of styles
        parts["xl/styles.xml"] = b"<styleSheet>" + b"<xf/>" * (9 * _MEGA) + b"</styleSheet>"
    elif kind == 3:  # rows without cells
        parts["xl/worksheets/sheet1.xml"] = _sheet(b'<row r="1"></row>' * (2 * _MEGA))
    elif kind == 4:  # shared strings that no cell needs
        parts["xl/sharedStrings.xml"] = b"<sst>" + b"<si><t/></si>" * (3 * _MEGA) + b"</sst>"
    elif kind == 5:  # merged cells
        merged = b'<mergeCell ref="A1:B2"/>' * (2 * _MEGA)
        parts["xl/worksheets/sheet1.xml"] = _sheet(b"") + merged + b"</worksheet>"
    elif kind == 6:  # elements within elements
        depth = 4 * _MEGA
        parts["xl/styles.xml"] = b"<a>" * depth + b"</a>" * depth
    else:  # one text of 40 million letters
        cell = b'<c r="A1" t="inlineStr"><is><t>' + b"a" * (40 * _MEGA) + b"</t></is></c>"
        parts["xl/worksheets/sheet1.xml"] = _sheet(b'<row r="1">' + cell + b"</row>")
    return pack(list(parts.items()))


BOMBS = 8


def _sheet(rows: bytes) -> bytes:
    return b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"


def bombs(dice: Random) -> Trial:
    """Small files that unpack to much."""
    return of_book(bomb(dice.randrange(BOMBS)), dice)


def other_files(dice: Random) -> Trial:
    """Files that are no workbook at all."""
    data = dice.choice([
        b"", b"PK", b"PK\x05\x06" + bytes(18), b"ma;ten\n1;2\n", b"%PDF-1.7", b"<html></html>",
        b"<?xml version='1.0'?><Workbook/>", _OLE + bytes(600), b"PK\x03\x04" + bytes(40),
        _OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), bytes(100_000),
        pack([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
              ("content.xml", b"<x/>")]),
        pack([("xl/workbook.bin", b"\0")]), pack([("word/document.xml", b"<x/>")]),
        bytes(dice.randrange(256) for _ in range(400)),
    ])  # fmt: skip
    return of_book(data, dice)
