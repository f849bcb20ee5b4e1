"""Comments that are not needed are taken out, and nothing else is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support import CLEAN, FAULTY, Run

Keraslint = Callable[..., Run]


BEHIND = {
    "# keraslint: ignore[KL101]": "",
    "# keraslint: ignore[KL101] reason": "",
    "# keraslint: ignore[KL101, KL1011, nonsense]": "",
    "# noqa: KL101": "",
    "# noqa: F401, KL101": "# noqa: F401",
    "# noqa: F401 KL101 E501": "# noqa: F401 E501",
    "# noqa: F401  # keraslint: ignore[KL101] reason": "# noqa: F401",
    "# keraslint: ignore[KL101]  # noqa: F401": "# noqa: F401",
    "# type: ignore  # keraslint: ignore[KL101]": "# type: ignore",
    "# noqa": "# noqa",
}


@pytest.mark.parametrize(("comment", "left"), BEHIND.items())
def test_a_comment_behind_a_line(keraslint: Keraslint, comment: str, left: str) -> None:
    Path("m.py").write_text(CLEAN.replace("import keras\n", f"import keras  {comment}\n"))
    keraslint("m.py", "--fix")
    assert Path("m.py").read_text() == CLEAN.replace("import keras\n", f"import keras  {left}\n" if left else "import keras\n")
    assert keraslint("m.py").code == 0


@pytest.mark.parametrize(
    "comments",
    [
        "# keraslint: file-ignore[KL101]\n",
        "# keraslint: ignore[KL101] reason\n",
        "# keraslint: noqa: KL101\n",
        "    # keraslint: disable[KL101]\n",
    ],
)
def test_a_line_of_its_own(keraslint: Keraslint, comments: str) -> None:
    Path("m.py").write_text(CLEAN.replace("model = ", f"{comments}model = "))
    keraslint("m.py", "--fix")
    assert Path("m.py").read_text() == CLEAN


def test_the_end_of_a_stretch_goes_with_its_beginning(keraslint: Keraslint) -> None:
    stretch = "# keraslint: disable[KL101]\nmodel = keras.Sequential([\n"
    text = CLEAN.replace("model = keras.Sequential([\n", stretch).replace(
        "model.compile", "# keraslint: enable[KL101]\nmodel.compile"
    )
    Path("m.py").write_text(text)
    keraslint("m.py", "--fix")
    assert Path("m.py").read_text() == CLEAN


def test_in_a_notebook(keraslint: Keraslint) -> None:
    source = ["%matplotlib inline\n", "import keras  # keraslint: ignore[KL101]\n", "# keraslint: file-ignore[KL102]"]
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    Path("n.ipynb").write_text(json.dumps(notebook, indent=1))
    done = keraslint("n.ipynb", "--output-format", "concise", "-q")
    assert [line.partition(" ")[2].split()[0] for line in done.out.splitlines()] == ["1:2:35:", "1:3:26:"]
    keraslint("n.ipynb", "--fix")
    after = json.loads(Path("n.ipynb").read_text())["cells"][0]["source"]
    assert "".join(after).rstrip("\n") == "%matplotlib inline\nimport keras"


@pytest.mark.parametrize("arguments", [["--select", "KL001"], ["--ignore", "KL101"], ["--select", "KL0,KL2"]])
def test_what_does_not_run_is_not_judged(keraslint: Keraslint, arguments: list[str]) -> None:
    Path("m.py").write_text(FAULTY.replace('"softmax"),', '"softmax"),  # keraslint: ignore[KL101]'))
    assert keraslint("m.py", *arguments).code == 0


def test_a_comment_about_a_finding_below_the_thresholds_is_needed(keraslint: Keraslint) -> None:
    Path("m.py").write_text(FAULTY.replace('"softmax"),', '"softmax"),  # keraslint: ignore[KL101]'))
    assert keraslint("m.py", "--config", 'severity = { KL101 = "info" }', "--min-severity", "warning").code == 0


def test_the_rule_itself_can_be_silenced(keraslint: Keraslint) -> None:
    Path("m.py").write_text(CLEAN.replace("import keras\n", "import keras  # keraslint: ignore[KL101, KL001] may come back\n"))
    assert keraslint("m.py").code == 0
    Path("m.py").write_text(CLEAN.replace("import keras\n", "import keras  # keraslint: ignore[KL101]\n"))
    assert keraslint("m.py", "--ignore", "unused-suppression").code == 0


def test_ignore_noqa(keraslint: Keraslint) -> None:
    Path("m.py").write_text(FAULTY.replace('"softmax"),', '"softmax"),  # keraslint: ignore[KL101]'))
    assert keraslint("m.py").code == 0
    assert "KL101" in keraslint("m.py", "--ignore-noqa").out


def test_ruff_leaves_the_native_form_alone(keraslint: Keraslint) -> None:
    del keraslint
    lines = [
        "import os  # noqa: F401  # keraslint: ignore[KL101] reason\n",
        "x = 1  # keraslint: ignore[KL101]\n",
        "# keraslint: file-ignore[KL102]\n",
    ]
    path = Path("m.py")
    path.write_text("".join(lines))
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--fix",
        "--unsafe-fixes",
        "--select",
        "ALL",
        "--preview",
        "m.py",
    ]
    subprocess.run(command, capture_output=True, check=False)
    text = path.read_text()
    for comment in ("# keraslint: ignore[KL101] reason", "# keraslint: ignore[KL101]", "# keraslint: file-ignore[KL102]"):
        assert comment in text


def test_ruff_keeps_codes_in_noqa_when_it_is_told_whose_they_are(keraslint: Keraslint) -> None:
    del keraslint
    path = Path("m.py")
    for external, kept in ((["--config", 'lint.external = ["KL"]'], True), ([], False)):
        path.write_text("x = 1  # noqa: KL101\n")
        command = [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--isolated",
            "--fix",
            "--extend-select",
            "RUF100,RUF102",
            *external,
            "m.py",
        ]
        subprocess.run(command, capture_output=True, check=False)
        assert ("KL101" in path.read_text()) is kept
