"""A loss over several classes on an output with one unit.

## What it does
Finds a categorical loss (`categorical_crossentropy`, `sparse_categorical_crossentropy` and their relatives) in a
model whose output has one unit.

## Why is this bad
These losses compare the units of an output with each other: one unit for each class. With a single unit there is
nothing to compare. `categorical_crossentropy` is then 0.0 from the first batch on and no weight moves; the sparse
loss knows class 0 only and fails on the first label 1, or gives NaN on a GPU.

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
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
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
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix is unsafe: it changes the loss, or the number of units. It writes `binary_crossentropy` where the labels or
the sigmoid show two classes, one unit for each class where the labels show how many there are, and is not offered
otherwise.

## When it stays silent
- The number of units is not known.
- The loss compares along another axis.

## Keras behaviour
`categorical_crossentropy`: a `SyntaxWarning` ("expected y_pred.shape to be (batch_size, num_classes) with num_classes
> 1"), and training with a loss of 0.0. `sparse_categorical_crossentropy`: an `InvalidArgumentError` at the first
label 1 on the TensorFlow backend on a CPU; nothing on JAX, where the loss is 0.0.

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
- Zhang et al., *AUTOTRAINER: An Automatic DNN Training Problem Detection and Repair System*, ICSE 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ABSENT,
    CATEGORICAL_CROSSENTROPIES,
    Array,
    Change,
    Draft,
    Encoding,
    Fact,
    Fix,
    Fixes,
    Head,
    Loss,
    Meta,
    Output,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    loss_and_labels,
    outputs,
    relate,
    replace_loss,
    set_activation,
    set_argument,
    written_head,
)

META = Meta(
    code="KL105",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    keras="all versions; warns or fails, depending on the loss and the backend",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("softmax-on-single-unit",),
)

JUDGED = CATEGORICAL_CROSSENTROPIES | {"categorical_hinge"}


def check(setup: Setup) -> Iterator[Draft]:
    """Find categorical losses on one unit."""
    for output in outputs(setup):
        match output:
            case Output(Head(units=Fact(1) as units) as head, Loss(kind=Fact(kind)) as loss) if kind in JUDGED and _last_axis(
                loss
            ):
                yield finding(
                    loss.place,
                    f"{kind} compares the outputs of several classes, but {written_head(head)} has one unit:"
                    f" {_effect(str(kind))}; {_advice(output)}",
                    related=relate((units.place, "the output has one unit")) + loss_and_labels(output)[1:],
                    fix=_fix(output),
                )


def _last_axis(loss: Loss) -> bool:
    axis = loss.component["axis"]
    return axis is ABSENT or axis.value == -1


def _effect(loss: str) -> str:
    if loss == "sparse_categorical_crossentropy":
        return "every label but 0 is out of range"
    return "the loss says nothing about how good the predictions are" if loss == "categorical_hinge" else "the loss is always 0"


def _classes(output: Output) -> int | None:
    """Return how many classes the labels show; two where only the sigmoid speaks."""
    match output.labels.value:
        case Array(encoding=Encoding.BINARY | Encoding.SIGNED):
            return 2
        case Array(classes=int() as classes):
            return classes
        case Array(encoding=Encoding.ONE_HOT | Encoding.INTEGER):
            return None
    return 2 if output.head.activation.value == "sigmoid" else None


def _advice(output: Output) -> str:
    match _classes(output):
        case None:
            return "use binary_crossentropy with a sigmoid for two classes, or one unit for each class with a softmax"
        case 2:
            sigmoid = "" if output.head.activation.value == "sigmoid" else " with activation='sigmoid'"
            return f"use binary_crossentropy{sigmoid}, or Dense(2, activation='softmax') with sparse_categorical_crossentropy"
        case classes:
            return f"the labels have {classes} classes, so use Dense({classes}, activation='softmax')"


def _fix(output: Output) -> Fix | None:
    classes = _classes(output)
    if classes is None:
        return None
    if classes > 2:
        units = output.head.units
        if units.site is None:
            return None
        return fix(f"Use {classes} units and a softmax", set_argument(units, classes), set_activation(output.head, "softmax"))
    changes: list[Change | None] = [replace_loss(output.loss, "binary_crossentropy")]
    if output.head.activation.value != "sigmoid":
        changes.append(set_activation(output.head, "sigmoid"))
    return fix("Use binary_crossentropy", *changes)
