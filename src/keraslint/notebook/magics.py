"""What Python reads of a cell: IPython's magics, shell commands and help requests are taken out, line for line.

Every line of the cell stays one line. A magic that stands as a statement becomes ``pass`` at the same indentation, one that is
assigned becomes a name that no program defines, so that its value is unknown; the code that ``%time`` and its like run stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from keraslint.layout import split_lines

UNKNOWN: Final = "__unknown__"
"""Stands for a value that the text of the notebook does not tell."""

PYTHON_CELL_MAGICS: Final = frozenset({
    "backend", "capture", "debug", "ipytest", "memit", "prun", "pypy", "python", "python3", "time", "timeit",
})  # fmt: skip
"""Cell magics whose body is Python."""

OTHER_CELL_MAGICS: Final = frozenset({
    "!", "HTML", "R", "SVG", "bash", "bigquery", "cmd", "cpp", "cu", "cython", "file", "html", "javascript", "js", "julia",
    "latex", "markdown", "perl", "powershell", "pyspark", "python2", "ruby", "script", "sh", "sql", "svg", "sx", "system",
    "writefile",
})  # fmt: skip
"""Cell magics whose body is something else, even where it happens to parse as Python."""

STATEMENT_MAGICS: Final = {
    "time": re.compile(r"(?:--[\w-]+\s+)*"),
    "timeit": re.compile(r"(?:-[nrp]\s*\d+\s+|-[tcqov]+\s+)*"),
    "prun": re.compile(r"(?:-[lsTD]\s*\S+\s+|-[rq]+\s+)*"),
    "memit": re.compile(r"(?:-[rtiI]\s*\S+\s+|-[coh]+\s+)*"),
}
"""Line magics that run the rest of the line as Python, with their options."""

_BOM: Final = "\ufeff"
_CANDIDATE: Final = re.compile(r"^[ \t]*[%!?,;/]|=[ \t]*[%!]|\?[ \t]*;?[ \t]*$", re.MULTILINE)
_ESCAPE: Final = re.compile(r"[ \t]*(?=[%!?,;/])")
_REST: Final = re.compile(r"(?:[^\n]*\\\n)*[^\n]*")
_HELP: Final = re.compile(r"(?<![\w*])(?!\d)[\w*]+(?:\.[\w*]+|\[[^\]\n]*\])*\?{1,2}\Z")
_NAME: Final = re.compile(r"%(\w+)[ \t]+")
LEXEME: Final = re.compile(
    r"""
      (?P<blank>\#[^\n]*|[^\S\n]+|\\\n)
    | (?P<string>\"{3}(?:[^\\]|\\.)*?(?:\"{3}|\Z)|'{3}(?:[^\\]|\\.)*?(?:'{3}|\Z)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<newline>\n)
    | (?P<assigned>(?<![=!<>:+\-*/%@&|^])=[ \t]*(?=[%!]))
    | (?P<code>\w+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
"""The tokens of Python, as far as statements, brackets, strings and comments need telling apart."""


@dataclass(slots=True)
class Code:
    """The Python of a cell. ``lines`` are those of the cell, magics replaced.

    ``cut`` has for each line how many columns are missing at its start, ``margin`` how many of these are indentation. ``foreign``
    are the numbers (from 1) of the lines that are not the user's text. ``magic`` and ``argument`` are those of the cell magic in
    line ``magic_line``; ``skipped`` says why there is no Python.
    """

    lines: list[str]
    cut: list[int]
    margin: list[int]
    foreign: set[int] = field(default_factory=set)
    magic: str = ""
    argument: str = ""
    magic_line: int = 0
    skipped: str = ""

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines) + "\n"


def code_of(source: str, parses: Callable[[str], bool]) -> Code:
    """Return the Python of a cell; ``parses`` tells whether a text is Python, for the magics of which only that is known."""
    lines = split_lines(source)
    code = Code(lines, [0] * len(lines), [0] * len(lines))
    code.cut[0] = len(lines[0]) - len(
        lines[0].lstrip(_BOM)
    )  # the mark may stand at the start of a text, which a cell is not here
    lines[0] = lines[0].lstrip(_BOM)
    _dedent(code)
    _take_cell_magic(code)
    if code.magic in OTHER_CELL_MAGICS:
        code.skipped = f"%%{code.magic}"
        return code
    if code.magic:
        _dedent(code, code.magic_line)
    if _CANDIDATE.search("\n".join(code.lines)):
        _take_line_magics(code, parses)
    if code.magic and code.magic not in PYTHON_CELL_MAGICS and not parses(code.text):
        code.skipped = f"%%{code.magic}"
    return code


def _dedent(code: Code, start: int = 0) -> None:
    """Cut the indentation of the first line from ``start`` that is not blank off all lines that have it, as IPython does."""
    first = next((line for line in code.lines[start:] if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    if not indent:
        return
    for number, line in enumerate(code.lines[start:], start):
        if line.startswith(indent):
            code.lines[number] = line[len(indent) :]
            code.cut[number] += len(indent)
            code.margin[number] += len(indent)


def _take_cell_magic(code: Code) -> None:
    """Blank the line of a cell magic; comments may stand before it."""
    for number, line in enumerate(code.lines):
        if line.startswith("%%"):
            name, _, argument = line[2:].strip().partition(" ")
            code.magic = "!" if name.startswith("!") else name
            code.argument = argument.strip()
            code.lines[number] = ""
            code.foreign.add(number + 1)
            code.magic_line = number + 1
            return
        if line.strip() and not line.startswith("#"):
            return


def _take_line_magics(code: Code, parses: Callable[[str], bool]) -> None:
    text = "\n".join(code.lines)
    parts: list[str] = []
    done = 0
    for start, end in _magics(text):
        assigned = bool(text[text.rfind("\n", 0, start) + 1 : start].strip())
        body = text[start:end]
        kept, cut = _statement(body, assigned, parses)
        number = text.count("\n", 0, start)
        code.cut[number] += cut
        if kept in {UNKNOWN, "pass"}:
            code.foreign.update(range(number + 1, number + 2 + body.count("\n")))
        parts += [text[done:start], kept, "\n" * (body.count("\n") - kept.count("\n"))]
        done = end
    code.lines[:] = "".join((*parts, text[done:])).split("\n")


def _statement(body: str, assigned: bool, parses: Callable[[str], bool]) -> tuple[str, int]:
    """Return what stands for a magic, and how many columns of it are missing at its start."""
    name = _NAME.match(body)
    options = STATEMENT_MAGICS.get(name[1]) if name else None
    if name is not None and options is not None:
        start = max(name.end(), options.match(body, name.end()).end())  # type: ignore[union-attr]
        if assigned and parses(f"_ = {body[start:]}\n"):
            return " " * start + body[start:], 0
        if not assigned and parses(body[start:] + "\n"):
            return body[start:], start
    return (UNKNOWN if assigned else "pass"), 0


def _magics(text: str) -> Iterator[tuple[int, int]]:
    """Find the ranges of magics: from the escape character to the end of the line and of the lines that continue it."""
    at = 0
    while at < len(text):
        escape = _ESCAPE.match(text, at)
        if escape is not None:
            end = _end_of_line(text, escape.end())
            yield escape.end(), end
            at = end + 1
            continue
        assigned, code_end, end = _statement_from(text, at)
        if assigned is not None:
            end = _end_of_line(text, assigned)
            yield assigned, end
        elif _HELP.search(text[at:code_end]):
            yield at + len(text[at:end]) - len(text[at:end].lstrip()), end
        at = end + 1


def _end_of_line(text: str, start: int) -> int:
    rest = _REST.match(text, start)
    assert rest is not None
    return rest.end()


def _statement_from(text: str, start: int) -> tuple[int | None, int, int]:
    """Follow the logical line at ``start``.

    Returns where a magic begins that is assigned in it, if one is, where its code ends, and where the line does.
    """
    depth = 0
    at = code_end = start
    while at < len(text):
        lexeme = LEXEME.match(text, at)
        assert lexeme is not None
        match lexeme.lastgroup:
            case "open":
                depth += 1
            case "close":
                depth -= 1
            case "newline" if depth <= 0:
                return None, code_end, at
            case "assigned" if depth <= 0:
                return lexeme.end(), code_end, at
        at = lexeme.end()
        if lexeme.lastgroup != "blank":
            code_end = at
    return None, code_end, at
