"""What holds for the project as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import keraslint

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOURCES = [path for folder in ("src", "rules") for path in sorted((ROOT / folder).rglob("*.py"))]
LONGEST = 400


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_source_file_is_one_room(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


def test_a_source_file_is_short_as_a_rule() -> None:
    lengths = sorted(len(path.read_text().splitlines()) for path in SOURCES if path.name != "__init__.py")
    assert lengths[len(lengths) // 2] <= 180


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_source_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_the_version_stands_in_one_place() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert f"## {keraslint.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_package_itself_exports_the_version_alone() -> None:
    public = {name for name in vars(keraslint) if not name.startswith("_")}
    submodules = {path.stem for path in (ROOT / "src" / "keraslint").iterdir()}
    assert public <= submodules


def test_the_readme_has_two_commands_for_setting_up() -> None:
    text = (ROOT / "README.md").read_text()
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    commands = [line for block in blocks for line in block.splitlines()]
    assert len(commands) == 2
    assert commands[0].startswith("python -m pip install . && ")
    assert "examples/" in commands[0]
    assert commands[1] == 'python -m pip install -e ".[dev]" && python -m pytest'


def test_what_runs_is_light_and_without_upper_caps() -> None:
    names = {re.split(r"[<>=\[]", requirement)[0] for requirement in PROJECT["project"]["dependencies"]}
    assert names == {"libcst", "pathspec"}
    assert not any(mark in requirement for requirement in PROJECT["project"]["dependencies"] for mark in ("<", "=="))


def test_every_exemption_from_the_style_is_argued() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    ignored = re.search(r"^ignore = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    assert ignored is not None
    silent = [line for line in ignored[1].splitlines() if "#" not in line]
    assert silent in ([], ['    "TC002",', '    "TC003",'])
