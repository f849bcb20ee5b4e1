"""What a comment says to linters, and where in the comment each word of that stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from keraslint.layout import Comment

EVERYTHING: Final = "*"
"""The selector of a bare ``# noqa``."""

_NATIVE: Final = re.compile(r"#\s*keraslint:\s*(?P<verb>ignore|file-ignore|disable|enable)\s*\[(?P<selectors>[^\]]*)\]")
_CODES: Final = r"(?:\s*:\s*(?P<selectors>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))"
_NOQA: Final = re.compile(rf"#\s*(?i:noqa)(?![\w-])(?:{_CODES}|(?!\s*:))")
_FILE_NOQA: Final = re.compile(rf"#\s*keraslint:\s*(?i:noqa)(?![\w-])(?:{_CODES}|(?!\s*:))")
_WORD: Final = re.compile(r"[^,\s]+")


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive: its verb (``noqa`` for the form that other tools read), and the selectors that it names.

    ``start`` and ``end`` are offsets in the text of the comment, ``inner`` those of the list of selectors.
    """

    verb: str
    selectors: tuple[str, ...]
    comment: Comment
    start: int
    end: int
    inner: tuple[int, int]

    @property
    def native(self) -> bool:
        """Whether it is in the form of keraslint, which no other tool reads."""
        return self.verb != "noqa"

    def without(self, selector: str) -> str:
        """Return the list of selectors without one of them."""
        separator = ", " if "," in self.comment.text[slice(*self.inner)] else " "
        return separator.join(other for other in self.selectors if other != selector)


def directives(comment: Comment) -> Iterator[Directive]:
    """Walk the directives of a comment."""
    for found in _NATIVE.finditer(comment.text):
        yield _directive(found["verb"], found, comment)
    for found in _NOQA.finditer(comment.text):
        yield _directive("noqa", found, comment)
    if comment.alone and (whole := _FILE_NOQA.match(comment.text)) is not None:
        yield _directive("file-noqa", whole, comment)


def _directive(verb: str, found: re.Match[str], comment: Comment) -> Directive:
    inner = found["selectors"]
    words: Iterable[str] = [EVERYTHING] if inner is None else _WORD.findall(inner)
    span = found.span("selectors") if inner is not None else (found.end(), found.end())
    following = comment.text.find("#", found.end())
    end = len(comment.text) if following < 0 else following
    return Directive(verb, tuple(words), comment, found.start(), end, span)
