from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portfolio import __main__, cli
from portfolio.cli.console import complain, say, use_utf8
from portfolio.cli.tables import Table, plain_lines, show
from portfolio.i18n import language

TABLE = Table(
    "Nguồn", ("Tên", "2021"), [("Trung ương", "1.000"), ("TP", "20")],
    numbers=frozenset({1}), strong=frozenset({1}), note="hết",
)  # fmt: skip


def test_plain_table_aligns_vietnamese_composed_or_not() -> None:
    decomposed = Table("N", ("Tên", "x"), [("Trung ương", "1")], numbers=frozenset({1}))
    assert list(plain_lines(TABLE)) == [
        "Nguồn", "Tên          2021", "Trung ương  1.000", "TP             20", "hết",
    ]  # fmt: skip
    assert list(plain_lines(decomposed))[2] == "Trung ương  1"


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show([TABLE, Table("Trống", ("", ""), [])])
    assert "\x1b[" in screen.getvalue()
    assert "Trung ương" in screen.getvalue()


def test_a_reader_that_goes_away_is_no_error() -> None:
    script = (
        "import sys; from portfolio.cli.console import say\n"
        "sys.stdin.readline()\n"
        "for i in range(3): say('x' * 100_000)\n"
        "print('fine', file=sys.stderr)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    child.stdout.close()
    assert child.stdin is not None
    assert child.stderr is not None
    child.stdin.write("go\n")
    child.stdin.close()
    assert child.stderr.read() == "fine\n"
    child.stderr.close()
    assert child.wait(timeout=30) == 0


def test_broken_pipes_are_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Gone())
    monkeypatch.setattr(sys, "stderr", Gone())
    say("nobody listens")
    complain("nobody listens")


def test_streams_of_another_code_page_are_reconfigured(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    use_utf8()
    say("Đồng Xoài")
    assert raw.getvalue().decode("utf-8").splitlines() == ["Đồng Xoài"]


def test_a_console_with_another_code_page_still_gets_utf8() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portfolio", "--help"],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252", "PORTFOLIO_LANG": "vi"},
    )  # fmt: skip
    assert "Cách dùng" in done.stdout.decode("utf-8")


def test_an_unexpected_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with language("en"):
        cli.explain_crash(KeyError, KeyError("a\nb"), None)
        cli.explain_crash(MemoryError, MemoryError(), None)
    unexpected, memory = capsys.readouterr().err.splitlines()
    assert unexpected.startswith("Unexpected error (KeyError: 'a\\nb'). Please report it")
    assert memory == "Not enough memory for this workbook."


@pytest.mark.parametrize(("debug", "hooked"), [((), True), (("--debug",), False)])
def test_the_program_hides_tracebacks_unless_debug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], debug: Any, hooked: bool
) -> None:
    monkeypatch.setattr(sys, "argv", ["portfolio", *debug, "--version"])
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    assert __main__.main() == 0
    assert (sys.excepthook is cli.explain_crash) is hooked


def test_ctrl_c_before_the_command_line_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    assert __main__.main() == 130


def test_template_is_written_once(portfolio_cli: Any, tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    assert portfolio_cli("template", str(target)).code == 0
    before = target.read_bytes()
    again = portfolio_cli("template", str(target))
    assert again.code == 1
    assert "exists already" in again.err
    assert target.read_bytes() == before
    forced = portfolio_cli("template", str(target), "--force", "--json")
    assert json.loads(forced.out)["files"] == [str(target)]
