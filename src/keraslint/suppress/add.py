"""Writing suppression comments for what is found, behind the statements in which it is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from keraslint.findings import Applicability, Edit, Finding, Fix
from keraslint.layout import split_lines
from keraslint.suppress import Suppressions
from keraslint.suppress.directives import EVERYTHING, Directive, directives

FORMS: Final = {"ignore": "# keraslint: ignore[{codes}]", "noqa": "# noqa: {codes}"}
"""The comments that can be written: the native one, and the one that other tools read too."""


def additions(
    text: str, suppressions: Suppressions, findings: Sequence[Finding], form: str, reason: str, path: str
) -> Iterator[Fix]:
    """Walk the edits, one for each row that gets a comment; ``suppressions`` are those of ``text``.

    A comment of the same form that is there already gets the codes as well.
    """
    lines = split_lines(text)
    by_row: dict[int, list[str]] = {}
    for finding in findings:
        row = suppressions.row_of(finding.at.span)
        if 1 <= row <= len(lines):
            codes = by_row.setdefault(suppressions.layout.statement_at(row)[1], [])
            if finding.code not in codes:
                codes.append(finding.code)
    for row, codes in sorted(by_row.items()):
        edit = _edit(suppressions, row, lines[row - 1], codes, form, reason, path)
        yield Fix(f"Suppress {', '.join(codes)}", (), Applicability.SAFE, (edit,))


def _edit(suppressions: Suppressions, row: int, line: str, codes: Sequence[str], form: str, reason: str, path: str) -> Edit:
    there = _there(suppressions, row, form)
    if there is None:
        end = len(line.rstrip())
        comment = FORMS[form].format(codes=", ".join(codes))
        return Edit(suppressions.place(row, end + 1, len(line) + 1, path=path), f"  {comment}{f' {reason}' if reason else ''}")
    listed = ", ".join(dict.fromkeys((*there.selectors, *codes)))
    start, end = (there.comment.column + offset for offset in there.inner)
    return Edit(suppressions.place(row, start, end, path=path), listed)


def _there(suppressions: Suppressions, row: int, form: str) -> Directive | None:
    """Return the directive on a row that can take more codes."""
    for comment in suppressions.layout.comments:
        if comment.row == row:
            for directive in directives(comment):
                if directive.verb == form and EVERYTHING not in directive.selectors:
                    return directive
    return None
