"""Files that are written in one step: whoever reads one sees the old content or the new, never a part of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(path: str, data: bytes) -> None:
    """Write a file, or replace its content. Its permissions stay, and a link stays a link.

    Raises:
        OSError: the file may not be written, or there is no room for it; then it is as it was.
    """
    target = Path(os.path.realpath(path))
    there = target.exists()
    if there and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", str(target))
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # else the name could be on the disk before the content
        temporary.chmod(target.stat().st_mode if there else _usual_mode())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _usual_mode() -> int:
    """Return the permissions of a file that a program of this user makes."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
