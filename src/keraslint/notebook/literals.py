"""Where the sources of the cells stand in the text of a notebook, and how another source is written in their place.

A notebook is written back by replacing the JSON values of the changed cells in the original text. Nothing else is printed anew,
so everything else stays as it was, byte for byte, whatever wrote the file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]', re.DOTALL)
_PIECE: Final = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:(u)(?!00[0-7])|.)", re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Literal:
    """The JSON value of a cell's source: its range in the text, and the ranges of the strings in it.

    ``listed`` tells whether it is a list of strings, rather than one string.
    """

    start: int
    end: int
    listed: bool
    strings: list[tuple[int, int]]


def find_sources(text: str) -> dict[int, Literal]:
    """Return the source literals in the JSON ``text`` of a notebook, by the position of the cell among all cells (from 0)."""
    found: dict[int, Literal] = {}
    path: list[str | int] = []
    key = ""
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        mark = text[start]
        if mark == '"' and path and path[-1] == "":
            key = text[start + 1 : end - 1]
        elif mark in '"[]' and len(path) in {3, 4} and path[0] == "cells" and path[2] == "source":
            _note(found, path, mark, start, end)
        _follow(path, mark, key)
    return found


def _follow(path: list[str | int], mark: str, key: str) -> None:
    """Keep ``path`` at the key or index of the value that comes next; ``""`` where a key does."""
    match mark:
        case "{":
            path.append("")
        case "[":
            path.append(0)
        case "}" | "]":
            path.pop()
        case ":":
            path[-1] = key
        case ",":
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else ""


def _note(found: dict[int, Literal], path: list[str | int], mark: str, start: int, end: int) -> None:
    cell = path[1]
    assert isinstance(cell, int)
    if mark == '"':
        if len(path) == 3:
            found[cell] = Literal(start, end, listed=False, strings=[(start, end)])
        else:
            found[cell].strings.append((start, end))
    elif mark == "[":
        found[cell] = Literal(start, end, listed=True, strings=[])
    else:
        found[cell].end = end


def escapes_non_ascii(text: str) -> bool:
    """Tell whether the writer of a notebook spells characters outside of ASCII as escapes."""
    return text.isascii() and any(found[1] for found in _ESCAPE.finditer(text))


def respell(text: str, literal: Literal, source: str, ascii_only: bool) -> str:
    """Return the JSON value for ``source`` in the style of ``literal``; strings and parts of them that did not change stay."""
    raws = [text[start:end] for start, end in literal.strings]
    if not literal.listed:
        return _respell_string(raws[0], source, ascii_only)
    return _join(text, literal, _respell_lines(raws, source, ascii_only))


def _respell_lines(raws: list[str], source: str, ascii_only: bool) -> list[str]:
    olds: list[str] = [json.loads(raw) for raw in raws]
    head = _kept(olds, source)
    start = sum(map(len, olds[:head]))
    tail = _kept_behind(olds[head:], source[start:])
    end = len(source) - sum(map(len, olds[len(olds) - tail :]))
    middle = source[start:end].splitlines(keepends=True)
    old_middle = raws[head : len(raws) - tail]
    if len(middle) == len(old_middle):
        written = [_respell_string(raw, line, ascii_only) for raw, line in zip(old_middle, middle, strict=True)]
    else:
        written = [_encode(line, ascii_only) for line in middle]
    return raws[:head] + written + raws[len(raws) - tail :]


def _kept(lines: list[str], source: str) -> int:
    """Return how many of ``lines`` stand unchanged at the start of ``source``, each ending where a line ends."""
    at = 0
    for count, line in enumerate(lines):
        if not source.startswith(line, at) or not (line.endswith("\n") or at + len(line) == len(source)):
            return count
        at += len(line)
    return len(lines)


def _kept_behind(lines: list[str], source: str) -> int:
    """Return how many of ``lines`` stand unchanged at the end of ``source``, each beginning where a line begins."""
    end = len(source)
    count = 0
    for line in reversed(lines):
        start = end - len(line)
        if start < 0 or source[start:end] != line or (start and source[start - 1] != "\n"):
            break
        end = start
        count += 1
    return count


def _respell_string(raw: str, new: str, ascii_only: bool) -> str:
    """Return the literal of ``new``, in which the start and the end that it shares with ``raw`` keep their spelling."""
    old: str = json.loads(raw)
    pieces: list[str] = _PIECE.findall(raw[1:-1])
    head = 0
    shortest = min(len(old), len(new))
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = _encode(new[head : len(new) - tail], ascii_only)[1:-1]
    return "".join(('"', *pieces[:head], middle, *pieces[len(pieces) - tail :], '"'))


def _encode(text: str, ascii_only: bool) -> str:
    written = json.dumps(text, ensure_ascii=ascii_only)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def _join(text: str, literal: Literal, raws: list[str]) -> str:
    """Return the list of ``raws`` laid out as the list of ``literal`` is."""
    if not raws:
        return "[]"
    opening, separator, closing = _style(text, literal)
    return f"{opening}{separator.join(raws)}{closing}"


def _style(text: str, literal: Literal) -> tuple[str, str, str]:
    strings = literal.strings
    if not strings:
        before, after = _indentation(text, literal.start)
        return f"[{before}", f",{before}" if before else ", ", f"{after}]"
    opening = text[literal.start : strings[0][0]]
    closing = text[strings[-1][1] : literal.end]
    if len(strings) > 1:
        return opening, text[strings[0][1] : strings[1][0]], closing
    spaced = " " if text[literal.start - 1] == " " else ""
    return opening, f",{opening[1:] or spaced}", closing


def _indentation(text: str, start: int) -> tuple[str, str]:
    """Return what to write before each string and behind the last one of a list at ``start`` that is empty so far."""
    unit = re.match(r"\s*\{\r?\n([ \t]+)", text)
    own = re.compile(r"[ \t]*").match(text, text.rfind("\n", 0, start) + 1)
    if unit is None or own is None:
        return "", ""
    return f"\n{own[0]}{unit[1]}", f"\n{own[0]}"
