"""Files that are no workbook, or a broken one: one clear problem, never a traceback."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from portfolio.errors import InputError, Severity
from portfolio.inputs import opening, read_workbook, xlsx
from tests.inputs.books import check, make

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def only_code(path: Path) -> str:
    portfolio, problems = check(path)
    assert portfolio is None
    (problem,) = problems
    assert problem.severity is Severity.ERROR
    assert path.name in problem.where
    return problem.code


def repack(source: Path, target: Path, changes: dict[str, bytes | None]) -> Path:
    """A copy of a workbook with parts replaced, added or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.xlsx", b"", "file-empty"),
        ("text.xlsx", b"ma;ten\n1;2\n", "file-not-workbook"),
        ("old.xls", OLE, "file-xls"),
        ("locked.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "file-password"),
        ("zip.xlsx", b"PK\x03\x04 and then nothing", "file-truncated"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert only_code(path) == code


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/workbook.bin", "file-xlsb"),
        ("readme.txt", "file-not-workbook"),
        ("content.xml mimetype", "file-ods"),
    ],
)
def test_other_packages(tmp_path: Path, part: str, code: str) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for name in part.split():
            package.writestr(name, b"x")
    assert only_code(path) == code


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert only_code(tmp_path / "none.xlsx") == "file-missing"
    assert only_code(tmp_path) == "file-directory"


def test_reading_raises_what_checking_tells(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_workbook(tmp_path / "none.xlsx")
    assert [p.code for p in caught.value.problems] == ["file-missing"]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "a.xlsx")

    def refuse(_self: Path) -> bytes:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert only_code(path) == "file-locked"


@pytest.mark.parametrize("owner", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_file_open_in_excel_is_read_with_a_notice(tmp_path: Path, owner: str) -> None:
    path = make(tmp_path / "a.xlsx")
    (tmp_path / owner).write_bytes(b"")
    portfolio, problems = check(path)
    assert portfolio is not None
    assert [(p.code, p.severity) for p in problems] == [("file-open", Severity.NOTICE)]


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "a.xlsx")
    for module, name, value in (
        (opening, "MOST_BYTES", 100),
        (opening, "MOST_EXPANDED", 1000),
        (opening, "MOST_PARTS", 3),
        (xlsx, "MOST_CELLS", 20),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            assert only_code(path) == "file-too-large"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = repack(make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", {"xl/x.xml": bytes(60 * 2**20)})
    assert only_code(bomb) == "file-too-large"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_a_document_type_is_refused(tmp_path: Path, part: str) -> None:
    path = make(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as package:
        body = package.read(part).decode().partition("?>")[2] or package.read(part).decode()
    laugh = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    bad = repack(path, tmp_path / "b.xlsx", {part: (HEAD + laugh + body).encode()})
    assert only_code(bad) == "file-truncated"


def test_external_links_are_never_followed(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as package:
        relations = package.read("xl/_rels/workbook.xml.rels").decode()
    outside = (
        '<Relationship Id="x9" Type="http://x/worksheet" Target="file:///etc/passwd"'
        ' TargetMode="External"/>'
    )
    added = relations.replace("</Relationships>", outside + "</Relationships>").encode()
    target = repack(path, tmp_path / "b.xlsx", {"xl/_rels/workbook.xml.rels": added})
    assert check(target)[0] is not None


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_missing_part(tmp_path: Path, part: str) -> None:
    assert only_code(repack(make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", {part: None})) in (
        "file-truncated",
    )


def test_damaged_files_never_make_a_traceback(tmp_path: Path) -> None:
    whole = make(tmp_path / "a.xlsx").read_bytes()
    dice = random.Random(5)
    path = tmp_path / "b.xlsx"
    for step in range(60):
        data = bytearray(whole)
        if step % 3 == 0:
            data = data[: dice.randrange(len(data))]
        else:
            for _ in range(dice.randrange(1, 30)):
                data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        portfolio, problems = check(path)
        assert portfolio is not None or problems


def test_damaged_xml_never_makes_a_traceback(tmp_path: Path) -> None:
    """The package is whole, its parts are not: what the zip check sums cannot catch."""
    source = make(tmp_path / "a.xlsx")
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist() if name.endswith("l")}
    dice = random.Random(6)
    for _ in range(60):
        name = dice.choice(sorted(parts))
        data = bytearray(parts[name])
        for _ in range(dice.randrange(1, 6)):
            place = dice.randrange(len(data))
            data[place : place + dice.randrange(3)] = dice.choice(
                [b"<", b"9999999999", b'"', b"", b"\xff", b"e", b"nan", b"&x;", b"&#0;", b"-"]
            )
        bad = repack(source, tmp_path / "b.xlsx", {name: bytes(data)})
        portfolio, problems = check(bad)
        assert portfolio is not None or problems
