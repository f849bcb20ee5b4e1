"""Verdicts on cases that are remembered from earlier runs. They are looked up without a worker, and without anything of Keras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from keraslint.codec import encode
from keraslint.confirm import decide
from keraslint.confirm.experiment import Wish
from keraslint.confirm.memory import Memory
from keraslint.confirm.parts import Missing
from keraslint.confirm.records import SetupVerdict
from keraslint.confirm.survey import Case
from keraslint.confirm.translate import blueprint_of


@dataclass(frozen=True, slots=True)
class Archive:
    """A memory of cases; ``identity`` and ``wish`` are what verdicts depend on besides the case."""

    memory: Memory
    identity: Sequence[str]
    wish: Wish

    def recall(self, case: Case) -> SetupVerdict | None:
        """Return what is remembered of a case."""
        name = self._name_of(case)
        known = None if name is None else self.memory.recall(name)
        return None if known is None else replace(known, filename=case.path)

    def keep(self, case: Case, made: SetupVerdict) -> None:
        """Remember the verdicts on a case, unless one could not be made: that may be otherwise the next time."""
        name = self._name_of(case)
        if name is not None and all(verdict.verdict != decide.NOT_RUN for verdict in made.verdicts):
            self.memory.keep(name, made)

    def _name_of(self, case: Case) -> str | None:
        """Return the name under which a case is remembered; ``None`` where nothing is trained for it."""
        if case.setup is None:
            return None
        changes = [(claim.finding.code, encode(claim.finding.fix and claim.finding.fix.changes)) for claim in case.predicted]
        try:
            setup = blueprint_of(case.setup).key
        except Missing as error:
            setup = str(error)
        places = [str(claim.finding.at.span) for claim in case.predicted]
        return self.memory.key([case.path, setup, changes, places, self.identity, self.wish])
