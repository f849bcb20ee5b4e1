"""A run in which nothing has changed reads one file, that with the results; all else it only looks up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROBE = """
import sys
opened = []
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.append(arguments[0])
from keraslint.cli import main
sys.addaudithook(note)
code = main(sys.argv[1:])
print("opened", code, *opened, sep="\\n", file=sys.stderr)
"""

FAULTY = """import keras
from helpers import units

model = keras.Sequential([keras.layers.Dense(units, activation="softmax")])
model.compile("adam", "categorical_crossentropy")
"""


def opened(folder: Path) -> tuple[int, list[str]]:
    """Lint a folder in a process of its own; return the exit code and the files there that were opened, not only looked for."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("src", "rules"))}
    command = [sys.executable, "-c", PROBE, "."]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    code, *paths = done.stderr.partition("opened\n")[2].splitlines()
    whole = [os.path.realpath(folder / path) for path in paths]
    root = os.path.realpath(folder)
    return int(code), [os.path.relpath(path, root) for path in whole if path.startswith(root) and Path(path).is_file()]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with files long enough unchanged that their times can be trusted."""
    contents = {
        "helpers.py": "units = 1\n", "faulty.py": FAULTY, "clean.py": "import keras\n", "pkg/plain.py": "import os\n",
        "pyproject.toml": "[tool.keraslint]\nselect = ['ALL']\n",
    }  # fmt: skip
    for name, text in contents.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(10**18 + 1, 10**18 + 1))
    return tmp_path


def test_a_run_without_changes_reads_what_is_kept_and_the_configuration(tree: Path) -> None:
    code, first = opened(tree)
    assert code == 1
    assert {"helpers.py", "faulty.py", "clean.py", "pkg/plain.py"} <= set(first)
    again, second = opened(tree)
    assert again == 1
    assert set(second) == {".keraslint_cache/results.json", "pyproject.toml"}


def test_findings_that_are_kept_are_reported_without_what_finds_them(tree: Path) -> None:
    opened(tree)
    probe = "import sys; from keraslint.cli import main; main(['.']); print(*sorted(sys.modules), file=sys.stderr)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("src", "rules"))}
    done = subprocess.run([sys.executable, "-c", probe], cwd=tree, env=environment, capture_output=True, text=True, check=True)
    assert "KL" in done.stdout
    unneeded = {"libcst", "keraslint.change", "keraslint.ir", "keraslint.rules", "keraslint.values"}
    assert not unneeded & set(done.stderr.split())


def test_a_file_that_changed_is_read_again_and_so_is_what_imports_it(tree: Path) -> None:
    opened(tree)
    (tree / "helpers.py").write_text("units = 10\n", encoding="utf-8")
    os.utime(tree / "helpers.py", ns=(10**18 + 2, 10**18 + 2))
    _, paths = opened(tree)
    assert "faulty.py" in paths
    assert "helpers.py" in paths
    assert "clean.py" not in paths
