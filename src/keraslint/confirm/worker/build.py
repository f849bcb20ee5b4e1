"""From a blueprint to a Keras model, optimizer and loss.

Names are looked up in the catalogue, never anywhere else; strings of a blueprint become arguments of the classes listed there and
nothing more. Random initializers are put off: a model is built with zeros, and the first weights of a seed are drawn with NumPy,
which costs nothing and gives the same numbers on every backend.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import keras
import numpy as np

from keraslint.confirm import catalog
from keraslint.confirm.blueprint import EXECUTED, Blueprint, Node, Part, Task
from keraslint.confirm.semantics import CLIPPED, Ending
from keraslint.confirm.worker import packing
from keraslint.confirm.worker.draws import Drawn, draw
from keraslint.confirm.worker.execution import captured
from keraslint.confirm.worker.replacements import REPLACEMENTS

_MODULES: Final = {
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
    "schedule": keras.optimizers.schedules,
    "optimizer": keras.optimizers,
}


class CannotBuild(Exception):
    """The blueprint asks for something that is not in the catalogue."""


@dataclass
class Built:
    """A model with what trains it; ``pairs`` holds each variable with how it is drawn, ``initial`` what it held at first.

    Several ``losses`` are those of setups that differ in nothing else.

    ``lasting`` are the numbers of those trained variables whose rest means that the training is over: all but the last bias,
    which goes on moving when nothing reaches it any more and then only shifts all answers by the same amount. ``shapes`` are
    those of several outputs.
    """

    model: Any
    optimizer: Any
    losses: list[Any]
    blueprint: Blueprint
    pairs: list[tuple[Any, Drawn | None, float]]
    initial: list[Any]
    paces: list[float]
    kernels: list[int]
    lasting: list[int]
    shapes: list[tuple[int, ...]]

    @property
    def loss(self) -> Any:
        """The loss, the first one of several."""
        return self.losses[0]

    def first_weights(self, seed: int) -> list[Any]:
        """Return the weights that a seed starts with, in the order of ``model.variables``."""
        values = []
        for number, ((variable, drawn, spread), initial) in enumerate(zip(self.pairs, self.initial, strict=True)):
            if drawn is not None:
                value = draw(drawn.kind, drawn.config, tuple(variable.shape), np.random.default_rng([seed, 3, number]))
                values.append((value * np.sqrt(spread)).astype("float32"))
            elif "seed_generator" in variable.path:
                values.append(np.array([0, seed * 1000 + number], dtype="uint32"))
            else:
                values.append(initial)
        return values


def build(blueprint: Blueprint, endings: Sequence[Ending] = (), *, watch: bool = False) -> Built:
    """Build a setup; to ``watch`` it, its model also gives what its rectified layers do, behind the answers.

    The ``endings`` take the place of its loss, where there are any.

    Raises:
        CannotBuild: something in it is not in the catalogue.
    """
    ends = blueprint.outputs or (blueprint.output,)
    model, layers, shapes = _model(blueprint.nodes, ends, blueprint.task, watch=watch)
    optimizer = make_optimizer(blueprint.optimizer)
    optimizer.build(model.trainable_variables)
    facts = {id(variable): (drawn, node) for variable, drawn, node in _initialised(layers)}
    pairs = []
    for variable in model.variables:
        drawn, node = facts.get(id(variable), (None, None))
        pairs.append((variable, drawn, node.spread if node is not None and _is_kernel(variable) else 1.0))
    initial = [
        keras.ops.convert_to_numpy(variable).copy() for variable in model.variables
    ]  # a training may change the model's own
    paces = []
    for variable in model.trainable_variables:
        _, node = facts.get(id(variable), (None, None))
        paces.append(node.pace if node is not None and _is_kernel(variable) else 1.0)
    kernels = [at for at, variable in enumerate(model.trainable_variables) if _is_kernel(variable)]
    last = {blueprint.nodes[end].identity for end in ends}
    biases = [layer.bias for layer, node in layers if node.identity in last and node.kind == "Dense"]
    lasting = [at for at, one in enumerate(model.trainable_variables) if all(one is not bias for bias in biases)]
    losses = [_loss_of(one, blueprint.task, shapes) for one in endings or (Ending("", blueprint.loss),)]
    return Built(model, optimizer, losses, blueprint, pairs, initial, paces, kernels, lasting, shapes)


def _loss_of(ending: Ending, task: Task, shapes: list[tuple[int, ...]]) -> Any:
    """Return the loss of what a model gives."""
    if shapes:
        given = ending.loss.arguments
        return packing.summed([make_loss(one) for one in given["losses"]], given["weights"], task, shapes)
    loss = make_loss(ending.loss)
    if not ending.activation:
        return loss
    activate = keras.activations.get(ending.activation)
    return lambda truth, answers, sample_weight=None: loss(truth, activate(answers), sample_weight=sample_weight)


def graph(blueprint: Blueprint) -> tuple[Any, list[tuple[Any, Node]]]:
    """Return the model of a setup alone, and its layers with their nodes.

    Raises:
        CannotBuild: something in it is not in the catalogue.
    """
    model, layers, _ = _model(blueprint.nodes, blueprint.outputs or (blueprint.output,), blueprint.task)
    return model, layers


def _is_kernel(variable: Any) -> bool:
    return variable.name in {"kernel", "depthwise_kernel", "pointwise_kernel"}


def _model(
    nodes: tuple[Node, ...], ends: tuple[int, ...], task: Task, *, watch: bool = False
) -> tuple[Any, list[tuple[Any, Node]], list[tuple[int, ...]]]:
    """Return the model, its layers with their nodes, and the shapes of its outputs where there are several."""
    tensors: list[Any] = []
    made: dict[int, Any] = {}
    layers: list[tuple[Any, Node]] = []
    inputs = keras.Input(task.shape) if task.parts else None
    pieces = iter(packing.split(inputs, [part.shape for part in task.parts]))
    for node in nodes:
        given = [tensors[at] for at in node.inputs]
        if node.kind == "InputLayer":
            if task.parts:
                tensors.append(next(pieces))
                continue
            inputs = keras.Input(tuple((node.shape or ())[1:]), dtype="int32" if task.form == "tokens" else "float32")
            tensors.append(inputs)
            continue
        if node.kind.startswith("ops."):
            tensors.append(_operation(node.kind.removeprefix("ops."))(*given))
            continue
        if node.identity not in made:
            if node.nested:
                layer, inner, _ = _model(node.nested, (len(node.nested) - 1,), replace(task, parts=(), targets=()))
                layers.extend(inner)
            elif node.kind == EXECUTED:
                layer = executed(node.part)
                layers.append((layer, node))
            else:
                layer = make_layer(node.part)
                layers.append((layer, node))
            layer.trainable = node.trainable
            made[node.identity] = layer
        call = {name: value for name, value in node.call.items() if name in {"training", "use_causal_mask"}}
        arguments = given if node.kind == "MultiHeadAttention" or len(given) == 1 else [given]
        tensors.append(made[node.identity](*arguments, **call))
    shapes: list[tuple[int, ...]] = []
    answers = tensors[ends[0]]
    if task.targets:
        answers, shapes = packing.joined([tensors[end] for end in ends])
    if not watch:
        return keras.Model(inputs, answers), layers, shapes
    rectified = [
        tensor for at, (node, tensor) in enumerate(zip(nodes, tensors, strict=True)) if _rectifies(node) and at not in ends
    ]
    return keras.Model(inputs, [answers, *rectified]), layers, shapes


def _rectifies(node: Node) -> bool:
    return node.kind == "ReLU" or node.part.arguments.get("activation") == "relu"


def executed(part: Part) -> Any:
    """Return the model that the user's file makes.

    Raises:
        CannotBuild: this worker may not run it.
    """
    if not json.loads(os.environ["KERASLINT_WORKER"]).get("exec"):
        raise CannotBuild("code of the program is run with --exec alone")
    return captured(part.arguments["file"], part.arguments["number"])


def _operation(name: str) -> Any:
    if name not in catalog.OPERATIONS:
        raise CannotBuild(f"the operation {name} is not built here")
    return getattr(keras.ops, name)


def make_layer(part: Part) -> Any:
    """Return a layer.

    Raises:
        CannotBuild: it is not in the catalogue.
    """
    if part.kind not in catalog.LAYERS:
        raise CannotBuild(f"the layer {part.kind} is not built here")
    kind = REPLACEMENTS.get(part.kind) or getattr(keras.layers, part.kind)
    arguments = {name: _argument(name, value) for name, value in part.arguments.items()}
    return kind(**arguments)


def _argument(name: str, value: Any) -> Any:
    if name.endswith("_initializer") and isinstance(value, Part):
        return Drawn(value.kind, _plain(value.arguments)) if value.kind in Drawn.RANDOM else _named("initializer", value)
    for ending, group in (("_initializer", "initializer"), ("_regularizer", "regularizer"), ("_constraint", "constraint")):
        if name.endswith(ending) and value is not None:
            return _named(group, value)
    if isinstance(value, Part):
        return make_layer(value) if value.kind in catalog.LAYERS else _named("schedule", value)
    if name in {"activation", "recurrent_activation"} and value is not None and value not in catalog.ACTIVATIONS:
        raise CannotBuild(f"the activation {value} is not built here")
    if isinstance(value, list):
        return tuple(_argument("", one) for one in value)
    return value


def _named(group: str, value: Any) -> Any:
    if not isinstance(value, Part) or value.kind not in catalog.NAMES[group]:
        raise CannotBuild(f"the {group} {getattr(value, 'kind', value)} is not built here")
    return getattr(_MODULES[group], value.kind)(**_plain(value.arguments))


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple | list) else value for name, value in arguments.items()}


def make_optimizer(part: Part) -> Any:
    """Return an optimizer.

    Raises:
        CannotBuild: it is not in the catalogue.
    """
    arguments = {name: _named("schedule", value) if isinstance(value, Part) else value for name, value in part.arguments.items()}
    if part.kind not in catalog.OPTIMIZERS:
        raise CannotBuild(f"the optimizer {part.kind} is not built here")
    return getattr(keras.optimizers, part.kind)(**arguments)


def make_loss(part: Part) -> Any:
    """Return a loss.

    Raises:
        CannotBuild: it is not in the catalogue.
    """
    if part.kind not in catalog.LOSSES:
        raise CannotBuild(f"the loss {part.kind} is not built here")
    arguments = _plain(part.arguments)
    if arguments.pop(CLIPPED, False):
        return _of_clipped(keras.losses.SparseCategoricalCrossentropy(**{**arguments, "from_logits": True}))
    return getattr(keras.losses, catalog.LOSSES[part.kind])(**arguments)


def _of_clipped(loss: Any) -> Any:
    """Return a sparse crossentropy of outputs that are no probabilities, as TensorFlow computes it."""
    least = keras.config.epsilon()

    def compute(truth: Any, answers: Any, sample_weight: Any = None) -> Any:
        return loss(truth, keras.ops.log(keras.ops.clip(answers, least, 1 - least)), sample_weight=sample_weight)

    return compute


def _initialised(layers: list[tuple[Any, Node]]) -> Iterator[tuple[Any, Drawn | None, Node]]:
    """Walk the variables of layers with what draws them, those of wrapped layers included."""
    for layer, node in layers:
        for inner in layer._flatten_layers():  # noqa: SLF001 - the only way to reach the layers inside a layer
            for variable in (*inner._trainable_variables, *inner._non_trainable_variables):  # noqa: SLF001
                name = variable.name.removesuffix("_kernel") if variable.name != "kernel" else "kernel"
                found = getattr(inner, f"{variable.name}_initializer", None) or getattr(inner, f"{name}_initializer", None)
                yield variable, _drawn(found), node


def _drawn(initializer: Any) -> Drawn | None:
    """Return how a variable is drawn; a model that the user's file made has initializers of Keras."""
    if isinstance(initializer, Drawn) or initializer is None:
        return initializer
    kind = type(initializer).__name__
    return Drawn(kind, initializer.get_config()) if kind in Drawn.RANDOM else None
