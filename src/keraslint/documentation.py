"""The documentation of a rule: its docstring, cut at fixed headings.

The same text is the page on the documentation site, the answer of ``keraslint rule``, the help text of other report formats, and
the tests: the programs under *Example* must give the finding, those under *Use instead* must not.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent
from typing import Final

HEADINGS: Final = (
    "What it does",
    "Why is this bad",
    "Example",
    "Use instead",
    "When it stays silent",
    "Keras behaviour",
    "References",
)
"""The headings that every rule has, in this order. ``Fix safety`` may follow *Use instead* where a fix needs an argument."""

OPTIONAL: Final = ("Fix safety",)


@dataclass(frozen=True, slots=True)
class Example:
    """A program with the fault and the same program without it."""

    bad: str
    good: str


@dataclass(frozen=True, slots=True)
class Documentation:
    """The parts of a rule's docstring: the summary line, and the text under each heading."""

    summary: str
    sections: tuple[tuple[str, str], ...]

    def section(self, heading: str) -> str:
        """Return the text under ``heading``; empty when there is none."""
        return dict(self.sections).get(heading, "")

    @property
    def examples(self) -> tuple[Example, ...]:
        """The programs of *Example* and *Use instead*, paired in order."""
        bad, good = (code_blocks(self.section(heading)) for heading in ("Example", "Use instead"))
        return tuple(Example(one, other) for one, other in zip(bad, good, strict=False))

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the documentation, as sentences."""
        found = [heading for heading, _ in self.sections if heading not in OPTIONAL]
        problems = []
        if not self.summary.endswith("."):
            problems.append("the docstring has to start with a sentence that sums the rule up")
        if found != list(HEADINGS):
            problems.append(f"the headings are {found}, and should be {list(HEADINGS)}")
        problems.extend(f"nothing stands under {heading!r}" for heading, text in self.sections if not text)
        bad, good = (len(code_blocks(self.section(heading))) for heading in ("Example", "Use instead"))
        if not bad or bad != good:
            problems.append(f"there are {bad} programs under 'Example' and {good} under 'Use instead'")
        return tuple(problems)


def parse_documentation(docstring: str) -> Documentation:
    """Cut a docstring at its ``##`` headings; those inside code blocks are part of the code."""
    first, _, rest = docstring.strip().partition("\n")
    summary = first.strip()
    sections: list[tuple[str, list[str]]] = []
    fenced = False
    for line in dedent(rest).splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            sections.append((line[3:].strip(), []))
        elif sections:
            sections[-1][1].append(line)
    return Documentation(summary, tuple((heading, "\n".join(lines).strip()) for heading, lines in sections))


def code_blocks(text: str) -> tuple[str, ...]:
    """Return the Python code blocks of a Markdown text."""
    blocks: list[list[str]] = []
    current: list[str] | None = None
    for line in text.splitlines():
        if current is None and line.strip() == "```python":
            current = []
        elif current is not None and line.strip() == "```":
            blocks.append(current)
            current = None
        elif current is not None:
            current.append(line)
    return tuple("\n".join(block) + "\n" for block in blocks)
