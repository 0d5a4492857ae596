"""Every command and option is documented, in both languages; no page points nowhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from portfolio.cli import cli
from portfolio.cli.reference import PAGES, main, reference
from portfolio.i18n import language

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
COMMANDS = [cli, *cli.commands.values()]
MARKDOWN = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]


@pytest.mark.parametrize("lang", PAGES)
def test_the_reference_is_what_the_program_says(lang: str) -> None:
    page = (DOCS / PAGES[lang]).read_text("utf-8")
    assert page == reference(lang), "run `make docs`"


def test_one_command_writes_every_generated_page(tmp_path: Path) -> None:
    main(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    pages = ("cli", "workbook", "actuals")
    assert names == {f"{page}{end}" for page in pages for end in (".md", ".vi.md")}
    for name in names:
        assert (tmp_path / name).read_bytes() == (DOCS / name).read_bytes(), "run `make docs`"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)
def test_every_command_and_option_has_help_in_both_languages(command: click.Command) -> None:
    texts: dict[str, list[str | None]] = {}
    for lang in PAGES:
        with language(lang):
            texts[lang] = [command.help, *(p.help for p in command.params)]
    for english, vietnamese in zip(texts["en"], texts["vi"], strict=True):
        assert english
        assert vietnamese
        assert vietnamese != english


@pytest.mark.parametrize("lang", PAGES)
def test_every_command_and_option_is_in_the_reference(lang: str) -> None:
    page = (DOCS / PAGES[lang]).read_text("utf-8")
    for command in cli.commands.values():
        assert f"## portfolio {command.name}\n" in page
        for param in command.params:
            if isinstance(param, click.Option):
                assert all(name in page for name in param.opts)


def test_the_index_links_every_page_of_docs() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    for page in DOCS.rglob("*.md"):
        if page.name != "index.md":
            assert f"({page.relative_to(DOCS).as_posix()})" in index


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_between_files_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    for target in targets + re.findall(r'src="([^"]+)"', text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_windows_script_is_what_the_command_interpreter_reads():
    text = (ROOT / "lap-ke-hoach.cmd").read_bytes()
    lines = text.decode("ascii").split("\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    jumps = {m[1] for line in lines for m in re.finditer(r"\b(?:goto |call :)(\w+)", line)}
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert jumps == labels
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (asked,) = re.findall(r"-e \.\[([\w,]+)\]", text.decode("ascii"))
    assert set(asked.split(",")) <= set(extras["optional-dependencies"])
    known = {name for param in cli.commands["plan"].params for name in param.opts}
    (line,) = (line for line in lines if " portfolio plan " in line and "rem" not in line)
    assert set(re.findall(r"--[\w-]+", line)) <= known


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.vi.md")), ids=lambda p: p.name)
def test_vietnamese_pages_lead_to_vietnamese_pages(page: Path) -> None:
    targets = re.findall(r"\]\(([\w-]+)\.md[)#]", page.read_text("utf-8"))
    other = [t for t in targets if t != page.name.removesuffix(".vi.md")]
    assert not [t for t in other if (DOCS / f"{t}.vi.md").exists()]
