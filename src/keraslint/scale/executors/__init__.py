"""What carries tasks out: here, in processes of this machine, or on a Ray cluster, behind one method.

A task is plain data that says where the work lies, the function is pure but for what it reads, and whoever asks keeps all state.
So a task can be done again, elsewhere, and in any order. Tasks are taken as workers become free, so few of them are in flight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from keraslint.options import Failure

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

Task = TypeVar("Task")
Answer = TypeVar("Answer")

NEEDS: Final = "needs the extra `scale`: pip install 'keraslint[scale]'"
"""What is said where Ray or Arrow is not installed."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands for the answer to a task whose worker ended in the midst of it, or whose function raised; ``reason`` says how."""

    reason: str


class Executor(Protocol):
    """Carries out tasks. Left as a context, it lets go of its workers."""

    @property
    def workers(self) -> int:
        """How many tasks are carried out at a time."""

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """Walk the tasks with their answers, as these come; each task has exactly one.

        Raises:
            Failure: the function raised it, which ends the run, or there is nothing that can work.
        """

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Resources:
    """What the command line says of an executor; ``workers`` and ``address`` may be left open, the rest is for one task."""

    engine: str = "local"
    workers: int | None = None
    address: str | None = None
    cpus: float = 1.0
    gpus: float = 0.0


def executor_for(wanted: Resources) -> Executor:
    """Return the executor that is asked for.

    Raises:
        Failure: there is no such executor, it is not installed, or its cluster cannot be reached.
    """
    if wanted.address is not None and wanted.engine != "ray":
        raise Failure("`--address` names a Ray cluster; add `--engine ray`")
    if wanted.workers is not None and wanted.workers < 1:
        raise Failure(f"`--workers {wanted.workers}` leaves nobody to work")
    if wanted.engine == "serial":
        from keraslint.scale.executors.serial import Serial

        return Serial()
    if wanted.engine == "local":
        from keraslint.pool import processors
        from keraslint.scale.executors.local import Local

        return Local(wanted.workers or processors())
    from keraslint.scale.executors.cluster import Cluster

    return Cluster(wanted)


def told(error: BaseException) -> str:
    """Return an exception as a reason."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
