"""The largest of one value: `argmax` over an output with one unit, which is always 0.

## What it does
Follows what `predict()` gives to `argmax`, of NumPy, TensorFlow or as a method. Reports it where the axis that is
searched has length one, and `argmax(axis=0)` over the predictions of a classifier, which searches the samples.

## Why is this bad
`argmax` gives the position of the largest value. Among one value that is position 0, so that every sample is put into
class 0, whatever the model has learned. Along axis 0 it gives, for each class, the number of a sample.

## Example
```python
import keras
import numpy as np
from sklearn.datasets import load_breast_cancer

points, labels = load_breast_cancer(return_X_y=True)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[:400], labels[:400], epochs=20)
classes = np.argmax(model.predict(points[400:]), axis=1)
```

## Use instead
```python
import keras
import numpy as np
from sklearn.datasets import load_breast_cancer

points, labels = load_breast_cancer(return_X_y=True)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[:400], labels[:400], epochs=20)
classes = (model.predict(points[400:]) > 0.5).astype("int32").ravel()
```

## When it stays silent
- The number of units is not known.
- A single sample is taken out of the predictions before: its scores stand along axis 0.
- `argmax` without an axis over the predictions of several samples.

## Keras behaviour
Silent in all versions.

## References
- [numpy.argmax](https://numpy.org/doc/stable/reference/generated/numpy.argmax.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import Array, Draft, Event, Meta, Prediction, Program, Severity, Shape, Statistic, Tier, finding, relate

META = Meta(
    code="KL607",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    prediction=Prediction(Statistic.STATE, "higher", 1.0),
)


def check(program: Program) -> Iterator[Draft]:
    """Find searches for the largest value along an axis of length one, or along the samples."""
    seen: set[object] = set()
    for event in program.events:
        array = event.details.get("array")
        if event.kind == "argmax" and event.place is not None and isinstance(array, Array) and event.place.key not in seen:
            message = _message(event, array.shape)
            if message:
                seen.add(event.place.key)
                made = array.source.place if array.source is not None else None
                yield finding(event.place, message, related=relate((made, "the predictions are made here")))


def _message(event: Event, shape: Shape | None) -> str:
    axis = event.details.get("axis")
    if shape is None:
        return ""
    if event.details.get("flat"):
        return _of_one(shape) if shape == (1,) else ""
    if not isinstance(axis, int) or not -len(shape) <= axis < len(shape):
        return ""
    place = axis % len(shape)
    if place == len(shape) - 1 and shape[-1] == 1 and len(shape) > 1:
        return _of_one(shape)
    if place == 0 and len(shape) == 2 and shape[0] is None and shape[1] is not None and shape[1] > 1:
        return (
            f"argmax(axis=0) over predictions of shape {shape} gives the number of a sample for each of the {shape[1]} classes;"
            " axis=1 gives the class of each sample"
        )
    return ""


def _of_one(shape: Shape) -> str:
    return (
        f"argmax over an output of one unit is always 0: predictions of shape {shape} have one value for a sample; compare it"
        " with a threshold instead: (predictions > 0.5).astype('int32').ravel()"
    )
