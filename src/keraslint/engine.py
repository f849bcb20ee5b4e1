"""What happens with a file that has to do with Keras, once it is analysed: check, suppress, fix, and again until nothing changes.

Whatever goes wrong with one file becomes a diagnostic of that file, and the others are linted all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from keraslint import plan, rules
from keraslint.analysis import Analysis, Failed, crash, open_file, problem
from keraslint.check import Crashed, check, check_comments
from keraslint.config.locate import Configs
from keraslint.config.packs import packs_of
from keraslint.elsewhere import Elsewhere, Key, key_of
from keraslint.findings import Diagnostic, FileReport, Finding
from keraslint.layout import SourceText, lay_out
from keraslint.limits import KIND, UNSAFE, bounded
from keraslint.options import Failure
from keraslint.outcome import Outcome, Remarks, outcome_of
from keraslint.pins import versions
from keraslint.project import Project
from keraslint.recover.framework import with_pins
from keraslint.repair import Repaired, comment, diff, repair
from keraslint.screen import read
from keraslint.suppress import Suppressions
from keraslint.suppress.judge import has_foreign_form, judged
from keraslint.timings import PHASE, timed
from keraslint.weight import TooHeavy

if TYPE_CHECKING:
    from keraslint.files import SourceFile
    from keraslint.ir import Program
    from keraslint.options import Options
    from keraslint.plan import Plan
    from keraslint.project import Project
    from keraslint.recover.framework import Range
    from keraslint.rules import Rule
    from keraslint.syntax import Tree

MIGRATION: Final = "migration"
"""The group of the rules about what does not work with a newer Keras."""


class Engine:
    """Lints files, one after the other."""

    def __init__(self, options: Options, configs: Configs | None = None, project: Project | None = None) -> None:
        """Lint as ``options`` and the configuration files say, with the imports of ``project`` if one is given."""
        self._options = options
        self._configs = configs or Configs(options)
        self._rules: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        self._plans: dict[int, Plan] = {}
        self._project = project
        self._forget()

    def _forget(self) -> None:
        """Know nothing of any file."""
        self._analysis = Analysis(self._project)
        self.begin()

    def begin(self) -> None:
        """Begin a run: files may have changed since the last one."""
        self._elsewhere = Elsewhere(self._reported, self._analysis.project.text)

    @property
    def project(self) -> Project:
        """The modules that linted files import, and the file that was linted last, parsed."""
        return self._analysis.project

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

        def refuse(reason: str) -> Outcome:
            self._forget()
            return Outcome(FileReport(path, (), (problem(path, KIND, f"the file is not linted: {reason}"),)))

        return bounded(lambda: self._take(path, data, how, keep=keep), how.limits, refuse)

    def _take(self, path: str, data: bytes | OSError, how: Plan, *, keep: bool) -> Outcome:
        try:
            file = open_file(path, data)
        except Failed as failed:
            return Outcome(FileReport(path, (), (failed.diagnostic,)))
        if self._options.adds_comments:
            return self._commented(file, how, keep=keep)
        if not (how.fixes or self._options.diff):
            return self._outcome(file, self.lint(file, how))
        repaired = repair(file, how, lambda changed: self.lint(changed, how))
        if self._options.diff:
            diffs = tuple(diff(file, repaired.file))
            return self._outcome(repaired.file, repaired.remarks, repairs=repaired.repairs, diffs=diffs)
        if how.settings.fix_only:
            repaired.remarks.findings.clear()
        return self._saved(file, repaired, how, keep=keep)

    def _saved(self, before: SourceFile, after: Repaired, how: Plan, *, keep: bool) -> Outcome:
        """Write a file that was changed, and say what came of it; with ``keep`` only return what would be written."""
        if keep or not (after.repairs or after.comments):
            return self._outcome(after.file, after.remarks, repairs=after.repairs, content=after.file.encoded() if keep else None)
        from keraslint import atomic  # few runs write

        try:
            if read(before.path, 0) != before.encoded():
                raise OSError(0, "somebody else has changed it meanwhile")  # noqa: TRY301 - to be said as any other reason is
            atomic.write(before.path, after.file.encoded())
            self._elsewhere.forget()
        except (OSError, UnicodeError) as error:
            message = f"the fixed file cannot be written: {getattr(error, 'strerror', None) or error}"
            remarks = self.lint(before, how)
            remarks.diagnostics.append(problem(before.path, "io-error", message))
            return self._outcome(before, remarks)
        return self._outcome(after.file, after.remarks, repairs=after.repairs, comments=after.comments)

    def _commented(self, file: SourceFile, how: Plan, *, keep: bool) -> Outcome:
        """Write suppression comments for what is found."""
        native = self._options.add_ignore is not None
        form, reason = ("ignore", self._options.add_ignore) if native else ("noqa", self._options.add_noqa)
        return self._saved(file, comment(file, how, lambda changed: self.lint(changed, how), form, reason), how, keep=keep)

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
        try:
            yield from self._studied(path, data)
        except TooHeavy:
            raise Failed(problem(path, KIND, f"the file is not analysed: {UNSAFE}")) from None

    def _studied(self, path: str, data: bytes | OSError) -> Iterator[tuple[Program, list[Finding]]]:
        how = self.plan_for(path)
        file = open_file(path, data)
        for part in (file, *file.written):
            program = self._analysis.of(part)[1]
            found, _ = _found(program, self._analysis.project, part, how, _ignored)
            yield program, _wanted(_own(found, program), part, how, _ignored)

    def _lint_module(self, file: SourceFile, how: Plan, remarks: Remarks) -> list[Finding]:
        tree, program = self._analysis.of(file)
        remarks.programs.append(program)

        def crashed(rule: Rule, error: Exception) -> None:
            remarks.diagnostics.append(crash(file.path, f"the rule {rule.code} {rule.name}", error))

        found, spared = _found(program, self._analysis.project, file, how, crashed)
        remarks.spared += spared
        here = _own(found, program)
        if len(here) < len(found):
            here += self._elsewhere.told((finding for finding in found if finding.at.file != program.file), program)
        wanted = _wanted(here, file, how, crashed)
        remarks.has_foreign_form |= "noqa" in file.text.lower() and has_foreign_form(lay_out(file.text), how.known)
        return sorted((how.judged(_with_edits(finding, file, tree, remarks.diagnostics)) for finding in wanted), key=_order)

    def _reported(self, path: str) -> frozenset[Key]:
        """Return what a file reports of itself."""
        try:
            found = [finding for _, findings in self.study(path, read(path)) for finding in findings]
        except Failed:
            return frozenset()
        return frozenset(key_of(finding) for finding in found)

    def _outcome(self, file: SourceFile, remarks: Remarks, **changes: Any) -> Outcome:
        """Return what came of a file, with the text of the others of which it speaks."""
        made = outcome_of(file, remarks, **changes)
        others = {place.place.file for finding in remarks.findings for place in finding.related} - {file.path}
        texts = {path: text for path in others if (text := self._analysis.project.text(path)) is not None}
        sources = dict(made.sources)
        sources.update(((path, None), SourceText(text)) for path, text in texts.items())
        return replace(made, sources=sources, depends=self._analysis.project.behind(file.path))


def _ignored(rule: Rule, error: Exception) -> None:
    """Pass over a rule that crashed: who lints is told, who experiments does without it."""
    del rule, error


def _own(findings: list[Finding], program: Program) -> list[Finding]:
    """Return the findings whose place lies in the file of a program."""
    return [finding for finding in findings if finding.at.file == program.file]


def _found(program: Program, project: Project, file: SourceFile, how: Plan, crashed: Crashed) -> tuple[list[Finding], int]:
    """Check a program; return also how many findings there would be besides if it were for the newest Keras.

    Where a rule speaks that depends on the version, what the project requires decides, or else with what a notebook last ran.
    Most files give no such finding, and the requirement files are not even looked for.
    """
    running = how.rules_for(file.path)
    if how.keras is not None:
        return check(with_pins(program, {}, how.keras), running, crashed), 0
    findings = check(program, running, crashed)
    by_version = {rule.code for rule in running if rule.meta.flavours}
    concerned = {key_of(finding) for finding in findings if finding.code in by_version}
    pins = (project.requires(file.path) or _pins_of(file)) if concerned else {}
    if not pins:
        return findings, 0
    judged_so = check(with_pins(program, pins), running, crashed)
    of_versions = {rule.code for rule in running if MIGRATION in rule.groups}
    return judged_so, sum(code in of_versions for code, _ in concerned.difference(map(key_of, judged_so)))


def _pins_of(file: SourceFile) -> dict[str, Range]:
    """Return the versions that a file last ran with as if it required them."""
    return {package: versions(version) for package, version in file.ran_with.items()}


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

        fix = finding.fix
        return replace(finding, fix=timed(PHASE, "fixes", lambda: lowered(fix, tree, file.text)))
    except Exception as error:  # noqa: BLE001 - the finding is as good without its fix
        diagnostics.append(crash(file.path, f"the fix of {finding.code} {finding.name}", error))
        return replace(finding, fix=None)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    span = finding.at.span
    return (span.cell or 0, span.line, span.column, finding.code)
