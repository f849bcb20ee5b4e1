"""Tests for rules and for the interpreter, in the language that is linted. For our own pack and those of others.

**Rules.** The programs in a rule's documentation are its first tests: ``check_examples``, ``check_fixes``,
``check_counterfactuals``. Further ones stand in a Markdown file named after the rule, as Python blocks under headings, and
``check_case`` runs them; ``trials`` are all of these. A comment at the end of a line says what is found there::

    model.compile(loss="mse")  # KL109
    model.compile(loss="mse")  # KL109[warning medium]: the words that the message contains
    labels = load()            # KL109 related: the words that belong to a related place
    # KL109: a comment on a line of its own speaks of the next line that is none
    model.compile(loss="mse")

A program whose first line is a comment such as ``# requirements.txt: keras==3.5`` belongs to a project that requires this.

One whose first line is ``# package: keras`` is a file of that package.

A block in which the rule has nothing to say stands below the line ``<!-- silent -->``. Findings of other rules do not matter,
unless a comment names their code.

**The interpreter.** In a Markdown file of its own, ``reveal(value)`` shows what is known of a value, and ``check_reveals``
compares::

    reveal(x / 255)  # revealed: array(60000, 28, 28) float64 0..1 from keras.datasets.mnist by scale

There, too, a comment on a line of its own speaks of the next line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from keraslint import pins
from keraslint.check import check, check_comments
from keraslint.counterfactual import apply, apply_to_program
from keraslint.describe import describe
from keraslint.findings import Applicability, Finding
from keraslint.fix.apply import UNSAFE, apply_edits
from keraslint.fix.lower import lowered
from keraslint.interp.run import interpret
from keraslint.ir import Program, Setup
from keraslint.layout import lay_out
from keraslint.libs import registry
from keraslint.recover.framework import with_pins
from keraslint.rules import Fixes, Rule
from keraslint.source import Place
from keraslint.suppress import Suppressions
from keraslint.suppress.judge import judged
from keraslint.syntax import Tree, parse
from keraslint.values import Value

REQUIREMENTS: Final = "# requirements.txt: "
PACKAGE: Final = "# package: "
SILENT: Final = "<!-- silent -->"

_MARKER: Final = re.compile(
    r"#\s*(?P<code>[A-Z]{1,3}\d{3})(?P<related> related)?(?:\[(?P<words>[a-z ]+)\])?(?::\s*(?P<text>[^#]*?))?\s*(?=#|$)"
)
_REVEALED: Final = re.compile(r"#\s*revealed:\s*(?P<text>.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Linted:
    """A program and what was found in it."""

    text: str
    tree: Tree
    program: Program
    findings: tuple[Finding, ...]


def lint(text: str, rules: Sequence[Rule], file: str = "example.py") -> Linted:
    """Lint the text of a program. What a comment in it suppresses is found all the same; that the comment is needed is known.

    Raises:
        AssertionError: a rule crashes.
        SyntaxFailure: the text is not a program.
    """
    tree = Tree(file, parse(text))
    first = text.partition("\n")[0]
    program = interpret(tree, package=first.removeprefix(PACKAGE) if first.startswith(PACKAGE) else "")
    if first.startswith(REQUIREMENTS):
        program = with_pins(program, dict(pins.parse(first.removeprefix(REQUIREMENTS))))

    def crashed(rule: Rule, error: Exception) -> None:
        raise AssertionError(f"{rule.name} crashed on {file}: {type(error).__name__}: {error}") from error

    found = check(program, rules, crashed)
    suppressions = Suppressions(lay_out(text))
    for finding in found:
        suppressions.cover(finding)
    about = check_comments(judged(suppressions, rules, rules, file), rules, crashed)
    return Linted(text, tree, program, (*found, *about))


def listing(findings: Sequence[Finding]) -> str:
    """Write findings one a line, for messages of failed tests."""
    lines = [f"  line {finding.at.span.line}: {finding.code} {finding.message}" for finding in findings]
    return "\n".join(lines) or "  nothing"


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to check of a rule; ``run`` raises ``AssertionError`` where it is not so."""

    title: str
    run: Callable[[], None]


def trials(rule: Rule, rules: Sequence[Rule], files: Sequence[Path] = ()) -> Iterator[Trial]:
    """Walk all that there is to check of a rule beside others: its documentation, its examples, and the cases in ``files``."""
    yield Trial("documentation", partial(check_documentation, rule))
    for title, check_them in (("examples", check_examples), ("fixes", check_fixes), ("counterfactuals", check_counterfactuals)):
        yield Trial(title, partial(check_them, rule, rules))
    for file in files:
        for case in cases(file):
            yield Trial(f"{case.file}:{case.line} ({case.title})", partial(check_case, case, rule, rules))


