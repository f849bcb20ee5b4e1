"""What comes of one file: what there is to say about it, and what was changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from keraslint.findings import Diagnostic, FileReport, Finding
from keraslint.layout import SourceText

if TYPE_CHECKING:
    from keraslint.files import SourceFile
    from keraslint.ir import Program

Repair: TypeAlias = tuple[str, str]
"""The code and the name of the rule whose finding was repaired."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

    ``sources`` is the text that the report speaks of. ``repairs`` are the findings that were repaired, or would be, ``diffs``
    says how, and ``content`` is the file after that. ``comments`` counts the suppression comments that were written, and
    ``has_foreign_form`` says whether there are some in the form that other tools read. ``programs`` is what was recovered.
    ``spared`` counts what is no fault only because the file is for an older Keras. ``depends`` has the files that were looked for
    because of imports, with the state that they were in.
    """

    report: FileReport
    sources: Mapping[tuple[str, int | None], SourceText] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
    diffs: tuple[str, ...] = ()
    content: bytes | None = None
    comments: int = 0
    has_foreign_form: bool = False
    spared: int = 0
    programs: tuple[Program, ...] = ()
    depends: Mapping[str, tuple[int, int] | None] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether it says of the file what there is to say, and will say again, rather than what went wrong this time."""
        return not any(diagnostic.kind in {"internal-error", "io-error", "over-budget"} for diagnostic in self.report.diagnostics)


@dataclass(slots=True)
class Remarks:
    """What there is to say about a file as it stands."""

    findings: list[Finding] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    has_foreign_form: bool = False
    spared: int = 0

    @property
    def broken(self) -> list[Diagnostic]:
        """What keeps the file, or a part of it, from being parsed."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.kind == "invalid-syntax"]


def outcome_of(
    file: SourceFile,
    remarks: Remarks,
    *,
    repairs: tuple[Repair, ...] = (),
    diffs: tuple[str, ...] = (),
    content: bytes | None = None,
    comments: int = 0,
) -> Outcome:
    """Return what came of a file, given the file as it is now and what there is to say about it."""
    report = FileReport(file.path, tuple(remarks.findings), tuple(remarks.diagnostics))
    shown = file.shown() if remarks.findings or remarks.diagnostics else {}
    sources = {(file.path, cell): SourceText(text, cell, file if cell is not None else None) for cell, text in shown.items()}
    return Outcome(
        report,
        sources,
        repairs,
        diffs,
        content,
        comments,
        has_foreign_form=remarks.has_foreign_form,
        spared=remarks.spared,
        programs=tuple(remarks.programs),
    )
