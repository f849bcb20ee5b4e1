"""What a report lists, one by one: findings and diagnostics alike, with what every format needs of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from keraslint.findings import Confidence, Diagnostic, FileReport, Finding, Fix, Related, Report, Severity
from keraslint.fingerprint import fingerprints
from keraslint.layout import Sources
from keraslint.report.places import other_places
from keraslint.report.style import printable
from keraslint.source import Place, Span

ROOTS: Final = ("CI_PROJECT_DIR", "GITHUB_WORKSPACE", "BUILD_SOURCESDIRECTORY")
"""The environment variables in which code hosts say where the repository was checked out."""


@dataclass(frozen=True, slots=True)
class Item:
    """A finding or a diagnostic. Its texts are safe to show.

    ``line`` and ``end_line`` are those of the file as it lies on the disk. Columns of a notebook mean nothing there, so its
    ``column`` and ``end_column`` are ``None``.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    notes: tuple[str, ...]
    span: Span
    line: int
    end_line: int
    fingerprint: str
    category: str = ""
    url: str = ""
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    finding: Finding | None = None

    @property
    def column(self) -> int | None:
        """The column where it starts, if that means something in the file."""
        return None if self.span.cell is not None else self.span.column

    @property
    def end_column(self) -> int | None:
        """The column where it ends, if that means something in the file."""
        return None if self.span.cell is not None else self.span.end_column

    @property
    def is_finding(self) -> bool:
        """Whether it is what a rule has found, rather than something that kept a file from being linted."""
        return self.finding is not None

    @property
    def told(self) -> str:
        """The message for formats that have no room for notes: with what training has said of it."""
        return f"{self.message} (confirmed by training)" if self.confidence is Confidence.CONFIRMED else self.message

    @property
    def message_with_cell(self) -> str:
        """The message, with the place for formats that know lines alone."""
        return self.told if self.span.cell is None else f"{self.told} (cell {self.span.cell}, line {self.span.line})"

    @property
    def help(self) -> str:
        """What would repair it; empty if nothing is known."""
        return "" if self.fix is None else printable(self.fix.title)


def items(report: Report, sources: Sources) -> Iterator[Item]:
    """Walk what a report lists, file by file."""
    for file in report.files:
        yield from items_of(file, sources)


def items_of(file: FileReport, sources: Sources) -> Iterator[Item]:
    """Walk what there is to say about a file."""
    for diagnostic in file.diagnostics:
        yield _diagnostic(diagnostic, sources)
    path = relative(file.path)
    for finding, fingerprint in zip(file.findings, fingerprints(path, file.findings, sources), strict=True):
        yield _finding(finding, fingerprint, sources)


def worst_first(report: Report, sources: Sources) -> list[Item]:
    """Return the items in the order in which they matter, for hosts that show the first ones only."""
    return sorted(items(report, sources), key=lambda item: (-item.severity, -item.confidence))


def root() -> str:
    """Return the folder of the repository: what the code host says, or the nearest folder above with a ``.git``, or this one."""
    stated = next((folder for variable in ROOTS if (folder := os.environ.get(variable))), None)
    return os.path.realpath(stated) if stated is not None else _repository(os.path.realpath(os.curdir))


@cache
def _repository(start: str) -> str:
    folder = start
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return start
        folder = above
    return folder


def relative(path: str) -> str:
    """Return a path as hosts want it: relative to the repository, links resolved, with forward slashes."""
    whole = os.path.realpath(path)
    base = os.path.join(root(), "")
    return whole.removeprefix(base).replace(os.sep, "/")


def _finding(finding: Finding, fingerprint: str, sources: Sources) -> Item:
    span = finding.at.span
    line, end_line = _physical(span, sources)
    return Item(
        code=finding.code,
        name=finding.name,
        severity=finding.severity,
        confidence=finding.confidence,
        message=printable(finding.message),
        notes=tuple(map(printable, (*(f"also: {places}" for places in other_places(finding)), *finding.notes))),
        span=span,
        line=line,
        end_line=end_line,
        fingerprint=fingerprint,
        category=finding.category,
        url=finding.url,
        fix=finding.fix,
        related=(*finding.related, *finding.also),
        finding=finding,
    )


def _diagnostic(diagnostic: Diagnostic, sources: Sources) -> Item:
    line, end_line = _physical(diagnostic.span, sources)
    return Item(
        code=diagnostic.kind,
        name=diagnostic.kind,
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        message=printable(diagnostic.message),
        notes=(),
        span=diagnostic.span,
        line=line,
        end_line=end_line,
        fingerprint=_of_diagnostic(diagnostic),
    )


def _of_diagnostic(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    return fingerprints(relative(span.file), [Finding(diagnostic.kind, diagnostic.kind, Place.at(span), diagnostic.message)], {})[
        0
    ]


def _physical(span: Span, sources: Sources) -> tuple[int, int]:
    source = sources.get((span.file, span.cell))
    return (
        (span.line, span.end_line) if source is None else (source.physical_line(span.line), source.physical_line(span.end_line))
    )