def check_documentation(rule: Rule) -> None:
    """Check that the docstring of a rule has every heading, text under each, and examples in pairs.

    Raises:
        AssertionError: something is missing.
    """
    assert not rule.documentation.problems, f"{rule.name}: {'; '.join(rule.documentation.problems)}"


def check_examples(rule: Rule, rules: Sequence[Rule]) -> None:
    """Check that each bad program of the documentation gives this one finding and no other, and each good one none.

    Raises:
        AssertionError: it is not so.
    """
    for example in rule.documentation.examples:
        found = lint(example.bad, _in_use(rule, rules)).findings
        assert [finding.code for finding in found] == [rule.code], f"{rule.name}: the bad example gives\n{listing(found)}"
        found = lint(example.good, _in_use(rule, rules)).findings
        assert not found, f"{rule.name}: the good example gives\n{listing(found)}"


def _in_use(rule: Rule, rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules that are on when nobody asks for others, and the one that is checked."""
    return [other for other in rules if other.default or other is rule]


def check_fixes(rule: Rule, rules: Sequence[Rule]) -> None:
    """Check the fixes on the examples: a safe one makes the good program of the bad one, any other removes the finding.

    Raises:
        AssertionError: it does not, or a rule that always has a fix has none.
    """
    for example in rule.documentation.examples:
        linted = lint(example.bad, _in_use(rule, rules))
        for finding in linted.findings:
            if finding.fix is None:
                assert rule.meta.fixes is not Fixes.ALWAYS, f"{rule.name}: no fix for\n{listing([finding])}"
                continue
            assert rule.meta.fixes is not Fixes.NEVER, f"{rule.name} has a fix, and its META says that it never has"
            text = fixed(linted, finding)
            if finding.fix.applicability is Applicability.SAFE:
                assert text == example.good, f"{rule.name}: the safe fix gives\n{text}"
            left = [other for other in lint(text, rules).findings if other.code == rule.code]
            assert not left, f"{rule.name}: behind the fix there is still\n{listing(left)}\nin\n{text}"


def fixed(linted: Linted, finding: Finding) -> str:
    """Return the text of a program after the fix of a finding, safe or not.

    Raises:
        AssertionError: the fix cannot be carried out.
    """
    assert finding.fix is not None
    ready = lowered(finding.fix, linted.tree, linted.text)
    assert ready.edits, f"the fix {finding.fix.title!r} of {finding.name} cannot be written"
    text, applied = apply_edits(linted.text, [ready], UNSAFE)
    assert applied, f"the fix {finding.fix.title!r} of {finding.name} would break the program"
    return text


def check_counterfactuals(rule: Rule, rules: Sequence[Rule]) -> None:
    """Check that the rule has nothing left to say about the setup, or the program, after the changes of its fix.

    Raises:
        AssertionError: it has.
    """
    for example in rule.documentation.examples if not rule.on_comments else ():
        linted = lint(example.bad, _in_use(rule, rules))
        for finding in linted.findings:
            if finding.fix is not None:
                left = list(rule.drafts(counterfactual(linted, finding)))
                assert not left, f"{rule.name}: after the changes of its fix it still says: {left[0].message}"


def counterfactual(linted: Linted, finding: Finding) -> Setup | Program:
    """Return the setup of a finding, or the program for a finding about that, after the changes of its fix."""
    assert finding.fix is not None
    if finding.setup is None:
        return apply_to_program(finding.fix.changes, linted.program)
    return apply(finding.fix.changes, linted.program.setups[finding.setup])


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a comment in a case says about its line."""

    line: int
    code: str
    related: bool
    words: tuple[str, ...]
    text: str

    def meets(self, finding: Finding) -> bool:
        """Say whether a finding is the one that is expected."""
        if finding.code != self.code or not {finding.severity.name.lower(), finding.confidence.name.lower()}.issuperset(
            self.words
        ):
            return False
        if self.related:
            return any(place.place.span.line == self.line and self.text in place.message for place in finding.related)
        return finding.at.span.line == self.line and self.text in finding.message


@dataclass(frozen=True, slots=True)
class Case:
    """One Python block of a Markdown file: the headings above it, and whether it is marked as silent."""

    file: str
    title: str
    line: int
    code: str
    silent: bool = False

    @property
    def expectations(self) -> tuple[Expectation, ...]:
        """What the comments of the block expect."""
        lines = self.code.splitlines()
        return tuple(
            Expectation(
                _meant(lines, number),
                match["code"],
                bool(match["related"]),
                tuple((match["words"] or "").split()),
                match["text"] or "",
            )
            for number, line in enumerate(lines, start=1)
            for match in _MARKER.finditer(line)
        )


def _meant(lines: Sequence[str], number: int) -> int:
    """Return the line that a comment in line ``number`` speaks of."""
    while number < len(lines) and lines[number - 1].lstrip().startswith("#"):
        number += 1
    return number


def cases(path: Path) -> tuple[Case, ...]:
    """Read the cases of a Markdown file."""
    return tuple(_blocks(path.name, path.read_text(encoding="utf-8")))


@dataclass(slots=True)
class _Reader:
    """Where the reader of a Markdown file is: the headings above, what the text since the last block said."""

    headings: list[str] = field(default_factory=list)
    silent: bool = False
    count: int = 0

    def heading(self, line: str) -> None:
        level = len(line) - len(line.lstrip("#"))
        self.headings[level - 1 :] = [line.lstrip("# ").strip()]
        self.silent = False
        self.count = 0

    def title(self) -> str:
        name = " / ".join(self.headings[1:] or self.headings)
        return name if self.count == 1 else f"{name} ({self.count})"


def _blocks(file: str, text: str) -> Iterator[Case]:
    reader = _Reader()
    code: list[str] | None = None
    start = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if code is not None:
            if line.strip() == "```":
                reader.count += 1
                yield Case(file, reader.title(), start, "\n".join(code) + "\n", reader.silent)
                code, reader.silent = None, False
            else:
                code.append(line)
        elif line.strip() == "```python":
            code, start = [], number
        elif line.startswith("#"):
            reader.heading(line)
        elif line.strip() == SILENT:
            reader.silent = True


def check_case(case: Case, rule: Rule, rules: Sequence[Rule]) -> None:
    """Check that a case gives the findings that its comments name, and that ``rule`` finds nothing else in it.

    Raises:
        AssertionError: it is not so, or the case says neither what is found nor that it is silent.
    """
    expected = case.expectations
    assert case.silent != any(one.code == rule.code for one in expected), (
        f"{case.file}:{case.line}: the block has to say where {rule.code} finds something, or be marked {SILENT}"
    )
    codes = {rule.code} | {one.code for one in expected}
    found = [finding for finding in lint(case.code, rules).findings if finding.code in codes]
    where = f"{case.file}:{case.line} ({case.title})"
    for one in expected:
        assert any(one.meets(finding) for finding in found), f"{where}: {one} is not found; there is\n{listing(found)}"
    places = [one for one in expected if not one.related]
    extra = [finding for finding in found if not any(one.meets(finding) for one in places)]
    assert not extra, f"{where}: not expected\n{listing(extra)}"


_SHOWN: Final[list[tuple[Place, str]]] = []


@registry.entry("builtins.reveal")
def _reveal(call: Any, value: Value) -> Value:
    if call.machine.recorder.active:
        _SHOWN.append((call.place, describe(value)))
    return value


def revealed(code: str) -> dict[int, list[str]]:
    """Run the interpreter over a program and return what its ``reveal`` calls show, by line; the same twice is shown once."""
    _SHOWN.clear()
    interpret(Tree("case.py", parse(code)))
    shown: dict[int, list[str]] = {}
    for place, text in _SHOWN:
        lines = shown.setdefault(place.span.line, [])
        if text not in lines:
            lines.append(text)
    return shown


def check_reveals(case: Case) -> None:
    """Check that every ``reveal`` of a case shows what its comment says; several values of one line are joined by `` / ``.

    Raises:
        AssertionError: it does not, or there is none.
    """
    lines = case.code.splitlines()
    expected = {
        _meant(lines, number): match["text"] for number, line in enumerate(lines, start=1) if (match := _REVEALED.search(line))
    }
    assert expected, f"{case.file}:{case.line} ({case.title}): nothing is revealed"
    shown = {line: " / ".join(texts) for line, texts in revealed(case.code).items()}
    wrong = [
        f"line {line}: {lines[line - 1].strip()}\n  is: {shown.get(line, 'never reached')}"
        for line in sorted(expected.keys() | shown.keys())
        if expected.get(line) != shown.get(line)
    ]
    assert not wrong, f"{case.file}:{case.line} ({case.title})\n" + "\n".join(wrong)
