"""The programs that are compared: read from files, run by servers with the real Keras, recovered by keraslint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Final, cast

from fidelity.compare import Row, compare
from fidelity.recovered import recover
from keraslint.files import CannotRead, open_file
from keraslint.syntax import SyntaxFailure

SERVER: Final = Path(__file__).with_name("real") / "server.py"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use."""

    seconds: float = 60.0
    gigabytes: int = 10


@dataclass(slots=True)
class Outcome:
    """What came of one program: ``failures`` are the statements at which it went wrong when it ran."""

    path: str
    real: list[dict[str, Any]] = field(default_factory=list)
    recovered: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    finished: bool = False
    problem: str = ""

    @property
    def rows(self) -> list[Row]:
        """The comparison."""
        return compare(self.real, self.recovered, whole=not self.failures)


class Server:
    """A process with the real Keras that runs one program after the other."""

    def __init__(self) -> None:
        """Start it."""
        # Unbuffered warnings and progress of the libraries go nowhere; what matters comes back as JSON.
        self._process = subprocess.Popen([sys.executable, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, path: str, text: str, limits: Limits, *, strict: bool) -> dict[str, Any]:
        """Run a program and return what was observed."""
        job = {"path": path, "text": text, "seconds": limits.seconds, "gigabytes": limits.gigabytes, "strict": strict}
        writer, reader = cast(IO[str], self._process.stdin), cast(IO[str], self._process.stdout)
        writer.write(json.dumps(job) + "\n")
        writer.flush()
        answer: dict[str, Any] = json.loads(reader.readline())
        return answer

    def stop(self) -> None:
        """End it."""
        with self._process:
            cast(IO[str], self._process.stdin).close()


def read(path: str) -> str:
    """Return the text of a program; that of a notebook as one module, the way the linter reads it.

    Raises:
        CannotRead: it is not text that Python would read, or no notebook.
    """
    data = Path(path).read_bytes()
    if path.endswith(".ipynb"):
        from keraslint.notebook import NotebookError, open_notebook

        try:
            return open_notebook(path, data).text
        except NotebookError as error:
            raise CannotRead(error.message) from None
    return open_file(path, data).text


def found(paths: Iterable[str]) -> Iterator[str]:
    """Walk the programs at ``paths``, folders searched, in order."""
    for path in paths:
        if not Path(path).is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (f"{folder}/{name}" for name in sorted(names) if name.endswith((".py", ".ipynb")))


def measure(paths: Iterable[str], limits: Limits, jobs: int, *, strict: bool) -> Iterator[Outcome]:
    """Run and recover each program; outcomes come in the order of the paths."""
    free: SimpleQueue[Server] = SimpleQueue()
    servers = [Server() for _ in range(jobs)]
    for server in servers:
        free.put(server)

    def one(path: str) -> Outcome:
        server = free.get()
        try:
            return outcome(path, server, limits, strict=strict)
        finally:
            free.put(server)

    try:
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(one, paths)
    finally:
        for server in servers:
            server.stop()


def outcome(path: str, server: Server, limits: Limits, *, strict: bool) -> Outcome:
    """Run and recover one program."""
    whole = str(Path(path).resolve())
    try:
        text = read(path)
        recovered = recover(whole, text)
    except (CannotRead, OSError, SyntaxFailure) as error:
        return Outcome(path, problem=str(error))
    except Exception as error:  # noqa: BLE001 - a crash on one program is what the report is to show
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return Outcome(path, problem=f"CRASH {type(error).__name__}: {error} at {frame.filename}:{frame.lineno}")
    ran = server.run(whole, text, limits, strict=strict)
    return Outcome(path, ran["setups"], recovered, ran["failures"], ran["finished"])
