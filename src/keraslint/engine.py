"""What happens with a file that has to do with Keras: decode, parse, interpret, check, suppress, fix.

Whatever goes wrong with one file becomes a diagnostic of that file, and the others are linted all the same.
"""

from __future__ import annotations

import difflib
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from keraslint import __version__, files, rules, select
from keraslint.check import check
from keraslint.files import CannotRead, SourceFile
from keraslint.findings import Applicability, Confidence, Diagnostic, FileReport, Finding, Fix, Report, Severity
from keraslint.fix.lower import lower
from keraslint.interp.run import interpret
from keraslint.layout import SourceText, lay_out
from keraslint.options import Failure
from keraslint.source import Span
from keraslint.suppress import Suppressions
from keraslint.syntax import SyntaxFailure, Tree, parse

if TYPE_CHECKING:
    from keraslint.ir import Program
    from keraslint.options import Options
    from keraslint.pipeline import Result
    from keraslint.rules import Rule

ROUNDS: Final = 10
"""How often a file is fixed and linted again at most; a fix may bring up the next finding."""

DEPTH: Final = 10_000
"""The recursion limit: a sum of a thousand terms is a tree a thousand levels deep, and nothing unusual in generated code."""


@dataclass(slots=True)
class Outcome:
    """What linting a file gave, in the order of the text."""

    findings: list[Finding] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


class Engine:
    """Lints one file after the other and collects what there is to report."""

    def __init__(self, options: Options) -> None:
        """Choose the rules.

        Raises:
            Failure: a selector means no rule, or the rules cannot be loaded.
        """
        sys.setrecursionlimit(max(DEPTH, sys.getrecursionlimit()))
        try:
            self._rules = select.choose(rules.load(), options.select, options.ignore, options.extend_select)
        except (select.UnknownSelector, rules.PackError) as error:
            raise Failure(str(error)) from None
        self._options = options
        self._severity = Severity[options.min_severity.upper()]
        self._confidence = Confidence[options.min_confidence.upper()]
        self._reports: list[FileReport] = []

    def take(self, path: str, data: bytes | OSError, result: Result, *, stdin: bool = False) -> None:
        """Lint one file, given its content or why there is none, and repair it if that is asked for."""
        try:
            if isinstance(data, OSError):
                raise CannotRead(data.strerror or str(data))
            file = files.open_file(path, data)
        except CannotRead as error:
            self._add(path, Outcome(diagnostics=[_diagnostic(path, "io-error", error.message, error.line, error.column)]))
            if stdin and isinstance(data, bytes):
                result.rewritten = data
            return
        if self._options.fix or self._options.diff:
            self._repair_and_keep(file, result, stdin)
        else:
            self._keep(file, self.lint(file), result)

    def report(self, checked: int) -> Report:
        """Return what there is to report, files in the order of their paths."""
        return Report(tuple(sorted(self._reports, key=lambda report: report.path)), checked, __version__)

    def lint(self, file: SourceFile) -> Outcome:
        """Return what there is to say about a file as it stands."""
        outcome = Outcome(diagnostics=list(file.problems))
        try:
            tree = Tree(file.path, parse(file.text), file.locate)
        except SyntaxFailure as failure:
            outcome.diagnostics.append(_invalid(file, failure))
            return outcome
        try:
            program = interpret(tree)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not keep the others from being linted
            outcome.diagnostics.append(_crash(file.path, "the analysis", error))
            return outcome
        findings = check(program, self._rules, lambda rule, error: outcome.diagnostics.append(_rule_crash(file.path, rule, error)))
        outcome.findings = list(self._lowered(self._wanted(findings, file), file, tree, program, outcome))
        outcome.findings.sort(key=lambda finding: (_position(finding.at.span), finding.code))
        return outcome

    def _wanted(self, findings: Iterable[Finding], file: SourceFile) -> list[Finding]:
        """Leave out what is below the thresholds, and what a comment in the file suppresses."""
        wanted = [finding for finding in findings if finding.severity >= self._severity and finding.confidence >= self._confidence]
        if not wanted or not ("keraslint" in file.text or "noqa" in file.text.lower()):
            return wanted
        suppressions = Suppressions(lay_out(file.text), file.locate)
        return [finding for finding in wanted if not suppressions.cover(finding)]

    def _lowered(
        self, findings: Iterable[Finding], file: SourceFile, tree: Tree, program: Program, outcome: Outcome
    ) -> Iterator[Finding]:
        """Turn the fixes of ``findings`` into text edits."""
        for finding in findings:
            setup = None if finding.setup is None else program.setups[finding.setup]
            try:
                yield finding if finding.fix is None else lower(finding, file.text, tree, setup)
            except Exception as error:  # noqa: BLE001 - the finding is as good without its fix
                outcome.diagnostics.append(_crash(file.path, f"the fix of {finding.code} {finding.name}", error))
                yield replace(finding, fix=None)

    def _repair_and_keep(self, file: SourceFile, result: Result, stdin: bool) -> None:
        repaired, outcome, fixed = self._repaired(file)
        if self._options.diff:
            result.diffs.extend(_diff(file, repaired))
        elif stdin:
            result.rewritten = repaired.encoded()
        elif fixed:
            try:
                files.write(file.path, repaired.encoded())
            except (OSError, UnicodeError) as error:
                repaired, outcome, fixed = file, self.lint(file), 0
                message = f"the fixed file cannot be written: {getattr(error, 'strerror', None) or error}"
                outcome.diagnostics.append(_diagnostic(file.path, "io-error", message))
        result.fixed += fixed
        self._keep(repaired, outcome, result)

    def _repaired(self, file: SourceFile) -> tuple[SourceFile, Outcome, int]:
        """Fix and lint in turn until nothing changes; returns the file, what is left to say about it, and how much was fixed."""
        outcome = self.lint(file)
        fixed = 0
        for _ in range(ROUNDS):
            fixes = [finding.fix for finding in outcome.findings if finding.fix is not None and self._applies(finding.fix)]
            changed, count = file.repaired(fixes) if fixes else (file, 0)
            if not count or changed.text == file.text:
                break
            after = self.lint(changed)
            broken = [diagnostic for diagnostic in after.diagnostics if diagnostic.kind == "invalid-syntax"]
            if len(broken) > len([diagnostic for diagnostic in outcome.diagnostics if diagnostic.kind == "invalid-syntax"]):
                titles = ", ".join(fix.title for fix in fixes)
                message = f"fixing would break the syntax of the file, so it was left as it is ({titles}): {broken[-1].message}"
                outcome.diagnostics.append(_diagnostic(file.path, "internal-error", message))
                break
            file, outcome, fixed = changed, after, fixed + count
        return file, outcome, fixed

    def _applies(self, fix: Fix) -> bool:
        """Say whether a fix may be applied in this run."""
        return bool(fix.edits) and (
            fix.applicability is Applicability.SAFE or (fix.applicability is Applicability.UNSAFE and self._options.unsafe_fixes)
        )

    def _keep(self, file: SourceFile, outcome: Outcome, result: Result) -> None:
        self._add(file.path, outcome)
        if outcome.findings or outcome.diagnostics:
            result.sources.update(((file.path, cell), SourceText(text)) for cell, text in file.shown().items())

    def _add(self, path: str, outcome: Outcome) -> None:
        if outcome.findings or outcome.diagnostics:
            self._reports.append(FileReport(path, tuple(outcome.findings), tuple(outcome.diagnostics)))


