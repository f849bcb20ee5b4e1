"""A softmax inside the model, or two activations in a row.

## What it does
Finds a `softmax` on a `Dense` or convolution layer that feeds another layer with weights, and activations that are
applied to the result of another activation, as by `Dense(10, activation="relu")` followed by `Activation("softmax")`.

## Why is this bad
A softmax makes its outputs share a sum of 1: inside a network it keeps them close to zero and lets one win at the
cost of all others, and little gradient gets back through it. With a hidden softmax the accuracy was .96, .69 and .88,
with `relu` 1.0 in all three runs. An activation in front of the last one takes something away for good: behind a
`relu`, a softmax cannot tell two classes apart that both were negative; behind a `sigmoid`, it never gets surer than
a factor of 2.7, which three classes hardly notice and ten do. `relu` behind `relu` changes nothing and is only
superfluous.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(3, activation="relu"),
    keras.layers.Activation("softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 20))
labels = rng.integers(0, 10, 400)

model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="sigmoid"),
    keras.layers.Activation("softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, activation="softmax"),
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
    keras.layers.Dense(3),
    keras.layers.Activation("softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 20))
labels = rng.integers(0, 10, 400)

model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10),
    keras.layers.Activation("softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
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
Removing a second activation that repeats the first is safe where it changes nothing (`relu` of `relu`). All other
fixes are unsafe: they change what the model computes. In front of the last activation the inner one is removed; a
hidden softmax becomes `relu`; where two hidden activations differ, it is not for keraslint to say which one is meant,
and there is no fix.

## When it stays silent
- The softmax weighs something: its output is multiplied, or goes to attention or a dot product.
- The layer with the softmax is an output of the model as well.
- The second activation only limits the first, as `ReLU(max_value=6)` does, or its arguments are not known.
- Something stands between the two activations.

A leaky activation behind a `relu` (`LeakyReLU`, `PReLU`, `ELU`) does nothing and is reported as information.

## Keras behaviour
Silent in all versions.

## References
- [Layer activation functions](https://keras.io/api/layers/activations/)
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from keraslint.api import (
    ACTIVATIONS,
    DROPOUTS,
    NORMALIZATIONS,
    POOLINGS,
    RESHAPES,
    WEIGHTED,
    WEIGHTED_LINEAR,
    Change,
    Draft,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    relate,
    remove_argument,
    remove_layer,
    set_argument,
    written,
)

META = Meta(
    code="KL403",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

SEPARATE = {"Activation", "ReLU", "Softmax", "LeakyReLU", "PReLU", "ELU"}
LEAKY = {"LeakyReLU", "PReLU", "ELU"}
TRANSPARENT = DROPOUTS | RESHAPES | NORMALIZATIONS | POOLINGS


class Pair(NamedTuple):
    """Two activations in a row: of ``inner`` and, right behind it, of ``outer``."""

    inner: Layer
    outer: Layer
    last: bool


def check(setup: Setup) -> Iterator[Draft]:
    """Find a softmax inside the model, and activations of activations."""
    if isinstance(setup.model, Model):
        for model in _graphs(setup.model):
            yield from _hidden_softmax(model)
            for pair in _pairs(model):
                yield from _doubled(pair)


def _graphs(model: Model) -> Iterator[Model]:
    yield model
    for layer in model.layers:
        if layer.model is not None:
            yield from _graphs(layer.model)


def _hidden_softmax(model: Model) -> Iterator[Draft]:
    for index, layer in enumerate(model.layers):
        if layer.activation.value != "softmax" or layer.name not in WEIGHTED_LINEAR | SEPARATE or index in model.outputs:
            continue
        if _single(layer):
            continue
        fed = _fed(model, index)
        if fed is not None:
            activation = layer.activation
            yield finding(
                activation.place,
                f"{written(layer)} applies softmax inside the model, in front of {written(fed)}: its outputs share a sum of 1, so"
                " little gets through; use 'relu' here and softmax only at the output",
                related=relate((fed.place, "this layer gets what the softmax leaves")),
                fix=fix("Use 'relu'", set_argument(activation, "relu")) if activation.site is not None else None,
            )


def _single(layer: Layer) -> bool:
    """Say whether a layer gives one number, over which ``softmax-on-single-unit`` finds any softmax."""
    return layer.output_shape is not None and layer.output_shape[-1:] == (1,)


def _fed(model: Model, index: int) -> Layer | None:
    """Return a layer with weights that gets the output of a node; ``None`` where it also goes to anything else."""
    fed = None
    waiting = [index]
    while waiting:
        at = waiting.pop()
        consumers = model.consumers(at)
        if at in model.outputs or not consumers:
            return None
        for consumer in consumers:
            layer = model.layers[consumer]
            if layer.name in WEIGHTED and len(layer.inputs) == 1:
                fed = layer
            elif layer.name in TRANSPARENT:
                waiting.append(consumer)
            else:
                return None
    return fed


def _pairs(model: Model) -> Iterator[Pair]:
    for index, outer in enumerate(model.layers):
        if outer.name in SEPARATE and len(outer.inputs) == 1:
            inner = model.layers[outer.inputs[0]]
            if (
                inner.name in WEIGHTED_LINEAR | SEPARATE
                and inner.activation.known
                and model.consumers(outer.inputs[0]) == (index,)
            ):
                yield Pair(inner, outer, index in model.outputs)


def _doubled(pair: Pair) -> Iterator[Draft]:
    inner, outer = pair.inner.activation.value, pair.outer.activation.value
    if inner == "linear" or outer == "linear" or (outer == "softmax" and _single(pair.outer)):
        return
    if pair.outer.name in LEAKY and inner == "relu":
        yield finding(
            pair.outer.place,
            f"{pair.outer.name} does nothing behind relu, which leaves no negative values; remove the relu of"
            f" {written(pair.inner)}",
            related=relate((pair.inner.activation.place, "relu is applied here")),
            severity=Severity.INFO,
            fix=fix("Remove the relu", _removed(pair.inner)),
        )
    elif isinstance(inner, str) and isinstance(outer, str) and pair.outer.name not in LEAKY:
        yield _activation_of_activation(pair, inner, outer)


def _activation_of_activation(pair: Pair, inner: str, outer: str) -> Draft:
    if inner == outer and ACTIVATIONS[inner].idempotent:
        text = f"{outer} is applied twice, and the second time changes nothing"
        repair = fix(f"Remove the second {outer}", remove_layer(pair.outer), safe=True)
    elif pair.last:
        text = (
            f"{inner} is applied in front of {outer} at the output, which then does not get all it needs; leave the {inner} out"
        )
        repair = fix(f"Remove the {inner}", _removed(pair.inner))
    else:
        text = f"{outer} is applied to the result of {inner}; one activation behind a layer is enough"
        repair = None
    return finding(
        pair.outer.activation.place or pair.outer.place,
        text,
        related=relate((pair.inner.activation.place, f"{inner} is applied here")),
        severity=Severity.INFO if inner == outer and ACTIVATIONS[inner].idempotent else None,
        fix=repair,
    )


def _removed(layer: Layer) -> Change:
    return remove_layer(layer) if layer.name in SEPARATE else remove_argument(layer.activation)
