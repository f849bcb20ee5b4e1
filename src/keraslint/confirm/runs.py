"""Runs of the variants of one setup: asks the worker for those that are not there yet, and keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from keraslint.confirm.blueprint import Blueprint, to_json
from keraslint.confirm.client import Worker
from keraslint.confirm.contrasts import Repairs
from keraslint.confirm.records import Run, Signals

BROKEN: Final = Run(-1.0, (-1.0,), (), constant=False, finite=False)
"""What a variant that raises has instead of runs."""

RETEST: Final = 4
"""How many times as many updates a confirmation has to stand."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long one run is: samples to train on, and updates."""

    samples: int
    updates: int


def budget_of(blueprint: Blueprint) -> Budget:
    """Return how long a run of a setup is."""
    task = blueprint.task
    forms = {part.form for part in task.parts} or {task.form}
    samples = 256 if "image" in forms else 512
    if task.samples is not None:
        samples = min(samples, max(task.samples, 64))
    samples = max(samples, min(blueprint.batch_size, 1024))
    small = blueprint.batch_size < 16
    updates = 400 if small and forms != {"table"} else 300 if forms <= {"table", "image"} else 200
    return Budget(samples, updates)


@dataclass
class Runs:
    """The runs of one setup by variant and seed."""

    worker: Worker
    blueprints: Mapping[Repairs, Blueprint]
    budget: Budget
    first_seed: int = 0
    raised: dict[Repairs, str] = field(default_factory=dict)
    on_progress: Callable[[int, int], None] | None = None
    _runs: dict[tuple[Repairs, int, int], Run] = field(default_factory=dict)

    def of(self, repairs: Repairs, seeds: int, segments: int = 1) -> list[Run]:
        """Return the runs of a variant."""
        return self.several([repairs], seeds, segments)[repairs]

    def several(self, wanted: Sequence[Repairs], seeds: int, segments: int = 1) -> dict[Repairs, list[Run]]:
        """Return the runs of several variants for the first ``seeds`` seeds.

        Raises:
            WorkerFailed: the worker cannot train them.
        """
        if segments > 1:
            self.several(wanted, seeds, 1)
        lanes = [
            (repairs, seed)
            for repairs in dict.fromkeys(wanted)
            for seed in range(seeds)
            if repairs not in self.raised and (repairs, seed, segments) not in self._runs
        ]
        if lanes:
            self._train(lanes, segments)
        return {repairs: [self._run(repairs, seed, segments) for seed in range(seeds)] for repairs in wanted}

    def _updates(self, repairs: Repairs) -> int:
        """Return how many updates a run of a variant has; what a program makes itself counts where a repair is about that."""
        own = self.blueprints[repairs].updates
        return self.budget.updates if own is None else min(own, RETEST * self.budget.updates)

    def _run(self, repairs: Repairs, seed: int, segments: int) -> Run:
        return BROKEN if repairs in self.raised else self._runs[repairs, seed, segments]

    def _train(self, lanes: list[tuple[Repairs, int]], segments: int) -> None:
        names = {repairs: name_of(repairs) for repairs, _ in lanes}
        done = 0

        def progress(count: int) -> None:
            nonlocal done
            done += count
            if self.on_progress is not None:
                self.on_progress(done, len(lanes))

        results = self.worker.ask(
            "train",
            progress,
            variants={name: to_json(self.blueprints[repairs]) for repairs, name in names.items()},
            lanes=[[names[repairs], self.first_seed + seed] for repairs, seed in lanes],
            samples=self.budget.samples,
            updates={name: self._updates(repairs) for repairs, name in names.items()},
            segment=segments - 1,
        )
        for (repairs, seed), result in zip(lanes, results, strict=True):
            run = _run_of(result)
            earlier = self._runs.get((repairs, seed, 1)) if segments > 1 else None
            complete = len(run.curve) > len(earlier.curve) * (segments - 1) if earlier is not None else True
            self._runs[repairs, seed, segments] = run if earlier is None or complete else earlier.then(run)


def name_of(repairs: Repairs) -> str:
    """Return the name of a variant."""
    return "+".join(map(str, sorted(repairs))) or "written"


def _run_of(result: Mapping[str, Any]) -> Run:
    seen = result["signals"]
    signals = None if seen is None else Signals(**{name: tuple(values) for name, values in seen.items()})
    return Run(result["skill"], tuple(result["curve"]), tuple(result["losses"]), result["constant"], result["finite"], signals)
