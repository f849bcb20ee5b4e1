"""Which suppression comments are not needed, or say nothing, and how to take them out: what the rules about comments look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from keraslint.comments import Comments, Mention
from keraslint.findings import Applicability, Edit, Fix
from keraslint.layout import Layout
from keraslint.nearest import nearest
from keraslint.source import Place, Span
from keraslint.suppress import Selector, Suppressions, means
from keraslint.suppress.directives import EVERYTHING, Directive, directives

if TYPE_CHECKING:
    from keraslint.rules import Rule


def judged(suppressions: Suppressions, known: Sequence[Rule], running: Sequence[Rule], path: str) -> Comments:
    """Return what there is to say about the suppression comments of a file.

    Only selectors whose rules all run are called unneeded: what the others would find is not known.
    """
    codes = {rule.code for rule in running}
    return Comments(tuple(_mentions(suppressions, known, codes, path)))


def _mentions(suppressions: Suppressions, known: Sequence[Rule], running: set[str], path: str) -> Iterator[Mention]:
    words = [word for rule in known for word in (rule.code, rule.name, rule.category)]
    ours = prefixes(known)
    for selector in suppressions:
        text = selector.text
        if text == EVERYTHING or not (selector.directive.verb not in {"noqa", "file-noqa"} or _letters(text) in ours):
            continue
        meant = {rule.code for rule in known if means(text, rule.code, rule.name, rule.category)}
        yield Mention(
            text,
            Place.at(_span(suppressions, selector, path)),
            known=bool(meant),
            unneeded=bool(meant) and meant <= running and not selector.used,
            removal=Fix(f"Remove `{text}`", (), Applicability.SAFE, tuple(_removal(suppressions, selector, path))),
            suggestion=None if meant else nearest(text, words),
        )


def prefixes(known: Iterable[Rule]) -> set[str]:
    """Return the letters with which the codes of rules begin."""
    return {_letters(rule.code) for rule in known}


def has_foreign_form(layout: Layout, known: Iterable[Rule]) -> bool:
    """Say whether there is a ``# noqa`` comment with a code of ours."""
    ours = prefixes(known)
    found = (directive for comment in layout.comments for directive in directives(comment) if directive.verb == "noqa")
    return any(_letters(selector) in ours for directive in found for selector in directive.selectors)


def _letters(code: str) -> str:
    return code.rstrip("0123456789")


def _span(suppressions: Suppressions, selector: Selector, path: str) -> Span:
    directive, comment = selector.directive, selector.directive.comment
    start = comment.text.index(selector.text, directive.inner[0]) + comment.column
    return suppressions.place(comment.row, start, start + len(selector.text), path=path)


def _removal(suppressions: Suppressions, selector: Selector, path: str) -> Iterator[Edit]:
    """Take a selector out of its directive, and what ends a stretch with what begins it."""
    for directive in (selector.directive, selector.closing):
        if directive is not None:
            yield Edit(*_without(suppressions, directive, selector.text, path))


def _without(suppressions: Suppressions, directive: Directive, selector: str, path: str) -> tuple[Span, str]:
    """Return which part of a comment to replace, and by what: the list, or if nothing is left of it the directive or the line."""
    comment = directive.comment
    left = directive.without(selector)
    if left:
        start, end = directive.inner
        return suppressions.place(comment.row, comment.column + start, comment.column + end, path=path), left
    before, behind = comment.text[: directive.start], comment.text[directive.end :]
    if comment.alone and not before and not behind:
        return suppressions.place(comment.row, 1, 1, comment.row + 1, path), ""
    kept = comment.before + before if behind else (comment.before + before).rstrip()
    return suppressions.place(comment.row, len(kept) + 1, comment.column + directive.end, path=path), ""
