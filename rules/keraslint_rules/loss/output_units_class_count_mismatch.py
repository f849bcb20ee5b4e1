"""An output with another number of units than the labels have classes.

## What it does
Compares the number of units of the last layer with the number of classes in the labels: the rows of one-hot labels,
the largest of the class numbers of a known data set, or one column of 0 and 1 under several sigmoid units.

## Why is this bad
There is one unit for each class, and the two are counted in different places of a program: the labels where they are
loaded or encoded, the units at the end of the model. With too few units the first batch with a class that has none
stops the training, or gives a loss that is not a number where the program runs on a GPU. With too many, the rest of
them learn to stay off, and nothing is said.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.cifar100.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
```
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = (points.sum(axis=1) > 4).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(2, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.cifar100.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(100, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
```
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
The fix is unsafe: it gives the last layer as many units as the labels have classes, and the labels may be what is
wrong. It is offered where the units are written in the last layer.

## When it stays silent
- The number of classes or of units is not known.
- Rows were left out of the labels, so that classes may be missing.
- One unit under a categorical loss: `categorical-loss-on-single-unit` says what is wrong there.
- Labels in another form than the loss expects: `label-encoding-mismatch` comes first.
- One unit more than there are classes, under class numbers: one for "none of them", or for padding.
- An output with several positions for each sample.

## Keras behaviour
Too few units fail in all versions: with class numbers when the first label without a unit turns up (on a GPU the loss
is NaN instead), else with the first batch ("must have the same shape"). Too many units are silent with class numbers.

## References
- [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    BINARY_CROSSENTROPIES,
    ONE_HOT_CROSSENTROPIES,
    Array,
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
    labels_text,
    loss_and_labels,
    outputs,
    set_activation,
    set_argument,
    written_head,
)

META = Meta(
    code="KL108",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    keras="all versions; too few units fail, too many are silent",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    yields_to=(
        "label-value-defect",
        "softmax-on-single-unit", "categorical-loss-on-single-unit", "label-encoding-mismatch", "head-target-rank-mismatch",
        "sigmoid-softmax-swapped",
    ),
)  # fmt: skip

SPARSE = "sparse_categorical_crossentropy"

ROWS = ONE_HOT_CROSSENTROPIES | BINARY_CROSSENTROPIES | {"kl_divergence"}
"""Losses that compare the output with a row of the same width."""


def check(setup: Setup) -> Iterator[Draft]:
    """Compare the width of the output with the number of classes in the labels."""
    for output in outputs(setup):
        match output:
            case Output(
                Head(units=Fact(int() as units), shape=(_, _)), Loss(kind=Fact(kind)), Fact(Array(shape=tuple()) as labels)
            ) if units > 1:
                if kind == SPARSE and labels.encoding in {Encoding.INTEGER, Encoding.BINARY}:
                    yield from _numbered(output, labels, units)
                elif kind in ROWS and labels.encoding in {Encoding.ONE_HOT, Encoding.MULTI_HOT}:
                    yield from _in_rows(output, labels, units)
                elif kind in BINARY_CROSSENTROPIES and labels.encoding in {Encoding.INTEGER, Encoding.BINARY}:
                    yield from _one_column(output, labels, units)


def _numbered(output: Output, labels: Array, units: int) -> Iterator[Draft]:
    """Compare the units with the largest class number."""
    classes = labels.classes
    if classes is None or units in {classes, classes + 1} or any(step.operation in {"select", "filter"} for step in labels.steps):
        return
    if units < classes:
        result = f"the classes {units} and up have no unit, and training fails when the first of them comes up"
        yield _finding(output, labels, units, classes, result)
    else:
        result = f"the last {units - classes} units stand for classes that do not occur"
        yield _finding(output, labels, units, classes, result, Severity.INFO)


def _in_rows(output: Output, labels: Array, units: int) -> Iterator[Draft]:
    """Compare the units with the columns of the labels."""
    columns = labels.shape[-1] if labels.shape is not None and len(labels.shape) == len(("sample", "class")) else None
    if columns is not None and columns not in {units, 1}:
        yield _finding(output, labels, units, columns, "the loss compares them column by column, and stops with an error")


def _one_column(output: Output, labels: Array, units: int) -> Iterator[Draft]:
    """Find one column of labels under a loss that judges every unit on its own."""
    shape = labels.shape or ()
    if (len(shape) == 1 or shape[1:] == (1,)) and not any(step.operation == "opaque" for step in labels.steps):
        loss = output.loss.kind.value
        two = labels.encoding is Encoding.BINARY or labels.classes == len(("no", "yes"))
        advice = "use Dense(1, activation='sigmoid')" if two else f"use activation='softmax' and {SPARSE}"
        yield finding(
            output.head.layer.place,
            f"{written_head(output.head)} gives {units} numbers for each sample, and {loss} compares each of them with a label of"
            f" its own, but there is one label for each sample, {labels_text(labels)}; {advice}, or make rows of the labels with"
            " keras.utils.to_categorical",
            related=loss_and_labels(output),
            fix=_fix_of_two(output) if two else None,
        )


def _finding(output: Output, labels: Array, units: int, classes: int, result: str, severity: Severity | None = None) -> Draft:
    argument = output.head.units
    repair = fix(f"Use {classes} units", set_argument(argument, classes)) if argument.site is not None else None
    return finding(
        argument.place or output.head.layer.place,
        f"{written_head(output.head)} has {units} units, but the labels are {labels_text(labels)}: {result}; use {classes} units,"
        f" or labels of {units} classes",
        related=loss_and_labels(output),
        severity=severity,
        fix=repair,
    )


def _fix_of_two(output: Output) -> Fix | None:
    argument = output.head.units
    if argument.site is None:
        return None
    return fix("Use one sigmoid unit", set_argument(argument, 1), set_activation(output.head, "sigmoid"))
