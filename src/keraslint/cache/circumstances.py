"""What decides, besides a file itself, what is reported of it: the configuration, the command line, the requirements.

On the start-up path: all of that is compared as text, so that a run in which nothing changed reads no configuration.
"""

from __future__ import annotations

import os
import sys

from keraslint import __version__, requirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from keraslint.config.locate import ConfigFile, Configs
    from keraslint.options import Options

SELECTING: Final = ("select", "ignore", "extend_select", "extend_ignore", "overrides", "ignore_noqa")
"""The options besides the configuration keys that decide what is reported."""

REPORTING: Final = frozenset({"baseline", "fail-on", "output-format", "show-fixes"})
"""The configuration keys that only decide how it is reported."""

INDIRECT: Final = (b"extend", b"plugins")
"""A configuration file with one of these words may depend on other files; it is read to find out."""


class Circumstances:
    """The circumstances of files, by folder."""

    def __init__(self, options: Options, configs: Configs) -> None:
        """Take what holds for all files."""
        self._configs = configs
        said = sorted((name, value) for name, value in options.said.items() if name not in REPORTING)
        self._common = repr([said, *((name, getattr(options, name)) for name in SELECTING)])
        self._by_folder: dict[str, str | None] = {}
        self._requiring: dict[str, tuple[str, ...]] = {}

    def of(self, path: str) -> str | None:
        """Return the circumstances of a file; ``None`` where they cannot be told, since code from elsewhere is a part of them."""
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._by_folder:
            self._by_folder[folder] = self._of_folder(folder)
        return self._by_folder[folder]

    def _of_folder(self, folder: str) -> str | None:
        config = self._stated(self._configs.file_for(folder), folder)
        return None if config is None else "\n".join([self._common, config, *self._required(folder)])

    def _required(self, folder: str) -> Iterator[str]:
        """Walk the state of the files that may state which Keras a project requires; those far up are looked at once for all."""
        for place in requirements.folders(folder):
            if place not in self._requiring:
                self._requiring[place] = tuple(_requiring(place))
            yield from self._requiring[place]

    def _stated(self, file: ConfigFile | None, folder: str) -> str | None:
        """Return what a configuration file says, with the place relative to which it says it."""
        if file is None:
            return ""
        if not any(word in file.data for word in INDIRECT):
            return f"{file.path}\n{file.data.decode('utf-8', 'backslashreplace')}"
        settings = self._configs.settings_for(os.path.join(folder, "*"))
        return None if settings.plugins else repr(settings)


def _requiring(place: str) -> Iterator[str]:
    """Walk the state of the files in one folder that may state requirements."""
    for name in requirements.FILES:
        path = os.path.join(place, name)
        try:
            found = os.stat(path)
        except OSError:
            continue
        yield f"{path} {found.st_mtime_ns} {found.st_size}"


def version() -> str:
    """Return what changes when keraslint does: its version, and that of Python; its files too where they may be edited."""
    installed = os.path.dirname(os.path.abspath(__file__))
    parts = [__version__, sys.version.partition(" ")[0]]
    if f"{os.sep}site-packages{os.sep}" not in installed:
        rules = os.path.join(os.path.dirname(os.path.dirname(installed)), "rules")
        parts += [f"{count} {newest} {size}" for count, newest, size in map(_extent, (installed, rules))]
    return " ".join(parts)


def _extent(folder: str) -> tuple[int, int, int]:
    """Return how many Python files are below a folder, when the newest of them was written, and how large they are together."""
    count = newest = size = 0
    waiting = [folder]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.name.endswith((".py", ".json")):
                found = entry.stat()
                count, newest, size = count + 1, max(newest, found.st_mtime_ns), size + found.st_size
    return count, newest, size
