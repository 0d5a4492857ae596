"""What damaged scenario files once did, one case each."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.errors import ScenarioError
from portfolio.i18n import language
from portfolio.inputs.scenario import read_scenario
from portfolio.inputs.scenario.reading import MOST_BYTES, MOST_EXTENDED

NAME = 'name = "Thử"\n'


def refused(path: Path | str, lang: str = "en") -> list[tuple[str, str]]:
    with language(lang), pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    return [(p.code, str(p)) for p in caught.value.problems]


def write(path: Path, text: str) -> Path:
    path.write_text(NAME + text, "utf-8")
    return path


def test_a_whole_number_too_long_to_print(tmp_path: Path) -> None:
    path = write(tmp_path / "a.toml", "[project.P1]\ncost = 0x" + "f" * 5000 + "\n")
    ((code, text),) = refused(path)
    assert code == "scenario-amount"
    assert "found 0xfff" in text
    assert len(text) < 300


@pytest.mark.parametrize(("more", "sound"), [(0, True), (1, False)])
def test_files_that_extend_one_another(tmp_path: Path, more: int, sound: bool) -> None:
    files = MOST_EXTENDED + more
    for n in range(files):
        write(tmp_path / f"s{n}.toml", f'extends = "s{n + 1}.toml"\n' if n + 1 < files else "")
    if sound:
        assert len(read_scenario(tmp_path / "s0.toml").chain) == files - 1
    else:
        assert [code for code, _text in refused(tmp_path / "s0.toml")] == ["scenario-chain"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = write(tmp_path / "a.toml", "")
    room = MOST_BYTES - path.stat().st_size
    write(path, "#" * room)
    assert read_scenario(path).name == "Thử"
    write(path, "#" * (room + 1))
    assert [code for code, _text in refused(path)] == ["scenario-too-large"]


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", "\udcff"])
def test_names_that_no_file_has(tmp_path: Path, name: str) -> None:
    assert [code for code, _text in refused(name)] == ["scenario-missing"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("gap = ", "giá trị sau dấu = còn trống"),
        ("gap 5", "sau tên khóa thiếu dấu ="),
        ("gap = 0,5", "sau giá trị còn thừa ký tự"),
        ("[settings", "có dấu ngoặc mở mà chưa đóng"),
        ("gap = [" + "[" * 3000, "quá nhiều ngoặc lồng trong ngoặc"),
        ("= 5", "có ký tự không được dùng ở chỗ này"),
        ("gap = " + "9" * 5000, "số có quá nhiều chữ số"),
    ],
)
def test_what_is_not_toml_is_said_in_vietnamese(tmp_path: Path, line: str, words: str) -> None:
    ((code, text),) = refused(write(tmp_path / "a.toml", line + "\n"), "vi")
    assert code == "scenario-toml"
    assert words in text
