"""A deep stack of layers with sigmoid or tanh, through which the gradient does not reach the first ones.

## What it does
Finds four or more hidden `Dense` or convolution layers in a row with `sigmoid`, and six or more with `sigmoid` or `tanh`,
that have no normalisation and no shortcut between them; fewer of them under plain SGD, where they start with so small
weights that less than a hundredth of the gradient gets through; and a first layer of that kind whose inputs are so large
that its values lie where the activation is flat.

## Why is this bad
The slope of `sigmoid` is never more than 0.25, and next to 0 where its input is large. The gradient is multiplied with it once
for each layer on the way back: behind four layers less than 0.4% is left, behind eight less than 0.002%. The first layers
stay where they started. On a task with two classes eight layers with `sigmoid` reached an accuracy of .46, .66 and .63, and
1.0 in all three runs with `relu`.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix sets the activations to `relu`. It is unsafe: the model computes something else.

## When it stays silent
- Fewer layers in a row with weights of the usual size; three hidden layers with `sigmoid` train slowly, but they train.
- A normalisation, another activation, custom code or a shortcut between the layers.
- The gates of recurrent layers, of attention and of squeeze-and-excitation blocks, and the output.
- A deep stack with an initializer that is given: one may be made for the activation.
- Inputs whose range is not known, or whose ends may not occur.
- Nets that are fitted through their derivatives, as those for differential equations are: their losses are their own.

## Keras behaviour
Silent in all versions.

## References
- Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS 2010
- Zhang et al., *AUTOTRAINER: An Automatic DNN Training Problem Detection and Repair System*, ICSE 2021
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod, sqrt
from typing import Any, NamedTuple

from keraslint.api import (
    CROSSENTROPIES,
    DROPOUTS,
    POOLINGS,
    REGRESSION_LOSSES,
    RESHAPES,
    WEIGHTED_LINEAR,
    Array,
    Confidence,
    Draft,
    Fact,
    Fix,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    attained,
    fan_in,
    finding,
    fix,
    graphs,
    inputs,
    number,
    outputs,
    relate,
    set_argument,
    sole_consumer,
    span_of,
    spread_of,
    width,
    written,
)

META = Meta(
    code="KL402",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

TRANSPARENT = DROPOUTS | RESHAPES | POOLINGS
SATURATING = frozenset({"sigmoid", "tanh"})
MOST_SIGMOIDS = 3
MOST_SATURATING = 5

STEEPEST = {"sigmoid": 0.25, "tanh": 1.0}
"""The largest slope, which is that at 0."""

LITTLE = 0.01
"""What is left of a gradient where plain SGD, whose steps are as small as the gradient, gets no further."""

LARGE = 3.0
"""Inputs beyond this are not scaled."""

FLAT = 6.0
"""Where the slope of a sigmoid is a hundredth of its largest one; tanh is flat at half of it."""


class Squashed(NamedTuple):
    """A hidden layer with weights, the activation that squashes what it gives, and the node behind which the next one comes."""

    layer: Layer
    activation: Fact[str]
    end: int


def check(setup: Setup) -> Iterator[Draft]:
    """Find the longest stack of saturating layers, or one whose first layer is saturated; one finding for a model."""
    if not isinstance(setup.model, Model) or not _trained_plainly(setup):
        return
    stacks = [stack for model in graphs(setup.model) for stack in _stacks(model)]
    deep = [stack for stack in stacks if _too_deep(stack)]
    if deep:
        yield _deep(max(deep, key=len))
        return
    faint = [stack for stack in stacks if _left(stack) < LITTLE]
    if faint and setup.compile.optimizer.kind.value == "SGD":
        yield _faint(max(faint, key=len), setup)
        return
    saturated = _saturated(setup, stacks)
    if saturated is not None:
        yield saturated


def _trained_plainly(setup: Setup) -> bool:
    return any(output.loss.kind.value in CROSSENTROPIES | REGRESSION_LOSSES for output in outputs(setup))


def _stacks(model: Model) -> Iterator[list[Squashed]]:
    seen: set[int] = set()
    for index in range(len(model.layers)):
        found = None if index in seen else _squashed(model, index)
        if found is not None:
            stack = [found]
            while (at := _follower(model, stack[-1].end)) is not None and (found := _squashed(model, at)) is not None:
                seen.add(at)
                stack.append(found)
            yield stack


def _squashed(model: Model, index: int) -> Squashed | None:
    """Return a hidden layer that squashes what it gives, itself or by an activation layer right behind it."""
    layer = model.layers[index]
    if layer.name not in WEIGHTED_LINEAR or not layer.kind.startswith("keras.layers.") or index in model.outputs:
        return None
    activation, end = layer.activation, index
    following = sole_consumer(model, index)
    if activation.value == "linear" and following is not None and model.layers[following].kind == "keras.layers.Activation":
        activation, end = model.layers[following].activation, following
    return Squashed(layer, activation, end) if activation.value in SATURATING and end not in model.outputs else None


def _follower(model: Model, index: int) -> int | None:
    """Return the saturating layer that alone gets the output of a node, through layers that compute nothing."""
    while (following := sole_consumer(model, index)) is not None:
        index = following
        if len(model.layers[index].inputs) != 1:
            return None
        if _squashed(model, index) is not None:
            return index
        if model.layers[index].name not in TRANSPARENT:
            return None
    return None


def _initializer(layer: Layer) -> Fact[Any]:
    return layer.component.unexpected.get("init", layer["kernel_initializer"])


def _too_deep(stack: list[Squashed]) -> bool:
    if any(_initializer(one.layer).given for one in stack):
        return False
    sigmoids = sum(one.activation.value == "sigmoid" for one in stack)
    return sigmoids > MOST_SIGMOIDS or len(stack) > MOST_SATURATING


def _left(stack: list[Squashed]) -> float:
    """Return about what is left of a gradient on its way through a stack, with the weights as they start."""
    left = prod(STEEPEST[str(one.activation.value)] for one in stack)
    for one in stack[1:]:
        spread, units = spread_of(one.layer, _initializer(one.layer)), width(one.layer)
        if spread is None or units is None:
            return 1.0
        left *= min(spread * sqrt(units), 1.0)
    return left


def _saturated(setup: Setup, stacks: list[list[Squashed]]) -> Draft | None:
    """Find a first layer whose values are mostly so large that its activation is flat there."""
    model, given = setup.model, inputs(setup)
    if not isinstance(model, Model) or not isinstance(given.value, Array) or not attained(given.value):
        return None
    first = next((layer for layer in model.layers if layer.name not in TRANSPARENT | {"InputLayer"}), None)
    found = next((stack[0] for stack in stacks if stack[0].layer is first), None)
    interval = given.value.interval
    if found is None or interval is None or not interval.bounded or interval.magnitude < LARGE:
        return None
    spread, count = spread_of(found.layer, _initializer(found.layer)), fan_in(found.layer)
    if spread is None or count is None:
        return None
    usual = interval.magnitude / 2 * spread * sqrt(count)
    if usual * (2 if found.activation.value == "tanh" else 1) < FLAT:
        return None
    name = found.activation.value
    return finding(
        found.activation.place or found.layer.place,
        f"{written(found.layer)} squashes with {name} what it makes of inputs of {span_of(interval)}: with its weights as they"
        f" start that is often beyond {usual:.0f}, where {name} is flat and the layer cannot learn; scale the inputs to about"
        " -1..1, or use relu",
        related=relate((given.place, f"the inputs are {span_of(interval)}")),
        fix=_fix([found]),
    )


def _deep(stack: list[Squashed]) -> Draft:
    first = stack[0].layer
    names = sorted({str(one.activation.value) for one in stack})
    return finding(
        first.place,
        f"{len(stack)} hidden layers in a row squash their values with {' or '.join(names)}, from {written(first)} on: the "
        "gradient gets smaller with each on its way back, and the first layers hardly learn; use relu, or normalise between",
        related=relate(*((one.activation.place, f"{one.activation.value} again") for one in stack[1:])),
        fix=_fix(stack),
    )


def _faint(stack: list[Squashed], setup: Setup) -> Draft:
    first = stack[0]
    spread = spread_of(stack[-1].layer, _initializer(stack[-1].layer)) or 0.0
    return finding(
        first.activation.place or first.layer.place,
        f"{len(stack)} hidden layers in a row squash their values with {first.activation.value} and start with weights of about"
        f" {number(spread)}: about {_left(stack):.2%} of the gradient reaches {written(first.layer)}, and SGD takes steps as"
        " small as that; use relu, leave the initializer to its default, or use Adam",
        related=relate(
            *((one.activation.place, f"{one.activation.value} again") for one in stack[1:]),
            (setup.compile.optimizer.place, "the optimizer is SGD"),
        ),
        fix=_fix(stack),
    )


def _fix(stack: list[Squashed]) -> Fix | None:
    if any(one.activation.site is None for one in stack):
        return None
    return fix("Use relu", *(set_argument(one.activation, "relu") for one in stack))
