"""Predictions for one sample after another, where one call would do for all of them.

## What it does
Finds `predict()` and `evaluate()` on a single sample in a loop or comprehension.

## Why is this bad
Each call of `predict` makes a new data pipeline, goes through callbacks and prints a progress bar: about a tenth of a
second, while the network itself needs a thousandth. Over ten thousand samples that is a quarter of an hour instead of
a few seconds. `predict_on_batch` and the call of the model itself leave all that out; one `predict` on all samples is
faster still.

## Example
```python
import keras
import numpy as np
from sklearn.datasets import load_breast_cancer

points, labels = load_breast_cancer(return_X_y=True)
points = points / points.max(axis=0)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[:400], labels[:400], epochs=20)
for point in points[400:]:
    print(model.predict(np.expand_dims(point, axis=0), verbose=0))
```

## Use instead
```python
import keras
import numpy as np
from sklearn.datasets import load_breast_cancer

points, labels = load_breast_cancer(return_X_y=True)
points = points / points.max(axis=0)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[:400], labels[:400], epochs=20)
for score in model.predict(points[400:], verbose=0):
    print(score)
```

## Fix safety
The fix calls `predict_on_batch`, which gives the same numbers, and no progress bar. It is unsafe: data that have to be
cut into batches first, or a dataset, are none for it.

## When it stays silent
- The number of samples is not known, or more than one.
- The loop is known to have ten turns or fewer.
- `predict_on_batch`, or the model itself, is called.

## Keras behaviour
Silent in all versions. Keras itself advises in the documentation of `predict` against calling it in loops.

## References
- [Model.predict](https://keras.io/api/models/model_training_apis/#predict-method)
- [What is the difference between `predict()` and `__call__()`?](https://keras.io/getting_started/faq/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CHEAP_TURNS,
    Array,
    Component,
    Context,
    Draft,
    Fix,
    Fixes,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    relate,
    remove_argument,
    repeated_in,
    replace_call,
)

META = Meta(
    code="KL701",
    severity=Severity.WARNING,
    category="performance",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "lower", 5.0),
)

METHODS = ("predict", "evaluate")


def check(program: Program) -> Iterator[Draft]:
    """Find predictions for single samples in loops, each place once."""
    seen: set[object] = set()
    for call in program.calls:
        loop = repeated_in(call.contexts, CHEAP_TURNS)
        if loop is None or call.name not in METHODS or not call.kind.startswith("keras.Model.") or not _is_single(call):
            continue
        if call.place is not None and call.place.key not in seen:
            seen.add(call.place.key)
            yield _draft(call, loop)


def _is_single(call: Component) -> bool:
    data = call["x"].value
    return isinstance(data, Array) and data.shape is not None and len(data.shape) > 1 and data.shape[0] == 1


def _draft(call: Component, loop: Context) -> Draft:
    remedy = (
        "predict all samples in one call, or where each depends on the one before, call predict_on_batch"
        if call.name == "predict"
        else "evaluate all samples at once"
    )
    return finding(
        call.place,
        f"{call.name} is called for one sample in each turn of a loop: what it prepares every time takes about a hundred times as"
        f" long as the network itself; {remedy}",
        related=relate((loop.place, "this is the loop")),
        fix=_fix(call),
    )


def _fix(call: Component) -> Fix | None:
    if call.name != "predict" or call.unexpected:
        return None
    others = [fact for name, fact in call.arguments.items() if name != "x" and fact.given]
    return fix("Call predict_on_batch", *map(remove_argument, others), replace_call(call, "predict_on_batch"))
