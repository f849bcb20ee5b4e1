"""Findings about names and arguments of the library: whether the Keras that is installed has them is looked up, not trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from keraslint.change import (
    Change,
    RemoveArgument,
    RenameArgument,
    ReplaceCall,
    ReplaceImport,
    ReplaceModule,
    ReplaceName,
)
from keraslint.confirm import decide
from keraslint.confirm.client import Worker, WorkerFailed
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.findings import Finding
from keraslint.ir import Component, Path, Program
from keraslint.libs import signatures


@dataclass(frozen=True, slots=True)
class Question:
    """A name to look up, and an argument to ask its signature for, where that is the question."""

    name: str
    argument: str | None = None

    def __str__(self) -> str:
        """Return it as a report has it."""
        return self.name if self.argument is None else f"{self.name}({self.argument}=)"


def name_verdicts(path: str, program: Program, findings: Sequence[Finding], worker: Worker) -> SetupVerdict:
    """Return verdicts on findings about a file as a whole."""
    verdicts = []
    for finding in findings:
        started = monotonic()
        made = _verdict(program, finding, worker)
        verdicts.append(replace(made, seconds=round(monotonic() - started, 2), backend=worker.backend))
    return SetupVerdict(path, verdicts[0].line, 1, tuple(verdicts), cell=verdicts[0].cell)


def _verdict(program: Program, finding: Finding, worker: Worker) -> Verdict:
    made = Verdict.on(finding, decide.NOT_RUN)
    if finding.fix is None:
        return replace(made, reason="the rule knows no repair to compare with")
    asked = [question for change in finding.fix.changes for question in _written(program, change)]
    if not asked:
        return replace(made, reason="it is about the file, not about one training or one name")
    if any(not question.name.startswith("keras.") for question in asked):
        return replace(made, reason="only names of Keras itself are looked up")
    try:
        found = worker.ask("has", questions=[[question.name, question.argument] for question in asked])
    except WorkerFailed as error:
        return replace(made, reason=str(error))
    missing = [str(question) for question, there in zip(asked, found, strict=True) if not there]
    if missing:
        return replace(made, verdict=decide.CONFIRMED, reason=f"Keras {worker.keras} has no {', '.join(missing)}")
    if any(question.argument is not None for question in asked):
        return replace(made, reason="the argument is there, and what its value does is not tried")
    written = {program.references[int(change.path[1])].written for change in finding.fix.changes if _names(change)}
    if written - {question.name for question in asked}:
        return replace(made, reason="the name is there in Keras itself, and what another spelling of it does is not tried")
    return replace(made, verdict=decide.REFUTED, reason=f"Keras {worker.keras} has {', '.join(map(str, asked))}")


def _names(change: Change) -> bool:
    return isinstance(change, ReplaceName | ReplaceImport | ReplaceModule) and change.path[0] == "references"


def _written(program: Program, change: Change) -> Iterator[Question]:
    """Walk what a change would take out of the program."""
    match change:
        case ReplaceName(path=("references", int() as index)) | ReplaceImport(path=("references", int() as index)):
            yield Question(public(program.references[index].written))
        case ReplaceModule(path=("references", int() as index)):
            yield Question(public(program.references[index].written))
        case ReplaceCall(path=path):
            component = component_at(program, path)
            if component is not None:
                yield Question(component.kind)
        case RenameArgument(path=path) | RemoveArgument(path=path):
            component = component_at(program, path[:2])
            if component is not None and len(path) == 4:
                yield Question(component.kind, str(path[3]))


def component_at(program: Program, path: Path) -> Component | None:
    """Return the call or the object of a program at a path."""
    match path:
        case ("components", int() as index) if index < len(program.components):
            return program.components[index]
        case ("calls", int() as index) if index < len(program.calls):
            return program.calls[index]
    return None


def public(written: str) -> str:
    """Return a name as Keras itself spells it: ``tensorflow.keras`` is Keras."""
    root = signatures.load().spelling(written).root
    for prefix in (root, "tensorflow.keras", "tf_keras"):
        if prefix and written.startswith(f"{prefix}."):
            return f"keras.{written.removeprefix(f'{prefix}.')}"
    return written
