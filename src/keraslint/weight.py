"""How much work a text is for LibCST, told from its characters before it is parsed.

The parser runs as native code that nothing in this process can interrupt, and three kinds of text keep it busy for ever: a long
chain of operators, calls or attributes (the time grows with the square of its length), brackets that nest deeply, and nested
patterns of a ``case``, of which each level takes four times as long as the one in it. A pass over the few characters that make
these up costs a fraction of a percent of a parse. It takes no notice of strings and comments: a text that seems heavier than it
is costs a process of its own, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

LARGE: Final = 300_000
"""Characters from which on a text is heavy whatever it says: its tree takes hundreds of megabytes."""

SLOW: Final = 1.0
"""Seconds of parsing from which on a text is heavy."""

UNIT: Final = 0.25e-6
"""Seconds that a link of a chain costs for each link before it."""

CALL: Final = 3
"""A call or a subscript takes nine times as long as an operator, which makes it three links."""

SHALLOW: Final = 20
"""Brackets nested up to here cost nothing to speak of."""

LEVEL: Final = 100
"""What nesting costs, in units for each level times each level."""

PATTERN: Final = 16
"""What a pattern of one level costs in units; of each further one, four times as much."""

_LINKS: Final = b"+-*/%@&|^~."
_KEPT: Final = b"()[]{},;=\n" + _LINKS
_REST: Final = bytes(set(range(256)) - set(_KEPT))
_ALIKE: Final = bytes.maketrans(b"[{]};=" + _LINKS, b"(())" + b",," + b"." * len(_LINKS))
_WORDS: Final = (b"lambda", b"else", b"not ", b"await")
"""The words that make chains as operators do."""

_OPEN, _CLOSE, _LINK, _BETWEEN, _LINE = b"().,\n"


class Weight(NamedTuple):
    """How long a text is, how deep its brackets nest, and how many seconds it may take to be parsed."""

    length: int
    nesting: int
    seconds: float

    @property
    def heavy(self) -> bool:
        """Whether it is not to be parsed but in a process that can be ended."""
        return self.length > LARGE or self.seconds > SLOW


class TooHeavy(BaseException):
    """A text is heavy, and this process is not there to be ended.

    Like an interrupt it is no ``Exception``: whatever passes over faults on the way up must not pass over this.
    """


class _Permission:
    """Whether this process may parse what is heavy."""

    given = False


def demand_light(weight: Weight) -> None:
    """Refuse what is heavy, unless this process may take it on.

    Raises:
        TooHeavy: the text is heavy.
    """
    if weight.heavy and not _Permission.given:
        raise TooHeavy


@contextmanager
def heavy_allowed() -> Iterator[None]:
    """Let this process parse whatever it is given."""
    before = _Permission.given
    _Permission.given = True
    try:
        yield
    finally:
        _Permission.given = before


def weigh(text: str) -> Weight:
    """Return what a text weighs."""
    if len(text) > LARGE and not _Permission.given:
        return Weight(len(text), 0, 0.0)
    data = text.encode("utf-8", "replace")
    for word in _WORDS:
        data = data.replace(word, b".")
    patterns = b"case" in data
    units = deepest = reached = links = 0
    open_links: list[int] = []
    for mark in data.translate(_ALIKE, _REST):
        if mark == _LINK:
            links += 1
        elif mark == _OPEN:
            open_links.append(links + CALL)
            links = 0
            reached = max(reached, len(open_links))
        elif mark == _CLOSE:
            units += links * links
            links = open_links.pop() if open_links else 0
        elif mark == _BETWEEN:
            units += links * links
            links = 0
        elif not open_links:
            units += links * links + _nested(reached, patterns=patterns)
            deepest = max(deepest, reached)
            links = reached = 0
    units += links * links + _nested(reached, patterns=patterns)
    return Weight(len(text), max(deepest, reached), UNIT * units)


def _nested(depth: int, *, patterns: bool) -> int:
    """Return what a statement costs, in units, for how deep its brackets nest."""
    levels = LEVEL * (depth - SHALLOW) ** 2 if depth > SHALLOW else 0
    return levels + PATTERN * 4 ** min(depth, 30) if patterns else levels
