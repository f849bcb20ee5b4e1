from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from keraslint import cli
from support import FAULTY, Keraslint, Run


@pytest.fixture(autouse=True)
def nobody_watches_the_collector() -> Iterator[None]:
    """Take away what Hypothesis has the garbage collector call: the time of a file may be over in there."""
    before = gc.callbacks[:]
    gc.callbacks.clear()
    yield
    gc.callbacks[:] = before


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a program in it that has a fault, KL101."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "faulty.py").write_text(FAULTY)
    return tmp_path


@pytest.fixture
def keraslint(folder: Path, capsys: pytest.CaptureFixture[str]) -> Keraslint:
    """Run a command line in this process, without a cache."""
    del folder

    def run(*arguments: str) -> Run:
        capsys.readouterr()
        code = cli.main(["check", "--no-cache", *arguments])
        written = capsys.readouterr()
        return Run(code, written.out, written.err)

    return run
