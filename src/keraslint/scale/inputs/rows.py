"""Data sets with a source in each row: Parquet by groups of rows, JSON Lines by ranges of bytes, a little at a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, Final

from keraslint.options import Failure
from keraslint.scale.inputs import JSON_LINES, PARQUET, Columns, Document, Slice
from keraslint.scale.inputs.storage import arrow, chunks, first_line, is_packed, located

ROWS: Final = 2000
"""Small groups of rows are read together up to this many."""

BYTES: Final = 16 << 20
"""How many bytes of JSON Lines make a slice, where the file is not compressed."""

LONGEST: Final = 64 << 20
"""A longer line is not read."""

AT_A_TIME: Final = 100
"""How many rows of Parquet are in memory."""

LINES: Final = (".jsonl", ".ndjson", ".jsonlines")


def is_parquet(name: str) -> bool:
    """Say whether a file is Parquet, going by its name."""
    return name.endswith((".parquet", ".pq"))


def is_lines(name: str) -> bool:
    """Say whether a file is JSON Lines, going by its name; data sets call such files ``.json.gz`` as well."""
    bare = name.rpartition(".")[0] if is_packed(name) else name
    return bare.endswith(LINES) or (is_packed(name) and bare.endswith(".json"))


def slices_of_parquet(name: str, columns: Columns, first: int) -> Iterator[Slice]:
    """Cut a Parquet file into slices, numbered from ``first`` on.

    Raises:
        Failure: it is no Parquet file, or lacks a column.
    """
    try:
        with _opened(name) as file:
            chosen = _columns(name, file.schema_arrow.names, columns)
            sizes = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
    except (OSError, ValueError) as error:
        raise Failure(f"{name}: it cannot be read as Parquet: {first_line(error)}") from None
    number, start, rows = first, 0, 0
    for group, size in enumerate(sizes):
        if rows and rows + size > ROWS:
            yield Slice(number, PARQUET, name, (start, group), "", chosen)
            number, start, rows = number + 1, group, 0
        rows += size
    if rows:
        yield Slice(number, PARQUET, name, (start, len(sizes)), "", chosen)


def slices_of_lines(name: str, size: int, columns: Columns, first: int) -> Iterator[Slice]:
    """Cut a file of JSON Lines into slices, numbered from ``first`` on; its first line tells the columns.

    Raises:
        Failure: it cannot be read, its first line is no object, or that lacks a column.
    """
    try:
        line = next(_lines(name, 0, BYTES), None)
        row = None if line is None else json.loads(line[1])
    except (OSError, ValueError) as error:
        raise Failure(f"{name}: it cannot be read as JSON Lines: {first_line(error)}") from None
    if line is None:
        return
    if not isinstance(row, dict):
        raise Failure(f"{name}: it cannot be read as JSON Lines: its first line is no object")
    chosen = _columns(name, row, columns)
    step = size if is_packed(name) else BYTES
    for at, start in enumerate(range(0, size, step)):
        yield Slice(first + at, JSON_LINES, name, (start, start + step), "", chosen)


def read_row_groups(part: Slice) -> Iterator[Document]:
    """Walk the rows of a slice of a Parquet file.

    Raises:
        OSError: it cannot be read, or is damaged.
    """
    first, end = part.parts
    names = [name for name in part.columns if name]
    row = 0
    with _opened(part.source) as file:
        for batch in file.iter_batches(AT_A_TIME, row_groups=list(range(first, end)), columns=names):
            for values in batch.to_pylist():
                yield _document(row, values, part)
                row += 1


def read_lines(part: Slice) -> Iterator[Document]:
    """Walk the rows of a slice of JSON Lines.

    Raises:
        OSError: it cannot be read, or is damaged.
    """
    start, end = part.parts
    for row, (_, line) in enumerate(_lines(part.source, start, end)):
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, dict):
            yield _document(row, values, part)
        else:
            yield Document(row, "", "", "the line is no JSON object")


def _lines(name: str, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Walk the lines that begin in a range of bytes, with where they begin; of a compressed file, all."""
    packed = is_packed(name)
    at = 0 if packed else max(start - 1, 0)
    begun = at == start or packed  # else what comes before the first end of a line belongs to the range before
    held = b""
    for piece in chunks(name, at):
        held += piece
        *lines, held = held.split(b"\n")
        for line in lines:
            if at >= end and not packed:
                return
            if begun and line.strip():
                yield at, line
            begun = True
            at += len(line) + 1
        if len(held) > LONGEST:
            raise OSError(0, f"a line is longer than {LONGEST >> 20} MB")
    if begun and held.strip() and (at < end or packed):
        yield at, held


def _document(row: int, values: dict[str, Any], part: Slice) -> Document:
    content, path, repository = (values.get(name) if name else None for name in part.columns)
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    if not isinstance(content, bytes):
        content = f"the column {part.columns[0]} of the row holds no text"
    return Document(row, _text(repository), _text(path), content)


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _columns(name: str, there: Collection[str], wanted: Columns) -> tuple[str, str, str]:
    """Return the columns of a data set for what is needed; it may do without paths and repositories unless they were asked for.

    Raises:
        Failure: it has no column for the content, or lacks one that was named.
    """
    chosen = []
    for role, default in (("content", True), ("path", False), ("repository", False)):
        names = getattr(wanted, role)
        found = next((one for one in names if one in there), "")
        if not found and (default or names != getattr(Columns(), role)):
            raise Failure(
                f"{name}: there is no column {' or '.join(names)}; the columns are {', '.join(there)}; "
                f"`--{role}-column` says which one holds the {role}"
            )
        chosen.append(found)
    content, path, repository = chosen
    return content, path, repository


def _opened(name: str) -> Any:
    arrow()
    import pyarrow.parquet

    system, path = located(name)
    return pyarrow.parquet.ParquetFile(path, filesystem=system, pre_buffer=False)
