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
from typing import Any, Final, Generic, Self

from keraslint.options import Failure
from keraslint.scale.executors import Answer, Lost, Task, told
from keraslint.scale.executors.patience import may_end

SPAWN: Final = multiprocessing.get_context("spawn")


class Local:
    """Carries tasks out in ``workers`` processes."""

    def __init__(self, workers: int) -> None:
        """Start nothing yet."""
        self.workers = workers
        self._hands: list[_Hand[Any]] = []

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """Walk the tasks with their answers, as these come.

        Raises:
            Failure: the function raised it.
        """
        hands: dict[Connection, _Hand[Task]] = {}
        try:
            for task in tasks:
                if len(hands) < self.workers:
                    hand = self._new(function, task)
                    hands[hand.pipe] = hand
                    continue
                yield self._next(hands, function, task)
            while hands:
                yield self._next(hands, function)
        finally:
            self._dismiss()

    def _next(
        self, hands: dict[Connection, _Hand[Task]], function: Callable[[Task], Answer], *more: Task
    ) -> tuple[Task, Answer | Lost]:
        """Wait for an answer, and give the one who has it the next task, if there is one."""
        hand = hands[next(ready for ready in wait(list(hands)) if isinstance(ready, Connection))]
        done = hand.task
        answer = hand.answer()
        if isinstance(answer, Failure):
            raise answer
        if more and hand.give(more[0]):
            return done, answer
        del hands[hand.pipe]
        hand.end()
        self._hands.remove(hand)
        if more:
            fresh = self._new(function, more[0])
            hands[fresh.pipe] = fresh
        return done, answer

    def _new(self, function: Callable[[Task], Answer], task: Task) -> _Hand[Task]:
        hand = _Hand(function, task)
        self._hands.append(hand)
        return hand

    def _dismiss(self) -> None:
        while self._hands:
            self._hands.pop().end()

    def __enter__(self) -> Self:
        """There is nothing to begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the processes."""
        self._dismiss()


class _Hand(Generic[Task]):
    """A process, and the task that it has."""

    def __init__(self, function: Callable[[Task], Any], task: Task) -> None:
        self.pipe, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_serve, args=(theirs, function), daemon=True)
        self._process.start()
        theirs.close()
        self.task = task
        self.pipe.send(task)

    def answer(self) -> Any:
        """Return the answer, or say how the process ended without one."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            return Lost(_ended(self._process.exitcode or 0))

    def give(self, task: Task) -> bool:
        """Hand the next task over; false where the process has ended."""
        if not self._process.is_alive():
            return False
        self.task = task
        with suppress(OSError):  # it ends at this very moment: the answer will say so
            self.pipe.send(task)
        return True

    def end(self) -> None:
        """End the process, in the midst of a task if need be."""
        self.pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _serve(pipe: Connection, function: Callable[[Any], Any]) -> None:
    """Do one task after the other until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us decides what an interruption means
    may_end()
    with suppress(EOFError, OSError):
        while True:
            task = pipe.recv()
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
