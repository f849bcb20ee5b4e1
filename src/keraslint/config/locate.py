"""Which configuration file holds for a file: the nearest one above it. On the start-up path.

Finding a file costs a few calls of the operating system; reading one costs a TOML parser, so that is put off until something
in the file can matter.
"""

from __future__ import annotations

import os

from keraslint.options import Failure
from keraslint.screen import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final

    from keraslint.config.settings import Settings
    from keraslint.options import Options

PYPROJECT: Final = "pyproject.toml"
NAMES: Final = (".keraslint.toml", "keraslint.toml", PYPROJECT)
"""The names of configuration files; where a folder has several, the first one holds."""

SECTION: Final = b"tool.keraslint"

EARLY: Final = (b"exclude", b"extend", b"gitignore", b"markers", b"output", b"required", b"fix", b"baseline", b"max-file-size")
"""A file with none of these words says nothing that could matter before a file is found that has to do with Keras."""


class ConfigFile:
    """A configuration file: its path and its bytes."""

    __slots__ = ("data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        """Hold what was read."""
        self.path = path
        self.data = data

    @property
    def early(self) -> bool:
        """Whether the file may say something that matters before any source file is opened."""
        return any(word in self.data for word in EARLY)


class Configs:
    """The configuration files of a run, by folder, and the settings that come of them."""

    def __init__(self, options: Options) -> None:
        """Look at nothing yet; ``options`` may name a file for everything, or say that none is to be read.

        Raises:
            Failure: the file that is named cannot be read.
        """
        self._options = options
        self._by_folder: dict[str, ConfigFile | None] = {}
        self._settings: dict[str | None, Settings] = {}
        self._given = _read(options.config_file) if options.config_file is not None else None
        if options.config_file is not None and self._given is None:
            raise Failure(f"cannot read the configuration file {options.config_file}")

    def here(self) -> Settings | None:
        """Return the settings of the working directory, if they can matter already."""
        return self.settings_of(self.file_for(os.curdir))

    def inside(self, folder: str, names: Collection[str], outer: ConfigFile | None) -> ConfigFile | None:
        """Return the file that holds in a folder with entries of these names, given the one that holds above it."""
        if self._fixed or not any(name in names for name in NAMES):
            return outer
        return _in(os.path.abspath(folder)) or outer

    def file_for(self, folder: str) -> ConfigFile | None:
        """Return the file that holds in a folder: its own, or that of the nearest folder above it that has one."""
        if self._fixed:
            return self._given
        whole = os.path.abspath(folder)
        if whole not in self._by_folder:
            above = os.path.dirname(whole)
            self._by_folder[whole] = _in(whole) or (self.file_for(above) if above != whole else None)
        return self._by_folder[whole]

    def settings_of(self, file: ConfigFile | None) -> Settings | None:
        """Return what a file says, if it can matter before a file is opened; ``None`` for the defaults."""
        return self._of(file) if (file is not None and file.early) or self._options.early else None

    def settings_for(self, path: str) -> Settings:
        """Return what holds for a file.

        Raises:
            Failure: the configuration is wrong.
        """
        return self._of(self.file_for(os.path.dirname(os.path.abspath(path))))

    @property
    def _fixed(self) -> bool:
        return self._options.isolated or self._given is not None

    def _of(self, file: ConfigFile | None) -> Settings:
        key = None if file is None else file.path
        if key not in self._settings:
            from keraslint.config.settings import resolve

            self._settings[key] = resolve(file, self._options)
        return self._settings[key]


def _in(folder: str) -> ConfigFile | None:
    """Return the configuration file that stands in a folder itself; a ``pyproject.toml`` only if it has the section."""
    for name in NAMES:
        file = _read(os.path.join(folder, name))
        if file is not None and (name != PYPROJECT or _has_section(file)):
            return file
    return None


def _read(path: str) -> ConfigFile | None:
    data = read(path)
    return ConfigFile(os.path.abspath(path), data) if isinstance(data, bytes) else None


def _has_section(file: ConfigFile) -> bool:
    """Say whether a ``pyproject.toml`` has our section, however it is written; only where it names us is it parsed for that."""
    if SECTION in file.data:
        return True
    if b"keraslint" not in file.data:
        return False
    import tomllib

    try:
        parsed = tomllib.loads(file.data.decode("utf-8", errors="replace"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return "keraslint" in parsed.get("tool", {})
