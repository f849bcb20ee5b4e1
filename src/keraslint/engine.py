"""What happens with a file that has to do with Keras, once it is analysed: check, suppress, fix, and again until nothing changes.

Whatever goes wrong with one file becomes a diagnostic of that file, and the others are linted all the same.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from keraslint import __version__, files, rules, select
from keraslint.analysis import Failed, analyse, crash, open_file, problem
from keraslint.check import check
from keraslint.findings import Applicability, Confidence, Diagnostic, FileReport, Finding, Fix, Report, Severity
from keraslint.fix.lower import lower
from keraslint.layout import SourceText, lay_out, whole_lines
from keraslint.options import Failure
from keraslint.source import Span
from keraslint.suppress import Suppressions

if TYPE_CHECKING:
    from keraslint.files import SourceFile
    from keraslint.ir import Program
    from keraslint.options import Options
    from keraslint.pipeline import Result
    from keraslint.rules import Rule
    from keraslint.syntax import Tree

ROUNDS: Final = 10
"""How often a file is fixed and linted again at most; a fix may bring up the next finding."""


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
            file = open_file(path, data)
        except Failed as failed:
            self._report(path, Outcome(diagnostics=[failed.diagnostic]))
            if stdin and isinstance(data, bytes):
                result.rewritten = data
            return
        if self._options.fix or self._options.diff:
            file, outcome = self._repair(file, result, stdin)
        else:
            outcome = self.lint(file)
        self._report(path, outcome)
        if outcome.findings or outcome.diagnostics:
            result.sources.update(((path, cell), SourceText(text)) for cell, text in file.shown().items())

    def report(self, checked: int) -> Report:
        """Return what there is to report, files in the order of their paths."""
        return Report(tuple(sorted(self._reports, key=lambda report: report.path)), checked, __version__)

    def _report(self, path: str, outcome: Outcome) -> None:
        if outcome.findings or outcome.diagnostics:
            self._reports.append(FileReport(path, tuple(outcome.findings), tuple(outcome.diagnostics)))

    def lint(self, file: SourceFile) -> Outcome:
        """Return what there is to say about a file as it stands."""
        outcome = Outcome(diagnostics=list(file.problems))
        try:
            tree, program = analyse(file)
        except Failed as failed:
            outcome.diagnostics.append(failed.diagnostic)
            return outcome

        def crashed(rule: Rule, error: Exception) -> None:
            outcome.diagnostics.append(crash(file.path, f"the rule {rule.code} {rule.name}", error))

        wanted = self._wanted(check(program, self._rules, crashed), file)
        outcome.findings = [self._lowered(finding, file, tree, program, outcome) for finding in wanted]
        outcome.findings.sort(key=lambda finding: (_position(finding.at.span), finding.code))
        return outcome

    def _wanted(self, findings: Iterable[Finding], file: SourceFile) -> list[Finding]:
        """Leave out what is below the thresholds, and what a comment in the file suppresses."""
        wanted = [finding for finding in findings if finding.severity >= self._severity and finding.confidence >= self._confidence]
        if not wanted or not ("keraslint" in file.text or "noqa" in file.text.lower()):
            return wanted
        suppressions = Suppressions(lay_out(file.text), file.locate)
        return [finding for finding in wanted if not suppressions.cover(finding)]

    def _lowered(self, finding: Finding, file: SourceFile, tree: Tree, program: Program, outcome: Outcome) -> Finding:
        """Turn the fix of a finding into text edits."""
        if finding.fix is None:
            return finding
        setup = None if finding.setup is None else program.setups[finding.setup]
        try:
            return lower(finding, file.text, tree, setup)
        except Exception as error:  # noqa: BLE001 - the finding is as good without its fix
            outcome.diagnostics.append(crash(file.path, f"the fix of {finding.code} {finding.name}", error))
            return replace(finding, fix=None)

    def _repair(self, file: SourceFile, result: Result, stdin: bool) -> tuple[SourceFile, Outcome]:
        """Repair a file where it is, or on standard output, or only say how; returns the file as it is then, and what is left."""
        repaired, outcome, fixed = self._repaired(file)
        if self._options.diff:
            result.diffs.extend(_diff(file, repaired))
        elif stdin:
            result.rewritten = repaired.encoded()
        elif fixed:
            try:
                files.write(file.path, repaired.encoded())
            except (OSError, UnicodeError) as error:
                message = f"the fixed file cannot be written: {getattr(error, 'strerror', None) or error}"
                outcome = self.lint(file)
                outcome.diagnostics.append(problem(file.path, "io-error", message))
                return file, outcome
        result.fixed += fixed
        return repaired, outcome

    def _repaired(self, file: SourceFile) -> tuple[SourceFile, Outcome, int]:
        """Fix and lint in turn until nothing changes; returns the file, what is left to say about it, and how much was fixed."""
        outcome = self.lint(file)
        fixed = 0
        for _ in range(ROUNDS):
            fixes = [finding.fix for finding in outcome.findings if finding.fix is not None and self._applies(finding.fix)]
            changed, count = file.repaired(fixes) if fixes else (file, 0)
            if not count or changed.encoded() == file.encoded():
                break
            after = self.lint(changed)
            if _broken(after) > _broken(outcome):
                outcome.diagnostics.append(_would_break(file, fixes, after))
                break
            file, outcome, fixed = changed, after, fixed + count
        return file, outcome, fixed

    def _applies(self, fix: Fix) -> bool:
        """Say whether a fix may be applied in this run."""
        allowed = {Applicability.SAFE, Applicability.UNSAFE} if self._options.unsafe_fixes else {Applicability.SAFE}
        return bool(fix.edits) and fix.applicability in allowed


def _position(span: Span) -> tuple[int, int, int]:
    return (span.cell or 0, span.line, span.column)


def _broken(outcome: Outcome) -> int:
    return sum(diagnostic.kind == "invalid-syntax" for diagnostic in outcome.diagnostics)


def _would_break(file: SourceFile, fixes: Sequence[Fix], after: Outcome) -> Diagnostic:
    titles = "; ".join(fix.title for fix in fixes)
    syntax = next(diagnostic for diagnostic in after.diagnostics if diagnostic.kind == "invalid-syntax")
    message = f"these fixes would break the syntax of the file, which is a bug, so it was left as it is: {titles} ({syntax.message})"
    return problem(file.path, "internal-error", message)


def _diff(before: SourceFile, after: SourceFile) -> Iterator[str]:
    """Walk the unified diffs between two states of a file, cell by cell for a notebook."""
    changed = after.shown()
    for cell, text in before.shown().items():
        name = before.path if cell is None else f"{before.path}:cell {cell}"
        lines = difflib.unified_diff(whole_lines(text), whole_lines(changed[cell]), name, name)
        found = "".join(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines)
        if found:
            yield found
