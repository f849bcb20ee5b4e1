"""The first look at a file: its bytes, and whether they have to do with Keras at all. On the start-up path."""

from __future__ import annotations

import os
import sys
from stat import S_ISREG

from keraslint import discover

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MARKERS: Final = (b"keras", b"tensorflow", b"model.compile(", b".compile(loss=", b".compile(optimizer=")
"""A file without any of these has nothing to do with Keras, and is not looked at. Snippets without imports have the last ones."""

LONGEST: Final = max(map(len, MARKERS))
BLOCK: Final = 1 << 20

MEGABYTES: Final = 10
"""The largest file that is read where nothing else is said."""

OUTPUTS: Final = 20
"""How many times larger a notebook may be: most of it is outputs, which are not analysed."""

HANDED: Final = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Where a shell hands a command what another one prints. A link of that name elsewhere does not count."""

_WITHOUT_WAITING: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)

WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins, in which the markers cannot be seen."""


def relevant(data: bytes) -> bool:
    """Say whether a file has to do with Keras, as far as its bytes tell."""
    return any(marker in data for marker in MARKERS) or data[:2] in WIDE_MARKS


class TooLarge(OSError):
    """A file is larger than files may be."""


class NoFile(OSError):
    """A path leads to something that is no file: a pipe could keep a reader waiting for ever, and a device has no end."""


def read(path: str, megabytes: float = MEGABYTES) -> bytes | OSError:
    """Return the content of a file, or the reason why it is not read.

    A file that is too large is searched for markers piece by piece; without one it counts as empty, since it is not in the way.
    """
    if path == discover.STDIN:
        return sys.stdin.buffer.read()
    handed = path.startswith(HANDED)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | (0 if handed else _WITHOUT_WAITING))
        try:
            found = os.fstat(descriptor)
            if not handed and not S_ISREG(found.st_mode):
                return NoFile(0, "this is not a regular file", path)
            most = megabytes * 1_000_000 * (OUTPUTS if path.endswith(".ipynb") else 1)
            if most and found.st_size > most:
                size = f"{found.st_size / 1_000_000:.1f} MB, and at most {most / 1_000_000:g} MB are read (`max-file-size`)"
                return TooLarge(0, size, path) if _mentions_keras(descriptor) else b""
            return _drain(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return error
    except ValueError as error:  # a path with a NUL character
        return OSError(0, str(error), path)


def _mentions_keras(descriptor: int) -> bool:
    """Say whether the rest of an open file has to do with Keras, in constant memory."""
    end = b""
    while part := os.read(descriptor, BLOCK):
        if relevant(end + part):
            return True
        end = part[-LONGEST:]
    return False


def _drain(descriptor: int) -> bytes:
    """Read all of an open file: in one call where the size is known, in several for a pipe."""
    parts = []
    while part := os.read(descriptor, max(os.fstat(descriptor).st_size, 65536) + 1):
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
