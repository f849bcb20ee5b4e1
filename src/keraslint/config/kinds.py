"""The kinds of values that a configuration key takes: how each is checked, and what a JSON Schema says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, Final

Json = dict[str, Any]

_SPECIFIER: Final = re.compile(r"\s*(==|!=|>=|<=|~=|>|<)?\s*v?(\d+(?:\.\d+)*(?:\.\*)?)\s*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what it is called, a check, its JSON Schema, and whether a list or table grows along ``extend``."""

    name: str
    accepts: Callable[[Any], bool]
    schema: Mapping[str, Any]
    choices: tuple[str, ...] = ()
    grows: bool = False


def is_words(value: object) -> bool:
    """Say whether a value is a list of strings."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def is_specifier(value: object) -> bool:
    """Say whether a value is a version or a comma-separated list of bounds on one."""
    return isinstance(value, str) and all(_SPECIFIER.fullmatch(part) for part in value.split(","))


def _is_lists_by_glob(value: object) -> bool:
    return isinstance(value, dict) and all(is_words(item) for item in value.values())


def _is_amount(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < inf


_WORDS_SCHEMA: Final[Json] = {"type": "array", "items": {"type": "string"}}
_BY_GLOB_SCHEMA: Final[Json] = {"type": "object", "additionalProperties": _WORDS_SCHEMA}

BOOL: Final = Kind("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})
NUMBER: Final = Kind("a number that is not negative", _is_amount, {"type": "number", "minimum": 0})
TEXT: Final = Kind("a string", lambda value: isinstance(value, str), {"type": "string"})
PATH: Final = Kind("a path", lambda value: isinstance(value, str), {"type": "string"})
VERSIONS: Final = Kind("a version or bounds on one, such as `>=0.1,<0.3`", is_specifier, {"type": "string"})
WORDS: Final = Kind("a list of strings", is_words, _WORDS_SCHEMA)
SELECTORS: Final = Kind("a list of rule selectors", is_words, _WORDS_SCHEMA)
MORE_SELECTORS: Final = Kind("a list of rule selectors", is_words, _WORDS_SCHEMA, grows=True)
GLOBS: Final = Kind("a list of patterns", is_words, _WORDS_SCHEMA)
MORE_GLOBS: Final = Kind("a list of patterns", is_words, _WORDS_SCHEMA, grows=True)
BY_GLOB: Final = Kind("a table of patterns with lists of rule selectors", _is_lists_by_glob, _BY_GLOB_SCHEMA)
MORE_BY_GLOB: Final = Kind(BY_GLOB.name, _is_lists_by_glob, _BY_GLOB_SCHEMA, grows=True)


def choice(*words: str) -> Kind:
    """Return the kind of a value that is one of these words."""
    named = ", ".join(f'"{word}"' for word in words[:-1]) + f' or "{words[-1]}"'
    return Kind(named, lambda value: value in words, {"enum": list(words)}, words)


def table_of(*words: str) -> Kind:
    """Return the kind of a table from rule selectors to one of these words."""
    named = ", ".join(f'"{word}"' for word in words)
    schema = {"type": "object", "additionalProperties": {"enum": list(words)}}
    return Kind(
        f"a table of rule selectors with one of {named}",
        lambda value: isinstance(value, dict) and all(item in words for item in value.values()),
        schema,
        words,
        grows=True,
    )
