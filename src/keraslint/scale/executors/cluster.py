"""Tasks on a Ray cluster, with processors and accelerators for each; Ray does a task again whose worker or node was lost."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, redirect_stdout
from types import TracebackType
from typing import Any, Final, Self

from keraslint.options import Failure
from keraslint.scale.executors import NEEDS, Answer, Lost, Resources, Task, told
from keraslint.scale.executors.patience import may_end

RETRIES: Final = 3
"""How often a task is done again after its worker or its node was lost."""

AHEAD: Final = 2
"""How many tasks are handed over for each one that can be carried out, so that no worker waits for the next."""

CONNECTING: Final = 5.0
"""After so many seconds a host that does not answer is taken for one that is not there."""

GLANCE: Final = 5.0
"""After so many seconds without an answer the size of the cluster is looked at again."""


class Cluster:
    """Carries tasks out on the cluster at an address; without one, on that of the environment, or one that is begun here."""

    def __init__(self, wanted: Resources) -> None:
        """Connect.

        Raises:
            Failure: Ray is not installed, or there is no cluster at that address.
        """
        try:
            import ray
        except ImportError:
            raise Failure(f"`--engine ray` {NEEDS}") from None
        self._ray = ray
        self._wanted = wanted
        with ExitStack() as stack:
            stack.enter_context(redirect_stdout(sys.stderr))  # Ray tells of lost nodes where a report may be expected
            _connect(ray, wanted)
            stack.callback(ray.shutdown)
            self._stack = stack.pop_all()

    @property
    def workers(self) -> int:
        """How many tasks the cluster can carry out at a time as it is now."""
        there = self._ray.cluster_resources()
        by_cpus = int(there.get("CPU", 0) / self._wanted.cpus) if self._wanted.cpus else self._wanted.workers or 1
        by_gpus = int(there.get("GPU", 0) / self._wanted.gpus) if self._wanted.gpus else by_cpus
        most = min(by_cpus, by_gpus)
        return most if self._wanted.workers is None else min(most, self._wanted.workers)

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """Walk the tasks with their answers, as these come.

        Raises:
            Failure: the function raised it, or no node of the cluster has what a task needs.
        """
        carry_out = self._ray.remote(
            num_cpus=self._wanted.cpus, num_gpus=self._wanted.gpus, max_retries=RETRIES, scheduling_strategy="SPREAD"
        )(_carry_out)
        given = self._ray.put(function)
        waiting = iter(tasks)
        flying: dict[Any, Task] = {}
        try:
            self._demand_nodes()
            more = True
            while more or flying:
                while more and len(flying) < self._room():
                    more = False
                    for task in waiting:
                        flying[carry_out.remote(given, task)] = task
                        more = True
                        break
                ready, _ = self._ray.wait(list(flying), num_returns=1, timeout=GLANCE) if flying else ([], [])
                for reference in ready:
                    yield flying.pop(reference), self._answer(reference)
        finally:
            for reference in flying:
                self._ray.cancel(reference, force=True)

    def _room(self) -> int:
        """Return how many tasks may be in flight. A limit on workers is one on tasks; a cluster may grow and shrink meanwhile."""
        workers = max(self.workers, 1)
        return workers if self._wanted.workers is not None else AHEAD * workers

    def _demand_nodes(self) -> None:
        if self.workers < 1:
            kinds = {"CPU": self._wanted.cpus, "GPU": self._wanted.gpus}
            needs = " and ".join(f"{amount:g} {kind}" for kind, amount in kinds.items() if amount)
            raise Failure(f"the Ray cluster has nothing that a task could run on: each needs {needs}")

    def _answer(self, reference: Any) -> Any:
        try:
            return self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, Failure):
                raise Failure(str(error.cause)) from None
            return Lost(told(error.cause or error))
        except self._ray.exceptions.RayError as error:
            return Lost(f"its worker was lost {RETRIES + 1} times: {_first_line(error)}")

    def __enter__(self) -> Self:
        """Enter: the connection is there already."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave the cluster."""
        self._stack.close()


def _connect(ray: Any, wanted: Resources) -> None:
    """Join a cluster; begin one where none is named."""
    _demand_listener(wanted.address)
    begin = wanted.address is None and not os.environ.get("RAY_ADDRESS")
    ours: dict[str, Any] = {"include_dashboard": False} if begin else {}
    try:
        ray.init(address=wanted.address, log_to_driver=False, logging_level=logging.ERROR, **ours)
    except Exception as error:  # noqa: BLE001 - Ray raises errors of many kinds, from several libraries
        what = (
            "a local Ray cluster cannot be started" if begin else f"no Ray cluster answers at {wanted.address or 'RAY_ADDRESS'}"
        )
        raise Failure(f"{what}: {_first_line(error)}") from None


def _demand_listener(address: str | None) -> None:
    """Look whether anything listens at an address of a host and a port: Ray itself takes minutes to give up.

    Raises:
        Failure: nothing does.
    """
    host, mark, port = (address or "").rpartition("//")[2].rpartition(":")
    if not mark or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECTING).close()
    except (OSError, OverflowError) as error:
        raise Failure(f"no Ray cluster answers at {address}: {_first_line(error)}") from None


def _carry_out(function: Callable[[Any], Any], task: Any) -> Any:
    """Do one task, in a worker of the cluster."""
    may_end()
    return function(task)


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300]
