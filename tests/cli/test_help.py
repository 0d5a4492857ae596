from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from portfolio import __version__
from portfolio.cli import cli
from portfolio.cli.bilingual import wanted_language

COMMANDS = ["", *cli.commands]
HEAVY = {"pandas", "numpy", "pulp", "highspy", "openpyxl", "rich", "matplotlib", "babel", "jinja2"}


def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portfolio", *args],
        capture_output=True, text=True, encoding="utf-8", env=os.environ | env, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_both_languages(portfolio_cli: Any, command: str) -> None:
    words = [command] if command else []
    english = portfolio_cli(*words, "--help", "--lang", "en")
    vietnamese = portfolio_cli("--lang", "vi", *words, "-h")
    assert english.code == vietnamese.code == 0
    assert "Usage: portfolio" in english.out
    assert "Examples:" in english.out
    assert "Cách dùng: portfolio" in vietnamese.out
    assert "Ví dụ:" in vietnamese.out
    assert "Options:" not in vietnamese.out


def test_no_help_loads_a_heavy_package() -> None:
    script = (
        "import sys; from portfolio.cli import main\n"
        f"for c in {COMMANDS!r}: assert main([*([c] if c else []), '--help']) == 0\n"
        f"print('LOADED', *sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-1] == "LOADED"


def test_import_portfolio_is_light() -> None:
    script = f"import sys, portfolio; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == ""


def test_vietnamese_is_the_default() -> None:
    assert "Cách dùng" in run("--help", PORTFOLIO_LANG="").stdout


def test_the_environment_sets_the_language_and_the_option_wins() -> None:
    assert "Usage:" in run("--help", PORTFOLIO_LANG="en_GB.UTF-8").stdout
    assert "Cách dùng" in run("--help", "--lang", "vi", PORTFOLIO_LANG="en").stdout


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--lang", "en"], "en"),
        (["plan", "--lang=en"], "en"),
        (["--lang", "en", "plan", "--lang", "vi"], "vi"),
        (["plan", "--", "--lang", "en"], "vi"),
        (["--lang"], "vi"),
        (["--lang", "de"], "vi"),
    ],
)
def test_wanted_language(monkeypatch: pytest.MonkeyPatch, args: list[str], expected: str) -> None:
    monkeypatch.delenv("PORTFOLIO_LANG")
    assert wanted_language(args) == expected


def test_version(portfolio_cli: Any) -> None:
    assert portfolio_cli("--version").out == f"portfolio {__version__}\n"


def test_no_command_shows_the_help_as_misuse(portfolio_cli: Any) -> None:
    result = portfolio_cli()
    assert result.code == 2
    assert "Commands:" in result.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["validat"], "No such command 'validat'. Did you mean 'validate'?"),
        (["plan", "--colour"], "No such option '--colour'."),
        (["plan", "a", "b"], "Got unexpected extra argument (b)"),
        (["validate"], "Missing argument 'FILE'."),
        (["plan", "--gap", "150%"], "150% is not a share"),
        (["plan", "--gap", "-1"], "-1 is not a share"),
        (["plan", "--gap", "1/0"], "1/0 is not a share"),
        (["plan", "--time-limit", "0"], "0 is not a time in seconds"),
        (["plan", "--time-limit", "nan"], "nan is not a time in seconds"),
        (["plan", "--seed", "1.5"], "1.5 is not a whole number"),
        (["plan", "--seed", "\udcff"], "\ufffd is not a whole number"),
        (["plan", "--gap", "9" * 5000], "9 is not a share"),
        (["replan", "p.xlsx", "--price-start", "\x1b[2J"], "\ufffd[2J is not a price"),
        (["plan", "--format", "pdf"], "'pdf' is not one of 'xlsx', 'csv', 'json', 'parquet'."),
        (["show", "--lang", "de"], "'de' is not one of 'vi', 'en'."),
    ],
)
def test_misuse_is_exit_code_2_and_says_what_is_wrong(
    portfolio_cli: Any, args: list[str], message: str
) -> None:
    result = portfolio_cli(*args)
    assert result.code == 2
    assert message in result.err
    assert result.out == ""


def test_misuse_in_vietnamese(portfolio_cli: Any) -> None:
    result = portfolio_cli("plan", "--colour", "--lang", "vi")
    assert "Lỗi: Lệnh vừa gõ không có tùy chọn '--colour'." in result.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(portfolio_cli: Any, shell: str) -> None:
    result = portfolio_cli("completion", shell)
    assert result.code == 0
    assert "_PORTFOLIO_COMPLETE" in result.out


def test_completion_completes() -> None:
    done = run(
        _PORTFOLIO_COMPLETE="zsh_complete", COMP_WORDS="portfolio pl", COMP_CWORD="1",
        PORTFOLIO_LANG="vi",
    )  # fmt: skip
    assert done.stdout.splitlines()[:3] == [
        "plain", "plan", "Lập kế hoạch phân kỳ vốn và ghi ra Excel.",
    ]  # fmt: skip
