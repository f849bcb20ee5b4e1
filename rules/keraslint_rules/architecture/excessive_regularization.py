"""Dropout or weight penalties so strong that the model cannot fit its data.

## What it does
Finds `Dropout` with a rate of 0.7 and more, or of 0.5 where no more than four values are left of a layer or where four
layers that are not wide have one, and penalties on weights of more than 0.1 (L2) or 0.01 (L1).

## Why is this bad
`Dropout(0.9)` passes one value in ten on. Who thinks of the share that is kept, as TensorFlow 1 called it, writes 0.9 and
means 0.1. A penalty is added to the loss: with a strong one the cheapest thing that a model can do is to make all weights
zero. On ten classes the accuracy was between .69 and .80 with `Dropout(0.9)`, between .11 and .21 with `l2(1.0)`, and 1.0
without, in three runs each.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 20))
labels = rng.integers(0, 10, 400)

model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.9),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.9),
    keras.layers.Dense(10, activation="softmax"),
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
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(1.0)),
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
points = rng.random((400, 20))
labels = rng.integers(0, 10, 400)

model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(10, activation="softmax"),
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
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.0001)),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix sets the rate to 0.5 and a penalty to 0.0001. It is unsafe: training goes differently.

## When it stays silent
- Other rates below 0.7; the dropout of words behind an `Embedding`, and that of whole inputs.
- Only an info where a wide layer still passes 128 values or more on, as the features of a pretrained model.
- Penalties on activations, as of a sparse autoencoder, and those of a model with a single layer with weights, such as a
  ridge regression.
- Penalties where the loss is not a crossentropy: large targets make a loss beside which they are small.
- The number comes from a caller, the default of a parameter, or a loop over several.

## Keras behaviour
Silent. With a rate of 1 the layer gives only zeros while training; a rate above 1 is refused with an error.

## References
- Srivastava et al., *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*, JMLR 2014
- Schoop et al., *UMLAUT: Debugging Deep Learning Programs using Program Structure and Model Behavior*, CHI 2021
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from keraslint.api import (
    CROSSENTROPIES,
    WEIGHTED,
    Confidence,
    Draft,
    Fact,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    chosen,
    finding,
    fix,
    graphs,
    number,
    outputs,
    relate,
    remove_layer,
    set_argument,
    stated,
    written,
)

META = Meta(
    code="KL405",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("regularizer-after-output",),
)

DROPPING = frozenset({"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"})
HIGHEST_RATE = 0.7
HALF = 0.5
VALUES_LEFT = 4
"""Where half of the values are dropped and no more than this are left, a step sees hardly anything."""
MANY = 4
ENOUGH_LEFT = 128

PENALTIES = ("kernel_regularizer", "recurrent_regularizer", "bias_regularizer")
HIGHEST = {"l1": 0.01, "l2": 0.1}


def check(setup: Setup) -> Iterator[Draft]:
    """Find high dropout rates and strong penalties; one finding for each of the two."""
    if not isinstance(setup.model, Model):
        return
    rates = [found for model in graphs(setup.model) for found in _rates(model)]
    if rates:
        yield _dropout(rates)
    else:
        yield from _halves(setup.model)
    penalties = _penalties(setup.model) if _judged_by_crossentropy(setup) else []
    if penalties:
        yield _penalty(penalties)


def _rates(model: Model) -> Iterator[tuple[Layer, float]]:
    for layer in model.layers:
        rate = layer["rate"]
        value = rate.number
        if layer.name not in DROPPING or value is None or not HIGHEST_RATE <= value <= 1 or not stated(rate):
            continue
        before = model.layers[layer.inputs[0]] if layer.inputs else None
        if before is not None and before.name not in {"Embedding", "InputLayer"}:
            yield layer, value


def _halves(model: Model) -> Iterator[Draft]:
    """Find layers so narrow that dropping half of them leaves next to nothing, and dropping half again and again."""
    halves = [layer for layer in model.flat() if layer.kind == "keras.layers.Dropout" and _drops_half(layer)]
    narrow = next((layer for layer in halves if 0 < _left(layer, layer["rate"].number or 0) <= VALUES_LEFT), None)
    if narrow is not None:
        rate = narrow["rate"].number or 0
        count = round(_left(narrow, rate) / (1 - rate))
        yield finding(
            narrow["rate"].place or narrow.place,
            f"Dropout({number(rate)}) behind {count} values leaves about {number(count * (1 - rate))} of them in a step, and"
            " often none: dropout is made for wide layers; leave it out here",
            fix=fix("Leave the dropout out", remove_layer(narrow)),
        )
        return
    small = [layer for layer in halves if 0 < _left(layer, layer["rate"].number or 0) < ENOUGH_LEFT]
    if len(small) >= MANY:
        yield finding(
            small[0]["rate"].place or small[0].place,
            f"{len(small)} layers of this model, none of them wide, drop half of their values or more, one behind the other:"
            " little of a sample gets through in a step; use 0.2 to 0.3",
            related=relate(*((layer["rate"].place, "half are dropped again") for layer in small[1:])),
            severity=Severity.INFO,
        )


def _drops_half(layer: Layer) -> bool:
    rate = layer["rate"]
    return stated(rate) and (rate.number or 0) >= HALF


def _left(layer: Layer, rate: float) -> float:
    """Return how many values of a sample a dropout passes on; 0 where that is not known."""
    shape = layer.input_shapes[0] if layer.input_shapes else None
    return math.prod(size or 0 for size in shape[1:]) * (1 - rate) if shape else 0


def _dropout(found: list[tuple[Layer, float]]) -> Draft:
    layer, rate = min(found, key=lambda one: _left(*one))
    others = [other for other, _ in found if other is not layer]
    wide = _left(layer, rate) >= ENOUGH_LEFT
    effect = (
        "drops everything" if rate == 1 else f"drops {number(rate * 100)}% of the values and keeps {number(100 - rate * 100)}%"
    )
    verdict = "more than is usual" if wide else "which leaves little to learn from"
    return finding(
        layer["rate"].place,
        f"{layer.name}({number(rate)}) {effect} while training, {verdict}; the rate is the share that is dropped, not the share"
        " that is kept",
        related=relate(*((other["rate"].place, "this rate is high too") for other in others)),
        severity=Severity.ERROR if rate == 1 else Severity.INFO if wide else None,
        confidence=Confidence.HIGH if rate == 1 else None,
        fix=fix("Drop half of the values", *(set_argument(one["rate"], 0.5) for one, _ in found)),
    )


def _judged_by_crossentropy(setup: Setup) -> bool:
    return any(output.loss.kind.value in CROSSENTROPIES for output in outputs(setup))


def _penalties(model: Model) -> list[tuple[Layer, str, Fact[float]]]:
    weighted = [layer for layer in model.flat() if layer.name in WEIGHTED]
    if len(weighted) < 2:
        return []
    return [found for layer in weighted for found in _penalties_of(layer)]


def _penalties_of(layer: Layer) -> Iterator[tuple[Layer, str, Fact[float]]]:
    for parameter in PENALTIES:
        choice = chosen(layer[parameter])
        if choice is None or choice.component is None or choice.name not in {"l1", "l2", "l1l2"}:
            continue
        for kind, highest in HIGHEST.items():
            fact = choice[kind]
            if stated(fact) and (fact.number or 0) > highest:
                yield layer, kind, fact


def _penalty(found: list[tuple[Layer, str, Fact[float]]]) -> Draft:
    layer, kind, fact = max(found, key=lambda one: (one[2].number or 0) / HIGHEST[one[1]])
    return finding(
        fact.place,
        f"an {kind.upper()} penalty of {number(fact.number or 0)} on the weights of {written(layer)} outweighs a crossentropy, "
        "and drives the weights to zero; 0.01 to 0.0001 is usual",
        related=relate(*((other.place, "this penalty is strong too") for _, _, other in found if other is not fact)),
        fix=fix("Use 0.0001", *(set_argument(one, 0.0001) for _, _, one in found)),
    )
