"""Real facts on file, so that recovery can be checked against them where there is no Keras.

One layer, head or loss stands on one line: the file is made by a tool and read by people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from fidelity.programs import Outcome

WIDTH: Final = 130


def write(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write the setups of each program under its name."""
    whole = {Path(outcome.path).name: [_portable(setup) for setup in outcome.real] for outcome in outcomes}
    path.write_text(dumps(whole) + "\n", encoding="utf-8")


def load(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the setups of each program by its name."""
    whole: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return whole


def portable(setups: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return setups as they are on file, without the folder of the program."""
    return [_portable(setup) for setup in setups]


def _portable(setup: dict[str, Any]) -> dict[str, Any]:
    return {key: Path(value).name if key == "file" else value for key, value in setup.items()}


def dumps(value: Any, indent: int = 0) -> str:
    """Return JSON with everything that fits on a line on one."""
    flat = json.dumps(value)
    if len(flat) + indent <= WIDTH or not isinstance(value, dict | list):
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        parts = [f"{pad}{json.dumps(key)}: {dumps(item, indent + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + dumps(item, indent + 1) for item in value) + "\n" + " " * indent + "]"
