"""Changing a file: fixes until nothing is left to fix, or comments that suppress what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from keraslint.analysis import problem
from keraslint.layout import lay_out, whole_lines
from keraslint.suppress import Suppressions
from keraslint.suppress.add import additions

if TYPE_CHECKING:
    from keraslint.files import SourceFile
    from keraslint.findings import Diagnostic, Fix
    from keraslint.outcome import Remarks, Repair
    from keraslint.plan import Plan

ROUNDS: Final = 10
"""How often a file is fixed and linted again at most; a fix may bring up the next finding."""

Lint: TypeAlias = "Callable[[SourceFile], Remarks]"


@dataclass(slots=True)
class Repaired:
    """A file after changes: what is left to say about it, which findings were repaired, and how many comments were written."""

    file: SourceFile
    remarks: Remarks
    repairs: tuple[Repair, ...] = field(default=())
    comments: int = 0


def repair(file: SourceFile, how: Plan, lint: Lint) -> Repaired:
    """Fix and lint in turn until nothing changes."""
    remarks = lint(file)
    repairs: list[Repair] = []
    for _ in range(ROUNDS):
        ready = [(finding, fix) for finding in remarks.findings if (fix := how.applies(finding)) is not None]
        changed, applied = file.repaired([fix for _, fix in ready]) if ready else (file, ())
        if not applied or changed.encoded() == file.encoded():
            break
        after = lint(changed)
        if len(after.broken) > len(remarks.broken):
            remarks.diagnostics.append(_would_break(file, applied, after))
            break
        used = set(map(id, applied))
        repairs.extend((finding.code, finding.name) for finding, fix in ready if id(fix) in used)
        file, remarks = changed, after
    return Repaired(file, remarks, tuple(repairs))


def comment(file: SourceFile, how: Plan, lint: Lint, form: str, reason: str | None) -> Repaired:
    """Write suppression comments for what is found; what is left is what they cannot reach."""
    about_comments = {rule.code for rule in how.known if rule.on_comments}
    findings = [finding for finding in lint(file).findings if finding.code not in about_comments]
    fixes: list[Fix] = []
    for part in (file, *file.written):
        suppressions = Suppressions(lay_out(part.text), part.locate)
        fixes.extend(additions(part.text, suppressions, findings, form, reason or "", file.path))
    changed, applied = file.repaired(fixes) if fixes else (file, ())
    return Repaired(changed, lint(changed), comments=len(applied))


def _would_break(file: SourceFile, fixes: Sequence[Fix], after: Remarks) -> Diagnostic:
    titles = "; ".join(fix.title for fix in fixes)
    reason = after.broken[-1].message
    message = f"these fixes would break the syntax of the file, which is a bug, so it was left as it is: {titles} ({reason})"
    return problem(file.path, "internal-error", message)


def diff(before: SourceFile, after: SourceFile) -> Iterator[str]:
    """Walk the unified diffs between two states of a file, cell by cell for a notebook."""
    import difflib

    changed = after.shown()
    for cell, text in before.shown().items():
        name = before.path if cell is None else f"{before.path}:cell {cell}"
        lines = difflib.unified_diff(whole_lines(text), whole_lines(changed[cell]), name, name)
        found = "".join(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines)
        if found:
            yield found
