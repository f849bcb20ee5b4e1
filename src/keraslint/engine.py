"""What happens with a file that has to do with Keras: decode, parse, interpret, check, suppress, fix.

Whatever goes wrong with one file becomes a diagnostic of that file, and the others are linted all the same.
"""

from __future__ import annotations

import difflib
import sys
import traceback
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from keraslint import __version__, rules, select
from keraslint.check import check
from keraslint.commands import Failure
from keraslint.document import CannotRead, Document, decode, source_lines, write
from keraslint.findings import Applicability, Confidence, Diagnostic, FileReport, Finding, Fix, Report, Severity
from keraslint.fix.apply import apply_edits
from keraslint.fix.lower import lower
from keraslint.interp.run import interpret
from keraslint.layout import Layout, lay_out
from keraslint.source import Span
from keraslint.suppress import Suppressions
from keraslint.syntax import SyntaxFailure, Tree, parse

if TYPE_CHECKING:
    from keraslint.ir import Program
    from keraslint.options import Options
    from keraslint.pipeline import Result

ROUNDS: Final = 10
"""How often a file is fixed and linted again at most; a fix may bring up the next finding."""

DEPTH: Final = 10_000
"""The recursion limit: a sum of a thousand terms is a tree a thousand levels deep, and nothing unusual in generated code."""


@dataclass(slots=True)
class Outcome:
    """What came of linting one file; ``fixed`` counts the findings that were repaired on the way."""

    document: Document | None
    findings: list[Finding] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    layout: Layout | None = None
    fixed: int = 0


class Engine:
    """Lints one file after the other and collects what there is to report."""

    def __init__(self, options: Options) -> None:
        """Choose the rules.

        Raises:
            Failure: a selector means no rule, or the rules cannot be loaded.
        """
        sys.setrecursionlimit(max(DEPTH, sys.getrecursionlimit()))
        try:
            self._rules = select.choose(rules.load(), options.select, options.ignore, options.extend_select)
        except (select.UnknownSelector, rules.PackError) as error:
            raise Failure(str(error)) from None
        self._options = options
        self._severity = Severity[options.min_severity.upper()]
        self._confidence = Confidence[options.min_confidence.upper()]
        self._files: list[FileReport] = []
        self._fixed = 0
        self._sources = {}
        self._diffs: list[str] = []
        self._rewritten: bytes | None = None
