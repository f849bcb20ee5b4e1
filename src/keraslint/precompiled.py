"""Dataclasses without compiling: the methods that ``dataclasses`` writes as source text, compiled once and kept on disk.

A dataclass compiles half a dozen methods each time its module is imported; that is two thirds of what it takes to import LibCST,
whose nodes are two hundred of them. Python keeps compiled modules in ``__pycache__`` beside their source, but not this code. Here
it is kept in the same folder and under the same rules: it is written where that folder may be written to, never under ``python
-B``, and only what was compiled from exactly the same text is used. On the start-up path.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Final

LIMIT: Final = 1 << 24
"""More bytes than this are not read: what is kept takes about two million."""

LAYOUT: Final = 2
"""The version of the layout of what is kept."""


class Store:
    """Compiled code by source text, as it is on disk and as it grew in this process.

    Each code is a string of bytes of its own until it is needed: a run that takes its results from the cache needs a twentieth.
    """

    def __init__(self, path: str | None) -> None:
        """Read what is kept at ``path``; without a path, or where nothing usable is there, start empty."""
        self._path = path
        self._known: dict[str, bytes] = {} if path is None else _read(path)
        self._grown = False

    def execute(self, source: str, variables: dict[str, Any], names: dict[str, Any]) -> None:
        """Do what ``exec`` does with the text of a method."""
        exec(self._code(source), variables, names)  # noqa: S102 - the text comes from the standard library's dataclasses

    def _code(self, source: str) -> CodeType:
        kept = self._known.get(source)
        if kept is not None:
            code: CodeType = marshal.loads(kept)  # noqa: S302 - as safe as the compiled modules in that folder
            return code
        code = compile(source, "<string>", "exec")
        self._known[source] = marshal.dumps(code)
        self._grown = True
        return code

    def save(self) -> None:
        """Write what has been compiled, in one step; not being able to is no failure."""
        if not self._grown or self._path is None or sys.dont_write_bytecode:
            return
        self._grown = False
        temporary = f"{self._path}.{os.getpid()}"
        try:
            with open(temporary, "wb") as file:
                marshal.dump((LAYOUT, sys.version, self._known), file)
            os.replace(temporary, self._path)
        except OSError:
            return


def _read(path: str) -> dict[str, bytes]:
    try:
        with open(path, "rb") as file:
            layout, version, known = marshal.loads(file.read(LIMIT))  # noqa: S302 - as above
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return known if (layout, version) == (LAYOUT, sys.version) and isinstance(known, dict) else {}


def install() -> None:
    """Let ``dataclasses`` take its methods from a store, which is saved when the process ends."""
    import atexit
    import dataclasses

    if "exec" in vars(dataclasses):
        return
    cached = __spec__.cached
    folder = None if cached is None else os.path.dirname(cached)
    store = Store(None if folder is None else f"{folder}{os.sep}dataclasses.{sys.implementation.cache_tag}")
    # The name hides the built-in function in that one module. Should dataclasses not call it any more, nothing changes.
    dataclasses.exec = store.execute  # type: ignore[attr-defined]
    atexit.register(store.save)
