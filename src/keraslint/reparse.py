"""Parse a text of which an earlier version is parsed: only the statements of the module that have changed, the others stay.

A keystroke changes one statement, and parsing a file takes as long as all the rest of linting it. What comes out is equal to the
tree of the whole text, which is tested; where that is not certain, nothing comes out:

* A statement is kept with its text and all its lines, so each line of the new text belongs to a statement that is kept or to the
  stretch between them, and that stretch is parsed as a module of its own. It parses only if no bracket, string or clause goes on
  from it or into it.
* Comments and empty lines go to the block before them or to the statement behind them according to how they are indented. Where
  something else than plain lines stands at the seams, the text is parsed as a whole.
* A tree does not hold the indentation of blocks that are indented as the first one of the file is. So the stretch is parsed
  behind such a block, and the first block of the new tree has to be one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import libcst as cst

from keraslint.nodes import walk
from keraslint.syntax import SyntaxFailure, Tree, parse
from keraslint.weight import LARGE
from keraslint.written import Written, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keraslint.written import Part

ODD: Final = re.compile(r"[\t\r\f]|\\\n\Z")
"""What makes the lines of a text hard to tell apart, or their indentation."""

EMPTY: Final = re.compile(r"^(#.*)?\n\Z", re.MULTILINE)
"""An empty line or a comment at the end of a text."""

END: Final = "pass\n"
"""A statement that stands for what follows."""


def parse_again(before: Tree, text: str, changed: str) -> Tree | None:
    """Return the tree of ``changed``, given the tree of ``text``; ``None`` where it has to be parsed as a whole."""
    old, parts, whole = before.module, before.written.parts, _ended(changed)
    if before.written.code != _ended(text) or len(whole) > LARGE or ODD.search(whole):
        return None
    front, back = _kept(parts, whole)
    ahead, behind = parts[:front], parts[back:]
    if not (ahead or behind):
        return None
    stretch = _parsed(whole[_length(ahead) : len(whole) - _length(behind)], old.default_indent, bool(ahead), bool(behind))
    if stretch is None or not (_plain(stretch.body) and _plain(old.body[back:])):
        return None
    module = cst.Module(
        body=(*old.body[:front], *stretch.body, *old.body[back:]),
        header=old.header if ahead else stretch.header,
        footer=old.footer if behind else stretch.footer,
        default_indent=old.default_indent,
        has_trailing_newline=whole is changed,
    )
    between = write(stretch).parts if stretch.body else ()
    written = Written((*ahead, *between, *behind))
    return Tree(before.file, module, written=written) if written.code == whole and _indented(module) else None


def _ended(text: str) -> str:
    """Return a text with a line end behind its last line, as a tree is written."""
    return text if text.endswith("\n") else f"{text}\n"


def _length(parts: Sequence[Part]) -> int:
    return sum(len(part.code) for part in parts)


def _kept(parts: Sequence[Part], text: str) -> tuple[int, int]:
    """Return up to which part the text still begins as it did, and from which part on it still ends so.

    The first part is where the text begins, and the last one where it ends.
    """
    front = start = 0
    while front < len(parts) - 1 and text.startswith(parts[front].code, start):
        start += len(parts[front].code)
        front += 1
    back, end = len(parts), len(text)
    while back > max(front, 1) and text.endswith(f"\n{parts[back - 1].code}", max(start - 1, 0), end):
        back -= 1
        end -= len(parts[back].code)
    # What no statement follows goes with the next one.
    ends_plainly = EMPTY.search(text[start:end]) is not None
    return front, min(back + ends_plainly, len(parts))


def _parsed(text: str, indent: str, ahead: bool, behind: bool) -> cst.Module | None:
    """Parse a stretch of a text whose first block is indented by ``indent``.

    Where there is something ahead of it or behind it, other statements stand for that, which are dropped again.
    """
    if behind and text and (not text.endswith("\n") or ODD.search(text)):
        return None
    head = f"if 1:\n{indent}{END}{END}" if ahead else ""
    try:
        module = parse(f"{head}{text}{END if behind else ''}")
    except SyntaxFailure:
        return None
    body = list(module.body)
    if behind:
        last = body.pop()
        if not isinstance(last, cst.SimpleStatementLine) or last.leading_lines:
            return None
    stretch = module.with_changes(body=tuple(body[2:] if ahead else body))
    # Without a statement there would be nothing for the header or the footer to go with.
    known = stretch.default_indent == indent and (stretch.body or (ahead and behind))
    return stretch if known else None


def _plain(statements: Sequence[cst.BaseStatement]) -> bool:
    """Say whether nothing but empty lines and comments that are not indented stand before the first of some statements."""
    return not any(line.whitespace.value for statement in statements[:1] for line in getattr(statement, "leading_lines", ()))


def _indented(module: cst.Module) -> bool:
    """Say whether the first block of a module is indented as the module says."""
    blocks = (node for statement in module.body for node in walk(statement) if isinstance(node, cst.IndentedBlock))
    first = next(blocks, None)
    return module.default_indent == cst.Module(()).default_indent if first is None else first.indent is None
