"""Patterns of a configuration against paths: what a ``.gitignore`` in the folder of the pattern would mean by them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from keraslint.config.settings import Glob
from keraslint.options import Failure

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Matcher:
    """Several patterns: a path matches if one of them matches it or a folder that it is in."""

    def __init__(self, globs: Iterable[Glob]) -> None:
        """Compile the patterns.

        Raises:
            Failure: one of them is no pattern.
        """
        by_base: dict[str, list[str]] = {}
        for glob in globs:
            by_base.setdefault(glob.base, []).append(glob.pattern)
        self._specs = [(os.path.join(base, ""), _spec(tuple(patterns))) for base, patterns in by_base.items()]  # noqa: PTH118

    def match(self, path: str) -> bool:
        """Say whether a path matches; that of a folder ends with a slash."""
        whole = os.path.abspath(path) + ("/" if path.endswith("/") else "")  # noqa: PTH100 - links are kept
        return any(whole.startswith(base) and spec.match_file(whole[len(base) :]) for base, spec in self._specs)


def means(glob: Glob, path: str) -> bool:
    """Say whether a pattern of ``per-file-ignores`` means a path; one that starts with ``!`` means all others."""
    if glob.pattern.startswith("!"):
        return not means(Glob(glob.base, glob.pattern[1:]), path)
    return _single(glob).match(path)


@cache
def _single(glob: Glob) -> Matcher:
    return Matcher([glob])


@cache
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # most configurations have no pattern

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise Failure(f"this is no pattern: {error}") from None
