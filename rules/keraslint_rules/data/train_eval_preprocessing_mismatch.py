"""Training data that are scaled while the data for validation, evaluation or prediction are not, or the other way round.

## What it does
Compares what the model is trained on with what it is validated, evaluated or asked on. Reports data in a range that
differs by a factor of twenty or more from that of the training data because a scaling is missing on one side, and data
of the same origin that lack the scaling altogether.

## Why is this bad
The weights are made for the range that the model was trained on. Pixels from 0 to 255 given to a model that has
learned from pixels between 0 and 1 drive its units far outside of what they know: the scores are those of a model
that has learned nothing, although the training went well. Nothing fails, and the loss on the training data looks fine.

## Example
```python
import keras

(train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
train_images = train_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train_images, train_labels, epochs=5)
model.evaluate(test_images, test_labels)
```

## Use instead
```python
import keras

(train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
train_images = train_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train_images, train_labels, epochs=5)
model.evaluate(test_images / 255.0, test_labels)
```

## Fix safety
The fix divides the other data as the training data are divided. It is unsafe because the numbers that the program
gives change, and because data may be scaled on purpose in a place that cannot be seen.

## When it stays silent
- The data of one side are not known, or pass through something that is not followed.
- The scaling is in the model, which all data go through.
- The two differ by augmentation only.
- Data of another origin whose range is not known.
- Some training of the model is on data like these.

## Keras behaviour
Silent in all versions.

## References
- [Working with preprocessing layers](https://keras.io/guides/preprocessing_layers/)
- Breck et al., *Data Validation for Machine Learning*, MLSys 2019, on training-serving skew
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.api import (
    GENTLE_STEPS,
    Array,
    Confidence,
    Draft,
    Feed,
    Fix,
    Fixes,
    Interval,
    Meta,
    Prediction,
    Purpose,
    Setup,
    Severity,
    Statistic,
    Step,
    Tier,
    attained,
    divisor,
    finding,
    fix,
    held_out,
    known,
    relate,
    same_source,
    scaling_text,
    span_of,
    training,
    transform_data,
)

META = Meta(
    code="KL303",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

FACTOR = 20
"""Ranges that differ by less may be those of the data."""

CHANGES_VALUES = frozenset({"scale", "arithmetic", "opaque", "combine", "map", "encode", "decode"})

WORDS = {
    Purpose.VALIDATION: "the validation data",
    Purpose.EVALUATION: "the data that the model is evaluated on",
    Purpose.PREDICTION: "the data that the model has to predict",
}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Data that are scaled in another way than those that the model is trained on: by ``step``, which only one side has."""

    feed: Feed
    trained: Feed
    step: Step
    missing: bool
    sure: bool = True


def check(setup: Setup) -> Iterator[Draft]:
    """Compare what the model is judged by with everything that it learns from."""
    learned = training(setup)
    found = [mismatch for feed in held_out(setup) if (mismatch := _mismatch(feed, learned)) is not None]
    if found:
        yield _draft(found)


def _mismatch(feed: Feed, learned: tuple[Feed, ...]) -> Mismatch | None:
    """Return how data differ from those of every training, in the words of the last of them."""
    last: Mismatch | None = None
    for trained in learned:
        one, other = known(trained.x), known(feed.x)
        last = None if one is None or other is None else _compared(feed, trained, one, other)
        if last is None:
            return None
    return last


def _compared(feed: Feed, trained: Feed, one: Array, other: Array) -> Mismatch | None:
    ours, theirs = _scaling(one), _scaling(other)
    if ours is not None and _exceeds(other, one):
        return Mismatch(feed, trained, ours, missing=True)
    if theirs is not None and _exceeds(one, other):
        return Mismatch(feed, trained, theirs, missing=False)
    untouched = not any(step.operation in CHANGES_VALUES for step in other.steps)
    compared = one.interval is not None and other.interval is not None
    if ours is not None and untouched and not compared and same_source(one, other):
        return Mismatch(feed, trained, ours, missing=True, sure=_one_place(one, other))
    return None


def _exceeds(large: Array, small: Array) -> bool:
    """Say whether values are known to be far larger than others."""
    match (large.interval, small.interval):
        case (Interval(bounded=True) as wide, Interval(bounded=True) as narrow):
            return attained(large, behind=GENTLE_STEPS) and wide.magnitude >= FACTOR * narrow.magnitude > 0
    return False


def _scaling(array: Array) -> Step | None:
    return next((step for step in array.steps if step.operation == "scale"), None)


def _one_place(one: Array, other: Array) -> bool:
    return one.source is not None and other.source is not None and one.source.place == other.source.place


def _draft(found: list[Mismatch]) -> Draft:
    first, *others = found
    only = "only the training data are scaled" if first.missing else "only these data are scaled"
    return finding(
        first.feed.x.place,
        _message(first),
        related=relate(
            (first.trained.x.place, f"the model is trained on this{_range(first.trained)}"),
            (first.step.place, f"{only}, by {scaling_text(first.step)}"),
            *((other.feed.x.place, f"the same holds for this{_range(other.feed)}") for other in others),
        ),
        confidence=None if first.sure else Confidence.MEDIUM,
        fix=_fix(found),
    )


def _message(mismatch: Mismatch) -> str:
    these, how = WORDS[mismatch.feed.purpose], scaling_text(mismatch.step)
    if mismatch.missing:
        return (
            f"the training data are scaled by {how}{_range(mismatch.trained)}, and {these} are not{_range(mismatch.feed)}: the"
            " model knows only the range that it was trained on, so scale them in the same way"
        )
    return (
        f"{these} are scaled by {how}{_range(mismatch.feed)}, and the training data are not{_range(mismatch.trained)}: the model"
        " knows only the range that it was trained on, so scale both in the same way"
    )


def _range(feed: Feed) -> str:
    array = known(feed.x)
    return "" if array is None or array.interval is None else f" (values {span_of(array.interval)})"


def _fix(found: list[Mismatch]) -> Fix | None:
    """Divide the data as the training data are divided, where that is by one number."""
    by = {divisor(mismatch.step) if mismatch.missing else None for mismatch in found}
    amount = by.pop()
    if by or amount is None or _changed_further(found[0]):
        return None
    return fix(f"Divide them by {amount:g} as well", *(transform_data(one.feed.x, "divide", amount) for one in found))


def _changed_further(mismatch: Mismatch) -> bool:
    array = known(mismatch.trained.x)
    others = CHANGES_VALUES - {"combine"}
    return array is not None and sum(step.operation in others for step in array.steps) > 1
