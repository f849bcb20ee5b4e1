"""Predictions that are made into classes in a way that does not fit what the model gives.

## What it does
Follows what `predict()` gives to comparisons, to rounding and to the metrics of scikit-learn. Reports:

- a threshold between 0 and 1, or rounding, on logits: outputs without activation, trained with `from_logits=True`;
- a threshold or rounding of the rows of a softmax over more than two classes;
- `==` between predictions of shape (n, 1) and labels of shape (n,), which compares each with each;
- scores in a metric of scikit-learn that counts classes.

## Why is this bad
A logit is any number, and says yes above 0; at 0.5 the model says yes too rarely. Among three or more classes the most
probable one often stays below 0.5, and the row has no class at all. Arrays of shapes (n, 1) and (n,) broadcast to
(n, n): the mean of that is no accuracy. And scikit-learn does not make classes of scores.

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
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(points[:400], labels[:400], epochs=20)
found = (model.predict(points[400:]) > 0.5).ravel()
print(np.mean(found == labels[400:]))
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
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
model.fit(points[:400], labels[:400], epochs=20)
found = (model.predict(points[400:]) > 0).ravel()
print(np.mean(found == labels[400:]))
```

## Fix safety
The fix is unsafe: other classes come out. It is offered for logits only.

## When it stays silent
- The model, its loss or the shapes are not known.
- The threshold is not written in place, and may have been tuned, or is not between 0 and 1.
- Each of several sigmoids has its own yes or no; a sigmoid is applied before.
- One column of a softmax is taken before it is compared.

## Keras behaviour
Silent in all versions, and so is NumPy. The metrics of scikit-learn raise a `ValueError` for scores in the place of
classes.

## References
- [Broadcasting in NumPy](https://numpy.org/doc/stable/user/basics.broadcasting.html)
- [BinaryCrossentropy](https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CROSSENTROPIES,
    Array,
    Draft,
    Event,
    Fact,
    Fixes,
    Head,
    Loss,
    Meta,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    is_prediction,
    made_by,
    outputs,
    relate,
    set_argument,
    shape_text,
)

META = Meta(
    code="KL608",
    severity=Severity.WARNING,
    category="correctness",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 0.01),
)

ORDERS = {"GreaterThan", "LessThan", "GreaterThanEqual", "LessThanEqual"}
EQUALITIES = {"Equal", "NotEqual"}
OF_CLASSES = {
    "accuracy_score", "balanced_accuracy_score", "precision_score", "recall_score", "f1_score", "fbeta_score",
    "confusion_matrix", "classification_report", "cohen_kappa_score", "matthews_corrcoef", "jaccard_score",
}  # fmt: skip
UNCHANGED = {"load", "reshape", "select"}
"""Steps behind which scores are still scores."""


def check(program: Program) -> Iterator[Draft]:
    """Find comparisons, rounding and metrics that do not fit the predictions that they are given."""
    for event in program.events:
        if event.kind == "compare":
            yield from _compared(program, event)
        elif event.kind == "metric" and event.name.rpartition(".")[2] in OF_CLASSES:
            yield from _counted(event)


def _compared(program: Program, event: Event) -> Iterator[Draft]:
    left, right = event.details["left"], event.details["right"]
    if event.details["operator"] in EQUALITIES:
        yield from _broadcast(event, left, right)
        return
    if not isinstance(left, Array) or not _are_scores(left):
        return
    threshold = event.details.get("by")
    if event.details["operator"] == "round":
        yield from _judged(program, event, left, None)
    elif isinstance(threshold, Fact) and threshold.number is not None and 0 < threshold.number < 1:
        yield from _judged(program, event, left, threshold)


def _are_scores(array: Array) -> bool:
    return is_prediction(array) and array.dtype == "float32" and all(step.operation in UNCHANGED for step in array.steps)


def _judged(program: Program, event: Event, scores: Array, threshold: Fact[float] | None) -> Iterator[Draft]:
    """Judge a threshold, or rounding, by the output of the model that made the scores."""
    setup = next((one for one in program.setups for use in one.uses if made_by(scores, use)), None)
    output = None if setup is None else next(outputs(setup), None)
    if setup is None or output is None or setup.head is None:
        return
    match output.head, output.loss:
        case Head(activation=Fact("linear")) as head, Loss(kind=Fact(kind), from_logits=Fact(True)) if kind in CROSSENTROPIES:
            yield _of_logits(event, head, threshold)
        case Head(activation=Fact("softmax"), units=Fact(int() as units)), _ if units > 2 and _in_rows(scores, units):
            yield _of_rows(event, units, setup, threshold)


def _in_rows(scores: Array, units: int) -> bool:
    return scores.shape is not None and len(scores.shape) == 2 and scores.shape[1] == units


def _way(threshold: Fact[float] | None) -> str:
    return "rounding" if threshold is None else f"a threshold of {threshold.value}"


def _of_logits(event: Event, head: Head, threshold: Fact[float] | None) -> Draft:
    return finding(
        event.place,
        f"{_way(threshold)} is for probabilities, and these predictions are logits: the output has no activation and the loss"
        " from_logits=True, so that the model says yes above 0; compare with 0",
        related=relate((head.layer.place, "the output has no activation")),
        fix=None if threshold is None else fix("Compare with 0", set_argument(threshold, 0)),
    )


def _of_rows(event: Event, units: int, setup: Setup, threshold: Fact[float] | None) -> Draft:
    place = setup.head.activation.place if setup.head is not None else None
    return finding(
        event.place,
        f"{_way(threshold)} leaves rows of {units} class probabilities without any class where none reaches"
        f" {'0.5' if threshold is None else threshold.value}; argmax(axis=1) gives the most probable class",
        related=relate((place, f"the softmax shares 1 among {units} classes")),
    )


def _broadcast(event: Event, left: object, right: object) -> Iterator[Draft]:
    """Find a column that is compared with a row of labels."""
    if not isinstance(left, Array) or not isinstance(right, Array):
        return
    found, labels = (left, right) if is_prediction(left) else (right, left)
    if is_prediction(labels) or not _is_column(found) or not _is_row(labels):
        return
    yield finding(
        event.place,
        f"predictions of shape {shape_text(found.shape)} are compared with labels of shape {shape_text(labels.shape)}: NumPy"
        " compares each prediction with each label, whose mean is no accuracy; flatten the predictions first with .ravel()",
        related=relate((found.source.place if found.source else None, "the predictions are made here")),
        severity=Severity.ERROR,
    )


def _is_column(array: Array) -> bool:
    return array.container != "frame" and array.shape is not None and len(array.shape) == 2 and array.shape[1] == 1


def _is_row(array: Array) -> bool:
    plain = array.container in {"ndarray", "tensor"} and array.source is not None
    return plain and array.shape is not None and len(array.shape) == 1 and array.shape[0] != 1


def _counted(event: Event) -> Iterator[Draft]:
    """Find scores that a metric takes for classes."""
    scores = event.details.get("second")
    if not isinstance(scores, Array) or not _are_scores(scores) or scores.shape is None:
        return
    several = len(scores.shape) == 2 and scores.shape[1] not in {None, 1}
    remedy = "argmax(axis=1) makes classes of them" if several else "make classes of them first, for instance with > 0.5"
    name = event.name.rpartition(".")[2]
    yield finding(
        event.place,
        f"{name} counts classes, and gets the scores that the model gives, for which it raises a ValueError; {remedy}",
        related=relate((scores.source.place if scores.source else None, "the scores come from here")),
        severity=Severity.ERROR,
    )
