from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The processes that are begun import what the tests share, so it has a folder of its own.
sys.path[:0] = [path for path in [str(Path(__file__).parent / "importable")] if path not in sys.path]

from surveys import PATHS, SOURCES, Start, Survey, write  # noqa: E402

from keraslint.scale.executors import Executor, Resources, executor_for  # noqa: E402
from support import in_process  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def _importable() -> Iterator[None]:
    """Let the processes that are begun find the modules of the tests, also those that serve a whole module of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", PATHS)
        patch.delenv("RAY_ADDRESS", raising=False)
        yield


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with sources."""
    return write(tmp_path / "company", SOURCES)


@pytest.fixture
def start() -> Iterator[Start]:
    """Begin an executor by its name, with two workers."""
    begun: list[Executor] = []

    def make(engine: str) -> Executor:
        if engine == "ray":
            pytest.importorskip("ray", reason="Ray is not installed")
        begun.append(executor_for(Resources(engine, workers=None if engine == "serial" else 2)))
        return begun[-1]

    yield make
    for executor in begun:
        executor.__exit__(None, None, None)


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Survey:
    """Run ``keraslint survey`` in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return in_process(capsys, "survey")
