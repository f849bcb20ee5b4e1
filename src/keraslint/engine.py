"""What happens with a file that has to do with Keras, once it is analysed: check, suppress, fix, and again until nothing changes.

Whatever goes wrong with one file becomes a diagnostic of that file, and the others are linted all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from keraslint import files, plan, rules
from keraslint.analysis import Analysis, Failed, crash, open_file, problem
from keraslint.check import Crashed, check, check_comments
from keraslint.config.locate import Configs
from keraslint.config.packs import packs_of
from keraslint.elsewhere import Elsewhere, Key, key_of
from keraslint.findings import Diagnostic, FileReport, Finding, Fix
from keraslint.layout import SourceText, lay_out, whole_lines
from keraslint.options import Failure
from keraslint.pins import pins_for
from keraslint.recover.framework import with_pins
from keraslint.screen import read
from keraslint.suppress import Suppressions
from keraslint.suppress.judge import judged

if TYPE_CHECKING:
    from keraslint.files import SourceFile
    from keraslint.ir import Program
    from keraslint.options import Options
    from keraslint.plan import Plan
    from keraslint.rules import Rule
    from keraslint.syntax import Tree

ROUNDS: Final = 10
"""How often a file is fixed and linted again at most; a fix may bring up the next finding."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

    ``sources`` is the text that the report speaks of. ``fixed`` counts the findings that were repaired, or would be, ``diffs``
    says how, and ``content`` is the file after that. ``programs`` is what was recovered.
    """

    report: FileReport
    sources: Mapping[tuple[str, int | None], SourceText] = field(default_factory=dict)
    fixed: int = 0
    diffs: tuple[str, ...] = ()
    content: bytes | None = None
    programs: tuple[Program, ...] = ()


@dataclass(slots=True)
class Remarks:
    """What there is to say about a file as it stands."""

    findings: list[Finding] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)

    @property
    def broken(self) -> list[Diagnostic]:
        """What keeps the file, or a part of it, from being parsed."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.kind == "invalid-syntax"]


