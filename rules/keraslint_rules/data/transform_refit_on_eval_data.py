"""A scaler or encoder that is fitted again on the data that the model is judged by.

## What it does
Follows the data for validation, evaluation and prediction to the objects that transformed them. Reports a scaler, an
encoder or a preprocessing layer that has learned from these very data what to do, where the training data went through
the same kind of object with what it had learned from them.

## Why is this bad
`fit_transform` on the test data computes another mean and another deviation than on the training data. The same value
then stands for something else: a house of average size in the test data looks to the model like one of average size in
the training data, whatever their sizes are. Scores are off in either direction, and on a few samples, or a single one,
they mean nothing. An encoder that is fitted again may give the classes other numbers.

## Example
```python
import keras
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

points, labels = load_breast_cancer(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(points, labels, stratify=labels, random_state=0)
scaler = StandardScaler()
x_train = scaler.fit_transform(x_train)
x_test = scaler.fit_transform(x_test)

model = keras.Sequential([
    keras.Input((30,)),
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
from sklearn.preprocessing import StandardScaler

points, labels = load_breast_cancer(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(points, labels, stratify=labels, random_state=0)
scaler = StandardScaler()
x_train = scaler.fit_transform(x_train)
x_test = scaler.transform(x_test)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=20)
model.evaluate(x_test, y_test)
```

## Fix safety
The fix calls `transform` on the object that was fitted on the training data before, with the same arguments. It is
unsafe because the scores that the program gives change, as they should. Where the test data have an object of their
own, or were fitted first, there is no fix.

## When it stays silent
- The training data did not go through an object of that class.
- One fit serves the training data and the others alike: whether it should have come behind the split is the question
  of `preprocessing-before-split`.
- The object treats each row by itself, such as a `Normalizer`.
- Data that are only transformed back.
- An encoder of labels, where both sides are known to hold the same classes, which then get the same numbers. Where the
  classes are not known, the confidence is low: as a rule both sides hold all of them.

## Keras behaviour
Silent in all versions.

## References
- [Common pitfalls](https://scikit-learn.org/stable/common_pitfalls.html#inconsistent-preprocessing), scikit-learn
- Yang et al., *Data Leakage in Notebooks: Static Detection and Better Processes*, ASE 2022
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Confidence,
    Draft,
    Fact,
    Feed,
    Fixes,
    Learned,
    Meta,
    Model,
    Prediction,
    Program,
    Purpose,
    Setup,
    Severity,
    Statistic,
    Tier,
    common,
    finding,
    fix,
    held_out,
    holds_rows,
    known,
    learned,
    relate,
    rename_attribute,
    saw,
    training,
)

META = Meta(
    code="KL304",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    groups=("leakage",),
)

WORDS = {
    Purpose.VALIDATION: "the validation data",
    Purpose.EVALUATION: "the data that the model is evaluated on",
    Purpose.PREDICTION: "the data that the model has to predict",
}


def check(program: Program) -> Iterator[Draft]:
    """Find what the data that a model is judged by were transformed with, in every setup."""
    for setup in program.setups:
        for feed in held_out(setup):
            for trained in training(setup):
                yield from _refits(setup, feed, known(trained.x), feed.x)
                yield from _refits(setup, feed, known(trained.y), feed.y)
                yield from _adapted(setup, feed, known(trained.x), known(feed.x))


def _refits(setup: Setup, feed: Feed, train: Array | None, fact: Fact[Array]) -> Iterator[Draft]:
    """Find the objects that learned from the data of a fact, while others of their class learned from training data."""
    program, other = setup.program, known(fact)
    if program is None or train is None or other is None:
        return
    start = common(train, other)
    on_training = [first for _, first in learned(program, train) if saw(first, train)]
    for _, again in learned(program, other, start):
        before = next((first for first in on_training if first.step.name == again.step.name and first.event != again.event), None)
        if before is None or not saw(again, other) or holds_rows(again.data.identity, train.identity):
            continue
        if not (again.step.operation == "encode" and _same_classes(train, other)):
            yield _draft(feed, before, again)
            return


def _adapted(setup: Setup, feed: Feed, train: Array | None, other: Array | None) -> Iterator[Draft]:
    """Find layers of the model that learned from other data than those that it is trained on."""
    if setup.program is None or not isinstance(setup.model, Model) or train is None or other is None:
        return
    layers = {layer.identity: layer for layer in setup.model.flat()}
    for event in setup.program.events:
        data, layer = event.details.get("data"), layers.get(event.subject)
        if event.kind != "fit" or layer is None or not isinstance(data, Array) or data.identity is None:
            continue
        if holds_rows(other.identity, data.identity) and not holds_rows(train.identity, data.identity):
            yield finding(
                event.place,
                f"the {layer.name} layer learns what to do from {WORDS[feed.purpose]}, and not from those for"
                " training: adapt it to the training data",
                related=relate((feed.x.place, "the model gets the data here"), (layer.place, "the layer of the model")),
            )


def _same_classes(train: Array, other: Array) -> bool:
    """Say whether both sides are known to hold the same number of classes, which an encoder then numbers alike."""
    return train.classes is not None and train.classes == other.classes


def _draft(feed: Feed, before: Learned, again: Learned) -> Draft:
    same = before.event.subject == again.event.subject
    these = WORDS[feed.purpose]
    if same and before.event.order < again.event.order:
        what = f"{again.method} fits the {again.name} again, on {these}, and what it has learned from the training data is lost"
    else:
        what = f"{these} go through a {again.name} that is fitted on themselves rather than on the training data"
    return finding(
        again.event.place,
        f"{what}: equal values then mean something else than in training; fit it once, on the training data, and use transform"
        " for all others",
        related=relate(
            (before.event.place, f"the {before.name} for the training data is fitted here"),
            (feed.x.place, "the model gets the data here"),
        ),
        severity=Severity.WARNING if again.step.operation == "encode" else None,
        confidence=Confidence.LOW if again.step.operation == "encode" else None,
        fix=fix("Use transform, with what was learned from the training data", rename_attribute(again.event, "transform"))
        if same and _can_be_renamed(before, again)
        else None,
    )


def _can_be_renamed(before: Learned, again: Learned) -> bool:
    """Say whether the call transforms what it fits on, behind a fit on the training data, and with no targets."""
    fits_and_transforms = again.method == "fit_transform" and not again.event.details.get("supervised")
    return fits_and_transforms and before.event.order < again.event.order and before.event.place != again.event.place
