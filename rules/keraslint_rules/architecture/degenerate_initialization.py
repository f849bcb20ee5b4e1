"""An initializer with which a layer cannot start to learn.

## What it does
Finds hidden `Dense`, convolution and recurrent layers whose kernel starts with the same number everywhere (`zeros`, `ones`,
`Constant`), and layers whose kernel starts with random numbers so large that the layer is saturated.

## Why is this bad
Units of a layer differ only because their weights start different. Where all weights are equal, all units compute the same.
With zeros in front of `relu` the layer gives zero, its gradient is zero, and no weight of it ever changes. On a task with two
classes the accuracy was .46 with zeros and .46 with ones in all of three runs, and 1.0 with the default. Random numbers of a
standard deviation of 1 sum up: the layer gives values in the tens, where `softmax`, `sigmoid` and `tanh` are flat.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, activation="relu", kernel_initializer="zeros"),
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
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix leaves the initializer out, so that the default of the layer applies. It is unsafe: training starts elsewhere.

## When it stays silent
- The layer gives an output of the model: a head that starts with zeros learns well.
- The layer is added to something or multiplied with it, as the last one of a residual block is.
- The layer has one unit, is frozen, or its weights are loaded or set by the program.
- Large random numbers in front of a normalisation, which takes the scale out again.
- The initializer comes from a caller or a loop over several: an experiment.

## Keras behaviour
Silent in all versions.

## References
- Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS 2010
- Goodfellow, Bengio and Courville, *Deep Learning*, section 8.4
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from keraslint.api import (
    NORMALIZATIONS,
    WEIGHTED,
    Choice,
    Confidence,
    Draft,
    Fix,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    chosen,
    fan_in,
    finding,
    fix,
    graphs,
    number,
    relate,
    remove_argument,
    restores_weights,
    stated,
    width,
    written,
)

META = Meta(
    code="KL404",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

EQUAL = {"zeros": "0", "zero": "0", "ones": "1", "one": "1", "constant": ""}
"""Initializers that give every weight the same value."""

SPREADS = {"randomnormal": "stddev", "truncatednormal": "stddev", "randomuniform": "maxval"}
"""Random initializers, and the parameter that says how large their numbers are."""

LARGE = 1.0
SATURATED = 4.0
"""The standard deviation of what a unit sums from inputs of the size of 1, from which on the layer is called saturated."""

DEAD_AT_ZERO = frozenset({"relu", "relu6"})


def check(setup: Setup) -> Iterator[Draft]:
    """Find layers that start with equal or with huge weights; one finding for each kind of them."""
    if not isinstance(setup.model, Model) or restores_weights(setup):
        return
    equal, huge = [], []
    for model in graphs(setup.model):
        for index, layer in enumerate(model.layers):
            choice = _initializer(layer)
            if choice is None or not _is_plain(model, index):
                continue
            if _equal(choice) is not None and index not in setup.model.outputs and width(layer) != 1 and _is_hidden(model, index):
                equal.append(layer)
            elif _spread(layer, choice) >= SATURATED and not _normalised(model, index):
                huge.append(layer)
    if equal:
        yield _all_equal(equal)
    if huge:
        yield _saturated(huge)


def _initializer(layer: Layer) -> Choice | None:
    if layer.name not in WEIGHTED or not layer.kind.startswith("keras.layers.") or layer.trainable.value is not True:
        return None
    given = layer["kernel_initializer"]
    return chosen(given) if given.given and stated(given) else None


def _is_plain(model: Model, index: int) -> bool:
    """Say whether what a layer gives goes on into layers of the library, and not into a sum or a product."""
    behind = [model.layers[consumer] for consumer in model.consumers(index)]
    return all(layer.kind.startswith("keras.layers.") and len(layer.inputs) == 1 and layer.name != "Lambda" for layer in behind)


def _is_hidden(model: Model, index: int) -> bool:
    """Say whether there is another layer with weights behind this one."""
    behind = list(model.consumers(index))
    while behind:
        node = behind.pop()
        if model.layers[node].name in WEIGHTED:
            return True
        behind.extend(model.consumers(node))
    return False


def _normalised(model: Model, index: int) -> bool:
    return any(model.layers[consumer].name in NORMALIZATIONS for consumer in model.consumers(index))


def _equal(choice: Choice) -> str | None:
    """Return the number that every weight gets, if they all get one."""
    if choice.name not in EQUAL:
        return None
    value = choice["value"].number
    return number(value or 0.0) if choice.name == "constant" else EQUAL[choice.name]


def _spread(layer: Layer, choice: Choice) -> float:
    """Return the standard deviation of what a unit sums at the start, from inputs of the size of 1; 0 where it is not known."""
    fact = choice[SPREADS.get(choice.name, "")]
    size, summed = fact.number, fan_in(layer)
    if size is None or size < LARGE or summed is None or not stated(fact):
        return 0.0
    if choice.name == "randomuniform":
        lowest = choice["minval"].number
        return 0.0 if lowest is None else (size - lowest) / sqrt(12) * sqrt(summed)
    return size * sqrt(summed)


def _all_equal(layers: list[Layer]) -> Draft:
    first = layers[0]
    choice = chosen(first["kernel_initializer"])
    value = "" if choice is None else _equal(choice)
    dead = value == "0" and first.activation.value in DEAD_AT_ZERO
    certain = dead or len(layers) > 1
    effect = (
        f"so that it gives 0, its gradient is 0, and none of its weights ever changes: {first.activation.value} is flat there"
        if dead
        else "so that all its units compute the same"
    )
    return finding(
        first["kernel_initializer"].place,
        f"every weight of {written(first)} starts as {value}, {effect}; leave kernel_initializer to its default",
        related=relate(*((layer["kernel_initializer"].place, "the weights of this one are equal too") for layer in layers[1:])),
        severity=Severity.ERROR if certain else Severity.WARNING,
        confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
        fix=_fix(layers),
    )


def _saturated(layers: list[Layer]) -> Draft:
    first = layers[0]
    choice = chosen(first["kernel_initializer"])
    spread = 0.0 if choice is None else _spread(first, choice)
    return finding(
        first["kernel_initializer"].place,
        f"the weights of {written(first)} start so large that what it sums from {fan_in(first)} inputs of the size of 1 is "
        f"spread by about {spread:.0f}, where it should be about 1: it starts saturated; leave kernel_initializer to its default",
        related=relate(*((layer["kernel_initializer"].place, "this one starts too large too") for layer in layers[1:])),
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        fix=_fix(layers),
    )


def _fix(layers: list[Layer]) -> Fix | None:
    return fix("Use the default initializer", *(remove_argument(layer["kernel_initializer"]) for layer in layers))
