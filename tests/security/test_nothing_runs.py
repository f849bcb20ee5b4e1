"""Nothing that is linted is run, imported, unpickled or opened: every access of the process is watched by an audit hook.

The tree holds what runs code where somebody is careless: modules that write when they are imported, ``conftest.py``,
``sitecustomize.py``, a build back end, ``.pth`` files, pickles, packages that are called as libraries are, rule packs named by a
configuration, notebooks with shell commands.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from support import FAULTY

ROOT = Path(__file__).parents[2]
WATCH = Path(__file__).with_name("watch.py")

MARK = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n"

PROGRAM = """\
import pickle, os, subprocess, importlib
import numpy as np
import pandas as pd
import tomllib, libcst, pathspec, local_package, module
from keras.models import load_model
from module import build

os.system("touch ran")
subprocess.run(["touch", "ran"])
eval("__import__('os').system('touch ran')")
exec(open("secret.txt").read())
importlib.import_module("module")
data = pickle.load(open("data.pkl", "rb"))
x = np.load("data.npy", allow_pickle=True)
frame = pd.read_csv("secret.csv")
model = load_model("model.keras")
model = build()
model.compile("adam", loss=lambda a, b: os.system("touch ran"))
model.fit(x, frame["y"])
"""

SECRET = ("secret.txt", "secret.csv", "data.pkl", "data.npy", "model.keras", "evil.pth", "startup.cfg")
"""Files that the code names, or Python would read, and that a linter has no business with."""


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch ran",)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository full of traps."""
    root = tmp_path / "repository"
    root.mkdir()
    build = FAULTY.replace("import keras\n", "", 1)
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "setup.py", "noxfile.py", "builder.py", "evil_rules.py"):
        (root / name).write_text(f"import keras\n{MARK}")
    for name in ("keras", "numpy", "tensorflow", "libcst", "local_package", "keraslint_plugins"):
        (root / name).mkdir()
        (root / name / "__init__.py").write_text(f"# keras\n{MARK}")
    for name in ("tomllib", "pathspec", "json", "tokenize", "ast", "signal", "pickle", "antigravity"):
        (root / f"{name}.py").write_text(f"# keras\n{MARK}")
    (root / "module.py").write_text(f"import keras\n{MARK}\ndef build():\n    return keras.Sequential([keras.layers.Dense(3)])\n")
    (root / "main.py").write_text(PROGRAM)
    (root / "faulty.py").write_text(f"import keras\n{build}")
    for name in SECRET:
        (root / name).write_bytes(pickle.dumps(Trap()) if name == "data.pkl" else b"import os; os.system('touch ran')\n")
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "builder"\nbackend-path = ["."]\n\n[project]\nname = "x"\nversion = "1"\n'
        'dependencies = ["keras>=3"]\n\n[project.entry-points."keraslint.packs"]\nevil_rules = "evil_rules"\n\n'
        "[tool.keraslint]\npreview = true\n"
    )
    (root / "requirements.txt").write_text("-e .\n-r secret.txt\n--find-links secret.csv\nkeras @ file:///secret.txt\n")
    cells = ["!touch ran", "%run module.py", FAULTY, "import module"]
    cells += ["%load_ext evil_rules", "%%bash\ntouch ran", "%%writefile ran\nx"]
    notebook = {"cells": [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]}
    (root / "n.ipynb").write_text(json.dumps({**notebook, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    (root / "x.dist-info").mkdir()
    (root / "x.dist-info" / "entry_points.txt").write_text(
        "[keraslint.packs]\nevil_rules = evil_rules\nantigravity = antigravity\n"
    )
    return root


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KERASLINT")}
    return {**kept, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "rules")))}


def everything_in(tree: Path) -> dict[str, bytes]:
    """Return the files of a tree with their content, what is kept for the next run aside."""
    files = (path for path in tree.rglob("*") if path.is_file() and ".keraslint_cache" not in path.parts)
    return {str(path.relative_to(tree)): path.read_bytes() for path in files}


COMMANDS = {
    "check": ["check", "."],
    "check again": ["check", ".", "--no-cache", "--output-format", "html", "--preset", "strict"],
    "check each": ["check", "main.py", "n.ipynb", "faulty.py", "--output-format", "sarif"],
    "diff": ["check", ".", "--diff", "--unsafe-fixes"],
    "baseline": ["check", ".", "--show-settings"],
    "show": ["show", "."],
}


def watched(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command line in the tree, and fail if it did what it must not."""
    command = [sys.executable, str(WATCH), str(tree), *arguments]
    done = subprocess.run(command, cwd=tree, env=environment(), capture_output=True, text=True, check=False)
    assert "FORBIDDEN" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_runs(tree: Path, name: str) -> None:
    before = everything_in(tree)
    done = watched(tree, *COMMANDS[name])
    assert done.returncode in {0, 1}, done.stderr
    assert "watched " in done.stderr
    assert everything_in(tree) == before


def test_fixing_writes_what_is_fixed_and_nothing_else(tree: Path) -> None:
    before = everything_in(tree)
    watched(tree, "check", ".", "--fix", "--unsafe-fixes", "-q")
    after = everything_in(tree)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} == {"faulty.py", "n.ipynb"}


@pytest.mark.parametrize("event", ["import", "open", "exec", "start"])
def test_the_watch_sees_what_it_is_to_see(tree: Path, event: str) -> None:
    done = subprocess.run(
        [sys.executable, str(WATCH), str(tree), "--trespass", event], cwd=tree, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert "FORBIDDEN" in done.stderr


def test_the_module_form_of_the_command_imports_nothing_from_the_working_directory(tree: Path) -> None:
    before = everything_in(tree)
    done = subprocess.run(
        [sys.executable, "-m", "keraslint", "check", ".", "--no-cache", "--output-format", "concise"],
        cwd=tree,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "faulty.py:9:" in done.stdout, done.stderr
    assert everything_in(tree) == before


@pytest.mark.parametrize("name", ["evil_rules", "antigravity", "keraslint_plugins", "module", "this"])
def test_a_configuration_names_a_pack_and_nothing_is_imported(tree: Path, name: str) -> None:
    (tree / "keraslint.toml").write_text(f'plugins = ["{name}"]\n')
    before = everything_in(tree)
    done = subprocess.run(
        [sys.executable, str(WATCH), str(tree), "check", "."], cwd=tree, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "FORBIDDEN" not in done.stderr, done.stderr
    assert f"the rule pack {name} is not installed as one" in done.stderr
    assert everything_in(tree) == before
