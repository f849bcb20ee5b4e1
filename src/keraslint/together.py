"""One line for one cause: what a rule finds in many places of a file for one reason is told once, with the others beside it.

Whatever deals with single places comes before: comments suppress them one by one, a baseline knows each of them, each is repaired
by itself, and an editor marks them all. What a run reports is read by people, from the top: there forty lines that say the same
hide the one that does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from keraslint.findings import Applicability, Confidence, Edit, FileReport, Finding, Fix, Related

Cause: TypeAlias = tuple[str, str, Confidence]
"""What findings have in common that are told together: the rule, what it says the cause is, and how sure it is."""

ORDER: Final = (Applicability.SAFE, Applicability.UNSAFE, Applicability.DISPLAY)
"""Fixes of which kind are offered where those of several findings differ."""


def told_together(file: FileReport) -> FileReport:
    """Return the report of a file with one finding for each cause."""
    groups = causes(file.findings)
    if len(groups) == len(file.findings):
        return file
    made = {id(lead): _told(lead, group) for group in groups for lead in [leads(group)]}
    return replace(file, findings=tuple(made[id(finding)] for finding in file.findings if id(finding) in made))


def causes(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put together the findings of a file that have one cause."""
    groups: dict[Cause, list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.cause or finding.message, finding.confidence), []).append(finding)
    return list(groups.values())


def leads(group: Iterable[Finding]) -> Finding:
    """Return the one of several findings that is told in full: the first of the worst."""
    return max(group, key=lambda finding: finding.severity)


def _told(lead: Finding, group: Sequence[Finding]) -> Finding:
    """Make one finding of several, given the one that is told in full."""
    others = [finding for finding in group if finding is not lead]
    return replace(
        lead,
        also=tuple(Related(finding.at, finding.message) for finding in others),
        notes=tuple(dict.fromkeys(note for finding in (lead, *others) for note in finding.notes)),
        fix=_one_fix([finding.fix for finding in group if finding.fix is not None]),
    )


def _one_fix(fixes: Sequence[Fix]) -> Fix | None:
    """Return a fix that does what several do, of those that may be applied most readily."""
    for applicability in ORDER:
        alike = [fix for fix in fixes if fix.applicability is applicability]
        if alike:
            titles = list(dict.fromkeys(fix.title for fix in alike))
            title = titles[0] if len(titles) == 1 else f"{titles[0]}, and the like at the other places"
            return replace(alike[0], title=title, edits=_edits(alike), changes=tuple(one for fix in alike for one in fix.changes))
    return None


def _edits(fixes: Iterable[Fix]) -> tuple[Edit, ...]:
    """Collect the edits of fixes; where two would change the same text, the later fix has to wait for the next run."""
    chosen: dict[Edit, None] = {}
    for fix in fixes:
        new = [edit for edit in fix.edits or () if edit not in chosen]
        if not any(edit.clashes(other) for edit in new for other in chosen):
            chosen.update(dict.fromkeys(new))
    return tuple(chosen)
