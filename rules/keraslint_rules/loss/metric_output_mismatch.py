"""A metric that reads the output, or the labels, in another way than they are meant.

## What it does
Finds metrics that do not fit the output of the model: a border of 0.5 on raw scores (logits), binary accuracy on a
softmax, `accuracy` where several labels may apply at once, `metrics.Accuracy()` on probabilities, metrics for one-hot
labels on class numbers and the reverse, metrics of yes and no on class numbers, and squared errors as the only metric
of a classifier.

## Why is this bad
The model may learn well, and the number that is watched, and by which the best weights are chosen, says something else.
`AUC()` on raw scores showed .506 where the model had .870; `binary_accuracy` of ten classes shows .9 for a model that
guesses; `categorical_accuracy` of a single unit is always 1; `accuracy` of several sigmoid units asks only whether the
largest output belongs to the first label that applies.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = (points.sum(axis=1) > 4).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(
    optimizer="adam",
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[keras.metrics.AUC()],
)
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np
from sklearn.preprocessing import MultiLabelBinarizer

points = np.random.default_rng(0).random((400, 8))
genres = [["drama"], ["comedy", "family"], ["drama", "crime"], ["family"]] * 100
tags = MultiLabelBinarizer().fit_transform(genres)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(4, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, tags, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = (points.sum(axis=1) > 4).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(
    optimizer="adam",
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[keras.metrics.AUC(from_logits=True)],
)
model.fit(points, labels, epochs=5)
```
```python
import keras
import numpy as np
from sklearn.preprocessing import MultiLabelBinarizer

points = np.random.default_rng(0).random((400, 8))
genres = [["drama"], ["comedy", "family"], ["drama", "crime"], ["family"]] * 100
tags = MultiLabelBinarizer().fit_transform(genres)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(4, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=[keras.metrics.BinaryAccuracy(name="accuracy")])
model.fit(points, tags, epochs=5)
```

## Fix safety
`from_logits=True` for `AUC` is safe: training stays as it is, and the metric means what its name says. All other fixes
are unsafe, because the name in the logs, which callbacks and plots may read, or the border that counts changes.

## When it stays silent
- The last activation, the loss or the metrics are not known, or the model has several outputs.
- A threshold, `from_logits` or `class_id` is given.
- A softmax with `accuracy`, which Keras resolves by the loss and the labels.
- `accuracy` of several sigmoid units where the labels are not known to be several at once.
- Squared errors next to a metric of classes, or where the output is compared with soft labels.

## Keras behaviour
Silent, but for metrics of yes and no and `sparse_` metrics on labels of the other form, which fail with the first
batch: "Dimensions must be equal".

## References
- [Classification metrics](https://keras.io/api/metrics/classification_metrics/)
- [Accuracy metrics](https://keras.io/api/metrics/accuracy_metrics/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CATEGORICAL_CROSSENTROPIES,
    CROSSENTROPIES,
    Array,
    Compile,
    Draft,
    Encoding,
    Fixes,
    Meta,
    Metric,
    Output,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Tier,
    finding,
    fix,
    loss_and_labels,
    outputs,
    relate,
    replace_component,
    written_head,
)
from keraslint_rules.loss._metric_readings import READERS, SPARSE_LOSS, Fault, Reading, plain_name

META = Meta(
    code="KL113",
    severity=Severity.WARNING,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 0.02),
    yields_to=(
        "softmax-on-single-unit", "categorical-loss-on-single-unit", "label-encoding-mismatch",
        "crossentropy-on-raw-output", "invalid-activation-for-crossentropy", "output-units-class-count-mismatch",
    ),
)  # fmt: skip

ERRORS = {"meansquarederror", "meanabsoluteerror", "rootmeansquarederror", "mse", "mae"}


def check(setup: Setup) -> Iterator[Draft]:
    """Find metrics that do not fit the only output of a model."""
    found = list(outputs(setup))
    metrics = setup.compile.metrics
    if len(found) != 1 or not isinstance(metrics, tuple) or found[0].loss.kind.value not in CROSSENTROPIES:
        return
    output = found[0]
    units = output.head.units.value
    if not isinstance(units, int) or not output.head.activation.known:
        return
    for metric in metrics:
        reading = Reading.of(metric, output, units)
        fault = next((fault for reader in READERS if (fault := reader(reading)) is not None), None)
        if fault is not None:
            yield _finding(reading, fault)
    yield from _only_errors(setup.compile, output)


def _finding(reading: Reading, fault: Fault) -> Draft:
    output, metric = reading.output, reading.metric
    return finding(
        metric.place,
        f"{_called(metric)} does not fit {written_head(output.head)}: {fault.reason}; {fault.advice}",
        related=relate((output.head.layer.place, "this is the output")) + loss_and_labels(output),
        severity=fault.severity,
        fix=fault.repair,
    )


def _only_errors(compiled: Compile, output: Output) -> Iterator[Draft]:
    """Find squared errors as all that is said of a classifier."""
    metrics = compiled.metrics
    assert isinstance(metrics, tuple)
    named = {plain_name(metric) for metric in metrics}
    labels = output.labels.value
    soft = isinstance(labels, Array) and labels.encoding in {None, Encoding.CONTINUOUS} and output.loss.kind.value != SPARSE_LOSS
    if not named or not named <= ERRORS or not _tells_classes_apart(output) or soft:
        return
    yield finding(
        metrics[0].place,
        f"{_called(metrics[0])} measures how far the probabilities of {written_head(output.head)} are from 0 and 1, and says"
        " nothing of how many answers are right; add 'accuracy'",
        related=loss_and_labels(output),
        severity=Severity.INFO,
        fix=fix("Use 'accuracy'", replace_component(metrics[0].component, "accuracy", metrics[0].place)),
    )


def _tells_classes_apart(output: Output) -> bool:
    return output.head.activation.value == "softmax" or output.loss.kind.value in CATEGORICAL_CROSSENTROPIES


def _called(metric: Metric) -> str:
    return f"{metric.component.name}()" if metric.form == "instance" else f"'{metric.log_name.value}'"
