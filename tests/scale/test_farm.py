"""Experiments spread over workers: each verdict at its place, kept as it comes, remembered by the next run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
import tasks
from surveys import write

from keraslint import cli
from keraslint.confirm import decide
from keraslint.confirm.archive import Archive
from keraslint.confirm.client import Limits
from keraslint.confirm.experiment import Wish
from keraslint.confirm.farm import Bench, Experiment, farmed
from keraslint.confirm.memory import Memory
from keraslint.confirm.survey import Case, cases
from keraslint.options import Options
from keraslint.scale.executors import Executor
from support import FAULTY

ENGINES = ["serial", "local", pytest.param("ray", marks=pytest.mark.ray)]


def found_in(folder: Path) -> list[Case]:
    options = Options()
    options.paths = [str(folder)]
    options.select = ["KL101"]
    return list(cases(options, [], lambda: None))


@pytest.fixture
def waiting(tmp_path: Path) -> list[Case]:
    """Five setups; the trainer of the third ends its process, and that of the fourth has nothing to say."""
    return found_in(write(tmp_path / "models", {f"{name}.py": FAULTY + f"# {name}\n" for name in ("a", "b", "end", "mute", "e")}))


def experiments(waiting: list[Case]) -> list[Experiment]:
    return [Experiment(number, case) for number, case in enumerate(waiting)]


def stems(waiting: list[Case]) -> list[str]:
    return [Path(case.path).stem for case in waiting]


def bench(folder: Path) -> Bench:
    return Bench(sys.executable, "jax", Limits(), folder, Wish())


@pytest.mark.parametrize("engine", ENGINES)
def test_verdicts_are_kept_as_they_come_and_not_made_again(
    engine: str, waiting: list[Case], start: Callable[[str], Executor], tmp_path: Path
) -> None:
    if engine == "serial":
        waiting = [case for case in waiting if "end" not in case.path]
    seen: list[tuple[int, int]] = []
    marks = tmp_path / "marks"
    marks.mkdir()

    def note(_: str, done: int, total: int) -> None:
        seen.append((done, total))

    archive = Archive(Memory(tmp_path / "kept"), bench(marks).identity, Wish())
    came = {}
    for task, verdicts in farmed(experiments(waiting), bench(marks), start(engine), note, tasks.judged):
        archive.keep(task.case, verdicts)
        came[task.number] = verdicts
    made = [came[number] for number in range(len(waiting))]
    assert [setup.filename for setup in made] == [case.path for case in waiting]
    said = {Path(setup.filename).stem: setup.verdicts[0] for setup in made}
    assert {name: verdict.verdict for name, verdict in said.items() if name not in {"end", "mute"}} == dict.fromkeys(
        "abe", decide.CONFIRMED
    )
    if engine != "serial":
        assert said["end"].verdict == decide.NOT_RUN
        assert said["end"].reason.startswith("the experiment was lost: its ")
    assert seen == [(count, len(waiting)) for count in range(1, len(waiting) + 1)]
    whole = [case for case in waiting if "end" not in case.path]
    kept = {Path(case.path).stem: known.verdicts for case in whole if (known := archive.recall(case)) is not None}
    assert kept == {name: setup.verdicts for name, setup in zip(stems(waiting), made, strict=True) if name in {"a", "b", "e"}}
    counts = {path.name: len(path.read_text()) for path in marks.iterdir()}
    assert counts == {"a": 1, "b": 1, "mute": 1, "e": 1}


PYTHON = os.environ.get("KERASLINT_KERAS_PYTHON") or (sys.executable if find_spec("keras") else "")


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.skipif(not PYTHON, reason="there is no Keras here, nor a Python that has it in KERASLINT_KERAS_PYTHON")
@pytest.mark.parametrize("engine", ["local", pytest.param("ray", marks=pytest.mark.ray)])
def test_a_farm_says_what_one_worker_says(engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if engine == "ray":
        pytest.importorskip("ray", reason="Ray is not installed")
    other = FAULTY.replace("Dense(8", "Dense(4")
    write(tmp_path, {"a.py": FAULTY, "b.py": other})

    def confirm(*options: str) -> list[dict[str, object]]:
        arguments = ["confirm", str(tmp_path), "--python", PYTHON, "--output-format", "json", "--no-cache", *options]
        assert cli.main(arguments) == 0
        setups: list[dict[str, object]] = json.loads(capsys.readouterr().out)["setups"]
        return setups

    spread = confirm("--engine", engine, "--workers", "2")
    alone = confirm()
    for setup in (*spread, *alone):
        for verdict in setup["verdicts"]:  # type: ignore[attr-defined]
            verdict.pop("seconds")
    assert spread == alone
    assert spread[0]["verdicts"][0]["verdict"] == decide.CONFIRMED  # type: ignore[index]
