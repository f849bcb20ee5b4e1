"""One experiment: the setup of some findings, its variants trained side by side, and a verdict on each finding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from keraslint.confirm import contrasts, decide
from keraslint.confirm.blueprint import Blueprint, Part, to_json
from keraslint.confirm.client import Worker, WorkerFailed
from keraslint.confirm.contrasts import Repairs
from keraslint.confirm.parts import Missing
from keraslint.confirm.records import Contrast, SetupVerdict, Verdict
from keraslint.confirm.runs import RETEST, Runs, budget_of, name_of
from keraslint.confirm.shrink import Shrunk, shrunk
from keraslint.confirm.variants import Variants, variants_of
from keraslint.findings import Finding
from keraslint.ir import Setup

ALTERNATIVES: Final = (0.1, 0.01)
"""By what the learning rate is multiplied where all repairs together do not learn."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How experiments are to be made."""

    full: bool = False
    first_seed: int = 0
    looks: tuple[tuple[int, float], ...] = decide.LOOKS


class Experiment:
    """The findings of one setup, on trial."""

    def __init__(self, setup: Setup, findings: Sequence[Finding], worker: Worker, wish: Wish, progress: Progress) -> None:
        """Take the setup and those of its findings that make a prediction."""
        self._setup = setup
        self._findings = list(findings)
        self._worker = worker
        self._wish = wish
        self._progress = progress
        self._started = monotonic()
        self._notes: list[str] = []

    def verdicts(self) -> SetupVerdict:
        """Run the experiment; whatever keeps it from running becomes the verdict of the findings concerned."""
        testable = [finding for finding in self._findings if finding.fix is not None and finding.fix.changes]
        others = [finding for finding in self._findings if finding not in testable]
        given = [self._not_run(finding, "the rule knows no repair to compare with") for finding in others]
        if not testable:
            return self._result(given)
        try:
            variants = variants_of(self._setup, testable)
            return self._tried(variants, given)
        except Missing as error:
            if len(testable) > 1:
                return self._apart(testable, given)
            return self._result([*given, *(self._not_run(finding, str(error)) for finding in testable)])
        except WorkerFailed as error:
            return self._result([*given, *(self._not_run(finding, str(error)) for finding in testable)])

    def _apart(self, findings: Sequence[Finding], given: list[Verdict]) -> SetupVerdict:
        """Try without the findings that stand in the way of the others."""
        usable = []
        for finding in findings:
            try:
                variants_of(self._setup, [finding])
                usable.append(finding)
            except Missing as error:
                given.append(self._not_run(finding, str(error)))
        if len(usable) == len(findings):
            reason = "the repairs of this setup exclude each other"
            return self._result([*given, *(self._not_run(finding, reason) for finding in findings)])
        inner = Experiment(self._setup, usable, self._worker, self._wish, self._progress).verdicts()
        return replace(inner, verdicts=_ordered([*given, *inner.verdicts]))

    def _tried(self, variants: Variants, given: list[Verdict]) -> SetupVerdict:
        smaller = Shrunk.same() if self._wish.full else shrunk(variants.blueprints[frozenset()])
        blueprints = {repairs: smaller.apply(blueprint) for repairs, blueprint in variants.blueprints.items()}
        raised = self._checked(variants)
        trial = _Trial(self, variants, blueprints, raised, smaller.words)
        return trial.result(given)

    def _checked(self, variants: Variants) -> dict[Repairs, str]:
        """Return what each variant raises in its first batch."""
        named = {name_of(repairs): repairs for repairs in variants.blueprints}
        sent = {name: to_json(small_check(variants.blueprints[repairs])) for name, repairs in named.items()}
        self._progress("one batch of each variant", 0, 1)
        results = self._worker.ask("check", variants=sent)
        return {named[name]: result["raised"] for name, result in results.items() if result["raised"]}

    def _not_run(self, finding: Finding, reason: str) -> Verdict:
        return Verdict(finding.code, finding.name, decide.NOT_RUN, finding.at.span.line, reason)

    def _result(self, verdicts: list[Verdict], **more: object) -> SetupVerdict:
        place = self._setup.compile.place
        span = place.span if place is not None else None
        seconds = round(monotonic() - self._started, 2)
        timed = tuple(replace(verdict, seconds=seconds, backend=self._worker.backend) for verdict in verdicts)
        base = SetupVerdict(span.file if span else "", span.line if span else 1, span.column if span else 1, _ordered(timed))
        return replace(base, notes=tuple(self._notes), **more)  # type: ignore[arg-type]


