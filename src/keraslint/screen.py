"""The first look at a file: its bytes, and whether they have to do with Keras at all. On the start-up path."""

from __future__ import annotations

import os
import sys

from keraslint import discover

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MARKERS: Final = (b"keras", b"tensorflow", b"model.compile(", b".compile(loss=", b".compile(optimizer=")
"""A file without any of these has nothing to do with Keras, and is not looked at. Snippets without imports have the last ones."""

WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins, in which the markers cannot be seen."""


def relevant(data: bytes) -> bool:
    """Say whether a file has to do with Keras, as far as its bytes tell."""
    return any(marker in data for marker in MARKERS) or data[:2] in WIDE_MARKS


def read(path: str) -> bytes | OSError:
    """Return the content of a file, or the reason why it cannot be read."""
    if path == discover.STDIN:
        return sys.stdin.buffer.read()
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            return _drain(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return error
    except ValueError as error:  # a path with a NUL character
        return OSError(0, str(error), path)


def _drain(descriptor: int) -> bytes:
    """Read all of an open file: in one call where the size is known, in several for a pipe."""
    parts = []
    while part := os.read(descriptor, max(os.fstat(descriptor).st_size, 65536) + 1):
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
