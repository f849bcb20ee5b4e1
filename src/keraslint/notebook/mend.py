"""Cells that are not Python as they stand, but become it where what was meant is plain.

Exercises leave blanks to be filled in; pages paste no-break spaces; IPython runs ``ls`` without a percent sign. A blank becomes a
name that no program defines, so that its value is unknown. Lines stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from keyword import iskeyword
from typing import Final

from keraslint.notebook.magics import LEXEME, UNKNOWN, Code

_SPACES: Final = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000", " "))
_AUTOMAGIC: Final = re.compile(
    r"([ \t]*)(?:autoreload|cat|cd|clear|conda|config|cp|dirs|env|head|hist|history|ldir|less|load|load_ext|ls|ll|man|matplotlib|"
    r"mkdir|more|mv|pip|popd|pushd|pwd|pylab|reload_ext|reset|rm|rmdir|run|set_env|store|tensorboard|tensorflow_version|who|whos)"
    r"(?:[ \t]+(?![=(\[,:]|\.\w).*)?"
)
BLANK: Final = "\u0294"
"""A letter that looks like a question mark: it takes the place of one, column for column, and no program uses it."""

_ASSIGNED: Final = re.compile(r"=(?!=)(?=[^\S\n]*(?:\#[^\n]*)?(?:\n|\Z|[,)\]}]))")
_HEADER: Final = re.compile(r"([ \t]*)(?:(async[ \t]+def|def)|(?:class|if|elif|else|for|while|with|try|except|finally)\b)")
_TARGETS: Final = re.compile(
    r"""^[ \t]*(?:
        (?P<names>[^\W\d]\w*(?:[ \t]*,[ \t]*[^\W\d]\w*)*)[ \t]*(?::[^=\n]+)?(?:[+\-*/|&%@^]|//|\*\*|<<|>>)?=(?!=)
      | (?:def|class|for|with\b.*\bas)[ \t]+(?P<bound>[^\W\d]\w*(?:[ \t]*,[ \t]*[^\W\d]\w*)*)
      | (?P<receiver>[^\W\d]\w*)[ \t]*[.\[]
    )""",
    re.MULTILINE | re.VERBOSE,
)
_IMPORT: Final = re.compile(r"^[ \t]*(?:from|import)\b[^\n(]*(?:\([^)]*\))?", re.MULTILINE)


def mend(code: Code, parses: Callable[[str], bool]) -> str | None:
    """Make the Python of a cell parse, and return what was done to it: empty where nothing is worth saying.

    ``None`` says that it cannot be done; the lines are then as they were.
    """
    before, foreign = list(code.lines), set(code.foreign)
    for step, note in _STEPS:
        step(code)
        if parses(code.text):
            return note
    code.lines[:], code.foreign = before, foreign
    return None


def _plain_spaces(code: Code) -> None:
    code.lines[:] = [line.translate(_SPACES) for line in code.lines]


def _no_automagic(code: Code) -> None:
    for number, line in enumerate(code.lines):
        found = _AUTOMAGIC.fullmatch(line)
        if found is not None:
            code.lines[number] = f"{found[1]}pass"
            code.foreign.add(number + 1)


def _no_question_marks(code: Code) -> None:
    text = "\n".join(code.lines)
    marks = [found.start() for found in LEXEME.finditer(text) if found.lastgroup == "code" and found.group() == "?"]
    for at in marks:
        text = f"{text[:at]}{BLANK}{text[at + 1 :]}"
        code.foreign.add(text.count("\n", 0, at) + 1)
    code.lines[:] = text.split("\n")


def _no_empty_values(code: Code) -> None:
    """Give a value to every ``=`` that has none."""
    text = "\n".join(code.lines)
    parts: list[str] = []
    at = 0
    while at < len(text):
        found = LEXEME.match(text, at)
        assert found is not None
        parts.append(found.group())
        at = found.end()
        if found.group() == "=" and _ASSIGNED.match(text, at - 1) and text[at - 2 : at - 1] not in set("=!<>"):
            parts.append(f" {UNKNOWN}")
            code.foreign.add(text.count("\n", 0, at) + 1)
    code.lines[:] = "".join(parts).split("\n")


def _no_empty_blocks(code: Code) -> None:
    """Give a statement to every block that has none, in place of a comment or blank line below its header."""
    for number, line in enumerate(code.lines[:-1]):
        header = _HEADER.match(line)
        if header is None or not re.search(r":[ \t]*(?:#.*)?$", line):
            continue
        body = next((text for text in code.lines[number + 1 :] if text.strip() and not text.lstrip().startswith("#")), "")
        if len(body) - len(body.lstrip(" \t")) > len(header[1]):
            continue
        below = code.lines[number + 1]
        if not below.strip() or below.lstrip().startswith("#"):
            code.lines[number + 1] = f"{header[1]}    {f'return {UNKNOWN}' if header[2] else 'pass'}"
            code.foreign.add(number + 2)


_BLANKS: Final = "blanks that are to be filled in are taken as unknown"
_STEPS: Final[tuple[tuple[Callable[[Code], None], str], ...]] = (
    (_plain_spaces, ""),
    (_no_automagic, ""),
    (_no_question_marks, _BLANKS),
    (_no_empty_values, _BLANKS),
    (_no_empty_blocks, _BLANKS),
)


def forget(code: Code, imported: set[str]) -> Code | None:
    """Return a statement for a cell that cannot be read: what it may have bound or changed is unknown from there on.

    Without it the names would keep the values of earlier cells. ``imported`` names are taken to be left alone.
    """
    names: dict[str, None] = {}
    for found in _TARGETS.finditer("\n".join(code.lines)):
        if found["receiver"] is None:
            names.update(dict.fromkeys(re.findall(r"\w+", found["names"] or found["bound"])))
        elif found["receiver"] not in imported:
            names[found["receiver"]] = None
    kept = [name for name in names if name.isidentifier() and not iskeyword(name)]
    if not kept:
        return None
    return Code(["".join(f"{name} = " for name in kept) + UNKNOWN], [0], [0], foreign={1})


def imported_names(source: str) -> set[str]:
    """Return the names that import statements in ``source`` speak of."""
    return {name for statement in _IMPORT.findall(source) for name in re.findall(r"\w+", statement)}
