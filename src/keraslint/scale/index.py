"""What a survey knows of all its files at once: a data base on disk, so that memory does not grow with them.

It can be made again from the parts at any time, and is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Self

TABLES: Final = """
pragma journal_mode = off;
pragma synchronous = off;
create table contents (content blob primary key) without rowid;
create table repositories (number integer primary key, name text unique);
create table copies (content blob, repository integer, form text);
create table found (content blob, code text, name text, severity text, n integer);
create table failed (kind text, n integer, example text);
"""


class Index:
    """The contents of a survey, their copies, and what was found in them."""

    def __init__(self, path: Path) -> None:
        """Begin with nothing."""
        path.unlink(missing_ok=True)
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(TABLES)
        self._connection.execute("begin")

    def is_new(self, content: str) -> bool:
        """Take note of a content, and say whether it has not been there before."""
        added = self._connection.execute("insert or ignore into contents (content) values (?)", (bytes.fromhex(content),))
        return added.rowcount == 1

    def add_copy(self, content: str, repository: str, form: str) -> None:
        """Take note of a file."""
        self._connection.execute("insert or ignore into repositories (name) values (?)", (repository,))
        self._connection.execute(
            "insert into copies select ?, number, ? from repositories where name = ?", (bytes.fromhex(content), form, repository)
        )

    def add_finding(self, row: dict[str, Any]) -> None:
        """Take note of a finding."""
        values = (bytes.fromhex(row["content"]), row["code"], row["name"], row["severity"])
        self._connection.execute("insert into found values (?, ?, ?, ?, 1)", values)

    def add_failure(self, row: dict[str, Any]) -> None:
        """Take note of something that went wrong."""
        example = f"{row['repository']}: {row['path']}: {row['message']}"
        self._connection.execute("insert into failed values (?, 1, ?)", (row["kind"], example))

    def prepare(self) -> None:
        """Make ready for questions, when everything has been taken note of."""
        self._connection.execute("create index by_content on copies (content)")
        self._connection.execute("create index of_content on found (content)")

    def rows(self, query: str, *values: Any) -> Iterable[Any]:
        """Walk what a query gives."""
        return self._connection.execute(query, values)

    def __enter__(self) -> Self:
        """Enter: it is open already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close and remove it."""
        self._connection.close()
        self._path.unlink(missing_ok=True)