class Engine:
    """Lints files, one after the other."""

    def __init__(self, options: Options, configs: Configs | None = None) -> None:
        """Lint as ``options`` and the configuration files say."""
        self._options = options
        self._configs = configs or Configs(options)
        self._rules: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        self._plans: dict[int, Plan] = {}
        self._analysis = Analysis()
        self.begin()

    def begin(self) -> None:
        """Begin a run: files may have changed since the last one."""
        self._elsewhere = Elsewhere(self._reported, self._analysis.project.text)

    def plan_for(self, path: str) -> Plan:
        """Return how a file is to be linted.

        Raises:
            Failure: the configuration is wrong: a selector means no rule, or a rule pack cannot be loaded.
        """
        settings = self._configs.settings_for(path)
        found = self._plans.get(id(settings))
        if found is None:
            found = self._plans[id(settings)] = plan.make(self._load(packs_of(settings)), settings, self._options)
        return found

    def _load(self, packs: tuple[str, ...]) -> tuple[Rule, ...]:
        if packs not in self._rules:
            try:
                self._rules[packs] = rules.load(packs)
            except rules.PackError as error:
                raise Failure(str(error)) from None
        return self._rules[packs]

    def take(self, path: str, data: bytes | OSError, *, keep: bool = False) -> Outcome:
        """Lint one file, given its content or why there is none, and repair it if that is asked for.

        With ``keep`` the repaired file is returned and not written.

        Raises:
            Failure: the configuration of the file is wrong.
        """
        how = self.plan_for(path)
        try:
            file = open_file(path, data)
        except Failed as failed:
            return Outcome(FileReport(path, (), (failed.diagnostic,)))
        if not (how.settings.fix or self._options.diff):
            return self._outcome(file, self.lint(file, how))
        repaired, remarks, fixed = self._repaired(file, how)
        if self._options.diff:
            return self._outcome(repaired, remarks, fixed=fixed, diffs=tuple(_diff(file, repaired)))
        if fixed and not keep:
            try:
                files.write(path, repaired.encoded())
                self._elsewhere.forget()
            except (OSError, UnicodeError) as error:
                message = f"the fixed file cannot be written: {getattr(error, 'strerror', None) or error}"
                remarks = self.lint(file, how)
                remarks.diagnostics.append(problem(path, "io-error", message))
                return self._outcome(file, remarks)
        return self._outcome(repaired, remarks, fixed=fixed, content=repaired.encoded() if keep else None)

    def lint(self, file: SourceFile, how: Plan) -> Remarks:
        """Return what there is to say about a file as it stands."""
        remarks = Remarks(diagnostics=list(file.problems))
        for part in (file, *file.written):
            try:
                remarks.findings.extend(self._lint_module(part, how, remarks))
            except Failed as failed:
                remarks.diagnostics.append(failed.diagnostic)
            except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not keep the others from being linted
                remarks.diagnostics.append(crash(file.path, "the check", error))
        remarks.findings.sort(key=_order)
        return remarks

    def study(self, path: str, data: bytes | OSError) -> Iterator[tuple[Program, list[Finding]]]:
        """Walk what was recovered of a file, module by module, with what the rules that run on it have found there.

        Raises:
            Failed: the file cannot be read, parsed or analysed.
            Failure: the configuration of the file is wrong.
        """
        how = self.plan_for(path)
        file = open_file(path, data)
        for part in (file, *file.written):
            program = self._analysis.of(part)[1]
            yield program, _wanted(_own(_found(program, path, how, _ignored), program), part, how, _ignored)

    def _lint_module(self, file: SourceFile, how: Plan, remarks: Remarks) -> list[Finding]:
        tree, program = self._analysis.of(file)
        remarks.programs.append(program)

        def crashed(rule: Rule, error: Exception) -> None:
            remarks.diagnostics.append(crash(file.path, f"the rule {rule.code} {rule.name}", error))

        found = _found(program, file.path, how, crashed)
        here = _own(found, program)
        if len(here) < len(found):
            here += self._elsewhere.told((finding for finding in found if finding.at.file != program.file), program)
        wanted = _wanted(here, file, how, crashed)
        return sorted((how.judged(_with_edits(finding, file, tree, remarks.diagnostics)) for finding in wanted), key=_order)

    def _reported(self, path: str) -> frozenset[Key]:
        """Return what a file reports of itself."""
        try:
            found = [finding for _, findings in self.study(path, read(path)) for finding in findings]
        except Failed:
            return frozenset()
        return frozenset(key_of(finding) for finding in found)

    def _repaired(self, file: SourceFile, how: Plan) -> tuple[SourceFile, Remarks, int]:
        """Fix and lint in turn until nothing changes; returns the file, what is left to say about it, and how much was fixed."""
        remarks = self.lint(file, how)
        fixed = 0
        for _ in range(ROUNDS):
            fixes = [fix for finding in remarks.findings if (fix := how.applies(finding)) is not None]
            changed, count = file.repaired(fixes) if fixes else (file, 0)
            if not count or changed.encoded() == file.encoded():
                break
            after = self.lint(changed, how)
            if len(after.broken) > len(remarks.broken):
                remarks.diagnostics.append(_would_break(file, fixes, after))
                break
            file, remarks, fixed = changed, after, fixed + count
        return file, remarks, fixed

    def _outcome(
        self, file: SourceFile, remarks: Remarks, *, fixed: int = 0, diffs: tuple[str, ...] = (), content: bytes | None = None
    ) -> Outcome:
        report = FileReport(file.path, tuple(remarks.findings), tuple(remarks.diagnostics))
        shown = file.shown() if remarks.findings or remarks.diagnostics else {}
        sources = {(file.path, cell): SourceText(text, cell, file) for cell, text in shown.items()}
        for path in {place.place.file for finding in remarks.findings for place in finding.related} - {file.path}:
            text = self._analysis.project.text(path)
            if text is not None:
                sources[path, None] = SourceText(text)
        return Outcome(report, sources, fixed, diffs, content, tuple(remarks.programs))


