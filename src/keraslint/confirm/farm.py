"""Experiments by many workers, on this machine or on a cluster: a task for each setup, kept as soon as its verdicts are there.

A worker of the executor has a trainer of its own, which serves all experiments that the worker gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from keraslint.confirm import decide
from keraslint.confirm.client import Limits, Worker
from keraslint.confirm.experiment import Progress, Wish
from keraslint.confirm.memory import Memory
from keraslint.confirm.records import SetupVerdict
from keraslint.confirm.survey import Case, name_of, untried, verdict_of
from keraslint.scale.executors import Executor, Lost


@dataclass(frozen=True, slots=True)
class Bench:
    """What every experiment of a farm is made with: the Python that has Keras, the backend, limits, compiled programs, wishes."""

    python: str
    backend: str
    limits: Limits
    cache: Path | None
    wish: Wish

    def worker(self) -> Worker:
        """Return a worker; it is not started yet."""
        return Worker(self.python, self.backend, self.limits, self.cache)


class Experiment(NamedTuple):
    """A task: the number of a case, and the case."""

    number: int
    case: Case


def farmed(
    cases: Iterable[Case],
    bench: Bench,
    executor: Executor,
    memory: Memory,
    progress: Progress,
    carry_out: Callable[[Bench, Experiment], SetupVerdict] | None = None,
) -> Iterator[tuple[int, SetupVerdict]]:
    """Walk the numbers of all cases with their verdicts: first what is remembered, then what ``executor`` makes, as it comes.

    Raises:
        Failure: there is nothing that can work.
    """
    tasks = [Experiment(number, case) for number, case in enumerate(cases)]
    names = {task.number: name_of(task.case, bench.worker(), bench.wish, memory) for task in tasks}
    waiting = []
    for task in tasks:
        name = names[task.number]
        known = None if name is None else memory.recall(name)
        if known is None:
            waiting.append(task)
        else:
            yield task.number, replace(known, filename=task.case.path)
    done = len(tasks) - len(waiting)
    for task, answer in executor.run(partial(carry_out or tried, bench), waiting):
        verdicts = untried(task.case, f"the experiment was lost: {answer.reason}") if isinstance(answer, Lost) else answer
        name = names[task.number]
        if name is not None and all(verdict.verdict != decide.NOT_RUN for verdict in verdicts.verdicts):
            memory.keep(name, verdicts)
        done += 1
        progress("trying the setups", done, len(tasks))
        yield task.number, verdicts


def tried(bench: Bench, task: Experiment) -> SetupVerdict:
    """Make one experiment, in a worker of an executor."""
    return verdict_of(task.case, _trainer(bench), bench.wish, lambda _what, _done, _total: None)


@cache
def _trainer(bench: Bench) -> Worker:
    """Return the trainer of this process."""
    return bench.worker()
