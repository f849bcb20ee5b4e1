"""Folders of sources: on this machine as a run finds them, in an object store by the names of the objects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from keraslint import discover, screen
from keraslint.discover import EXCLUDED, SUFFIXES
from keraslint.options import Failure
from keraslint.scale.inputs import FOLDER, Document, Slice
from keraslint.scale.inputs.storage import first_line, is_address, located

AT_A_TIME: Final = 500
"""How many files a slice has."""


def paths_in(root: str) -> Iterator[str]:
    """Walk the sources of a folder of this machine, relative to it, as ``keraslint check`` would find them.

    Raises:
        Failure: a folder cannot be read.
    """
    for path, error in discover.find([root]):
        if error is not None:
            raise Failure(f"{path}: the folder cannot be read: {error.strerror}")
        yield os.path.relpath(path, root)


def wanted(name: str) -> bool:
    """Say whether a file of a store or of a repository is a source that a run would look at."""
    return name.endswith(SUFFIXES) and EXCLUDED.isdisjoint(name.split("/"))


def read_folder(part: Slice) -> Iterator[Document]:
    """Walk the sources of a slice."""
    for row, name in enumerate(part.parts):
        if is_address(part.source):
            yield Document(row, part.repository, name, _fetched(f"{part.source.rstrip('/')}/{name}"))
            continue
        data = screen.read(str(Path(part.source, name)))
        above = _repository(part.source, str(Path(name).parent))
        repository = part.repository if above == os.curdir else f"{part.repository}/{above}"
        content = data if isinstance(data, bytes) else data.strerror or str(data)
        yield Document(row, repository, os.path.relpath(name, above).replace(os.sep, "/"), content)


def _fetched(name: str) -> bytes | str:
    system, path = located(name)
    try:
        with system.open_input_stream(path) as stream:
            data: Any = stream.read()
            return bytes(data)
    except OSError as error:
        return first_line(error)


@cache
def _repository(root: str, folder: str) -> str:
    """Return the folder of the repository that holds ``folder``, relative to the root, which it is where there is no other."""
    if folder in {"", os.curdir} or Path(root, folder, ".git").exists():
        return folder or os.curdir
    return _repository(root, str(Path(folder).parent))


def slices_of(source: str, repository: str, names: Iterator[str], first: int) -> Iterator[Slice]:
    """Cut a list of files into slices, numbered from ``first`` on."""
    number = first
    chosen: list[str] = []
    for name in names:
        chosen.append(name)
        if len(chosen) == AT_A_TIME:
            yield Slice(number, FOLDER, source, tuple(chosen), repository)
            number += 1
            chosen = []
    if chosen:
        yield Slice(number, FOLDER, source, tuple(chosen), repository)
