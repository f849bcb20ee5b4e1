"""Where inputs lie: a path of this machine, or the address of an object store, both through the file systems of Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from keraslint.options import Failure
from keraslint.scale.executors import NEEDS

SCHEME: Final = "://"

FOUND_NOT: Final = 2  # ENOENT


def is_address(name: str) -> bool:
    """Say whether an input is named by an address rather than by a path."""
    return SCHEME in name


def arrow() -> Any:
    """Return Arrow.

    Raises:
        Failure: it is not installed.
    """
    try:
        import pyarrow.fs
    except ImportError:
        raise Failure(f"a survey {NEEDS}") from None
    return pyarrow


def located(name: str) -> tuple[Any, str]:
    """Return the file system that holds ``name``, and the path in it.

    Raises:
        Failure: there is no such kind of file system, or it cannot be reached.
    """
    fs = arrow().fs
    if not is_address(name):
        return fs.LocalFileSystem(), str(Path(name).absolute())
    try:
        system, path = fs.FileSystem.from_uri(name)
    except (OSError, ValueError, ImportError) as error:
        raise Failure(f"{name}: this address cannot be read: {first_line(error)}") from None
    return system, path


def files_at(name: str) -> list[tuple[str, int]]:
    """Return the files that ``name`` stands for with their sizes in bytes, in order: itself, or those below it.

    Raises:
        Failure: there is nothing, or it cannot be listed.
    """
    fs = arrow().fs
    system, path = located(name)
    try:
        info = system.get_file_info(path)
        if info.type == fs.FileType.File:
            return [(name, info.size)]
        if info.type == fs.FileType.NotFound:
            raise Failure(f"{name}: there is no such file or folder")
        below = system.get_file_info(fs.FileSelector(path, recursive=True))
    except OSError as error:
        raise Failure(f"{name}: it cannot be read: {first_line(error)}") from None
    start = name.rstrip("/")
    return sorted((start + one.path.removeprefix(path.rstrip("/")), one.size) for one in below if one.type == fs.FileType.File)


def chunks(name: str, start: int = 0, size: int = 1 << 20) -> Iterator[bytes]:
    """Walk the bytes of a file from a position on, decompressed where its name says that it is compressed.

    Raises:
        OSError: it cannot be read.
    """
    system, path = located(name)
    packed = is_packed(name)
    with system.open_input_stream(path) if packed else system.open_input_file(path) as stream:
        if not packed:
            stream.seek(start)
        while piece := stream.read(size):
            yield piece


def is_packed(name: str) -> bool:
    """Say whether a file is compressed, going by its name."""
    return name.endswith((".gz", ".bz2", ".zst", ".lz4"))


def first_line(error: BaseException) -> str:
    """Return what an exception says, without the details that libraries write below it."""
    said = getattr(error, "strerror", None) or str(error)
    return next((line.strip() for line in said.splitlines() if line.strip()), type(error).__name__)[:300]
