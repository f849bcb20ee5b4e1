"""The files of a run that have to do with Keras, in order: remembered, or linted, several at a time where that pays.

On the start-up path: the engine, and with it LibCST, is imported when there is something to lint.
"""

from __future__ import annotations

import os

from keraslint import precompiled
from keraslint.discover import STDIN
from keraslint.screen import read, relevant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from keraslint.cache.memory import Memory
    from keraslint.config.locate import Configs
    from keraslint.config.settings import Settings
    from keraslint.engine import Engine
    from keraslint.options import Options
    from keraslint.outcome import Outcome
    from keraslint.pool import Died
    from keraslint.progress import Progress

HELD: Final = 8
"""The content of this many files is kept in memory; that of others is read again when it is their turn."""


class Job:
    """A file that is to be linted: its path, and its content or why there is none, where that was kept."""

    __slots__ = ("data", "path", "size")

    def __init__(self, path: str, data: bytes | OSError, *, hold: bool) -> None:
        """Note a file."""
        self.path = path
        self.size = len(data) if isinstance(data, bytes) else 0
        self.data = data if hold or not isinstance(data, bytes) else None


class Work:
    """Collects files and lints them. ``begun`` says that there was one to report on, so that settings matter."""

    def __init__(self, options: Options, configs: Configs, memory: Memory | None, progress: Progress) -> None:
        """Collect nothing yet."""
        self._progress = progress
        self._process = os.getpid()
        self._done = 0
        self._options = options
        self._configs = configs
        self._memory = memory
        self._engine: Engine | None = None
        self._items: list[Job | Outcome] = []
        self.begun = False

    @property
    def engine(self) -> Engine:
        """What lints."""
        if self._engine is None:
            precompiled.install()
            from keraslint import collector
            from keraslint.engine import Engine

            collector.tame()
            self._engine = Engine(self._options, self._configs)
            self.begun = True
        return self._engine

    def standard_input(self, name: str) -> bytes:
        """Lint standard input under a name, and return what it is after that."""
        data = read(STDIN)
        assert isinstance(data, bytes)
        if not self._concerns(data, name):
            return data
        outcome = self.engine.take(name, data, keep=True)
        self._items.append(outcome)
        return outcome.content or data

    def look_at(self, path: str, error: OSError | None) -> None:
        """Note a file if it has to do with Keras, or could not be reached."""
        memory = self._memory
        if memory is not None and memory.eager and error is None and self._remembered(path):
            return
        data = error or self._content(path)
        if isinstance(data, bytes) and not self._concerns(data, path):
            if memory is not None and memory.eager and not self._markers(path):
                memory.keep_irrelevant(path)
            return
        if memory is not None and not memory.eager and self._remembered(path):
            return
        self._items.append(Job(path, data, hold=len(self._items) < HELD))

    def outcomes(self) -> Iterator[Outcome]:
        """Walk what came of the files, in their order."""
        jobs = [item for item in self._items if isinstance(item, Job)]
        # What is wrong with the configuration is said before there are several processes to say it.
        for job in jobs:
            self.engine.plan_for(job.path)
        done = iter(self._all(jobs))
        for item in self._items:
            if not isinstance(item, Job):
                yield item
                continue
            outcome = next(done)
            if self._memory is not None and not self.engine.plan_for(item.path).fixes:
                self._memory.keep(item.path, outcome)
            yield outcome

    def _all(self, jobs: list[Job]) -> list[Outcome]:
        sizes = [job.size for job in jobs]
        if len(jobs) < HELD or self._options.timings is not None:
            return [self._one(job) for job in jobs]
        from keraslint.pool import spread

        return spread(self._one, jobs, sizes, _lost)

    def _one(self, job: Job) -> Outcome:
        if os.getpid() == self._process:
            self._progress.at(self._done, job.path)
            self._done += 1
        outcome = self.engine.take(job.path, self._content(job.path) if job.data is None else job.data)
        from keraslint import collector

        collector.sweep()
        return outcome

    def _content(self, path: str) -> bytes | OSError:
        settings = self._early(path)
        return read(path) if settings is None else read(path, settings.max_file_size)

    def _remembered(self, path: str) -> bool:
        """Take over what is remembered of a file, if anything is."""
        assert self._memory is not None
        entry = self._memory.of(path)
        if entry is None:
            return False
        if entry.record is not None:
            precompiled.install()
            from keraslint.cache.records import decode

            try:
                self._items.append(decode(path, entry.record))
            except ValueError:
                return False
            self.begun = True
        return entry.relevant or not self._markers(path)

    def _concerns(self, data: bytes, path: str) -> bool:
        return relevant(data) or any(marker in data for marker in self._markers(path))

    def _markers(self, path: str) -> list[bytes]:
        """Return the markers that the configuration of a file adds."""
        settings = self._early(path)
        return [] if settings is None else [marker.encode() for marker in settings.extra_markers]

    def _early(self, path: str) -> Settings | None:
        """Return what the configuration of a file says that matters before it is read; ``None`` for the defaults."""
        return self._configs.settings_of(self._configs.file_for(os.path.dirname(path) or os.curdir))


def _lost(job: Job, died: Died) -> Outcome:
    from keraslint.analysis import problem
    from keraslint.findings import FileReport
    from keraslint.outcome import Outcome

    message = f"the analysis of this file ended its process, which is a bug: {died}"
    return Outcome(FileReport(job.path, (), (problem(job.path, "internal-error", message),)))
