"""The versions of Keras and TensorFlow that a project requires, as its requirement files state them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from keraslint import screen
from keraslint.recover.framework import Range, Version
from keraslint.requirements import FILES, folders

LARGEST: Final = 1
"""Megabytes: a larger file is none that somebody wrote."""

_REQUIREMENT: Final = re.compile(
    r"""
    (?<![\w./-]) (?P<name> keras | tensorflow (?: [-_](?:gpu|cpu|macos|intel) )? | tf[-_]keras )
    (?: \[[^\]]*\] )? \s* (?: = \s* (?=["'^~]) )? ["']? \s*
    (?P<range> (?: (?: ===? | ~= | >=? | <=? | != | \^ | ~ | = (?=\d) ) \s* \d[\w.*]* \s* ,? \s* )+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BOUND: Final = re.compile(r"(===?|~=|>=?|<=?|!=|\^|~|=)\s*(\d[\w.*]*)")
_SPECIFIER: Final = re.compile(rf"\s*{_BOUND.pattern}(?:\s*,\s*{_BOUND.pattern})*\s*")
_BARE: Final = re.compile(r"\s*\d+(?:\.\d+)*\s*")

DIGITS: Final = 9
"""How many digits of a number are read: more are no version, and very many cannot be made a number."""
FIRST: Final = 2
"""How many numbers of a version decide about the API: ``2.4.1`` is ``2.4``."""


def pins_for(path: str) -> dict[str, Range]:
    """Return what the project of a file requires of ``keras``, ``tensorflow`` and ``tf-keras``."""
    return _pins_of(Path(path).resolve().parent)


@functools.cache
def _pins_of(start: Path) -> dict[str, Range]:
    found: dict[str, Range] = {}
    for folder in folders(str(start)):
        for name in FILES:
            for package, versions in parse(_read(Path(folder, name))):
                found.setdefault(package, versions)
        if found:
            break
    return found


def _read(path: Path) -> str:
    data = screen.read(str(path), LARGEST)
    return data.decode("utf-8", errors="replace") if isinstance(data, bytes) else ""


def parse(text: str) -> Iterator[tuple[str, Range]]:
    """Find requirements of Keras and TensorFlow, in the form of any of the usual files."""
    for line in text.splitlines():
        found = _REQUIREMENT.search(line.partition("#")[0])
        if found is not None:
            name = found["name"].lower().replace("_", "-")
            yield ("tensorflow" if name.startswith("tensorflow") else name), _range(found["range"])


def versions(specifier: str) -> Range:
    """Return the versions that a specifier such as ``>=3.6,<4`` allows; ``3.6`` alone stands for ``==3.6``.

    Raises:
        ValueError: it is not a specifier, or it allows no version at all.
    """
    text = f"=={specifier.strip()}" if _BARE.fullmatch(specifier) else specifier
    if _SPECIFIER.fullmatch(text) is None:
        raise ValueError(f"{specifier!r} is not a version specifier such as '>=3.6,<4'")
    lowest, below = _range(text)
    if below and lowest >= below:
        raise ValueError(f"{specifier!r} allows no version")
    return lowest, below


def _range(text: str) -> Range:
    lowest: Version = ()
    below: Version = ()
    for operator, version in _BOUND.findall(text):
        numbers = tuple(int(number[:DIGITS]) for number in version.split(".") if number.isdecimal())
        short = numbers[:FIRST]
        if operator in {"==", "===", "=", "~=", "^", "~", ">=", ">"}:
            lowest = max(lowest, short)
        limit = _limit(operator, numbers)
        below = min(below, limit) if below and limit else below or limit
    return lowest, below


def _limit(operator: str, numbers: Version) -> Version:
    """Return the first version that one bound excludes, ``()`` where there is none."""
    short = numbers[:FIRST]
    if operator in {"==", "===", "=", "~", "<="}:
        return _next(short)
    if operator == "~=":
        return _next(numbers[: max(len(numbers) - 1, 1)])
    if operator == "^":
        return _next(numbers[:1])
    if operator == "<":
        return short if len(numbers) <= FIRST or not any(numbers[FIRST:]) else _next(short)
    return ()


def _next(version: Version) -> Version:
    return (*version[:-1], version[-1] + 1) if version else ()
