"""The real outputs, written while the process is killed, the disk is full or another run writes."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import portfolio as pf
from portfolio.errors import OutputError
from portfolio.i18n import language
from tests.factories import toy_plan
from tests.inputs.books import make

ROOT = Path(pf.__file__).parents[1]
OLD = b"the old file"


def _template(path: Path) -> object:
    return pf.write_template(path, "vi", overwrite=True)


WRITERS: dict[str, Callable[[Path], object]] = {
    "plan.xlsx": lambda path: pf.write_plan(toy_plan(), path, force=True),
    "plan.json": lambda path: pf.write_tidy(toy_plan(), path, "json", force=True),
    "page.html": lambda path: pf.write_page(toy_plan(), path, force=True),
    "template.xlsx": _template,
}
"""One of each kind of file; CSV, Parquet and charts are delivered like the JSON."""


def whole(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.testzip() is None


KILLED = """
import os, signal, sys, time
from pathlib import Path
from tests.factories import toy_plan
import portfolio as pf

path, plan = Path(sys.argv[1]), toy_plan()
pf.write_plan(plan, path, force=True)
before = path.read_bytes()
began = time.perf_counter()
pf.write_plan(plan, path, force=True)
usual = time.perf_counter() - began
for n in range(24):
    child = os.fork()
    if not child:
        pf.write_plan(plan, path, force=True)
        os._exit(0)
    time.sleep(usual * n / 20)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    print(os.WIFSIGNALED(status), len(list(path.parent.glob(".portfolio-*"))))
    with __import__("zipfile").ZipFile(path) as package:
        assert package.testzip() is None
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_kill_9_at_any_moment_leaves_a_whole_workbook(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    lines = [line.split() for line in run.stdout.splitlines()]
    assert len(lines) == 24
    assert sum(killed == "True" for killed, _litter in lines) >= 10
    assert whole(path.read_bytes())
    others = [p.name for p in tmp_path.iterdir() if not p.name.startswith(".portfolio-")]
    assert others == ["plan.xlsx"]
    WRITERS["plan.xlsx"](path)
    assert whole(path.read_bytes())


def mount(folder: Path, options: str) -> None:
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True
    )
    if made.returncode:
        pytest.skip("a file system of its own needs root")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for two pages."""
    if os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid():
        pytest.skip("a file system of its own needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount(folder, f"size={2 * os.sysconf('SC_PAGE_SIZE')}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_the_old_file_whole(small_disk: Path, name: str) -> None:
    path = small_disk / name
    path.write_bytes(OLD)
    with language("en"), pytest.raises(OutputError, match="no room left on the disk"):
        WRITERS[name](path)
    assert path.read_bytes() == OLD
    assert [p.name for p in small_disk.iterdir()] == [name]


def test_a_read_only_disk_is_said(small_disk: Path) -> None:
    path = small_disk / "plan.json"
    path.write_bytes(OLD)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with language("en"), pytest.raises(OutputError, match="folder is read-only"):
        WRITERS["plan.json"](path)
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_is_never_replaced(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.mkdir()
    with language("en"), pytest.raises(OutputError, match="is a folder"):
        WRITERS[name](path)
    assert list(path.iterdir()) == []


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_open_in_excel_is_never_replaced(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(OLD)
    path.with_name(f"~${name}").touch()
    with language("en"), pytest.raises(OutputError, match="open in Excel or LibreOffice"):
        WRITERS[name](path)
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("name", WRITERS)
def test_a_name_that_no_file_may_have(tmp_path: Path, name: str) -> None:
    with language("en"), pytest.raises(OutputError, match="character that no file name"):
        WRITERS[name](tmp_path / f"a\0{name}")


@pytest.mark.parametrize(("force", "codes"), [(False, [0, 1]), (True, [0, 0])])
def test_two_runs_to_one_file_at_once(tmp_path: Path, force: bool, codes: list[int]) -> None:
    """Without --force one wins and the other says so; with it the last one wins whole."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "plan.xlsx"
    line = [sys.executable, "-m", "portfolio", "plan", str(book), "-o", str(out), "--quiet"]
    runs = [
        subprocess.Popen(
            line + ["--force"] * force, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [run.communicate(timeout=120)[1].decode() for run in runs]
    assert sorted(run.returncode for run in runs) == codes, said
    assert whole(out.read_bytes())
    assert {p.name for p in tmp_path.iterdir()} == {"book.xlsx", "plan.xlsx"}
    assert all("Traceback" not in text for text in said)


def test_ctrl_c_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch) -> None:
    def interrupt(_handle: int) -> None:
        signal.raise_signal(signal.SIGINT)

    path = tmp_path / "plan.json"
    path.write_bytes(OLD)
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        WRITERS["plan.json"](path)
    assert path.read_bytes() == OLD
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]
