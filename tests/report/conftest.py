from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from keraslint.report.items import ROOTS
from support import FAULTY, Keraslint, in_process

WIDE = FAULTY.replace(
    '    keras.layers.Dense(1, activation="softmax"),', '    # é\n    ("é𐐀", keras.layers.Dense(1, activation="softmax"))[1],'
)
"""The fault in line 10, behind two characters that take six bytes in UTF-8."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a fault in a module of a subfolder, in a notebook, and a file that does not parse."""
    for name in (*ROOTS, "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "m.py").write_text(WIDE, encoding="utf-8")
    (tmp_path / "broken.py").write_text("import keras\ndef f(:\n")
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": FAULTY.splitlines(keepends=True)},
    ]
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def report(project: Path, capsys: pytest.CaptureFixture[str]) -> Keraslint:
    """Lint the project with a format."""
    del project
    return in_process(capsys, "check")
