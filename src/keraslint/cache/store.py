"""What earlier runs found, so that a file which did not change is not looked at again. On the start-up path.

One JSON file in the folder ``.keraslint_cache`` has an entry for each file: its state on the disk, and what came of it under
which circumstances: nothing to do with Keras, nothing to report, or a report. The circumstances are the version of keraslint,
the configuration and the requirements that hold for the file, and the state of every file that its imports led to.
JSON, since the folder may come with a repository that nobody has read: the worst that an entry can do is to be wrong.
"""

from __future__ import annotations

import os
import time

from keraslint.screen import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Final

FOLDER: Final = ".keraslint_cache"
FILE: Final = "results.json"
TAG: Final = "CACHEDIR.TAG"
"""The name of the file by which backups know that a folder need not be kept."""

FORMAT: Final = 1

IRRELEVANT: Final = -1
"""Stands for the circumstances of a file that has nothing to do with Keras, which are always the same."""

FEW: Final = 200
"""That fewer files than this have nothing to do with Keras is not worth keeping: to look at them takes less than to load JSON."""

FRESH: Final = 20_000_000
"""Nanoseconds within which a file may change twice without a new time; where times are whole seconds it takes two of those."""

LARGEST: Final = 500
"""Megabytes beyond which results are not read: no tree gives so many."""

ABANDONED: Final = 3600
"""Seconds after which nobody is writing a file any more."""

SECOND: Final = 1_000_000_000


class Entry:
    """What is known of a file: that it has nothing to do with Keras, or what came of it (``None`` for nothing to report)."""

    __slots__ = ("record", "relevant")

    def __init__(self, relevant: bool, record: Any = None) -> None:
        """Hold what is known."""
        self.relevant = relevant
        self.record = record


class Cache:
    """The results of earlier runs in a folder. It is read when first asked; every failure to read or write it is passed over."""

    def __init__(self, folder: str, version: Callable[[], str]) -> None:
        """Keep the results at ``folder``; those of another ``version`` of keraslint, rules included, are not used."""
        self._folder = folder
        self._version_of = version
        self._known_version: str | None = None
        self._learned = 0
        self._started = time.time_ns()
        self._loaded: dict[str, Any] | None = None
        self._states: dict[str, list[int] | None] = {}
        self._changed = False
        self._irrelevant_only = True
        self.complaint = ""
        """Why the results could not be written, if they could not."""

    def get(self, path: str, circumstances: str) -> Entry | None:
        """Return what is known of a file under these circumstances, if it and all that it depends on are as they were."""
        files, known = self._files, self._circumstances
        found = files.get(os.path.abspath(path))
        if not isinstance(found, list) or len(found) < 2 or found[0] != _state(path):
            return None
        if found[1] == IRRELEVANT:
            return Entry(relevant=False)
        if len(found) != 4 or known.get(circumstances) != found[1] or not self._as_they_were(found[2]):
            return None
        return Entry(relevant=True, record=found[3])

    def put(self, path: str, circumstances: str, depends: Mapping[str, tuple[int, int] | None], record: Any) -> None:
        """Keep what came of a file, with the state of the files on which that depends."""
        number = self._circumstances.setdefault(circumstances, len(self._circumstances))
        states = {name: None if state is None else list(state) for name, state in depends.items()}
        self._keep(path, [number, states, record])
        self._irrelevant_only = False

    def put_irrelevant(self, path: str) -> None:
        """Keep that a file has nothing to do with Keras."""
        self._keep(path, [IRRELEVANT])
        self._learned += 1

    def save(self) -> None:
        """Write what has been learned, in one step: a run beside this one reads the old results or the new ones."""
        if not self._changed or (self._irrelevant_only and self._learned < FEW):
            return
        import json

        self._prune()
        content = {"format": FORMAT, "version": self._version, "circumstances": self._circumstances, "files": self._files}
        target = os.path.join(self._folder, FILE)
        temporary = f"{target}.{os.getpid()}"
        try:
            _prepare(self._folder)
            # A link that somebody has put there is not followed.
            with open(temporary, "x", encoding="utf-8", errors="surrogatepass") as file:
                json.dump(content, file, separators=(",", ":"))
            os.replace(temporary, target)
        except FileExistsError:
            self.complaint = f"{temporary} is in the way"
        except (OSError, ValueError) as error:
            self.complaint = getattr(error, "strerror", None) or str(error)
            _remove(temporary)

    def _keep(self, path: str, rest: list[Any]) -> None:
        state = _state(path)
        if state is not None and not self._may_change_unseen(state[0]):
            self._files[os.path.abspath(path)] = [state, *rest]
            self._changed = True

    def _may_change_unseen(self, modified: int) -> bool:
        """Say whether a file that was modified then may change once more without that being seen from its time and size."""
        return modified > self._started - (2 * SECOND if modified % SECOND == 0 else FRESH)

    def _as_they_were(self, states: Any) -> bool:
        if not isinstance(states, dict):
            return False
        for name, state in states.items():
            if name not in self._states:
                self._states[name] = _state(name)
            if self._states[name] != state:
                return False
        return True

    @property
    def _files(self) -> dict[str, Any]:
        found: dict[str, Any] = self._content["files"]
        return found

    @property
    def _circumstances(self) -> dict[str, int]:
        found: dict[str, int] = self._content["circumstances"]
        return found

    @property
    def _content(self) -> dict[str, Any]:
        if self._loaded is None:
            path = os.path.join(self._folder, FILE)
            self._loaded = _read(path, self._version) if os.path.exists(path) else {"files": {}, "circumstances": {}}
        return self._loaded

    @property
    def _version(self) -> str:
        if self._known_version is None:
            self._known_version = self._version_of()
        return self._known_version

    def _prune(self) -> None:
        """Drop the entries of files that are gone, now and then: where there are many more entries than files could be."""
        files = self._files
        if len(files) > 1000 and len(files) & (len(files) - 1) == 0:
            for path in [path for path in files if not os.path.exists(path)]:
                del files[path]


