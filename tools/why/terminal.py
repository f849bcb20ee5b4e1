"""A terminal as a picture: text with colours becomes SVG, column by column, so that it looks the same in every font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

COLUMNS: Final = 112
WIDTH: Final = 7.8
HEIGHT: Final = 18
PADDING: Final = 18
BAR: Final = 30

COLOURS: Final = {"1": "#ffffff", "1;31": "#ff7b72", "1;33": "#e3b341", "1;34": "#79c0ff", "36": "#56d4dd", "2": "#8b949e"}
PLAIN: Final = "#c9d1d9"

_PIECE: Final = re.compile(r"\x1b\[(?P<code>[0-9;]*)m|(?P<text>[^\x1b]+)")


def svg(text: str, title: str) -> str:
    """Return the picture of a terminal that shows ``text``."""
    rows = [row for line in text.rstrip("\n").split("\n") for row in _wrapped(line)]
    width, height = COLUMNS * WIDTH + 2 * PADDING, len(rows) * HEIGHT + 2 * PADDING + BAR
    dots = "".join(
        f'<circle cx="{PADDING + 6 + 20 * at}" cy="20" r="6" fill="{colour}"/>'
        for at, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    body = "".join(
        f'<text x="{PADDING + column * WIDTH:.1f}" y="{PADDING + BAR + (row + 1) * HEIGHT - 5}" fill="{colour}"'
        f' textLength="{len(piece) * WIDTH:.1f}" lengthAdjust="spacingAndGlyphs"{_bold(colour)}>{escape(piece)}</text>\n'
        for row, pieces in enumerate(rows)
        for column, piece, colour in pieces
        if piece.strip()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img" xml:space="preserve"'
        f' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="13">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="100%" height="100%" rx="10" fill="#0d1117"/>{dots}\n{body}</svg>\n'
    )


def _bold(colour: str) -> str:
    return "" if colour in {PLAIN, COLOURS["36"], COLOURS["2"]} else ' font-weight="bold"'


def _wrapped(line: str) -> Iterator[list[tuple[int, str, str]]]:
    """Walk the rows that a line takes, each as pieces with their column and colour; lines break between words."""
    letters = list(_letters(line))
    while letters:
        end = len(letters)
        if end > COLUMNS:
            blanks = [at for at in range(COLUMNS) if letters[at][0] == " "]
            end = blanks[-1] + 1 if blanks else COLUMNS
        yield list(_pieces(letters[:end]))
        letters = letters[end:]
    if not line:
        yield []


def _letters(line: str) -> Iterator[tuple[str, str]]:
    colour = PLAIN
    for found in _PIECE.finditer(line):
        if found["text"] is None:
            colour = COLOURS.get(found["code"], PLAIN)
        else:
            yield from ((letter, colour) for letter in found["text"])


def _pieces(letters: list[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """Walk the runs of one colour; blanks at their ends are left out, since a renderer may drop them."""
    start = 0
    while start < len(letters):
        end = start
        while end < len(letters) and letters[end][1] == letters[start][1]:
            end += 1
        run = "".join(letter for letter, _ in letters[start:end])
        yield start + len(run) - len(run.lstrip()), run.strip(), letters[start][1]
        start = end
