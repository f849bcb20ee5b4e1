"""Runs keraslint over the programs and compares what it finds with the verdicts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from adjudicate.corpora import Corpus, lines_of
from adjudicate.verdicts import Key, Verdict
from keraslint import pipeline
from keraslint.findings import Finding
from keraslint.options import Options
from keraslint.together import causes, leads

JUDGED: Final = frozenset({"error", "warning"})
"""The severities that count for precision; what is information is a matter of taste."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A place that something was found at; ``told`` says that a report begins with it, rather than naming it beside another."""

    key: Key
    group: str
    severity: str
    message: str
    told: bool = True


@dataclass(slots=True)
class Replay:
    """What a run has found: ``new`` findings have no verdict, ``vanished`` verdicts no finding. ``lines`` are those of code."""

    found: list[Found] = field(default_factory=list)
    verdicts: dict[Key, Verdict] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def verdict(self, found: Found) -> str:
        """Return what is known of a finding: ``true``, ``false``, ``unclear`` or ``new``."""
        known = self.verdicts.get(found.key)
        return "new" if known is None else known.verdict

    @property
    def vanished(self) -> list[Verdict]:
        """The verdicts on findings that are not there any more, in the repositories that were looked at."""
        present = {found.key for found in self.found}
        return [one for key, one in sorted(self.verdicts.items()) if key not in present and key.repository in self.seen]


def replay(
    root: Path, corpora: Iterable[Corpus], verdicts: dict[Key, Verdict], kept: Iterable[dict[str, Any]] | None = None
) -> Replay:
    """Lint every repository that is there, or take the findings that were ``kept`` of a run as ``records`` gives them."""
    made = Replay(verdicts=verdicts)
    for corpus in corpora:
        files = list(corpus.files(root))
        if files:
            made.seen.add(corpus.repository)
            made.lines[corpus.group] += sum(lines_of(path) for path in files)
            names = {str(path) for path in files}
            own = records(files) if kept is None else (record for record in kept if record["filename"] in names)
            made.found.extend(_found(record, corpus, root) for record in own)
    return made


def records(files: list[Path]) -> Iterator[dict[str, Any]]:
    """Walk what is found in files: every place, and whether it is told by itself or beside another one with the same cause."""
    options = Options()
    options.paths = [str(path) for path in files]
    options.isolated = options.no_cache = options.silent = True
    for file in pipeline.run(options).files:
        told = {id(leads(group)) for group in causes(file.findings)}
        yield from (_record(finding, told=id(finding) in told) for finding in file.findings)


def _record(finding: Finding, *, told: bool) -> dict[str, Any]:
    span = finding.at.span
    return {
        "filename": os.path.abspath(span.file),  # noqa: PTH100 - links are kept
        "cell": span.cell,
        "row": span.line,
        "column": span.column,
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "confidence": finding.confidence.name.lower(),
        "message": finding.message,
        "told": told,
    }


def _found(record: dict[str, Any], corpus: Corpus, root: Path) -> Found:
    path = corpus.relative(root, record["filename"])
    key = Key(corpus.repository, path, record["cell"] or 0, record["row"], record["column"], record["code"])
    return Found(key, corpus.group, record["severity"], record["message"], record["told"])
