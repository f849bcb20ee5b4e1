"""One-hot labels under a sparse loss, or class numbers under a loss for one-hot labels.

## What it does
Compares how the labels are written down with what the loss expects: `sparse_categorical_crossentropy` expects class
numbers (0, 1, 2, ...), `categorical_crossentropy` one-hot rows.

## Why is this bad
The first batch fails, after the data were loaded and the model was built. The message speaks of ranks and shapes and
not of the labels.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = keras.utils.to_categorical(rng.integers(0, 3, 400), 3)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras

(train_images, train_labels), _ = keras.datasets.mnist.load_data()
train_images = train_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(train_images, train_labels, epochs=5, validation_split=0.1)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = keras.utils.to_categorical(rng.integers(0, 3, 400), 3)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```
```python
import keras

(train_images, train_labels), _ = keras.datasets.mnist.load_data()
train_images = train_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(train_images, train_labels, epochs=5, validation_split=0.1)
```

## Fix safety
The fix changes the loss, and metrics that are sparse or not, and leaves the data alone. It is unsafe because the
labels may be what is wrong.

## When it stays silent
- The encoding of the labels is not known, or they pass through code that is not followed.
- The labels are soft: rows of probabilities.
- Class numbers under `categorical_crossentropy` with one unit: `categorical-loss-on-single-unit` says what is wrong
  there.

## Keras behaviour
Fails with the first batch in all versions: "Argument `output` must have rank (ndim) `target.ndim - 1`" or "Arguments
`target` and `output` must have the same rank (ndim)".

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ONE_HOT_CROSSENTROPIES,
    Array,
    Change,
    Draft,
    Encoding,
    Fact,
    Fixes,
    Head,
    Loss,
    Meta,
    Output,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    Unknown,
    finding,
    fix,
    labels_text,
    loss_and_labels,
    outputs,
    replace_component,
    replace_loss,
)

META = Meta(
    code="KL107",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="all versions; fails with the first batch",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    yields_to=("softmax-on-single-unit", "categorical-loss-on-single-unit"),
)

SPARSE = "sparse_categorical_crossentropy"

COUNTERPARTS = {
    "sparse_categorical_accuracy": "categorical_accuracy",
    "categorical_accuracy": "sparse_categorical_accuracy",
    "SparseCategoricalAccuracy": "categorical_accuracy",
    "CategoricalAccuracy": "sparse_categorical_accuracy",
}


NUMBERED = "or turn the rows into class numbers with argmax(axis=1)"
IN_ROWS = "or turn them into rows with keras.utils.to_categorical"
"""The other way round: labels for the loss instead of a loss for the labels."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find labels that are encoded in another way than the loss expects."""
    for output in outputs(setup):
        match output:
            case Output(_, Loss(kind=Fact("sparse_categorical_crossentropy")), Fact(Array(encoding=Encoding.ONE_HOT) as labels)):
                yield _finding(setup, output, labels, "class numbers (0, 1, 2, ...)", "categorical_crossentropy", NUMBERED)
            case Output(
                Head(units=Fact(int() as units)),
                Loss(kind=Fact(kind)),
                Fact(Array(encoding=Encoding.INTEGER | Encoding.BINARY) as labels),
            ) if kind in ONE_HOT_CROSSENTROPIES and units > 1 and not _one_column_each(labels, units):
                yield _finding(setup, output, labels, f"one-hot rows with {units} columns", SPARSE, IN_ROWS)


def _one_column_each(labels: Array, units: int) -> bool:
    """Say whether the labels have a column for each unit, or may have."""
    return labels.shape is not None and len(labels.shape) > 1 and labels.shape[-1] in {units, None}


def _finding(setup: Setup, output: Output, labels: Array, expected: str, better: str, other: str) -> Draft:
    return finding(
        output.loss.place,
        f"{output.loss.kind.value} expects {expected}, but the labels are {labels_text(labels)}; use {better}, {other}",
        related=loss_and_labels(output)[1:],
        fix=fix(f"Use {better}", replace_loss(output.loss, better), *_metrics(setup)),
    )


def _metrics(setup: Setup) -> Iterator[Change]:
    """Swap the metrics that expect the other encoding as well."""
    metrics = setup.compile.metrics
    for metric in () if isinstance(metrics, Unknown) else metrics:
        counterpart = COUNTERPARTS.get(str(metric.kind.value))
        if counterpart is not None:
            yield replace_component(metric.component, counterpart, metric.place)
