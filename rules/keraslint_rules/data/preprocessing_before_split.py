"""A scaler, a selection of features or a resampling that sees the test data before they are split off.

## What it does
Compares the way of the training data with that of the data for validation, evaluation and prediction. Reports, on the
part that they share, an object that learned from all of them what to do: a scaler, a PCA, an imputer, a selection of
features by the labels, or a resampling that makes or draws rows.

## Why is this bad
What the test data tell is then part of what the model is trained on, and the score on them is better than the score on
new data will be. How much better depends on the object. Rows that SMOTE makes between neighbours, or that are drawn
twice, end up on both sides of the split, and the model has seen its test data: an error. Features chosen by their
correlation with all labels let pure noise look like a result: a warning. Means and deviations of all rows hardly differ
from those of most of them, so that this is only information, but they do for a series whose level drifts.

## Example
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.utils import resample

points, labels = load_breast_cancer(return_X_y=True)
points, labels = resample(points, labels, n_samples=2000, random_state=0)
x_train, x_test, y_train, y_test = train_test_split(points, labels, stratify=labels, random_state=0)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=20)
model.evaluate(x_test, y_test)
```

## Use instead
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.utils import resample

points, labels = load_breast_cancer(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(points, labels, stratify=labels, random_state=0)
x_train, y_train = resample(x_train, y_train, n_samples=2000, random_state=0)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=20)
model.evaluate(x_test, y_test)
```

## When it stays silent
- What is done needs nothing that is learned from the data: a division by 255, a logarithm, a `Normalizer`, one-hot
  codes.
- The object was fitted on the training data alone and then used on all.
- Rows that are only left out, as by `RandomUnderSampler` or `resample(replace=False)`.
- Words and labels that are numbered before the split.
- The model is asked about the very data that it was trained on.
- A scaler, and nothing but `validation_split` behind it: the rows are the last ones of the training data, and what is
  learned from the others is close to what is learned from all.

## Keras behaviour
Silent in all versions. Keras takes the rows for `validation_split` from the end of what it is given, where SMOTE puts the
rows that it makes.

## References
- [Common pitfalls](https://scikit-learn.org/stable/common_pitfalls.html#data-leakage), scikit-learn
- Kapoor and Narayanan, *Leakage and the Reproducibility Crisis in Machine-Learning-Based Science*, Patterns 2023
- Yang et al., *Data Leakage in Notebooks: Static Detection and Better Processes*, ASE 2022
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.api import (
    Array,
    Confidence,
    Draft,
    Feed,
    Meta,
    Place,
    Prediction,
    Program,
    Setup,
    Severity,
    Statistic,
    Step,
    common,
    finding,
    held_out,
    holds_rows,
    known,
    learned,
    relate,
    saw,
    training,
)

META = Meta(
    code="KL305",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    prediction=Prediction(Statistic.TASK_SCORE, "lower", 0.05),
    groups=("leakage",),
)

LEAVES_OUT = "imblearn.under_sampling."
UNSUPERVISED_SELECTION = "VarianceThreshold"
LEARNS_NUMBERS = frozenset({"scale", "arithmetic", "select"})


@dataclass(frozen=True, slots=True)
class Leak:
    """What saw the rows on both sides of a split, and how bad that is."""

    step: Step
    place: Place | None
    severity: Severity
    what: str


def check(setup: Setup) -> Iterator[Draft]:
    """Find the worst that happened to training data and others together."""
    if setup.program is None:
        return
    for trained in training(setup):
        train = known(trained.x)
        if train is None:
            continue
        found = [(leak, other) for other in _others(setup, trained, train) for leak in _leaks(setup.program, train, other)]
        if found:
            leak, other = max(found, key=lambda pair: pair[0].severity)
            yield _draft(trained, leak, other)
            return


@dataclass(frozen=True, slots=True)
class Other:
    """Data on the other side of a split, ``data``, and how many steps of their way are those of the training data.

    They are not ``apart`` where Keras itself takes them from the end of the training data.
    """

    data: Array
    place: Place | None
    shared: int
    words: str
    apart: bool = True


def _others(setup: Setup, trained: Feed, train: Array) -> Iterator[Other]:
    share = trained.use["validation_split"].number
    if share:
        words = f"validation_split takes the last {share:.0%} of them"
        yield Other(train, trained.use["validation_split"].place, len(train.steps), words, apart=False)
    for feed in held_out(setup):
        other = known(feed.x)
        if other is not None and _are_apart(train, other):
            yield Other(other, feed.x.place, common(train, other), "these were among them")


def _are_apart(train: Array, other: Array) -> bool:
    """Say whether data are known not to be those that the model is trained on, nor some of them."""
    if train.identity is None or other.identity is None:
        return False
    return not holds_rows(train.identity, other.identity) and not holds_rows(other.identity, train.identity)


def _leaks(program: Program, train: Array, other: Other) -> Iterator[Leak]:
    """Find what learned from the data in the steps that they share with others."""
    for step in train.steps[: other.shared]:
        if step.operation == "resample" and not step.name.startswith(LEAVES_OUT) and step.detail("replace") is not False:
            name = step.name.rpartition(".")[2]
            how = "draws rows several times" if name == "resample" else "makes new rows of all rows"
            yield Leak(step, step.place, Severity.ERROR, f"{name} {how}")
    for index, found in learned(program, train):
        if index >= other.shared or found.step.operation not in LEARNS_NUMBERS:
            continue
        if not (saw(found, train) and saw(found, other.data)):
            continue
        if found.step.operation == "select" and found.name != UNSUPERVISED_SELECTION:
            yield Leak(
                found.step, found.event.place, Severity.WARNING, f"{found.name} chooses the columns by the labels of all rows"
            )
        elif other.apart:
            yield Leak(found.step, found.event.place, Severity.INFO, f"the {found.name} is fitted on all rows")


ADVICE = {
    Severity.ERROR: "the model has then seen copies of what it is judged by; split first, and resample the training data alone",
    Severity.WARNING: "the labels that the model is judged by have then chosen its inputs; split first",
    Severity.INFO: "what the model is judged by has then shaped what it learns from; split first, fit on the training data and"
    " transform the others",
}


def _draft(trained: Feed, leak: Leak, other: Other) -> Draft:
    return finding(
        leak.place,
        f"{leak.what}, before they are split: {ADVICE[leak.severity]}",
        related=relate((trained.x.place, "the model is trained on some of the rows"), (other.place, other.words)),
        severity=leak.severity,
        confidence=Confidence.MEDIUM if leak.severity is Severity.INFO else None,
    )
