from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from keraslint import cli
from support import FAULTY, Run

Concise = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a program in it that has a fault, KL101."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "faulty.py").write_text(FAULTY)
    return tmp_path


@pytest.fixture
def keraslint(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run a command line in this process."""
    del folder

    def run(*arguments: str) -> Run:
        capsys.readouterr()
        code = cli.main(arguments)
        written = capsys.readouterr()
        return Run(code, written.out, written.err)

    return run


@pytest.fixture
def found(keraslint: Callable[..., Run]) -> Callable[..., list[str]]:
    """Return the paths and codes of what a command line finds."""

    def run(*arguments: str) -> list[str]:
        done = keraslint("check", "-q", "--output-format", "concise", *arguments)
        assert done.err == ""
        return [_short(line.split()) for line in done.out.splitlines()]

    return run


def _short(words: Sequence[str]) -> str:
    return f"{words[0].partition(':')[0]} {words[1]}"