def _read(path: str, version: str) -> dict[str, Any]:
    """Read the results at a path; where they are of another version, damaged or of somebody else's making, start anew."""
    import json

    data = read(path, LARGEST)
    try:
        found = json.loads(data.decode("utf-8", "surrogatepass")) if isinstance(data, bytes) else {}
        if (found["format"], found["version"]) == (FORMAT, version) and _sound(found):
            return {"files": found["files"], "circumstances": found["circumstances"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return {"files": {}, "circumstances": {}}


def _sound(found: Mapping[str, Any]) -> bool:
    numbers = found["circumstances"]
    return (
        isinstance(found["files"], dict) and isinstance(numbers, dict) and all(isinstance(one, int) for one in numbers.values())
    )


def _state(path: str) -> list[int] | None:
    """Return what changes when a file or a folder does; ``None`` where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return [found.st_mtime_ns, found.st_size]


def _prepare(folder: str) -> None:
    """Make the folder, and tell version control and backups that nothing in it is worth keeping."""
    if os.path.islink(folder):
        raise OSError(0, f"{folder} is a link, which may lead anywhere")
    if os.path.isdir(folder):
        _sweep(folder)
        return
    os.makedirs(folder, exist_ok=True)
    for name, content in ((".gitignore", "*\n"), (TAG, "Signature: 8a477f597d28d172789f06886806bc55\n")):
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(content)


def _sweep(folder: str) -> None:
    """Remove what runs have left that were killed while they wrote."""
    for entry in os.scandir(folder):
        if entry.name.startswith(f"{FILE}.") and entry.stat(follow_symlinks=False).st_mtime < time.time() - ABANDONED:
            _remove(entry.path)


def _remove(path: str) -> None:
    import contextlib

    with contextlib.suppress(OSError):
        os.remove(path)
