"""What a run remembers of earlier ones, and leaves for later ones: ``cache`` under the circumstances of each file.

On the start-up path.
"""

from __future__ import annotations

import os

from keraslint.cache import circumstances
from keraslint.cache.store import FOLDER, Cache, Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from keraslint.config.locate import Configs
    from keraslint.options import Options
    from keraslint.outcome import Outcome

VARIABLE: Final = "KERASLINT_CACHE_DIR"
"""The environment variable that names another folder for the cache."""


class Memory:
    """The results of earlier runs, asked by path.

    ``eager`` says that files are looked up before they are read: that pays where whole folders are walked, but not for a file or
    two, which are read in less time than the results of a large tree.
    """

    def __init__(self, options: Options, configs: Configs) -> None:
        """Remember nothing yet."""
        self._cache = Cache(folder(configs, options.cache_dir), circumstances.version)
        self._circumstances = circumstances.Circumstances(options, configs)
        self.eager = any(os.path.isdir(path) for path in options.paths or [os.curdir])

    def of(self, path: str) -> Entry | None:
        """Return what is known of a file, if that still holds."""
        under = self._circumstances.of(path)
        return None if under is None else self._cache.get(path, under)

    def keep(self, path: str, outcome: Outcome) -> None:
        """Keep what came of a file, unless something went wrong."""
        under = self._circumstances.of(path)
        if under is not None and outcome.sound:
            from keraslint.cache.records import encode

            self._cache.put(path, under, outcome.depends, encode(outcome))

    def keep_irrelevant(self, path: str) -> None:
        """Keep that a file has nothing to do with Keras."""
        self._cache.put_irrelevant(path)

    def save(self) -> str:
        """Write what was learned; return why that was not possible, if it was not."""
        self._cache.save()
        return self._cache.complaint


def memory_of(options: Options, configs: Configs) -> Memory | None:
    """Return the memory of a run; ``None`` for one that changes files, is measured, or wants more than is remembered."""
    changes = options.fix or options.fix_only or options.diff or options.adds_comments or options.confirm
    measured = options.timings is not None
    return None if options.no_cache or changes or measured else Memory(options, configs)


def folder(configs: Configs, named: str | None = None) -> str:
    """Return where the results are kept: where the user says, else beside the configuration, else in the repository, else here.

    No configuration file says where: one that came with code from elsewhere would choose what is written to.
    """
    said = named or os.environ.get(VARIABLE)
    if said:
        return said
    config = configs.file_for(os.curdir)
    if config is not None:
        return os.path.join(os.path.dirname(config.path), FOLDER)
    above = here = os.getcwd()
    while not os.path.exists(os.path.join(above, ".git")):
        parent = os.path.dirname(above)
        if parent == above:
            return os.path.join(here, FOLDER)
        above = parent
    return os.path.join(above, FOLDER)
