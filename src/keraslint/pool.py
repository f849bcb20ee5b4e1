"""Work spread over the processors: forked processes, each with its share from the beginning, the parent one of them.

Forking costs a millisecond and shares what is imported; so it pays from a few files on. Each process writes its results to a
file of its own that has no name, one after the other, so a process that dies loses the item that killed it and no other.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Final, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

LEAST_ITEMS: Final = 8
LEAST_BYTES: Final = 40_000
"""Below both of these, processes cost more than they save."""

CAN_FORK: Final = hasattr(os, "fork")


class Died(Exception):
    """The process that worked on an item ended in the midst of it."""

    def __init__(self, status: int) -> None:
        """Say how it ended, as the operating system tells: ``signal`` is the one that ended it, 0 if none did."""
        by = os.waitstatus_to_exitcode(status)
        self.signal = max(-by, 0)
        super().__init__(f"the process was killed by signal {-by}" if by < 0 else f"the process ended with {by}")


def workers_for(sizes: Sequence[int]) -> int:
    """Return how many processes are worth it for items of these sizes in bytes."""
    if not CAN_FORK or (len(sizes) < LEAST_ITEMS and sum(sizes) < LEAST_BYTES):
        return 1
    return max(min(processors(), len(sizes)), 1)


def processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def spread(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    sizes: Sequence[int],
    lost: Callable[[Item, Died], Result],
    workers: int | None = None,
) -> list[Result]:
    """Apply ``function`` to all items, in several processes where that pays, and return the results in the order of the items.

    ``sizes`` say how much work an item is. ``lost`` gives the result of an item whose process died over it.
    """
    count = workers_for(sizes) if workers is None else workers
    if count <= 1:
        return [function(item) for item in items]
    results: dict[int, Result] = {}
    shares = deal(sizes, count)
    # What is there now will stay: without this, the first collection in a child would copy all of it.
    gc.freeze()
    children = [_Child(function, items, share) for share in shares[1:]]
    try:
        results.update((index, function(items[index])) for index in shares[0])
        while children:
            child = children.pop()
            died = child.join()
            results.update(child.results())
            left = [index for index in child.share if index not in results]
            if died is None:
                continue
            if left:
                results[left[0]] = lost(items[left[0]], died)
            if left[1:]:
                children.append(_Child(function, items, left[1:]))
    finally:
        gc.unfreeze()
        for child in children:
            child.kill()
    return [results[index] for index in range(len(items))]


def apart(work: Callable[[], Result], lost: Callable[[Died], Result]) -> Result:
    """Return what ``work`` does in a process of its own; ``lost`` gives the result where that process dies over it."""
    child = _Child(lambda _: work(), (None,), (0,))
    try:
        died = child.join()
    except BaseException:
        child.kill()
        raise
    done = [result for _, result in child.results()]
    return done[0] if done else lost(died or Died(0))


def deal(sizes: Sequence[int], hands: int) -> list[list[int]]:
    """Share items out so that all hands have about the same to do: the largest first, each to the hand with the least so far."""
    shares: list[list[int]] = [[] for _ in range(hands)]
    loads = [0] * hands
    for index in sorted(range(len(sizes)), key=lambda index: -sizes[index]):
        least = loads.index(min(loads))
        shares[least].append(index)
        loads[least] += max(sizes[index], 1)
    return [sorted(share) for share in shares]


class _Child(Generic[Item, Result]):
    """A process that works on its share."""

    def __init__(self, function: Callable[[Item], Result], items: Sequence[Item], share: Sequence[int]) -> None:
        self.share = share
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when the results are read
        self._process = os.fork()
        if self._process == 0:
            self._work(function, items)

    def _work(self, function: Callable[[Item], Result], items: Sequence[Item]) -> None:
        """Do the work and end the process, without what Python does at its end: the parent's buffers are in here too."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        code = 1
        try:
            for index in self.share:
                pickle.dump((index, function(items[index])), self._file, pickle.HIGHEST_PROTOCOL)
                self._file.flush()
            code = 0
        finally:
            os._exit(code)

    def join(self) -> Died | None:
        """Wait for the end of the process; say how it ended if that was too early."""
        _, status = os.waitpid(self._process, 0)
        return Died(status) if status else None

    def results(self) -> Iterator[tuple[int, Result]]:
        """Walk what it has worked out."""
        self._file.seek(0)
        with self._file:
            while True:
                try:
                    yield pickle.load(self._file)  # noqa: S301 - a child of ours wrote it, to a file that only we have
                except (EOFError, pickle.UnpicklingError):
                    return

    def kill(self) -> None:
        """End the process."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        self._file.close()
