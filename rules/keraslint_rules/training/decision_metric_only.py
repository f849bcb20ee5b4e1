"""A classifier of two classes that is judged by its decisions alone, at one threshold.

## What it does
Looks at the metrics of a model with one sigmoid. Reports them where all of them count decisions (accuracy, precision,
recall, F1), and nothing in the program looks at the scores themselves, such as the area under the ROC curve.

## Why is this bad
Such a metric first makes a yes or no of each score, at a threshold that nobody has chosen, and forgets the rest. Where
one class is rare, a model that always says no reaches a high accuracy. The area under a curve says how well the scores
put the samples in order, at all thresholds at once.

## Example
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

points, labels = load_breast_cancer(return_X_y=True)
points = StandardScaler().fit_transform(points)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, validation_split=0.2)
```

## Use instead
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

points, labels = load_breast_cancer(return_X_y=True)
points = StandardScaler().fit_transform(points)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy", keras.metrics.AUC()])
model.fit(points, labels, epochs=20, validation_split=0.2)
```

## Fix safety
The fix is safe: a further metric is computed and logged, and the training stays the same.

## When it stays silent
- There are no metrics, or not all of them are known.
- The program computes a metric of scores, with Keras or with scikit-learn.
- The model is not trained, has several outputs, or ends in something else than one sigmoid.

## Keras behaviour
Silent in all versions.

## References
- [AUC](https://keras.io/api/metrics/classification_metrics/#auc-class)
- Saito and Rehmsmeier, *The Precision-Recall Plot Is More Informative than the ROC Plot*, PLOS ONE 2015
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Call,
    Draft,
    Fact,
    Fixes,
    Head,
    Meta,
    Metric,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Tier,
    Unknown,
    append_element,
    finding,
    fix,
    relate,
)

META = Meta(
    code="KL616",
    severity=Severity.INFO,
    category="pedantic",
    since="0.1",
    tier=Tier.OPT_IN,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "higher", 1.0),
)

DECISIONS = {"accuracy", "acc", "binaryaccuracy", "precision", "recall", "f1score", "fbetascore"}
OF_SCORES = ("auc_score", "average_precision_score", "roc_curve", "precision_recall_curve", "log_loss", "brier_score_loss")


def check(setup: Setup) -> Iterator[Draft]:
    """Find classifiers of two classes whose metrics all count decisions."""
    metrics = setup.compile.metrics
    if isinstance(metrics, Unknown) or not metrics or not setup.fits or not all(map(_counts_decisions, metrics)):
        return
    match setup.head:
        case Head(activation=Fact("sigmoid"), units=Fact(1)) as head if setup.program and not _looks_at_scores(setup.program):
            names = " and ".join(str(metric.kind.value) for metric in metrics)
            yield finding(
                metrics[0].place,
                f"{names} judge{'s' if len(metrics) == 1 else ''} this model by yes or no at one threshold; add"
                " keras.metrics.AUC(), which says how well its scores put the samples in order, also where one class is rare",
                related=relate((head.activation.place, "the output is a score from 0 to 1")),
                fix=fix(
                    "Add the area under the ROC curve",
                    append_element(setup.compile.call["metrics"], Call("keras.metrics.AUC")),
                    safe=True,
                ),
            )


def _counts_decisions(metric: Metric) -> bool:
    name = metric.kind.value
    return isinstance(name, str) and name.rpartition(".")[2].replace("_", "").lower() in DECISIONS


def _looks_at_scores(program: Program) -> bool:
    return any(event.kind == "metric" and event.name.endswith(OF_SCORES) for event in program.events)
