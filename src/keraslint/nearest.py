"""What somebody may have meant who wrote a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Final

CANDIDATES: Final = 3
"""How many similar words are looked at."""

TIE: Final = 0.1
"""Words whose similarity differs by less are alike; of these the one is meant that begins alike for longest."""

LOOKALIKES: Final = str.maketrans("oil", "011")
"""Letters that are read as digits, as in ``KL3O1``."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like ``word``, if one is; capitals and underscores do not matter."""
    wanted = _plain(word)
    plain = {_plain(other): other for other in sorted(known)}
    same = next((other for other in plain if other.translate(LOOKALIKES) == wanted.translate(LOOKALIKES)), None)
    if same is not None:
        return plain[same]
    similar = {other: SequenceMatcher(None, other, wanted).ratio() for other in get_close_matches(wanted, plain, n=CANDIDATES)}
    close = [other for other, ratio in similar.items() if ratio > max(similar.values()) - TIE]
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
