"""What goes wrong is said in clear words, and what was found so far is not lost. None of this needs Keras."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from confirm.programs import HEAD, dense
from keraslint.cli import main
from keraslint.commands import ERROR, FINDINGS, INTERRUPTED
from keraslint.commands import confirm as command
from keraslint.confirm import decide
from keraslint.confirm.client import Limits, Worker, WorkerFailed, packages_of
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.confirm.survey import Case

SATURATED = HEAD + dense(
    'layers.Dense(16, activation="relu")', 'layers.Dense(1, activation="softmax")',
    compiled='optimizer="adam", loss="binary_crossentropy"'
).replace("randint(0, 3", "randint(0, 2")  # fmt: skip


@pytest.fixture
def python_that_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a maker of interpreters that say which packages they have, and fail at anything else; no backend is asked for."""
    monkeypatch.delenv("KERAS_BACKEND", raising=False)

    def made(*packages: str) -> str:
        file = tmp_path / "python"
        file.write_text(
            f'#!/bin/sh\nif [ "$2" = -c ]; then echo \'{json.dumps(packages)}\'; else echo "broken" >&2; exit 3; fi\n'
        )
        file.chmod(0o755)
        return str(file)

    return made


@pytest.fixture
def program(tmp_path: Path) -> str:
    file = tmp_path / "program.py"
    file.write_text(SATURATED)
    return str(file)


def test_without_keras_it_is_said_what_to_install(
    program: str, python_that_has: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["confirm", program, "--python", python_that_has()]) == ERROR
    assert "pip install 'keraslint[confirm]'" in capsys.readouterr().err


def test_without_a_backend_it_is_said_which_there_are(
    program: str, python_that_has: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["confirm", program, "--python", python_that_has("keras")]) == ERROR
    assert "install jax, tensorflow or torch" in capsys.readouterr().err
    assert main(["confirm", program, "--backend", "torch", "--python", python_that_has("keras", "jax")]) == ERROR
    assert "there is jax" in capsys.readouterr().err


def test_without_keras_a_program_without_findings_is_no_problem(
    tmp_path: Path, python_that_has: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    sound = tmp_path / "sound.py"
    sound.write_text("import keras\n")
    assert main(["confirm", str(sound), "--python", python_that_has()]) == 0
    assert "No finding makes a prediction" in capsys.readouterr().out


def test_a_worker_that_does_not_start_leaves_all_findings_not_run(
    program: str, python_that_has: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["confirm", program, "--python", python_that_has("keras", "jax"), "--no-cache"]) == 0
    said = capsys.readouterr().out
    assert "not run (the worker ended with 3: broken)" in said


def test_an_interruption_keeps_what_was_found(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python_that_has: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    other = tmp_path / "second.py"
    other.write_text(SATURATED)
    closed = []
    close = Worker.close

    def noted(worker: Worker) -> None:
        closed.append(worker)
        close(worker)

    def tried(case: Case, *_rest: object) -> SetupVerdict:
        if case.path == str(other):
            raise KeyboardInterrupt
        verdicts = tuple(Verdict.on(claim.finding, decide.CONFIRMED) for claim in case.predicted)
        return SetupVerdict(case.path, 1, 1, verdicts)

    monkeypatch.setattr(command, "verdict_of", tried)
    monkeypatch.setattr(Worker, "close", noted)
    arguments = ["confirm", program, str(other), "--python", python_that_has("keras", "jax"), "--no-cache"]
    assert main([*arguments, "--fail-on-confirmed"]) == INTERRUPTED
    said = capsys.readouterr().out
    assert "confirmed" in said
    assert "not run (interrupted)" in said
    assert closed


def test_a_program_may_come_in_by_standard_input(
    monkeypatch: pytest.MonkeyPatch, python_that_has: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    """As an editor gives what is not saved yet."""
    monkeypatch.setattr("keraslint.confirm.survey.read", lambda _: SATURATED.encode())
    monkeypatch.setattr(
        command,
        "verdict_of",
        lambda case, *_: SetupVerdict(case.path, 1, 1, tuple(Verdict.on(one.finding, "confirmed") for one in case.predicted)),
    )
    arguments = ["confirm", "-", "--stdin-filename", "mine.py", "--output-format", "json", "--fail-on-confirmed"]
    assert main([*arguments, "--python", python_that_has("keras", "jax")]) == FINDINGS
    (setup,) = json.loads(capsys.readouterr().out)["setups"]
    assert setup["filename"] == "mine.py"
    assert main([*arguments, "--exit-zero", "--python", python_that_has("keras", "jax")]) == 0


def test_a_worker_that_cannot_be_asked_says_why(python_that_has: Callable[..., str]) -> None:
    dead = Worker(python_that_has("keras", "jax"), "jax", Limits(), None)
    with pytest.raises(WorkerFailed, match="ended with 3: broken"):
        dead.ask("hello")
    missing = Worker(str(Path(sys.executable).parent / "no-such-python"), "jax", Limits(), None)
    with pytest.raises(WorkerFailed, match="cannot be started"):
        missing.ask("hello")


def test_what_is_remembered_is_said_without_any_process(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python_that_has: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def tried(case: Case, *_: object) -> SetupVerdict:
        return SetupVerdict(case.path, 1, 1, tuple(Verdict.on(one.finding, decide.CONFIRMED) for one in case.predicted))

    def started(*_: object, **__: object) -> None:
        raise AssertionError("a process is started")

    monkeypatch.setenv("KERASLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(command, "verdict_of", tried)
    arguments = ["confirm", program, "--output-format", "json", "--python", python_that_has("keras", "jax")]
    main(arguments)
    first = capsys.readouterr().out
    monkeypatch.setattr(command, "verdict_of", started)
    monkeypatch.setattr("subprocess.Popen", started)
    monkeypatch.setattr("subprocess.run", started)
    assert main(arguments) == 0, capsys.readouterr().err
    assert capsys.readouterr().out == first
    assert main([*arguments, "--seed", "1"]) == ERROR
    assert "a process is started" in capsys.readouterr().err


def test_verdicts_are_made_anew_when_packages_change(tmp_path: Path) -> None:
    packages = tmp_path / "lib" / "python3.12" / "site-packages"
    packages.mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.symlink_to(sys.executable)
    before = packages_of(str(python))
    assert packages_of(str(python)) == before
    (packages / "keras").mkdir()
    os.utime(packages, ns=(1, 1))
    assert packages_of(str(python)) != before


def test_check_takes_the_options_of_experiments(
    program: str, python_that_has: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    python = python_that_has("keras", "jax")
    assert main(["check", "--confirm", "--no-cache", program, "--backend", "torch", "--python", python]) == ERROR
    assert f"the backend torch is not installed for {python}; there is jax" in capsys.readouterr().err
    assert main(["check", program, "--seed", "3"]) == ERROR
    assert "`--seed` says how experiments are made, and goes with `--confirm`" in capsys.readouterr().err
