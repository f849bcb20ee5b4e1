"""What a program may not do while it is run for its facts: reach the network, start processes, write outside its own folder."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any, Final

FORBIDDEN: Final = frozenset({
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.kill", "os.killpg",
    "pty.spawn", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "ftplib.connect",
    "http.client.connect", "os.chown", "os.chmod", "os.link", "os.symlink", "webbrowser.open",
})  # fmt: skip

CHANGES: Final = frozenset({"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree", "shutil.move"})

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Forbidden(OSError):
    """A program tried what it may not do."""


def install(folder: str) -> None:
    """Forbid it from now on, in this process, for good."""
    tempfile.tempdir = folder
    home = os.path.realpath(folder)

    def inside(path: Any) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return True
        whole = os.path.realpath(os.fsdecode(path))
        return whole == home or whole.startswith(home + os.sep) or whole == os.devnull

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in FORBIDDEN:
            raise Forbidden(f"{event} is not allowed here")
        if event == "open":
            path, mode, flags = arguments
            writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool(flags & _WRITING)
            if writes and not inside(path):
                raise Forbidden(f"may not write {path!r}")
        elif event in CHANGES and not all(inside(argument) for argument in arguments if isinstance(argument, str | bytes)):
            raise Forbidden(f"{event} is not allowed here")

    sys.addaudithook(hook)