def _position(span: Span) -> tuple[int, int, int]:
    return (span.cell or 0, span.line, span.column)


def _diagnostic(path: str, kind: str, message: str, line: int = 1, column: int = 1) -> Diagnostic:
    return Diagnostic(kind, message, Span(path, None, line, column, line, column))


def _invalid(file: SourceFile, failure: SyntaxFailure) -> Diagnostic:
    found = _diagnostic(file.path, "invalid-syntax", failure.message, failure.line, failure.column)
    return found if file.locate is None else replace(found, span=file.locate(found.span))


def _rule_crash(path: str, rule: Rule, error: Exception) -> Diagnostic:
    return _crash(path, f"the rule {rule.code} {rule.name}", error)


def _crash(path: str, what: str, error: Exception) -> Diagnostic:
    """Say what crashed, with the error and its innermost place: what a bug report needs."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    detail = str(error) or "no message"
    message = f"{what} crashed on this file, which is a bug in keraslint or in the rule: {type(error).__name__}: {detail}{where}"
    return _diagnostic(path, "internal-error", message)


def _diff(before: SourceFile, after: SourceFile) -> Iterator[str]:
    """Return a unified diff, cell by cell for a notebook."""
    changed = after.shown()
    for cell, text in before.shown().items():
        name = before.path if cell is None else f"{before.path}:cell {cell}"
        lines = difflib.unified_diff(
            text.splitlines(keepends=True), changed[cell].splitlines(keepends=True), name, name
        )
        found = "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
        if found:
            yield found
