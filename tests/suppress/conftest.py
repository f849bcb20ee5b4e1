from __future__ import annotations

from pathlib import Path

import pytest

from support import Keraslint, in_process


@pytest.fixture
def keraslint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Keraslint:
    """Run a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return in_process(capsys)
