"""The parent's end of the worker: starts it, asks, and starts another one when it has gone."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from keraslint.confirm.protocol import BACKENDS, OUT_OF_MEMORY

Json = Any

PACKAGE: Final = Path(__file__).resolve().parent.parent.parent
"""The folder in which keraslint stands; all that the worker needs to find besides its own libraries."""

START: Final = 120.0
GIGABYTE: Final = 1 << 30


class WorkerFailed(Exception):
    """The worker could not do what it was asked for; the message says why."""


class NoBackend(Exception):
    """Keras or a backend is not installed; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use."""

    memory: int = 6 * GIGABYTE
    seconds: float = 300.0
    execute: bool = False
    threads: int = field(default_factory=lambda: max(1, min(4, os.cpu_count() or 1)))


class Worker:
    """A process that trains. It is started when first asked and again after it died; it ends with ``close`` or with us."""

    def __init__(self, python: str, backend: str, limits: Limits, cache: Path | None) -> None:
        """Remember how to start it."""
        self._python = python
        self._limits = limits
        self._cache = cache
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[Json | None] = queue.Queue()
        self._errors: list[str] = []
        self._readers: list[threading.Thread] = []
        self._number = 0
        self._greeted = False
        self.backend = backend
        self.keras = ""
        self.device = ""

    def ask(self, do: str, on_progress: Callable[[int], None] | None = None, **arguments: Json) -> Json:
        """Send a request and return its result.

        Raises:
            WorkerFailed: it took too long, the worker died, or it answers with an error.
        """
        process = self._running()
        return self._asked(process, self._limits.seconds, do, on_progress, arguments)

    def _asked(
        self, process: subprocess.Popen[str], seconds: float, do: str, on_progress: Callable[[int], None] | None, arguments: Json
    ) -> Json:
        self._number += 1
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps({"id": self._number, "do": do, **arguments}) + "\n")
            process.stdin.flush()
        except OSError:
            raise WorkerFailed(self._death()) from None
        while True:
            try:
                answer = self._answers.get(timeout=seconds)
            except queue.Empty:
                self.close()
                raise WorkerFailed(f"it took more than {seconds:.0f} s") from None
            if answer is None:
                raise WorkerFailed(self._death())
            if answer.get("id") != self._number:
                continue
            if "done" in answer:
                if on_progress is not None:
                    on_progress(answer["done"])
            elif "error" in answer:
                raise WorkerFailed(f"{answer['error']} ({answer['where']})")
            else:
                return answer["result"]

    def start(self) -> None:
        """Start the process, and do not wait for it: what there is to ask can be found out while it imports its libraries.

        Raises:
            WorkerFailed: it cannot be started.
        """
        if self._process is None:
            try:
                self._process = self._spawned()
            except OSError as error:
                raise WorkerFailed(f"the worker cannot be started: {error}") from None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None and self._greeted:
            self.close()
        self.start()
        assert self._process is not None
        if not self._greeted:
            hello = self._asked(self._process, START, "hello", None, {})
            self.backend, self.keras, self.device = hello["backend"], hello["keras"], hello["device"]
            self._greeted = True
        return self._process

    def _spawned(self) -> subprocess.Popen[str]:
        self._greeted = False
        self._answers = queue.Queue()
        self._errors = []
        # -P: a file in the current folder that is called like a library must not be run.
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [self._python, "-P", "-m", "keraslint.confirm.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env=self._environment(), start_new_session=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        self._readers = [
            threading.Thread(target=_read_answers, args=(process.stdout, self._answers), daemon=True),
            threading.Thread(target=_read_errors, args=(process.stderr, self._errors), daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        return process

    def _environment(self) -> dict[str, str]:
        threads = str(self._limits.threads)
        settings = {
            "memory": self._limits.memory, "threads": self._limits.threads, "exec": self._limits.execute,
            "cache": None if self._cache is None else str(self._cache),
        }  # fmt: skip
        return {
            **os.environ,
            "KERAS_BACKEND": self.backend,
            "KERASLINT_WORKER": json.dumps(settings),
            "PYTHONPATH": str(PACKAGE),
            "PYTHONSAFEPATH": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "OMP_NUM_THREADS": threads,
            "JAX_PLATFORMS": os.environ.get("JAX_PLATFORMS", ""),
        }

    def _death(self) -> str:
        process = self._process
        code = process.wait(timeout=10) if process is not None else None
        self.close()
        if code == OUT_OF_MEMORY:
            return f"it needs more than {self._limits.memory / GIGABYTE:.1f} GB of memory"
        last = next((line for line in reversed(self._errors) if line.strip()), "")
        return f"the worker ended with {code}" + (f": {last.strip()[:200]}" if last else "")

    def close(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        process.wait()
        for reader in self._readers:
            reader.join(timeout=10)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _read_answers(stream: IO[str], answers: queue.Queue[Json | None]) -> None:
    for line in stream:
        answers.put(json.loads(line))
    answers.put(None)


def _read_errors(stream: IO[str], lines: list[str]) -> None:
    for line in stream:
        lines.append(line)
        del lines[:-50]


def installed(python: str) -> list[str]:
    """Return the backends that an interpreter has, the fastest first; nothing of them is imported.

    Raises:
        NoBackend: it has no Keras.
    """
    names = ("keras", *BACKENDS)
    script = f"import importlib.util as u, json; print(json.dumps([n for n in {names!r} if u.find_spec(n)]))"
    try:
        done = subprocess.run(  # noqa: S603 - a fixed script, no shell
            [python, "-P", "-c", script], capture_output=True, text=True, timeout=START, check=True, env=_clean(os.environ)
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoBackend(f"{python} cannot be run: {error}") from None
    found = json.loads(done.stdout)
    if "keras" not in found:
        raise NoBackend(
            f"Keras is not installed for {python}; `pip install 'keraslint[confirm]'` brings it with TensorFlow, "
            "`keraslint[confirm-jax]` with JAX, which is several times faster here"
        )
    return [name for name in found if name != "keras"]


def packages_of(python: str) -> tuple[str, ...]:
    """Return a mark of what is installed for an interpreter: the folders of its packages, and when they last changed.

    Nothing is started for it, so that a verdict can be looked up without.
    """
    place = Path(shutil.which(python) or python).absolute()  # not resolved: that of a virtual environment is a link
    folders = sorted({*place.parent.parent.glob("[Ll]ib/python*/*-packages"), *place.parent.glob("Lib/site-packages")})
    return tuple(f"{folder} {folder.stat().st_mtime_ns}" for folder in folders)


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name != "PYTHONPATH"}


def choose(wanted: str | None, python: str = sys.executable) -> str:
    """Return the backend to train on: the one that is wanted, else the fastest that is there.

    Raises:
        NoBackend: it is not there.
    """
    there = installed(python)
    if wanted is not None:
        if wanted not in there:
            has = f"there {'are' if len(there) > 1 else 'is'} {', '.join(there)}" if there else "there is none"
            raise NoBackend(f"the backend {wanted} is not installed for {python}; {has}")
        return wanted
    if not there:
        raise NoBackend(f"Keras has no backend for {python}; install jax, tensorflow or torch")
    return there[0]
