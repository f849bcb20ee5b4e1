"""Findings whose place lies in another file than the one that is linted: what a module does wrong shows where it is used.

Each file is linted by itself, so a report speaks of places in that file alone. A finding about a model that another file builds
is told at the call that compiles or trains it here, and the place in the other file becomes a related one; its fix is left to the
reader. What the other file reports by itself is not told again. Several files may use the same module: of what each of them would
tell about it a run tells the first (see ``pipeline``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from keraslint.findings import Applicability, Finding, Related
from keraslint.ir import Program, Setup
from keraslint.layout import lay_out
from keraslint.source import Place, Span
from keraslint.suppress import Suppressions

Key: TypeAlias = tuple[str, Span]
"""A code and the place that it is about."""

HERE: Final = "this is what it is about"


def key_of(finding: Finding) -> Key:
    """Return what tells a finding from others."""
    return finding.code, finding.at.span


class Elsewhere:
    """Tells the findings about other files."""

    def __init__(self, reported: Callable[[str], Collection[Key]], text: Callable[[str], str | None]) -> None:
        """Take what a file reports when it is linted by itself, and its text, both by path."""
        self._report = reported
        self._text = text
        self._reported: dict[str, Collection[Key]] = {}

    def forget(self) -> None:
        """Forget what files report: one of them has changed."""
        self._reported.clear()

    def told(self, findings: Iterable[Finding], program: Program) -> list[Finding]:
        """Return findings about other files as they are told in the file of ``program``, those that are."""
        moved = []
        for finding in findings:
            call = None if finding.setup is None else call_in(program.setups[finding.setup], program.file)
            if call is not None and self._is_news(finding):
                moved.append(at_call(finding, call))
        return moved

    def _is_news(self, finding: Finding) -> bool:
        key = key_of(finding)
        owner = finding.at.file
        if owner not in self._reported:
            self._reported[owner] = self._report(owner)
        if key in self._reported[owner]:
            return False
        text = self._text(owner)
        return text is None or not Suppressions(lay_out(text)).cover(finding)


def call_in(setup: Setup, path: str) -> Place | None:
    """Return the first call by which a file takes part in a setup: that of ``compile``, or one that uses the model."""
    places = (setup.compile.place, *(use.place for use in setup.uses))
    return next((place for place in places if place is not None and place.file == path), None)


def at_call(finding: Finding, call: Place) -> Finding:
    """Return a finding as it is told at a call in the linted file."""
    fix = finding.fix and replace(finding.fix, applicability=Applicability.DISPLAY, edits=())
    return replace(finding, at=call, related=(Related(finding.at, HERE), *finding.related), fix=fix, about=finding.at)
