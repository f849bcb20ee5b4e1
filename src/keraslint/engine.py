"""What happens with a file that has to do with Keras, once it is analysed: check, suppress, fix, and again until nothing changes.

Whatever goes wrong with one file becomes a diagnostic of that file, and the others are linted all the same.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from keraslint import files, rules, select
from keraslint.analysis import Failed, analyse, crash, open_file, problem
from keraslint.check import Crashed, check
from keraslint.findings import Applicability, Confidence, Diagnostic, FileReport, Finding, Fix, Severity
from keraslint.fix.lower import lowered
from keraslint.layout import SourceText, lay_out, whole_lines
from keraslint.options import Failure
from keraslint.pins import pins_for
from keraslint.recover.framework import with_pins
from keraslint.suppress import Suppressions

if TYPE_CHECKING:
    from keraslint.files import SourceFile
    from keraslint.ir import Program
    from keraslint.options import Options
    from keraslint.rules import Rule
    from keraslint.syntax import Tree

ROUNDS: Final = 10
"""How often a file is fixed and linted again at most; a fix may bring up the next finding."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

    ``sources`` is the text that the report speaks of. ``fixed`` counts the findings that were repaired, or would be, ``diffs``
    says how, and ``content`` is the file after that.
    """

    report: FileReport
    sources: Mapping[tuple[str, int | None], SourceText] = field(default_factory=dict)
    fixed: int = 0
    diffs: tuple[str, ...] = ()
    content: bytes | None = None


@dataclass(slots=True)
class Remarks:
    """What there is to say about a file as it stands."""

    findings: list[Finding] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def broken(self) -> list[Diagnostic]:
        """What keeps the file, or a part of it, from being parsed."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.kind == "invalid-syntax"]


class Engine:
    """Lints files, one after the other."""

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

    def take(self, path: str, data: bytes | OSError, *, keep: bool = False) -> Outcome:
        """Lint one file, given its content or why there is none, and repair it if that is asked for.

        With ``keep`` the repaired file is returned and not written.
        """
        try:
            file = open_file(path, data)
        except Failed as failed:
            return Outcome(FileReport(path, (), (failed.diagnostic,)))
        if not (self._options.fix or self._options.diff):
            return _outcome(file, self.lint(file))
        repaired, remarks, fixed = self._repaired(file)
        if self._options.diff:
            return _outcome(repaired, remarks, fixed=fixed, diffs=tuple(_diff(file, repaired)))
        if fixed and not keep:
            try:
                files.write(path, repaired.encoded())
            except (OSError, UnicodeError) as error:
                message = f"the fixed file cannot be written: {getattr(error, 'strerror', None) or error}"
                remarks = self.lint(file)
                remarks.diagnostics.append(problem(path, "io-error", message))
                return _outcome(file, remarks)
        return _outcome(repaired, remarks, fixed=fixed, content=repaired.encoded() if keep else None)

    def lint(self, file: SourceFile) -> Remarks:
        """Return what there is to say about a file as it stands."""
        remarks = Remarks(diagnostics=list(file.problems))
        for part in (file, *file.written):
            try:
                remarks.findings.extend(self._lint_module(part, remarks.diagnostics))
            except Failed as failed:
                remarks.diagnostics.append(failed.diagnostic)
            except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not keep the others from being linted
                remarks.diagnostics.append(crash(file.path, "the check", error))
        remarks.findings.sort(key=_order)
        return remarks

    def _lint_module(self, file: SourceFile, diagnostics: list[Diagnostic]) -> list[Finding]:
        tree, program = analyse(file)

        def crashed(rule: Rule, error: Exception) -> None:
            diagnostics.append(crash(file.path, f"the rule {rule.code} {rule.name}", error))

        wanted = self._wanted(self._found(program, file.path, crashed), file)
        return sorted((_with_edits(finding, file, tree, diagnostics) for finding in wanted), key=_order)

    def _found(self, program: Program, path: str, crashed: Crashed) -> list[Finding]:
        """Check a program; where a rule speaks that depends on the version of Keras, by what the project requires.

        Most files give no such finding, and the requirement files are not even looked for.
        """
        findings = check(program, self._rules, crashed)
        if not self._depends_on_version(findings):
            return findings
        pins = pins_for(path)
        return check(with_pins(program, pins), self._rules, crashed) if pins else findings

    def _depends_on_version(self, findings: Iterable[Finding]) -> bool:
        by_version = {rule.code for rule in self._rules if rule.meta.flavours}
        return any(finding.code in by_version for finding in findings)

    def _wanted(self, findings: Iterable[Finding], file: SourceFile) -> list[Finding]:
        """Leave out what is below the thresholds, and what a comment in the file suppresses."""
        wanted = [
            finding for finding in findings if finding.severity >= self._severity and finding.confidence >= self._confidence
        ]
        if not wanted or not ("keraslint" in file.text or "noqa" in file.text.lower()):
            return wanted
        suppressions = Suppressions(lay_out(file.text), file.locate)
        return [finding for finding in wanted if not suppressions.cover(finding)]

    def _repaired(self, file: SourceFile) -> tuple[SourceFile, Remarks, int]:
        """Fix and lint in turn until nothing changes; returns the file, what is left to say about it, and how much was fixed."""
        remarks = self.lint(file)
        fixed = 0
        for _ in range(ROUNDS):
            fixes = [finding.fix for finding in remarks.findings if finding.fix is not None and self._applies(finding.fix)]
            changed, count = file.repaired(fixes) if fixes else (file, 0)
            if not count or changed.encoded() == file.encoded():
                break
            after = self.lint(changed)
            if len(after.broken) > len(remarks.broken):
                remarks.diagnostics.append(_would_break(file, fixes, after))
                break
            file, remarks, fixed = changed, after, fixed + count
        return file, remarks, fixed

    def _applies(self, fix: Fix) -> bool:
        """Say whether a fix may be applied in this run."""
        allowed = {Applicability.SAFE, Applicability.UNSAFE} if self._options.unsafe_fixes else {Applicability.SAFE}
        return bool(fix.edits) and fix.applicability in allowed


def _with_edits(finding: Finding, file: SourceFile, tree: Tree, diagnostics: list[Diagnostic]) -> Finding:
    """Turn the fix of a finding into text edits."""
    if finding.fix is None:
        return finding
    try:
        return replace(finding, fix=lowered(finding.fix, tree, file.text))
    except Exception as error:  # noqa: BLE001 - the finding is as good without its fix
        diagnostics.append(crash(file.path, f"the fix of {finding.code} {finding.name}", error))
        return replace(finding, fix=None)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    span = finding.at.span
    return (span.cell or 0, span.line, span.column, finding.code)


def _outcome(
    file: SourceFile, remarks: Remarks, *, fixed: int = 0, diffs: tuple[str, ...] = (), content: bytes | None = None
) -> Outcome:
    report = FileReport(file.path, tuple(remarks.findings), tuple(remarks.diagnostics))
    shown = file.shown() if remarks.findings or remarks.diagnostics else {}
    return Outcome(report, {(file.path, cell): SourceText(text) for cell, text in shown.items()}, fixed, diffs, content)


def _would_break(file: SourceFile, fixes: Sequence[Fix], after: Remarks) -> Diagnostic:
    titles = "; ".join(fix.title for fix in fixes)
    reason = after.broken[-1].message
    message = f"these fixes would break the syntax of the file, which is a bug, so it was left as it is: {titles} ({reason})"
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
