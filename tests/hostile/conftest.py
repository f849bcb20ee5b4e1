from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import FAULTY, Keraslint, in_process


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
    return in_process(capsys, "check", "--no-cache")
