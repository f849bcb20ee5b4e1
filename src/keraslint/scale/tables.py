"""The tables that a survey gives, as Parquet: files, findings, setups and errors, written a part at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from keraslint.scale.inputs.storage import arrow

AT_A_TIME: Final = 10_000
"""How many rows are held back until they are written as a group."""

LIST: Final = "list"

COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "files": {
        "input": "string", "repository": "string", "path": "string", "content": "string", "bytes": "int64", "form": "string",
        "duplicate": "bool",
    },
    "findings": {
        "content": "string", "code": "string", "name": "string", "category": "string", "severity": "string",
        "confidence": "string", "message": "string", "notes": LIST, "related": LIST, "cell": "int64", "line": "int64",
        "column": "int64", "end_line": "int64", "end_column": "int64", "fix": "string", "applicability": "string",
        "setup": "int64",
    },
    "setups": {
        "content": "string", "setup": "int64", "cell": "int64", "line": "int64", "framework": "string", "known": LIST,
        "model": "string", "layers": LIST, "losses": LIST, "optimizer": "string", "learning_rate": "double", "uses": LIST,
        "facts": "string",
    },
    "errors": {
        "input": "string", "repository": "string", "path": "string", "content": "string", "kind": "string",
        "message": "string", "line": "int64",
    },
}  # fmt: skip
"""The columns of each table with their types; ``content`` joins them: what is found in one holds for all files that have it."""


class Tables:
    """Writes all tables; they get their names when everything is written."""

    def __init__(self, folder: Path) -> None:
        """Open a file for each table."""
        pa = arrow()
        import pyarrow.parquet

        self._pa = pa
        self._folder = folder
        self._schemas = {
            name: pa.schema([(column, _type(pa, kind)) for column, kind in columns.items()]) for name, columns in COLUMNS.items()
        }
        self._held: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
        self._writers = {
            name: pyarrow.parquet.ParquetWriter(self._fresh(name), schema, compression="zstd")
            for name, schema in self._schemas.items()
        }

    def add(self, name: str, row: dict[str, Any]) -> None:
        """Add a row to a table."""
        held = self._held[name]
        held.append(row)
        if len(held) >= AT_A_TIME:
            self._flush(name)

    def _flush(self, name: str) -> None:
        held = self._held[name]
        rows = [{column: clean(value) for column, value in row.items()} for row in held]
        self._writers[name].write_table(self._pa.Table.from_pylist(rows, schema=self._schemas[name]))
        held.clear()

    def _fresh(self, name: str) -> str:
        return str(self._folder / f".{name}.parquet.new")

    def __enter__(self) -> Self:
        """Enter: the files are open already."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the files; give them their names if all went well."""
        for name, writer in self._writers.items():
            if kind is None:
                self._flush(name)
            writer.close()
        if kind is None:
            for name in self._writers:
                Path(self._fresh(name)).replace(self._folder / f"{name}.parquet")


def _type(pa: Any, kind: str) -> Any:
    return pa.list_(pa.string()) if kind == LIST else getattr(pa, {"bool": "bool_", "double": "float64"}.get(kind, kind))()


def clean(value: Any) -> Any:
    """Return a text, or a list of texts, with escapes for what is no Unicode, such as a file name in another encoding."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return [clean(item) for item in value] if isinstance(value, list) else value
