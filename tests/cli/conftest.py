from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from support import FAULTY, Keraslint, Run, in_process


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def keraslint(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Keraslint:
    """Run a command line in this process, with ``stdin`` as bytes."""
    del folder
    here = in_process(capsys)

    def run(*arguments: str, stdin: bytes | None = None) -> Run:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        return here(*arguments)

    return run


@pytest.fixture
def faulty(folder: Path) -> Path:
    path = folder / "faulty.py"
    path.write_text(FAULTY)
    return path
