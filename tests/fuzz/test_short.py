"""The short form of ``tools/fuzz``: a few inputs of each kind, the same ones each time, and all that ever went wrong."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from fuzz import campaign, extremes, mutate, programs, targets  # noqa: E402 - the path to the tools comes first
from keraslint.analysis import DEPTH  # noqa: E402
from keraslint.config.keys import KEYS  # noqa: E402
from keraslint.findings import Diagnostic, FileReport  # noqa: E402
from keraslint.outcome import Outcome  # noqa: E402
from keraslint.source import Span  # noqa: E402

FOUND = sorted((Path(__file__).parent / "found").iterdir())
BY_SUFFIX = {target.suffix: name for name, target in targets.TARGETS.items()}


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where nothing lies that a program could import, under the recursion limit that the analysis sets."""
    monkeypatch.chdir(tmp_path)
    sys.setrecursionlimit(max(DEPTH, sys.getrecursionlimit()))


def few(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@few(25)
@given(programs.PROGRAMS)
def test_grown_programs(text: str) -> None:
    targets.module(text.encode("utf-8", "replace"))


@few(40)
@given(extremes.PROGRAMS)
def test_extreme_values(text: str) -> None:
    targets.module(text.encode())


@few(15)
@given(programs.NOTEBOOKS)
def test_grown_notebooks(data: bytes) -> None:
    targets.notebook(data)


@few(20)
@given(programs.COMMENTS)
def test_grown_comments(data: bytes) -> None:
    targets.comments(data)


@few(200)
@given(st.one_of(programs.configurations(list(KEYS)), st.binary(max_size=60)))
def test_grown_configurations(data: bytes) -> None:
    targets.configuration(data)


@pytest.mark.parametrize("seed", range(15))
def test_mutants(seed: int) -> None:
    texts = mutate.sources(ROOT / "examples")
    targets.module(mutate.mutant(texts, random.Random(seed)).encode("utf-8", "replace"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_once_went_wrong(path: Path) -> None:
    targets.TARGETS[BY_SUFFIX[path.suffix]].feed(path.read_bytes())


def test_a_fault_is_kept_once_with_its_input_and_the_campaign_goes_on(tmp_path: Path) -> None:
    def feed(data: bytes) -> None:
        if data == b"hang":
            raise targets.Hang("it takes more than 10 s")
        if data != b"fine":
            raise KeyError(data)

    said: list[str] = []
    inputs = iter([b"fine", b"one", b"two", b"hang", b"fine"])
    tally = campaign.run("kind", targets.Target(feed, ".py"), inputs, 1000, tmp_path / "kept", said.append)
    assert (tally.tried, tally.crashes, tally.hangs) == (5, 2, 1)
    assert sorted(path.read_bytes() for path in (tmp_path / "kept").iterdir()) == [b"hang", b"one"]
    assert len(said) == 2


@pytest.mark.parametrize(("kind", "fault"), [("internal-error", targets.Fault), ("over-budget", targets.Hang)])
def test_a_diagnostic_of_ours_is_a_fault(kind: str, fault: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    report = FileReport("fuzzed.py", (), (Diagnostic(kind, "no", Span("fuzzed.py", None, 1, 1, 1, 1)),))
    monkeypatch.setattr("keraslint.engine.Engine.take", lambda *_, **__: Outcome(report))
    with pytest.raises(fault):
        targets.module(b"import keras\n")
