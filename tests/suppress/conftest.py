from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from keraslint import cli
from support import Run

Keraslint = Callable[..., Run]


@pytest.fixture
def keraslint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Keraslint:
    """Run a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Run:
        capsys.readouterr()
        code = cli.main(arguments)
        written = capsys.readouterr()
        return Run(code, written.out, written.err)

    return run
