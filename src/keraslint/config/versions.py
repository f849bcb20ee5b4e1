"""Whether this version of keraslint is one that a project accepts."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest
from typing import Final, TypeAlias

from keraslint.options import Failure

Version: TypeAlias = tuple[int, ...]

_PART: Final = re.compile(r"\s*(==|!=|>=|<=|~=|>|<)?\s*v?(\d{1,9}(?:\.\d{1,9})*)(\.\*)?\s*")
_LEADING: Final = re.compile(r"\d+(?:\.\d+)*")


def demand(required: str, version: str, failure: Callable[[str], Failure]) -> None:
    """Refuse to go on where ``version`` is none of those that are required.

    Raises:
        Failure: it is not.
    """
    if required and not satisfies(version, required):
        raise failure(f"this is keraslint {version}, and `required-version` asks for {required}")


def satisfies(version: str, required: str) -> bool:
    """Say whether a version lies within all of the comma-separated bounds; a bare version means exactly that."""
    found = _LEADING.match(version)
    release = _numbers(found[0]) if found is not None else ()
    return all(_within(release, part) for part in required.split(","))


def _within(version: Version, part: str) -> bool:
    found = _PART.fullmatch(part)
    if found is None:
        return False
    operator, bound, any_behind = found[1] or "==", _numbers(found[2]), found[3] is not None
    if any_behind or operator == "~=":
        length = len(bound) if any_behind else len(bound) - 1
        same = version[:length] == bound[:length]
        return (same and _order(version, bound) >= 0) if operator == "~=" else same is (operator != "!=")
    order = _order(version, bound)
    return {"==": order == 0, "!=": order != 0, ">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0}[operator]


def _order(one: Version, other: Version) -> int:
    for left, right in zip_longest(one, other, fillvalue=0):
        if left != right:
            return -1 if left < right else 1
    return 0


def _numbers(text: str) -> Version:
    return tuple(int(number) for number in text.split("."))
