"""Code lenses: an offer to prove, by a short training, what a diagnostic says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lsprotocol import types

from keraslint.rules import Rule
from keraslint.server.reading import Reading

COMMAND: Final = "keraslint.confirm"


def code_lenses(reading: Reading, uri: str) -> Iterator[types.CodeLens]:
    """Walk the offers for one text: one above each training setup of which a rule predicts how the training goes."""
    cell = reading.document.cell_of(uri)
    study = reading.study
    if study is None:
        return
    for number, setup in enumerate(study.program.setups):
        found = (finding for finding in reading.findings if finding.setup == number)
        provable = [finding for finding in found if _predicts(reading.rules.get(finding.code))]
        place = setup.compile.place
        if not provable or place is None or place.span.cell != cell:
            continue
        warnings = f"{len(provable)} warning{'' if len(provable) == 1 else 's'}"
        yield types.CodeLens(
            range=reading.document.location(place.span).range,
            command=types.Command(f"Confirm {warnings} by training", COMMAND, arguments=[reading.document.uri]),
        )


def _predicts(rule: Rule | None) -> bool:
    return rule is not None and rule.meta.prediction is not None
