"""A metric of scikit-learn that is given the predictions first and the true labels second.

## What it does
Follows what `predict()` gives to the metrics of `sklearn.metrics`. Reports predictions in the place of the true values,
for metrics in which the two are not alike, and one-hot rows in `confusion_matrix`.

## Why is this bad
`confusion_matrix`, `classification_report`, precision, recall and R2 treat the truth and the guess differently. With
the two exchanged the matrix is turned on its side, precision is called recall, and R2 divides by the variance of the
predictions: plausible numbers, which mean something else.

## Example
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import confusion_matrix

points, labels = load_breast_cancer(return_X_y=True)
points = points / points.max(axis=0)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[:400], labels[:400], epochs=20)
found = (model.predict(points[400:]) > 0.5).ravel()
print(confusion_matrix(found, labels[400:]))
```

## Use instead
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import confusion_matrix

points, labels = load_breast_cancer(return_X_y=True)
points = points / points.max(axis=0)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[:400], labels[:400], epochs=20)
found = (model.predict(points[400:]) > 0.5).ravel()
print(confusion_matrix(labels[400:], found))
```

## Fix safety
The fix is unsafe: other numbers come out, and code behind may have been written for the exchanged ones.

## When it stays silent
- It is not known where one of the two comes from, or both come from models.
- The metric is the same either way: accuracy, mean squared or absolute error, F1 of two classes.

## Keras behaviour
scikit-learn says nothing about exchanged arguments. It raises a `ValueError` for one-hot rows in `confusion_matrix`.

## References
- [Metrics and scoring in scikit-learn](https://scikit-learn.org/stable/modules/model_evaluation.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Draft,
    Encoding,
    Event,
    Fixes,
    Meta,
    Prediction,
    Program,
    Severity,
    Statistic,
    finding,
    fix,
    is_prediction,
    relate,
    swap_arguments,
)

META = Meta(
    code="KL610",
    severity=Severity.WARNING,
    category="correctness",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 0.01),
)

ASYMMETRIC = {
    "confusion_matrix": "its rows are the true classes",
    "classification_report": "precision is counted among the second, recall among the first",
    "precision_score": "it becomes the recall",
    "recall_score": "it becomes the precision",
    "fbeta_score": "precision and recall change places in it",
    "r2_score": "it divides by the variance of the first",
    "explained_variance_score": "it divides by the variance of the first",
    "mean_absolute_percentage_error": "it divides by the first",
    "balanced_accuracy_score": "it averages over the classes of the first",
    "roc_auc_score": "the second are scores, the first are labels",
    "average_precision_score": "the second are scores, the first are labels",
    "roc_curve": "the second are scores, the first are labels",
    "precision_recall_curve": "the second are scores, the first are labels",
    "log_loss": "the second are probabilities, the first are labels",
}
"""Metrics that tell the truth from the guess, and what comes of exchanging the two."""


def check(program: Program) -> Iterator[Draft]:
    """Find metrics with predictions in the place of the truth, and matrices of one-hot rows."""
    for event in program.events:
        first, second = event.details.get("first"), event.details.get("second")
        name = event.name.rpartition(".")[2]
        if event.kind != "metric" or not isinstance(first, Array) or not isinstance(second, Array):
            continue
        if name in ASYMMETRIC and is_prediction(first) and _is_truth(second):
            yield _exchanged(event, name, first)
        elif name == "confusion_matrix" and Encoding.ONE_HOT in {first.encoding, second.encoding}:
            yield finding(
                event.place,
                "confusion_matrix takes class numbers, and gets one-hot rows, for which it raises a ValueError; use"
                " argmax(axis=1) on them first",
                severity=Severity.ERROR,
            )


def _is_truth(array: Array) -> bool:
    """Say whether an array is known to come from somewhere, and not from a model."""
    return array.source is not None and array.source.place is not None and not is_prediction(array)


def _exchanged(event: Event, name: str, first: Array) -> Draft:
    made = first.source.place if first.source is not None else None
    return finding(
        event.place,
        f"{name} takes the true values first and the predictions second, and gets them the other way round: {ASYMMETRIC[name]}",
        related=relate((made, "the first argument comes from these predictions")),
        fix=fix("Exchange the arguments", swap_arguments(event)),
    )
