"""The findings of an old code base that are known, so that only new ones are reported.

A file lists them by path, code and fingerprint: ``{"version": 1, "tool": ..., "files": {path: {code: {fingerprint: count}}}}``,
sorted and a key to a line, so that changes are small. Paths are relative to the folder of the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from keraslint import __version__, screen
from keraslint.findings import FileReport, Finding
from keraslint.fingerprint import fingerprints
from keraslint.layout import Sources
from keraslint.options import Failure

NAME: Final = "keraslint-baseline.json"
"""What the file is called where nobody gives it a name."""

LARGEST: Final = 500
"""Megabytes beyond which a baseline is none."""

VERSION: Final = 1

Key: TypeAlias = tuple[str, str, str]
"""A finding as the file knows it: path, code, fingerprint."""


@dataclass(slots=True)
class Baseline:
    """The findings that are known, by path, code and fingerprint."""

    path: str
    known: set[Key] = field(default_factory=set)

    def heed(self, files: Iterable[FileReport], sources: Sources) -> tuple[list[FileReport], set[Key]]:
        """Return the reports without what is known, and all that was found, known or not."""
        left: list[FileReport] = []
        found: set[Key] = set()
        for file in files:
            keyed = list(self._keyed(file, sources))
            found.update(key for key, _ in keyed)
            new = tuple(finding for key, finding in keyed if key not in self.known)
            if new or file.diagnostics:
                left.append(FileReport(file.path, new, file.diagnostics))
        return left, found

    def stale(self, found: set[Key], linted: Iterable[str]) -> set[Key]:
        """Return what is not found any more, in files that were linted or are gone."""
        looked_at = {self._name(path) for path in linted}
        return {
            key
            for key in self.known - found
            if key[0] in looked_at or not os.path.exists(os.path.join(os.path.dirname(self.path), key[0]))
        }

    def write(self, keys: set[Key]) -> None:
        """Write the file anew.

        Raises:
            Failure: it cannot be written.
        """
        files: dict[str, dict[str, dict[str, int]]] = {}
        for path, code, fingerprint in keys:
            files.setdefault(path, {}).setdefault(code, {})[fingerprint] = 1
        from keraslint import atomic  # few runs write

        data = {"version": VERSION, "tool": f"keraslint {__version__}", "files": files}
        try:
            atomic.write(self.path, (json.dumps(data, indent=1, sort_keys=True) + "\n").encode())
        except OSError as error:
            raise Failure(f"cannot write {self.path}: {error.strerror}") from None

    def _keyed(self, file: FileReport, sources: Sources) -> Iterator[tuple[Key, Finding]]:
        name = self._name(file.path)
        for finding, fingerprint in zip(file.findings, fingerprints(name, file.findings, sources), strict=True):
            yield (name, finding.code, fingerprint), finding

    def _name(self, path: str) -> str:
        return os.path.relpath(os.path.abspath(path), os.path.dirname(self.path)).replace(os.sep, "/")


def read(path: str) -> Baseline | None:
    """Return the baseline in a file, ``None`` if there is no such file.

    Raises:
        Failure: the file is not a baseline.
    """
    whole = os.path.abspath(path)
    content = screen.read(whole, LARGEST)
    if isinstance(content, FileNotFoundError):
        return None
    try:
        data = _parsed(content)
    except (OSError, ValueError, RecursionError) as error:
        raise Failure(f"cannot read the baseline {path}: {getattr(error, 'strerror', None) or error}") from None
    try:
        if data["version"] != VERSION:
            raise Failure(f"the baseline {path} is of version {data['version']}, which this keraslint does not know")
        return Baseline(whole, set(_keys(data["files"])))
    except (KeyError, TypeError, AttributeError):
        raise Failure(f"{path} is not a baseline of keraslint") from None


def _parsed(content: bytes | OSError) -> Any:
    if isinstance(content, OSError):
        raise content
    return json.loads(content.decode("utf-8"))


def _keys(files: Mapping[str, Mapping[str, Any]]) -> Iterator[Key]:
    for path, by_code in files.items():
        for code, prints in by_code.items():
            for fingerprint in prints:
                yield path, code, fingerprint


def update(known: Baseline, found: set[Key], stale: set[Key], *, grow: bool) -> tuple[int, int]:
    """Write a baseline without what is stale, and with what is new if it may ``grow``; return how many were added and removed."""
    added = found - known.known if grow else set()
    known.write((known.known - stale) | added)
    return len(added), len(stale)
