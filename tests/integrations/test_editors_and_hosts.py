"""What is in ``integrations/`` and ``action.yml``, on real output."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from support import FAULTY

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "integrations"
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("src", "rules"))}


def run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "keraslint", "check", *arguments]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Findings in a module of a folder with a blank in its name and in a notebook, and a file that does not parse."""
    (tmp_path / "my code").mkdir()
    (tmp_path / "my code" / "m.py").write_text(FAULTY)
    (tmp_path / "broken.py").write_text("import keras\ndef f(:\n")
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": FAULTY}
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    return tmp_path


@pytest.fixture
def concise(project: Path) -> list[str]:
    return run(project, ".", "--output-format", "concise", "--quiet").splitlines()


def patterns() -> list[dict[str, Any]]:
    tasks = json.loads((FOLDER / "vscode-tasks.json").read_text())
    matcher = json.loads((FOLDER / "github-matcher.json").read_text())
    return [tasks["tasks"][0]["problemMatcher"]["pattern"], matcher["problemMatcher"][0]["pattern"][0]]


@pytest.mark.parametrize("pattern", patterns())
def test_the_problem_matchers_match(concise: list[str], pattern: dict[str, Any]) -> None:
    found = [re.match(pattern["regexp"], line) for line in concise]
    read = {
        (match[pattern["file"]], match[pattern["line"]], match[pattern["column"]], match[pattern["code"]])
        for match in found
        if match
    }
    assert read == {
        ("my code/m.py", "9", "38", "KL101"),
        ("n.ipynb", "9", "38", "KL101"),
        ("broken.py", "2", "7", "invalid-syntax"),
    }
    windows = re.match(pattern["regexp"], r"C:\code\m.py:9:38: KL101 [*] words")
    assert windows is not None
    assert (windows[pattern["file"]], windows[pattern["message"]]) == (r"C:\code\m.py", "words")


@pytest.mark.skipif(shutil.which("vim") is None, reason="Vim is not installed")
def test_vim_reads_the_lines(concise: list[str], project: Path) -> None:
    (project / "out.txt").write_text("\n".join(concise) + "\n")
    script = [
        "command! -nargs=* CompilerSet set <args>",
        f"source {FOLDER / 'keraslint.vim'}",
        "cgetfile out.txt",
        r"""call writefile(map(getqflist(), {_, v -> bufname(v.bufnr) . ":" . v.lnum . ":" . v.col}), "read.txt")""",
        "qall!",
    ]
    (project / "script.vim").write_text("\n".join(script) + "\n")
    subprocess.run(
        ["vim", "-u", "NONE", "-N", "-es", "-S", "script.vim"], cwd=project, capture_output=True, timeout=60, check=False
    )
    read = set((project / "read.txt").read_text().split("\n")) - {""}
    assert read == {"my code/m.py:9:38", "n.ipynb:9:38", "broken.py:2:7"}


def test_the_gitlab_job_writes_the_report_that_it_hands_over(project: Path) -> None:
    job = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text())["keraslint"]
    (command,) = job["script"]
    run(project, *command.split()[2:])
    report = project / job["artifacts"]["reports"]["codequality"]
    assert len(json.loads(report.read_text())) == 3
    assert job["artifacts"]["when"] == "always"


def steps() -> list[dict[str, Any]]:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert action["runs"]["using"] == "composite"
    listed: list[dict[str, Any]] = action["runs"]["steps"]
    return listed


def step(number: int, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action, with programs of the name that it calls in the path."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "keraslint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m keraslint "$@"\n')
    (programs / "python").write_text('#!/bin/sh\necho "python $*"\n')
    for name in ("keraslint", "python"):
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "-eo", "pipefail", "-c", steps()[number]["run"]]
    return subprocess.run(
        command, cwd=folder, env={**ENVIRONMENT, "PATH": path, **environment}, capture_output=True, text=True, check=False
    )


def test_the_action_reports_in_three_ways(project: Path) -> None:
    done = step(1, project, ARGS="--select core .", SARIF_FILE="k.sarif", GITHUB_STEP_SUMMARY=str(project / "summary.md"))
    assert done.returncode == 1, done.stderr
    assert "::error title=keraslint (KL101)," in done.stdout
    assert (project / "summary.md").read_text().startswith("### keraslint found 3 errors")
    assert json.loads((project / "k.sarif").read_text())["version"] == "2.1.0"


def test_arguments_of_the_action_are_never_executed(project: Path) -> None:
    done = step(1, project, ARGS="$(touch ran) `touch ran`; touch ran", SARIF_FILE="", GITHUB_STEP_SUMMARY="summary.md")
    assert done.returncode != 0
    assert not (project / "ran").exists()


@pytest.mark.parametrize(
    ("version", "expected"), [("", "install --quiet /here"), ("0.1.0", "keraslint==0.1.0"), (">=0.1", "keraslint>=0.1")]
)
def test_what_the_action_installs(project: Path, version: str, expected: str) -> None:
    assert expected in step(0, project, VERSION=version, ACTION_PATH="/here").stdout


def test_no_input_of_the_action_stands_in_a_script() -> None:
    assert not [one["name"] for one in steps() if "${{" in one["run"]]
