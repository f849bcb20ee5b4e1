"""Runs rules on a program and makes findings of what they say: one for each defect, and with how they act together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from keraslint.comments import Comments
from keraslint.findings import Finding, Related
from keraslint.ir import Model, Program, Setup
from keraslint.rules import Compound, Draft, Rule
from keraslint.source import Place
from keraslint.timings import RULE, timed

Crashed: TypeAlias = Callable[[Rule, Exception], None]


def check(program: Program, rules: Sequence[Rule], crashed: Crashed) -> list[Finding]:
    """Return what ``rules`` find in ``program``, in the order of the setups and the codes.

    A rule that raises is reported to ``crashed``, and the others go on.
    """
    findings: list[Finding] = []
    on_file = [rule for rule in rules if rule.on_program and applies(rule, program.framework.flavour)]
    on_program = [finding for rule in on_file for finding in _run(rule, program, None, crashed)]
    on_setups = [rule for rule in rules if not rule.on_program and not rule.on_comments]
    for number, setup in enumerate(program.setups):
        applicable = [rule for rule in on_setups if applies(rule, setup.framework.flavour)]
        found = [finding for rule in applicable for finding in _run(rule, setup, number, crashed)]
        findings.extend(_compounded(_yielding(found, _at_layers(on_program, setup), rules), rules, program.file))
    return merged([*findings, *on_program])


def check_comments(comments: Comments, rules: Sequence[Rule], crashed: Crashed) -> list[Finding]:
    """Return what the rules about suppression comments find."""
    return [finding for rule in rules if rule.on_comments for finding in _run(rule, comments, None, crashed)]


def applies(rule: Rule, flavour: str) -> bool:
    """Say whether a rule has to do with the Keras that a program runs on."""
    return not rule.meta.flavours or flavour in rule.meta.flavours


def _run(rule: Rule, subject: Program | Setup | Comments, number: int | None, crashed: Crashed) -> list[Finding]:
    fallback = subject.compile.place if isinstance(subject, Setup) else None
    try:
        drafts = [(draft, draft.at or fallback) for draft in timed(RULE, rule.code, lambda: list(rule.drafts(subject)))]
        return [_finding(rule, draft, place, number) for draft, place in drafts if place is not None]
    except Exception as error:  # noqa: BLE001 - whatever a rule does wrong, the others still run
        crashed(rule, error)
        return []


def _finding(rule: Rule, draft: Draft, place: Place, number: int | None) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        at=place,
        message=draft.message,
        related=draft.related,
        fix=draft.fix,
        severity=rule.meta.severity if draft.severity is None else draft.severity,
        confidence=rule.meta.confidence if draft.confidence is None else draft.confidence,
        setup=number,
        category=rule.meta.category,
        url=rule.url,
        cause=rule.name if rule.meta.one_cause else "",
    )


def _at_layers(found: list[Finding], setup: Setup) -> list[Finding]:
    """Return which findings about a whole program stand at layers of the model of a setup, or at their arguments."""
    layers = setup.model.flat() if isinstance(setup.model, Model) and found else ()
    spans = {layer.place.span for layer in layers if layer.place is not None}
    return [finding for finding in found if any(span.contains(finding.at.span) for span in spans)]


def _yielding(found: list[Finding], beside: list[Finding], rules: Iterable[Rule]) -> list[Finding]:
    """Leave out the findings whose defect a rule of higher precedence has reported: in the same setup, or ``beside`` it."""
    present = {finding.name for finding in (*found, *beside)}
    silenced = {rule.name for rule in rules if present.intersection(rule.meta.yields_to)}
    return [finding for finding in found if finding.name not in silenced]


@dataclass(frozen=True, slots=True)
class _Group:
    """A compound that has come about: the rules that take part in it, and what there is to say."""

    names: frozenset[str]
    sentence: str


def _compounded(found: list[Finding], rules: Iterable[Rule], file: str) -> list[Finding]:
    """Say how findings of a setup act together, once for each group of them: with the one that is read last."""
    groups = list(_groups(found, rules))
    notes: dict[int, list[str]] = {}
    for group in groups:
        if not any(group.names < other.names for other in groups):
            members = _one_each([finding for finding in found if finding.name in group.names])
            notes.setdefault(id(members[-1]), []).append(_note(members, group, file))
    return [replace(finding, notes=(*finding.notes, *notes.get(id(finding), ()))) for finding in found]


def _groups(found: list[Finding], rules: Iterable[Rule]) -> Iterator[_Group]:
    present = {finding.name for finding in found}
    for rule in rules:
        for compound in rule.meta.compounds if rule.name in present else ():
            if present.issuperset(compound.others):
                yield _group(rule, compound)


def _group(rule: Rule, compound: Compound) -> _Group:
    return _Group(frozenset({rule.name, *compound.others}), compound.sentence)


def _note(members: list[Finding], group: _Group, file: str) -> str:
    *first, last = [f"{finding.code} ({_where(finding.at, file)})" for finding in members]
    return f"{', '.join(first)} and {last} act together: {group.sentence}"


def _where(place: Place, file: str) -> str:
    """Name a place as seen from ``file``."""
    span = place.span
    if span.file != file:
        return f"{span.file}, line {span.line}"
    return f"line {span.line}" if span.cell is None else f"cell {span.cell}, line {span.line}"


def _one_each(findings: list[Finding]) -> list[Finding]:
    """Return the first finding of each rule, in the order in which they are read."""
    in_order = sorted(findings, key=lambda finding: (finding.at.span.cell or 0, finding.at.span, finding.code))
    return list({finding.name: finding for finding in reversed(in_order)}.values())[::-1]


def merged(findings: list[Finding]) -> list[Finding]:
    """Make one finding of those of one rule at one place, as a function called from several places gives them.

    The surest comes first and is kept; related places and notes of the others are added to it.
    """
    groups: dict[tuple[str, Place], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.at), []).append(finding)
    return [_merge(group) for group in groups.values()]


def _merge(group: list[Finding]) -> Finding:
    kept = max(group, key=lambda finding: (finding.confidence, finding.severity))
    if len(group) == 1:
        return kept
    related: list[Related] = list(kept.related)
    notes = list(kept.notes)
    for finding in group:
        seen = [one.place for one in related]
        related.extend(one for one in finding.related if one.place not in seen)
        notes.extend(note for note in finding.notes if note not in notes)
    return replace(kept, related=tuple(related), notes=tuple(notes))
