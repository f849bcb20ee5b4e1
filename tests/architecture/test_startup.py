"""A run in which no file has to do with Keras imports next to nothing: a commit hook is run far more often than it has work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HEAVY = (
    "argparse", "ast", "click", "concurrent.futures", "dataclasses", "difflib", "enum", "gettext", "importlib.metadata",
    "inspect", "json", "keras", "keraslint.engine", "keraslint.findings", "keraslint.rules", "keraslint.scale", "libcst",
    "logging", "lsprotocol", "multiprocessing", "numpy", "pathlib", "pathspec", "pyarrow", "pygls", "ray", "re", "rich",
    "tempfile", "tensorflow", "tokenize", "typing",
)  # fmt: skip
"""What must not be loaded, beyond what the interpreter loads by itself."""

PROBE = """
import sys
before = set(sys.modules)
from keraslint.cli import main
code = main(sys.argv[1:])
print("loaded", code, *sorted(set(sys.modules) - before), file=sys.stderr)
"""


def environment() -> dict[str, str]:
    paths = os.pathsep.join(str(ROOT / name) for name in ("src", "rules"))
    return {**os.environ, "PYTHONPATH": paths}


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Run keraslint in a bare interpreter (no site, which may load what it likes) and return what it imported."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROBE, *arguments], cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    _, code, *modules = done.stderr.splitlines()[-1].split()
    assert code == "0"
    return set(modules)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plain.py").write_text("import torch\n")
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "arguments", [("plain.py",), ("check", "--force-exclude", "plain.py"), ("empty",), (".",), ("--fix", "plain.py")]
)
def test_a_run_with_nothing_to_lint_imports_next_to_nothing(folder: Path, arguments: tuple[str, ...]) -> None:
    assert loaded(folder, *arguments).isdisjoint(HEAVY)


def test_options_cost_the_argument_parser_and_nothing_more(folder: Path) -> None:
    modules = loaded(folder, "--output-format", "json", "plain.py")
    assert "argparse" in modules
    assert modules.isdisjoint({"dataclasses", "keraslint.engine", "libcst", "numpy", "pathspec", "typing"})


def test_ignore_patterns_are_read_only_where_there_are_some(folder: Path) -> None:
    assert "keraslint.discover" in loaded(folder, ".")
    (folder / "empty" / ".gitignore").write_text("*.tmp\n")
    assert "keraslint.discover" in loaded(folder, "plain.py")


def test_a_configuration_is_read_only_where_it_can_matter(folder: Path) -> None:
    toml = {"tomllib", "keraslint.config.settings"}
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert loaded(folder, "plain.py").isdisjoint(toml)
    (folder / "pyproject.toml").write_text('[tool.keraslint]\nselect = ["KL1"]\n')
    assert loaded(folder, "plain.py").isdisjoint({*toml, *HEAVY})
    assert loaded(folder, ".").isdisjoint({*toml, *HEAVY})
    (folder / "pyproject.toml").write_text('[tool.keraslint]\nexclude = ["old"]\n')
    assert loaded(folder, "plain.py").isdisjoint({"libcst", "keraslint.engine"})
