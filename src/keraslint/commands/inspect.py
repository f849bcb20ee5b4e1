"""``keraslint check --show-settings`` and ``--show-files``: what a run would go by, without running."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keraslint import discover
from keraslint.commands import CLEAN
from keraslint.config.keys import KEYS
from keraslint.config.locate import Configs
from keraslint.config.settings import Glob, Settings
from keraslint.report.style import printable

if TYPE_CHECKING:
    from keraslint.options import Options

WIDTH = 48
"""How far to the right the origin of a value stands."""


def run(options: Options) -> int:
    """Print the files, or the settings of the first of them.

    Raises:
        Failure: the configuration is wrong.
    """
    configs = Configs(options)
    here = configs.here()
    force = bool(options.force_exclude if here is None else here.force_exclude)
    found = discover.find(options.paths or ["."], force_exclude=force, configs=configs)
    if options.show_files:
        for path, error in found:
            if error is None:
                sys.stdout.write(f"{printable(path)}\n")
        return CLEAN
    path = next((path for path, error in found if error is None), "*")
    sys.stdout.write(_page(path, configs.settings_for(path)))
    return CLEAN


def _page(path: str, settings: Settings) -> str:
    where = "for the current folder" if path == "*" else f"for {printable(path)}"
    return f"# settings {where}\n\n" + "".join(_line(settings, name) for name in KEYS)


def _line(settings: Settings, name: str) -> str:
    value = _toml(getattr(settings, KEYS[name].field))
    return f"{f'{name} = {value}':<{WIDTH}}  # {printable(settings.origin(name).text)}\n"


def _toml(value: Any) -> str:
    """Write a value as TOML; patterns are relative to the working directory where they lie below it."""
    match value:
        case Glob(base, pattern):
            return _quoted(str(Path(discover.shorten(base)) / pattern) if base != str(Path.cwd()) else pattern)
        case dict():
            return _table((str(key), _toml(item)) for key, item in value.items())
        case ((Glob(), tuple()), *_):
            return _table((json.loads(_toml(glob)), _toml(selectors)) for glob, selectors in value)
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case bool():
            return "true" if value else "false"
        case _:
            return _quoted(str(value))


def _table(items: Iterator[tuple[str, str]]) -> str:
    rows = [f"{_quoted(key)} = {item}" for key, item in items]
    return f"{{ {', '.join(rows)} }}" if rows else "{}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())
