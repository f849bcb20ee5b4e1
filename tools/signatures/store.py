"""The files: JSON with one entry a line, so that a change of Keras reads well as a change of the file."""

from __future__ import annotations

import json
from typing import Any

# Sections whose entries are themselves tables with one entry a line.
NESTED = {"strings", "by_shape"}


def dumps(table: dict[str, Any]) -> str:
    """Write ``table`` as text."""
    sections = [f"{json.dumps(key)}: {_section(value, 1 + (key in NESTED))}" for key, value in table.items()]
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _section(value: Any, depth: int) -> str:
    if not depth or not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {_section(item, depth - 1)}" for key, item in value.items()) + "\n}"
