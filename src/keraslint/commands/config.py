"""``keraslint config``: the configuration keys, one or all of them, or the JSON Schema of a configuration file."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from keraslint.commands import CLEAN
from keraslint.commands.parser import Parser
from keraslint.config import schema
from keraslint.config.keys import KEYS, Key
from keraslint.nearest import hint
from keraslint.options import Failure


def run(arguments: Sequence[str]) -> int:
    """Print what there is to know about configuration keys.

    Raises:
        Failure: there is no such key.
    """
    options = _parser().words(arguments, "keys")
    named = [_find(name) for name in options.keys]
    if options.output_format == "schema":
        sys.stdout.write(schema.as_text())
    elif options.output_format == "json":
        sys.stdout.write(json.dumps([_row(key) for key in named or KEYS.values()], indent=2) + "\n")
    elif named:
        sys.stdout.write("\n".join(map(page, named)))
    else:
        sys.stdout.write("".join(f"{name}\n" for name in KEYS))
    return CLEAN


def page(key: Key) -> str:
    """Return what there is to know about a key, for a reader."""
    return f"{key.name}\n\n{key.text}\n\nTakes: {key.kind.name}\nDefault: {default(key)}\nExample: {key.example}\n"


def default(key: Key) -> str:
    """Return the default of a key as TOML."""
    return "none" if key.default == "" else json.dumps(key.default)


def _row(key: Key) -> dict[str, Any]:
    return {
        "name": key.name,
        "doc": key.text,
        "value_type": key.kind.name,
        "default": key.default,
        "example": key.example,
    }


def _find(name: str) -> Key:
    wanted = name.replace("_", "-")
    if wanted in KEYS:
        return KEYS[wanted]
    raise Failure(f"unknown key `{name}`{hint(wanted, KEYS)}")


def _parser() -> Parser:
    made = Parser(
        prog="keraslint config",
        description="Explain configuration keys: what they mean, what they take, and what holds without them.",
    )
    made.add_argument("keys", nargs="*", metavar="KEY", help="a key such as per-file-ignores (default: list them all)")
    made.add_argument(
        "--output-format",
        choices=("text", "json", "schema"),
        default="text",
        help="text (default), json, or the JSON Schema of a configuration file",
    )
    return made
