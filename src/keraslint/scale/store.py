"""The folder that a survey writes to: a manifest, and until it is complete the slices and what came of each so far.

Each part is a file that is written whole and then gets its name, so a survey that is killed finds every part either done or not
begun. The manifest says what the survey is of; another one does not go on from there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from keraslint.options import Failure
from keraslint.scale.inputs import Slice

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
PARTS: Final = "parts"
SIFTED: Final = "sifted"
LINTED: Final = "linted"
SLICES: Final = "slices.jsonl"
IN_A_FOLDER: Final = 1000
"""How many parts lie in one folder."""


class Store:
    """A folder for one survey, by one process at a time."""

    def __init__(self, folder: Path) -> None:
        """Look at nothing yet."""
        self.folder = folder
        self.parts = folder / PARTS
        self._lock: IO[str] | None = None

    def begin(self, about: Mapping[str, Any], *, anew: bool) -> None:
        """Take the folder for the survey that ``about`` describes; ``anew`` throws an earlier one away.

        Raises:
            Failure: the folder cannot be written to, is in use, or holds another survey or something else.
        """
        try:
            self._begin({"format": FORMAT, **about}, anew=anew)
        except OSError as error:
            raise Failure(f"{self.folder} cannot be written to: {error.strerror}") from None
        except Failure:
            self.end()
            raise

    def _begin(self, about: Mapping[str, Any], *, anew: bool) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        known = self._manifest()
        if known is None and any(self.folder.iterdir()) and not self.parts.exists():
            raise Failure(f"{self.folder} holds something else than a survey; name a new folder")
        self.parts.mkdir(exist_ok=True)
        self._take()
        begun = known is not None and (known.get("complete") is True or (self.parts / SLICES).exists())
        if known is None or anew or not begun:
            self._clear()
            self._write(self.folder / MANIFEST, {**about, "complete": False})
        elif (other := _difference(known, about)) is not None:
            raise Failure(f"{self.folder} holds a survey {other}; name another folder, or begin anew with `--restart`")

    @property
    def complete(self) -> bool:
        """Whether the survey is done."""
        known = self._manifest()
        return known is not None and known.get("complete") is True

    def finish(self) -> None:
        """Note that the survey is done, and drop the parts."""
        self._write(self.folder / MANIFEST, {**(self._manifest() or {}), "complete": True})
        self.end()
        shutil.rmtree(self.parts, ignore_errors=True)

    def end(self) -> None:
        """Let go of the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def keep_slices(self, slices: Iterator[Slice]) -> None:
        """Write down what the slices are, all or none, unless that is done: a survey goes on with what it began with."""
        target = self.parts / SLICES
        if target.exists():
            return
        fresh = target.with_suffix(".new")
        with fresh.open("w", encoding="utf-8", errors="surrogatepass") as file:
            for part in slices:
                file.write(json.dumps(part.as_json()) + "\n")
        fresh.replace(target)

    def slices(self) -> Iterator[Slice]:
        """Walk the slices in order."""
        with (self.parts / SLICES).open(encoding="utf-8") as file:
            for line in file:
                yield Slice.from_json(json.loads(line))

    def has(self, kind: str, *numbers: int) -> bool:
        """Say whether a part is done."""
        return self._path(kind, numbers).exists()

    def keep(self, answer: Any, kind: str, *numbers: int) -> None:
        """Keep what came of a part."""
        path = self._path(kind, numbers)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._write(path, answer)

    def recall(self, kind: str, *numbers: int) -> Any:
        """Return what came of a part."""
        return json.loads(self._path(kind, numbers).read_text(encoding="utf-8"))

    def _path(self, kind: str, numbers: tuple[int, ...]) -> Path:
        name = "-".join(f"{number:06}" for number in numbers)
        return self.parts / kind / f"{numbers[0] // IN_A_FOLDER:04}" / f"{name}.json"

    def _manifest(self) -> dict[str, Any] | None:
        try:
            data = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except ValueError:
            raise Failure(f"{self.folder / MANIFEST} is damaged; name another folder") from None
        if not isinstance(data, dict):
            raise Failure(f"{self.folder / MANIFEST} is damaged; name another folder")
        return data

    def _take(self) -> None:
        """Keep other processes out, for as long as this one lives.

        Raises:
            Failure: another one is in.
        """
        self._lock = (self.parts / "lock").open("w", encoding="utf-8")
        try:
            import fcntl
        except ImportError:  # not on Windows
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.end()
            raise Failure(f"{self.folder} is being written to by another survey") from None

    def _clear(self) -> None:
        """Take away the parts of an earlier survey; what it had made is written over."""
        for kind in (SIFTED, LINTED):
            shutil.rmtree(self.parts / kind, ignore_errors=True)
        (self.parts / SLICES).unlink(missing_ok=True)

    @staticmethod
    def _write(path: Path, data: Any) -> None:
        fresh = path.with_name(f".{path.name}.new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(data, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


OTHER: Final = {"version": "by another version of keraslint", "inputs": "of other inputs", "form": "of other columns or formats"}
"""What is said of a survey that differs in a part of its manifest."""


def _difference(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
    """Say in what a survey differs from the one that is wanted."""
    return next((OTHER.get(name, "with other options") for name, value in wanted.items() if known.get(name) != value), None)
