"""A `class_weight` that Keras ignores, or cannot read.

## What it does
Reports a `class_weight` that is a string, a list or an array; whose keys are strings or no classes of the labels; that
leaves classes out; that is given together with `sample_weight`; and one for targets that are numbers.

## Why is this bad
`class_weight` maps class numbers to weights, and whatever is not found in it has weight 1, without a word: with keys
`"0"` and `"1"` nothing is weighted at all, and the rare class that it was meant for stays unlearned. scikit-learn's
`"balanced"` and the array that `compute_class_weight` returns mean nothing to Keras, and stop the training with an error
that does not say so.

## Example
```python
import keras
from sklearn.datasets import load_breast_cancer

points, labels = load_breast_cancer(return_X_y=True)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, validation_split=0.2, class_weight={"0": 2.0, "1": 1.0})
```

## Use instead
```python
import keras
from sklearn.datasets import load_breast_cancer

points, labels = load_breast_cancer(return_X_y=True)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, validation_split=0.2, class_weight={0: 2.0, 1: 1.0})
```

## Fix safety
The fix turns keys that are written as strings into numbers. It is unsafe because the weights then count, and training
goes differently. In all other cases it is not known which weights were meant.

## When it stays silent
- The keys are the classes, as those of `dict(enumerate(compute_class_weight(...)))`.
- It is not known what is passed, or how many classes there are.

## Keras behaviour
Keys that are no class numbers and classes that are left out are silent in Keras 3 up to 3.15 and raise a `ValueError` in
Keras 2. A string, a list or an array raises an `AttributeError`; `class_weight` with `sample_weight` a `ValueError`.

## References
- [Model training APIs](https://keras.io/api/models/model_training_apis/#fit-method)
- [Classification on imbalanced data](https://www.tensorflow.org/tutorials/structured_data/imbalanced_data)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from keraslint.api import (
    REGRESSION_LOSSES,
    Array,
    Draft,
    Encoding,
    Fact,
    Feed,
    Fix,
    Fixes,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    holds_numbers,
    relate,
    set_argument,
    training,
)

META = Meta(
    code="KL314",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.STATE, "higher", 0.01),
)

COUNTED = frozenset({Encoding.INTEGER, Encoding.BINARY, Encoding.ONE_HOT})
SHOWN: Final = 3
"""How many classes a message lists."""


def check(setup: Setup) -> Iterator[Draft]:
    """Look at the weights of every training."""
    for feed in training(setup):
        weights = feed.use["class_weight"]
        if not weights.given or weights.value is None:
            continue
        found = _unreadable(weights) or _twice(feed, weights) or _numbers(setup, feed, weights) or _unmatched(feed, weights)
        if found is not None:
            yield found


def _unreadable(weights: Fact[Any]) -> Draft | None:
    """Find what is no mapping."""
    match weights.value:
        case str() as word if not word.startswith("custom:"):
            what = f"the word {word!r}"
        case tuple():
            what = "a list"
        case Array():
            what = "an array"
        case _:
            return None
    return finding(
        weights.place,
        f"class_weight is {what}, and fit takes a dict from class numbers to weights: training stops with an error; from an array"
        " of weights, dict(enumerate(weights)) makes one",
        severity=Severity.ERROR,
    )


def _twice(feed: Feed, weights: Fact[Any]) -> Draft | None:
    samples = feed.use["sample_weight"]
    if not samples.given or samples.value is None:
        return None
    return finding(
        weights.place,
        "fit takes class_weight or sample_weight, and stops with an error where it gets both: multiply the weights of the samples"
        " by those of their classes",
        related=relate((samples.place, "the weights of the samples")),
        severity=Severity.ERROR,
    )


def _numbers(setup: Setup, feed: Feed, weights: Fact[Any]) -> Draft | None:
    loss = setup.compile.loss
    if loss is None or loss.kind.value not in REGRESSION_LOSSES or not holds_numbers(feed.y):
        return None
    return finding(
        weights.place,
        f"class_weight is given for targets that are numbers, with {loss.kind.value}: their whole parts are then taken for"
        " classes, and all that is not among the keys has weight 1; use sample_weight",
        related=relate((loss.place, "the loss is one for numbers"), (feed.y.place, "the targets")),
    )


def _unmatched(feed: Feed, weights: Fact[Any]) -> Draft | None:
    """Compare the keys with the classes of the labels."""
    table = weights.value
    if not isinstance(table, dict) or not table:
        return None
    words = [key for key in table if isinstance(key, str)]
    if words:
        shown = ", ".join(map(repr, words[:3]))
        return finding(
            weights.place,
            f"the keys of class_weight are strings, {shown}: the labels are numbers, so that no weight is found and every class"
            " has weight 1; write the class numbers",
            fix=_fix(weights, table),
        )
    labels = feed.y.value
    if not isinstance(labels, Array) or labels.encoding not in COUNTED or labels.classes is None or labels.classes < 2:
        return None
    classes = range(labels.classes)
    keys = {key for key in table if isinstance(key, int)}
    missing = list(islice((number for number in classes if number not in keys), SHOWN + 1))
    foreign = sorted(key for key in keys if key not in classes)
    if not missing and not foreign:
        return None
    what = f"has no weight for {_listed(missing)}" if missing else f"names {_listed(foreign)}"
    then = "which then weighs 1" if missing else "which does not occur"
    return finding(
        weights.place,
        f"class_weight {what}, {then}: the labels are the classes 0 to {labels.classes - 1}",
        related=relate((feed.y.place, "the labels")),
    )


def _listed(classes: list[int]) -> str:
    word = "class" if len(classes) == 1 else "classes"
    return f"{word} {', '.join(map(str, classes[:SHOWN]))}{' and more' if len(classes) > SHOWN else ''}"


def _fix(weights: Fact[Any], table: dict[Any, Any]) -> Fix | None:
    """Return the fix that turns keys into numbers, where that is all that is wrong with them."""
    if not all(isinstance(key, str) and key.isdecimal() for key in table):
        return None
    if not all(isinstance(weight, int | float) for weight in table.values()):
        return None
    return fix("Write the class numbers", set_argument(weights, {int(key): weight for key, weight in table.items()}))
