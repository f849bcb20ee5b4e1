"""Where the experiments of one run are made: nothing is started before there is something to try."""

from __future__ import annotations

from keraslint.confirm.client import NoBackend, Worker, WorkerFailed
from keraslint.confirm.experiment import Wish
from keraslint.confirm.farm import Bench
from keraslint.options import Failure


class Laboratory:
    """The one worker of a run, which is begun when the first experiment is sure to be made."""

    def __init__(self, bench: Bench) -> None:
        """Begin nothing yet."""
        self._bench = bench
        self._worker: Worker | None = None
        self._lacking = ""

    def begin(self) -> None:
        """Let the worker import its libraries meanwhile. What is wrong is said where there is something to try."""
        if self._worker is not None or self._lacking:
            return
        try:
            self._worker = self._bench.ready().worker()
            self._worker.start()
        except NoBackend as error:
            self._lacking = str(error)
        except WorkerFailed:
            return  # the first question says so again

    @property
    def worker(self) -> Worker:
        """The worker.

        Raises:
            Failure: Keras is not installed.
        """
        self.begin()
        if self._worker is None:
            raise Failure(self._lacking)
        return self._worker

    @property
    def wish(self) -> Wish:
        """How experiments are to be made."""
        return self._bench.wish

    @property
    def bench(self) -> Bench:
        """What every one of several workers is made with.

        Raises:
            Failure: Keras is not installed.
        """
        try:
            return self._bench.ready()
        except NoBackend as error:
            raise Failure(str(error)) from None

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
