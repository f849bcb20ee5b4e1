"""Paths of the command line to the files that they stand for.

On the start-up path: nothing is imported here that a bare interpreter has not loaded, but for ``pathspec`` where a folder that is
walked has a ``.gitignore``.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from pathspec import GitIgnoreSpec

STDIN: Final = "-"
"""The path that stands for standard input."""

SUFFIXES: Final = (".py", ".pyi", ".pyw", ".ipynb")
"""How a file must end to be taken from a folder; a file that is named itself may be called anything."""

EXCLUDED: Final = frozenset({
    ".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d", ".pyenv",
    ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode", "__pycache__", "__pypackages__", "_build",
    "buck-out", "dist", "node_modules", "site-packages", "venv",
})  # fmt: skip
"""Folders that are never entered, by name: those that ruff leaves out too."""


def find(paths: Iterable[str], *, force_exclude: bool = False) -> Iterator[tuple[str, OSError | None]]:
    """Walk the files that ``paths`` stand for, each once, with the error where a folder cannot be read.

    A file that is named itself is taken as it is, whether it exists or not, unless ``force_exclude`` says that the built-in
    exclusions hold for it too. Links to folders are not followed, so a loop of links ends.
    """
    seen: set[str] = set()
    for given in paths:
        for path, error in _expand(given, force_exclude):
            key = path if path == STDIN else os.path.abspath(path)
            if key not in seen:
                seen.add(key)
                yield path, error


def shorten(path: str) -> str:
    """Return the path as it is shown: relative to the working directory where it lies below it."""
    below = os.getcwd().rstrip(os.sep) + os.sep
    shown = path.removeprefix(below)
    while shown.startswith("./"):
        shown = shown[2:].lstrip("/")
    return shown if shown and shown != STDIN else path


def _expand(given: str, force_exclude: bool) -> Iterator[tuple[str, OSError | None]]:
    if given == STDIN:
        yield given, None
        return
    path = shorten(given)
    if force_exclude and not EXCLUDED.isdisjoint(path.split(os.sep)):
        return
    if os.path.isdir(path):
        yield from _walk(path)
    else:
        yield path, None


def _walk(start: str) -> Iterator[tuple[str, OSError | None]]:
    waiting = [(start, _ignores_above(start))]
    while waiting:
        folder, ignores = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield folder, error
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            ignores = _extended(ignores, folder)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in EXCLUDED and not _ignored(ignores, entry.path + "/"):
                    waiting.append((_joined(folder, entry.name), ignores))
            elif entry.name.endswith(SUFFIXES) and entry.is_file() and not _ignored(ignores, entry.path):
                yield _joined(folder, entry.name), None


def _joined(folder: str, name: str) -> str:
    path = name if folder == os.curdir else os.path.join(folder, name)
    return path if path != STDIN else os.path.join(os.curdir, path)


class _Ignores:
    """The patterns of one ``.gitignore``, those of the folders around it behind them."""

    __slots__ = ("base", "outer", "patterns")

    def __init__(self, base: str, patterns: GitIgnoreSpec, outer: _Ignores | None) -> None:
        self.base = base
        self.patterns = patterns
        self.outer = outer


def _ignored(ignores: _Ignores | None, path: str) -> bool:
    """Say whether ``path`` (with a final slash for a folder) is ignored; the innermost file that has a pattern for it decides."""
    if ignores is None:
        return False
    whole = os.path.abspath(path) + ("/" if path.endswith("/") else "")
    level: _Ignores | None = ignores
    while level is not None:
        verdict = level.patterns.check_file(whole[len(level.base) :]).include
        if verdict is not None:
            return verdict
        level = level.outer
    return False


def _ignores_above(start: str) -> _Ignores | None:
    """Read the ``.gitignore`` files from the root of the repository that holds ``start`` down to the folder above ``start``."""
    above = []
    folder = os.path.abspath(start)
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
        above.append(folder)
    ignores: _Ignores | None = None
    for folder in reversed(above):
        if os.path.isfile(os.path.join(folder, ".gitignore")):
            ignores = _extended(ignores, folder)
    return ignores


def _extended(outer: _Ignores | None, folder: str) -> _Ignores | None:
    """Put the patterns of the ``.gitignore`` in ``folder`` before ``outer``; one that cannot be read says nothing."""
    from pathspec import GitIgnoreSpec

    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return outer
    base = os.path.join(os.path.abspath(folder), "")
    try:
        return _Ignores(base, GitIgnoreSpec.from_lines(lines), outer)
    except ValueError:
        return _Ignores(base, GitIgnoreSpec.from_lines([line for line in lines if _valid(line)]), outer)


def _valid(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
