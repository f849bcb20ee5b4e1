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

LF: Final = 0x0A
_BREAK: Final = re.compile(r"\r\n?")
_BLANK: Final = re.compile(r"[ \t]")


def line_hashes(text: str) -> list[str]:
    """Return the fingerprint of each line of a file."""
    units = _units(_BLANK.sub("", _BREAK.sub("\n", text)))
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == LF)]
    padded = [*units, END, *[0] * BLOCK]
    counts: Counter[str] = Counter()
    hashes = []
    for start in starts:
        made = f"{_polynomial(padded[start : start + BLOCK]):x}"
        counts[made] += 1
        hashes.append(f"{made}:{counts[made]}")
    return hashes


def _polynomial(units: list[int]) -> int:
    value = 0
    for unit in units:
        value = (FACTOR * value + unit) & MASK
    return value


def _units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[index] | data[index + 1] << 8 for index in range(0, len(data), 2)]
