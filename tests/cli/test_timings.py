"""Where the time of a run goes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keraslint import timings

if TYPE_CHECKING:
    from collections.abc import Callable

    from support import Keraslint

FAULTY = """import keras
import numpy as np

x = np.zeros((100, 3))
model = keras.Sequential([keras.layers.Dense(1, "softmax")])
model.compile("adam", "binary_crossentropy")
model.fit(x, np.zeros(100))
"""


@pytest.fixture
def train(folder: Path) -> Path:
    path = folder / "train.py"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def test_phases_rules_and_library_models_are_shown(keraslint: Keraslint, train: Path) -> None:
    done = keraslint("--timings", train.name)
    assert "KL101" in done.out
    lines = done.err.splitlines()
    assert [line.split()[0] for line in lines if line.endswith("times")] == ["phase", "rule", "library"]
    for name in ("parse", "interpret", "rules", "library models", r"KL\d{3}", "numpy.zeros"):  # of the rules only the slowest
        assert any(re.fullmatch(rf"  {name} +\d+\.\d{{3}} +\d+\.\d% +\d+", line) for line in lines), name
    assert lines[-1].startswith("total")


def test_the_times_go_to_a_file_as_json(keraslint: Keraslint, train: Path) -> None:
    assert keraslint("--timings=times.json", train.name).err == ""
    found = json.loads(train.with_name("times.json").read_text(encoding="utf-8"))
    named = {(part["kind"], part["name"]): part for part in found["parts"]}
    assert named["phase", "parse"]["count"] == 1
    assert {"rule", "library model"} <= {kind for kind, _ in named}
    assert sum(part["seconds"] for part in found["parts"]) <= found["seconds"]


def test_a_file_that_cannot_be_written(keraslint: Keraslint, train: Path) -> None:
    done = keraslint("--timings=no/such/folder.json", train.name)
    assert done.code == 2
    assert "the times cannot be written to no/such/folder.json" in done.err


def test_what_is_not_asked_for_is_not_measured(keraslint: Keraslint, train: Path) -> None:
    assert keraslint(train.name).err == ""
    assert not timings.wanted()
    timings.finish("")


def test_a_part_does_not_count_what_it_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 1.0, 2.0, 5.0, 9.0, 10.0])
    monkeypatch.setattr("time.process_time", lambda: next(now))
    measured = timings.Timings(began=0.0)

    def outer() -> int:
        return 1 + measured.run(timings.RULE, "KL101", inner)

    inner: Callable[[], int] = lambda: 1  # noqa: E731 - named as what is called
    assert measured.run(timings.PHASE, "check", outer) == 2
    parts = {name: part.seconds for (_, name), part in measured.parts.items()}
    assert parts == {"KL101": 1.0, "check": 4.0}
