"""Findings about names and arguments of the library: whether the Keras that is installed has them is looked up, not trained."""

from __future__ import annotations

from collections.abc import Sequence

from keraslint.confirm import decide
from keraslint.confirm.client import Worker
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.findings import Finding
from keraslint.ir import Program


def name_verdicts(path: str, program: Program, findings: Sequence[Finding], worker: Worker) -> SetupVerdict:
    """Return verdicts on findings about a file as a whole."""
    del program, worker
    reason = "it is about the file, not about one training"
    verdicts = tuple(Verdict(finding.code, finding.name, decide.NOT_RUN, finding.at.span.line, reason) for finding in findings)
    return SetupVerdict(path, verdicts[0].line, 1, verdicts)
