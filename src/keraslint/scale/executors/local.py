"""Tasks spread over processes of this machine, one task in each at a time.

The processes are spawned, not forked: their pipes are theirs alone, so each sees the end of this process as the end of its pipe,
and the threads of the libraries that read the inputs do not get lost on the way. A process that dies costs the task that it had.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Final, Self

from keraslint.options import Failure
from keraslint.scale.executors import Answer, Lost, Task, told
from keraslint.scale.executors.patience import may_end

GRACE: Final = 0.5
"""For so many seconds a process that has nothing to do may see to its end itself."""

SPAWN: Final = multiprocessing.get_context("spawn")


class Local:
    """Carries tasks out in ``workers`` processes, which stay for the next run."""

    def __init__(self, workers: int) -> None:
        """Start nothing yet."""
        self.workers = workers
        self._idle: list[_Hand] = []

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """Walk the tasks with their answers, as these come.

        Raises:
            Failure: the function raised it.
        """
        busy: dict[Connection, tuple[_Hand, Task]] = {}
        try:
            for task in tasks:
                if len(busy) == self.workers:
                    yield self._next(busy)
                hand = self._idle.pop() if self._idle else _Hand()
                hand.give(function, task)
                busy[hand.pipe] = hand, task
            while busy:
                yield self._next(busy)
        finally:
            for hand, _ in busy.values():
                hand.end()

    def _next(self, busy: dict[Connection, tuple[_Hand, Task]]) -> tuple[Task, Any]:
        """Wait for an answer. Who gives one is free for the next task."""
        hand, task = busy.pop(next(ready for ready in wait(list(busy)) if isinstance(ready, Connection)))
        try:
            answer = hand.pipe.recv()
        except (EOFError, OSError):
            return task, Lost(hand.end())
        self._idle.append(hand)
        if isinstance(answer, Failure):
            raise answer
        return task, answer

    def __enter__(self) -> Self:
        """There is nothing to begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the processes."""
        while self._idle:
            self._idle.pop().end()


class _Hand:
    """A process that carries out what it is given."""

    def __init__(self) -> None:
        self.pipe, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, function: Callable[[Any], Any], task: object) -> None:
        """Hand a task over."""
        with suppress(OSError):  # the process has ended meanwhile: that will be its answer
            self.pipe.send((function, task))

    def end(self) -> str:
        """End the process, in the midst of a task if need be, and say how it ended if it has already."""
        self.pipe.close()
        self._process.join(GRACE)
        self._process.kill()
        self._process.join()
        code = self._process.exitcode or 0
        self._process.close()
        return _ended(code)


def _serve(pipe: Connection) -> None:
    """Do one task after the other until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us decides what an interruption means
    may_end()
    with suppress(EOFError, OSError):
        while True:
            function, task = pipe.recv()
            try:
                answer = function(task)
            except Failure as failure:
                answer = failure
            except Exception as error:  # noqa: BLE001 - what one task raises must not cost the others
                answer = Lost(told(error))
            pipe.send(answer)


def _ended(code: int) -> str:
    if code == -getattr(signal, "SIGALRM", 0) != 0:
        return "it took too long"
    return f"its process was killed by signal {-code}" if code < 0 else f"its process ended with {code}"
