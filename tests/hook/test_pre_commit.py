"""The hook, run by pre-commit itself in a scratch repository, from a copy of this one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import CLEAN, FAULTY

ROOT = Path(__file__).parents[2]
PARTS = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "pyproject.toml", "rules", "src")

pytestmark = [pytest.mark.slow, pytest.mark.network]


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "PRE_COMMIT"))}
    return subprocess.run(
        command, cwd=folder, env={**clean, **identity, **environment}, capture_output=True, text=True, check=False
    )


def commit_all(folder: Path) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all", "--no-verify"]):
        assert run(folder, "git", *command).returncode == 0


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the hook in it: the working tree as it stands, committed or not."""
    folder = tmp_path_factory.mktemp("hook") / "keraslint"
    folder.mkdir()
    index = run(folder, sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder / "wheels"), "pathspec")
    if index.returncode != 0:
        pytest.skip("no package index can be reached")
    shutil.rmtree(folder / "wheels")
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    commit_all(folder)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository of a user: a module and a notebook with a fault, a clean module, and files that are none of our business."""
    folder = tmp_path / "project"
    (folder / "venv").mkdir(parents=True)
    (folder / "faulty.py").write_text(FAULTY)
    (folder / "with space.py").write_text(FAULTY)
    (folder / "clean.py").write_text(CLEAN)
    (folder / "notes.txt").write_text(FAULTY)
    (folder / "venv" / "excluded.py").write_text(FAULTY)
    (folder / "generated").mkdir()
    (folder / "generated" / "left_out.py").write_text(FAULTY)
    (folder / "keraslint.toml").write_text('extend-exclude = ["generated"]\n')
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": FAULTY.splitlines(keepends=True),
    }
    (folder / "n.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1))
    commit_all(folder)
    return folder


def test_the_manifest_is_valid() -> None:
    done = run(ROOT, sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_finds_and_fixes(hook: Path, project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = str(tmp_path_factory.mktemp("home"))
    head = run(hook, "git", "rev-parse", "HEAD").stdout.strip()

    def pre_commit(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = (sys.executable, "-m", "pre_commit", *arguments, "--all-files", "--verbose")
        return run(project, *command, PRE_COMMIT_HOME=home)

    def lint(*arguments: str) -> subprocess.CompletedProcess[str]:
        (project / ".pre-commit-config.yaml").write_text(
            json.dumps({"repos": [{"repo": str(hook), "rev": head, "hooks": [{"id": "keraslint", "args": list(arguments)}]}]})
        )
        return pre_commit("run", "keraslint")

    tried = pre_commit("try-repo", str(hook), "keraslint")
    assert tried.returncode == 1, tried.stdout + tried.stderr
    assert "--> faulty.py:9:" in tried.stdout
    assert "--> with space.py:9:" in tried.stdout
    assert "--> n.ipynb:cell 1:9:" in tried.stdout
    for name in ("clean.py", "notes.txt", "excluded.py", "left_out.py"):
        assert name not in tried.stdout
    assert "Found 3 errors." in tried.stdout

    before = (project / "n.ipynb").read_text()
    fixed = lint("--fix", "--unsafe-fixes")
    assert fixed.returncode == 1
    assert "files were modified by this hook" in fixed.stdout
    assert (project / "faulty.py").read_text() == CLEAN
    assert (project / "n.ipynb").read_text() == before.replace("softmax", "sigmoid")
    assert (project / "venv" / "excluded.py").read_text() == (project / "generated" / "left_out.py").read_text() == FAULTY
    assert lint("--fix", "--unsafe-fixes").returncode == 0


def test_prek_runs_the_hook_as_well(hook: Path, project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    packages = tmp_path_factory.mktemp("prek")
    if run(packages, sys.executable, "-m", "pip", "install", "-q", "--target", str(packages), "prek").returncode != 0:
        pytest.skip("prek cannot be installed")
    prek = str(packages / "bin" / "prek")
    home = str(packages / "home")
    done = run(project, prek, "try-repo", str(hook), "keraslint", "--all-files", "--verbose", PREK_HOME=home)
    assert done.returncode == 1, done.stdout + done.stderr
    for place in ("faulty.py:9:", "with space.py:9:", "n.ipynb:cell 1:9:"):
        assert f"--> {place}" in done.stdout
    assert "excluded.py" not in done.stdout
    assert "left_out.py" not in done.stdout

    hooks = [{"id": "keraslint", "args": ["--fix", "--unsafe-fixes"]}]
    head = run(hook, "git", "rev-parse", "HEAD").stdout.strip()
    (project / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": str(hook), "rev": head, "hooks": hooks}]}))
    notebook = (project / "n.ipynb").read_text()
    assert [run(project, prek, "run", "--all-files", PREK_HOME=home).returncode for _ in range(2)] == [1, 0]
    assert (project / "faulty.py").read_text() == (project / "with space.py").read_text() == CLEAN
    assert (project / "n.ipynb").read_text() == notebook.replace("softmax", "sigmoid")
    assert (project / "generated" / "left_out.py").read_text() == FAULTY
