"""Putting a finished file in its place: whole or not at all, never over another by accident."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from portfolio.errors import OutputError, os_reason, printable
from portfolio.i18n import _

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def deliver(path: Path, write: Callable[[Path], object], *, force: bool = False) -> Path:
    """Let ``write`` make a file beside ``path``, then put it in place in one step.

    A missing folder is created. Whatever happens, ``path`` holds either what it held before or
    the whole new file, and nothing else is left behind (after a power cut or a ``kill -9``, at
    most a hidden ``.portfolio-*`` file). Without ``force`` an existing file is never replaced,
    not even one that appears while ``write`` works. A symbolic link is followed.

    Raises ``OutputError`` when the file exists, is open elsewhere, or cannot be written; what
    ``write`` raises beside ``OSError`` passes through.
    """
    check_target(path, force=force)
    try:
        target = path.resolve() if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".portfolio-{secrets.token_hex(8)}{target.suffix}")
        try:
            _create_empty(beside)
            write(beside)
            _sync(beside)
            _publish(beside, target, force)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(_explain(path, error)) from error
    return path


def check_target(path: Path, *, force: bool = False) -> None:
    """Raise ``OutputError`` now for what would stop ``deliver``: for use before a long solve."""
    if "\0" in str(path):
        raise OutputError(_("the name {path} has a character that no file name may have").format(
            path=printable(str(path))))  # fmt: skip
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink() and not force:
            raise OutputError(_exists(path)) from None
        return
    except OSError as error:
        raise OutputError(_explain(path, error)) from error
    if stat.S_ISDIR(mode):
        raise OutputError(_("{path} is a folder; give the name of a file").format(path=path))
    if not stat.S_ISREG(mode):
        text = _("{path} is not an ordinary file and is not replaced; choose another name")
        raise OutputError(text.format(path=path))
    if not force:
        raise OutputError(_exists(path))
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            text = _(
                "{path} is open in Excel or LibreOffice; close it and run again "
                "(if nobody has it open, delete the file {lock})"
            )
            raise OutputError(text.format(path=path, lock=lock))


def need_package(name: str) -> None:
    """Raise ``OutputError``, saying how to install it, when an optional package is missing."""
    if find_spec(name) is None:
        text = _("this output needs the package {name}; install it: {command}")
        raise OutputError(text.format(name=name, command=f"python -m pip install {name}"))


def _create_empty(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def _publish(beside: Path, target: Path, force: bool) -> None:
    if force:
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    elif os.name == "nt":
        beside.rename(target)  # refuses an existing file there
    else:
        _link(beside, target)
    if os.name != "nt":
        _sync_folder(target.parent)


def _link(beside: Path, target: Path) -> None:
    """Rename without replacing: POSIX ``rename`` would replace, ``link`` does not."""
    try:
        os.link(beside, target)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        _create_empty(target)  # reserves the name on file systems without hard links
        try:
            beside.replace(target)
        except BaseException:
            target.unlink()
            raise


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some network folders cannot be synced; the file is
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exists(path: Path) -> str:
    text = _("{path} exists already; choose another name, or overwrite it with --force")
    return text.format(path=path)


def _explain(path: Path, error: OSError) -> str:
    """What went wrong and what to do, in the user's language."""
    if isinstance(error, FileExistsError) and path.is_file():
        return _exists(path)
    if error.errno in _NO_ROOM:
        text = _("no room left on the disk for {path}; free some space or choose another folder")
    elif isinstance(error, PermissionError) and path.exists() and os.name == "nt":
        text = _("{path} is open in another program; close it and run again")
    elif error.errno in _NO_PERMISSION:
        text = _("no permission to write {path}, or its folder is read-only; choose another folder")
    elif error.errno == errno.ENAMETOOLONG:
        text = _("the name {path} is too long; choose a shorter one")
    elif isinstance(error, NotADirectoryError | FileExistsError):
        text = _("{path} cannot be written: a part of its path is a file, not a folder")
    else:
        text = _("{path} cannot be written: {reason}")
    return text.format(path=path, reason=os_reason(error))
