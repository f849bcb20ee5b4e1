"""The edit that silences a diagnostic with a comment at the end of its statement."""

from __future__ import annotations

import re
from typing import Final

from lsprotocol import types

from keraslint.layout import SourceText
from keraslint.server.documents import Document

_OWN: Final = re.compile(r"#\s*keraslint:\s*ignore\[(?P<selectors>[^\]]*)\]")


def silencing(document: Document, uri: str, diagnostic: types.Diagnostic) -> types.TextEdit | None:
    """Return the edit that adds the code of a diagnostic to the comment of its statement, writing that comment if need be."""
    code = str(diagnostic.code)
    text = document.texts.get(document.cell_of(uri))
    if text is None or not isinstance(diagnostic.data, dict):
        return None
    row = SourceText(text.content).comment_row(diagnostic.range.start.line + 1)
    if row > len(text.lines):
        return None
    line = text.lines[row - 1]
    known = _OWN.search(line)
    if known is None:
        at = text.position(row, len(line.rstrip()) + 1)
        return types.TextEdit(types.Range(at, text.position(row, len(line) + 1)), f"  # keraslint: ignore[{code}]")
    written = [selector for selector in re.split(r"[,\s]+", known["selectors"].strip()) if selector]
    if code in written:
        return None
    within = types.Range(text.position(row, known.start("selectors") + 1), text.position(row, known.end("selectors") + 1))
    return types.TextEdit(within, ", ".join([*written, code]))
