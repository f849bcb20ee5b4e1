"""Class labels whose values do not number the classes: they start at 1, are scaled, or are encoded twice.

## What it does
Follows the labels of a classifier to the training. Reports `to_categorical` on labels that are all 1 or more, on -1 and
1, on numbers that are not whole, and on rows that are one-hot already; and labels that are divided or scaled like
inputs.

## Why is this bad
`to_categorical` takes a label for the number of a column. Labels from 1 to 3 give four columns, of which the first is
empty: the model has a class that does not exist. A label of -1 is the last column, so that -1 and 1 become one class.
Fractions are cut off: 0.5 is class 0. A label divided by 255 is no class at all: the loss takes 9/255 for class 0, and
all samples belong to one class.

## Example
```python
import keras
import numpy as np

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
y_train = y_train / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=5)
model.evaluate(x_test, y_test)
```

## Use instead
```python
import keras
import numpy as np

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=5)
model.evaluate(x_test, y_test)
```

## When it stays silent
- The values of the labels are not known.
- The empty first column is taken off afterwards, as by `[:, 1:]`.
- The targets are images, as those of an autoencoder, or 0 and 255 that a division makes 0 and 1.
- The loss is one for numbers.

## Keras behaviour
Silent in all versions: `to_categorical([1, 2, 3])` has the shape (3, 4), `to_categorical([-1, 1])` has a 1 in the last
column of both rows, and one-hot rows become an array with a further axis, which stops the training with an error.

## References
- [to_categorical](https://keras.io/api/utils/python_utils/#to_categorical-function)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.api import (
    CROSSENTROPIES,
    TIGHT_STEPS,
    Array,
    Draft,
    Fact,
    Interval,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Step,
    Tier,
    attained,
    divisor,
    finding,
    library_name,
    number,
    reconstructs,
    relate,
    scaling_text,
    trail,
    training,
)

META = Meta(
    code="KL311",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with labels, at which step, and how bad it is."""

    step: Step
    what: str
    severity: Severity = Severity.ERROR


def check(setup: Setup) -> Iterator[Draft]:
    """Look at the labels of every training."""
    loss = setup.compile.loss
    if loss is None or loss.kind.value not in CROSSENTROPIES or reconstructs(setup):
        return
    for feed in training(setup):
        match feed.y:
            case Fact(Array() as labels):
                defect = _defect(labels)
                if defect is not None:
                    yield finding(
                        defect.step.place,
                        defect.what,
                        related=trail(labels, "the labels come from here", frozenset({"load", "split"}))
                        + relate((feed.y.place, "the model is trained on them")),
                        severity=defect.severity,
                    )
                    return


def _defect(labels: Array) -> Defect | None:
    for at, step in enumerate(labels.steps):
        if step.operation == "encode" and step.name.endswith("to_categorical"):
            found = _miscounted(step, labels.steps[at + 1 :])
            if found is not None:
                return found
        if step.operation == "scale" and step.detail("method") != "inverse_transform" and _is_column(labels):
            return _scaled(step, labels) if _stays(labels, labels.steps[at + 1 :]) else None
    return None


def _stays(labels: Array, behind: tuple[Step, ...]) -> bool:
    """Say whether what the steps ``behind`` leave are still the numbers before them, of which classes may have been made."""
    return all(step.operation in TIGHT_STEPS for step in behind) and not (labels.dtype or "").startswith(("int", "uint"))


def _miscounted(step: Step, behind: tuple[Step, ...]) -> Defect | None:
    """Return what is wrong with the labels that are made one-hot."""
    lowest, encoding = step.detail("lowest"), step.detail("encoding")
    if encoding == "one_hot":
        return Defect(
            step, "to_categorical makes one-hot rows of rows that are one-hot already, with an axis too many; leave it out"
        )
    if encoding == "signed":
        return Defect(
            step,
            "to_categorical takes the label -1 for the last class, as Python does with an index, and 1 is that too: all"
            " samples fall into one class; map -1 to 0 before",
        )
    if encoding == "continuous" or step.detail("broken"):
        return Defect(
            step, "to_categorical cuts the fractions of these labels off: they are no class numbers; number the classes from 0"
        )
    cut_off = any(other.operation == "select" and other.name == "columns" for other in behind)
    if isinstance(lowest, int | float) and lowest >= 1 and not cut_off:
        return Defect(
            step,
            f"to_categorical counts classes from 0, and these labels start at {number(lowest)}: the first column stays empty, and"
            f" the model has a class that does not exist; subtract {number(lowest)} from the labels",
            Severity.WARNING,
        )
    return None


def _is_column(labels: Array) -> bool:
    shape = labels.shape
    return shape is not None and (len(shape) == 1 or (len(shape) == 2 and shape[1] == 1))


def _scaled(step: Step, labels: Array) -> Defect | None:
    """Return that labels were scaled, unless that makes 0 and 1 of 0 and the divisor."""
    match labels.interval:
        case Interval(lo=0, hi=hi) if hi == 1 and attained(labels) and divisor(step) is not None:
            return None
    if divisor(step) == 1:
        return None
    how = library_name(step.name) if step.detail("object") is not None else scaling_text(step)
    return Defect(
        step, f"the labels are scaled by {how}, like inputs: what comes out are no class numbers; leave them as they are"
    )
