"""The JSON Schema of a configuration file, for editors and for other tools; made from the keys."""

from __future__ import annotations

import json
from typing import Any, Final

from keraslint.config.keys import KEYS, Key

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The dialect that the TOML extensions of editors read."""


def schema() -> dict[str, Any]:
    """Return the schema."""
    return {
        "$schema": DIALECT,
        "title": "keraslint",
        "description": "The content of keraslint.toml, and of [tool.keraslint] in pyproject.toml.",
        "type": "object",
        "properties": {name: _property(key) for name, key in KEYS.items()},
        "additionalProperties": False,
    }


def as_text() -> str:
    """Return the schema as a JSON file."""
    return json.dumps(schema(), indent=2) + "\n"


def _property(key: Key) -> dict[str, Any]:
    stated = {} if key.default in ("", []) and key.kind.schema.get("type") == "string" else {"default": key.default}
    return {"description": key.text, **key.kind.schema, **stated}
