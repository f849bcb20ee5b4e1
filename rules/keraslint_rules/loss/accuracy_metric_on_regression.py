"""Accuracy as a metric of a model that predicts numbers.

## What it does
Finds `accuracy` among the metrics of a model with a regression loss whose single output has no activation, or is
compared with targets that are known to be numbers, and among those of a model that gives back pictures under a binary
cross-entropy.

## Why is this bad
Accuracy counts exact hits. Keras resolves it to `binary_accuracy` here, which asks whether prediction and target lie
on the same side of 0.5. For prices or temperatures that is a number without meaning, and often exactly 0.0
throughout, from which nobody can tell that the model learns well.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
prices = points.sum(axis=1) * 100

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
model.fit(points, prices, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
prices = points.sum(axis=1) * 100

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.fit(points, prices, epochs=5)
```

## Fix safety
The fix replaces the metric by the mean absolute error, which is in the unit of the targets. It is unsafe: a callback
that monitors the metric, or code that reads it from the history, would look for a key that is gone.

## When it stays silent
- The targets are class labels: whether 0 and 1 are told apart by a number near them is a sensible question.
- The output has several units and nothing shows that they are numbers: they may be scores of classes.
- The output has an activation such as `softmax` and the targets are not known to be numbers;
  `regression-loss-on-classifier` looks at those.
- Soft labels under a softmax: the largest of several shares is a sensible question.
- Under a binary cross-entropy: targets of one channel that are not the inputs, which may be masks of 0 and 1.
- The metric is `binary_accuracy` or another one that says which classes it counts.
- The model is compiled and then not used in this file.
- The metric is a custom object, such as one that rounds first.

## Keras behaviour
Silent in all versions; `accuracy` becomes `binary_accuracy` with the threshold 0.5 for one unit.

## References
- [Regression metrics](https://keras.io/api/metrics/regression_metrics/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    BINARY_CROSSENTROPIES,
    REGRESSION_LOSSES,
    Change,
    Confidence,
    Draft,
    Fact,
    Fixes,
    Head,
    Loss,
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
    holds_classes,
    holds_numbers,
    loss_and_labels,
    metric_of,
    outputs,
    replace_component,
    trained_on_itself,
    written_head,
)

META = Meta(
    code="KL112",
    severity=Severity.WARNING,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "higher", 0.5),
    yields_to=("categorical-loss-on-single-unit",),
)


COLOURS = 3
IMAGES = ("samples", "height", "width", "channels")

PLAIN = {"accuracy", "acc"}
"""The names that Keras resolves by itself; who asks for ``binary_accuracy`` has two classes in mind."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find accuracy among the metrics of a model with one output that is any number."""
    metric = metric_of(setup, PLAIN)
    found = list(outputs(setup))
    if metric is None or len(found) != 1 or not setup.uses:
        return
    match found[0]:
        case Output(Head(activation=Fact(activation)) as head, Loss(kind=Fact(kind))) as output if kind in REGRESSION_LOSSES:
            if _numbers(setup, output) if activation == "linear" else _only_numbers(setup, output):
                what, it = ("a number", "it") if head.units.value == 1 else ("numbers", "them")
                yield finding(
                    metric.place,
                    f"{written_head(head)} with {kind} predicts {what}, and {metric.log_name.value} {_count(head)}, which says"
                    f" nothing about {it}; use 'mae', the mean distance from the target{_otherwise(output)}",
                    related=loss_and_labels(output),
                    confidence=_confidence(setup, output),
                    fix=fix("Use 'mae'", _replaced(metric)),
                )
        case Output(Head(), Loss(kind=Fact(kind))) as output if kind in BINARY_CROSSENTROPIES and _pictures(setup, output):
            yield finding(
                metric.place,
                f"the targets are pictures, whose values are any numbers from 0 to 1, and {metric.log_name.value}"
                f" {_of_pictures(output)}, which says nothing about how alike they are; use 'mae', the mean distance",
                related=loss_and_labels(output),
                confidence=Confidence.MEDIUM,
                fix=fix("Use 'mae'", _replaced(metric)),
            )


def _pictures(setup: Setup, output: Output) -> bool:
    """Say whether the targets are scaled images: the inputs themselves, or ones in colour, as a mask of classes is not."""
    if not holds_numbers(output.labels):
        return False
    return trained_on_itself(setup) or (
        output.head.units.value == COLOURS and output.head.shape is not None and len(output.head.shape) == len(IMAGES)
    )


def _of_pictures(output: Output) -> str:
    one = output.head.units.value == 1
    return "counts the values that are exactly 0 or 1 as expected" if one else "compares which of the values is the largest"


def _otherwise(output: Output) -> str:
    """Return what to do if the targets, which are not known, are classes."""
    unsure = output.head.units.value == 1 and output.head.activation.value == "linear" and not holds_numbers(output.labels)
    return "; if the targets are 0 or 1, use a sigmoid and binary_crossentropy" if unsure else ""


def _confidence(setup: Setup, output: Output) -> Confidence:
    """Return how sure it is that the targets are numbers: one unit and a loss for numbers are also given labels of 0 and 1."""
    if holds_numbers(output.labels):
        return Confidence.HIGH
    return Confidence.MEDIUM if trained_on_itself(setup) else Confidence.LOW


def _count(head: Head) -> str:
    """Return what Keras makes of the name ``accuracy``, which depends on the number of outputs."""
    return "counts how often it is on the right side of 0.5" if head.units.value == 1 else "compares which output is the largest"


def _only_numbers(setup: Setup, output: Output) -> bool:
    """Say whether an output with an activation is compared with numbers, rather than with shares of several classes."""
    if output.head.activation.value == "softmax" and output.head.units.value != 1:
        return False
    return holds_numbers(output.labels) or trained_on_itself(setup)


def _numbers(setup: Setup, output: Output) -> bool:
    if holds_classes(output.labels):
        return False
    return output.head.units.value == 1 or holds_numbers(output.labels) or trained_on_itself(setup)


def _replaced(metric: Metric) -> Change:
    return replace_component(metric.component, "mae", metric.place)
