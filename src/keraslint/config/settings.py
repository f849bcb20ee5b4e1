"""The settings that hold for a file: defaults, a preset, configuration files, the command line, in this order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from keraslint import __version__, screen
from keraslint.config import kinds, versions
from keraslint.config.document import Document, read
from keraslint.config.keys import KEYS, PRESETS, Key
from keraslint.config.locate import ConfigFile
from keraslint.discover import DEFAULT_ORIGIN, shorten
from keraslint.nearest import hint
from keraslint.options import Failure, Options

COMMAND_LINE: Final = "the command line"


class Glob(NamedTuple):
    """A pattern, and the folder to which it is relative."""

    base: str
    pattern: str


ByGlob: TypeAlias = tuple[tuple[Glob, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: words for people, and the file if it stands in one."""

    text: str
    document: Document | None = None
    key: str = ""

    def failure(self, message: str, item: str | None = None) -> Failure:
        """Return an error about the value, or about an item of it, that points at its place."""
        return Failure(message) if self.document is None else self.document.failure(message, (self.key,), item)


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for a file: a field for each configuration key. Patterns and paths are resolved against where they stand."""

    extend: str
    required_version: str
    preset: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    extend_ignore: tuple[str, ...]
    per_file_ignores: ByGlob
    extend_per_file_ignores: ByGlob
    severity: Mapping[str, str]
    min_severity: str
    min_confidence: str
    fail_on: str
    keras_version: str
    plugins: tuple[str, ...]
    preview: bool
    relaxed_files: tuple[Glob, ...]
    extra_markers: tuple[str, ...]
    exclude: tuple[Glob, ...]
    extend_exclude: tuple[Glob, ...]
    force_exclude: bool
    respect_gitignore: bool
    max_file_size: float
    max_file_time: float
    max_file_memory: float
    fix: bool
    unsafe_fixes: bool
    fix_only: bool
    show_fixes: bool
    fixable: tuple[str, ...]
    unfixable: tuple[str, ...]
    extend_fixable: tuple[str, ...]
    extend_safe_fixes: tuple[str, ...]
    extend_unsafe_fixes: tuple[str, ...]
    output_format: str
    every_place: bool
    baseline: str
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)
    root: str = ""

    def origin(self, name: str) -> Origin:
        """Return where the value of a key comes from."""
        return self.origins.get(name, Origin(DEFAULT_ORIGIN))


@dataclass(slots=True)
class _Draft:
    """Values and their origins, as one source after the other is laid over them."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)

    def put(self, key: Key, value: Any, origin: Origin, *, grow: bool = True) -> None:
        """Set a key, or add to it where its kind grows along ``extend``."""
        before = self.values.get(key.name)
        if grow and key.kind.grows and before is not None:
            value = {**before, **value} if isinstance(value, dict) else (*before, *value)
        self.values[key.name] = value
        self.origins[key.name] = origin


def resolve(file: ConfigFile | None, options: Options) -> Settings:
    """Return what holds below a configuration file, or without one, on a given command line.

    Raises:
        Failure: a file cannot be read, or says something that is not understood.
    """
    base = str(Path.cwd())
    files = [] if file is None else _chain(file)
    stated = _Draft()
    for document in files:
        _add(stated, document)
    for text in options.overrides:
        _override(stated, text, base)
    for name, value in options.said.items():
        if not KEYS[name].kind.accepts(value):
            raise Failure(f"`--{name}` has to be {KEYS[name].kind.name}{_meant(KEYS[name], value)}")
        stated.put(KEYS[name], _anchored(KEYS[name], value, base), Origin(COMMAND_LINE), grow=True)
    draft = _Draft()
    for key in KEYS.values():
        draft.put(key, _anchored(key, key.default, base if file is None else str(Path(file.path).parent)), Origin(DEFAULT_ORIGIN))
    preset = stated.values.get("preset", "default")
    for name, value in PRESETS[preset].items():
        draft.put(KEYS[name], _anchored(KEYS[name], value, base), Origin(f'the preset "{preset}"'))
    for name, value in stated.values.items():
        draft.put(KEYS[name], value, stated.origins[name])
    root = base if file is None else str(Path(file.path).parent)
    made = Settings(**{KEYS[name].field: value for name, value in draft.values.items()}, origins=draft.origins, root=root)
    versions.demand(made.required_version, __version__, made.origin("required-version").failure)
    return made


def _chain(file: ConfigFile) -> list[Document]:
    """Return a file and those that it extends, the outermost first."""
    chain = [read(file.path, file.data)]
    while "extend" in chain[-1].table:
        document = chain[-1]
        given = document.table["extend"]
        if not isinstance(given, str):
            raise document.failure("`extend` has to be a path", ("extend",))
        path = os.path.abspath(Path(document.path).parent / Path(given).expanduser())  # noqa: PTH100 - links are kept
        if path in {other.path for other in chain}:
            raise document.failure("this file extends itself", ("extend",), given)
        data = screen.read(path)
        if isinstance(data, OSError):
            raise document.failure(f"cannot read {shorten(path)}: {data.strerror}", ("extend",), given)
        chain.append(read(path, data))
    return chain[::-1]


def _add(draft: _Draft, document: Document) -> None:
    folder = str(Path(document.path).parent)
    for name, value in document.table.items():
        key = KEYS.get(name)
        if key is None:
            raise document.failure(f"unknown key `{name}`{hint(name, KEYS)}", (name,))
        if not key.kind.accepts(value):
            raise _mismatch(document, key, value)
        origin = Origin(f"{shorten(document.path)}:{document.line_of((name,))}", document, name)
        draft.put(key, _anchored(key, value, folder), origin)


def _mismatch(document: Document, key: Key, value: Any) -> Failure:
    choices = key.kind.choices
    wrong = value if isinstance(value, str) else None
    where: tuple[str, ...] = (key.name,)
    if isinstance(value, dict) and choices:
        for name, item in value.items():
            if item not in choices:
                wrong, where = item, (key.name, name)
                break
    return document.failure(
        f"`{key.name}` has to be {key.kind.name}{_meant(key, wrong)}", where, wrong if isinstance(wrong, str) else None
    )


def _meant(key: Key, wrong: Any) -> str:
    return hint(wrong, key.kind.choices) if isinstance(wrong, str) and key.kind.choices else ""


def _override(draft: _Draft, text: str, base: str) -> None:
    """Lay ``KEY=VALUE`` of the command line, in TOML, over the rest; it replaces, and never adds."""
    document = read("--config", text.encode())
    for name, value in document.table.items():
        key = KEYS.get(name)
        if key is None:
            raise Failure(f"--config: unknown key `{name}`{hint(name, KEYS)}")
        if not key.kind.accepts(value):
            raise Failure(f"--config: `{name}` has to be {key.kind.name}{_meant(key, value)}")
        draft.put(key, _anchored(key, value, base), Origin(f"--config {text}"), grow=False)


def _anchored(key: Key, value: Any, folder: str) -> Any:
    """Return a value as settings hold it: without lists, and with the folder to which patterns and paths are relative."""
    if key.kind in (kinds.GLOBS, kinds.MORE_GLOBS):
        return tuple(Glob(folder, pattern) for pattern in value)
    if key.kind in (kinds.BY_GLOB, kinds.MORE_BY_GLOB):
        return tuple((Glob(folder, pattern), tuple(selectors)) for pattern, selectors in value.items())
    if key.kind is kinds.PATH and value:
        return os.path.abspath(Path(folder) / Path(value).expanduser())  # noqa: PTH100 - links are kept
    return tuple(value) if isinstance(value, list) else value
