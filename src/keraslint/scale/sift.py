"""The first pass over a slice: which of its documents have to do with Keras, and what their contents are known by."""

from __future__ import annotations

from typing import Any, Final

from keraslint.discover import SUFFIXES
from keraslint.scale.charge import Charge
from keraslint.scale.executors.patience import at_most
from keraslint.scale.inputs import JSON_LINES, PARQUET, Document, Slice, read
from keraslint.scale.inputs.storage import first_line
from keraslint.screen import relevant

UNREADABLE: Final = "io-error"

COUNTS: Final = ("documents", "bytes", "other_languages", "without_keras", "with_keras", "unreadable")
"""What is counted of a slice."""


def sift(charge: Charge, part: Slice) -> dict[str, Any]:
    """Return, as plain data, the documents of a slice that are worth linting, what went wrong, and how many there were.

    A file is a list of its row, repository, path, key and size.
    """
    counts = dict.fromkeys(COUNTS, 0)
    files: list[list[Any]] = []
    errors: list[dict[str, Any]] = []
    try:
        with at_most(charge.slice_seconds):
            for document in read(part):
                counts["documents"] += 1
                if isinstance(document.content, str):
                    counts["unreadable"] += 1
                    errors.append(error_of(part, document.repository, document.path or f"row {document.row}", document.content))
                else:
                    _count(document, document.content, counts, files)
    except (OSError, ValueError) as error:
        errors.append(unread(part, first_line(error)))
    return {"files": files, "errors": errors, "counts": counts}


def _count(document: Document, content: bytes, counts: dict[str, int], files: list[list[Any]]) -> None:
    counts["bytes"] += len(content)
    if document.path and not document.path.endswith(SUFFIXES):
        counts["other_languages"] += 1
    elif not relevant(content):
        counts["without_keras"] += 1
    else:
        counts["with_keras"] += 1
        files.append([document.row, document.repository, document.path, document.key, len(content)])


def unsifted(part: Slice, reason: str) -> dict[str, Any]:
    """Return what is kept of a slice that nobody could sift."""
    return {"files": [], "errors": [unread(part, reason)], "counts": dict.fromkeys(COUNTS, 0)}


def unread(part: Slice, reason: str) -> dict[str, Any]:
    """Return what is recorded of a slice that could not be read, or not to its end."""
    return error_of(part, "", "", f"a part of the input cannot be read ({_where(part)}): {reason}")


def _where(part: Slice) -> str:
    """Say which part of its input a slice is."""
    if part.kind == PARQUET:
        return f"groups of rows {part.parts[0]} to {part.parts[1] - 1}"
    if part.kind == JSON_LINES:
        return f"bytes {part.parts[0]} to {part.parts[1] - 1}"
    return f"{len(part.parts)} files"


def error_of(part: Slice, repository: str, path: str, message: str) -> dict[str, Any]:
    """Return what is recorded of something that cannot be read."""
    return {
        "input": part.source,
        "repository": repository,
        "path": path,
        "content": None,
        "kind": UNREADABLE,
        "message": message,
        "line": None,
    }
