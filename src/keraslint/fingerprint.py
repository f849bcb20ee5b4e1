"""What tells a finding from others of its kind and stays when lines above it come or go: for baselines and for code hosts."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from keraslint.findings import Finding
from keraslint.layout import Sources
from keraslint.source import Span

LENGTH: Final = 32
_DEFINITION: Final = re.compile(r"(?P<indent>\s*)(?:async\s+)?(?:def|class)\s+(?P<name>\w+)")
_BLANK: Final = re.compile(r"\s+")


def fingerprints(path: str, findings: Sequence[Finding], sources: Sources) -> list[str]:
    """Return a fingerprint for each finding of a file, in order; ``path`` is the name that the file has there.

    It depends on the rule, the file, the text of the line but for its spacing, and the functions and classes around it; those
    that agree in all of that are counted.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for finding in findings:
        span = finding.at.span
        lines = source.lines if (source := sources.get((span.file, span.cell))) is not None else []
        key = (finding.code, path, _line(lines, span.line), scope(lines, span))
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        made.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH])
    return made


def scope(lines: Sequence[str], span: Span) -> str:
    """Return the dotted name of the function or class around a place; empty at the top level.

    Judged by indentation, so that it works where the text does not parse, as with the magics of a notebook.
    """
    if not 1 <= span.line <= len(lines):
        return ""
    names: list[str] = []
    depth = _depth(lines[span.line - 1])
    for row in range(span.line - 1, 0, -1):
        found = _DEFINITION.match(lines[row - 1])
        if found is not None and len(found["indent"].expandtabs()) < depth:
            names.append(found["name"])
            depth = len(found["indent"].expandtabs())
    return ".".join(reversed(names))


def _depth(line: str) -> int:
    return len(line.expandtabs()) - len(line.expandtabs().lstrip())


def _line(lines: Sequence[str], row: int) -> str:
    return _BLANK.sub(" ", lines[row - 1]).strip() if 1 <= row <= len(lines) else ""
