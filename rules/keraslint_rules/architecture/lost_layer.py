"""A layer whose result goes nowhere, so that it is no part of the model.

## What it does
Finds layers that are made and applied in a statement of their own, and layers whose result is bound to a name that is
given the result of another layer, on the same input, before anything has read it.

## Why is this bad
A layer does not change the tensor that it is given: it returns a new one. Where that is not used, the layer is not
part of the model. Keras drops it without a word, and the summary of the model is the only place where one can see that
the dropout, or the whole layer, is missing.

## Example
```python
import keras

inputs = keras.Input((8,))
x = keras.layers.Dense(64, activation="relu")(inputs)
keras.layers.Dropout(0.5)(x)
outputs = keras.layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```
```python
import keras

inputs = keras.Input((8,))
x = keras.layers.Dense(64, activation="relu")(inputs)
x = keras.layers.Dense(32, activation="relu")(inputs)
outputs = keras.layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Use instead
```python
import keras

inputs = keras.Input((8,))
x = keras.layers.Dense(64, activation="relu")(inputs)
x = keras.layers.Dropout(0.5)(x)
outputs = keras.layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```
```python
import keras

inputs = keras.Input((8,))
x = keras.layers.Dense(64, activation="relu")(inputs)
x = keras.layers.Dense(32, activation="relu")(x)
outputs = keras.layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## When it stays silent
- The result is read anywhere: as an output, in a list, as an argument, by another layer.
- The layer has a name and is applied to build its weights.
- The name is bound again in a branch or a loop.
- The second layer takes another input: another model may begin there.
- Tests.

## Keras behaviour
Silent in all versions.

## References
- [The functional API](https://keras.io/guides/functional_api/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Meta,
    Place,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    in_tests,
    relate,
)

META = Meta(
    code="KL410",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    prediction=Prediction(Statistic.STATE, "higher", 1),
)


def check(program: Program) -> Iterator[Draft]:
    """Find layers whose results get lost."""
    if any(in_tests(setup) for setup in program.setups[:1]):
        return
    for event in program.events:
        if event.kind != "lost":
            continue
        by = event.details.get("by")
        if isinstance(by, Place):
            yield finding(
                event.place,
                f"the result of this {event.name} is overwritten before anything reads it, by a layer that takes the same input:"
                f" the {event.name} is not a part of the model; let that layer take this result, or delete this one",
                related=relate((by, "this layer takes the input of the lost one")),
            )
        else:
            yield finding(
                event.place,
                f"the result of this {event.name} goes nowhere: a layer returns a new tensor and leaves the one that it is given"
                f" as it is, so the {event.name} is not a part of the model; bind the result to a name and go on with that",
            )
