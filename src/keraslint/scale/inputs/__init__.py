"""What a survey reads: folders of sources, git repositories, data sets with a source in each row; on this machine or in a store.

An input is cut into slices. A slice says where a part lies and how to read it, in a few words that any worker understands, and
always gives the same documents in the same order: a document is known by the number of its slice and its own in there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final

FOLDER: Final = "folder"
GIT: Final = "git"
PARQUET: Final = "parquet"
JSON_LINES: Final = "json-lines"

FORMS: Final = ("auto", "sources", "parquet", "jsonl")
"""What the command line calls the forms of an input."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The names that a data set may have for what is needed of a row; the first that it has is taken."""

    content: tuple[str, ...] = ("content", "code", "text", "source")
    path: tuple[str, ...] = ("path", "max_stars_repo_path", "file_path", "sample_path", "filename", "file_name")
    repository: tuple[str, ...] = (
        "repository",
        "repo_name",
        "max_stars_repo_name",
        "repo",
        "repository_name",
        "sample_repo_name",
    )

    def as_json(self) -> list[list[str]]:
        """Return the names as plain data."""
        return [list(self.content), list(self.path), list(self.repository)]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of an input that is read in one go.

    ``source`` is where the input lies and ``kind`` what it is. ``parts`` say which part of it: paths, objects of git, row groups,
    or the bytes from and to. ``columns`` are the names of those for content, path and repository, empty where there is none.
    """

    number: int
    kind: str
    source: str
    parts: tuple[Any, ...]
    repository: str = ""
    columns: tuple[str, str, str] = ("", "", "")

    def as_json(self) -> dict[str, Any]:
        """Return the slice as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Slice:
        """Return the slice that was written as plain data."""
        parts = tuple(tuple(part) if isinstance(part, list) else part for part in data["parts"])
        content, path, repository = data["columns"]
        return cls(data["number"], data["kind"], data["source"], parts, data["repository"], (content, path, repository))


@dataclass(frozen=True, slots=True)
class Document:
    """A source: its number in the slice, the repository that it is from, its path there, and its content or why there is none."""

    row: int
    repository: str
    path: str
    content: bytes | str

    @property
    def key(self) -> str:
        """What the content is known by; sources of the same content have the same."""
        assert isinstance(self.content, bytes)
        return sha256(self.content).hexdigest()[:32]


def read(part: Slice) -> Iterator[Document]:
    """Walk the documents of a slice.

    Raises:
        OSError: it cannot be read. What is wrong with a single document is that document's content.
    """
    if part.kind == FOLDER:
        from keraslint.scale.inputs.folders import read_folder

        return read_folder(part)
    if part.kind == GIT:
        from keraslint.scale.inputs.repositories import read_objects

        return read_objects(part)
    from keraslint.scale.inputs.rows import read_lines, read_row_groups

    return read_row_groups(part) if part.kind == PARQUET else read_lines(part)
