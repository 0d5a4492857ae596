from __future__ import annotations

import io

import pytest

from portfolio.cli.progress import PIPE_SECONDS, ProgressLine, solve_text
from portfolio.i18n import language
from portfolio.model.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


KNOWN = Progress(12.4, 1_234.4, 1_250.0, 0.0125)


def test_text_in_both_languages() -> None:
    with language("en"):
        assert solve_text(KNOWN) == "Solving: 12 s, best plan 1,234, bound 1,250, gap 1.25%"
    with language("vi"):
        assert solve_text(KNOWN).endswith("phương án tốt nhất 1.234, cận 1.250, khe hở 1,25%")


def test_what_is_not_known_is_a_dash() -> None:
    with language("en"):
        text = solve_text(Progress(3.0, None, None, None))
    assert text == "Solving: 3 s, best plan –, bound –, gap –"


def test_a_terminal_line_is_refreshed_in_place_and_wiped() -> None:
    screen = Terminal()
    with language("en"), ProgressLine(stream=screen) as line:
        line.stage("Reading ...")
        line.solving(KNOWN)
    text = screen.getvalue()
    assert "\n" not in text
    parts = text.split("\r")
    assert parts[1] == "Reading ..."
    assert parts[2].startswith("Solving: 12 s")
    assert parts[3].strip() == ""
    assert len(parts[3]) == len(parts[2])


def test_a_shorter_text_leaves_nothing_of_the_longer_one() -> None:
    screen = Terminal()
    with ProgressLine(stream=screen) as line:
        line.stage("a long text")
        line.stage("short")
        assert screen.getvalue().split("\r")[-1] == "short      "


def test_a_narrow_terminal_gets_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    screen = Terminal()
    with language("en"), ProgressLine(stream=screen) as line:
        line.solving(KNOWN)
        assert screen.getvalue() == "\rSolving: 12 s, best"


def test_a_quick_solve_shows_no_figures() -> None:
    screen = Terminal()
    with ProgressLine(stream=screen) as line:
        line.solving(Progress(0.4, 1.0, 1.0, 0.0))
    assert screen.getvalue() == ""


def test_a_pipe_gets_a_line_now_and_then() -> None:
    pipe, clock = io.StringIO(), Clock()
    with language("en"), ProgressLine(stream=pipe, clock=clock) as line:
        line.stage("Reading ...")
        line.solving(KNOWN)
        clock.now = PIPE_SECONDS
        line.solving(KNOWN)
        line.solving(KNOWN)
    assert pipe.getvalue() == solve_text_en(KNOWN) + "\n"


def test_quiet_says_nothing() -> None:
    screen, clock = Terminal(), Clock()
    with ProgressLine(quiet=True, stream=screen, clock=clock) as line:
        line.stage("Reading ...")
        clock.now = 2 * PIPE_SECONDS
        line.solving(KNOWN)
    assert screen.getvalue() == ""


def solve_text_en(progress: Progress) -> str:
    with language("en"):
        return solve_text(progress)
