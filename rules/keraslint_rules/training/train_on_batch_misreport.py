"""The loss that `train_on_batch` returns, taken for the loss of this batch.

## What it does
Finds a use of what `train_on_batch` or `test_on_batch` returns in a program that never calls `reset_metrics()`, where
it may run on a Keras 3 before 3.15.

## Why is this bad
In these versions the value is the mean over all batches since the metrics were last reset. A loss that explodes, or one
that no longer falls, hardly shows in it after some thousand batches; and losses of two models that take turns, as in a
GAN, cannot be compared.

## Example
```python
import keras
import numpy as np

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
rng = np.random.default_rng(0)
for step in range(100):
    points = rng.random((32, 4))
    loss = model.train_on_batch(points, points.sum(axis=1))
    print(step, loss)
```

## Use instead
```python
import keras
import numpy as np

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
rng = np.random.default_rng(0)
for step in range(100):
    points = rng.random((32, 4))
    model.reset_metrics()
    loss = model.train_on_batch(points, points.sum(axis=1))
    print(step, loss)
```

## Fix safety
The fix is safe: from Keras 3.15 on, and in Keras 2, it changes nothing.

## When it stays silent
- Nothing is done with the value, or the program calls `reset_metrics()`.
- The project requires Keras 3.15 or newer, or uses Keras 2. Where it does not say which Keras 3 it needs the confidence
  is low.

## Keras behaviour
Silent. Keras 3.6 to 3.14 return a running mean, Keras 2 and 3.15 the value of the batch.

## References
- [keras-team/keras#22617](https://github.com/keras-team/keras/pull/22617)
- [Model.train_on_batch](https://keras.io/api/models/model_training_apis/#trainonbatch-method)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Confidence,
    Draft,
    Fixes,
    Framework,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    Use,
    call_before,
    finding,
    fix,
)

META = Meta(
    code="KL613",
    severity=Severity.INFO,
    category="correctness",
    since="0.1",
    keras="Keras 3 before 3.15",
    flavours=("keras3",),
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "lower", 0.01),
    groups=("migration",),
)

METHODS = ("train_on_batch", "test_on_batch")
RESET = "reset_metrics"
MENDED = (3, 15)


def check(program: Program) -> Iterator[Draft]:
    """Find values of single batches that are means over many."""
    framework = program.framework
    if framework.package == "keras" and framework.lowest >= MENDED:
        return
    if any(call.kind.endswith(RESET) for call in program.calls) or any(event.name.endswith(RESET) for event in program.events):
        return
    for setup in program.setups:
        for use in setup.uses:
            if use.method in METHODS and use.kept:
                yield _draft(use, framework)


def _draft(use: Use, framework: Framework) -> Draft:
    known = framework.package == "keras" and bool(framework.below) and framework.below <= MENDED
    return finding(
        use.place,
        f"{use.method} returns, in Keras 3 before 3.15, the mean over all batches since the metrics were reset, not the value of"
        " this batch; call reset_metrics() before it",
        confidence=Confidence.HIGH if known else Confidence.LOW,
        fix=fix("Reset the metrics first", call_before(use.call, RESET), safe=True),
    )
