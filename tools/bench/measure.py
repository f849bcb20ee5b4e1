"""What a command costs: CPU and wall time and the most memory that any of its processes had, in turn with others."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import median
from typing import Final


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds of CPU and wall time, and bytes of memory."""

    cpu: float
    wall: float
    memory: float = 0.0


Run = Callable[[], Cost]

ENVIRONMENT: Final = {
    name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}
}


def measured(
    command: Sequence[str], folder: Path, *, cores: int | None = None, settings: Mapping[str, str] | None = None
) -> Cost:
    """Run a command in a folder, on a number of processors, and return what it and the processes that it started cost.

    Raises:
        RuntimeError: a signal has ended it.
    """
    output = os.open(os.devnull, os.O_WRONLY)
    before = time.perf_counter()
    process = os.fork()
    if process == 0:
        _become(command, folder, output, cores, {**ENVIRONMENT, **(settings or {})})
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - before
    os.close(output)
    if os.WIFSIGNALED(status):
        raise RuntimeError(f"{command[0]} was ended by signal {os.WTERMSIG(status)}")
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * unit)


def _become(command: Sequence[str], folder: Path, output: int, cores: int | None, environment: Mapping[str, str]) -> None:
    """Turn this process into the command; never returns."""
    try:
        os.chdir(folder)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if cores is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
        os.execve(command[0], list(command), dict(environment))  # noqa: S606 - this is what there is to measure
    finally:
        os._exit(127)


def in_turn(runs: Mapping[str, Run], rounds: int, enough: float = 120.0) -> dict[str, Cost]:
    """Run all of them in turn, round after round, so that a busy machine disturbs them alike; return the medians.

    No new round is begun once the rounds have taken more than ``enough`` seconds.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    start = time.perf_counter()
    for number in range(rounds):
        if number and time.perf_counter() - start > enough:
            break
        for name, run in runs.items():
            costs[name].append(run())
    return {name: middle(found) for name, found in costs.items()}


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs."""
    return Cost(median(cost.cpu for cost in costs), median(cost.wall for cost in costs), median(cost.memory for cost in costs))


def exponent(points: Sequence[tuple[float, float]], start: float = 0.0) -> float:
    """Return the power of the size with which time grows, by a fit over sizes and times; ``start`` is the time for nothing.

    Sizes for which there is no time left over ``start`` are left out.
    """
    logs = [(log(size), log(seconds - start)) for size, seconds in points if size > 0 and seconds > start]
    if len(logs) < 2:
        return float("nan")
    mean_x, mean_y = (sum(values) / len(logs) for values in zip(*logs, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread
