"""The suppression comments of a file as the rules about them see them. Records without behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from keraslint.findings import Fix
from keraslint.source import Place


@dataclass(frozen=True, slots=True)
class Mention:
    """A selector in a suppression comment. ``known`` says whether it means any rule, ``unneeded`` that it suppresses nothing.

    ``removal`` takes it out of the comment, and the comment with it where it is the last. ``suggestion`` is what may be meant by
    one that is not known.
    """

    text: str
    place: Place
    known: bool
    unneeded: bool
    removal: Fix
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Comments:
    """The suppression comments of a file, once it is known what they suppress."""

    mentions: tuple[Mention, ...]
