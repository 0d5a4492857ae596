"""Opening the file: is it a workbook at all, is it whole, is it safe to read."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from typing import NoReturn

from portfolio.errors import InputError, Problem, os_reason
from portfolio.i18n import _
from portfolio.inputs.findings import Findings

MOST_BYTES = 200 * 2**20
MOST_EXPANDED = 600 * 2**20
MOST_RATIO = 150
MOST_PARTS = 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse(code: str, path: Path, found: str, remedy: str = "") -> NoReturn:
    """Raise ``InputError`` with one problem about the file as a whole."""
    raise InputError([Problem(code, path.name or str(path), found, remedy=remedy)])


def read_bytes(path: Path) -> bytes:
    """The content of the file; raises ``InputError`` when it cannot be read."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            refuse("file-directory", path, _("this is a folder"), _("name a workbook (.xlsx)"))
        if not stat.S_ISREG(found.st_mode):  # a pipe or a device may never end
            refuse("file-not-workbook", path, _("this is not an Excel workbook"), _save_as())
        if found.st_size > MOST_BYTES:
            _refuse_size(path)
        return path.read_bytes()
    except FileNotFoundError:
        refuse("file-missing", path, _("there is no such file"),
               _("check the name and the folder: {path}").format(path=path))  # fmt: skip
    except PermissionError:
        refuse("file-locked", path, _("the file may not be read; it is probably open in Excel"),
               _("close it in Excel and try again"))  # fmt: skip
    except (OSError, ValueError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else str(error)
        refuse("file-unreadable", path,
               _("the file cannot be read ({reason})").format(reason=reason))  # fmt: skip


def open_package(path: Path, data: bytes) -> zipfile.ZipFile:
    """The workbook's package; raises ``InputError`` for anything that is not one."""
    if not data:
        refuse("file-empty", path, _("the file is empty (0 bytes)"),
               _("copy it again from where it came"))  # fmt: skip
    if data.startswith(_OLE):
        _refuse_ole(path, data)
    if not data.startswith(b"PK"):
        refuse("file-not-workbook", path, _("this is not an Excel workbook"), _save_as())
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        refuse_damaged(path)
    _check_parts(path, package, len(data))
    return package


def refuse_damaged(path: Path) -> NoReturn:
    """Raise ``InputError``: the package or a part of it is broken."""
    refuse("file-truncated", path, _("the file is damaged or incomplete"),
           _("copy it again from where it came, or open it in Excel and save it under a new name")
           )  # fmt: skip


def note_open_elsewhere(path: Path, findings: Findings) -> None:
    """Say so when Excel or LibreOffice has the file open: only what is saved is read."""
    owners = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    if any(path.with_name(name).exists() for name in owners):
        remedy = _("what is saved was read; save it there first to read the latest")
        findings.notice("file-open", path.name, _("the file is open in another program"), remedy)


def _refuse_ole(path: Path, data: bytes) -> NoReturn:
    if "EncryptedPackage".encode("utf-16-le") in data:
        refuse("file-password", path, _("the file is protected by a password"),
               _("open it in Excel and remove the password (File, Info, Protect Workbook)")
               )  # fmt: skip
    refuse("file-xls", path, _("this is an old Excel file (.xls)"), _save_as())


def _save_as() -> str:
    return _("open it in Excel and save it as an Excel workbook (.xlsx)")


def _refuse_size(path: Path) -> NoReturn:
    refuse("file-too-large", path, _("the file is too large, or unpacks to too much"),
           _("remove pictures, empty formatted rows and unused sheets"))  # fmt: skip


def _check_parts(path: Path, package: zipfile.ZipFile, size: int) -> None:
    parts = package.infolist()
    expanded = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or expanded > MOST_EXPANDED:
        _refuse_size(path)
    if expanded > 50 * 2**20 and expanded > MOST_RATIO * size:
        _refuse_size(path)
    if any(part.flag_bits & 1 for part in parts):
        refuse("file-password", path, _("the file is protected by a password"))
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        refuse("file-xlsb", path, _("this is a binary workbook (.xlsb)"), _save_as())
    if "content.xml" in names and "mimetype" in names:
        refuse("file-ods", path, _("this is a LibreOffice file (.ods)"), _save_as())
    if not any(name.startswith("xl/") for name in names):
        refuse("file-not-workbook", path, _("this is not an Excel workbook"), _save_as())
