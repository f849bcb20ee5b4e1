"""What the worker does for its parent: check that a setup runs, train variants, look at a model's state. Graphs are shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import keras
import numpy as np

from keraslint.confirm import semantics
from keraslint.confirm.blueprint import Blueprint, Part, Task
from keraslint.confirm.semantics import Ending
from keraslint.confirm.worker import arrays, packing, probe, scoring
from keraslint.confirm.worker.build import Built, CannotBuild, build
from keraslint.confirm.worker.lanes import WATCHED, Lane, Segment, Trainer, batches, sample_weights
from keraslint.confirm.worker.loop_trainer import BatchTrainer, TensorFlowTrainer

Progress = Callable[[int], None]

NEUTRAL: Final = Task("table", ())
PLACEHOLDER: Final = 0.001
ADAPTED_TO: Final = 512
"""How many samples a ``Normalization`` sees."""


@dataclass(frozen=True)
class Length:
    """How long runs are: the samples to train on, the updates of a segment by variant, and the number of the last segment."""

    samples: int
    updates: Mapping[str, int]
    segment: int


@dataclass(frozen=True)
class Meant:
    """What is trained for a setup: its graph, the ending, and whether TensorFlow's own meaning of the loss is wanted.

    ``targets`` is what decides their shape and type: a loss that fits some may not even be traced for others.
    """

    core: Blueprint
    ending: Ending
    targets: tuple[object, ...]
    alike: bool

    @property
    def shared(self) -> tuple[object, ...]:
        """What setups that one program trains have in common."""
        return self.core.key, *self.targets


@dataclass(frozen=True)
class Made:
    """What was built for a graph and trains it; ``endings`` are the numbers of its losses."""

    built: Built
    trainer: Trainer
    endings: Mapping[str, int]


class Session:
    """Keeps what was built and how far each lane was trained."""

    def __init__(self, threads: int) -> None:
        """Start with nothing."""
        self._threads = threads
        self._made: dict[tuple[object, ...], list[Made]] = {}
        self._states: dict[tuple[str, int], tuple[int, Any]] = {}
        self._data: dict[tuple[Task, int, int], probe.Data] = {}
        self.backend: str = keras.backend.backend()

    def train(
        self, variants: Mapping[str, Blueprint], lanes: Sequence[tuple[str, int]], length: Length, progress: Progress
    ) -> list[dict[str, Any]]:
        """Train each lane up to the end of a segment; the curves that are returned are those of what was trained now."""
        results: dict[tuple[str, int], dict[str, Any]] = {}
        meant = {name: self._opened(variants[name]) for name in dict.fromkeys(name for name, _ in lanes)}
        groups: dict[tuple[object, ...], list[tuple[str, int]]] = {}
        for name, seed in lanes:
            groups.setdefault(_program_of(meant[name], variants[name], length.updates[name]), []).append((name, seed))
        for members in groups.values():
            results.update(self._train_graph(variants, meant, members, length))
            progress(len(members))
        return [results[lane] for lane in lanes]

    def _opened(self, blueprint: Blueprint) -> Meant:
        """Return what is trained for a setup; on JAX setups with different losses can share it."""
        meant = self._meant(blueprint)
        core, ending = semantics.opened(meant) if self.backend == "jax" else (meant, Ending("", meant.loss))
        task = blueprint.task
        targets = task.target, task.encoding, task.target_shape, task.own, blueprint.targets_by
        return Meant(graph_of(core), ending, targets, alike=blueprint.emulate == semantics.TENSORFLOW)

    def _train_graph(
        self, variants: Mapping[str, Blueprint], meant: Mapping[str, Meant], members: Sequence[tuple[str, int]], length: Length
    ) -> dict[tuple[str, int], dict[str, Any]]:
        made = self._trainer([meant[name] for name, _ in members])
        built = made.built
        reached = {lane: self._states.get((variants[lane[0]].key, lane[1])) for lane in members}
        start = _start({state[0] if state else 0 for state in reached.values()}, length.segment)
        done_so_far: dict[tuple[str, int], list[Segment]] = {lane: [] for lane in members}
        states: dict[tuple[str, int], Any] = {lane: state[1] if state and start else None for lane, state in reached.items()}
        for number in range(start, length.segment + 1):
            prepared = [
                self._lane(made, meant[name].ending, variants[name], (name, seed), length, number, states[name, seed])
                for name, seed in members
            ]
            for lane, done in zip(members, made.trainer.train(prepared), strict=True):
                states[lane] = self._joined(built, done.state)
                done_so_far[lane].append(done)
        for name, seed in members:
            self._states[variants[name].key, seed] = length.segment + 1, states[name, seed]
        return {
            (name, seed): self._result(built, variants[name], self.data(variants[name], length.samples, seed), done)
            for (name, seed), done in done_so_far.items()
        }

    def _trainer(self, meant: Sequence[Meant]) -> Made:
        """Return what trains setups with one core; what was made for more endings than theirs serves them, too."""
        core, alike = meant[0].core, meant[0].alike
        endings = {one.ending.key: one.ending for one in meant}
        there = self._made.setdefault(meant[0].shared, [])
        found = next((made for made in there if endings.keys() <= made.endings.keys()), None)
        if found is None:
            ordered = {key: endings[key] for key in sorted(endings)}
            built = build(core, list(ordered.values()), watch=True)
            found = Made(built, self._kind()(built, self._threads, alike=alike), {key: at for at, key in enumerate(ordered)})
            there.append(found)
        return found

    def _kind(self) -> Any:
        if self.backend == "jax":
            from keraslint.confirm.worker.jax_trainer import JaxTrainer

            return JaxTrainer
        return TensorFlowTrainer if self.backend == semantics.TENSORFLOW else BatchTrainer

    def _joined(self, built: Built, state: Any) -> Any:
        if self.backend == "jax":
            from keraslint.confirm.worker.jax_trainer import joined

            return joined(built, state)
        return state

    def _meant(self, blueprint: Blueprint) -> Blueprint:
        """Return the setup with the loss that the program's backend means, spelled out where another one trains it."""
        blueprint = normalized(blueprint)
        return semantics.as_tensorflow(blueprint) if self._spells_out(blueprint) else blueprint

    def _spells_out(self, blueprint: Blueprint) -> bool:
        """Say whether what TensorFlow means is spelled out; it does not look itself behind what was put together."""
        another = self.backend != semantics.TENSORFLOW or bool(blueprint.outputs)
        return another and blueprint.emulate == semantics.TENSORFLOW

    def data(self, blueprint: Blueprint, samples: int, seed: int) -> probe.Data:
        """Return the data of a variant and a seed, after what a repair does to them."""
        key = (blueprint.task, samples, seed)
        if key not in self._data:
            maker = probe.make if blueprint.task.own is None else arrays.sampled
            self._data[key] = maker(blueprint.task, samples, seed)
        made = self._data[key]
        x, held_x = (probe.transformed(one, blueprint.inputs_by) for one in (made.x, made.held_x))
        y, held_y = (probe.transformed(one, blueprint.targets_by) for one in (made.y, made.held_y))
        return replace(made, x=x, held_x=held_x, y=y, held_y=held_y)

    def _lane(
        self, made: Made, ending: Ending, blueprint: Blueprint, lane: tuple[str, int], length: Length, segment: int, state: Any
    ) -> Lane:
        built, (name, seed) = made.built, lane
        data = self.data(blueprint, length.samples, seed)
        weights, optimizer = state if state is not None else (built.first_weights(seed), self._first_optimizer(built, blueprint))
        rows = batches(blueprint, length.samples, length.updates[name], seed, segment)
        number = made.endings[ending.key]
        return Lane(weights, optimizer, data.x, data.y, sample_weights(blueprint, data.y), data.held_x, rows, number)

    def _first_optimizer(self, built: Built, blueprint: Blueprint) -> list[Any]:
        rate = blueprint.optimizer.arguments["learning_rate"]
        values: list[Any] = []
        for variable in built.optimizer.variables:
            if variable.name == "learning_rate" and not isinstance(rate, Part):
                values.append(np.float32(rate))
            else:
                values.append(
                    np.zeros(variable.shape, variable.dtype) if variable.name != "learning_rate" else np.array(variable)
                )
        return values

    def _result(self, built: Built, blueprint: Blueprint, data: probe.Data, done: list[Segment]) -> dict[str, Any]:
        first = replace(data, held_y=data.held_y[:WATCHED], answers=data.answers[:WATCHED])
        final = np.asarray(done[-1].final)
        looks = [np.asarray(one) for segment in done for one in segment.predictions]
        ends = list(packing.facets(blueprint, data, final, built.shapes))
        losses = [float(loss) if np.isfinite(loss) else None for segment in done for loss in segment.losses]
        return {
            "skill": self._skill(built, blueprint, data, final),
            "curve": [self._skill(built, blueprint, first, one) for one in looks],
            "losses": losses,
            "constant": any(scoring.constant(_read(built, facet, said)) for facet, _, said in ends),
            "finite": bool(np.isfinite(final).all()) and losses[-1] is not None,
            "signals": _signals(done),
        }

    def _skill(self, built: Built, blueprint: Blueprint, data: probe.Data, answers: Any) -> float:
        """Return the skill of answers: that of the worst of the outputs that are judged."""
        ends = packing.facets(blueprint, data, answers, built.shapes)
        return min(scoring.skill(facet, own, _read(built, facet, said)) for facet, own, said in ends)


