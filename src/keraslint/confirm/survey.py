"""From paths to verdicts: which setups there are, which of their findings make a prediction, and what becomes of those."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keraslint import discover
from keraslint.analysis import Failed
from keraslint.config.locate import Configs
from keraslint.confirm import decide
from keraslint.confirm.experiment import Claim, Progress, Wish, experiment
from keraslint.confirm.names import name_verdicts
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.engine import Engine
from keraslint.findings import Diagnostic, Finding
from keraslint.ir import Program, Setup
from keraslint.rules import Prediction
from keraslint.screen import read, relevant

if TYPE_CHECKING:
    from keraslint.confirm.client import Worker
    from keraslint.options import Options


@dataclass(frozen=True, slots=True)
class Case:
    """A setup with the findings to be tried; without a setup, findings about the file as a whole."""

    path: str
    program: Program
    setup: Setup | None
    predicted: tuple[Claim, ...]


def cases(options: Options, diagnostics: list[Diagnostic], on_relevant: Callable[[], None] = lambda: None) -> Iterator[Case]:
    """Walk the setups of the files that ``options`` name and that have findings which make a prediction.

    ``on_relevant`` is called before a file is looked at that has to do with Keras.

    Raises:
        Failure: the configuration is wrong.
    """
    configs = Configs(options)
    engine = Engine(options, configs)
    for path, error in discover.find(options.paths or [os.curdir], force_exclude=bool(options.force_exclude), configs=configs):
        data = error or read(path)
        if isinstance(data, bytes) and not relevant(data):
            continue
        on_relevant()
        name = options.stdin_filename or path if path == discover.STDIN else path
        try:
            for program, findings in engine.study(name, data):
                yield from _of(name, program, findings, predictions(engine, name))
        except Failed as failed:
            diagnostics.append(failed.diagnostic)


def predictions(engine: Engine, path: str) -> dict[str, Prediction]:
    """Return what the rules that run on a file predict, by their codes."""
    rules = engine.plan_for(path).rules_for(path)
    return {rule.code: rule.meta.prediction for rule in rules if rule.meta.prediction is not None}


def _of(path: str, program: Program, findings: Sequence[Finding], known: Mapping[str, Prediction]) -> Iterator[Case]:
    claims = [Claim(finding, known[finding.code]) for finding in findings if finding.code in known]
    for number, setup in enumerate(program.setups):
        chosen = tuple(claim for claim in claims if claim.finding.setup == number)
        if chosen:
            yield Case(path, program, setup, chosen)
    general = tuple(claim for claim in claims if claim.finding.setup is None)
    if general:
        yield Case(path, program, None, general)


def untried(case: Case, reason: str) -> SetupVerdict:
    """Return what there is to say of a case that was not come to."""
    findings = [claim.finding for claim in case.predicted]
    place = case.setup.compile.place if case.setup is not None else None
    span = place.span if place is not None else findings[0].at.span
    return SetupVerdict(
        case.path, span.line, span.column, tuple(Verdict.on(one, decide.NOT_RUN, reason) for one in findings), cell=span.cell
    )


def verdict_of(case: Case, worker: Worker, wish: Wish, progress: Progress) -> SetupVerdict:
    """Try the findings of one setup."""
    if case.setup is None:
        return name_verdicts(case.path, case.program, [claim.finding for claim in case.predicted], worker)
    return replace(experiment(case.setup, case.predicted, worker, wish, progress), filename=case.path)
