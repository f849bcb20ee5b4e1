"""Tasks one after the other, in this process: for tests, and for seeing where something goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

from keraslint.options import Failure
from keraslint.scale.executors import Answer, Lost, Task, told


class Serial:
    """Carries tasks out in their order."""

    workers = 1

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """Walk the tasks with their answers.

        Raises:
            Failure: the function raised it.
        """
        for task in tasks:
            try:
                answer: Answer | Lost = function(task)
            except Failure:
                raise
            except Exception as error:  # noqa: BLE001 - what one task raises must not cost the others
                answer = Lost(told(error))
            yield task, answer

    def __enter__(self) -> Self:
        """There is nothing to begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """There is nothing to let go of."""
