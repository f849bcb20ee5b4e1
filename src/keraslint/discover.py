"""Paths of the command line to the files that they stand for.

On the start-up path: nothing is imported here that a bare interpreter has not loaded, but for ``pathspec`` where a folder that is
walked has a ``.gitignore``.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Final, Protocol

    from pathspec import GitIgnoreSpec

    from keraslint.config.globs import Matcher
    from keraslint.config.locate import ConfigFile
    from keraslint.config.settings import Settings

    class Configs(Protocol):
        """What is asked of the configuration while files are looked for: ``None`` stands for the defaults."""

        def file_for(self, folder: str) -> ConfigFile | None:
            """Return the file that holds in a folder."""

        def inside(self, folder: str, names: Collection[str], outer: ConfigFile | None) -> ConfigFile | None:
            """Return the file that holds in a folder with entries of these names, given the one that holds above it."""

        def settings_of(self, file: ConfigFile | None) -> Settings | None:
            """Return what a file says."""


STDIN: Final = "-"
"""The path that stands for standard input."""

SUFFIXES: Final = (".py", ".pyi", ".pyw", ".ipynb")
"""How a file must end to be taken from a folder; a file that is named itself may be called anything."""

DEFAULT_ORIGIN: Final = "the default"
"""What settings call the origin of a value that nobody set."""

LONGEST_GITIGNORE: Final = 10_000_000
"""Characters of a ``.gitignore`` that are read."""

EXCLUDED: Final = frozenset({
    ".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".keraslint_cache", ".mypy_cache", ".nox",
    ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode", "__pycache__",
    "__pypackages__", "_build", "buck-out", "dist", "node_modules", "site-packages", "venv",
})  # fmt: skip
"""Folders that are never entered, by name: those that ruff leaves out too."""


class Excludes:
    """What is left out below a configuration file: folders by name, what patterns mean, and what ``.gitignore`` files do."""

    __slots__ = ("gitignore", "matcher", "names")

    def __init__(self, settings: Settings | None = None) -> None:
        """Take over what ``settings`` say; without them only the built-in names are left out."""
        self.names = EXCLUDED
        self.matcher: Matcher | None = None
        self.gitignore = True
        if settings is not None:
            from keraslint.config.globs import Matcher

            own = settings.origin("exclude").text != DEFAULT_ORIGIN
            globs = (*(settings.exclude if own else ()), *settings.extend_exclude)
            self.names = frozenset() if own else EXCLUDED
            self.matcher = Matcher(globs) if globs else None
            self.gitignore = settings.respect_gitignore

    def leaves_out(self, name: str, path: str) -> bool:
        """Say whether an entry of a folder is left out; the path of a folder ends with a slash."""
        return name in self.names or (self.matcher is not None and self.matcher.match(path))

    def leaves_out_file(self, path: str) -> bool:
        """Say whether a file that was named is left out, for itself or for a folder that it is in."""
        return not self.names.isdisjoint(path.split(os.sep)) or (self.matcher is not None and self.matcher.match(path))


def find(
    paths: Iterable[str], *, force_exclude: bool = False, configs: Configs | None = None
) -> Iterator[tuple[str, OSError | None]]:
    """Walk the files that ``paths`` stand for, each once, with the error where a folder cannot be read.

    A file that is named itself is taken as it is, whether it exists or not, unless ``force_exclude`` says that the exclusions
    hold for it too. Links to folders are not followed, so a loop of links ends.
    """
    seen: set[str] = set()
    walk = _Walk(configs)
    for given in paths:
        for path, error in walk.expand(given, force_exclude):
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


class _Walk:
    """A walk over folders, which asks for the exclusions of each configuration file once."""

    def __init__(self, configs: Configs | None) -> None:
        self._configs = configs
        self._excludes: dict[str | None, Excludes] = {}

    def expand(self, given: str, force_exclude: bool) -> Iterator[tuple[str, OSError | None]]:
        """Walk the files that one path stands for."""
        if given == STDIN:
            yield given, None
            return
        path = shorten(given)
        if force_exclude and self._of(self._above(os.path.dirname(path))).leaves_out_file(path):
            return
        if os.path.isdir(path):
            yield from self._walk(path)
        else:
            yield path, None

    def _above(self, folder: str) -> ConfigFile | None:
        return None if self._configs is None else self._configs.file_for(folder or os.curdir)

    def _of(self, file: ConfigFile | None) -> Excludes:
        key = None if file is None else file.path
        if key not in self._excludes:
            self._excludes[key] = Excludes(None if self._configs is None else self._configs.settings_of(file))
        return self._excludes[key]

    def _walk(self, start: str) -> Iterator[tuple[str, OSError | None]]:
        config = self._above(start)
        waiting = [(start, _ignores_above(start) if self._of(config).gitignore else None, config)]
        while waiting:
            folder, ignores, config = waiting.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield folder, error
                continue
            names = {entry.name for entry in entries}
            if self._configs is not None:
                config = self._configs.inside(folder, names, config)
            excludes = self._of(config)
            if ".gitignore" in names and excludes.gitignore:
                ignores = _extended(ignores, folder)
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    path = entry.path + "/"
                    if not excludes.leaves_out(entry.name, path) and not _ignored(ignores, path):
                        waiting.append((_joined(folder, entry.name), ignores, config))
                elif entry.name.endswith(SUFFIXES) and _is_file(entry) and not _left_out(excludes, ignores, entry):
                    yield _joined(folder, entry.name), None


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Say whether an entry is a file, or leads to one; a link that leads to itself is none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _left_out(excludes: Excludes, ignores: _Ignores | None, entry: os.DirEntry[str]) -> bool:
    return (excludes.matcher is not None and excludes.matcher.match(entry.path)) or _ignored(ignores, entry.path)


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

    path = os.path.join(folder, ".gitignore")
    if not os.path.isfile(path):  # a pipe would keep us waiting
        return outer
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read(LONGEST_GITIGNORE).splitlines()
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
