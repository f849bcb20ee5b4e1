"""Views of model graphs that several rules share: what stands behind a layer, and what an argument of a layer chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

from keraslint.ir import ABSENT, Component, Fact, Layer, Model, Setup
from keraslint.values import Shape

LIBRARY: Final = "keras.layers."
"""How the kinds of the layers of Keras begin, those of the user's own not."""


def graphs(model: Model) -> Iterator[Model]:
    """Walk a model and the models nested in it, each as a graph of its own."""
    yield model
    for layer in model.layers:
        if layer.model is not None:
            yield from graphs(layer.model)


def sole_consumer(model: Model, index: int) -> int | None:
    """Return the node that alone gets the output of node ``index``; ``None`` where there are several or it is an output."""
    consumers = model.consumers(index)
    return consumers[0] if len(consumers) == 1 and index not in model.outputs else None


def width(layer: Layer) -> int | None:
    """Return how many units or filters a layer has, if that is known."""
    for parameter in ("units", "filters"):
        value = layer[parameter].value
        if isinstance(value, int):
            return value
    return None


def fan_in(layer: Layer) -> int | None:
    """Return how many values each unit of a layer sums, if that is known."""
    shape = layer.input_shapes[0] if layer.input_shapes else None
    if not shape or shape[-1] is None:
        return None
    count = shape[-1]
    kernel = layer["kernel_size"].value if "kernel_size" in layer.component.arguments else ()
    if isinstance(kernel, int):
        kernel = (kernel,) * (len(shape) - 2)
    if not isinstance(kernel, tuple):
        return None
    for size in kernel:
        if not isinstance(size, int):
            return None
        count *= size
    return count


@dataclass(frozen=True, slots=True)
class Choice:
    """What an argument chooses from a family such as the initializers: by a string, as a class or as an object.

    ``name`` is lower case without underscores: ``randomnormal`` for ``"random_normal"`` and for ``RandomNormal()``.
    """

    name: str
    component: Component | None = None

    def __getitem__(self, parameter: str) -> Fact[Any]:
        """Return the fact of a parameter of the object, an ``ABSENT`` one where it is chosen by its name."""
        return ABSENT if self.component is None else self.component[parameter]


def chosen(fact: Fact[Any]) -> Choice | None:
    """Return what an argument chooses; ``None`` where that is nothing, not known, or of the user's own making."""
    match fact.value:
        case Component() as component:
            return None if component.custom else Choice(_plain(component.name), component)
        case str() as name:
            return Choice(_plain(name.rpartition(".")[2]))
    return None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


SPREADS: Final[dict[str, float]] = {"randomnormal": 0.05, "normal": 0.05, "truncatednormal": 0.05}
UNIFORM: Final = frozenset({"randomuniform", "uniform"})
OF_BOTH_ENDS: Final = frozenset({"glorotuniform", "glorotnormal"})
OF_INPUTS: Final[dict[str, float]] = {"heuniform": 2.0, "henormal": 2.0, "lecununiform": 1.0, "lecunnormal": 1.0}


def spread_of(layer: Layer, initializer: Fact[Any]) -> float | None:
    """Return the standard deviation of the weights that an initializer gives a layer at the start, if that is known."""
    choice, inputs, units = chosen(initializer), fan_in(layer), width(layer)
    if choice is None:
        return None
    if choice.name in SPREADS:
        return choice["stddev"].number if choice.component is not None else SPREADS[choice.name]
    if choice.name in UNIFORM:
        low, high = (choice["minval"].number, choice["maxval"].number) if choice.component is not None else (-0.05, 0.05)
        return None if low is None or high is None else (high - low) / sqrt(12)
    if not inputs or not units:
        return None
    if choice.name in OF_BOTH_ENDS:
        kernel = inputs // (layer.input_shapes[0] or (1,))[-1]  # type: ignore[operator]
        return sqrt(2 / (inputs + units * kernel))
    return sqrt(OF_INPUTS[choice.name] / inputs) if choice.name in OF_INPUTS else None


RESTORING: Final = ("load_weights", "set_weights")


def restores_weights(setup: Setup) -> bool:
    """Say whether the program sets weights itself, so that those that a model starts with may not matter."""
    program = setup.program
    if program is None:
        return False
    names = [event.name for event in program.events if event.kind == "call"] + [call.kind for call in program.calls]
    return any(name.endswith(RESTORING) for name in names)


@dataclass(frozen=True, slots=True)
class Declared:
    """A shape that a layer states for its input: ``fact`` is the argument, ``shape`` what one sample has by it."""

    layer: Layer
    fact: Fact[Any]
    shape: Shape | None

    @property
    def conflicts(self) -> bool:
        """Whether the layer is known to get something else than what it states."""
        got = self.layer.input_shapes[0] if self.layer.input_shapes else None
        if got is None or self.shape is None:
            return False
        pairs = list(zip(got[1:], self.shape, strict=False))
        return len(got) - 1 != len(self.shape) or any(None not in pair and pair[0] != pair[1] for pair in pairs)


def ignored_inputs(model: Model) -> Iterator[Declared]:
    """Walk the layers that state the shape of their input although they get it from a layer that is known."""
    for graph in graphs(model):
        for layer in graph.layers:
            declared = declared_input(layer)
            if declared is not None and layer.inputs and all(graph.layers[index].known for index in layer.inputs):
                yield declared


def declared_input(layer: Layer) -> Declared | None:
    """Return the shape that a layer of Keras states for its input by an argument, if it does."""
    if not layer.kind.startswith(LIBRARY) or layer.name in {"Embedding", "InputLayer"}:
        return None
    for name in ("input_shape", "input_dim"):
        fact = layer.component.arguments.get(name)
        if fact is not None and fact.given:
            return Declared(layer, fact, _declared_shape(fact))
    return None


def _declared_shape(fact: Fact[Any]) -> Shape | None:
    match fact.value:
        case int() as extent:
            return (extent,)
        case tuple() as shape if all(extent is None or isinstance(extent, int) for extent in shape):
            return shape
    return None