def _read(built: Built, facet: Blueprint, answers: Any) -> Any:
    """Return the answers of an output as the program sees them; its last activation may not be a part of what was trained."""
    seen = semantics.last_activation(facet)
    trained = semantics.last_activation(replace(facet, nodes=built.blueprint.nodes))
    return answers if seen == trained else _READOUTS[seen or ""](answers)


def _start(reached: set[int], wanted: int) -> int:
    """Return the segment to go on with: where all lanes stand, and the first one where that differs or is further already."""
    return min(reached) if len(reached) == 1 and max(reached) <= wanted else 0


def _program_of(meant: Meant, blueprint: Blueprint, updates: int) -> tuple[object, ...]:
    """Return what lanes have in common that one program trains: the graph, and the shapes of all they are given."""
    return *meant.shared, blueprint.batch_size, updates, blueprint.class_weight is not None


def normalized(blueprint: Blueprint) -> Blueprint:
    """Return a setup whose ``Normalization`` behind the input knows the mean and the variance of the probe data."""
    waiting = [
        at for at, node in enumerate(blueprint.nodes) if node.kind == "Normalization" and "mean" not in node.part.arguments
    ]
    if not waiting:
        return blueprint
    made = probe.transformed(probe.make(blueprint.task, ADAPTED_TO, 0).x, blueprint.inputs_by)
    if waiting != [1]:
        raise CannotBuild("a Normalization that is not the first layer is not adapted here")
    rows = made.reshape(-1, made.shape[-1])
    part = blueprint.nodes[1].part.with_argument("mean", rows.mean(axis=0).tolist())
    part = part.with_argument("variance", rows.var(axis=0).tolist())
    return replace(blueprint, nodes=(blueprint.nodes[0], replace(blueprint.nodes[1], part=part), *blueprint.nodes[2:]))


