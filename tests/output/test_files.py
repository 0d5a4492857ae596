"""Files are delivered whole or not at all, and never over another by accident."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio import delivery as files
from portfolio.delivery import check_target, deliver
from portfolio.errors import OutputError
from portfolio.i18n import language


@pytest.fixture(autouse=True)
def _english():
    with language("en"):
        yield


def text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(content, encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(path: Path, write: Callable[[Path], object], force: bool = False) -> str:
    with pytest.raises(OutputError) as caught:
        deliver(path, write, force=force)
    return str(caught.value)


def test_writes_into_a_new_folder_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "năm 2021" / "kế hoạch.xlsx"
    assert deliver(path, text("mới")) == path
    assert path.read_text(encoding="utf-8") == "mới"
    assert names(path.parent) == ["kế hoạch.xlsx"]


def test_the_writer_gets_a_hidden_name_with_the_same_suffix(tmp_path):
    seen = []
    for _round in range(2):
        deliver(tmp_path / "a.xlsx", lambda path: seen.append(path), force=True)
    assert all(path.suffix == ".xlsx" and path.name.startswith(".") for path in seen)
    assert seen[0] != seen[1]
    assert {path.parent for path in seen} == {tmp_path}


def test_an_existing_file_is_refused_before_any_work(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    called = []
    message = refusal(path, called.append)
    assert "--force" in message
    assert str(path) in message
    assert not called
    assert path.read_text() == "old"


def test_force_replaces_and_keeps_the_permissions(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    deliver(path, text("new"), force=True)
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_obeys_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        deliver(tmp_path / "a.txt", text("x"))
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640


def test_a_file_that_appears_meanwhile_is_not_clobbered(tmp_path):
    path = tmp_path / "a.txt"

    def slow(beside: Path) -> None:
        beside.write_text("ours")
        path.write_text("theirs")

    assert "--force" in refusal(path, slow)
    assert path.read_text() == "theirs"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("hard_links", [True, False])
def test_of_two_writers_at_once_exactly_one_wins(tmp_path, monkeypatch, hard_links):
    if not hard_links:
        monkeypatch.setattr(os, "link", _no_hard_links)
    for attempt in range(20):
        path, barrier = tmp_path / f"{attempt}.txt", threading.Barrier(2)
        won, lost = [], []

        def run(who: str, path=path, barrier=barrier, won=won, lost=lost) -> None:
            def write(beside: Path) -> None:
                beside.write_text(who * 1000)
                barrier.wait(timeout=10)

            try:
                deliver(path, write)
                won.append(who)
            except OutputError:
                lost.append(who)

        threads = [threading.Thread(target=run, args=(who,)) for who in "AB"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == len(lost) == 1
        assert path.read_text() == won[0] * 1000
    assert len(names(tmp_path)) == 20


def _no_hard_links(*_args: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def test_without_hard_links_a_failed_rename_frees_the_name(tmp_path, monkeypatch):
    def broken(self: Path, target: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "link", _no_hard_links)
    monkeypatch.setattr(Path, "replace", broken)
    assert "drive reports an error" in refusal(tmp_path / "a.txt", text("x"))
    assert names(tmp_path) == []


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError, MemoryError])
def test_a_failing_writer_leaves_no_trace(tmp_path, failure):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write(beside: Path) -> None:
        beside.write_text("half")
        raise failure

    with pytest.raises(failure):
        deliver(path, write, force=True)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_kill_9_in_the_middle_leaves_the_old_file_whole(tmp_path):
    path, ready = tmp_path / "a.txt", tmp_path / "ready"
    path.write_text("old")
    script = (
        "import sys, time, pathlib\n"
        "from portfolio.delivery import deliver\n"
        "def write(beside):\n"
        "    beside.write_text('half')\n"
        "    pathlib.Path(sys.argv[2]).touch()\n"
        "    time.sleep(60)\n"
        "deliver(pathlib.Path(sys.argv[1]), write, force=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(path), str(ready)])
    while not ready.exists():
        assert child.poll() is None
        time.sleep(0.01)
    child.kill()
    assert child.wait() == -signal.SIGKILL
    assert path.read_text() == "old"
    deliver(path, text("new"), force=True)
    assert path.read_text() == "new"


def test_a_full_disk_is_said_and_nothing_is_left(tmp_path):
    """A file size limit stands for the full disk: the kernel refuses the write half-way."""
    path = tmp_path / "a.bin"
    path.write_text("old")
    script = (
        "import sys, resource, pathlib\n"
        "from portfolio.errors import OutputError\n"
        "from portfolio.i18n import set_language\n"
        "from portfolio.delivery import deliver\n"
        "set_language('en')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "big = lambda path: path.write_bytes(bytes(50_000))\n"
        "try:\n"
        "    deliver(pathlib.Path(sys.argv[1]), big, force=True)\n"
        "except OutputError as error:\n"
        "    print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert "no room left" in run.stdout
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.bin"]


def test_a_folder_is_not_a_file(tmp_path):
    assert "is a folder" in refusal(tmp_path, text("x"), force=True)


def test_a_device_is_never_replaced():
    assert "not an ordinary file" in refusal(Path("/dev/null"), text("x"), force=True)


def test_a_file_in_the_middle_of_the_path(tmp_path):
    (tmp_path / "a").write_text("x")
    assert "a part of its path is a file" in refusal(tmp_path / "a" / "b.txt", text("x"))
    assert "a part of its path is a file" in refusal(tmp_path / "a" / "b" / "c.txt", text("x"))


def test_a_name_that_is_too_long(tmp_path):
    assert "too long" in refusal(tmp_path / ("a" * 300 + ".xlsx"), text("x"))


def test_the_longest_legal_name_works(tmp_path):
    path = tmp_path / ("a" * 250 + ".xlsx")
    deliver(path, text("x"))
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_file_open_in_an_office_program_is_explained(tmp_path, lock):
    path = tmp_path / "a.xlsx"
    path.write_text("old")
    (tmp_path / lock).touch()
    message = refusal(path, text("x"), force=True)
    assert "open in Excel" in message
    assert lock in message
    assert path.read_text() == "old"


def test_a_read_only_folder(tmp_path, monkeypatch):
    def refused(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(files, "_create_empty", refused)
    assert "no permission" in refusal(tmp_path / "a.txt", text("x"))


def test_a_file_that_windows_holds_open(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_text("old")
    held = PermissionError(errno.EACCES, "The process cannot access the file")
    monkeypatch.setattr("portfolio.delivery.os.name", "nt")
    message = files._explain(path, held)
    monkeypatch.undo()
    assert "open in another program" in message


def test_a_symbolic_link_is_followed_not_replaced(tmp_path):
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    assert "--force" in refusal(link, text("x"))
    deliver(link, text("new"), force=True)
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_dangling_link_counts_as_existing(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "nowhere.txt")
    assert "--force" in refusal(link, text("x"))


def test_the_check_before_a_long_solve(tmp_path):
    path = tmp_path / "a.txt"
    check_target(path)
    path.write_text("old")
    check_target(path, force=True)
    with pytest.raises(OutputError, match="--force"):
        check_target(path)
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOENT, "không ghi được a.xlsx: không có tệp hoặc thư mục này"),
        (errno.EIO, "không ghi được a.xlsx: ổ đĩa hoặc ổ mạng báo lỗi"),
        (errno.EXDEV, f"không ghi được a.xlsx: {os.strerror(errno.EXDEV)}"),
    ],
)
def test_the_usual_reasons_of_the_system_are_in_vietnamese(number: int, words: str) -> None:
    with language("vi"):
        assert files._explain(Path("a.xlsx"), OSError(number, os.strerror(number))) == words
