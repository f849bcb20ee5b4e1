"""What a run has to say: findings, the fixes they carry, diagnostics about the input. Records without behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Any

from keraslint.source import Place, Span

if TYPE_CHECKING:  # what is kept from an earlier run is reported without the changes, and the program that they are to
    from keraslint.change import Change


class Severity(IntEnum):
    """How bad it is if the finding is true."""

    INFO = 1
    WARNING = 2
    ERROR = 3


class Confidence(IntEnum):
    """How sure keraslint is that the finding is true; ``CONFIRMED`` only after an experiment."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CONFIRMED = 4


class Applicability(Enum):
    """Whether a fix may be applied without asking."""

    SAFE = "safe"
    """The meaning stays the same, or the code could not have worked."""
    UNSAFE = "unsafe"
    """The meaning changes: training will go differently."""
    DISPLAY = "display"
    """Shown, never applied."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that has to do with a finding, and what is there."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text in ``span`` by ``content``."""

    span: Span
    content: str

    def clashes(self, other: Edit) -> bool:
        """Say whether another edit changes the same text, or puts something different at the same place."""
        if self.span.cell != other.span.cell:
            return False
        first, second = sorted((self.span, other.span), key=lambda span: (span.line, span.column, span.end_line, span.end_column))
        start, end = (second.line, second.column), (first.end_line, first.end_column)
        if start < end:
            return True
        empty = (first.line, first.column) == end or start == (second.end_line, second.end_column)
        return start == end and empty


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair: what it does in words, the changes to the setup, and whether it may be applied without asking.

    ``edits`` are the same changes lowered to text; ``None`` until that was done, empty when it cannot be.
    """

    title: str
    changes: tuple[Change, ...]
    applicability: Applicability = Applicability.UNSAFE
    edits: tuple[Edit, ...] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the rule, where, what, what else has to do with it, how to repair it, how bad and how sure.

    ``setup`` is the number of the setup in its program, ``None`` for a finding about the file. ``notes`` are further sentences,
    such as how this finding acts together with those before it. ``about`` is where the fault is, when that is in another file.
    ``cause`` names what several findings of the rule in one file come from, where that is more than the words of the message;
    ``also`` are the places of those that are told with this one, each with its message.
    """

    code: str
    name: str
    at: Place
    message: str
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    severity: Severity = Severity.WARNING
    confidence: Confidence = Confidence.HIGH
    setup: int | None = None
    notes: tuple[str, ...] = field(default=())
    category: str = ""
    url: str = ""
    about: Place | None = None
    cause: str = ""
    also: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something about the input that kept it from being linted in whole: a kind, a message and a place.

    The kinds are ``invalid-syntax``, ``io-error``, ``over-budget`` (it costs more than one file may) and ``internal-error``.
    """

    kind: str
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class FileReport:
    """What there is to say about one file."""

    path: str
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def without(self, unwanted: Callable[[Finding], bool]) -> FileReport:
        """Return the report without some findings."""
        if not any(unwanted(finding) for finding in self.findings):
            return self
        return replace(self, findings=tuple(finding for finding in self.findings if not unwanted(finding)))


@dataclass(frozen=True, slots=True)
class Report:
    """All that a reporter gets: the files in order, how many were looked at, and the version that looked.

    For the formats that want them: ``rules``, what there is to know about the rules that have found something, and ``models``,
    what was recovered of each file, both as plain data.
    """

    files: tuple[FileReport, ...]
    checked: int
    version: str
    rules: tuple[Mapping[str, Any], ...] = ()
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all files, in order."""
        return tuple(finding for file in self.files for finding in file.findings)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of all files, in order."""
        return tuple(diagnostic for file in self.files for diagnostic in file.diagnostics)
