"""The fingerprint by which GitHub knows a line again, ``primaryLocationLineHash``.

For each line it is a polynomial over the hundred characters from there on that are no blanks, and a count of the lines that have
the same. The algorithm is that of the action which uploads results; characters are units of UTF-16, as there.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

BLOCK: Final = 100
FACTOR: Final = 37
MASK: Final = (1 << 64) - 1

END: Final = 0xFFFF
"""Stands for the end of the file."""

_BREAK: Final = re.compile(r"\r\n?")
_LINE: Final = re.compile(r"\n")
_BLANK: Final = re.compile(r"[ \t]")


def line_hashes(text: str) -> list[str]:
    """Return the fingerprint of each line of a file."""
    solid = _BLANK.sub("", _BREAK.sub("\n", text))
    counts: Counter[str] = Counter()
    hashes = []
    for start in (0, *(found.end() for found in _LINE.finditer(solid))):
        made = f"{_polynomial(_units(solid[start : start + BLOCK])):x}"
        counts[made] += 1
        hashes.append(f"{made}:{counts[made]}")
    return hashes


def _polynomial(units: list[int]) -> int:
    value = 0
    for unit in units:
        value = (FACTOR * value + unit) & MASK
    return value


def _units(piece: str) -> list[int]:
    """Return the first units of a piece of text, with the end of the file and zeros behind it where it is shorter."""
    data = piece.encode("utf-16-le", "surrogatepass")
    units = [data[index] | data[index + 1] << 8 for index in range(0, len(data), 2)]
    return [*units, END, *[0] * BLOCK][:BLOCK]
