"""What makes experiments: one worker, or many on this machine or a cluster, with a task for each setup.

A worker of the executor has a trainer of its own, which serves all experiments that the worker gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from keraslint.confirm.client import Limits, Worker, choose, packages_of
from keraslint.confirm.experiment import Progress, Wish
from keraslint.confirm.records import SetupVerdict
from keraslint.confirm.survey import Case, untried, verdict_of
from keraslint.scale.executors import Executor, Lost


@dataclass(frozen=True, slots=True)
class Bench:
    """What experiments are made with: the Python that has Keras, the backend, limits, compiled programs, wishes.

    Without a ``backend`` it is the fastest that is installed.
    """

    python: str
    backend: str | None
    limits: Limits
    cache: Path | None
    wish: Wish

    @property
    def identity(self) -> tuple[str, ...]:
        """What verdicts depend on besides the setup and the wishes."""
        return self.backend or "", self.python, *packages_of(self.python), str(self.limits.memory)

    def ready(self) -> Bench:
        """Return the bench with a backend that is installed.

        Raises:
            NoBackend: there is none, or not the one that is wanted.
        """
        return replace(self, backend=choose(self.backend, self.python))

    def worker(self) -> Worker:
        """Return a worker of a bench that is ready; it is not started yet."""
        return Worker(self.python, self.backend or "", self.limits, self.cache)


class Experiment(NamedTuple):
    """A task: the number of a case, and the case."""

    number: int
    case: Case


def farmed(
    tasks: Sequence[Experiment],
    bench: Bench,
    executor: Executor,
    progress: Progress,
    carry_out: Callable[[Bench, Experiment], SetupVerdict] | None = None,
) -> Iterator[tuple[Experiment, SetupVerdict]]:
    """Walk the experiments with the verdicts that ``executor`` makes, as they come.

    Raises:
        Failure: there is nothing that can work.
    """
    for done, (task, answer) in enumerate(executor.run(partial(carry_out or tried, bench), tasks), start=1):
        verdicts = untried(task.case, f"the experiment was lost: {answer.reason}") if isinstance(answer, Lost) else answer
        progress("trying the setups", done, len(tasks))
        yield task, verdicts


def tried(bench: Bench, task: Experiment) -> SetupVerdict:
    """Make one experiment, in a worker of an executor."""
    return verdict_of(task.case, _trainer(bench), bench.wish, lambda _what, _done, _total: None)


@cache
def _trainer(bench: Bench) -> Worker:
    """Return the trainer of this process."""
    return bench.worker()
