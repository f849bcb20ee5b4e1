"""From the bytes of a file to what was recovered of it; whatever stands in the way becomes a diagnostic of that file."""

from __future__ import annotations

import sys
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from keraslint import files
from keraslint.findings import Diagnostic
from keraslint.interp.modules import Modules
from keraslint.interp.run import interpret
from keraslint.limits import KIND
from keraslint.project import Project
from keraslint.screen import TooLarge
from keraslint.source import Span
from keraslint.syntax import SyntaxFailure
from keraslint.timings import PHASE, timed

if TYPE_CHECKING:
    from keraslint.files import SourceFile
    from keraslint.ir import Program
    from keraslint.syntax import Tree

DEPTH: Final = 50_000
"""The recursion limit: a sum of a thousand terms is a tree a thousand levels deep, each of which takes several calls."""


class Failed(Exception):
    """A file cannot be analysed."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Hold what there is to say about it."""
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def open_file(path: str, data: bytes | OSError) -> SourceFile:
    """Return the file with that content.

    Raises:
        Failed: there is an error instead of content, or it is not text, or the reader has a fault.
    """
    if isinstance(data, OSError):
        kind = KIND if isinstance(data, TooLarge) else "io-error"
        raise Failed(problem(path, kind, data.strerror or str(data)))
    try:
        return files.open_file(path, data)
    except files.CannotRead as error:
        raise Failed(problem(path, "io-error", error.message, error.line, error.column)) from None
    except Exception as error:
        raise Failed(crash(path, "reading", error)) from error


class Analysis:
    """Analyses files one after the other, and the modules that they import with them; those are run once for all of them."""

    def __init__(self, project: Project | None = None) -> None:
        """Start with no module run, in the project that the files are found in unless another one is given."""
        self.project = project or Project()
        self._modules = Modules(self.project)

    def of(self, file: SourceFile) -> tuple[Tree, Program]:
        """Parse and interpret a file.

        Raises:
            Failed: it does not parse, or the parser or the interpreter has a fault.
        """
        sys.setrecursionlimit(max(DEPTH, sys.getrecursionlimit()))
        try:
            tree = self.project.open(file)
            package = self.project.package_of(file.path)
            return tree, timed(PHASE, "interpret", lambda: interpret(tree, modules=self._modules, package=package))
        except SyntaxFailure as failure:
            raise Failed(_invalid(file, failure)) from None
        except Exception as error:
            raise Failed(crash(file.path, "the analysis", error)) from error


def problem(path: str, kind: str, message: str, line: int = 1, column: int = 1) -> Diagnostic:
    """Return a diagnostic about a file."""
    return Diagnostic(kind, message, Span(path, None, line, column, line, column))


def crash(path: str, what: str, error: Exception) -> Diagnostic:
    """Say what crashed, with the error and its innermost place: what a bug report needs.

    Raises:
        MemoryError: there was no fault, but too little memory; who bounds what a file may cost has more to say of that.
    """
    if isinstance(error, MemoryError):
        raise error
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return problem(path, "internal-error", f"{what} crashed on this file, which is a bug: {detail}{where}")


def _invalid(file: SourceFile, failure: SyntaxFailure) -> Diagnostic:
    found = problem(file.path, "invalid-syntax", failure.message, failure.line, failure.column)
    return found if file.locate is None else replace(found, span=file.locate(found.span))
