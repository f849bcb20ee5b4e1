"""The reports for people: ``full`` shows the code, ``concise`` gives a line for each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from keraslint.findings import Applicability, Confidence, Diagnostic, Finding, Fix, Report
from keraslint.layout import Sources
from keraslint.report.excerpts import Excerpts, Mark
from keraslint.report.places import how_many_more, other_places
from keraslint.report.style import SEVERITY_COLOURS, Style, printable, where

_HINTS: Final = {
    Applicability.SAFE: "`--fix` applies it",
    Applicability.UNSAFE: "`--fix --unsafe-fixes` applies it, and training will go differently",
}


def full(report: Report, sources: Sources, style: Style) -> str:
    """Show each finding with its code, the places that have to do with it, and what helps."""
    blocks: list[str] = []
    for file in report.files:
        blocks.extend("\n".join(_diagnostic_block(diagnostic, sources, style)) + "\n" for diagnostic in file.diagnostics)
        blocks.extend("\n".join(_finding_block(finding, sources, style)) + "\n" for finding in file.findings)
    return "\n".join(blocks)


def concise(report: Report, sources: Sources, style: Style) -> str:
    """Show each finding on a line of its own."""
    del sources
    lines: list[str] = []
    for file in report.files:
        lines.extend(concise_diagnostic(diagnostic, style) for diagnostic in file.diagnostics)
        for finding in file.findings:
            code = style.paint(finding.code, SEVERITY_COLOURS[finding.severity])
            mark = style.paint("[*] ", "cyan") if applies(finding.fix, style) else ""
            lines.append(f"{where(finding.at.span, style)}: {code} {mark}{printable(finding.message)}{how_many_more(finding)}\n")
    return "".join(lines)


def concise_diagnostic(diagnostic: Diagnostic, style: Style) -> str:
    """Show a diagnostic on a line of its own."""
    return f"{where(diagnostic.span, style)}: {style.paint(diagnostic.kind, 'red')}: {printable(diagnostic.message)}\n"


def summary(report: Report, fixed: int, style: Style) -> str:
    """Say how many findings there are, and how many of them a fix would remove."""
    left = len(report.findings) + len(report.diagnostics)
    if not left and not fixed:
        return style.paint("All checks passed!", "bold") + "\n"
    found = f"Found {counted(left + fixed, 'error')}"
    if fixed:
        return f"{found} ({fixed} fixed, {left} remaining).\n"
    now = sum(applies(finding.fix, style) for finding in report.findings)
    later = sum(applies(finding.fix, Style(unsafe_fixes=True)) for finding in report.findings) - now
    return f"{found}.\n{_fixable(now, later, style)}"


def fixes(repairs: Mapping[str, Sequence[tuple[str, str]]], *, done: bool) -> str:
    """List what was fixed, or would be, by file and rule."""
    total = sum(map(len, repairs.values()))
    if not total:
        return ""
    blocks = []
    for path, repaired in sorted(repairs.items()):
        counts = Counter(repaired).most_common()
        widest = max(len(str(number)) for _, number in counts)
        rows = [f"    {number:>{widest}} \u00d7 {code} ({name})\n" for (code, name), number in counts]
        blocks.append(f"- {printable(path)}:\n{''.join(rows)}")
    return f"{'Fixed' if done else 'Would fix'} {counted(total, 'error')}:\n{''.join(blocks)}\n"


def _fixable(now: int, later: int, style: Style) -> str:
    mark = style.paint("[*]", "cyan")
    if now:
        more = f" ({counted(later, 'unsafe fix', 'es')} available with `--fix --unsafe-fixes`)" if later else ""
        command = "--fix --unsafe-fixes" if style.unsafe_fixes else "--fix"
        return f"{mark} {now} fixable with `{command}`{more}.\n"
    return f"{counted(later, 'unsafe fix', 'es')} available with `--fix --unsafe-fixes`.\n" if later else ""


def counted(number: int, noun: str, plural: str = "s") -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else plural}"


def applies(fix: Fix | None, style: Style) -> bool:
    """Say whether ``--fix`` would apply a fix as things stand."""
    if fix is None or not fix.edits:
        return False
    return fix.applicability is Applicability.SAFE or (fix.applicability is Applicability.UNSAFE and style.unsafe_fixes)


def _diagnostic_block(diagnostic: Diagnostic, sources: Sources, style: Style) -> Iterator[str]:
    yield f"{style.paint(diagnostic.kind, 'red')}: {style.paint(printable(diagnostic.message), 'bold')}"
    about_code = diagnostic.kind == "invalid-syntax"
    yield from Excerpts([Mark(diagnostic.span)], sources if about_code else {}, style).show()


def _finding_block(finding: Finding, sources: Sources, style: Style) -> Iterator[str]:
    colour = SEVERITY_COLOURS[finding.severity]
    main = finding.at.span
    head = style.paint(f"{finding.severity.name.lower()}[{finding.code} {finding.name}]", colour)
    yield f"{head}: {style.paint(printable(finding.message), 'bold')}"
    others = [Mark(other.place.span, printable(other.message)) for other in finding.related if other.place.span != main]
    excerpts = Excerpts([Mark(main), *others], sources, style)
    yield from excerpts.show()
    for label, text in _remarks(finding):
        yield f"{excerpts.gutter}{style.paint('=', 'blue')} {style.paint(label, 'bold')}: {printable(text)}"


def _remarks(finding: Finding) -> Iterator[tuple[str, str]]:
    for related in finding.related:
        if related.place.span == finding.at.span:
            yield "note", related.message
    for places in other_places(finding):
        yield "also", places
    if finding.fix is not None:
        yield "help", f"{finding.fix.title} ({_hint(finding.fix)})"
    for note in finding.notes:
        yield "note", note
    if finding.confidence < Confidence.HIGH:
        yield "note", f"{finding.confidence.name.lower()} confidence"
    if finding.url:
        yield "see", finding.url


def _hint(fix: Fix) -> str:
    by_hand = fix.applicability is Applicability.DISPLAY or not fix.edits
    return "to be done by hand" if by_hand else f"{fix.applicability.value} fix: {_HINTS[fix.applicability]}"