def small_check(blueprint: Blueprint) -> Blueprint:
    """Return the setup with which one batch is tried: the real shapes, for those are what may be wrong."""
    smaller = shrunk(blueprint, at_least=SHAPES_MATTER)
    return smaller.apply(blueprint)


SHAPES_MATTER: Final = 1e9
"""A model is shrunk for its one batch only where that would take this many operations."""


def _ordered(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    return tuple(sorted(verdicts, key=lambda verdict: (verdict.line, verdict.code)))


class _Trial:
    """The runs of an experiment and what they say."""

    def __init__(
        self, experiment: Experiment, variants: Variants, blueprints: dict[Repairs, Blueprint], raised: dict[Repairs, str],
        shrinking: str,
    ) -> None:  # fmt: skip
        self._experiment = experiment
        self._variants = variants
        self._blueprints = blueprints
        self._raised = raised
        self._shrinking = shrinking
        self._count = len(variants.findings)
        self._looks = experiment._wish.looks  # noqa: SLF001 - two halves of one thing
        self._runs = self._new_runs(blueprints)

    def _new_runs(self, blueprints: dict[Repairs, Blueprint]) -> Runs:
        outer = self._experiment
        runs = Runs(outer._worker, blueprints, budget_of(blueprints[frozenset()]), outer._wish.first_seed)  # noqa: SLF001
        runs.raised.update(self._raised)
        runs.on_progress = lambda done, total: outer._progress("training", done, total)  # noqa: SLF001
        return runs

    def result(self, given: list[Verdict]) -> SetupVerdict:
        """Train, look, and give the verdicts."""
        everything = self._variants.everything
        if everything in self._raised:
            reason = f"the repaired setup does not get through a batch: {self._raised[everything]}"
            return self._experiment._result([*given, *(self._only(number, reason) for number in range(self._count))])  # noqa: SLF001
        first = self._looks[0][0]
        self._runs.several(list(self._blueprints), first)
        stretch = self._positive_control(first)
        verdicts = [self._verdict(number, stretch) for number in range(self._count)]
        if not any(verdict.verdict in decide.PROVEN for verdict in verdicts):
            verdicts = [self._alone(number, verdict, stretch) for number, verdict in enumerate(verdicts)]
        return self._experiment._result([*given, *verdicts], **self._summary(stretch, first))  # noqa: SLF001

    def _only(self, number: int, reason: str) -> Verdict:
        finding = self._variants.findings[number]
        if self._variants.but(number) in self._raised and self._count == 1:
            return replace(self._experiment._not_run(finding, reason), verdict=decide.INCONCLUSIVE)  # noqa: SLF001
        return self._experiment._not_run(finding, reason)  # noqa: SLF001

    def _positive_control(self, seeds: int) -> int:
        """Return how many segments a run has to have for the repaired setup to learn; try other learning rates where it never does."""
        everything = self._variants.everything
        for segments in (1, RETEST):
            if decide.learns(self._runs.of(everything, seeds, segments)):
                return segments
        for factor in ALTERNATIVES:
            slower = {repairs: _with_rate(one, factor) for repairs, one in self._blueprints.items() if self._sets_rate(repairs)}
            if everything not in slower:
                break
            runs = self._new_runs({**self._blueprints, **slower})
            if decide.learns(runs.of(everything, seeds)):
                self._runs = runs
                rate = slower[everything].optimizer.arguments["learning_rate"]
                self._experiment._notes.append(f"the repaired setup learns with a learning rate of {rate:g}, not with the one proposed")  # noqa: SLF001
                return 1
        return 1

    def _sets_rate(self, repairs: Repairs) -> bool:
        """Say whether a set of repairs chooses a learning rate."""
        rate = self._blueprints[repairs].optimizer.arguments["learning_rate"]
        return not isinstance(rate, Part) and rate != self._blueprints[frozenset()].optimizer.arguments["learning_rate"]

    def _verdict(self, number: int, segments: int) -> Verdict:
        """Judge a finding: all repaired against all repaired but this one."""
        finding = self._variants.findings[number]
        left, right = self._variants.but(number), self._variants.everything
        if left in self._raised:
            contrast = Contrast(decide.CONFIRMED, 1, -1.0, 1.0, 1, 0, 0.0)
            return self._made(finding, contrast, number, f"without this repair it does not get through a batch: {self._raised[left]}")
        contrast = self._compared(left, right, segments)
        return self._made(finding, contrast, number, contrast.reason)

    def _alone(self, number: int, verdict: Verdict, segments: int) -> Verdict:
        """Judge a finding whose repair does nothing beside the others: it may do alone what they do together."""
        if self._count == 1 or verdict.verdict != decide.REFUTED:
            return verdict
        contrast = self._compared(frozenset(), frozenset({number}), segments)
        if contrast.ruling not in decide.PROVEN:
            return verdict
        return self._made(self._variants.findings[number], contrast, number, "any one of the repairs is enough")

    def _compared(self, left: Repairs, right: Repairs, segments: int) -> Contrast:
        """Compare two variants, with more seeds as long as they disagree; what is confirmed has to stand four times the updates."""
        contrast = Contrast(decide.INCONCLUSIVE, 0, 0.0, 0.0)
        for seeds, alpha in self._looks:
            runs = self._runs.several([left, right], seeds, segments)
            contrast = decide.compare(runs[left], runs[right], alpha)
            if contrast.ruling != decide.INCONCLUSIVE or not decide.learns(runs[right]):
                break
        if contrast.ruling in decide.PROVEN and segments < RETEST:
            seeds = contrast.seeds
            alpha = next(alpha for count, alpha in self._looks if count == seeds)
            longer = self._runs.of(left, seeds, RETEST)
            again = decide.compare(longer, self._runs.of(right, seeds, segments), alpha)
            if again.ruling not in decide.PROVEN:
                reason = f"four times the updates leave {again.ruling}"
                ruling = decide.SLOWER if again.ruling in {decide.REFUTED, decide.INCONCLUSIVE} else again.ruling
                return replace(again, ruling=ruling if _later(again) else again.ruling, reason=reason)
        return contrast

    def _made(self, finding: Finding, contrast: Contrast, number: int, reason: str) -> Verdict:
        worth = self._worth(self._looks[0][0])
        shares = contrasts.shapley(worth, self._count)
        single = frozenset({number})
        return Verdict(
            finding.code,
            finding.name,
            contrast.ruling,
            finding.at.span.line,
            reason,
            effect=round(contrast.repaired - contrast.written, 3),
            shapley=None if shares is None else round(shares[number], 3),
            sufficient=self._good(single, self._looks[0][0]) if single in self._blueprints else None,
            contrast=contrast,
            data="synthetic probe",
            shrunk=self._shrinking,
        )

    def _worth(self, seeds: int) -> dict[Repairs, float]:
        runs = self._runs.several(list(self._blueprints), seeds)
        return {repairs: max(0.0, decide.median(run.skill for run in many)) for repairs, many in runs.items()}

    def _good(self, repairs: Repairs, seeds: int) -> bool:
        """Say whether a variant learns what the repaired setup does, in at least two thirds of its seeds."""
        reference = decide.median(run.skill for run in self._runs.of(self._variants.everything, seeds))
        enough = sum(run.skill >= reference / 2 for run in self._runs.of(repairs, seeds))
        return reference >= decide.LEARNS and 3 * enough >= 2 * seeds

    def _summary(self, segments: int, seeds: int) -> dict[str, object]:
        del segments
        runs = self._runs.several(list(self._blueprints), seeds)
        good = [repairs for repairs in self._blueprints if self._good(repairs, seeds)]
        codes = [finding.code for finding in self._variants.findings]
        sets = [tuple(codes[at] for at in sorted(repairs)) for repairs in contrasts.minimal(good)]
        overall = decide.compare(runs[frozenset()], runs[self._variants.everything], self._looks[0][1])
        labels = {repairs: " + ".join(codes[at] for at in sorted(repairs)) or "as written" for repairs in runs}
        return {
            "minimal": tuple(sets),
            "overall": overall,
            "curves": {labels[repairs]: tuple(many) for repairs, many in runs.items()},
            "skills": {labels[repairs]: round(worth, 3) for repairs, worth in self._worth(seeds).items()},
        }


def _later(contrast: Contrast) -> bool:
    return contrast.slowdown is not None and contrast.slowdown >= decide.SLOW


def _with_rate(blueprint: Blueprint, factor: float) -> Blueprint:
    rate = blueprint.optimizer.arguments["learning_rate"]
    return replace(blueprint, optimizer=blueprint.optimizer.with_argument("learning_rate", float(f"{rate * factor:.4g}")))
