"""The files of a project that import each other: where the module lies that an import means, and what its text parses to.

The search goes the way of Python's own: beside the file, then upwards to the root of the project, and in the ``src`` of each
folder on the way. It ends at that root, leaves out what is installed there, and follows no link that leads out of it.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from keraslint import files, screen
from keraslint.discover import EXCLUDED, STDIN, shorten
from keraslint.pins import pins_for
from keraslint.reparse import parse_again
from keraslint.requirements import HIGHEST, ROOTS
from keraslint.syntax import SyntaxFailure
from keraslint.timings import PHASE, timed
from keraslint.weight import TooHeavy

if TYPE_CHECKING:
    from keraslint.files import SourceFile
    from keraslint.recover.framework import Range
    from keraslint.syntax import Tree

State: TypeAlias = tuple[int, int] | None
"""What changes when a file or a folder does: the time and the size; ``None`` where there is none."""

LARGEST: Final = 500_000
"""A larger file is not followed: it is data written as code."""

SMALL: Final = 40_000
"""The same for a file that has nothing to do with Keras, which may still hold settings or load data."""

KEPT: Final = 500_000
"""So many characters of parsed files are kept for those that import them next; the trees take eighty times as much memory."""

BESIDE: Final = 400
"""A folder of more programs is not searched for those that name a file."""

PROGRAMS: Final = (".py", files.NOTEBOOK)

PACKAGE: Final = "__init__.py"


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The text of a file and what it parses to, and the state of the file on the disk when it was read."""

    text: str
    tree: Tree | None
    state: State = None


