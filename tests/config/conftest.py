from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from support import FAULTY, Keraslint, in_process

Concise = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a program in it that has a fault, KL101."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "faulty.py").write_text(FAULTY)
    return tmp_path


@pytest.fixture
def keraslint(folder: Path, capsys: pytest.CaptureFixture[str]) -> Keraslint:
    """Run a command line in this process."""
    del folder
    return in_process(capsys)


@pytest.fixture
def found(keraslint: Keraslint) -> Callable[..., list[str]]:
    """Return the paths and codes of what a command line finds."""

    def run(*arguments: str) -> list[str]:
        done = keraslint("check", "-q", "--output-format", "concise", *arguments)
        assert done.err == ""
        return [_short(line.split()) for line in done.out.splitlines()]

    return run


def _short(words: Sequence[str]) -> str:
    return f"{words[0].partition(':')[0]} {words[1]}"
