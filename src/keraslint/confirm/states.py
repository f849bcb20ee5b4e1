"""Predictions about a state that can be read off without training: so far, that a repair saves weights."""

from __future__ import annotations

from keraslint.confirm import decide
from keraslint.confirm.blueprint import to_json
from keraslint.confirm.client import Worker, WorkerFailed
from keraslint.confirm.parts import Missing
from keraslint.confirm.records import Verdict
from keraslint.confirm.trial import WRITTEN
from keraslint.confirm.variants import variants_of
from keraslint.findings import Finding
from keraslint.ir import Setup
from keraslint.rules import Prediction


def state_verdict(setup: Setup, finding: Finding, prediction: Prediction, worker: Worker) -> Verdict:
    """Return the verdict on a finding that speaks of a state."""
    in_model = finding.fix is not None and all(change.path[0] == "model" for change in finding.fix.changes)
    if not in_model or prediction.direction != "lower":
        return Verdict.on(finding, decide.NOT_RUN, "what it speaks of is not measured here")
    try:
        variants = variants_of(setup, [finding])
        named = {"written": variants.blueprints[WRITTEN], "repaired": variants.blueprints[variants.everything]}
        seen = worker.ask("count", variants={name: to_json(one) for name, one in named.items()})
    except (Missing, WorkerFailed) as error:
        return Verdict.on(finding, decide.NOT_RUN, str(error))
    fewer = seen["written"] - seen["repaired"]
    if fewer >= prediction.least_effect:
        return Verdict.on(finding, decide.CONFIRMED, f"the repair saves {fewer:,} of {seen['written']:,} weights")
    return Verdict.on(finding, decide.REFUTED, "the repair saves no weights")