class Project:
    """Finds and parses the modules that linted files import."""

    def __init__(self) -> None:
        """Start with nothing parsed."""
        self._parsed: OrderedDict[str, _Parsed] = OrderedDict()
        self._names: dict[str, frozenset[str]] = {}
        self._places: dict[str, tuple[str, ...]] = {}
        self._roots: dict[str, str] = {}
        self._asked: dict[str, dict[str, State]] = {}
        self._opened: tuple[str, _Parsed] | None = None
        self._last: SourceFile | None = None

    def open(self, file: SourceFile) -> Tree:
        """Return the parsed text of the file that is linted next, and let those that it imports find it parsed as well.

        Raises:
            SyntaxFailure: it does not parse.
        """
        path = os.path.abspath(file.path)
        known = self._parsed.get(path) if file is not self._last or self._opened is None else self._opened[1]
        tree = None if known is None or known.text != file.text else known.tree
        if tree is None or tree.file != file.path:
            tree = self._again(path, file) or file.tree
        self._opened, self._last = (path, _Parsed(file.text, tree)), file
        self._asked[path] = {}
        self._names.clear()  # files may have come and gone since
        return tree

    def _again(self, path: str, file: SourceFile) -> Tree | None:
        """Return the tree of a file that is a version of the one opened before it; ``None`` where that is of no help."""
        if self._opened is None or self._opened[0] != path or file.locate is not None:
            return None
        before = self._opened[1]
        if before.tree is None or before.tree.file != file.path:
            return None
        return timed(PHASE, "parse", partial(parse_again, before.tree, before.text, file.text))

    def load(self, path: str) -> Tree | None:
        """Return the parsed text of a module that ``find`` has found; ``None`` where it is not worth following."""
        found = self._load(path)
        return None if found is None else found.tree

    def text(self, path: str) -> str | None:
        """Return the text of a module that was loaded."""
        found = self._load(os.path.abspath(path))
        return None if found is None or found.tree is None else found.text

    def _load(self, path: str) -> _Parsed | None:
        if self._opened is not None and self._opened[0] == path:
            return self._opened[1]
        state = _state(path)
        known = self._parsed.get(path)
        if state is None:
            return None
        if known is None or known.state != state:
            known = self._parsed[path] = _parse(path, state) or _Parsed("", None, state)
            self._parsed.move_to_end(path)
            self._forget_old()
        self._parsed.move_to_end(path)
        return known

    def _forget_old(self) -> None:
        """Drop the parsed files that were not asked for the longest time, beyond what is kept."""
        size = sum(len(parsed.text) for parsed in self._parsed.values())
        while size > KEPT and len(self._parsed) > 1:
            size -= len(self._parsed.popitem(last=False)[1].text)

    def find(self, importer: str, name: str, level: int) -> str | None:
        """Return the path of the module that the file ``importer`` means by a dotted name, with ``level`` dots before it.

        ``None`` where there is none in the project.
        """
        if importer == STDIN:
            return None
        whole = os.path.abspath(importer)
        folder = os.path.dirname(whole)
        parts = name.split(".") if name else []
        bases = self._bases(folder)
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            bases = (folder,)
        return next(self._among(bases, parts, self._asked.setdefault(whole, {})), None)

    def naming(self, importer: str, name: str) -> tuple[str, ...]:
        """Return the file ``importer`` and behind it the other programs in its folder whose text has ``name`` in it.

        One that is too large to be searched may have it. There are none where the folder has too many to look at.
        """
        if importer == STDIN:
            return ()
        whole = os.path.abspath(importer)
        folder = os.path.dirname(whole)
        paths = [os.path.join(folder, each) for each in sorted(self._listed(folder)) if each.endswith(PROGRAMS)]
        asked = self._asked.setdefault(whole, {})
        asked[folder] = _state(folder)
        if len(paths) > BESIDE:
            return ()
        asked.update((path, _state(path)) for path in paths)
        others = (path for path in paths if path != whole and self._inside(path))
        return (whole, *(path for path in others if _may_have(path, asked[path], name.encode())))

    def requires(self, path: str) -> dict[str, Range]:
        """Return what the project of a file requires of ``keras``, ``tensorflow`` and ``tf-keras``."""
        return pins_for(path)

    def package_of(self, path: str) -> str:
        """Return the name of the outermost package that a file is a part of; empty where it is in none."""
        if path == STDIN:
            return ""
        folder, name = os.path.dirname(os.path.abspath(path)), ""
        while PACKAGE in self._listed(folder):
            folder, name = os.path.split(folder)
        return name

    def behind(self, path: str) -> dict[str, State]:
        """Return the files that were looked for since a file imports them, directly or not, with the state that they were in."""
        found: dict[str, State] = {}
        waiting = [os.path.abspath(path)]
        while waiting:
            new = {place: state for place, state in self._asked.get(waiting.pop(), {}).items() if place not in found}
            found.update(new)
            waiting.extend(new)
        return found

    def _among(self, bases: tuple[str, ...], parts: list[str], asked: dict[str, State]) -> Iterator[str]:
        """Walk the files that a name may mean, and note in ``asked`` what was looked for and found, or not."""
        for base in bases:
            if parts and self._listed(base).isdisjoint({parts[0], f"{parts[0]}.py"}):
                first = os.path.join(base, parts[0])
                asked.update({first: None, f"{first}.py": None})
                continue
            target = os.path.join(base, *parts)
            for path in (os.path.join(target, PACKAGE), f"{target}.py"):
                asked[path] = _state(path)
                if os.path.isfile(path) and self._inside(path):
                    yield path

    def _bases(self, folder: str) -> tuple[str, ...]:
        """Return the folders in which a file in ``folder`` looks for modules, likeliest first.

        A package is imported from without, so the folders of the packages around the file come last: a module beside it is only
        meant where the file is run as a script.
        """
        if folder not in self._places:
            root = self._root(folder)
            above = [folder]
            while above[-1] != root:
                above.append(os.path.dirname(above[-1]))
            with_source = [place for each in above for place in (each, os.path.join(each, "src"))]
            self._places[folder] = tuple(sorted(with_source, key=lambda place: PACKAGE in self._listed(place)))
        return self._places[folder]

    def _listed(self, folder: str) -> frozenset[str]:
        if folder not in self._names:
            try:
                self._names[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._names[folder] = frozenset()
        return self._names[folder]

    def _inside(self, path: str) -> bool:
        """Say whether a file belongs to the project: is not installed in it, nor reached by a link that leads out of it."""
        root = self._root(os.path.dirname(path))
        inner = os.path.relpath(path, root).split(os.sep)
        real = os.path.realpath(path)
        return EXCLUDED.isdisjoint(inner) and real.startswith(os.path.join(os.path.realpath(root), ""))

    def _root(self, folder: str) -> str:
        """Return the folder of the project that holds ``folder``."""
        if folder not in self._roots:
            self._roots[folder] = _root_above(folder)
        return self._roots[folder]


class Alone(Project):
    """Files by themselves: whatever their paths say, nothing is looked for on the disk."""

    def open(self, file: SourceFile) -> Tree:
        """Return the parsed text of a file."""
        return file.tree

    def text(self, path: str) -> str | None:
        """Return nothing: no module was loaded."""
        del path
        return None

    def find(self, importer: str, name: str, level: int) -> str | None:
        """Return nothing: there is no project."""
        del importer, name, level
        return None

    def naming(self, importer: str, name: str) -> tuple[str, ...]:
        """Return nothing: no folder is looked into."""
        del importer, name
        return ()

    def requires(self, path: str) -> dict[str, Range]:
        """Return nothing: nobody says what versions they are for."""
        del path
        return {}

    def package_of(self, path: str) -> str:
        """Return nothing: what lies around them is not known."""
        del path
        return ""


def _root_above(folder: str) -> str:
    """Find the folder above that looks like the root of a project; else the working directory, or where the package begins."""
    above = [folder]
    while len(above) < HIGHEST and (parent := os.path.dirname(above[-1])) != above[-1]:
        above.append(parent)
    marked = (each for each in above if any(os.path.exists(os.path.join(each, name)) for name in ROOTS))
    outside = (each for each in above if not os.path.isfile(os.path.join(each, PACKAGE)))
    working = os.getcwd()
    return next(marked, None) or (working if working in above else next(outside, folder))


def _state(path: str) -> State:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _may_have(path: str, state: State, words: bytes) -> bool:
    """Say whether a program has these words in it, as far as it is looked at."""
    if state is None or state[1] > LARGEST:
        return state is not None
    data = screen.read(path)
    return isinstance(data, bytes) and words in data


def _parse(path: str, state: tuple[int, int]) -> _Parsed | None:
    """Read and parse a module; ``None`` where it is not worth it, cannot be read or does not parse."""
    size = state[1]
    data = screen.read(path) if size <= LARGEST else None
    if not isinstance(data, bytes) or not (size <= SMALL or screen.relevant(data)):
        return None
    try:
        file = files.open_file(shorten(path), data)
        return _Parsed(file.text, file.tree, state)
    except (files.CannotRead, SyntaxFailure, TooHeavy):
        return None
