"""What somebody may have meant who wrote a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

CANDIDATES: Final = 3
"""Among how many similar words the one is chosen that begins alike for longest."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like ``word``, if one is; capitals and underscores do not matter."""
    wanted = _plain(word)
    plain = {_plain(other): other for other in sorted(known)}
    close = get_close_matches(wanted, plain, n=CANDIDATES)
    best = max(close, key=lambda other: _alike(wanted, other), default=None)
    return None if best is None else plain[best]


def hint(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that proposes the nearest known word; empty if none is near."""
    meant = nearest(word, known)
    return f"; did you mean `{meant}`?" if meant is not None else ""


def _alike(one: str, other: str) -> int:
    """Return for how many characters two words begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))


def _plain(word: str) -> str:
    return word.lower().replace("_", "-")
