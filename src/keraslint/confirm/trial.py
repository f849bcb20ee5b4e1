"""The trial of the findings of one setup: checks, runs, looks, and verdicts.

A finding is judged by all repairs against all repairs but its own: in many programs no repair does anything alone. Where the
repairs can stand in for each other, so that none is missed beside the others, each is judged alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Final

from keraslint.confirm import contrasts, decide, records
from keraslint.confirm.blueprint import Blueprint, Part, to_json
from keraslint.confirm.contrasts import Repairs
from keraslint.confirm.records import Contrast, Run, SetupVerdict, Verdict
from keraslint.confirm.runs import RETEST, Runs, budget_of, name_of
from keraslint.confirm.shrink import Shrunk, shrunk
from keraslint.confirm.signals import words
from keraslint.confirm.variants import Variants

if TYPE_CHECKING:
    from keraslint.confirm.client import Worker
    from keraslint.confirm.experiment import Progress, Wish

ALTERNATIVES: Final = (0.1, 0.01)
"""By what a learning rate that a repair proposes is multiplied where all repairs together do not learn."""

SHAPES_MATTER: Final = 1e9
"""A model is shrunk for its one batch only where that takes this many multiplications: the shapes are what may be wrong."""

WRITTEN: Final[Repairs] = frozenset()


class Trial:
    """The variants of one setup, trained side by side."""

    def __init__(
        self, variants: Variants, worker: Worker, wish: Wish, progress: Progress, raising: frozenset[int] = frozenset()
    ) -> None:
        """Take the variants and shrink them, all in the same way; ``raising`` are the findings that speak of an exception.

        Raises:
            Missing: they are too large to be trained.
        """
        self._variants = variants
        self._worker = worker
        self._wish = wish
        self._progress = progress
        self._count = len(variants.findings)
        self._everything = variants.everything
        self._raising = raising
        self._shrinking = Shrunk.same() if wish.full else shrunk(variants.blueprints[WRITTEN])
        self._blueprints = {repairs: self._shrinking.apply(one) for repairs, one in variants.blueprints.items()}
        self._raised: dict[Repairs, str] = {}
        self._notes: list[str] = []
        self._segments = 1
        self._reference = self._everything
        self._runs = self._new_runs(self._blueprints)

    @property
    def _first(self) -> int:
        return self._wish.looks[0][0]

    def _new_runs(self, blueprints: dict[Repairs, Blueprint]) -> Runs:
        runs = Runs(self._worker, blueprints, budget_of(blueprints[WRITTEN]), self._wish.first_seed)
        runs.raised.update(self._raised)
        runs.on_progress = lambda done, total: self._progress("training", done, total)
        return runs

    def result(self, empty: SetupVerdict) -> SetupVerdict:
        """Check, train, look, and give the verdicts.

        Raises:
            WorkerFailed: the worker could not do its part.
        """
        self._raised = self._checked()
        if self._everything in self._raised:
            reason = f"the repaired setup does not get through a batch either: {self._raised[self._everything]}"
            bare = [self._verdict_of(number, decide.INCONCLUSIVE, reason) for number in range(self._count)]
            return replace(empty, verdicts=tuple(bare))
        if self._raising == self._everything:
            return replace(empty, verdicts=tuple(self._without_training(number) for number in range(self._count)))
        self._runs = self._new_runs(self._blueprints)
        self._runs.several(list(self._blueprints), self._first)
        self._segments = self._positive_control()
        self._reference = self._best()
        verdicts = [self._verdict(number) for number in range(self._count)]
        if not any(verdict.verdict in decide.PROVEN for verdict in verdicts):
            verdicts = [self._alone(number, verdict) for number, verdict in enumerate(verdicts)]
        return self._summed_up(replace(empty, verdicts=tuple(verdicts)))

    def _checked(self) -> dict[Repairs, str]:
        """Return what each variant raises in its first batch."""
        self._progress("one batch of each variant", 0, 1)
        small = shrunk(self._variants.blueprints[WRITTEN], at_least=SHAPES_MATTER)
        named = {name_of(repairs): repairs for repairs in self._blueprints}
        sent = {name: to_json(small.apply(self._variants.blueprints[repairs])) for name, repairs in named.items()}
        results = self._worker.ask("check", variants=sent, thorough=bool(self._raising))
        return {named[name]: result["raised"] for name, result in results.items() if result["raised"]}

    def _positive_control(self) -> int:
        """Return how many segments a run has to have for the repaired setup to learn; where it never does, try other rates."""
        for segments in (1, RETEST):
            if decide.learns(self._runs.of(self._everything, self._first, segments)):
                return segments
        for factor in ALTERNATIVES:
            slower = {repairs: _with_rate(one, factor) for repairs, one in self._blueprints.items() if self._sets_rate(repairs)}
            if self._everything not in slower:
                break
            runs = self._new_runs({**self._blueprints, **slower})
            if decide.learns(runs.of(self._everything, self._first)):
                self._runs = runs
                rate = slower[self._everything].optimizer.arguments["learning_rate"]
                self._notes.append(f"the repaired setup learns with a learning rate of {rate:g}, not with the one proposed")
                break
        return 1

    def _best(self) -> Repairs:
        """Return the largest set of repairs that learns; all of them where none does."""
        tried = self._runs.several(list(self._blueprints), self._first)
        learning = [repairs for repairs, runs in tried.items() if decide.learns(runs)]
        if self._segments > 1 or self._everything in learning or not learning:
            return self._everything
        return max(learning, key=lambda repairs: (len(repairs), median(run.skill for run in tried[repairs])))

    def _sets_rate(self, repairs: Repairs) -> bool:
        """Say whether a set of repairs chooses a learning rate."""
        rate = self._blueprints[repairs].optimizer.arguments["learning_rate"]
        return not isinstance(rate, Part) and rate != self._blueprints[WRITTEN].optimizer.arguments["learning_rate"]

    def _verdict(self, number: int) -> Verdict:
        """Judge a finding by all repairs against all but its own."""
        if number not in self._reference:
            return self._verdict_of(number, decide.INCONCLUSIVE, "with this repair the others no longer make it learn")
        left = self._reference - {number}
        if left not in self._blueprints:
            return self._verdict_of(number, decide.INCONCLUSIVE, "all repairs together do not learn")
        if left in self._raised or number in self._raising:
            return self._without_training(number)
        contrast = self._compared(left, self._reference)
        return self._made(number, contrast, contrast.reason)

    def _without_training(self, number: int) -> Verdict:
        """Judge a finding that speaks of an exception, or whose variant raises one."""
        left = self._variants.but(number)
        if left in self._raised:
            reason = f"without this repair it does not get through a batch: {self._raised[left]}"
            return self._verdict_of(number, decide.CONFIRMED, reason)
        if WRITTEN in self._raised and frozenset({number}) not in self._raised:
            return self._verdict_of(
                number, decide.CONFIRMED, f"as written it does not get through a batch: {self._raised[WRITTEN]}"
            )
        finding = self._variants.findings[number]
        if finding.fix is not None and any(change.path[0] == "uses" for change in finding.fix.changes):
            return self._verdict_of(number, decide.NOT_RUN, "how the program holds its data is not rebuilt here")
        return self._verdict_of(number, decide.REFUTED, "it gets through a batch as it is")

    def _alone(self, number: int, verdict: Verdict) -> Verdict:
        """Judge by itself a finding whose repair does nothing beside the others."""
        single: Repairs = frozenset({number})
        if self._count == 1 or verdict.verdict != decide.REFUTED or single not in self._blueprints:
            return verdict
        contrast = self._compared(WRITTEN, single)
        return self._made(number, contrast, "any one of the repairs is enough") if contrast.ruling in decide.PROVEN else verdict

    def _compared(self, left: Repairs, right: Repairs) -> Contrast:
        """Compare two variants, with more seeds as long as they disagree."""
        contrast = Contrast(decide.INCONCLUSIVE, 0, 0.0, 0.0)
        for seeds, alpha in self._wish.looks:
            runs = self._runs.several([left, right], seeds, self._segments)
            contrast = decide.compare(runs[left], runs[right], alpha)
            if contrast.ruling in decide.PROVEN:
                return self._retested(left, runs[right], contrast, alpha)
            if not decide.learns(runs[right]) or (contrast.ruling != decide.INCONCLUSIVE and not decide.open_question(contrast)):
                break
        return contrast

    def _retested(self, left: Repairs, repaired: Sequence[Run], contrast: Contrast, alpha: float) -> Contrast:
        """Give the side that fails four times the updates: what then learns was only slow."""
        if self._segments >= RETEST or self._blueprints[WRITTEN].updates is not None:
            return contrast
        again = decide.compare(self._runs.of(left, contrast.seeds, RETEST), repaired, alpha)
        if again.ruling in decide.PROVEN:
            return contrast
        late = again.slowdown is not None and again.slowdown >= decide.SLOW
        return replace(
            again,
            ruling=decide.SLOWER if late else again.ruling,
            reason=f"only for so long: with {RETEST} times the updates it learns",
        )

    def _made(self, number: int, contrast: Contrast, reason: str) -> Verdict:
        worth = self._worth()
        shares = contrasts.shapley(worth, self._count)
        single: Repairs = frozenset({number})
        signals = words(self._runs.of(self._reference - {number}, self._first), self._blueprints[WRITTEN].task)
        return replace(
            self._verdict_of(number, contrast.ruling, reason),
            effect=round(contrast.repaired - max(contrast.written, 0.0), 3),
            shapley=None if shares is None else round(shares[number], 3),
            sufficient=self._good(single) if single in self._blueprints else None,
            contrast=contrast,
            data=self._variants.data,
            shrunk=self._shrinking.words,
            signals=signals if contrast.ruling not in {decide.REFUTED, decide.INCONCLUSIVE} else (),
        )

    def _verdict_of(self, number: int, ruling: str, reason: str) -> Verdict:
        return Verdict.on(self._variants.findings[number], ruling, reason)

    def _worth(self) -> dict[Repairs, float]:
        runs = self._runs.several(list(self._blueprints), self._first)
        return {repairs: max(0.0, median(run.skill for run in many)) for repairs, many in runs.items()}

    def _good(self, repairs: Repairs) -> bool:
        """Say whether a variant learns what the repaired setup does, in at least two thirds of its seeds."""
        reference = median(run.skill for run in self._runs.of(self._reference, self._first))
        enough = sum(run.skill >= reference / 2 for run in self._runs.of(repairs, self._first))
        return reference >= decide.LEARNS and 3 * enough >= 2 * self._first

    def _summed_up(self, result: SetupVerdict) -> SetupVerdict:
        runs = self._runs.several(list(self._blueprints), self._first)
        codes = [finding.code for finding in self._variants.findings]
        labels = {repairs: " + ".join(codes[at] for at in sorted(repairs)) or records.WRITTEN for repairs in runs}
        good = [repairs for repairs in self._blueprints if self._good(repairs)]
        return replace(
            result,
            minimal=tuple(tuple(codes[at] for at in sorted(repairs)) for repairs in contrasts.minimal(good)),
            overall=decide.compare(runs[WRITTEN], runs[self._reference], self._wish.looks[0][1]),
            curves={labels[repairs]: tuple(many) for repairs, many in runs.items()},
            skills={labels[repairs]: round(worth, 3) for repairs, worth in self._worth().items()},
            notes=tuple(self._notes),
        )


def _with_rate(blueprint: Blueprint, factor: float) -> Blueprint:
    rate = blueprint.optimizer.arguments["learning_rate"]
    return replace(blueprint, optimizer=blueprint.optimizer.with_argument("learning_rate", float(f"{rate * factor:.4g}")))
