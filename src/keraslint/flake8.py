"""The plugin for flake8, whose users see codes that begin with KL among the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from keraslint import __version__
from keraslint.options import Failure, Options
from keraslint.screen import relevant

Row = tuple[int, int, str, type["Plugin"]]


class Plugin:
    """What flake8 makes of each file: it hands over the lines and asks for findings."""

    name: ClassVar = "keraslint"
    version: ClassVar = __version__

    def __init__(self, tree: object, filename: str, lines: Sequence[str]) -> None:
        """Take the file as flake8 has read it; its syntax tree is of no use here."""
        del tree
        self._filename = filename
        self._data = "".join(lines).encode("utf-8", "surrogatepass")

    def run(self) -> Iterator[Row]:
        """Walk the findings: row, column from 0, code with message."""
        if not relevant(self._data):
            return
        from keraslint.engine import Engine

        try:
            report = Engine(Options()).take(self._filename, self._data).report
        except Failure as failure:
            raise SystemExit(f"keraslint: {failure}") from None
        for finding in report.findings:
            span = finding.at.span
            yield span.line, span.column - 1, f"{finding.code} {finding.message}", Plugin