def graph_of(blueprint: Blueprint) -> Blueprint:
    """Return what decides the program of a variant: everything but the data, the learning rate and the weights of classes."""
    optimizer = blueprint.optimizer
    if not isinstance(optimizer.arguments["learning_rate"], Part):
        optimizer = optimizer.with_argument("learning_rate", PLACEHOLDER)
    task = _bare(blueprint.task)
    return replace(
        blueprint, optimizer=optimizer, task=task, inputs_by=(), targets_by=(), class_weight=None, metrics=(), updates=None,
        strings=(), callbacks=(), shuffle=True, batch_size=1, judged=(),
    )  # fmt: skip


def _bare(task: Task) -> Task:
    """Return what a graph has to know of its data: how they stand in rows, where there are several."""
    parts = tuple(replace(NEUTRAL, form=part.form, shape=part.shape) for part in task.parts)
    targets = tuple(replace(NEUTRAL, target_shape=one.target_shape) for one in task.targets)
    return replace(NEUTRAL, form=task.form, shape=task.shape if parts else (), parts=parts, targets=targets)


def _signals(done: list[Segment]) -> dict[str, list[float]] | None:
    """Return what the first and the last update look like, numbers that are not finite as -1."""
    first, last = done[0], done[-1]
    if first.gradients is None:
        return None
    rows = {"gradients": first.gradients[0], "last_gradients": last.gradients[-1], "steps": first.steps[0], "dead": last.dead[-1]}
    return {name: [float(value) if np.isfinite(value) else -1.0 for value in np.ravel(row)] for name, row in rows.items()}


def _sigmoid(values: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(values, -60, 60)))


def _softmax(values: Any) -> Any:
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


_READOUTS: Final = {"sigmoid": _sigmoid, "softmax": _softmax}
