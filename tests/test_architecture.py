"""The rooms of docs/design: data flows down the list and never back."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import portfolio

ROOT = Path(portfolio.__file__).parent
ROOMS = [
    {"i18n"}, {"domain", "errors", "money", "timing"}, {"delivery"}, {"inputs"}, {"funding"},
    {"model"},
    {"plan"}, {"study"}, {"output"}, {"cli", "__main__"},
]  # fmt: skip
FILES = sorted(ROOT.rglob("*.py"))
MOST_LINES = 450


def floor_of(room: str) -> int:
    return next(i for i, names in enumerate(ROOMS) if room in names)


def imported(path: Path) -> Iterator[str]:
    """The rooms that a file imports, inside functions and for type checking too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            names = (
                [f"portfolio.{a.name}" for a in node.names] if module == "portfolio" else [module]
            )
        yield from (n.split(".")[1] for n in names if n.startswith("portfolio.") and "__v" not in n)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_room_imports_only_rooms_before_it(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if room == "__init__":
        return  # the public names of all rooms, loaded when they are used
    above = {name for name in imported(path) if floor_of(name) > floor_of(room)}
    assert above == set()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_file_is_too_long_to_read(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    most = 500 if path.name == "domain.py" else MOST_LINES  # one record after another
    assert lines < most


def test_public_names_are_what_they_say() -> None:
    assert sorted(portfolio.__all__) == sorted({*portfolio._HOME_OF, "__version__"})
    for name in portfolio.__all__:
        assert getattr(portfolio, name) is not None
    assert set(portfolio.__all__) <= set(dir(portfolio))


def test_type_checkers_see_the_same_public_names() -> None:
    tree = ast.parse((ROOT / "__init__.py").read_text("utf-8"))
    (block,) = (n for n in tree.body if isinstance(n, ast.If))
    seen = {a.name: n.module for n in block.body if isinstance(n, ast.ImportFrom) for a in n.names}
    assert seen == portfolio._HOME_OF


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(portfolio, "no_such_" + "name")


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert portfolio.__version__ == project["version"]
