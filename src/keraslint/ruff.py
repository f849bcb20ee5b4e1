"""What keraslint needs to know of ruff, which takes codes in ``# noqa`` away that it does not know."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from keraslint import screen

NAMES: Final = (".ruff.toml", "ruff.toml", "pyproject.toml")
"""The names of ruff's configuration files; where a folder has several, the first one holds."""


def hint(paths: Iterable[str], prefixes: Sequence[str]) -> str | None:
    """Return what to tell somebody whose ``# noqa`` comments with codes of ours ruff would take away, if it would.

    ``paths`` are the files with such comments, ``prefixes`` the letters with which our codes begin.
    """
    for path in paths:
        found = _nearest(Path(path).absolute().parent)
        if found is not None:
            config, known = found
            missing = [prefix for prefix in prefixes if not any(prefix.startswith(code) for code in known)]
            if missing:
                listed = ", ".join(f'"{prefix}"' for prefix in missing)
                return (
                    f"{path} has `# noqa` comments with codes of keraslint, which ruff removes unless `lint.external` in "
                    f"{config.name} has {listed}; `keraslint init` adds that, and `# keraslint: ignore[...]` does not need it"
                )
    return None


def _nearest(folder: Path) -> tuple[Path, list[str]] | None:
    """Return the configuration file of ruff that holds in a folder, with the codes that it leaves to other tools."""
    for above in (folder, *folder.parents):
        for name in NAMES:
            settings = table(above / name)
            if settings is not None:
                return above / name, external(settings)
    return None


def table(path: Path) -> dict[str, Any] | None:
    """Return what a configuration file says to ruff; ``None`` if there is no such file, or nothing about ruff in it."""
    data = screen.read(str(path))
    if isinstance(data, OSError):
        return None
    try:
        parsed = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if path.name != "pyproject.toml":
        return parsed
    found = parsed.get("tool", {}).get("ruff")
    return found if isinstance(found, dict) else None


def external(settings: dict[str, Any]) -> list[str]:
    """Return the codes that ruff leaves to other tools."""
    below = settings.get("lint", {})
    listed = (below.get("external") if isinstance(below, dict) else None) or settings.get("external") or []
    return [code for code in listed if isinstance(code, str)] if isinstance(listed, list) else []
