"""Functions that workers carry out in the tests of what spreads work; a module of its own, so that they can import it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from keraslint.confirm import decide
from keraslint.confirm.farm import Bench, Experiment
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.options import Failure
from keraslint.scale.executors.patience import at_most


def double(number: int) -> int:
    return 2 * number


def process(number: int) -> tuple[int, int]:
    time.sleep(0.05)
    return number, os.getpid()


def slowly(number: int) -> int:
    time.sleep(0.5)
    return number


def end_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def raise_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three is too many")
    return number


def refuse_at_three(number: int) -> int:
    if number == 3:
        raise Failure("nobody may work on three")
    return number


def hang_at_three(number: int) -> int:
    with at_most(0.3):
        if number == 3:
            time.sleep(60)
    return number


def noted(task: tuple[str, int]) -> int:
    """Leave a mark for each time that a task is carried out."""
    folder, number = task
    time.sleep(0.2)
    with Path(folder, f"{number}").open("a") as file:
        file.write("x")
    return number


def judged(bench: Bench, task: Experiment) -> SetupVerdict:
    """Confirm what is to be tried, or not; leave a mark for it in the folder of compiled programs."""
    name = Path(task.case.path).stem
    if name == "end":
        os.kill(os.getpid(), signal.SIGKILL)
    assert bench.cache is not None
    with (bench.cache / name).open("a") as file:
        file.write("x")
    finding = task.case.predicted[0].finding
    word = decide.NOT_RUN if name == "mute" else decide.CONFIRMED
    return SetupVerdict(task.case.path, 1, 1, (Verdict(finding.code, finding.name, word),))