def _ignored(rule: Rule, error: Exception) -> None:
    """Pass over a rule that crashed: who lints is told, who experiments does without it."""
    del rule, error


def _own(findings: list[Finding], program: Program) -> list[Finding]:
    """Return the findings whose place lies in the file of a program."""
    return [finding for finding in findings if finding.at.file == program.file]


def _found(program: Program, path: str, how: Plan, crashed: Crashed) -> list[Finding]:
    """Check a program; where a rule speaks that depends on the version of Keras, by what the project requires.

    Most files give no such finding, and the requirement files are not even looked for.
    """
    running = how.rules_for(path)
    if how.keras is not None:
        return check(with_pins(program, {}, how.keras), running, crashed)
    findings = check(program, running, crashed)
    if not _depends_on_requirements(program, findings, running):
        return findings
    pins = pins_for(path)
    return check(with_pins(program, pins), running, crashed) if pins else findings


def _depends_on_requirements(program: Program, findings: Sequence[Finding], running: Sequence[Rule]) -> bool:
    """Say whether it matters what the project requires; most files give no reason to look for that."""
    by_version = {rule.code for rule in running if rule.meta.flavours}
    kinds = {kind for rule in running for kind in rule.meta.requirements_for}
    return any(finding.code in by_version for finding in findings) or any(call.kind in kinds for call in program.calls)


def _wanted(findings: Sequence[Finding], file: SourceFile, how: Plan, crashed: Crashed) -> list[Finding]:
    """Leave out what a comment in the file suppresses, or is below the thresholds; add what there is to say of the comments."""
    if how.heeds_comments and ("keraslint" in file.text or "noqa" in file.text.lower()):
        suppressions = Suppressions(lay_out(file.text), file.locate)
        left = [finding for finding in findings if not suppressions.cover(finding)]
        running = how.rules_for(file.path)
        about = check_comments(judged(suppressions, how.known, running, file.path), running, crashed)
        findings = [*left, *(finding for finding in about if not suppressions.cover(finding))]
    return [reported for finding in findings if (reported := how.wanted(finding)) is not None]


def _with_edits(finding: Finding, file: SourceFile, tree: Tree, diagnostics: list[Diagnostic]) -> Finding:
    """Turn the fix of a finding into text edits, unless it is certain that there are none."""
    if finding.fix is None or finding.fix.edits is not None:
        return finding
    try:
        from keraslint.fix.lower import lowered  # most files have nothing to be fixed

        return replace(finding, fix=lowered(finding.fix, tree, file.text))
    except Exception as error:  # noqa: BLE001 - the finding is as good without its fix
        diagnostics.append(crash(file.path, f"the fix of {finding.code} {finding.name}", error))
        return replace(finding, fix=None)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    span = finding.at.span
    return (span.cell or 0, span.line, span.column, finding.code)


def _would_break(file: SourceFile, fixes: Sequence[Fix], after: Remarks) -> Diagnostic:
    titles = "; ".join(fix.title for fix in fixes)
    reason = after.broken[-1].message
    message = f"these fixes would break the syntax of the file, which is a bug, so it was left as it is: {titles} ({reason})"
    return problem(file.path, "internal-error", message)


def _diff(before: SourceFile, after: SourceFile) -> Iterator[str]:
    """Walk the unified diffs between two states of a file, cell by cell for a notebook."""
    import difflib

    changed = after.shown()
    for cell, text in before.shown().items():
        name = before.path if cell is None else f"{before.path}:cell {cell}"
        lines = difflib.unified_diff(whole_lines(text), whole_lines(changed[cell]), name, name)
        found = "".join(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines)
        if found:
            yield found
