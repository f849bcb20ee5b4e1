"""From the inputs of a command line to slices, in order; every input is looked at before the first slice is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keraslint.options import Failure
from keraslint.scale.inputs import Columns, Slice, folders, repositories, rows
from keraslint.scale.inputs.storage import files_at, is_address

SOURCES: Final = "sources"
NEWEST: Final = "HEAD"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read: the inputs as they were named, what they are taken for, the columns, and where clones are kept."""

    inputs: tuple[str, ...]
    form: str
    columns: Columns
    clones: Path


def slices(wanted: Wanted) -> Iterator[Slice]:
    """Walk the slices of all inputs.

    Raises:
        Failure: an input is not there, cannot be read, has no sources, or is part of another one.
    """
    _demand_apart(wanted.inputs)
    number = 0
    for name in wanted.inputs:
        start = number
        for part in _of(name, wanted, number):
            number = part.number + 1
            yield part
        if number == start:
            raise Failure(f"{name}: there are no Python files, notebooks or rows in it")


def _of(name: str, wanted: Wanted, first: int) -> Iterator[Slice]:
    """Walk the slices of one input."""
    if repositories.is_remote(name):
        clone = repositories.cloned(name, wanted.clones)
        return repositories.slices_of(name, clone, NEWEST, name, first)
    path, mark, revision = name.rpartition("@")
    if mark and not is_address(name) and not Path(name).exists() and Path(path).is_dir():
        return repositories.slices_of(name, Path(path), revision, _called(path), first)
    if not is_address(name) and Path(name).is_dir():
        if repositories.is_bare(Path(name)):
            return repositories.slices_of(name, Path(name), NEWEST, _called(name), first)
        if wanted.form == SOURCES or (wanted.form == "auto" and next(folders.paths_in(name), None) is not None):
            root = str(Path(name).absolute())
            return folders.slices_of(root, _called(name), folders.paths_in(root), first)
    return _stored(name, wanted, first)


def _stored(name: str, wanted: Wanted, first: int) -> Iterator[Slice]:
    """Walk the slices of a data set, or of a folder of an object store."""
    found = files_at(name)
    shards = [(file, size) for file, size in found if wanted.form != SOURCES and _is_shard(file, wanted, alone=len(found) == 1)]
    if shards:
        return _of_shards(shards, wanted, first)
    if len(found) == 1 and found[0][0] == name:
        raise Failure(f"{name}: this is neither Parquet nor JSON Lines, going by its name; `--input-format` says what it is")
    start = len(name.rstrip("/")) + 1
    names = (file[start:] for file, _ in found if folders.wanted(file[start:]))
    return folders.slices_of(name, _called(name), names, first)


def _of_shards(shards: Sequence[tuple[str, int]], wanted: Wanted, first: int) -> Iterator[Slice]:
    number = first
    for file, size in shards:
        lines = wanted.form == "jsonl" or (wanted.form == "auto" and rows.is_lines(file))
        of = rows.slices_of_lines(file, size, wanted.columns, number) if lines else None
        for part in of or rows.slices_of_parquet(file, wanted.columns, number):
            number = part.number + 1
            yield part


def _is_shard(file: str, wanted: Wanted, *, alone: bool) -> bool:
    """Say whether a file belongs to a data set. One that is named itself may be called anything if its form is stated."""
    if alone and wanted.form != "auto":
        return True
    return (wanted.form != "jsonl" and rows.is_parquet(file)) or (wanted.form != "parquet" and rows.is_lines(file))


def _called(name: str) -> str:
    """Return what the repository in a folder is called."""
    return name.rstrip("/").rpartition("/")[2] if is_address(name) else Path(name).resolve().name


def _demand_apart(inputs: Sequence[str]) -> None:
    """Refuse inputs that hold each other: their files would be counted twice.

    Raises:
        Failure: two of them do.
    """
    seen: dict[str, str] = {}
    for name in inputs:
        whole = name.rstrip("/") if is_address(name) else str(Path(name).absolute())
        for other, as_named in seen.items():
            if whole == other or whole.startswith(f"{other}/") or other.startswith(f"{whole}/"):
                raise Failure(f"{name} and {as_named} have the same files; name each of them once")
        seen[whole] = name
