"""One experiment: which findings of a setup can be tried, with which variants, and what kept the others from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TypeAlias

from keraslint.confirm import decide
from keraslint.confirm.blueprint import EXECUTED, Part
from keraslint.confirm.client import Worker, WorkerFailed
from keraslint.confirm.parts import Missing
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.confirm.states import state_verdict
from keraslint.confirm.trial import Trial
from keraslint.confirm.variants import variants_of
from keraslint.findings import Finding
from keraslint.ir import Program, Setup
from keraslint.rules import Prediction, Statistic

Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How experiments are to be made."""

    full: bool = False
    first_seed: int = 0
    data: str | None = None
    execute: bool = False
    looks: tuple[tuple[int, float], ...] = decide.LOOKS


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding, and what its rule predicts."""

    finding: Finding
    prediction: Prediction


def experiment(setup: Setup, predicted: Sequence[Claim], worker: Worker, wish: Wish, progress: Progress) -> SetupVerdict:
    """Try the findings of a setup by what their rules predict; what keeps one from being tried becomes its verdict."""
    started = monotonic()
    repairable = [claim for claim in predicted if claim.finding.fix is not None and claim.finding.fix.changes]
    states = [claim for claim in repairable if claim.prediction.statistic is Statistic.STATE]
    testable = [claim for claim in repairable if claim not in states]
    unrepaired = [claim.finding for claim in predicted if claim not in repairable]
    verdicts = [not_run(finding, "the rule knows no repair to compare with") for finding in unrepaired]
    verdicts += [state_verdict(setup, claim.finding, claim.prediction, worker) for claim in states]
    place = setup.compile.place
    span = place.span if place is not None else predicted[0].finding.at.span
    result = SetupVerdict(span.file, span.line, span.column, (), cell=span.cell)
    if testable:
        result = _tried(setup, testable, result, worker, wish, progress)
    seconds = round(monotonic() - started, 2)
    told = [replace(verdict, seconds=seconds, backend=worker.backend) for verdict in (*verdicts, *result.verdicts)]
    return replace(result, verdicts=tuple(sorted(told, key=lambda verdict: (verdict.line, verdict.code))))


def _tried(
    setup: Setup, claims: Sequence[Claim], empty: SetupVerdict, worker: Worker, wish: Wish, progress: Progress
) -> SetupVerdict:
    findings = [claim.finding for claim in claims]
    try:
        trial = _trial(setup, claims, worker, wish, progress)
    except Missing as error:
        if len(findings) == 1:
            return replace(empty, verdicts=(not_run(findings[0], str(error)),))
        return _apart(setup, claims, empty, worker, wish, progress)
    try:
        return trial.result(empty)
    except WorkerFailed as error:
        return replace(empty, verdicts=tuple(not_run(finding, str(error)) for finding in findings))


def _trial(setup: Setup, claims: Sequence[Claim], worker: Worker, wish: Wish, progress: Progress) -> Trial:
    raising = [number for number, claim in enumerate(claims) if claim.prediction.statistic is Statistic.RUNS]
    findings = [claim.finding for claim in claims]
    try:
        variants = variants_of(setup, findings, wish.data)
    except Missing:
        if not wish.execute or setup.program is None:
            raise
        variants = variants_of(setup, findings, wish.data, _executed(setup, setup.program))
    return Trial(variants, worker, wish, progress, frozenset(raising))


def _executed(setup: Setup, program: Program) -> Part:
    """Return how the worker gets the model of a setup: by running the file up to where that is trained."""
    number = next(at for at, other in enumerate(program.setups) if other.compile.place == setup.compile.place)
    return Part(EXECUTED, {"file": program.file, "number": number})


def _apart(
    setup: Setup, claims: Sequence[Claim], empty: SetupVerdict, worker: Worker, wish: Wish, progress: Progress
) -> SetupVerdict:
    """Try without those findings that cannot be tried even alone."""
    usable, others = [], []
    for claim in claims:
        try:
            _trial(setup, [claim], worker, wish, progress)
            usable.append(claim)
        except Missing as error:
            others.append(not_run(claim.finding, str(error)))
    if not others:
        reason = "the repairs of this setup exclude each other"
        return replace(empty, verdicts=tuple(not_run(claim.finding, reason) for claim in claims))
    inner = _tried(setup, usable, empty, worker, wish, progress) if usable else empty
    return replace(inner, verdicts=(*others, *inner.verdicts))


def not_run(finding: Finding, reason: str) -> Verdict:
    """Return the verdict on a finding that could not be tried."""
    return Verdict.on(finding, decide.NOT_RUN, reason)
